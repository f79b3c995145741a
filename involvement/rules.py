"""What may happen to an activity and who may take part, each with a sentence where it may not."""

from django.utils import timezone

from consent.models import Person
from consent.outbox import machine_channel
from consent.rules import FACTS_OF_CONTACT, may_contact
from core.rules import Allowed, Refused
from involvement.models import Attendance, Decision, Level, Place, Session, Telling, View
from involvement.models.activities import MOVES, State

TAKES_PART = (Place.State.INVITED, Place.State.ACCEPTED)

# Verbs for the buttons that make a move.
MOVE_WORDS = {
    State.OPEN: "Open it to people",
    State.RUNNING: "Start running it",
    State.CLOSED: "Close it for views",
    State.DECIDED: "Mark as decided",
    State.FED_BACK: "Mark as fed back",
    State.CLOSED_WITHOUT_VIEWS: "Close without views",
    State.NOBODY_TOLD: "Close: nobody could be told",
    State.FINISHED: "Finish it",
    State.CANCELLED: "Cancel it",
}
NEEDS_REASON = {State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD}


def may_move(activity, to: str):
    """May this activity move to a state? Says what is still missing."""
    if to not in MOVES[State(activity.state)]:
        return Refused(f"It is “{activity.get_state_display()}”, and cannot become “{State(to).label}” from there.")
    if to in _reopened_by_itself(activity):
        return Refused("It goes back there by itself when a new view or decision comes.")
    check = _CHECKS.get(State(to))
    return check(activity) if check else Allowed()


def _may_open(activity):
    if activity.level_id != Level.INFORMATION and not activity.can_change.strip():
        return Refused("Say first what can change because of it.")
    if not activity.equality_considered.strip():
        return Refused("Say first how equality and health-inequality duties were considered.")
    return Allowed()


def _may_close(activity):
    coming = activity.sessions.filter(held_at__isnull=True).count()
    if coming:
        return Refused(f"Close out its sessions first: {coming} still without attendance.")
    return Allowed()


def _may_be_decided(activity):
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view. Finish it instead.")
    if not activity.decisions.filter(published_at__isnull=False).exists():
        return Refused("Publish at least one decision first.")
    left = unanswered_views(activity).count()
    if left:
        return Refused(f"Answer every view first: {left} without a published decision.")
    return Allowed()


def _may_close_without_views(activity):
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view. Finish it instead.")
    if activity.views.exists():
        return Refused("People gave views. Decide on them instead.")
    return Allowed()


def _may_finish(activity):
    if activity.level_id != Level.INFORMATION:
        return Refused("Only an information activity is finished without decisions.")
    return Allowed()


def _may_be_fed_back(activity):
    decided = _may_be_decided(activity)
    if not decided:
        return decided
    tellings = Telling.objects.filter(decision__activity=activity)
    left = tellings.open().count()
    if left:
        return Refused(f"Tell everyone first: {left} still to be told.")
    if not tellings.filter(told_at__isnull=False).exists():
        return Refused("Nobody was told. Close it as “nobody could be told” with the reason.")
    return Allowed()


def _may_close_nobody_told(activity):
    tellings = Telling.objects.filter(decision__activity=activity)
    if tellings.open().exists():
        return Refused("There are people still to be told.")
    if tellings.filter(told_at__isnull=False).exists():
        return Refused("Somebody was told. Mark it as fed back instead.")
    return Allowed()


_CHECKS = {
    State.OPEN: _may_open,
    State.CLOSED: _may_close,
    State.DECIDED: _may_be_decided,
    State.FED_BACK: _may_be_fed_back,
    State.CLOSED_WITHOUT_VIEWS: _may_close_without_views,
    State.NOBODY_TOLD: _may_close_nobody_told,
    State.FINISHED: _may_finish,
}


def next_moves(activity):
    """Pairs of (state, answer) for each state that could follow, for the page to show as button or sentence."""
    left_out = {*_reopened_by_itself(activity), *_never_of_its_level(activity)}
    return [(state, may_move(activity, state)) for state in MOVES[State(activity.state)] if state not in left_out]


def _never_of_its_level(activity):
    """Endings that only make sense where views are asked for, or only where none are."""
    if activity.level_id == Level.INFORMATION:
        return State.DECIDED, State.CLOSED_WITHOUT_VIEWS
    return (State.FINISHED,)


def _reopened_by_itself(activity):
    """States that no button leads to: a loop that was closed is opened again by what comes in."""
    return (State.DECIDED,) if activity.state in (State.FED_BACK, State.NOBODY_TOLD) else ()


def unanswered_views(activity):
    """Views without a published decision."""
    return View.objects.filter(activity=activity).exclude(decisions__published_at__isnull=False)


