"""Filters of the people list, of a timeline and of registrations."""

from datetime import date

from django import forms
from django.utils import timezone

from consent.models.people import Connection
from core import clock
from core.forms import ButtonRow, DayField, Details, Group, Narrow, PlainForm, SearchInput
from core.models import Site
from core.registries import Timeline

EARLIEST = date(1900, 1, 1)
ANY = ("", "All")


class PeopleFilter(PlainForm):
    method = "get"
    submit_label = "Show these people"

    q = forms.CharField(
        label="Find a person",
        required=False,
        max_length=100,
        help_text="Any part of a name, reference or telephone number",
        widget=SearchInput(width=30),
    )
    site = forms.ModelChoiceField(label="Site", required=False, queryset=Site.objects.none(), empty_label="All sites")
    connection = forms.ChoiceField(label="How we know them", required=False, choices=[("", "All"), *Connection.choices])
    contact = forms.ChoiceField(
        label="May we contact them?",
        required=False,
        choices=[ANY, ("yes", "May be contacted now"), ("no", "May not be contacted now")],
    )
    needs = forms.ChoiceField(
        label="What helps them",
        required=False,
        choices=[
            ANY,
            ("some", "They need something"),
            ("none", "They were asked, and need nothing"),
            ("not_asked", "Nobody has asked yet"),
            ("due", "To be asked again"),
        ],
    )

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)

    def layout(self):
        return ["q", Narrow(self.data, "site", "connection", "contact", "needs", button=self.submit_label), ButtonRow()]


class TimelineFilter(PlainForm):
    """By kind and by days, both ends included. `kinds`: pairs of those the reader may see."""

    method = "get"
    submit_label = "Show these"
    called = {"from_day": "the first day", "to_day": "the last day"}

    kind = forms.ChoiceField(label="What to show", required=False)
    from_day = DayField(label="From", required=False, earliest=EARLIEST, latest=timezone.localdate)
    to_day = DayField(label="To", required=False, earliest=EARLIEST, latest=timezone.localdate)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "All but openings of the record"), *kinds, ("all", "Everything")]

    def layout(self):
        parts = [f"{day}_{part}" for day in ("from_day", "to_day") for part in ("day", "month", "year")]
        asked = any(self.data.get(part) for part in parts)
        days = Group("Which days", "from_day", "to_day", hint="Both days are included.", size="s")
        return ["kind", Details("Only some days", days, open=asked)]

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("to_day") and data["from_day"] > data["to_day"]:
            self.add_error("to_day", "Last day must be on or after the first day")
        return data

    def kinds(self, all_of_them) -> tuple:
        """The kinds a valid form asks for: one of them, all, or the ordinary ones."""
        kind = self.cleaned_data["kind"]
        return tuple(all_of_them) if kind == "all" else (kind,) if kind else Timeline.ORDINARY

    def moments(self) -> dict:
        """The days a valid form asks for, as `Timeline.of` takes them."""
        chosen = self.cleaned_data
        return {"since": clock.start_of(chosen["from_day"]), "before": clock.after(chosen["to_day"])}

    def in_words(self) -> str:
        """A valid form as a phrase: "messages, from 3 March 2027"."""
        chosen = self.cleaned_data
        kind = dict(self.fields["kind"].choices)[chosen["kind"]].lower()
        first = f", from {chosen['from_day']:%-d %B %Y}" if chosen["from_day"] else ""
        last = f", to {chosen['to_day']:%-d %B %Y}" if chosen["to_day"] else ""
        return f"{kind}{first}{last}"


class PersonSearch(PlainForm):
    method = "get"
    submit_label = "Search"

    q = forms.CharField(
        label="Search for the person yourself",
        required=False,
        max_length=100,
        help_text="Any part of a name, reference or telephone number",
        widget=SearchInput(width=30),
    )

    def layout(self):
        return ["q", ButtonRow()]
