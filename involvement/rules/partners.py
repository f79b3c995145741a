"""What may be noted about partners: feedback that came, steps towards the extended team, and reminders that are due."""

from datetime import timedelta

from django.utils import timezone

from core.rules import Allowed, Refused
from involvement.models import AgreementReminder, PartnerAgreement, TeamStep

REMIND_BEFORE = (30, 90)


def may_end_once(row):
    """May a contact or an arrangement be ended? Once."""
    return Refused("This was ended already.") if row.ended_at is not None else Allowed()


def may_receive(arrangement, day=None):
    """May feedback be noted under an arrangement, as of this day (None for now)? While it is on, and not to come."""
    if arrangement.ended_at is not None:
        return Refused("This arrangement was ended. Record a new one first.")
    if day is not None and day > timezone.localdate():
        return Refused("The day it came must be today or before.", field="received_on")
    return Allowed()


def may_note_step(step, because):
    """May this be noted about the extended team? That a partner is not suitable needs the reason."""
    if step == TeamStep.Step.UNSUITABLE and not because.strip():
        return Refused("Say why it is not suitable.", field="because")
    return Allowed()


def agreements_to_remind_of(service, today):
    """Pairs of an agreement that ends soon and for which of the reminders (90 or 30 days before) it is time."""
    ending = PartnerAgreement.objects.filter(service=service).ending_by(today + timedelta(days=max(REMIND_BEFORE)))
    for agreement in ending.select_related("owner", "partner").order_by("ends_on", "pk"):
        left = (agreement.ends_on - today).days
        yield agreement, min(days for days in REMIND_BEFORE if left <= days)


def was_reminded(agreement, to, days) -> bool:
    """Whether this colleague has had, or is about to have, this reminder."""
    return AgreementReminder.objects.filter(agreement=agreement, to=to, days=days).exists()
