"""What may be recorded as evidence that a promise is kept."""

from django.utils import timezone

from core.rules import Allowed, Refused
from involvement.models import Level
from involvement.models.activities import State


def may_settle(activity):
    """May terms or an offer be recorded? Until it is over; information asks nobody to take part."""
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody to take part, so there is nothing to agree.")
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"It is “{activity.get_state_display()}”: what was agreed stays as it was.")
    return Allowed()


def may_be_settled_on(day, field):
    """May something have been agreed on this day? Not on one to come."""
    if day > timezone.localdate():
        return Refused("The day must be today or before.", field=field)
    return Allowed()
