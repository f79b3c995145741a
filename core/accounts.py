"""How signing in works here: no open sign-up, and a landing page by role."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or by a worker's invitation, never by whoever comes by."""

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        """The address in the mail: on the host that the deployment names, whatever host the request named."""
        uidb36, _, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": rest})
        return settings.BASE_URL.rstrip("/") + path

    def add_message(self, *args, **kwargs):
        """Signing in and out needs no banner: the page that follows says enough."""
