"""Filters of the people list, of a timeline and of registrations."""

from django import forms

from consent.models.people import Connection
from core.forms import ButtonRow, Narrow, PlainForm, SearchInput
from core.models import Site

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
    method = "get"
    submit_label = "Show these"

    kind = forms.ChoiceField(label="What to show", required=False)

    def __init__(self, *args, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", "Everything but openings of the record"), *kinds]


class RegistrationFilter(PlainForm):
    method = "get"
    submit_label = "Show these registrations"

    q = forms.CharField(
        label="Find a registration",
        required=False,
        max_length=100,
        help_text="Name or reference",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[("", "Waiting to be looked at"), ("handled", "Looked at already")],
    )


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


class LinkRegistrationForm(PlainForm):
    """A tick that staff checked with the person, only where linking changes what they said or how to reach them."""

    checked = forms.BooleanField(
        label="I checked this with them", error_messages={"required": "Check this with the person, then tick the box"}
    )

    def __init__(self, *args, check, **kwargs):
        super().__init__(*args, **kwargs)
        if not check:
            del self.fields["checked"]


class RecordRegistrationForm(PlainForm):
    """Where a new person made of a registration belongs."""

    site = forms.ModelChoiceField(
        label="Site", required=False, queryset=Site.objects.none(), empty_label="No site", help_text="If they met us."
    )

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)
