"""The public form that registers interest. Very plain words: it is filled in on a phone, perhaps in custody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.forms.answering import TOO_FAR, paragraphs, tomorrow, two_years_on
from consent.forms.whole import NOT_A_MOBILE, length_of, takes_texts
from consent.models import Channel, InterestRegistration
from consent.models.people import AgeBand, Connection
from consent.models.registrations import WhenToAsk
from core.forms import DayField, Group, LongText, OneOfField, PlainForm, Reveal, SomeOfField, TelephoneField

UNDER_16 = "under_16"
CONNECTIONS = [
    (Connection.USES_NOW, _("I use this service now")),
    (Connection.USED_BEFORE, _("I used this service before")),
    (Connection.OTHER_SERVICE, _("I use another service")),
    (Connection.LIVED_IT, _("I never used it, but I have been through the same things")),
    (Connection.CARER, _("I care for somebody")),
]
CHANNELS = [
    (Channel.TEXT, _("Text message")),
    (Channel.TELEPHONE, _("Phone call")),
    (Channel.EMAIL, _("Email")),
    (Channel.WORKER, _("Through my worker, face to face")),
]


class RegisterInterestForm(PlainForm):
    submit_label = _("Send")
    called = {
        "age_band": _("how old you are"),
        "name_to_use": _("a name we can call you"),
        "connection": _("how you know us"),
        "wishes": _("what you would like to do"),
        "when_to_ask": _("when we may ask you"),
        "not_before": _("a day from which we may ask"),
        "channel": _("a safe way to reach you"),
        "text_phone": _("a phone number for texts"),
        "phone": _("a phone number"),
        "email": _("an email address"),
        "agree_record": _("the box if you agree that we keep this"),
        "agree_contact": _("the box if you agree that we contact you"),
    }
    needed_when = {
        "not_before": ("when_to_ask", WhenToAsk.LATER),
        "text_phone": ("channel", Channel.TEXT),
        "phone": ("channel", Channel.TELEPHONE),
        "email": ("channel", Channel.EMAIL),
    }

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    age_band = OneOfField(label=_("How old are you?"), choices=[(UNDER_16, _("Under 16")), *AgeBand.choices])
    name_to_use = forms.CharField(
        label=_("What can we call you?"),
        help_text=_("It does not have to be your full name."),
        max_length=length_of(InterestRegistration, "name_to_use"),
    )
    connection = OneOfField(label=_("How do you know us?"), choices=CONNECTIONS)
    wishes = SomeOfField(
        label=_("What would you like to do?"),
        help_text=_("Tick all you like. You can change your mind."),
        choices=InterestRegistration.Wish,
        required=False,
    )
    when_to_ask = OneOfField(
        label=_("When may we ask you?"),
        choices=[(WhenToAsk.NOW, _("Now")), (WhenToAsk.LATER, _("Later, when things are calmer"))],
    )
    not_before = DayField(
        label=_("From which day?"),
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text=_("For example, 31 3 2027"),
    )
    channel = OneOfField(
        label=_("What is a safe way to reach you?"),
        help_text=_("Choose a way that nobody else sees if you do not want them to."),
        choices=CHANNELS,
    )
    text_phone = TelephoneField(label=_("Phone number for texts"))
    phone = TelephoneField(label=_("Phone number"))
    email = forms.EmailField(label=_("Email address"), max_length=length_of(InterestRegistration, "email"))
    safe_times = forms.CharField(
        label=_("When is it safe to reach you?"),
        max_length=length_of(InterestRegistration, "safe_times"),
        required=False,
    )
    access_needs = forms.CharField(
        label=_("What would help you take part?"),
        help_text=_("Such as easy words, large print, or somebody with you."),
        max_length=length_of(InterestRegistration, "access_needs"),
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label=_("Which language do you like best, if not English?"),
        max_length=length_of(InterestRegistration, "language"),
        required=False,
    )
    agree_record = forms.BooleanField(label=_("Yes, I agree that you write this down and keep it"))
    agree_contact = forms.BooleanField(label=_("Yes, I agree that you contact me about being involved"))

    def __init__(self, *args, record_wording, contact_wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.record_wording, self.contact_wording = record_wording, contact_wording

    def layout(self):
        return [
            "key",
            "age_band",
            "name_to_use",
            "connection",
            "wishes",
            Reveal("when_to_ask", {WhenToAsk.LATER.value: ["not_before"]}),
            Reveal(
                "channel",
                {
                    Channel.TEXT.value: ["text_phone"],
                    Channel.TELEPHONE.value: ["phone"],
                    Channel.EMAIL.value: ["email"],
                },
            ),
            "safe_times",
            "access_needs",
            "language",
            Group(_("Keeping what you tell us"), *paragraphs(self.record_wording.text), "agree_record"),
            Group(_("Contacting you"), *paragraphs(self.contact_wording.text), "agree_contact"),
        ]

    def clean(self):
        data = super().clean()
        if data.get("text_phone") and not takes_texts(data["text_phone"]):
            self.add_error("text_phone", NOT_A_MOBILE)
        if self.is_under_16:
            # Nothing more is asked of somebody under 16, and nothing is kept.
            self.errors.clear()
        return data

    @property
    def is_under_16(self) -> bool:
        return self.cleaned_data.get("age_band") == UNDER_16

    @property
    def answers(self) -> dict:
        """Values of the registration."""
        data = self.cleaned_data
        kept = ("age_band", "name_to_use", "connection", "wishes", "when_to_ask", "not_before", "channel")
        return {
            **{name: data[name] for name in (*kept, "email", "safe_times", "access_needs", "language")},
            "phone": data["text_phone"] or data["phone"] or "",
            "record_wording": self.record_wording,
            "contact_wording": self.contact_wording,
        }
