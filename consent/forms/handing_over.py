"""Choosing who takes over one's work, and closing what was left for later."""

from django import forms

from consent.models.details import DetailOutcome
from core.forms import OneOfField, PlainForm, SomeOfField


class HandOverForm(PlainForm):
    """To whom one's drafts and open tasks go."""

    method = "get"
    submit_label = "Choose this colleague"
    called = {"to": "a colleague"}

    to = forms.ModelChoiceField(label="Who takes over?", queryset=None, empty_label="---------")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class HandOverDraftForm(HandOverForm):
    """To whom one journey goes, since somebody has to assess."""

    method = "post"
    submit_label = "Hand over"


class CloseDetailsForm(PlainForm):
    """What came of details that were left for later."""

    submit_label = "Close these"
    called = {"details": "what to close", "outcome": "what came of it"}

    details = SomeOfField(label="Which can be closed?")
    outcome = OneOfField(label="What came of it?", choices=DetailOutcome)

    def __init__(self, *args, open_details, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["details"].choices = [
            (detail.detail, detail.get_detail_display().capitalize()) for detail in open_details
        ]
