"""Decisions in the public interest and what is passed on: who may make, review and use them."""

from datetime import date

from django.utils import timezone

from consent.rules.contact import is_restricted
from consent.rules.status import sharing_of
from core.rules import Allowed, Refused


def may_review(decision, user):
    """May this user review this decision? Once, and not the one who made it."""
    if decision.reviewed_at is not None:
        return Refused(f"This was reviewed already: {decision.get_outcome_display().lower()}.")
    if decision.decided_by_id == user.pk:
        return Refused("You made this decision. A second person reviews it.")
    return Allowed()


def is_overdue(decision, now=None) -> bool:
    """Whether a decision waits for its review longer than the service allows."""
    return decision.reviewed_at is None and decision.review_due <= (now or timezone.now())


def grounds_to_disclose(person) -> list:
    """What allows passing on today: pairs of a ground (agreement or decision) and its recipient."""
    agreed = [
        (status.agreement, recipient)
        for recipient, status in sharing_of(list(person.agreements.all()), born=person.date_of_birth)
        if status.given
    ]
    decided = [
        (decision, decision.recipient)
        for decision in person.public_interest_decisions.all()
        if decision.aim == decision.Aim.SHARE and decision.outcome != decision.Outcome.TURNED_DOWN
    ]
    return agreed + decided


def may_disclose(person, ground, day: date):
    """May something be passed on, on this ground (an agreement or a decision), on this day? Not of a day to come."""
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is passed on.")
    if ground is None:
        return Refused("Choose the agreement or the decision that allows it.", field="ground")
    if day > timezone.localdate():
        return Refused("Enter a day that has come.", field="disclosed_on")
    if all(ground != allowed for allowed, _ in grounds_to_disclose(person)):
        return Refused("This does not allow passing anything on today.", field="ground")
    return Allowed()


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
        return disclosure.agreement.ended_kind in ("withdrawn", "invalidated")
    return disclosure.decision.outcome == disclosure.decision.Outcome.TURNED_DOWN
