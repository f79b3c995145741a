"""Recording somebody with their consent as a table of small steps, each with the condition under which it is asked.

The order is the law's: nothing that identifies anybody comes before the yes to `record`, or before somebody is found
who may answer for them. To add a question, write its form (consent/forms/questions), and put a `Step` with its
condition in its place in `STEPS`. A condition sees the answers of the steps before it, as one dict.
"""

from datetime import date

from consent import deciding
from consent.forms import questions as forms
from consent.forms.answering import NO, NOT_ASKED, YES_LATER, YES_NOW
from consent.forms.whole import NO_WAY_KNOWN
from consent.models import Channel, Purpose, WayToReach
from consent.models.agreements import BY_NAME, Answer, Ground, Route
from consent.models.details import Detail
from consent.rules import AgeGroup
from consent.walk import DEAD_END, READ_OUT, Step, Walk, both

# --- Conditions


def said_yes(known: dict) -> bool:
    """Whether the person said yes when they were first asked, whoever may turn out to answer."""
    return known.get(Purpose.RECORD) == forms.YES


def said_they_cannot(known: dict) -> bool:
    return known.get(Purpose.RECORD) == forms.CANNOT


def was_asked(known: dict) -> bool:
    return said_yes(known) or said_they_cannot(known)


def is_under_10(known: dict) -> bool:
    return deciding.group_of(known) == AgeGroup.UNDER_TEN


def is_in_doubt(known: dict) -> bool:
    """Whether capacity is to be assessed: from 16 on it is presumed, so only where they could not answer."""
    return said_they_cannot(known) and deciding.is_from_16(known)


def lacks_capacity(known: dict) -> bool:
    return is_in_doubt(known) and known.get("outcome") == "lacks"


def ground_of(known: dict) -> Ground | None:
    """Who answers, as far as is known by now."""
    if deciding.is_a_child(known):
        return {"competent": Ground.PERSON, "not_competent": Ground.PARENTAL}.get(known.get("outcome"))
    if lacks_capacity(known):
        return Ground(known["ground"]) if known.get("ground") else None
    if said_they_cannot(known) and known.get("outcome") != "has":
        return None
    return Ground.PERSON if deciding.is_from_16(known) else None


def is_answered_by(*grounds: Ground):
    return lambda known: ground_of(known) in grounds


def is_to_answer_after_all(known: dict) -> bool:
    """Whether an assessment found that they can answer what they seemed unable to."""
    return said_they_cannot(known) and ground_of(known) == Ground.PERSON


def has_no_birthday(known: dict) -> bool:
    return ground_of(known) == Ground.PARENTAL and not known.get("date_of_birth")


def has_somebody_to_answer(known: dict) -> bool:
    return ground_of(known) in BY_NAME and not has_no_birthday(known)


def is_not_in_their_interests(known: dict) -> bool:
    return ground_of(known) == Ground.BEST_INTERESTS and known.get("in_favour") == "neither"


def has_ground(known: dict) -> bool:
    """Whether somebody who may said yes, so that the person may be recorded."""
    ground = ground_of(known)
    if ground == Ground.PERSON:
        return said_yes(known) or known.get("own_record") == forms.YES
    if ground == Ground.BEST_INTERESTS:
        return known.get("in_favour") in ("both", "record")
    return ground in BY_NAME and known.get("giver_record") == forms.YES


def contact_answer(known: dict) -> str:
    """The answer to being contacted: what was said, or what follows from a decision in their best interests."""
    if ground_of(known) == Ground.BEST_INTERESTS:
        return YES_NOW if known.get("in_favour") == "both" else NO
    return known.get(Purpose.CONTACT, "")


def to_contact(*answers: str):
    return lambda known: has_ground(known) and contact_answer(known) in answers


def is_asked_about_contact(known: dict) -> bool:
    return has_ground(known) and ground_of(known) != Ground.BEST_INTERESTS


