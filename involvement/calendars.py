"""Calendar files of sessions: one session or all of an activity, for staff or for one person.

A calendar program knows an event again by its UID, which is made of what never changes about a session, and takes a
change where SEQUENCE has grown. A file for somebody to whom messages may not say who writes says when and no more.
"""

import uuid
from datetime import UTC

from django.http import HttpResponse
from django.utils import timezone
from icalendar import Calendar, Event

from consent.rules import safe_channels
from involvement.rules import end_of

_OURS = uuid.UUID("9d0e6a0c-2f0e-5b8e-9f0f-6f7f5b1d4c2a")
DISCREET_NAME = "Meeting"


def may_be_named_to(person) -> bool:
    """Whether a file on a person's own device may say what it is about: only where every way they allow may."""
    rules = safe_channels(person)
    return bool(rules) and all(rule.may_say_who for rule in rules)


def calendar_file(sessions, *, discreet, name="sessions") -> HttpResponse:
    """A file of sessions, each read with its activity. `discreet`: says neither what, nor where, nor why."""
    calendar = Calendar()
    calendar.add("prodid", "-//Alongside//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for session in sessions:
        calendar.add_component(_event(session, discreet))
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{"meeting" if discreet else name}.ics"'
    return response


def uid_of(session) -> str:
    """The same however often it changes, and no other session's: made of its key and when it was planned."""
    return str(uuid.uuid5(_OURS, f"{session.service_id}/{session.pk}/{session.planned_at.isoformat()}"))


def _event(session, discreet) -> Event:
    event = Event()
    event.add("uid", uid_of(session))
    event.add("dtstamp", timezone.now())
    event.add("dtstart", _utc(session.starts_at))
    event.add("dtend", _utc(end_of(session.starts_at, session.ends_at)))
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if session.cancelled_at else "CONFIRMED")
    if discreet:
        event.add("summary", DISCREET_NAME)
        event.add("class", "PRIVATE")
        return event
    activity = session.activity
    event.add("summary", f"{session.title}: {activity.title}" if session.title else activity.title)
    where = session.where or activity.place_in_words
    if where:
        event.add("location", where)
    if session.cancelled_at:
        event.add("description", f"Cancelled: {session.cancelled_because}")
    return event


def _utc(moment):
    return moment.astimezone(UTC)
