"""What was shared: the filter of the list, and recording one."""

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import get_template
from django.utils import timezone

from consent import rules
from consent.forms.people import ANY, EARLIEST
from consent.models import Disclosure, PublicInterestDecision
from consent.models.disclosures import SHOWN
from core.forms import (
    Button,
    ButtonRow,
    DayField,
    Details,
    Group,
    LongText,
    OneOfField,
    PlainForm,
    SearchInput,
    SomeOfField,
    Text,
)


def most(field, model=Disclosure) -> int:
    """The longest text that a column takes."""
    return model._meta.get_field(field).max_length


class DisclosureFilter(PlainForm):
    """By words, by what has to be done, by who recorded it and by days, both ends included."""

    method = "get"
    submit_label = "Show these"
    called = {"from_day": "the first day", "to_day": "the last day"}

    q = forms.CharField(
        label="Find what was shared",
        required=False,
        max_length=100,
        help_text="Any part of a recipient, or a reference",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[ANY, *SHOWN],
    )
    by = forms.ModelChoiceField(label="Recorded by", required=False, queryset=None, empty_label="Everybody")
    from_day = DayField(label="Shared from", required=False, earliest=EARLIEST, latest=timezone.localdate)
    to_day = DayField(label="Shared to", required=False, earliest=EARLIEST, latest=timezone.localdate)

    def __init__(self, *args, staff, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["by"].queryset = staff

    def layout(self):
        days = ("from_day", "to_day")
        chosen = [name for name in ("show", "by") if self.data.get(name)]
        typed = [day for day in days if any(self.data.get(f"{day}_{part}") for part in ("day", "month", "year"))]
        made = {0: "", 1: ": 1 choice made"}.get(len(chosen + typed), f": {len(chosen + typed)} choices made")
        return [
            "q",
            Details(
                f"Narrow the list{made}",
                "show",
                "by",
                Group("Which days", *days, hint="Both days are included.", size="s"),
                Button(self.submit_label, kind="secondary"),
                open=bool(chosen + typed),
            ),
            ButtonRow(),
        ]

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("to_day") and data["from_day"] > data["to_day"]:
            self.add_error("to_day", "Last day must be on or after the first day")
        return data

    def in_words(self) -> str:
        """A valid form as a phrase: "answer overdue, “Kim”, recorded by Priya Shah, from 3 March 2027"."""
        chosen = self.cleaned_data
        show = dict(self.fields["show"].choices)[chosen["show"]].lower() if chosen["show"] else ""
        return ", ".join(
            filter(
                None,
                [
                    show,
                    f"“{chosen['q']}”" if chosen["q"] else "",
                    f"recorded by {chosen['by']}" if chosen["by"] else "",
                    f"from {chosen['from_day']:%-d %B %Y}" if chosen["from_day"] else "",
                    f"to {chosen['to_day']:%-d %B %Y}" if chosen["to_day"] else "",
                ],
            )
        )


def ground_key(ground) -> str:
    """What a form calls a ground: one of two kinds of rows."""
    return f"{'decision' if isinstance(ground, PublicInterestDecision) else 'agreement'}-{ground.pk}"


class DiscloseForm(PlainForm):
    """What is shared, with whom and why: the least that would do comes before the words for it."""

    submit_label = "Record what was shared"
    called = {
        "ground": "who it is shared with",
        "why": "what they need it for",
        "what": "the least that would do",
        "necessary": "why no less would do",
        "how": "how it is shared",
        "disclosed_on": "the day",
    }
    rules_beside = {"disclosure_is_covered": "ground", "disclosure_day_has_come": "disclosed_on"}

    ground = OneOfField(label="Who is it shared with?")
    why = forms.CharField(
        label="What do they need it for?",
        help_text="In plain words: the person can read this on their own page.",
        max_length=most("why"),
        widget=LongText(rows=2),
    )
    what = forms.CharField(
        label="What is the least that would do?",
        help_text="Write what you tell them or give them, and no more. The person can read this too.",
        max_length=most("what"),
        widget=LongText(rows=4),
    )
    necessary = forms.CharField(
        label="Why would no less do?",
        help_text="For example, “They cannot book the room without knowing how many come”",
        max_length=most("necessary"),
        widget=LongText(rows=2),
    )
    needs = SomeOfField(
        label="What helps them, passed on with it",
        required=False,
        help_text="This goes along with whatever is shared. Untick only what you do not pass on.",
    )
    how = OneOfField(label="How is it shared?", choices=Disclosure.How.choices)
    disclosed_on = DayField(
        label="Which day?",
        earliest=EARLIEST,
        latest=timezone.localdate,
        help_text="Today, or the day it was shared. For example, 31 3 2027",
    )

    def __init__(self, *args, person, **kwargs):
        self.today = rules.grounds_to_disclose(person)
        ever = rules.grounds_ever(person)
        self.by_key = {ground_key(ground): ground for ground, _ in ever}
        needs = rules.needs_to_pass_on(person)
        kwargs["initial"] = {"disclosed_on": timezone.localdate(), "needs": needs, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        now = {ground_key(ground) for ground, _ in self.today}
        field = self.fields["ground"]
        field.choices = [
            (key, ground.recipient.name if key in now else f"{ground.recipient.name}: only for a day gone by")
            for key, ground in self.by_key.items()
        ]
        field.widget.look["hints"] = {key: _hint(ground) for key, ground in self.by_key.items()}
        if len(self.by_key) == 1:
            field.initial = next(iter(self.by_key))
        self.fields["needs"].choices = [(sentence, sentence) for sentence in needs]
        if not needs:
            del self.fields["needs"]
        self.asked_in_words = rules.asked_in_words(person)

    def layout(self):
        needs = ["needs"] if "needs" in self.fields else [Text(f"What helps them: {self.asked_in_words}")]
        return ["ground", "why", LeastThatWouldDo(), "what", "necessary", *needs, "how", "disclosed_on"]

    @property
    def values(self) -> dict:
        """What the action needs, from a valid form."""
        data = dict(self.cleaned_data)
        data["ground"] = self.by_key[data["ground"]]
        data["needs_passed_on"] = " ".join(data.pop("needs", []))
        return data


def _hint(ground) -> str:
    if isinstance(ground, PublicInterestDecision):
        return f"{rules.ground_in_words(ground)} Why this much and no more: {ground.proportionate}"
    until = rules.held_until(ground)
    past = f" This held until {until:%-d %B %Y}, so it allows only what was shared before." if until else ""
    return f"{rules.ground_in_words(ground)}{past} What may be shared: {ground.information}"


class LeastThatWouldDo(LayoutObject):
    """Questions to ask oneself, right above the box in which it is written what is shared."""

    fields = ()

    def render(self, form, context, **kwargs):
        return get_template("consent/parts/least.html").render()
