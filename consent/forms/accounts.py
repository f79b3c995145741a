"""Inviting somebody to an account."""

from django import forms

from core.forms import PlainForm


class InviteForm(PlainForm):
    """The one thing that only they know: who else reads their email."""

    called = {"alone": "the box once they have told you so"}

    alone = forms.BooleanField()

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["alone"].label = f"They told me that nobody else reads what is sent to {email}"
