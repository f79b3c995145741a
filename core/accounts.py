"""How signing in works here: no open sign-up, and a landing page by role."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or by a worker's invitation, never by whoever comes by."""

    def is_open_for_signup(self, request):
        return False

    def add_message(self, *args, **kwargs):
        """Signing in and out needs no banner: the page that follows says enough."""
