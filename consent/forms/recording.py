"""Forms of recording consent: the first answer, then everything else at once, and asking about involvement again."""

import phonenumbers
from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Channel, Person, SafeContact
from consent.models.agreements import Answer, NotAskedReason, Route
from consent.models.people import AgeBand, Connection
from core.forms import (
    Ask,
    Button,
    ButtonRow,
    DayField,
    DayInput,
    Group,
    Heading,
    LongText,
    OneOfField,
    PlainForm,
    Reveal,
    ShortText,
    SomeOfField,
    TelephoneField,
    Text,
    YesNoField,
)
from core.models import Site


def tomorrow():
    """The first day that counts as later."""
    return timezone.localdate() + timezone.timedelta(days=1)


def two_years_on():
    """The last day that counts as later: beyond it, a year was mistyped."""
    return timezone.localdate() + timezone.timedelta(days=731)


TOO_FAR = {"too_late": _("Give a day within the next 2 years")}


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


def paragraphs(text: str) -> list:
    """A text as paragraphs of a form."""
    return [Text(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]


class SiteChoice(forms.ModelChoiceField):
    """One of the sites of a service."""

    def __init__(self, service=None, **kwargs):
        queryset = Site.objects.filter(service=service) if service else Site.objects.none()
        super().__init__(queryset=queryset, empty_label="---------", **kwargs)


class NoButtonByEnter(LayoutObject):
    """First among buttons that mean different things: Enter in a field presses it, and it answers nothing."""

    fields = ()

    def render(self, form, context, **kwargs):
        return get_template("consent/parts/no_button_by_enter.html").render()


class FirstAnswerForm(PlainForm):
    """Whether the person is 16 or over, where we are, and two equal buttons: yes and no."""

    label_size = "m"
    called = {"over_16": "whether the person is 16 or over", "site": "where you are"}

    over_16 = YesNoField(label="Is the person 16 or over?", yes="16 or over", no="Under 16")
    site = SiteChoice(label="Where are you?")

    def __init__(self, *args, service, question, **kwargs):
        super().__init__(*args, **kwargs)
        self.question = question
        self.fields["site"].queryset = sites = Site.objects.filter(service=service)
        self.fields["site"].required = bool(sites)

    def layout(self):
        return [
            NoButtonByEnter(),
            "over_16",
            "site",
            Heading(self.question),
            ButtonRow(
                Button("They said yes", kind="secondary", name="answer", value="yes"),
                Button("They said no", kind="secondary", name="answer", value="no"),
            ),
        ]


YES_NOW, YES_LATER, NO, NOT_ASKED = "yes", "later", "no", "not_asked"
CONTACT_ANSWERS = [
    (YES_NOW, "Yes, now"),
    (YES_LATER, "Yes, but later"),
    (NO, "No"),
    (NOT_ASKED, "Not asked"),
]


class ContactAnswer(PlainForm):
    """The separate question, after its own wording. Saying no to it never blocks anything else."""

    called = {
        "contact": "what they said",
        "ask_on": "a day from which to ask",
        "not_asked_reason": "why they were not asked",
    }
    needed_when = {"ask_on": ("contact", YES_LATER), "not_asked_reason": ("contact", NOT_ASKED)}

    contact = OneOfField(label="What did they say?", choices=CONTACT_ANSWERS)
    ask_on = DayField(
        label="From which day may we ask?",
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )
    not_asked_reason = OneOfField(label="Why were they not asked?", choices=NotAskedReason)
    contact_wording = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording = wording
        self.fields["contact_wording"].initial = wording.pk
        self.fields["contact"].label = wording.question

    def question(self) -> list:
        """The wording to read out, its question, and the answers."""
        return [
            Heading("Ask about being involved"),
            *paragraphs(self.wording.text),
            Reveal("contact", {YES_LATER: ["ask_on"], NOT_ASKED: ["not_asked_reason"]}),
        ]

    def layout(self):
        return ["contact_wording", *self.question()]

    def clean_contact_wording(self):
        if self.cleaned_data["contact_wording"] != str(self.wording.pk):
            raise forms.ValidationError("The words to read out have changed. Read the new words out and ask again.")
        return self.wording

    def clean(self):
        data = super().clean()
        # The new words are on the page now, so the next press answers to them.
        if "contact_wording" in self.errors:
            self.data = self.data.copy()
            self.data["contact_wording"] = str(self.wording.pk)
            self.add_error(None, self.errors.pop("contact_wording"))
        return data

    @property
    def answer(self) -> dict:
        """What the action needs to know of the answer."""
        data = self.cleaned_data
        answers = {YES_NOW: Answer.GIVEN, YES_LATER: Answer.GIVEN, NO: Answer.REFUSED, NOT_ASKED: Answer.NOT_ASKED}
        return {
            "answer": answers[data["contact"]],
            "wording": None if data["contact"] == NOT_ASKED else self.wording,
            "not_before": data.get("ask_on"),
            "not_asked_reason": data.get("not_asked_reason") or "",
        }


class AskAgainForm(ContactAnswer):
    submit_label = "Record their answer"

    route = OneOfField(label="How did they answer?", choices=[c for c in Route.choices if c[0] != Route.PUBLIC_FORM])

    def layout(self):
        return [*super().layout(), "route"]


NO_WAY_KNOWN = "unknown"
NEEDS_NOT_TICKED = "Tick this box, or remove what you wrote about what helps them"
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
    has_access_needs = forms.BooleanField(label="They need something to understand or to take part", required=False)
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
        choices=[*Channel.choices, (NO_WAY_KNOWN, "No safe way is known yet")],
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
            Reveal("has_access_needs", {"True": ["access_needs"]}),
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
        if data.get("access_needs") and not data.get("has_access_needs"):
            self.add_error("has_access_needs", NEEDS_NOT_TICKED)
        if data.get("date_of_birth"):
            data["age_band"] = ""
        if data.get("contact") not in (YES_NOW, YES_LATER):
            for name in ("phone", "email", "address", "channels", "safe_times"):
                self.errors.pop(name, None)
                data[name] = [] if name == "channels" else ""
        elif "channels" not in self.errors and not data.get("channels"):
            self.add_error("channels", "Select the ways that are safe, or “No safe way is known yet”")
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
    "has_access_needs",
    "access_needs",
    "language",
    "interpreter_needed",
)


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
    has_access_needs = forms.BooleanField(label="They need something to understand or to take part", required=False)
    access_needs = forms.CharField(
        label="What helps them?",
        max_length=length_of(Person, "access_needs"),
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label="Language they prefer, if not English", max_length=length_of(Person, "language"), required=False
    )
    interpreter_needed = forms.BooleanField(label="They need an interpreter", required=False)
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
            Heading("What helps them"),
            Reveal("has_access_needs", {"True": ["access_needs"]}),
            Ask("language", width=20),
            "interpreter_needed",
            Heading("Where to reach them"),
            Text("Changing these does not change which ways of contact are safe."),
            "phone",
            "email",
            "address",
        ]

    def clean(self):
        data = super().clean()
        if data.get("access_needs") and not data.get("has_access_needs"):
            self.add_error("has_access_needs", NEEDS_NOT_TICKED)
        return data


