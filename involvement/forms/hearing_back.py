"""The form of somebody who answered a questionnaire and wants to hear what comes of it, apart from the answers."""

from django import forms

from consent.forms.answering import to_read
from consent.forms.whole import NOT_A_MOBILE, takes_texts
from consent.models import Channel, InterestRegistration
from consent.models.people import AgeBand, Connection
from consent.models.registrations import WhenToAsk
from core.easy_read import Easy
from core.forms import Group, OneOfField, PlainForm, Reveal, ShortText, TelephoneField
from core.forms.layout import Trap

UNDER_16 = "under_16"


class HearBackForm(PlainForm):
    """A name to use and one safe way; both agreements in the words in force. Under 16 nothing is kept."""

    submit_label = "Send"
    called = {
        "age_band": "how old you are",
        "name_to_use": "a name we can call you",
        "connection": "how you know us",
        "channel": "a safe way to reach you",
        "text_phone": "a phone number for texts",
        "phone": "a phone number",
        "email": "an email address",
        "agree_record": "the box if you agree that we keep this",
        "agree_contact": "the box if you agree that we contact you",
    }
    easy_words = {
        "age_band": Easy(choices={AgeBand.EIGHTEEN_OVER: "18 or older"}, drawing="child"),
        "name_to_use": Easy(hint="A first name is enough.", drawing="person"),
        "connection": Easy(
            choices={
                Connection.CARER: "I look after somebody",
                Connection.LIVED_IT: "I never used it. But I have been through the same things",
            },
            drawing="group",
        ),
        "channel": Easy(
            hint="Think who else may see a message.",
            choices={Channel.WORKER: "My worker tells me, when we meet"},
            drawing="padlock",
        ),
        "safe_times": Easy(drawing="clock"),
        "agree_record": Easy("Yes. You may write this down and keep it"),
        "agree_contact": Easy("Yes. You may contact me about taking part"),
    }
    needed_when = {
        "text_phone": ("channel", Channel.TEXT),
        "phone": ("channel", Channel.TELEPHONE),
        "email": ("channel", Channel.EMAIL),
    }

    age_band = OneOfField(
        label="How old are you?",
        choices=[
            (UNDER_16, "Under 16"),
            (AgeBand.SIXTEEN_SEVENTEEN, "16 or 17"),
            (AgeBand.EIGHTEEN_OVER, "18 or over"),
        ],
    )
    name_to_use = forms.CharField(
        label="What can we call you?", help_text="It does not have to be your full name.", max_length=80
    )
    connection = OneOfField(
        label="How do you know us?",
        choices=[
            (Connection.USES_NOW, "I use this service now"),
            (Connection.USED_BEFORE, "I used this service before"),
            (Connection.CARER, "I care for somebody"),
            (Connection.LIVED_IT, "I never used it, but I have been through the same things"),
        ],
    )
    channel = OneOfField(
        label="What is a safe way to reach you?",
        help_text="Choose a way that nobody else sees if you do not want them to.",
        choices=[
            (Channel.TEXT, "Text message"),
            (Channel.TELEPHONE, "Phone call"),
            (Channel.EMAIL, "Email"),
            (Channel.WORKER, "Through my worker, face to face"),
        ],
    )
    text_phone = TelephoneField(label="Phone number for texts")
    phone = TelephoneField(label="Phone number")
    email = forms.EmailField(label="Email address", max_length=254)
    safe_times = forms.CharField(
        label="When is it safe to reach you?", max_length=200, required=False, widget=ShortText()
    )
    agree_record = forms.BooleanField(label="Yes, I agree that you write this down and keep it")
    agree_contact = forms.BooleanField(label="Yes, I agree that you contact me about being involved")
    website = forms.CharField(required=False, label="Leave this empty")

    def __init__(self, *args, record_wording, contact_wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_wording, self.contact_wording = record_wording, contact_wording

    def layout(self):
        ways = {Channel.TEXT.value: ["text_phone"], Channel.TELEPHONE.value: ["phone"], Channel.EMAIL.value: ["email"]}
        return [
            "age_band",
            "name_to_use",
            "connection",
            Reveal("channel", ways),
            "safe_times",
            Group("Keeping what you tell us", *to_read(self.record_wording), "agree_record"),
            Group("Contacting you", *to_read(self.contact_wording), "agree_contact"),
            Trap("website"),
        ]

    def clean(self):
        data = super().clean()
        if data.get("text_phone") and not takes_texts(data["text_phone"]):
            self.add_error("text_phone", NOT_A_MOBILE)
        if data.get("website"):
            self.add_error("website", "Something filled in a hidden box. Press the button again.")
        return data

    @property
    def is_under_16(self) -> bool:
        """Whoever is under 16 is asked nothing more, and nothing is kept: a worker speaks with them first."""
        return self.data.get("age_band") == UNDER_16

    @property
    def answers(self) -> dict:
        """Values of the registration: to hear is what they would like."""
        data = self.cleaned_data
        return {
            **{
                name: data[name] for name in ("age_band", "name_to_use", "connection", "channel", "email", "safe_times")
            },
            "phone": data["text_phone"] or data["phone"] or "",
            "wishes": [InterestRegistration.Wish.HEAR],
            "when_to_ask": WhenToAsk.NOW,
            "record_wording": self.record_wording,
            "contact_wording": self.contact_wording,
        }
