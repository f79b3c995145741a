"""The filter of decisions in the public interest, and their review."""

from django import forms

from consent.forms.whole import length_of
from consent.models import PublicInterestDecision
from core.forms import ButtonRow, LongText, Narrow, OneOfField, PlainForm, Reveal, SearchInput, Text

Outcome = PublicInterestDecision.Outcome


class DecisionsFilter(PlainForm):
    method = "get"
    submit_label = "Show these decisions"

    q = forms.CharField(
        label="Find a decision",
        required=False,
        max_length=40,
        help_text="The start of the reference of whom it is about",
        widget=SearchInput(width=10),
    )
    show = forms.ChoiceField(
        required=False, choices=[("", ""), ("overdue", ""), ("reviewed", "")], widget=forms.HiddenInput
    )
    aim = forms.ChoiceField(
        label="What it is for", required=False, choices=[("", "Either"), *PublicInterestDecision.Aim.choices]
    )

    def layout(self):
        return ["show", "q", Narrow(self.data, "aim", button=self.submit_label), ButtonRow()]


class ReviewForm(PlainForm):
    """Uphold, or turn down, which says beforehand what it does: `does`, in sentences."""

    submit_label = "Record the review"
    called = {"outcome": "what you find", "words": "your reasons"}

    outcome = OneOfField(
        label="What do you find?",
        choices=[(Outcome.UPHELD, "Uphold the decision"), (Outcome.TURNED_DOWN, "Turn the decision down")],
    )
    words = forms.CharField(
        label="Why?",
        help_text="On the facts of this situation: the risk, the need, the amount. It cannot be changed afterwards.",
        max_length=length_of(PublicInterestDecision, "review_words"),
        widget=LongText(rows=4),
    )

    def __init__(self, *args, does, **kwargs):
        self.does = does
        super().__init__(*args, **kwargs)

    def layout(self):
        return [Reveal("outcome", {Outcome.TURNED_DOWN.value: [Text(sentence) for sentence in self.does]}), "words"]
