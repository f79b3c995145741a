"""What may be passed on, on which ground and for which day, and asking for it back."""

from copy import copy
from datetime import date, timedelta

from django.utils import timezone

from consent.models import Disclosure, PublicInterestDecision, Purpose
from consent.models.agreements import Answer, Ending, Ground
from consent.rules.contact import is_restricted
from consent.rules.status import sharing_of
from core.rules import Allowed, Refused

# How a yes to sharing ended, where what was shared on it is asked for back.
MUST_BE_RECALLED = (Ending.WITHDRAWN, Ending.INVALIDATED)
# How long a recipient has to answer a letter that asks for something back, before somebody rings them.
TIME_TO_ANSWER = timedelta(days=14)


def _day(moment) -> date:
    return timezone.localtime(moment).date()


def grounds_to_disclose(person, day: date | None = None) -> list:
    """What allows passing on on a day, today if none is given: pairs of a ground (agreement or decision), recipient.

    A day gone by is judged by what held then: what ended since still covers it, but not what was recorded wrongly.
    """
    day = day or timezone.localdate()
    agreements = {agreement.pk: agreement for agreement in person.agreements.all()}
    agreed = [
        (agreements[status.agreement.pk], recipient)
        for recipient, status in sharing_of(
            list(_as_they_stood(agreements.values(), day)), today=day, born=person.date_of_birth
        )
        if status.given
    ]
    decided = [
        (decision, decision.recipient)
        for decision in person.public_interest_decisions.all()
        if decision.aim == PublicInterestDecision.Aim.SHARE and _counted_on(decision, day)
    ]
    return agreed + decided


def _as_they_stood(agreements, day):
    """The answers of a day: without later ones, and with what has ended since still open, unless it never counted."""
    for agreement in agreements:
        if _day(agreement.recorded_at) > day:
            continue
        if agreement.ended_at and _day(agreement.ended_at) > day and agreement.ended_kind != Ending.INVALIDATED:
            agreement = copy(agreement)
            agreement.ended_at, agreement.ended_kind = None, ""
        yield agreement


def _counted_on(decision, day) -> bool:
    turned_down = decision.outcome == PublicInterestDecision.Outcome.TURNED_DOWN
    return _day(decision.decided_at) <= day and not (turned_down and _day(decision.reviewed_at) <= day)


def grounds_ever(person) -> list:
    """Every ground that covers today or covered an earlier day: pairs of a ground and its recipient, today's first."""
    today = grounds_to_disclose(person)
    known = {ground for ground, _ in today}
    agreements = [
        agreement
        for agreement in person.agreements.all()
        if agreement.purpose_id == Purpose.SHARE
        and agreement.answer == Answer.GIVEN
        and agreement.ended_kind != Ending.INVALIDATED
    ]
    decisions = [
        decision
        for decision in person.public_interest_decisions.all()
        if decision.aim == PublicInterestDecision.Aim.SHARE
    ]
    return today + [(ground, ground.recipient) for ground in [*agreements, *decisions] if ground not in known]


def held_until(ground) -> date | None:
    """The first day that a ground does not cover any more, or None where it has no end yet."""
    if isinstance(ground, PublicInterestDecision):
        turned_down = ground.outcome == PublicInterestDecision.Outcome.TURNED_DOWN
        return _day(ground.reviewed_at) if turned_down else None
    ended = _day(ground.ended_at) if ground.ended_at else None
    ran_out = ground.expires_on if ground.expires_on and ground.expires_on <= timezone.localdate() else None
    return min((day for day in (ended, ran_out) if day), default=None)


def may_disclose(person, ground, day: date, what: str = ""):
    """May it be recorded that something was passed on, on this ground (an agreement or decision), on this day?

    A day gone by is judged by the grounds of that day. `what`: the words of it, which the same day takes once.
    """
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is passed on.")
    if person.joined_into_id is not None:
        return Refused("This record was joined to a newer one. Record there what was shared.")
    if ground is None:
        return Refused("Choose the agreement or the decision that allows it.", field="ground")
    if day > timezone.localdate():
        return Refused("Enter a day that has come.", field="disclosed_on")
    if all(ground != allowed for allowed, _ in grounds_to_disclose(person, day)):
        if all(ground != allowed for allowed, _ in grounds_ever(person)):
            return Refused("This does not allow passing anything on.", field="ground")
        return Refused(_why_not_on(ground, day), field="disclosed_on")
    if what and ground.disclosures.filter(disclosed_on=day, what=what).exists():
        return Refused("This was recorded already, in the same words for the same day.")
    return Allowed()


def _why_not_on(ground, day) -> str:
    since = _day(ground.decided_at if isinstance(ground, PublicInterestDecision) else ground.recorded_at)
    until = held_until(ground)
    told = " If something was shared without a ground, tell the information governance lead."
    if day < since:
        return f"This allows sharing from {since:%-d %B %Y} on, and not before.{told}"
    if until and day >= until:
        return f"This allowed sharing until {until:%-d %B %Y}, and not on that day or after.{told}"
    return f"Sharing was not allowed on {day:%-d %B %Y}: somebody whose word stands above it said otherwise.{told}"


def disclosures_to_recall_if(agreement):
    """What was shared that is to be asked for back if this open yes is withdrawn or found to be recorded wrongly.

    With the yes to hold their information, a person takes back every yes to sharing that they gave themselves.
    """
    asked_for_nothing_back = Disclosure.objects.filter(recall_asked_at__isnull=True)
    if agreement.purpose_id == Purpose.SHARE:
        return asked_for_nothing_back.filter(agreement=agreement)
    if agreement.purpose_id == Purpose.RECORD and agreement.ground == Ground.PERSON:
        return asked_for_nothing_back.filter(
            agreement__person=agreement.person_id,
            agreement__answer=Answer.GIVEN,
            agreement__ground=Ground.PERSON,
            agreement__ended_at__isnull=True,
        )
    return asked_for_nothing_back.none()


def may_recall(disclosure):
    """May what was passed on be asked for back? Once."""
    if disclosure.recall_asked_at is not None:
        return Refused("It was asked for back already.")
    return Allowed()


def may_note_recall_answer(disclosure):
    """May the answer to a recall be noted? Once, after it was asked for."""
    if disclosure.recall_asked_at is None:
        return Refused("Ask for it back first.")
    if disclosure.recall_answered_at is not None:
        return Refused("Their answer was noted already.")
    return Allowed()


def must_be_recalled(disclosure) -> bool:
    """Whether the ground on which something was passed on is gone: withdrawn, recorded wrongly, or turned down."""
    if disclosure.agreement_id is not None:
        return disclosure.agreement.ended_kind in MUST_BE_RECALLED
    return disclosure.decision.outcome == PublicInterestDecision.Outcome.TURNED_DOWN


def answer_due(disclosure) -> date | None:
    """The day by which a recipient was asked to confirm, or None where nobody has asked."""
    return _day(disclosure.recall_asked_at) + TIME_TO_ANSWER if disclosure.recall_asked_at else None
