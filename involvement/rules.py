"""What may happen to an activity and who may take part, each with a sentence where it may not."""

import re

from django.db.models import Q
from django.utils import timezone

from consent.models import Channel, Person, Purpose
from consent.outbox import machine_channel
from consent.rules import FACTS_OF_CONTACT, may_contact, safe_channels, statuses_of
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
    return _has_answered_every_view(activity)


def _has_answered_every_view(activity):
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
    answered = _has_answered_every_view(activity)
    if not answered:
        return answered
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


def may_change_view(view):
    """May the words of a view be corrected? Until a published decision answers them."""
    if view.decisions.filter(published_at__isnull=False).exists():
        return Refused("A published decision answers this, so it stays as it was.")
    return may_record_view(view.activity)


def may_mark_done(decision):
    """May this decision be marked as done? Once, and only when people know of it."""
    if decision.done_at is not None:
        return Refused("This is marked as done already.")
    if decision.published_at is None:
        return Refused("Only a published decision can be marked as done.")
    return Allowed()


def may_withhold(decision):
    """May this decision be taken off the public page?"""
    if decision.published_at is None:
        return Refused("It is not published, so nobody can read it.")
    if decision.withheld_at is not None:
        return Refused("It was taken off the public page already.")
    return Allowed()


def may_use_method(method, level):
    """Does this method suit this level of involvement?"""
    levels = list(method.levels.all())
    if level in levels:
        return Allowed()
    names = " or ".join(one.name.lower() for one in levels)
    return Refused(
        f"{method.name} suits {names or 'no level'}. Choose another method, or another level.", field="method"
    )


SHORTEST_NAME = 3


def names_in(decisions) -> list[str]:
    """Words of decisions of one activity that are also part of the name of somebody in it, as they are written.

    In the activity: whoever has a place, or is named on a view.
    """
    decisions = list(decisions)
    if not decisions:
        return []
    activity = decisions[0].activity
    in_it = Q(pk__in=activity.taken_places.values("person")) | Q(
        pk__in=activity.views.filter(person__isnull=False).values("person")
    )
    names = {
        word.casefold()
        for pair in Person.objects.filter(in_it).values_list("name_to_use", "full_name")
        for name in pair
        for word in _words(name)
        if len(word) >= SHORTEST_NAME
    }
    texts = [text for one in decisions for text in (one.you_said, one.we_decided, one.rationale)]
    return list(dict.fromkeys(word for text in texts for word in _words(text) if word.casefold() in names))


def _words(text) -> list[str]:
    """Words without an ending such as the one of “Sam's”; the parts of a double name are words of their own."""
    return re.findall(r"[^\W\d_]+", text)


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
    return machine_channel(person, may_say_who=True) is not None


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


def may_give_up(telling: Telling, why: str):
    """May it be noted that they could not be told, for this reason? That they withdrew must be so."""
    answer = may_end_telling(telling)
    if not answer or why != Telling.CouldNot.WITHDREW or telling.person is None:
        return answer
    contact = next(status for status in statuses_of(telling.person) if status.purpose.pk == Purpose.CONTACT)
    if contact.given:
        return Refused(
            f"They agree to be contacted: {contact.sentence[:1].lower()}{contact.sentence[1:]}. "
            "Record first that they withdrew, or choose another reason.",
            field="could_not",
        )
    return answer


def may_tell_by(telling: Telling, how: str):
    """May they be told in this way? By telephone and letter only where they say that is safe."""
    How = Telling.How
    if how == How.PARTNER and telling.decision.activity.partner_id is None:
        return Refused("The activity has no partner.")
    channel = {How.TELEPHONE: Channel.TELEPHONE, How.LETTER: Channel.LETTER}.get(how)
    if channel is None:
        return Allowed()
    if telling.person is None:
        return Allowed() if how == How.LETTER else Refused("A group cannot be rung.")
    answer = may_contact(telling.person)
    if not answer:
        return answer
    if channel not in {rule.channel for rule in safe_channels(telling.person)}:
        way = "telephone calls" if channel == Channel.TELEPHONE else "letters"
        return Refused(f"They have not said that {way} are safe for them.")
    return Allowed()


def why_no_message(telling: Telling) -> str:
    """Why a person is told by a worker though messages exist, in a sentence; "" where a message goes out."""
    person = telling.person
    if person is None or telling.how == Telling.How.MESSAGE:
        return ""
    answer = may_contact(person)
    if not answer:
        return answer.why
    if machine_channel(person) is None:
        return "Neither email nor text message is a safe way for them."
    if machine_channel(person, may_say_who=True) is None:
        return "Messages to them may not say who writes."
    if telling.message_id is not None and telling.message.stopped_because:
        return f"The message was stopped. {telling.message.stopped_because}"
    return ""


def may_undo_telling(telling: Telling):
    """May it be taken back that they were told, or could not be? Only what somebody noted, while the loop is open."""
    if telling.told_at is None and telling.given_up_at is None:
        return Refused("They are still waiting to be told.")
    if telling.told_at is not None and telling.how == Telling.How.MESSAGE:
        return Refused("They were told by a message, which cannot be taken back.")
    if telling.told_by_id is None and telling.given_up_by_id is None:
        return Refused("The system noted this by itself, so it stays.")
    activity = telling.decision.activity
    if activity.state in (State.FED_BACK, State.NOBODY_TOLD):
        return Refused(f"The activity is “{activity.get_state_display()}”, so it stays.")
    return Allowed()


def decisions_open_to_the_public(service):
    """Published decisions of a service, newest first, for `/what-changed/`: all but those taken off it."""
    return (
        Decision.objects.filter(service=service, published_at__isnull=False, withheld_at__isnull=True)
        .select_related("activity")
        .order_by("-published_at", "-pk")
    )