STEPS = (
    Step("help", forms.HelpForm),
    Step("record", forms.RecordForm, template=READ_OUT, reads_out=Purpose.RECORD),
    Step("name", forms.NameForm, said_yes),
    Step("age", forms.AgeForm, was_asked),
    Step("under-10", forms.UnderTenForm, is_under_10, DEAD_END, leads_out="under_10"),
    *deciding.competence(both(was_asked, deciding.is_a_child)),
    *deciding.capacity(is_in_doubt),
    Step("own-answer", forms.OwnAnswerForm, is_to_answer_after_all, READ_OUT, reads_out=Purpose.RECORD),
    Step("who-answers", forms.WhoAnswersForm, lacks_capacity, permission=deciding.ASSESSOR),
    Step("no-birthday", forms.NoBirthdayForm, has_no_birthday, DEAD_END, leads_out="today"),
    *deciding.best_interests(is_answered_by(Ground.BEST_INTERESTS), forms.BothInTheirInterestsForm),
    Step("not-in-interests", forms.NotInTheirInterestsForm, is_not_in_their_interests, DEAD_END, leads_out="today"),
    Step("giver", forms.GiverStepForm, has_somebody_to_answer),
    Step("giver-answer", forms.GiverAnswerForm, has_somebody_to_answer, READ_OUT, reads_out=Purpose.RECORD),
    Step("their-name", forms.NameForm, both(said_they_cannot, has_ground)),
    Step("site", forms.SiteForm, has_ground),
    Step("connection", forms.ConnectionForm, has_ground),
    Step("contact", forms.ContactForm, is_asked_about_contact, READ_OUT, reads_out=Purpose.CONTACT),
    Step("later", forms.LaterForm, to_contact(YES_LATER)),
    Step("why-not", forms.WhyNotForm, to_contact(NOT_ASKED)),
    Step("way", forms.WayForm, to_contact(YES_NOW, YES_LATER)),
    Step("more", forms.MoreForm, has_ground, optional=True),
)  # fmt: skip
FIRST = STEPS[0]


WALK = Walk(*STEPS)


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
        "access_needs": said_meanwhile(known),
    }


def what_to_record(known: dict, wordings: dict, site) -> dict:
    """What the action that stores it all is given. `wordings`: those that were read out, by purpose."""
    contact = contact_answer(known)
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
        "giver": _giver(known),
        "findings": findings_of(known),
        "safe_contacts": _safe_contacts(known),
        "route": known.get("route") or Route.IN_PERSON,
        "present": known.get("present", ""),
        "left_for_later": left_for_later(known),
        "helps": what_helps(known),
    }


def _giver(known: dict) -> dict | None:
    """Who answers both questions, as the actions take it; None for the person."""
    ground = ground_of(known)
    if ground in BY_NAME:
        return deciding.giver_from(known)
    return {"ground": ground} if ground == Ground.BEST_INTERESTS else None


def findings_of(known: dict) -> dict:
    """The assessments and decisions behind the answers, as `assess_for_both` takes them."""
    if deciding.is_a_child(known):
        return {"competence": deciding.competence_from(known)}
    if "outcome" not in known:
        return {}
    found = {"capacity": deciding.capacity_from(known)}
    if ground_of(known) == Ground.BEST_INTERESTS:
        found["best_interests"] = [
            {**deciding.decision_from(known, in_favour), "purposes": [purpose]}
            for purpose, in_favour in ((Purpose.RECORD, True), (Purpose.CONTACT, known["in_favour"] == "both"))
        ]
    return found


def what_helps(known: dict) -> dict | None:
    """What they said helps them, as `record_needs` takes it; None where that is left for later."""
    return None if known.get("ask_needs_later") else {"needs": known.get("needs", {}), "other": known.get("other", "")}


def said_meanwhile(known: dict) -> str:
    """What somebody saw that helps, where the person could not be asked yet: kept, and no answer to the question."""
    return known["other"] if known.get("ask_needs_later") else ""


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
        WayToReach.SELF: False,
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
    by_message = known.get("channel") not in (None, NO_WAY_KNOWN, Channel.WORKER, WayToReach.SELF)
    missing = {
        Detail.FULL_NAME: not known.get("full_name"),
        Detail.PRONOUNS: not known.get("pronouns"),
        Detail.DATE_OF_BIRTH: not known.get("date_of_birth"),
        Detail.ACCESS_NEEDS: known.get("ask_needs_later"),
        Detail.SAFE_CONTACT: known.get("channel") == NO_WAY_KNOWN,
        Detail.SAFE_TIMES: by_message and not known.get("safe_times"),
    }
    return [str(detail.value) for detail, is_missing in missing.items() if is_missing]
