"""The sign-in forms of django-allauth, drawn with our form pack."""

from allauth.account import forms as allauth

from core.forms.base import Plain


class SignInForm(Plain, allauth.LoginForm):
    submit_label = "Sign in"
    called = {"login": "your email address", "password": "your password"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    submit_label = "Send me a link"
    called = {"email": "your email address"}


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
    called = {"password": "your password"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
