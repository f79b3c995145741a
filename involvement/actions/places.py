"""Writing who takes part: invitations and answers, the waiting list, and what is asked of those who take part."""

from consent.models import Person
from core.actors import task
from core.deeds import deed, done
from core.rules import ensure
from core.scope import scope_of_person, scope_of_staff
from core.writing import action, save
from involvement import rules
from involvement.actions.steps import close_notices, give_notice, keep_letter_back, noon_of
from involvement.models import Activity, Notice, Outcome, Place, ReportBack
from involvement.models.activities import State
from involvement.models.places import TAKES_PART


@action
def invite(*, by, activity, person, face_to_face_on=None, constituency="", support_needed="", how=""):
    """Invite a person who may be involved. Sends word by the way they allow, or the way chosen. Returns the place.

    `face_to_face_on`: the day they were asked face to face; they count as invited from then on. `how`: a way of
    `Notice`. Whoever was asked face to face and cannot be contacted needs no further word.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_invite(activity, person, face_to_face_on))
    if how:
        ensure(rules.may_invite_by(person, how))
    place = _new_place(by, activity, person, face_to_face_on, constituency, support_needed)
    if how or face_to_face_on is None or rules.may_involve(person):
        give_notice(by, person, activity, Notice.About.INVITATION, how=how)
    return place


@action
def put_on_waiting_list(*, by, activity, person, face_to_face_on=None, constituency="", support_needed=""):
    """Put somebody who may be involved on the waiting list of an activity that is full. Returns the place."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_wait(activity, person, face_to_face_on))
    place = {"state": Place.State.WAITING, **deed("queued", by)}
    return _new_place(by, activity, person, face_to_face_on, constituency, support_needed, **place)


def _new_place(by, activity, person, face_to_face_on, constituency, support_needed, **rest):
    return save(
        Place(
            service=activity.service,
            activity=activity,
            person=person,
            constituency=constituency,
            support_needed=support_needed,
            face_to_face_on=face_to_face_on,
            **deed("invited", by, noon_of(face_to_face_on)),
            **rest,
        )
    )


@action
def ask_for_a_place(*, by, activity, person, support_needed=""):
    """Give somebody a place that they ask for themselves, or put them on the waiting list. Returns the place."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_ask_for_a_place(activity, person))
    free = rules.has_room(activity)
    state = (
        {"state": Place.State.ACCEPTED, **deed("answered", by)}
        if free
        else {"state": Place.State.WAITING, **deed("queued", by)}
    )
    return _new_place(by, activity, person, None, "", support_needed, **state)


@action
def answer_invitation(*, by, place, state):
    """Record that somebody accepted, said no, withdrew or waits. A place that becomes free goes to the next in turn."""
    activity = Activity.objects.select_for_update().get(pk=place.activity_id)
    place = Place.objects.select_for_update(of=("self",)).select_related("person", "activity").get(pk=place.pk)
    ensure(rules.may_answer(place, state))
    return _answer(by, activity, place, state)


def _answer(by, activity, place, state):
    was, place.state = place.state, Place.State(state)
    if state == Place.State.WAITING:
        place.answered_at, place.answered_by, place.answered_by_kind = None, None, ""
        done(place, "queued", by)
    else:
        done(place, "answered", by)
    save(place)
    invitations = (Notice.About.INVITATION, Notice.About.PLACE_FREE)
    close_notices(by, Notice.objects.filter(activity=activity, person=place.person, about__in=invitations))
    if was in TAKES_PART and state not in TAKES_PART:
        close_notices(by, Notice.objects.filter(activity=activity, person=place.person))
        move_up_waiting(by=task("waiting list"), activity=activity)
    return place


@action
def move_up_waiting(*, by, activity):
    """Offer free places to those on the waiting list, in turn, and owe each of them word. Returns their places.

    Runs in the transaction that frees a place. A person who gives up their place sees nobody else's, so what follows
    from it is done in the scope of staff.
    """
    moved = []
    with scope_of_staff(activity.service):
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        if not rules.may_take_people(activity):
            return moved
        waiting = rules.people_waiting(activity).select_for_update(of=("self",))
        for place in waiting.select_related("person__service"):
            if not rules.has_room(activity):
                break
            if not rules.may_move_up(place):
                continue
            place.state = Place.State.INVITED
            save(place)
            give_notice(by, place.person, activity, Notice.About.PLACE_FREE)
            moved.append(place)
    return moved


def after_record_restricted(by, person):
    """The record lost its last ground: nothing is left to be said. The places follow with `give_up_places`."""
    close_notices(by, Notice.objects.filter(person=person))


@action
def give_up_places(*, by, service):
    """Take the places of people whose record is restricted, and offer them to whoever waits. Returns how many.

    Not part of the withdrawal, which holds the person and would then wait for the activity, while publishing holds the
    activity and waits for the person: withdrawing always succeeds.
    """
    given_up = 0
    held = Place.objects.filter(service=service, state__in=[*TAKES_PART, Place.State.WAITING])
    held = held.filter(person__in=Person.objects.restricted(), activity__state__in=[State.OPEN, State.RUNNING])
    for place in held.order_by("activity", "pk"):
        activity = Activity.objects.select_for_update().get(pk=place.activity_id)
        place = Place.objects.select_for_update(of=("self",)).select_related("person", "activity").get(pk=place.pk)
        if place.state != Place.State.WITHDRAWN and rules.may_answer(place, Place.State.WITHDRAWN):
            _answer(by, activity, place, Place.State.WITHDRAWN)
            given_up += 1
    return given_up


@action
def end_notice(*, by, notice, outcome):
    """Note that somebody was told about their place, or could not be reached, or need not be told any more."""
    notice = Notice.objects.select_for_update().get(pk=notice.pk)
    ensure(rules.may_end_notice(notice))
    notice.outcome = outcome
    done(notice, "done", by)
    save(notice)
    keep_letter_back(by, notice)
    return notice


@action
def report_back(*, by, duty, how):
    """Note that somebody told the group they represent what came of a session, and how."""
    duty = ReportBack.objects.select_for_update().get(pk=duty.pk)
    ensure(rules.may_report_back(duty))
    duty.how = how
    done(duty, "done", by)
    return save(duty)


@action
def answer_questions(*, by, place, moment, answers):
    """Store what somebody says taking part changes for them: `answers` by name of the question, each may be missing.

    In the person's own scope, whoever types it in: nobody else can read it back, and nobody else can write it.
    """
    ensure(rules.may_answer_questions(place, moment))
    outcome = Outcome(service=place.service, activity=place.activity, person=place.person, moment=moment, **answers)
    with scope_of_person(place.service, place.person):
        for name, value in deed("answered", by).items():
            setattr(outcome, name, value)
        return save(outcome)
