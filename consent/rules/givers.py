"""Who may answer for somebody today, who may not and why, and what to do next so that somebody can."""

from dataclasses import dataclass
from datetime import date

from consent.models import Purpose
from consent.models.agreements import Answer, Ground
from consent.rules.ages import AgeGroup, Finding, age_group, may_give
from consent.rules.answers import finding_of, may_answer
from core.rules import Allowed, Refused

# Those whose answer rests on a capacity assessment: only staff who may assess record them (design, section 5).
BY_ASSESSORS = (Ground.ATTORNEY, Ground.DEPUTY, Ground.BEST_INTERESTS)
DECIDE_FIRST = "Decide first what is in their best interests. The answer follows from it."
NOT_AN_ASSESSOR = "A practitioner or manager records this. Ask one of them to go on."


@dataclass(frozen=True)
class Giver:
    """One who might answer, and whether they may: `may` says why not."""

    ground: Ground
    may: Allowed | Refused


class Next:
    """What comes before somebody can answer: the keys of pages."""

    AGE, COMPETENCE, CAPACITY, BEST_INTERESTS = "age", "competence", "capacity", "best-interests"


def givers_for(person, purpose_key: str, may_assess: bool) -> list[Giver]:
    """All who might answer for a purpose, in the order in which they count. `may_assess`: whether the reader may."""
    return [Giver(ground, _may(person, purpose_key, ground, may_assess)) for ground in Ground]


def givers_of(known: dict, finding: Finding, purpose_key: str) -> list[Giver]:
    """The same for somebody not recorded yet. `known`: date of birth (as ISO) and age band as they were told."""
    born = date.fromisoformat(known["date_of_birth"]) if known.get("date_of_birth") else None
    group = age_group(born, known.get("age_band", ""))
    return [Giver(ground, may_give(ground, group, finding, purpose_key, born is not None)) for ground in Ground]


def _may(person, purpose_key, ground, may_assess):
    may = may_answer(person, purpose_key, ground)
    if not may:
        return may
    if ground in BY_ASSESSORS and not may_assess:
        return Refused(NOT_AN_ASSESSOR)
    if ground == Ground.BEST_INTERESTS and decision_that_holds(person, purpose_key) is None:
        return Refused(DECIDE_FIRST)
    return may


def decision_that_holds(person, purpose_key: str):
    """The newest best-interests decision that rests on the newest assessment of capacity, or None."""
    newest = person.capacity_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
    if newest is None or newest.outcome != newest.Outcome.LACKS:
        return None
    return person.best_interests_decisions.filter(capacity=newest).order_by("-decided_at").first()


def what_comes_first(person, purpose_key: str) -> tuple[str, ...]:
    """What may be done so that another can answer, most needed first: keys of `Next`."""
    group, finding = age_group(person.date_of_birth, person.age_band), finding_of(person, purpose_key)
    if group == AgeGroup.UNKNOWN:
        return (Next.AGE,)
    if group == AgeGroup.CHILD:
        no_birthday = finding == Finding.NOT_COMPETENT and person.date_of_birth is None
        return (Next.AGE, Next.COMPETENCE) if no_birthday else (Next.COMPETENCE,)
    if group == AgeGroup.UNDER_TEN:
        return ()
    if finding == Finding.LACKS and purpose_key != Purpose.PUBLISH:
        return Next.BEST_INTERESTS, Next.CAPACITY
    return (Next.CAPACITY,)


def answer_that_follows(person, purpose_key: str) -> Answer | None:
    """The answer that a best-interests decision leads to, or None where there is no decision."""
    decision = decision_that_holds(person, purpose_key)
    if decision is None:
        return None
    return Answer.GIVEN if decision.in_favour else Answer.REFUSED


def may_follow_decision(person, purpose_key: str, answer):
    """May this answer be recorded as decided in their best interests? Only the one that the decision leads to."""
    return Allowed() if answer_that_follows(person, purpose_key) == answer else Refused(DECIDE_FIRST)
