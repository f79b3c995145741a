"""Registering interest: how somebody may be reached safely, and whom we may talk to about somebody under 16."""

from django import forms
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import to_python

from consent.forms import easy
from consent.forms.registering import PublicStep, most
from consent.forms.whole import NOT_A_MOBILE, takes_texts
from consent.models.registrations import TalkTo, WayToReach
from core.forms import Ask, LongText, OneOfField, Question, Reveal, TelephoneField


class ReachForm(PublicStep):
    asks = _("What is a safe way to reach you?")
    easy_words = easy.REACH
    called = {
        "channel": _("a safe way to reach you"),
        "text_phone": _("a phone number for texts"),
        "phone": _("a phone number"),
        "email": _("an email address"),
        "address": _("an address"),
    }
    needed_when = {
        "text_phone": ("channel", WayToReach.TEXT),
        "phone": ("channel", WayToReach.TELEPHONE),
        "email": ("channel", WayToReach.EMAIL),
        "address": ("channel", WayToReach.LETTER),
        "worker_name": ("channel", WayToReach.WORKER),
    }

    channel = OneOfField(
        label=asks,
        help_text=_(
            "We ask so that nobody sees a message who should not. We use no other way, and our messages do not say what"
            " they are about."
        ),
        choices=[
            (WayToReach.TEXT, _("Text message")),
            (WayToReach.TELEPHONE, _("Phone call")),
            (WayToReach.EMAIL, _("Email")),
            (WayToReach.LETTER, _("Letter")),
            (WayToReach.WORKER, _("Through my worker, face to face")),
            (WayToReach.SELF, _("Do not contact me. I will contact you")),
        ],
    )
    text_phone = TelephoneField(label=_("Phone number for texts"))
    phone = TelephoneField(label=_("Phone number"))
    email = forms.EmailField(label=_("Email address"), max_length=most("email"))
    address = forms.CharField(
        label=_("Address"),
        max_length=most("address"),
        widget=LongText(rows=3, attrs={"autocomplete": "street-address"}),
    )
    worker_name = forms.CharField(label=_("Who is your worker?"), max_length=most("worker_name"))
    safe_times = forms.CharField(
        label=_("When is it safe, and who may not see it? (you can leave this empty)"),
        max_length=most("safe_times"),
        required=False,
    )
    mark_optional = False

    def questions(self):
        under = {
            WayToReach.TEXT.value: ["text_phone"],
            WayToReach.TELEPHONE.value: ["phone"],
            WayToReach.EMAIL.value: ["email"],
            WayToReach.LETTER.value: ["address"],
            WayToReach.WORKER.value: ["worker_name"],
        }
        return [Reveal("channel", under, size="l", heading=True), Ask("safe_times")]

    def clean(self):
        data = super().clean()
        if data.get("text_phone") and not takes_texts(data["text_phone"]):
            self.add_error("text_phone", NOT_A_MOBILE)
        return data

    @classmethod
    def words(cls, kept):
        number = to_python(kept["text_phone"] or kept["phone"] or "")
        where = [number and number.as_national, kept["email"], kept["address"], kept["worker_name"]]
        return "\n".join(filter(None, [cls.words_of_choice("channel", kept), *where, kept["safe_times"]]))


class TalkToForm(PublicStep):
    """Of somebody under 16: an adult beside them, if they want one."""

    asks = _("Who may we talk to about this?")
    easy_words = easy.TALK_TO
    called = {"talk_to": _("who we may talk to")}

    talk_to = OneOfField(
        label=asks,
        help_text=_("We ask because this is your choice. We do not tell your parent or carer, unless you say we may."),
        choices=[
            (TalkTo.NOBODY, _("Only me")),
            (TalkTo.WORKER, _("A worker I have")),
            (TalkTo.PARENT, _("My parent or carer")),
            (TalkTo.OTHER, _("Another adult I trust")),
        ],
    )
    talk_to_name = forms.CharField(
        label=_("What is their name, and how can we reach them? (you can leave this empty)"),
        max_length=most("talk_to_name"),
        required=False,
    )
    mark_optional = False

    def questions(self):
        return [Question("talk_to"), "talk_to_name"]

    def clean(self):
        data = super().clean()
        if data.get("talk_to") == TalkTo.NOBODY:
            data["talk_to_name"] = ""
        return data

    @classmethod
    def words(cls, kept):
        return "\n".join(filter(None, [cls.words_of_choice("talk_to", kept), kept["talk_to_name"]]))
