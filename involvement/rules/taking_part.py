"""Who may take part in an activity, its sessions and their minutes."""

from django.utils import timezone

from consent.models import Person
from consent.rules import facts_of_needs, is_restricted, may_contact
from core.rules import Allowed, Refused
from involvement.models import Place, Session
from involvement.models.activities import State

TAKES_PART = (Place.State.INVITED, Place.State.ACCEPTED)


def may_involve(person, face_to_face_on=None):
    """May this person be invited? May be contacted, or was asked face to face on a day that is noted."""
    if is_restricted(person):
        return Refused("This record is restricted.")
    answer = may_contact(person)
    if answer or face_to_face_on is None:
        return answer
    if face_to_face_on > timezone.localdate():
        return Refused("The day they were asked face to face must be today or before.")
    return Allowed("Asked face to face.")


def may_take_people(activity):
    """May anybody be invited to this activity now?"""
    if activity.state not in (State.OPEN, State.RUNNING):
        return Refused(f"People can be invited once it is open. It is “{activity.get_state_display()}”.")
    return Allowed()


def may_invite(activity, person, face_to_face_on=None):
    """May this person be invited to this activity now?"""
    taken = may_take_people(activity)
    if not taken:
        return taken
    if Place.objects.filter(activity=activity, person=person).exists():
        return Refused("This person already has a place in the activity.")
    return _has_room(activity) and may_involve(person, face_to_face_on)


def _has_room(activity):
    if activity.places is None or activity.taken_places.filter(state__in=TAKES_PART).count() < activity.places:
        return Allowed()
    return Refused("The only place is taken." if activity.places == 1 else f"All {activity.places} places are taken.")


def may_answer(place, state: str):
    """May this answer to an invitation be recorded? Somebody who said no before needs a place that is still free."""
    if state == Place.State.INVITED:
        return Refused("Choose what they answered.", field="state")
    if state in TAKES_PART and place.state not in TAKES_PART:
        return _has_room(place.activity)
    return Allowed()


def may_plan_session(activity):
    """May a session be added? Until the activity is closed."""
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"The activity is “{activity.get_state_display()}”: no session can be added.")
    return Allowed()


def may_hold(session: Session):
    """May this session be closed out? Once, and not before it starts."""
    if session.held_at is not None:
        return Refused("This session was closed out already.")
    if session.starts_at > timezone.now():
        return Refused("This session has not started yet.")
    if session.activity.state not in (State.OPEN, State.RUNNING):
        return Refused(f"The activity is “{session.activity.get_state_display()}”.")
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
