"""How signing in works here: no open sign-up, a landing page by role, and back to the page of a locked screen."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.urls import reverse

from core.locking import page_before_the_lock


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or by a worker's invitation, never by whoever comes by."""

    def is_open_for_signup(self, request):
        return False

    def get_reset_password_from_key_url(self, key):
        """The address in the mail: on the host that the deployment names, whatever host the request named."""
        uidb36, _, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": rest})
        return settings.BASE_URL.rstrip("/") + path

    def get_login_redirect_url(self, request):
        return page_before_the_lock(request) or super().get_login_redirect_url(request)

    def add_message(self, *args, **kwargs):
        """Signing in and out needs no banner: the page that follows says enough."""
