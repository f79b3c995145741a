"""Whether somebody's equality answers may be kept: only on their own yes, which holds today."""

from consent.models import Purpose
from consent.models.agreements import Ground
from consent.rules.answers import may_change
from consent.rules.status import status_for
from core.rules import Allowed, Refused


def may_give_equality_answers(person):
    """May this person give or change equality answers? While their own yes to keeping them holds."""
    may = may_change(person)
    if not may:
        return may
    status = status_for(person, Purpose.EQUALITY)
    if not status.given or status.agreement.ground != Ground.PERSON:
        return Refused("Say first whether we may keep your answers.")
    return Allowed()
