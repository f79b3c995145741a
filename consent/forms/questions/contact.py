"""The question for one safe way of contact."""

from django import forms
from phonenumber_field.phonenumber import to_python

from consent.forms.questions.base import StepForm
from consent.forms.whole import NO_WAY_KNOWN, NOT_A_MOBILE, length_of, takes_texts
from consent.models import Channel, Person, SafeContact, WayToReach
from core.forms import (
    LongText,
    OneOfField,
    Reveal,
    TelephoneField,
)


class WayForm(StepForm):
    """One safe way of contact, or through a worker. Others are added to the record."""

    asks = "A safe way to reach them"
    called = {
        "channel": "one safe way",
        "text_number": "a telephone number",
        "call_number": "a telephone number",
        "email": "an email address",
        "address": "a postal address",
    }
    needed_when = {
        "text_number": ("channel", Channel.TEXT),
        "call_number": ("channel", Channel.TELEPHONE),
        "email": ("channel", Channel.EMAIL),
        "address": ("channel", Channel.LETTER),
    }

    channel = OneOfField(
        label="What is one safe way to reach them?",
        choices=[*WayToReach.choices, (NO_WAY_KNOWN, "No safe way is known yet")],
        hints={WayToReach.SELF: "Nobody contacts them then."},
        help_text="Only what they said we may use. More ways can be added later.",
    )
    text_number = TelephoneField(label="Mobile number")
    text_says_who = forms.BooleanField(label="A text may say who it is from", required=False)
    email = forms.EmailField(label="Email address", max_length=length_of(Person, "email"))
    email_says_who = forms.BooleanField(label="An email may say who it is from", required=False)
    call_number = TelephoneField(label="Telephone number")
    voicemail = forms.BooleanField(label="We may leave a voicemail", required=False)
    call_says_who = forms.BooleanField(label="We may say who is calling", required=False)
    address = forms.CharField(label="Postal address", max_length=length_of(Person, "address"), widget=LongText(rows=3))
    letter_says_who = forms.BooleanField(label="A letter may say who it is from", required=False)
    safe_times = forms.CharField(
        label="Safe times, and anything to take care of",
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
    )

    def layout(self):
        under = {
            Channel.TEXT.value: ["text_number", "text_says_who"],
            Channel.EMAIL.value: ["email", "email_says_who"],
            Channel.TELEPHONE.value: ["call_number", "voicemail", "call_says_who"],
            Channel.LETTER.value: ["address", "letter_says_who"],
        }
        return [Reveal("channel", under, size="l", heading=True), "safe_times"]

    def clean(self):
        data = super().clean()
        number = data.get("text_number")
        if data.get("channel") == Channel.TEXT and number and not takes_texts(number):
            self.add_error("text_number", NOT_A_MOBILE)
        return data

    @staticmethod
    def words(kept):
        channel = kept["channel"]
        if channel == NO_WAY_KNOWN:
            return "No safe way is known yet"
        number = to_python(kept["text_number"] or kept["call_number"] or "")
        where = {
            Channel.TEXT: number and number.as_national,
            Channel.TELEPHONE: number and number.as_national,
            Channel.EMAIL: kept["email"],
            Channel.LETTER: kept["address"],
        }
        return ": ".join(filter(None, [str(WayToReach(channel).label), where.get(channel), kept["safe_times"]]))
