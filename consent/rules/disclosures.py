"""What may be passed on, on which ground and for which day."""

from copy import copy
from datetime import date

from django.utils import timezone

from consent.models import PublicInterestDecision, Purpose
from consent.models.agreements import Answer, Ending, Ground
from consent.rules.contact import is_restricted
from consent.rules.paper import when_answered
from consent.rules.status import decisions_about, giver_in_words, sharing_of
from core.rules import Allowed, Refused


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
        for decision in decisions_about(person)
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
    decisions = [decision for decision in decisions_about(person) if decision.aim == PublicInterestDecision.Aim.SHARE]
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


def ground_in_words(ground) -> str:
    """Who allowed it and when, as a sentence: of an agreement to share, or of a decision in the public interest."""
    if isinstance(ground, PublicInterestDecision):
        return f"Decided in the public interest on {_day(ground.decided_at):%-d %B %Y}: {_how_reviewed(ground)}."
    if ground.ground == Ground.PERSON:
        return f"They agreed {when_answered(ground)}."
    if ground.ground == Ground.BEST_INTERESTS:
        return f"Decided in their best interests on {_day(ground.recorded_at):%-d %B %Y}."
    return f"{giver_in_words(ground)} agreed {when_answered(ground)}."


def _how_reviewed(decision) -> str:
    if decision.reviewed_at is None:
        return "it waits for its review"
    return f"{decision.get_outcome_display().lower()} on {_day(decision.reviewed_at):%-d %B %Y}"


def why_nothing_can_be_shared(person):
    """Why no disclosure at all can be recorded for somebody, however long ago. Allowed where one can.

    Without a query where answers, decisions and restriction were read with the person.
    """
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is passed on.")
    if grounds_ever(person):
        return Allowed()
    asked = [
        agreement
        for agreement in person.agreements.all()
        if agreement.purpose_id == Purpose.SHARE and agreement.ended_kind != Ending.INVALIDATED
    ]
    said_no = [agreement for agreement in asked if agreement.answer == Answer.REFUSED and agreement.ended_at is None]
    if said_no:
        names = sorted({agreement.recipient.name for agreement in said_no})
        return Refused(f"Nobody agreed that anything is shared. The answer was no for {', '.join(names)}.")
    return Refused("Nobody has agreed yet that anything is shared about them, and nothing was decided without consent.")
