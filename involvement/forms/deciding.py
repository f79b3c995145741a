"""Forms of what follows a decision: what has been done about it, and that it is not what somebody meant."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DayField, LongText, PlainForm, ShortText
from core.forms.layout import Piece
from involvement.models import Decision, SuggestedReason


class Suggestions(Piece):
    """Beginnings for the reason of a decision, by what was decided. None of them will do as it stands."""

    template = "suggestions"

    def __init__(self):
        super().__init__(
            summary="Wording that may help",
            hint="Begin with one of these, and say what stands in square brackets in your own words.",
        )

    def render(self, form, context, **kwargs):
        texts = {}
        for reason in SuggestedReason.objects.all():
            texts.setdefault(Decision.Outcome(reason.outcome).label, []).append(reason.text)
        self.values["groups"] = list(texts.items())
        return super().render(form, context, **kwargs)


class NamesNobody(PlainForm):
    """Words that everybody may read. `names`: those in them that may name somebody, which must have been looked at."""

    checked = forms.BooleanField(
        label="I have checked: this names nobody",
        error_messages={"required": "These words may name somebody. Change them, or tick that they name nobody"},
    )

    def __init__(self, *args, names=(), **kwargs):
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["checked"]

    def layout(self):
        return sorted(self.fields, key="checked".__eq__)

    def details(self) -> dict:
        """What the action needs, from valid data."""
        return {name: value for name, value in self.cleaned_data.items() if name != "checked"}


class ProgressForm(NamesNobody):
    """What has been done about a decision so far. Everybody who was told of it hears of this."""

    submit_label = "Save and tell people"
    called = {"words": "what has been done", "percent": "how much of it is done", "due": "the new day"}

    words = forms.CharField(
        label="What has been done so far?",
        help_text="In a sentence or two. Everybody who was told of the decision reads it. Name nobody.",
        max_length=500,
        widget=LongText(rows=3),
    )
    percent = forms.IntegerField(
        label="How much of it is done?",
        min_value=0,
        max_value=100,
        required=False,
        widget=ShortText(width=3, suffix="%", attrs={"inputmode": "numeric"}),
    )
    due = DayField(
        label="A new day to be done by",
        help_text="Only if it will be done later or sooner than people were told.",
        required=False,
        earliest=timezone.localdate,
    )


class DoneForm(NamesNobody):
    """That it is done, in words that people read."""

    words = forms.CharField(
        label="What will people read?",
        help_text="Everybody who was told of the decision hears that it is done.",
        max_length=500,
        initial="It is done.",
        required=False,
        widget=LongText(rows=2),
    )
    mark_optional = False

    def clean_words(self):
        return self.cleaned_data["words"].strip() or "It is done."


class NotMeantForm(PlainForm):
    """What somebody meant, where a decision is not it."""

    submit_label = _("Send")
    called = {"words": _("what you meant")}

    words = forms.CharField(
        label=_("What did you mean?"),
        help_text=_("In your own words. Staff read it with your name, and nobody else does. It is looked at again."),
        max_length=3000,
        widget=LongText(rows=5),
    )


class TheyMeantForm(NotMeantForm):
    """The same, written down by a worker for a person or group."""

    submit_label = "Record what they meant"
    called = {"words": "what they meant"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["words"].label = "What did they mean?"
        self.fields["words"].help_text = "In their own words where you can. It is looked at again."
