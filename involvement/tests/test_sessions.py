"""Sessions: changing and cancelling them, closing them out with minutes and attendance, calendar files and clashes."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from icalendar import Calendar

from consent.actions import set_safe_contact
from core.deeds import deed
from core.history import acting
from core.writing import check_deferred_constraints
from involvement import actions, rules
from involvement.calendars import calendar_file, may_be_named_to, uid_of
from involvement.models import Activity, Attendance, Group, Minutes, Notice, OthersOfGroup, Session
from involvement.models.activities import State
from involvement.tests.factories import BY

REASON = "The room burnt down"
# What a discreet message or file may never say.
TELLING_WORDS = ("liaison", "diversion", "l&d", "police", "custody", "court", "health", "nhs")


@pytest.fixture
def activity(house):
    return house.activity(State.RUNNING, title="Waiting at the police station")


def later(house, activity, days=7, **details):
    starts = timezone.now().replace(microsecond=0) + timedelta(days=days)
    return actions.plan_session(by=house.by, activity=activity, starts_at=starts, **details)


def hold(house, session, **details):
    return actions.hold_session(by=house.by, session=session, **{"minutes": "We met.", **details})


# --- Changing and cancelling


def test_a_session_that_moves_counts_up_and_keeps_how_it_was_with_the_reason(house, activity):
    session = later(house, activity, where="The hub")
    moved = actions.change_session(by=house.by, session=session, reason=REASON, where="The library")
    assert (moved.sequence, moved.where) == (1, "The library")
    change = moved.changes.get()
    assert change.was.endswith("The hub")
    assert (change.reason, change.changed_by) == (REASON, house.practitioner)


@pytest.mark.parametrize("deed_done", ["change", "cancel"])
def test_everybody_with_a_place_is_told_with_the_reason_and_nobody_else(house, activity, deed_done):
    session = later(house, activity)
    house.place(activity, house.person("Yes"))
    actions.invite(by=house.by, activity=activity, person=house.person("Invited"))
    house.place(activity, house.person("No"), state="declined")
    if deed_done == "change":
        actions.change_session(by=house.by, session=session, reason=REASON, starts_at=session.starts_at + timedelta(1))
    else:
        actions.cancel_session(by=house.by, session=session, reason=REASON)
    told = Notice.objects.filter(session=session)
    assert sorted(told.values_list("person__name_to_use", flat=True)) == ["Invited", "Yes"]
    assert all(REASON in notice.message.text for notice in told)


def test_word_of_a_change_says_no_more_than_it_may(house, activity):
    session = later(house, activity, where="Northtown Magistrates' Court")
    house.place(activity, house.person("Quiet", may_say_who=False))
    actions.change_session(by=house.by, session=session, reason="The court is closed", where="The police station")
    text = Notice.objects.get(session=session).message.text.lower()
    assert not [word for word in TELLING_WORDS if word in text]
    assert "a meeting that you have a place in has changed" in text


def test_a_worker_still_to_tell_of_a_change_tells_of_the_last_one_alone(house, activity):
    session = later(house, activity)
    person = house.person(answer="refused", email="")
    actions.invite(by=house.by, activity=activity, person=person, face_to_face_on=timezone.localdate())
    for reason in ("First", "Second"):
        actions.change_session(by=house.by, session=session, reason=reason, title=reason)
    assert "Second" in Notice.objects.open().get(session=session).text


def test_a_reason_is_needed(house, activity):
    with pytest.raises(ValidationError, match="Say why the session is changed"):
        actions.change_session(by=house.by, session=later(house, activity), reason=" ", title="Other")
    with pytest.raises(ValidationError, match="Say why the session is cancelled"):
        actions.cancel_session(by=house.by, session=later(house, activity), reason=" ")


def test_what_was_held_or_cancelled_stays(house, activity):
    held, cancelled = house.session(activity), later(house, activity)
    hold(house, held)
    actions.cancel_session(by=house.by, session=cancelled, reason=REASON)
    for session, why in (
        (held, "This session was closed out, so it stays as it was."),
        (cancelled, "This session is cancelled."),
    ):
        session.refresh_from_db()
        assert rules.may_change_session(session).why == why
        with pytest.raises(ValidationError, match=why):
            actions.change_session(by=house.by, session=session, reason=REASON, title="Other")
    assert rules.may_hold(cancelled).why == "This session is cancelled."


@pytest.mark.parametrize("state", State)
def test_a_session_changes_while_its_activity_is_not_closed(state):
    answer = rules.may_change_session(Session(activity=Activity(state=state)))
    assert bool(answer) == (state in (State.PLANNED, State.OPEN, State.RUNNING))


def test_an_activity_closes_where_its_last_session_was_cancelled(house, activity):
    session = later(house, activity)
    assert not rules.may_move(activity, State.CLOSED)
    actions.cancel_session(by=house.by, session=session, reason=REASON)
    assert rules.may_move(activity, State.CLOSED)


# --- Closing out


def test_a_session_is_closed_out_with_its_minutes(house, activity):
    session = house.session(activity)
    with pytest.raises(ValidationError) as refused:
        actions.hold_session(by=house.by, session=session)
    assert refused.value.message_dict == {"minutes": ["Write what happened and what was agreed."]}
    assert hold(house, session).minutes.text == "We met."
    assert Minutes.objects.get().published_at is None


def test_minutes_written_before_will_do_and_can_be_given_out_as_it_is_closed_out(house, activity):
    session = house.session(activity)
    actions.write_minutes(by=house.by, session=session, text="We met.", publish=False)
    actions.hold_session(by=house.by, session=session, publish=True)
    assert Minutes.objects.get().published_at is not None
    given = house.session(activity)
    actions.write_minutes(by=house.by, session=given, text="We met.", publish=True)
    assert actions.hold_session(by=house.by, session=given).held_at is not None


@pytest.mark.parametrize(
    ("missing", "rule"), [("minutes", "session_held_has_minutes"), ("attendance", "session_held_has_attendance")]
)
def test_the_database_closes_nothing_out_without_minutes_and_attendance(house, activity, missing, rule):
    person = house.person()
    house.place(activity, person)
    session = house.session(activity)
    with pytest.raises(IntegrityError) as error, acting(BY, "hold"), transaction.atomic():
        if missing != "minutes":
            Minutes.objects.create(service=house.service, session=session, text="We met.", **deed("recorded", BY))
        if missing != "attendance":
            Attendance.objects.create(
                service=house.service, session=session, person=person, came=True, **deed("recorded", BY)
            )
        Session.objects.filter(pk=session.pk).update(**deed("held", BY))
        check_deferred_constraints()
    assert error.value.__cause__.diag.constraint_name == rule


def test_others_are_counted_by_group_as_far_as_that_is_known(house, activity):
    women, bme = Group.objects.get(pk="women"), Group.objects.get(pk="bme")
    session = hold(house, house.session(activity), others_attended=4, others_of_groups={women: 3, bme: 0})
    assert list(OthersOfGroup.objects.values_list("session", "group", "number")) == [(session.pk, "women", 3)]


def test_there_are_not_more_of_one_group_than_came(house, activity):
    women = Group.objects.get(pk="women")
    with pytest.raises(ValidationError) as refused:
        hold(house, house.session(activity), others_attended=2, others_of_groups={women: 3})
    assert "others_attended" in refused.value.message_dict
    assert not Attendance.objects.exists()


# --- Calendar files


def events(response):
    return list(Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_file_has_each_session_in_universal_time_with_a_key_of_its_own(house, activity):
    sessions = [later(house, activity, title="First", where="The hub"), later(house, activity, days=9)]
    found = events(calendar_file(sessions, discreet=False))
    assert [event.decoded("uid").decode() for event in found] == [uid_of(session) for session in sessions]
    assert len({event["uid"] for event in found}) == 2
    first = found[0]
    assert first.decoded("dtstart") == sessions[0].starts_at
    assert first.decoded("dtend") == sessions[0].starts_at + timedelta(hours=2)
    assert str(first["summary"]) == "First: Waiting at the police station"
    assert (str(first["location"]), str(first["status"])) == ("The hub", "CONFIRMED")
    assert str(found[1]["location"]) == "The library"


def test_a_change_keeps_the_key_and_grows_the_sequence_and_a_cancelled_one_says_so(house, activity):
    session = later(house, activity)
    before = uid_of(session)
    changed = actions.change_session(by=house.by, session=session, reason=REASON, title="Other")
    cancelled = actions.cancel_session(by=house.by, session=changed, reason=REASON)
    [event] = events(calendar_file([Session.objects.get(pk=session.pk)], discreet=False))
    assert uid_of(cancelled) == before
    assert (int(event["sequence"]), str(event["status"])) == (2, "CANCELLED")
    assert REASON in str(event["description"])


def test_a_discreet_file_says_when_and_nothing_else(house, activity):
    session = later(house, activity, title="Custody workshop", where="Northtown Magistrates' Court")
    response = calendar_file(
        [actions.cancel_session(by=house.by, session=session, reason="The court said so")], discreet=True
    )
    [event] = events(response)
    shown = response.content.decode().lower() + response.headers["Content-Disposition"].lower()
    assert not [word for word in TELLING_WORDS if word in shown]
    assert str(event["summary"]) == "Meeting"
    assert not {"LOCATION", "DESCRIPTION", "ORGANIZER", "URL"} & set(event)
    assert event.decoded("dtstart") == session.starts_at


def test_a_file_names_what_it_is_only_where_every_way_they_allow_may_say_who_writes(house):
    loud, quiet, none = house.person("Loud"), house.person("Quiet", may_say_who=False), house.person("None", email="")
    both = house.person("Both", phone="07700 900123")
    set_safe_contact(by=house.by, person=both, channel="text", allowed=True, may_say_who=False)
    assert may_be_named_to(loud)
    assert not any(may_be_named_to(person) for person in (quiet, none, both))


# --- Clashes


@pytest.mark.parametrize(
    ("starts_after", "length", "clash"),
    [
        (0, None, True),
        (1, None, True),
        (2, None, False),
        (-2, None, False),
        (-1, None, True),
        (-3, 4, True),
        (25, None, False),
    ],
)
def test_sessions_clash_where_they_overlap(house, activity, starts_after, length, clash):
    """Ours takes two hours from noon on, since nobody wrote down its end; the other begins so many hours after noon."""
    person, other = house.person(), house.activity(State.OPEN, title="The other")
    house.place(other, person)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=7)
    starts = noon + timedelta(hours=starts_after)
    ends = starts + timedelta(hours=length) if length else None
    actions.plan_session(by=house.by, activity=other, starts_at=starts, ends_at=ends)
    found = rules.clashes([person.pk], [(noon, None)], activity)
    assert found == ({person.pk: [("The other", starts)]} if clash else {})


def test_what_was_cancelled_declined_or_is_the_same_activity_does_not_clash(house, activity):
    person, other = house.person(), house.activity(State.OPEN)
    house.place(activity, person)
    session = later(house, activity)
    held = house.place(other, person)
    clashing = later(house, other)
    times = [(session.starts_at, None)]
    assert rules.clashes([person.pk], times, activity)
    actions.cancel_session(by=house.by, session=clashing, reason=REASON)
    assert rules.clashes([person.pk], times, activity) == {}
    later(house, other)
    actions.answer_invitation(by=house.by, place=held, state="withdrawn")
    assert rules.clashes([person.pk], times, activity) == {}


def test_clashes_of_many_people_are_found_in_one_query(house, activity, django_assert_num_queries):
    people = [house.person(f"P{n}") for n in range(3)]
    with django_assert_num_queries(1):
        rules.clashes([person.pk for person in people], [(timezone.now(), None)] * 3, activity)
    with django_assert_num_queries(0):
        assert rules.clashes([], [(timezone.now(), None)], activity) == {}
