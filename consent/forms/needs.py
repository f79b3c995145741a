"""What helps somebody to understand and take part: the questions, wherever they are asked."""

from django import forms

from consent import rules
from consent.forms.answering import tomorrow
from consent.models import Person, PersonNeed
from consent.models.needs import Category
from core.forms import (
    Ask,
    DayField,
    Details,
    Group,
    LongText,
    OneOfField,
    PlainForm,
    Reveal,
    SomeOfField,
    YesNoField,
)
from core.forms.base import speak_plainly

NONE = "none"
# What opens the rest of each category. Time has nothing beside what stands on top.
MORE = {
    Category.FORMAT: "More formats of information",
    Category.CONTACT: "How they need to be contacted",
    Category.PROFESSIONAL: "A signer, note taker, guide or advocate",
    Category.SUPPORT: "How they communicate",
}
MOST_DETAILS = PersonNeed._meta.get_field("details").max_length
NOT_ALONE = "Select either “None of these” or other answers, not both"


class NeedsForm(PlainForm):
    """Asks what helps somebody. Works before the person exists: `answers` is plain data that fits in JSON.

    `answers`: what was answered before, in the same shape, to start from; `answers_of` makes it of a person.
    Hand the new `answers` to the action: `record_needs(by=…, person=…, **form.answers)`.
    """

    submit_label = "Save what helps them"
    called = {"common": "what helps them"}

    common = SomeOfField(label="What helps them to understand and take part?", exclusive=NONE, required=False)
    other = forms.CharField(
        label="Anything else that helps",
        help_text="For example, “A quiet room” or “Comes with his sister”",
        max_length=Person._meta.get_field("access_needs").max_length,
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label="Language they prefer, if not English",
        max_length=Person._meta.get_field("language").max_length,
        required=False,
    )
    interpreter_needed = forms.BooleanField(label="They need an interpreter for this language", required=False)

    def __init__(self, *args, answers=None, **kwargs):
        self.before = answers or {}
        held = self.before.get("needs", {})
        offered = [need for need in rules.access_needs() if need.offered or need.key in held]
        self.on_top = sorted((need for need in offered if need.common), key=lambda need: need.common)
        self.further = {
            category: [need for need in offered if need.category == category and not need.common] for category in MORE
        }
        super().__init__(*args, initial={**self._initial(held), **kwargs.pop("initial", {})}, **kwargs)
        self.fields["common"].choices = [*((need.key, need.name) for need in self.on_top), (NONE, "None of these")]
        for need in self.on_top:
            label = f"Details: {need.name}"
            self._add(f"details_{need.key}", forms.CharField(label=label, max_length=MOST_DETAILS, required=False))
        for category, needs in self.further.items():
            choices = [(need.key, need.name) for need in needs]
            self._add(category.value, SomeOfField(label=MORE[category], choices=choices, required=False))

    def _add(self, name, field):
        speak_plainly(field, field.label)
        self.fields[name] = field

    def _initial(self, held) -> dict:
        top = [need.key for need in self.on_top]
        none = [NONE] if "other" in self.before and not (held or self.before["other"]) else []
        return {
            "common": [key for key in held if key in top] or none,
            **{kind.value: [need.key for need in needs if need.key in held] for kind, needs in self.further.items()},
            **{f"details_{key}": held[key] for key in held if key in top},
            **{name: self.before[name] for name in ("other", "language", "interpreter_needed") if name in self.before},
        }

    def layout(self):
        return [
            Reveal("common", {need.key: [f"details_{need.key}"] for need in self.on_top}),
            *(Details(self._more(category), Ask(category.value, hidden_label=True)) for category in MORE),
            "other",
            Group(
                "Spoken language",
                Ask("language", width=20),
                "interpreter_needed",
                hint="Kept apart from the needs above, so that neither hides the other.",
            ),
        ]

    def marks_optional(self, name: str) -> bool:
        # "None of these" is an answer too, so this one is never left out.
        return name != "common" and super().marks_optional(name)

    def _more(self, category) -> str:
        chosen = len(self[category.value].value() or [])
        return f"{MORE[category]}: {chosen} chosen" if chosen else MORE[category]

    def clean(self):
        data = super().clean()
        if "common" in self.errors:
            return data
        further = [key for category in MORE for key in data.get(category.value) or []]
        if NONE in data["common"] and further:
            self.add_error("common", NOT_ALONE)
        elif not data["common"] and not further and not data.get("other"):
            self.add_error("common", "Select what helps them, or “None of these”")
        return data

    @property
    def answers(self) -> dict:
        """What was answered, as plain data: `needs` {key: details}, `other`, `language`, `interpreter_needed`."""
        data = self.cleaned_data
        held = self.before.get("needs", {})
        further = [key for category in MORE for key in data[category.value]]
        return {
            "needs": {key: data[f"details_{key}"] for key in data["common"] if key != NONE}
            | {key: held.get(key, "") for key in further},
            **{name: data[name] for name in ("other", "language", "interpreter_needed")},
        }


