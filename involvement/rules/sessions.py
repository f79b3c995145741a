"""Sessions of an activity: planning, changing, cancelling and closing them out, and whose sessions clash."""

from datetime import timedelta

from django.utils import timezone

from consent.models import Person
from consent.rules import facts_of_needs
from core.rules import Allowed, Refused
from involvement.models import Place, Session
from involvement.models.activities import State
from involvement.models.places import TAKES_PART

# How long a session takes whose end nobody wrote down, for calendars and clashes.
USUAL_LENGTH = timedelta(hours=2)


def may_plan_session(activity):
    """May a session be added? Until the activity is closed."""
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"The activity is “{activity.get_state_display()}”: no session can be added.")
    return Allowed()


def may_change_session(session: Session):
    """May this session be moved, changed or cancelled? Until it was held or cancelled."""
    if session.held_at is not None:
        return Refused("This session was closed out, so it stays as it was.")
    if session.cancelled_at is not None:
        return Refused("This session is cancelled.")
    if session.activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"The activity is “{session.activity.get_state_display()}”.")
    return Allowed()


def may_hold(session: Session):
    """May this session be closed out? Once, and not before it starts."""
    if session.held_at is not None:
        return Refused("This session was closed out already.")
    if session.cancelled_at is not None:
        return Refused("This session is cancelled.")
    if session.starts_at > timezone.now():
        return Refused("This session has not started yet.")
    if session.activity.state not in (State.OPEN, State.RUNNING):
        return Refused(f"The activity is “{session.activity.get_state_display()}”.")
    return Allowed()


def may_close_out_with(session: Session, minutes: str):
    """Is there an account of what happened? Closing out needs one, written now or before."""
    if minutes.strip() or hasattr(session, "minutes"):
        return Allowed()
    return Refused("Write what happened and what was agreed.", field="minutes")


def may_count_others(others: int, of_groups: dict):
    """May so many others of each group have come? Never more of one group than came in all."""
    for group, number in of_groups.items():
        if number > others:
            return Refused(f"{group}: there cannot be more of one group than came in all.", field="others_attended")
    return Allowed()


def places_to_attend(session: Session):
    """The places whose holders could come to a session. Restricted ones are left alone: they count without a name."""
    return (
        session.activity.taken_places.filter(state__in=TAKES_PART, person__in=Person.objects.not_restricted())
        .select_related("person")
        .prefetch_related(*facts_of_needs("person__"))
        .order_by("person__name_to_use", "pk")
    )


def may_write_minutes(minutes):
    """May these minutes be written? Until they were given out."""
    if minutes.published_at is not None:
        return Refused("These minutes were given out already.")
    return Allowed()


def end_of(starts_at, ends_at):
    """When a session ends: as written down, or after the usual length."""
    return ends_at or starts_at + USUAL_LENGTH


def clashes(people, times, activity) -> dict:
    """Sessions of other activities at the same time: {id of a person: [(title of the activity, start), …]}.

    `people`: ids; `times`: pairs of start and end (or None) in `activity`. One query, whatever their number. A
    warning and no refusal: only the person knows which of the two they want.
    """
    times = [(start, end_of(start, end)) for start, end in times]
    if not times or not people:
        return {}
    found = {}
    others = (
        Place.objects.filter(person__in=people, state__in=TAKES_PART, activity__sessions__in=Session.objects.to_come())
        .exclude(activity=activity)
        .filter(
            activity__sessions__starts_at__lt=max(end for _, end in times),
            activity__sessions__starts_at__gt=min(start for start, _ in times) - timedelta(days=1),
        )
        .values_list("person_id", "activity__title", "activity__sessions__starts_at", "activity__sessions__ends_at")
        .order_by("activity__sessions__starts_at")
        .distinct()
    )
    for person, title, start, end in others:
        if any(start < their_end and their_start < end_of(start, end) for their_start, their_end in times):
            found.setdefault(person, []).append((title, start))
    return found
