"""Changing what is held about a person, and how a way of contact may be used."""

from django import forms
from django.utils import timezone

from consent.forms.answering import SiteChoice, tomorrow
from consent.forms.links import HoursOfContact
from consent.forms.whole import length_of
from consent.models import Channel, Person, SafeContact, WayToReach
from consent.models.contact import Days
from consent.models.people import AgeBand, Connection
from core.forms import (
    DayField,
    Heading,
    LongText,
    OneOfField,
    PlainForm,
    Reveal,
    ShortText,
    TelephoneField,
    Text,
    TimeOfDayField,
    YesNoField,
)
from core.models import Site

WHEN = ("days", "from_time", "until_time")


class ChangePersonForm(PlainForm):
    """Change what is held about somebody."""

    submit_label = "Save the changes"
    called = {"name_to_use": "a name to use", "connection": "how we know them"}

    name_to_use = forms.CharField(label="Name to use", max_length=length_of(Person, "name_to_use"))
    full_name = forms.CharField(
        label="Full name, as they give it", max_length=length_of(Person, "full_name"), required=False
    )
    pronouns = forms.CharField(
        label="Pronouns", max_length=length_of(Person, "pronouns"), required=False, widget=ShortText(width=20)
    )
    date_of_birth = DayField(
        label="Date of birth", required=False, latest=timezone.localdate, help_text="For example, 31 3 1980"
    )
    age_band = OneOfField(label="Age, if they give no date of birth", choices=AgeBand, required=False, inline=True)
    connection = OneOfField(label="How do we know them?", choices=Connection)
    site = SiteChoice(label="Where we met them", required=False)
    phone = TelephoneField(label="Telephone number", required=False)
    email = forms.EmailField(label="Email address", required=False, max_length=length_of(Person, "email"))
    address = forms.CharField(
        label="Postal address", max_length=length_of(Person, "address"), required=False, widget=LongText(rows=3)
    )

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)

    def layout(self):
        return [
            "name_to_use",
            "full_name",
            "pronouns",
            "date_of_birth",
            "age_band",
            "connection",
            "site",
            Heading("Where to reach them"),
            Text("Changing these does not change which ways of contact are safe."),
            "phone",
            "email",
            "address",
        ]


class SafeContactForm(HoursOfContact):
    """How one channel may be used. The rule before it stays readable in the timeline."""

    submit_label = "Save this way of contact"
    called = {"channel": "a way of contact", "allowed": "whether we may use it"}

    channel = OneOfField(
        label="Way of contact",
        choices=WayToReach,
        hints={WayToReach.SELF: "Nobody contacts them then, in any other way, until they allow one again."},
    )
    allowed = YesNoField(label="May we use it?", inline=False, yes="Yes, we may use it", no="No, we must not use it")
    may_say_who = forms.BooleanField(label="We may say who is calling or writing", required=False)
    voicemail = forms.BooleanField(label="We may leave a voicemail", required=False)
    safe_times = forms.CharField(
        label="Anything else about when and how",
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
        help_text="Somebody has to read this. The system keeps to the days and hours above.",
    )
    days = OneOfField(label="Days on which it is safe", choices=[("", "Any day"), *Days.choices], required=False)
    from_time = TimeOfDayField(
        label="Safe from", required=False, help_text="For example, 9am. Leave empty for any time."
    )
    until_time = TimeOfDayField(label="Safe until", required=False, help_text="For example, 5pm")
    review_on = DayField(
        label="Check again on",
        earliest=tomorrow,
        required=False,
        help_text="After this day it is not used until somebody has checked. Leave empty if no day was agreed.",
    )

    def layout(self):
        return [
            "channel",
            Reveal("allowed", {"yes": ["may_say_who", "voicemail", *WHEN, "safe_times", "review_on"]}),
        ]

    def clean(self):
        data = super().clean()
        if data.get("allowed") is False:
            for name, nothing in (
                ("may_say_who", False),
                ("voicemail", False),
                ("safe_times", ""),
                ("days", ""),
                ("from_time", None),
                ("until_time", None),
                ("review_on", None),
            ):
                data[name] = nothing
                self.errors.pop(name, None)
        if data.get("channel") != Channel.TELEPHONE:
            data["voicemail"] = False
        if data.get("channel") == WayToReach.SELF:
            data |= {"may_say_who": False, "days": "", "from_time": None, "until_time": None, "review_on": None}
        return data