def answers_of(person) -> dict:
    """What a person has answered so far, to start the form from."""
    held = {need.need_id: need.details for need in rules.open_needs(person)}
    if not (held or person.access_needs or rules.was_asked(person)):
        return {"language": person.language, "interpreter_needed": person.interpreter_needed, "needs": {}}
    return {
        "needs": held,
        "other": person.access_needs,
        "language": person.language,
        "interpreter_needed": person.interpreter_needed,
    }


class PersonNeedsForm(NeedsForm):
    """The same questions about somebody on record, with the day to look at the answers again."""

    submit_label = "Save: I asked them today"

    review_on = DayField(
        label="Look at this again on",
        required=False,
        earliest=tomorrow,
        help_text="Leave empty for the latest day that the service allows.",
    )

    def layout(self):
        return [*super().layout(), "review_on"]


class OneNeedForm(PlainForm):
    """The details of one need, or that it no longer holds."""

    submit_label = "Save this need"
    called = {"holds": "whether they still need this", "because": "why it no longer holds"}
    needed_when = {"because": ("holds", False)}

    holds = YesNoField(
        label="Do they still need this?",
        inline=False,
        yes="Yes, and these are the details",
        no="No, it no longer holds",
    )
    details = forms.CharField(label="Details", max_length=MOST_DETAILS, required=False)
    because = forms.CharField(label="Why does it no longer hold?", max_length=200)

    def layout(self):
        return [Reveal("holds", {"yes": ["details"], "no": ["because"]})]


class MeetNeedsForm(PlainForm):
    """How needs are met at one occasion, or why they cannot be."""

    submit_label = "Note this"
    called = {"needs": "the needs this is about", "is_met": "whether it is arranged", "how": "how, or why not"}

    needs = SomeOfField(label="Which needs is this about?")
    is_met = OneOfField(label="Is it arranged?", choices=[("yes", "Yes"), ("no", "No, it cannot be met this time")])
    how = forms.CharField(
        label="How, or why not?",
        help_text="For example, “Interpreter booked for 2pm to 4pm” or “Read out to her on the telephone”",
        max_length=300,
        widget=LongText(rows=2),
    )

    def __init__(self, *args, needs, happened=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.by_key = {str(need.pk): need for need in needs}
        self.fields["needs"].choices = [(key, str(need)) for key, need in self.by_key.items()]
        self.fields["needs"].initial = list(self.by_key)
        if len(self.by_key) == 1:
            del self.fields["needs"]
        if happened:
            self.fields["is_met"].label = "Was it met?"
            self.fields["is_met"].choices = [("yes", "Yes"), ("no", "No, it was not")]

    @property
    def note(self) -> dict:
        """What the action needs."""
        data = self.cleaned_data
        chosen = [self.by_key[key] for key in data.get("needs", self.by_key)]
        return {"needs": chosen, "is_met": data["is_met"] == "yes", "how": data["how"]}
