"""Recording somebody with their consent as a table of small steps, each with the condition under which it is asked.

The order is the law's: nothing that identifies anybody comes before the yes to `record`. To add a question, write
its form (consent/forms/questions), and put a `Step` with its condition in its place in `STEPS`. A condition sees the
answers of the steps before it, as one dict. Whoever cannot answer for themselves, and anybody under 16, leaves by
`by-paper` until steps for other grounds stand in its place.
"""

from collections.abc import Callable
from datetime import date

from django.utils import timezone

from consent.forms import questions as forms
from consent.forms.answering import NO, NOT_ASKED, YES_LATER, YES_NOW
from consent.forms.whole import NO_WAY_KNOWN
from consent.models import Channel, Purpose
from consent.models.agreements import Answer, Route
from consent.models.details import Detail
from consent.rules import AGE_TO_ANSWER_ALONE, age_on
from consent.walk import Step, Walk

# --- Conditions


def is_under_16(known: dict) -> bool:
    if known.get("date_of_birth"):
        return age_on(date.fromisoformat(known["date_of_birth"]), timezone.localdate()) < AGE_TO_ANSWER_ALONE
    return known.get("age_band") == forms.UNDER_16


def cannot_be_recorded_here(known: dict) -> bool:
    """Whether only a ground that is not recorded here yet would do."""
    return known.get(Purpose.RECORD) == forms.CANNOT or is_under_16(known)


def said_yes(known: dict) -> bool:
    """Whether the person themselves said yes, and may."""
    return known.get(Purpose.RECORD) == forms.YES and not is_under_16(known)


def to_contact(*answers: str) -> Callable[[dict], bool]:
    return lambda known: said_yes(known) and known.get(Purpose.CONTACT) in answers


READ_OUT, BY_PAPER = "consent/recording/read_out.html", "consent/recording/by_paper.html"

STEPS = (
    Step("help", forms.HelpForm),
    Step("record", forms.RecordForm, template=READ_OUT, reads_out=Purpose.RECORD),
    Step("name", forms.NameForm, said_yes),
    Step("age", forms.AgeForm, said_yes),
    Step("by-paper", forms.ByPaperForm, cannot_be_recorded_here, BY_PAPER, leads_out="record_on_paper"),
    Step("site", forms.SiteForm, said_yes),
    Step("connection", forms.ConnectionForm, said_yes),
    Step("contact", forms.ContactForm, said_yes, READ_OUT, reads_out=Purpose.CONTACT),
    Step("later", forms.LaterForm, to_contact(YES_LATER)),
    Step("why-not", forms.WhyNotForm, to_contact(NOT_ASKED)),
    Step("way", forms.WayForm, to_contact(YES_NOW, YES_LATER)),
    Step("more", forms.MoreForm, said_yes, optional=True),
)  # fmt: skip
FIRST = STEPS[0]


# --- Going along it

WALK = Walk(*STEPS)
steps_for = WALK.steps_for
known_from = WALK.known_from
next_step = WALK.next_step
where_it_waits = WALK.where_it_waits
step_before = WALK.step_before
may_be_opened = WALK.may_be_opened


# --- What comes of it


_CONTACT = {
    YES_NOW: Answer.GIVEN,
    YES_LATER: Answer.GIVEN,
    NO: Answer.REFUSED,
    NOT_ASKED: Answer.NOT_ASKED,
}


def details_of(known: dict) -> dict:
    """Values of the person, but for the site."""
    names = (
        "name_to_use", "full_name", "pronouns", "age_band", "connection", "language",
        "interpreter_needed", "email", "address",
    )  # fmt: skip
    born = known.get("date_of_birth")
    return {
        **{name: known[name] for name in names if known.get(name)},
        "date_of_birth": date.fromisoformat(born) if born else None,
        "phone": known.get("text_number") or known.get("call_number") or "",
    }


def what_to_record(known: dict, wordings: dict, site) -> dict:
    """What the action that stores it all is given. `wordings`: those that were read out, by purpose."""
    contact = known[Purpose.CONTACT]
    day = known.get("ask_on")
    return {
        "details": {**details_of(known), "site": site},
        "record_wording": wordings[Purpose.RECORD],
        "contact": {
            "answer": _CONTACT[contact],
            "wording": None if contact == NOT_ASKED else wordings[Purpose.CONTACT],
            "not_before": date.fromisoformat(day) if day else None,
            "not_asked_reason": known.get("not_asked_reason", ""),
        },
        "safe_contacts": _safe_contacts(known),
        "route": known.get("route") or Route.IN_PERSON,
        "present": known.get("present", ""),
        "left_for_later": left_for_later(known),
        "helps": _what_helps(known),
    }


def _what_helps(known: dict) -> dict | None:
    """What they said helps them, as `record_needs` takes it; None where that is left for later."""
    if known.get("has_access_needs") and not known.get("access_needs"):
        return None
    return {"other": known.get("access_needs", "")}


def _safe_contacts(known: dict) -> list[dict]:
    channel = known.get("channel")
    if channel in (None, NO_WAY_KNOWN):
        return []
    says_who = {
        Channel.TEXT: known["text_says_who"],
        Channel.TELEPHONE: known["call_says_who"],
        Channel.EMAIL: known["email_says_who"],
        Channel.LETTER: known["letter_says_who"],
        Channel.WORKER: True,
    }
    return [
        {
            "channel": channel,
            "allowed": True,
            "voicemail": channel == Channel.TELEPHONE and known["voicemail"],
            "may_say_who": says_who[channel],
            "safe_times": known["safe_times"],
        }
    ]


def left_for_later(known: dict) -> list[str]:
    """What was not asked now and is to be added to the record. Pure."""
    by_message = known.get("channel") not in (None, NO_WAY_KNOWN, Channel.WORKER)
    missing = {
        Detail.FULL_NAME: not known.get("full_name"),
        Detail.PRONOUNS: not known.get("pronouns"),
        Detail.DATE_OF_BIRTH: not known.get("date_of_birth"),
        Detail.ACCESS_NEEDS: known.get("has_access_needs") and not known.get("access_needs"),
        Detail.SAFE_CONTACT: known.get("channel") == NO_WAY_KNOWN,
        Detail.SAFE_TIMES: by_message and not known.get("safe_times"),
    }
    return [str(detail.value) for detail, is_missing in missing.items() if is_missing]
