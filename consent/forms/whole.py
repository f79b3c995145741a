"""Everything about a person on one page, stored in one go: as typed in from paper."""

import phonenumbers
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.forms.answering import (
    YES_LATER,
    YES_NOW,
    ContactAnswer,
)
from consent.models import Channel, Person, SafeContact, WayToReach
from consent.models.agreements import Route
from consent.models.people import AgeBand, Connection
from core.forms import (
    Ask,
    DayField,
    DayInput,
    Group,
    Heading,
    LongText,
    OneOfField,
    Reveal,
    ShortText,
    SomeOfField,
    TelephoneField,
)


def takes_texts(number) -> bool:
    """Whether a telephone number can be sent text messages. Ranges kept for examples count as what they look like."""
    kind = phonenumbers.number_type(number)
    if number.country_code == 44:
        mobile = str(number.national_number).startswith("7")
        return mobile and kind not in (phonenumbers.PhoneNumberType.PAGER, phonenumbers.PhoneNumberType.PERSONAL_NUMBER)
    return kind != phonenumbers.PhoneNumberType.FIXED_LINE


NOT_A_MOBILE = _("Give a mobile number for text messages")


def length_of(model, name) -> int:
    """The greatest length that a column takes."""
    return model._meta.get_field(name).max_length


NO_WAY_KNOWN = "unknown"
CHANNEL_NEEDS = {
    Channel.TEXT: ("phone", "Enter a telephone number, or untick text message"),
    Channel.TELEPHONE: ("phone", "Enter a telephone number, or untick telephone call"),
    Channel.EMAIL: ("email", "Enter an email address, or untick email"),
    Channel.LETTER: ("address", "Enter a postal address, or untick letter"),
}


