"""Which answers may be recorded, replaced or ended, by whom, and when a record may change."""

from django.utils import timezone

from consent.models import Purpose
from consent.models.agreements import Answer, Ending, Ground
from consent.rules.ages import AgeGroup, Finding, age_group, grounds_open, may_give
from consent.rules.contact import is_restricted
from consent.rules.status import has_ground, sharing_of, status_for
from core.deeds import who_did
from core.rules import Allowed, Refused

RESTRICTED = "This record is restricted. The information governance lead can join it to a new one."
NO_GROUND = (
    "The ground to hold this record ended, so it is restricted now. The information governance lead can read it."
)


def finding_of(person, purpose_key: str) -> Finding:
    """What the newest assessment for a purpose found: of competence today under 16, of capacity from 16 on."""
    if age_group(person.date_of_birth, person.age_band) == AgeGroup.CHILD:
        newest = person.competence_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
        if newest is None or timezone.localtime(newest.assessed_at).date() != timezone.localdate():
            return Finding.NONE
        return Finding(newest.outcome)
    newest = person.capacity_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
    return Finding.NONE if newest is None else Finding(newest.outcome)


def grounds_for(person, purpose_key: str) -> tuple[Ground, ...]:
    """Who may answer for a purpose today, by the age matrix."""
    group = age_group(person.date_of_birth, person.age_band)
    return grounds_open(group, finding_of(person, purpose_key), purpose_key, person.date_of_birth is not None)


def may_answer(person, purpose_key: str, ground: str, day=None, recipient=None):
    """May an answer be given for this person, on this ground? Their own word stands above all others.

    `day`: the day of the answer, where that is not today: a paper form counts from the day it was signed.
    `recipient`: for sharing, with whom; each has an answer of its own.
    """
    group = age_group(person.date_of_birth, person.age_band, day)
    finding = finding_of(person, purpose_key)
    answer = may_give(ground, group, finding, purpose_key, person.date_of_birth is not None)
    if not answer or ground == Ground.PERSON:
        return answer
    own = _status_of_what_is_asked(person, purpose_key, recipient)
    if (
        own is not None
        and own.agreement is not None
        and own.agreement.ground == Ground.PERSON
        and own.state in ("given", "refused", "withdrawn")
    ):
        return Refused(f"Their own answer stands: {lower(own.sentence)}. It was made when they could decide.")
    return Allowed()


def _status_of_what_is_asked(person, purpose_key, recipient):
    if purpose_key != Purpose.SHARE:
        return status_for(person, purpose_key)
    answers = sharing_of(list(person.agreements.all()), born=person.date_of_birth)
    return next((status for to, status in answers if recipient is not None and to.pk == recipient.pk), None)


def lower(sentence: str) -> str:
    """A sentence as part of another: its first letter small."""
    return sentence[:1].lower() + sentence[1:]


def may_assess_competence(person):
    """May competence be assessed? From 10 to 15."""
    if is_restricted(person):
        return Refused(RESTRICTED)
    if age_group(person.date_of_birth, person.age_band) != AgeGroup.CHILD:
        return Refused("Competence is assessed from 10 to 15. From 16 on, capacity is presumed.")
    return Allowed()


def may_assess_capacity(person):
    """May capacity be assessed? From 16 on (Mental Capacity Act 2005, section 2(5))."""
    if is_restricted(person):
        return Refused(RESTRICTED)
    if age_group(person.date_of_birth, person.age_band) not in (AgeGroup.YOUNG, AgeGroup.ADULT):
        return Refused("Capacity is assessed from 16 on. Under 16, assess competence.")
    return Allowed()


def may_decide_best_interests(person, purpose_key: str):
    """May a best-interests decision be made? For somebody of 16 or over found to lack capacity for this."""
    if is_restricted(person):
        return Refused(RESTRICTED)
    if purpose_key == Purpose.PUBLISH:
        return Refused("Nobody's words or story are published by a decision that others made for them.")
    may = may_assess_capacity(person)
    if not may:
        return may
    if finding_of(person, purpose_key) != Finding.LACKS:
        return Refused("Assess capacity first. It is for those who lack capacity for this decision.")
    return Allowed()


def may_withdraw(agreement):
    """May this agreement be withdrawn? Only an open yes."""
    if agreement.ended_at is not None:
        return Refused(f"This has ended already. {agreement.get_ended_kind_display()}, {who_did(agreement, 'ended')}.")
    if agreement.answer != Answer.GIVEN:
        return Refused("Only a yes can be withdrawn.")
    return Allowed()


def may_end(agreement):
    """May the service end this agreement? Only an open yes."""
    if agreement.answer != Answer.GIVEN and agreement.ended_at is None:
        return Refused("Only a yes can be ended. A no stays until they answer again.")
    return may_withdraw(agreement)


def may_invalidate(agreement):
    """May this answer be marked as recorded wrongly? Any that is open."""
    if agreement.ended_at is not None:
        return Refused(f"This has ended already. {agreement.get_ended_kind_display()}, {who_did(agreement, 'ended')}.")
    return Allowed()


def may_ask_again(person, purpose_key: str):
    """May a new answer be recorded for a purpose? A new answer replaces the open one of the same giver."""
    if is_restricted(person):
        return Refused(RESTRICTED)
    if person.joined_into_id is not None:
        return Refused("This record was joined to a newer one. Record the answer there.")
    if purpose_key != Purpose.RECORD and not has_ground(person):
        return Refused("There is no ground to hold their information. Ask about that first.")
    return Allowed()


def may_replace(open_answer, answer):
    """May this answer take the place of the open one (or None)? What a person said goes only for what they say."""
    if answer == Answer.NOT_ASKED and open_answer is not None and open_answer.answer != Answer.NOT_ASKED:
        since = f"{timezone.localtime(open_answer.recorded_at):%-d %B %Y}"
        return Refused(f"They answered on {since}. That answer stays until they give a new one.")
    return Allowed()


def may_change(person):
    """May details and ways of contact be changed? Not of a restricted record, nor one joined to another."""
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is changed.")
    if person.joined_into_id is not None:
        return Refused("This record was joined to a newer one, and nothing in it is changed.")
    return Allowed()


def may_close_join_task(task):
    """May it be noted that a new record is of somebody else? Once."""
    return Refused("This was looked at already.") if task.closed_at is not None else Allowed()


def may_close(follow_up):
    """May asking later be closed? Once."""
    return Refused("This was closed already.") if follow_up.done_at is not None else Allowed()


def may_join(restricted, new):
    """May a restricted record be joined to a newer one? One that stands on a ground of its own, in the same service."""
    if restricted.pk == new.pk or restricted.service_id != new.service_id:
        return Refused("Choose another record of this service.", field="reference")
    if not is_restricted(restricted):
        return Refused("Only a restricted record is joined to a newer one.")
    if is_restricted(new) or new.joined_into_id is not None or not has_ground(new):
        return Refused(
            "The newer record must have a ground of its own. Ask for their agreement first.", field="reference"
        )
    return Allowed()


ENDING_WORDS = {
    Ending.WITHDRAWN: "Withdrew",
    Ending.ENDED: "The service ended",
    Ending.INVALIDATED: "Marked as recorded wrongly",
    Ending.SUPERSEDED: "Answered again, replacing the answer",
}
