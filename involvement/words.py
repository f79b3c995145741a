"""Where things stand, as sentences for the screen. Derived each time; reads nothing but what it is given."""

from django.utils import timezone

from involvement.models import Telling
from involvement.models.activities import State


def day_of(moment) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def activity_sentence(activity) -> str:
    """Where an activity from `promises.with_figures` stands: "Running: 2 of 3 sessions held"."""
    sessions = activity.sessions_planned
    held = f"{activity.sessions_held} of {sessions} sessions held" if sessions else "no session planned yet"
    views = _count(activity.views_given, "view", "views")
    told = f"{activity.told} of {activity.to_be_told} told"
    if activity.could_not_be_told:
        told += f", {activity.could_not_be_told} could not be"
    return {
        State.PLANNED: f"Planned: starts on {activity.starts_on:%-d %B %Y}",
        State.OPEN: f"Open: people can be invited, {held}",
        State.RUNNING: f"Running: {held}",
        State.CLOSED: f"Closed: {views} given, {activity.views_answered} answered",
        State.DECIDED: f"Decided: {told}",
        State.FED_BACK: f"Fed back: {told}",
        State.CLOSED_WITHOUT_VIEWS: "Closed without views",
        State.NOBODY_TOLD: "Closed: nobody could be told",
        State.FINISHED: "Finished",
        State.CANCELLED: "Cancelled",
    }[State(activity.state)]


def session_name(session) -> str:
    """A session in words: its title and day."""
    day = day_of(session.starts_at)
    return f"{session.title} ({day})" if session.title else f"Session on {day}"


def group_name(telling) -> str:
    """The unnamed group that is to be told, by its session or its partner."""
    if telling.partner_id is not None:
        return f"The group of {telling.partner}"
    return f"The group of “{session_name(telling.session)}”"


def days_since(moment) -> str:
    """How long ago in words: "today", "1 day", "12 days"."""
    days = (timezone.localdate() - timezone.localtime(moment).date()).days
    return "since today" if days < 1 else _count(days, "day", "days")


def telling_sentence(telling) -> str:
    """Where a telling stands, with who does it."""
    who = str(telling.worker or "a worker")
    if telling.told_at:
        return f"Told on {day_of(telling.told_at)}, {telling.get_how_display().lower()}"
    if telling.given_up_at:
        return f"Could not be told: {telling.get_could_not_display().lower()}"
    if telling.how == Telling.How.MESSAGE:
        how = "a message goes out by itself"
        return f"Waits {days_since(telling.queued_at)}: {how}" if telling.queued_at else how.capitalize()
    how = {
        Telling.How.FACE_TO_FACE: f"{who} tells them face to face",
        Telling.How.TELEPHONE: f"{who} rings them",
        Telling.How.MEETING: f"{who} tells them at a meeting",
        Telling.How.LETTER: f"{who} writes them a letter",
        Telling.How.PARTNER: f"{who} tells them through the partner",
    }[Telling.How(telling.how)]
    return f"Waits {days_since(telling.queued_at)}: {how}" if telling.queued_at else how


def _count(number, one, many) -> str:
    return f"{number} {one if number == 1 else many}"