class PersonDetailsForm(ContactAnswer):
    """The second page: what helps them, who they are, the question about involvement, and safe contact."""

    submit_label = "Record this person"
    called = {
        **ContactAnswer.called,
        "name_to_use": "a name to use",
        "connection": "how we know them",
        "phone": "a telephone number",
        "email": "an email address",
    }

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    somebody_else = forms.BooleanField(label="This is somebody else", required=False)
    access_needs = forms.CharField(
        label="What helps them?",
        help_text="In a sentence, such as “Large print” or “A quiet room”",
        max_length=length_of(Person, "access_needs"),
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label="Language they prefer, if not English", max_length=length_of(Person, "language"), required=False
    )
    interpreter_needed = forms.BooleanField(label="They need an interpreter", required=False)
    name_to_use = forms.CharField(label="Name to use", max_length=length_of(Person, "name_to_use"))
    full_name = forms.CharField(
        label="Full name, as they give it", max_length=length_of(Person, "full_name"), required=False
    )
    pronouns = forms.CharField(
        label="Pronouns",
        max_length=length_of(Person, "pronouns"),
        required=False,
        widget=ShortText(width=20),
    )
    date_of_birth = DayField(
        label="Date of birth",
        required=False,
        latest=timezone.localdate,
        help_text="For example, 31 3 1980",
        widget=DayInput(),
    )
    age_band = OneOfField(label="Age, if they give no date of birth", choices=AgeBand, required=False, inline=True)
    connection = OneOfField(label="How do we know them?", choices=Connection)
    phone = TelephoneField(label="Telephone number", required=False)
    email = forms.EmailField(label="Email address", required=False, max_length=length_of(Person, "email"))
    channels = SomeOfField(
        label="Which ways are safe?",
        choices=[*WayToReach.choices, (NO_WAY_KNOWN, "No safe way is known yet")],
        exclusive=NO_WAY_KNOWN,
        required=False,
        help_text="Tick only what they said we may use. Anything else is not used.",
    )
    text_say_who = forms.BooleanField(label="A text may say who it is from", required=False)
    voicemail = forms.BooleanField(label="We may leave a voicemail", required=False)
    telephone_say_who = forms.BooleanField(label="We may say who is calling", required=False)
    email_say_who = forms.BooleanField(label="An email may say who it is from", required=False)
    letter_say_who = forms.BooleanField(label="A letter may say who it is from", required=False)
    address = forms.CharField(
        label="Postal address",
        max_length=length_of(Person, "address"),
        required=False,
        widget=LongText(rows=3),
    )
    safe_times = forms.CharField(
        label="Safe times, and anything to take care of",
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
    )
    present = forms.CharField(label="Who else was present?", max_length=200, required=False)
    route = OneOfField(
        label="How did they answer?",
        choices=[c for c in Route.choices if c[0] != Route.PUBLIC_FORM],
        initial=Route.IN_PERSON,
    )

    def layout(self):
        return [
            "key",
            "contact_wording",
            *(["somebody_else"] if self.asks_whether_known or self.data.get("somebody_else") else []),
            Heading("What helps them"),
            "access_needs",
            Ask("language", width=20),
            "interpreter_needed",
            Heading("Who they are"),
            "name_to_use",
            "full_name",
            "pronouns",
            "date_of_birth",
            "age_band",
            "connection",
            *self.question(),
            Group(
                "Safe contact",
                "phone",
                "email",
                Reveal(
                    "channels",
                    {
                        Channel.TEXT.value: ["text_say_who"],
                        Channel.TELEPHONE.value: ["voicemail", "telephone_say_who"],
                        Channel.EMAIL.value: ["email_say_who"],
                        Channel.LETTER.value: ["address", "letter_say_who"],
                    },
                ),
                "safe_times",
                hint="Only if they said yes, now or later. After a no, nothing you write here is kept.",
            ),
            Heading("How it was asked"),
            "route",
            "present",
        ]

    def clean(self):
        data = super().clean()
        if data.get("date_of_birth"):
            data["age_band"] = ""
        if data.get("contact") not in (YES_NOW, YES_LATER):
            for name in ("phone", "email", "address", "channels", "safe_times"):
                self.errors.pop(name, None)
                data[name] = [] if name == "channels" else ""
        elif "channels" not in self.errors and not data.get("channels"):
            self.add_error("channels", "Select the ways that are safe, or “No safe way is known yet”")
        if WayToReach.SELF in (data.get("channels") or []) and len(data["channels"]) > 1:
            self.add_error("channels", "Select either “They will contact us” or other ways, not both")
        for channel in data.get("channels") or []:
            field, message = CHANNEL_NEEDS.get(channel, ("", ""))
            if field and field not in self.errors and not data.get(field):
                self.add_error(field, message)
        if Channel.TEXT in (data.get("channels") or []) and data.get("phone") and not takes_texts(data["phone"]):
            self.add_error("phone", NOT_A_MOBILE)
        return data

    # Whether somebody already recorded may be the same person, so that the page asks.
    asks_whether_known = False

    def ask_whether_known(self) -> None:
        """Say that the person may be known already, with a box to say that they are not."""
        self.asks_whether_known = True
        message = "Open the record of the person we know, or tick “This is somebody else”"
        self.add_error("somebody_else", message)

    @property
    def details(self) -> dict:
        """Values of the person."""
        return {name: self.cleaned_data[name] for name in DETAILS}

    @property
    def safe_contacts(self) -> list[dict]:
        """One rule for each way that was ticked."""
        data = self.cleaned_data
        return [
            {
                "channel": channel,
                "allowed": True,
                "voicemail": channel == Channel.TELEPHONE and data["voicemail"],
                "may_say_who": channel == Channel.WORKER or data.get(f"{channel}_say_who", False),
                "safe_times": data["safe_times"],
            }
            for channel in data["channels"]
            if channel != NO_WAY_KNOWN
        ]


DETAILS = (
    "name_to_use",
    "full_name",
    "pronouns",
    "date_of_birth",
    "age_band",
    "connection",
    "phone",
    "email",
    "address",
    "access_needs",
    "language",
    "interpreter_needed",
)
