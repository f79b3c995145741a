"""Forms of hearing: writing down what people said, looking it up, and bringing it in from a spreadsheet."""

import json
import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef

from consent.models import Person
from core.forms import ButtonRow, Details, LongText, Narrow, PlainForm, Radios, SearchInput, ShortText, TableField
from core.spreadsheets import MOST_CHARACTERS, MOST_COLUMNS, MOST_ROWS, TableRow
from involvement.models import Activity, PartnerOrganisation, Session, Theme, View
from involvement.models import Group as PeopleGroup
from involvement.models.feedback import MOST_WHO_SAID_IT
from involvement.words import session_name

LONGEST_WORDS = 3000
MOST_AT_ONCE = 30


class NamedPerson(forms.ModelChoiceField):
    def label_from_instance(self, person):
        return str(person)


class WhereSaid:
    """Where something was said: at a session, or in notes that a partner sent in. For forms that ask for both."""

    def ask_where(self, activity, partners):
        self.fields["session"].queryset = activity.sessions.all()
        self.fields["session"].label_from_instance = session_name
        if partners is None:
            del self.fields["partner"]
        else:
            self.fields["partner"].queryset = partners

    def clean(self):
        data = super().clean()
        if data.get("session") and data.get("partner"):
            self.add_error("partner", "Choose the session or the partner, not both")
        return data


def _session_field():
    return forms.ModelChoiceField(
        label="Session",
        help_text="Words without a name are answered to the group of their session.",
        queryset=Session.objects.none(),
        required=False,
        empty_label="Not at a session",
    )


def _partner_field():
    return forms.ModelChoiceField(
        label="Sent in by a partner",
        help_text="If a partner met people without us. They are then answered through the partner.",
        queryset=PartnerOrganisation.objects.none(),
        required=False,
        empty_label="No",
    )


