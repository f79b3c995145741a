"""The sign-in forms of django-allauth, drawn with our form pack."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.core import context, ratelimit
from django.utils.translation import gettext_lazy as _

from core.codes import code_of
from core.easy_read import Easy
from core.forms.base import Plain
from core.forms.widgets import ShortText
from core.memberships import accounts_of, may_have_code


class SignInForm(Plain, allauth.LoginForm):
    submit_label = _("Sign in")
    called = {"login": _("your email address"), "password": _("your password")}
    easy_words = {"login": Easy(drawing="computer"), "password": Easy(drawing="key")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = _("Email address")
        self.fields["password"].help_text = ""


class AskForCodeForm(Plain, allauth.RequestLoginCodeForm):
    """Whose code is asked for. It answers alike for every address: only what leaves afterwards differs."""

    submit_label = _("Send me a code")
    called = {"email": _("your email address")}
    easy_words = {"email": Easy(drawing="computer")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Email address")

    def clean_email(self):
        email = super().clean_email()
        if self._user is not None and not may_have_code(self._user):
            self._user = None
        return email


class CodeForm(Plain, allauth.ConfirmLoginCodeForm):
    """The code out of the email. What allauth expects is the key of the message, and the code is made from it."""

    submit_label = _("Sign in")
    called = {"code": _("the code")}
    easy_words = {"code": Easy(drawing="key")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.expected_code:
            self.expected_code = code_of(self.expected_code)
        self.fields["code"].label = _("Code")
        self.fields["code"].widget = ShortText(
            width=10, attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}
        )

    def clean_code(self):
        request = context.request
        if not ratelimit.consume(request, action="confirm_login_code", key=request.session.session_key or ""):
            raise get_adapter().validation_error("too_many_login_attempts")
        return super().clean_code()


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    submit_label = "Send me a link"
    called = {"email": _("your email address")}

    def clean_email(self):
        email = super().clean_email()
        # Service users have no password, and nothing is sent to them but through the outbox.
        self.users = [user for user in self.users if not accounts_of(user)]
        return email


class NewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    submit_label = "Save my new password"
    called = {"password1": "a new password", "password2": "the new password again"}


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    submit_label = "Save my new password"
    called = {
        "oldpassword": "the password you have now",
        "password1": "a new password",
        "password2": "the new password again",
    }


class SetPasswordForm(Plain, allauth.SetPasswordForm):
    submit_label = "Save my new password"
    called = {"password1": "a new password", "password2": "the new password again"}


class ReauthenticateForm(Plain, allauth.ReauthenticateForm):
    submit_label = "Continue"
    called = {"password": _("your password")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
