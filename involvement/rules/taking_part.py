"""Who may take part in an activity: invitations, answers, the waiting list, and what somebody is asked of it."""

from django.utils import timezone

from consent.models import Channel, Purpose
from consent.rules import is_restricted, may_contact, safe_channels, statuses_of
from core.rules import Allowed, Refused
from involvement.models import Activity, Notice, Outcome, Place
from involvement.models.activities import State
from involvement.models.places import PLACE_MOVES, TAKES_PART

_STILL_TAKES_PEOPLE = (State.OPEN, State.RUNNING)


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
    if activity.state not in _STILL_TAKES_PEOPLE:
        return Refused(f"People can be invited once it is open. It is “{activity.get_state_display()}”.")
    return Allowed()


def may_invite(activity, person, face_to_face_on=None):
    """May this person be invited to this activity now? A place is kept for whoever is invited."""
    return _may_come_in(activity, person) and has_room(activity) and may_involve(person, face_to_face_on)


def may_wait(activity, person, face_to_face_on=None):
    """May this person go on the waiting list? Only where all places are taken, else they are invited."""
    answer = _may_come_in(activity, person)
    if answer and has_room(activity):
        return Refused("A place is free. Invite them instead.")
    return answer and may_involve(person, face_to_face_on)


def may_ask_for_a_place(activity, person):
    """May somebody give themselves a place, on their own page? Where the activity is open to anybody."""
    if activity.access != Activity.Access.ANYONE:
        return Refused("This is for people who are invited.")
    if is_restricted(person):
        return Refused("We may not use your information just now. Ring us if you want to take part.")
    return _may_come_in(activity, person)


def _may_come_in(activity, person):
    taken = may_take_people(activity)
    if not taken:
        return taken
    if Place.objects.filter(activity=activity, person=person).exists():
        return Refused("This person already has a place in the activity.")
    return Allowed()


def has_room(activity):
    """Is a place free? Read from the count that the database keeps, since a person does not see others' places."""
    places, taken = Activity.objects.values_list("places", "places_taken").get(pk=activity.pk)
    if places is None or taken < places:
        return Allowed()
    return Refused("The only place is taken." if places == 1 else f"All {places} places are taken.")


def may_invite_by(person, how: str):
    """May an invitation go this way? By letter only where they say that letters are safe; a worker always may."""
    if how == Notice.How.WORKER:
        return Allowed()
    answer = may_contact(person)
    if not answer:
        return answer
    channels = {rule.channel for rule in safe_channels(person)}
    if how == Notice.How.LETTER and Channel.LETTER not in channels:
        return Refused("They have not said that letters are safe for them.", field="how")
    if how == Notice.How.MESSAGE and not channels.intersection({Channel.TEXT, Channel.EMAIL}):
        return Refused("Neither email nor text message is a safe way for them.", field="how")
    return Allowed()


def may_answer(place, state: str):
    """May this answer be recorded? `PLACE_MOVES` says what may follow; whoever said no before needs a free place."""
    if state == Place.State.INVITED:
        return Refused("Choose what they answered.", field="state")
    if state == place.state:
        return Refused(f"This is recorded already: {place.get_state_display().lower()}.", field="state")
    if state not in PLACE_MOVES[Place.State(place.state)]:
        return Refused(_NOT_FROM[Place.State(place.state)], field="state")
    if state in (Place.State.ACCEPTED, Place.State.WAITING) and place.activity.state not in _STILL_TAKES_PEOPLE:
        return Refused(f"It is “{place.activity.get_state_display()}”: nobody can join any more.", field="state")
    if state == Place.State.WAITING and has_room(place.activity):
        return Refused("A place is free. They can have it now.", field="state")
    if state == Place.State.ACCEPTED and place.state not in TAKES_PART:
        return has_room(place.activity)
    return Allowed()


_NOT_FROM = {
    Place.State.WAITING: "They are on the waiting list. They can leave it, and move up when a place is free.",
    Place.State.INVITED: "They are invited. They say yes or no.",
    Place.State.ACCEPTED: "They said yes before. They can withdraw.",
    Place.State.DECLINED: "They said no before. They can say yes while a place is free.",
    Place.State.WITHDRAWN: "They withdrew before. They can say yes while a place is free.",
}


def answers_open(place) -> list[str]:
    """The answers that may be given now, in the order of the choices on a form."""
    order = (Place.State.ACCEPTED, Place.State.WAITING, Place.State.DECLINED, Place.State.WITHDRAWN)
    # An invitation is declined. That somebody withdraws before answering is what the system notes.
    left_out = (Place.State.WITHDRAWN,) if place.state == Place.State.INVITED else ()
    return [state for state in order if state not in left_out and may_answer(place, state)]


def may_move_up(place):
    """May this person be offered the place that became free? Whoever may be invited, or was asked face to face.

    Somebody who withdrew from contact since they were asked face to face is passed over, and stays on the list.
    """
    answer = may_involve(place.person)
    if answer or place.face_to_face_on is None or is_restricted(place.person):
        return answer
    contact = next(status for status in statuses_of(place.person) if status.purpose.pk == Purpose.CONTACT)
    if contact.state == "withdrawn" and timezone.localdate(contact.agreement.ended_at) >= place.face_to_face_on:
        return Refused("They withdrew from contact since they were asked.")
    return Allowed("Asked face to face.")


def people_waiting(activity):
    """The places on the waiting list, in turn."""
    return activity.taken_places.filter(state=Place.State.WAITING).order_by("queued_at", "pk")


# --- What is asked of those who take part, and what taking part changed for them


def may_end_notice(notice):
    """May it still be noted that somebody was told?"""
    if notice.done_at is not None:
        return Refused("This was dealt with already.")
    return Allowed()


def may_report_back(duty):
    """May it be noted that a group was told?"""
    if duty.done_at is not None:
        return Refused("It is noted already that they were told.")
    return Allowed()


def moments_open(place) -> list[str]:
    """The moments at which the person may be asked what taking part changes: before the first session, and after."""
    if place.state != Place.State.ACCEPTED:
        return []
    held = any(session.held_at for session in place.activity.sessions.all())
    if held or place.activity.closed_at is not None:
        return [Outcome.Moment.AFTER]
    return [Outcome.Moment.BEFORE] if place.activity.state in _STILL_TAKES_PEOPLE else []


def may_answer_questions(place, moment: str):
    """May the person answer the questions about what taking part changes, at this moment?"""
    if moment in moments_open(place):
        return Allowed()
    if place.state != Place.State.ACCEPTED:
        return Refused("These questions are for people who take part.")
    if moment == Outcome.Moment.BEFORE:
        return Refused("These questions are for before the first session.")
    return Refused("These questions are for after the first session.")