class ViewForm(WhereSaid, PlainForm):
    """One thing that somebody said in an activity."""

    submit_label = "Save"
    called = {"theme_name": "a theme", "words": "what they said", "people": "how many people"}
    rules_beside = {"involvement_view_people": "people", "involvement_view_session_or_partner": "partner"}

    session = _session_field()
    group = forms.ModelChoiceField(
        label="Group", queryset=PeopleGroup.objects.all(), required=False, empty_label="No group"
    )
    kind = forms.ChoiceField(
        label="Whose words are these?",
        choices=View.Kind,
        initial=View.Kind.OWN,
        required=False,
        widget=Radios(inline=True, small=True),
    )
    person = NamedPerson(
        label="Who said it",
        help_text="Only if they agree that their name is kept with what they said.",
        queryset=Person.objects.none(),
        required=False,
        empty_label="No name",
    )
    people = forms.IntegerField(
        label="How many people said it",
        initial=1,
        min_value=1,
        max_value=MOST_WHO_SAID_IT,
        required=False,
        widget=ShortText(width=3, attrs={"inputmode": "numeric"}),
    )
    partner = _partner_field()
    theme_name = forms.CharField(
        label="Theme",
        help_text="What it is about. Choose one you have, or write a new one.",
        max_length=100,
        widget=ShortText(attrs={"list": "themes", "autocomplete": "off"}),
    )
    words = forms.CharField(
        label="What did they say?",
        help_text="In their own words where you can. Leave out names.",
        max_length=LONGEST_WORDS,
        widget=LongText(rows=4),
    )

    def __init__(self, *args, activity, people, partners=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_where(activity, partners)
        self.fields["person"].queryset = people
        if not self.is_bound and self.initial.get("theme_name"):
            self.fields["words"].widget.attrs["autofocus"] = True

    def layout(self):
        here = [name for name in ("person", "people", "partner") if name in self.fields]
        said = "If several people said it" if here == ["people"] else "Who said it, how many, or a partner’s notes"
        asked = any(self.errors.get(name) or self[name].value() not in (None, "", 1, "1") for name in here)
        return [
            *(name for name in ("session", "kind") if name in self.fields),
            *([Details(said, *here, open=asked)] if here else []),
            "theme_name",
            "words",
            "group",
        ]

    def marks_optional(self, name):
        return name not in ("kind", "people") and super().marks_optional(name)

    def clean(self):
        data = super().clean()
        data["kind"] = data.get("kind") or View.Kind.OWN
        if "people" in self.fields and "people" not in self.errors:
            data["people"] = data.get("people") or 1
            if data.get("person") and data["people"] > 1:
                self.add_error("people", "With a name it is that person alone. Enter 1, or choose “No name”")
        return data


class ViewsForm(ViewForm):
    """What was said in a workshop, one thing after the other or several at once. All but the words stays as it was.

    The theme stands right before the words and the group right after: what changes most often is one stop away.
    """

    submit_label = "Save and write the next one"

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    words = forms.CharField(
        label="What did they say?",
        help_text=(
            "In their own words where you can. Leave out names. To save several at once, leave an empty line between"
            " them."
        ),
        max_length=LONGEST_WORDS * MOST_AT_ONCE,
        widget=LongText(rows=4, attrs={"data-keep": ""}),
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"key": uuid.uuid4(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def layout(self):
        return [*super().layout(), "key"]

    def clean_words(self):
        several = [part.strip() for part in re.split(r"\n\s*\n", self.cleaned_data["words"].replace("\r\n", "\n"))]
        several = [part for part in several if part]
        if len(several) > MOST_AT_ONCE:
            raise ValidationError(f"Save at most {MOST_AT_ONCE} at once. There are {len(several)}")
        for number, part in enumerate(several, start=1):
            if len(part) > LONGEST_WORDS:
                which = "This" if len(several) == 1 else f"Number {number}"
                raise ValidationError(f"{which} must be {LONGEST_WORDS} characters or fewer. There are {len(part)}")
        return several

    def rows(self) -> list[dict]:
        """What `record_views` takes, from valid data. Each gets its key from the key of the form."""
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("words", "key")}
        return with_keys([{**data, "words": words} for words in self.cleaned_data["words"]], self.cleaned_data["key"])


def with_keys(rows, key) -> list[dict]:
    """The rows, each with a key made from one for all, so that a form sent twice is stored once."""
    return [{**row, "key": uuid.uuid5(key, str(number))} for number, row in enumerate(rows)] if key else rows


class SaidFilter(PlainForm):
    """Narrows what people said, in one activity or (None) in all: by a word, theme, group and so on."""

    method = "get"
    submit_label = "Show these"
    NO_GROUP = "none"
    ORDERS = [("", "Newest first"), ("theme", "By theme"), ("group", "By group")]

    q = forms.CharField(label="Find a word", max_length=100, required=False, widget=SearchInput())
    activity = forms.ModelChoiceField(
        label="Activity", queryset=Activity.objects.none(), required=False, empty_label="All"
    )
    theme = forms.ModelChoiceField(label="Theme", queryset=Theme.objects.none(), required=False, empty_label="All")
    group = forms.ChoiceField(label="Group", required=False)
    session = forms.ModelChoiceField(
        label="Session", queryset=Session.objects.none(), required=False, empty_label="All"
    )
    kind = forms.ChoiceField(label="Whose words", choices=[("", "All"), *View.Kind.choices], required=False)
    answered = forms.ChoiceField(
        label="Decided",
        choices=[("", "All"), ("no", "No published decision yet"), ("yes", "Answered by a decision")],
        required=False,
    )
    order = forms.ChoiceField(label="Order", choices=ORDERS, required=False)

    def __init__(self, *args, activity, activities, **kwargs):
        super().__init__(*args, **kwargs)
        if activity is None:
            self.fields["activity"].queryset = activities
            del self.fields["session"]
        else:
            del self.fields["activity"]
            self.fields["session"].queryset = activity.sessions.all()
            self.fields["session"].label_from_instance = session_name
        used = View.objects.filter(theme=OuterRef("pk"), activity__in=[activity] if activity else activities)
        self.fields["theme"].queryset = Theme.objects.filter(Exists(used))
        groups = [(group.key, group.name) for group in PeopleGroup.objects.all()]
        self.fields["group"].choices = [("", "All"), *groups, (self.NO_GROUP, "No group")]

    def layout(self):
        narrows = [name for name in self.fields if name != "q"]
        return ["q", Narrow(self.data, *narrows, button=self.submit_label), ButtonRow()]


class ImportForm(WhereSaid, PlainForm):
    """A spreadsheet of what people said."""

    submit_label = "Check this file"
    called = {"file": "the spreadsheet"}

    file = TableField(label="Spreadsheet")
    session = _session_field()
    partner = _partner_field()

    def __init__(self, *args, activity, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_where(activity, partners)


class RecordImportForm(WhereSaid, PlainForm):
    """The rows of a file that was checked, sent once more to be recorded. They are checked again."""

    submit_label = "Record these"

    table = forms.CharField(widget=forms.HiddenInput, max_length=MOST_CHARACTERS * 2)
    key = forms.UUIDField(widget=forms.HiddenInput)
    session = forms.ModelChoiceField(queryset=Session.objects.none(), required=False, widget=forms.HiddenInput)
    partner = forms.ModelChoiceField(
        queryset=PartnerOrganisation.objects.none(), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, activity, partners, **kwargs):
        super().__init__(*args, **kwargs)
        self.ask_where(activity, partners)

    def clean_table(self):
        """The rows again as they were read."""
        try:
            rows = json.loads(self.cleaned_data["table"])
            return [_row(number, cells) for number, cells in rows[: MOST_ROWS + 1]]
        except (ValueError, TypeError, KeyError):
            raise ValidationError("Choose the file again") from None


def _row(number, cells) -> TableRow:
    cells = [str(cell) for cell in cells[:MOST_COLUMNS]]
    formulas = frozenset(place for place, cell in enumerate(cells) if cell.startswith("="))
    return TableRow(int(number), cells, formulas)
