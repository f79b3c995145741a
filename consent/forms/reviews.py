"""Finding answers to be asked again, and putting one off."""

from django import forms
from django.utils import timezone

from consent.forms.people import ANY
from consent.models import ReviewDate, ReviewReason
from core.forms import ButtonRow, DayField, LongText, Narrow, PlainForm, SearchInput

DUE, LATE, SOON = "", "late", "soon"


class ReviewFilter(PlainForm):
    method = "get"
    submit_label = "Show these answers"

    q = forms.CharField(
        label="Find a person",
        required=False,
        max_length=100,
        help_text="Any part of a name, reference or telephone number",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[(DUE, "Due now"), (LATE, "Due for more than two weeks"), (SOON, "Coming in the next 30 days")],
    )
    reason = forms.ChoiceField(label="Why", required=False, choices=[ANY, *ReviewReason.choices])
    whose = forms.ChoiceField(
        label="Who recorded the answer", required=False, choices=[("", "Anybody"), ("mine", "I did")]
    )

    def layout(self):
        return ["q", Narrow(self.data, "show", "reason", "whose", button=self.submit_label), ButtonRow()]


def tomorrow():
    return timezone.localdate() + timezone.timedelta(days=1)


class PutOffForm(PlainForm):
    """A day on which to look at an answer again, and why not now. `last`: the last day that may be chosen."""

    submit_label = "Put it off"
    called = {"until": "the day to look at it again", "reason": "why it is put off"}

    until = DayField(label="When is it looked at again?", earliest=tomorrow)
    reason = forms.CharField(
        label="Why is it put off?",
        max_length=ReviewDate._meta.get_field("reason").max_length,
        help_text="For example, that they are in hospital until then.",
        widget=LongText(rows=2),
    )

    def __init__(self, *args, last, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = f"By {last:%-d %B %Y} at the latest"
