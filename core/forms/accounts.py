"""The sign-in forms of django-allauth, drawn with our form pack."""

from allauth.account import forms as allauth

from core.forms.base import Plain


class SignInForm(Plain, allauth.LoginForm):
    submit_label = "Sign in"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("remember", None)
        for field in self.fields.values():
            field.help_text = ""
            field.widget.attrs.pop("placeholder", None)


class ResetPasswordForm(Plain, allauth.ResetPasswordForm):
    submit_label = "Send me a link"


class NewPasswordForm(Plain, allauth.ResetPasswordKeyForm):
    submit_label = "Save my new password"


class ChangePasswordForm(Plain, allauth.ChangePasswordForm):
    submit_label = "Save my new password"
