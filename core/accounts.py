"""How signing in works here: no open sign-up, codes for service users, a landing page by role, and back after a lock.

Staff sign in with their password. Service users are sent a code by email, through the outbox (`code_senders`).
"""

import uuid
from functools import wraps

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.locking import page_before_the_lock
from core.memberships import accounts_of, may_have_code
from core.registries import Registry

# Filled in by consent, which owns the outbox: functions (email address, key of the message).
code_senders = Registry()

BY_CODE = "account/email/login_code"


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator or by a worker's invitation, never by whoever comes by."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_code": _("That is not the code we sent. Look at the email again, and type the code in it"),
        "too_many_login_attempts": _("Too many tries. Wait a while, then try again."),
    }

    def is_open_for_signup(self, request):
        return False

    def generate_login_code(self):
        """What stands for a code in the session of whoever asked: the key of the message that will carry it."""
        return str(uuid.uuid4())

    def send_mail(self, template_prefix, email, context):
        """Codes leave through the outbox, like everything that is sent to service users."""
        if template_prefix != BY_CODE:
            return super().send_mail(template_prefix, email, context)
        for send in code_senders:
            send(email, uuid.UUID(context["code"]))
        return None

    def pre_login(self, request, user, **kwargs):
        """A code lets in nobody who has become a member of staff, or whose account was ended, since it was sent."""
        records = get_authentication_records(request, user)
        if records and records[-1]["method"] == "code" and not may_have_code(user):
            return redirect("account_request_login_code")
        return super().pre_login(request, user, **kwargs)

    def get_reset_password_from_key_url(self, key):
        """The address in the mail: on the host that the deployment names, whatever host the request named."""
        uidb36, _dash, rest = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": rest})
        return settings.BASE_URL.rstrip("/") + path

    def get_login_redirect_url(self, request):
        return page_before_the_lock(request) or super().get_login_redirect_url(request)

    def add_message(self, request, level, *args, **kwargs):
        """Signing in and out needs no banner: the page that follows says enough. What went wrong is said."""
        if level == messages.ERROR:
            super().add_message(request, level, *args, **kwargs)


def for_passwords(view):
    """A page of somebody's own password, which is not there for service users: they have none."""

    @wraps(view)
    def opened(request, *args, **kwargs):
        if accounts_of(request.user):
            raise Http404
        return view(request, *args, **kwargs)

    return opened
