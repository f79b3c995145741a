"""Decisions in the public interest: who may make, review and use them, and what turning one down does."""

from django.utils import timezone

from consent.models import PublicInterestDecision, Purpose
from consent.rules.contact import is_restricted
from consent.rules.status import status_for
from core.memberships import staff_of
from core.roles import CARDS, Permission
from core.rules import Allowed, Refused

# By the matrix of core.roles, so that both say the same.
MAY_DECIDE = tuple(key for key, card in CARDS.items() if Permission.DECIDE_PUBLIC_INTEREST in card.permissions)
MAY_REVIEW = tuple(key for key, card in CARDS.items() if Permission.REVIEW_PUBLIC_INTEREST in card.permissions)
LEADS = ("ig_lead",)


def who_may_decide(service):
    """The staff who may decide in the public interest, by name: practitioners and managers."""
    return staff_of(service, *MAY_DECIDE).order_by("name", "pk")


def who_may_review(service, author_id):
    """Who may review what somebody decides: managers and information governance leads, but for its author."""
    return staff_of(service, *MAY_REVIEW).exclude(pk=author_id).order_by("name", "pk")


def second_persons(decision):
    """Who may review a decision, by name."""
    return who_may_review(decision.service, decision.decided_by_id)


def leads(service):
    """Every information governance lead of a service."""
    return staff_of(service, *LEADS).order_by("name", "pk")


def may_decide_public_interest(service, user):
    """May this user decide to record or share without consent? A practitioner or manager; not an STR worker."""
    if user is None or not who_may_decide(service).filter(pk=user.pk).exists():
        return Refused("Only a practitioner or a manager of this service may decide this in the public interest.")
    return Allowed()


def may_review(decision, user):
    """May this user review this decision? Once, as a manager or information governance lead who did not make it."""
    if decision.reviewed_at is not None:
        return Refused(f"This was reviewed already: {decision.get_outcome_display().lower()}.")
    if user is not None and decision.decided_by_id == user.pk:
        return Refused("You made this decision. A second person reviews it.")
    if user is None or not second_persons(decision).filter(pk=user.pk).exists():
        return Refused("A manager or information governance lead of this service reviews it.")
    return Allowed()


def is_overdue(decision, now=None) -> bool:
    """Whether a decision waits for its review longer than the service allows."""
    return decision.reviewed_at is None and decision.review_due <= (now or timezone.now())


def may_escalate(decision):
    """May it be noted that a review is late, and every information governance lead told? Once, if there is one."""
    if not is_overdue(decision):
        return Refused("This review is not late.")
    if decision.escalated_at is not None:
        return Refused("Every information governance lead was told already.")
    if not leads(decision.service).exists():
        return Refused("This service has no information governance lead to tell.")
    return Allowed()


def what_turning_down_does(decision) -> list[str]:
    """What follows at once if a review turns this decision down, in sentences."""
    person = decision.person
    if decision.aim == PublicInterestDecision.Aim.SHARE:
        passed_on = decision.disclosures.filter(recall_asked_at__isnull=True).count()
        if not passed_on:
            return [f"Nothing may be shared with {decision.recipient} on it any more. Nothing was shared on it so far."]
        what = "What was" if passed_on == 1 else f"Each of the {passed_on} times something was"
        return [
            f"Nothing may be shared with {decision.recipient} on it any more.",
            f"{what} shared on it is listed, to be asked for back with a letter to {decision.recipient}.",
        ]
    if is_restricted(person):
        return ["The record is restricted already, and stays so."]
    others = person.public_interest_decisions.holding().exclude(pk=decision.pk).exists()
    if others or status_for(person, Purpose.RECORD).state in ("given", "conflicting"):
        return ["The record stays: it is held on another ground as well."]
    return [
        "No ground to hold the record is left, so it is restricted at once: from then on only the information"
        " governance lead and the person can read it.",
        "Every other agreement ends with it, and messages that wait are stopped.",
    ]