class SafeContactForm(PlainForm):
    """How one channel may be used. The rule before it stays readable in the timeline."""

    submit_label = "Save this way of contact"
    called = {"channel": "a way of contact", "allowed": "whether we may use it"}

    channel = OneOfField(label="Way of contact", choices=Channel)
    allowed = YesNoField(label="May we use it?", inline=False, yes="Yes, we may use it", no="No, we must not use it")
    may_say_who = forms.BooleanField(label="We may say who is calling or writing", required=False)
    voicemail = forms.BooleanField(label="We may leave a voicemail", required=False)
    safe_times = forms.CharField(
        label="Safe times, and anything to take care of",
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
    )
    review_on = DayField(
        label="Check again on",
        earliest=tomorrow,
        required=False,
        help_text="After this day it is not used until somebody has checked. Leave empty if no day was agreed.",
    )

    def layout(self):
        return [
            "channel",
            Reveal("allowed", {"yes": ["may_say_who", "voicemail", "safe_times", "review_on"]}),
        ]

    def clean(self):
        data = super().clean()
        if data.get("allowed") is False:
            for name, nothing in (
                ("may_say_who", False),
                ("voicemail", False),
                ("safe_times", ""),
                ("review_on", None),
            ):
                data[name] = nothing
                self.errors.pop(name, None)
        if data.get("channel") != Channel.TELEPHONE:
            data["voicemail"] = False
        return data


class ReasonForm(PlainForm):
    """A reason in a sentence, and a button that says what is done."""

    reason = forms.CharField(label="Why?", max_length=300, widget=LongText(rows=2))

    def __init__(self, *args, label="", submit_label="", hint="", most=300, **kwargs):
        if label:
            self.called = {"reason": label}
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = label or field.label
        field.help_text = hint
        self.submit_label = submit_label or self.submit_label
