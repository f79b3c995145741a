"""Registering interest as a table of questions, each with the condition under which it is asked. Pure.

Somebody under 16 is asked for a name to use, a safe way to reach them and whom we may talk to. A helper who is not
with the person is asked for their own details and nothing else.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from consent.forms import reaching
from consent.forms import registering as forms
from consent.forms.whole import NO_WAY_KNOWN
from consent.models import Channel
from consent.models.people import AgeBand
from consent.models.registrations import FilledInBy, WayToReach, WhenToAsk
from consent.walk import Step, Walk, both
from consent.words import language_of_the_page
from core import easy_read

# Nobody reads and answers all of it in so short a time.
LEAST_TIME = timedelta(seconds=5)


def is_under_10(known: dict) -> bool:
    return known.get("age_band") == forms.UNDER_10


def is_child(known: dict) -> bool:
    return known.get("age_band") == AgeBand.TEN_FIFTEEN


def is_away(known: dict) -> bool:
    return known.get("filled_in_by") == FilledInBy.AWAY


def is_helped(known: dict) -> bool:
    return known.get("filled_in_by") == FilledInBy.HERE


def is_about_them(known: dict) -> bool:
    return not is_away(known)


def is_asked_all(known: dict) -> bool:
    return not is_child(known)


WALK = Walk(
    Step("age", forms.AgeForm),
    Step("who", forms.WhoForm),
    Step("helper", forms.HelperForm, is_helped),
    Step("helper-alone", forms.HelperAwayForm, is_away),
    Step("name", forms.NameForm, is_about_them),
    Step("connection", forms.ConnectionForm, both(is_about_them, is_asked_all)),
    Step("wishes", forms.WishesForm, both(is_about_them, is_asked_all)),
    Step("when", forms.WhenForm, both(is_about_them, is_asked_all)),
    Step("reach", reaching.ReachForm, is_about_them),
    Step("talk-to", reaching.TalkToForm, both(is_about_them, is_child)),
    Step("needs", forms.NeedsForm, both(is_about_them, is_asked_all)),
)


@dataclass(frozen=True)
class Shown:
    """The words at the end. `parts`: heading, text or wording, and the name of the box. `key`: names the words.

    `kept`: what is stored of them. `agree`: the words of the one box where the two questions are not asked.
    `drawings`: in easy read, those beside the ideas of a text.
    """

    key: str
    parts: tuple
    kept: dict
    asks_both: bool = True
    agree: str = ""
    drawings: tuple = ()


def words_for(known: dict, service, wordings: dict) -> Shown:
    """The words that go with these answers. `wordings`: those in force of both questions, by purpose."""
    if is_away(known):
        agree = _("Yes, keep this and contact me")
        return _one_text(
            _("What we keep"), words_for_a_helper(service), agree, ("record", "help", "changing_your_mind")
        )
    if is_child(known):
        agree = _("Yes, keep this and reach me in the way I said")
        drawings = ("record", "talk", "child", "saying_no", "changing_your_mind")
        return _one_text(_("What we keep"), words_under_16(service), agree, drawings)
    record, contact = wordings["record"], wordings["contact"]
    return Shown(
        key=f"{record.pk}-{contact.pk}",
        parts=(
            (_("Keeping what you tell us"), record, "agree_record"),
            (_("Contacting you"), contact, "agree_contact"),
        ),
        kept={"record_wording": record, "contact_wording": contact, "words_language": record.language},
    )


def _one_text(heading, text, agree, drawings) -> Shown:
    return Shown(
        key=hashlib.sha256(text.encode()).hexdigest()[:20],
        parts=((heading, text, "agree_record"),),
        kept={"words_shown": text, "words_language": language_of_the_page()},
        asks_both=False,
        agree=agree,
        drawings=drawings if easy_read.is_on() else (),
    )


def words_under_16(service) -> str:
    """What somebody under 16 agrees to, in the language of the page and in easy read where the page is."""
    if easy_read.is_on():
        return easy_words_under_16(service)
    return _(
        "%(service)s keeps three things: what we can call you, how to reach you, and who we may talk to.\n\n"
        "A worker talks with you first. They make sure that you know what being involved is. Then you choose.\n\n"
        "We do not contact your parent or carer unless you say we may. If a worker ever has to, they write down why."
        " If we think that somebody is in danger, we may have to tell someone who can help."
        " We try to tell you first.\n\n"
        "It is your choice. Saying no changes nothing about your care, your charge or what happens in court. You can"
        " change your mind at any time: tell any worker."
    ) % {"service": service.name}


def words_for_a_helper(service) -> str:
    """What a helper agrees to who is not with the person."""
    if easy_read.is_on():
        return easy_words_for_a_helper(service)
    return _(
        "%(service)s keeps your name and how to reach you. We keep nothing about the person you help.\n\n"
        "A worker contacts you, so that we can ask the person together. They choose for themselves.\n\n"
        "You can change your mind at any time: ring us or tell any worker."
    ) % {"service": service.name}


def easy_words_under_16(service) -> str:
    """The same in easy read: each line is one idea."""
    return _(
        "%(service)s keeps three things:\nWhat we can call you.\nHow to reach you.\nWho we may talk to.\n\n"
        "A worker talks with you first.\nThey tell you what taking part is.\nThen you choose.\n\n"
        "We tell your parent or carer only if you say yes.\nIf a worker ever has to tell them, they write down why.\n"
        "Is somebody in danger? Then we may have to tell someone who can help.\nWe try to tell you first.\n\n"
        "You can say no.\nSaying no does not change your care.\nIt does not change your charge.\n"
        "It does not change what happens in court.\n\n"
        "You can change your mind at any time.\nTell any worker."
    ) % {"service": service.name}


def easy_words_for_a_helper(service) -> str:
    """The same in easy read: each line is one idea."""
    return _(
        "%(service)s keeps your name.\nWe keep how to reach you.\nWe keep nothing about the person you help.\n\n"
        "A worker contacts you.\nThen we can ask the person together.\nThey choose for themselves.\n\n"
        "You can change your mind at any time.\nRing us, or tell any worker."
    ) % {"service": service.name}


def number_of(answers: dict, step) -> tuple[int, int]:
    """Where a question stands among those that are asked: (3, 8)."""
    steps = WALK.steps_for(answers)
    return steps.index(step) + 1, len(steps)


def what_to_keep(known: dict) -> dict:
    """Values of the registration, but for the words."""
    if is_away(known):
        names = ("filled_in_by", "helper_name", "helper_relation", "helper_phone", "helper_email")
        return {name: known.get(name) or "" for name in names}
    kept = (
        "filled_in_by", "age_band", "name_to_use", "channel", "email", "address", "worker_name", "safe_times",
        "talk_to", "talk_to_name", "helper_name", "helper_relation", "connection", "access_needs", "language",
    )  # fmt: skip
    day = forms.day_to_ask(known)
    return {
        **{name: known.get(name) or "" for name in kept},
        "phone": known.get("text_phone") or known.get("phone") or "",
        "wishes": known.get("wishes") or [],
        "needs": known.get("needs") or [],
        "interpreter_needed": bool(known.get("interpreter_needed")),
        "when_to_ask": WhenToAsk.LATER if day else WhenToAsk.NOW,
        "not_before": day,
    }


def known_from(registration) -> dict:
    """What a form says, as the answers to the questions of recording consent (consent.journey)."""
    known = {}
    if registration.needs or registration.access_needs:
        known["help"] = {
            "needs": dict.fromkeys(registration.needs, ""),
            "other": registration.access_needs,
            "language": registration.language,
            "interpreter_needed": registration.interpreter_needed,
            "ask_needs_later": False,
        }
    if registration.name_to_use:
        known["name"] = {"name_to_use": registration.name_to_use}
    if registration.age_band:
        known["age"] = {"date_of_birth": None, "age_band": registration.age_band}
    if registration.connection:
        known["connection"] = {"connection": registration.connection}
    if registration.channel:
        known["way"] = _way(registration)
    return known


def _way(registration) -> dict:
    channel = registration.channel
    on = {Channel.TEXT: "text_number", Channel.TELEPHONE: "call_number"}
    says = ("text_says_who", "call_says_who", "email_says_who", "letter_says_who", "voicemail")
    return {
        "channel": NO_WAY_KNOWN if channel == WayToReach.SELF else channel,
        "text_number": "",
        "call_number": "",
        **({on[channel]: str(registration.phone)} if channel in on else {}),
        "email": registration.email,
        "address": registration.address,
        "safe_times": registration.safe_times,
        **dict.fromkeys(says, False),
    }