def may_involve(person, face_to_face_on=None):
    """May this person be invited? May be contacted, or was asked face to face on a day that is noted."""
    from consent.rules import is_restricted

    if is_restricted(person):
        return Refused("This record is restricted.")
    answer = may_contact(person)
    if answer or face_to_face_on is None:
        return answer
    if face_to_face_on > timezone.localdate():
        return Refused("The day they were asked face to face must be today or before.")
    return Allowed("Asked face to face.")


def may_invite(activity, person, face_to_face_on=None):
    """May this person be invited to this activity now?"""
    if activity.state not in (State.OPEN, State.RUNNING):
        return Refused(f"People can be invited once it is open. It is “{activity.get_state_display()}”.")
    if Place.objects.filter(activity=activity, person=person).exists():
        return Refused("This person already has a place in the activity.")
    if activity.places is not None:
        taken = activity.taken_places.filter(state__in=TAKES_PART).count()
        if taken >= activity.places:
            return Refused(f"All {activity.places} places are taken.")
    return may_involve(person, face_to_face_on)


def may_edit(activity):
    """May the plan still be changed? What people were promised stays once it is open."""
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"It is “{activity.get_state_display()}”: its plan stays as it was.")
    return Allowed()


def may_record_view(activity):
    """May a view be recorded? From the moment it is open; a late one reopens the loop."""
    if activity.state in (State.PLANNED, State.CANCELLED, State.FINISHED, State.CLOSED_WITHOUT_VIEWS):
        return Refused(f"Views can be recorded while it is open. It is “{activity.get_state_display()}”.")
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view.")
    return Allowed()


def may_publish(decision):
    """May this decision be published? It must answer at least one view and not be published already."""
    if decision.published_at is not None:
        return Refused("This was published already.")
    if not decision.views.exists():
        return Refused("Choose at least one view that it answers.")
    if decision.activity.state in (State.PLANNED, State.OPEN, State.CANCELLED):
        return Refused(f"Decisions are published once it is running. It is “{decision.activity.get_state_display()}”.")
    return Allowed()


def recipients_of(decision):
    """Who is to be told of a decision: ids of people, and of sessions for unnamed groups.

    A person named on a view it answers; everyone who came to a session of the activity; each session with views
    that carry no name.
    """
    activity = decision.activity
    people = set(decision.views.filter(person__isnull=False).values_list("person_id", flat=True))
    people |= set(Attendance.objects.filter(session__activity=activity, came=True).values_list("person_id", flat=True))
    sessions = set(
        View.objects.filter(activity=activity, person__isnull=True, session__isnull=False).values_list(
            "session_id", flat=True
        )
    )
    return people, sessions


def tellings_due(decision) -> list:
    """Tellings, not stored, for everyone still to be told of a decision: one for each person or group, with how.

    The page that asks before publishing shows these, and publishing stores them, so the two cannot differ.
    """
    people, sessions = recipients_of(decision)
    people -= set(Telling.objects.filter(decision=decision).values_list("person_id", flat=True))
    sessions -= set(Telling.objects.filter(decision=decision).values_list("session_id", flat=True))
    activity = decision.activity
    due = []
    reachable = Person.objects.filter(pk__in=people).not_restricted().select_related("service")
    for person in reachable.prefetch_related(*FACTS_OF_CONTACT).order_by("pk"):
        how = Telling.How.MESSAGE if _can_carry(person) else Telling.How.FACE_TO_FACE
        due.append(Telling(decision=decision, worker=activity.lead, person=person, how=how))
    how = Telling.How.PARTNER if activity.partner_id else Telling.How.MEETING
    for session in Session.objects.filter(pk__in=sessions).select_related("activity").order_by("pk"):
        due.append(Telling(decision=decision, worker=activity.lead, session=session, how=how))
    return due


def _can_carry(person) -> bool:
    """May what was decided stand in a message? Only where contact is allowed and the message may say who writes."""
    if not may_contact(person):
        return False
    rule = machine_channel(person)
    return rule is not None and rule.may_say_who


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
        .order_by("person__name_to_use", "pk")
    )


def may_end_telling(telling: Telling):
    """May this telling still be ticked off or given up?"""
    if telling.told_at is not None:
        return Refused("They were told already.")
    if telling.given_up_at is not None:
        return Refused("This was noted as could not be told.")
    return Allowed()


def decisions_open_to_the_public(service):
    """Published decisions of a service, newest first, for `/what-changed/`. Nothing of it names a person."""
    return (
        Decision.objects.filter(service=service, published_at__isnull=False)
        .select_related("activity")
        .order_by("-published_at", "-pk")
    )
