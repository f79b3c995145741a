"""Who is told what, by which way, and how it ends: design section 6, "Who is told what"."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from consent import outbox
from consent.actions import record_answer, set_safe_contact, withdraw_agreement
from consent.models import Message, Person, Wording
from core.deeds import deed, who_did
from core.history import acting
from involvement import actions, promises, rules
from involvement.models import Activity, ActivityMove, Attendance, Decision, Session, Telling, View
from involvement.models.activities import State
from involvement.tests.factories import BY, REASON
from involvement.views import name_of

# --- Recipients


def attend(person, session, there=True):
    with acting(BY, "attend"):
        row = {"service": person.service, "session": session, "person": person, "came": there}
        Attendance.objects.create(**row, **deed("recorded", BY))


class Crowd:
    """A decision in an activity, and one of each kind of person and session around it."""

    def __init__(self, house):
        self.house, self.activity = house, house.activity(State.RUNNING)
        self.session = house.session(self.activity)
        self.answered = house.view(self.activity, "The view that is answered", person=self.person("named"))

    def person(self, name):
        return self.house.person(name, email="")

    def came(self, name, there=True):
        attend(self.person(name), self.session, there)

    def decide(self, *views):
        return self.house.decision(self.activity, [self.answered, *views])


def told_of(decision):
    """Names of the people and titles of the sessions to be told."""
    people, sessions, _partners = rules.recipients_of(decision)
    return (
        set(Person.objects.filter(pk__in=people).values_list("name_to_use", flat=True)),
        set(Session.objects.filter(pk__in=sessions).values_list("title", flat=True)),
    )


@pytest.fixture
def crowd(house):
    return Crowd(house)


def test_a_person_named_on_a_view_is_told_the_decisions_on_that_view_and_no_others(crowd):
    other = crowd.house.view(crowd.activity, "Another view", person=crowd.person("named on another"))
    assert told_of(crowd.decide()) == ({"named"}, set())
    assert told_of(crowd.decide(other)) == ({"named", "named on another"}, set())


def test_whoever_came_is_told_every_decision_of_the_activity(crowd):
    crowd.came("came")
    crowd.came("stayed away", there=False)
    assert told_of(crowd.decide()) == ({"named", "came"}, set())


def test_a_place_alone_is_no_reason_to_be_told(crowd):
    crowd.house.place(crowd.activity, crowd.house.person("has a place", may_say_who=False))
    assert told_of(crowd.decide()) == ({"named"}, set())


def test_the_group_of_a_session_with_views_that_carry_no_name_is_told_every_decision(crowd):
    unnamed = crowd.house.session(crowd.activity, "Said something")
    named = crowd.house.session(crowd.activity, "Said it by name")
    crowd.house.session(crowd.activity, "Said nothing")
    crowd.house.view(crowd.activity, "No name", session=unnamed)
    crowd.house.view(crowd.activity, "A name", session=named, person=crowd.person("by name"))
    assert told_of(crowd.decide()) == ({"named"}, {"Said something"})


def test_a_view_without_name_and_session_has_nobody_to_tell(crowd):
    crowd.house.view(crowd.activity, "Found in the box")
    assert told_of(crowd.decide()) == ({"named"}, set())


def test_whoever_took_part_in_another_activity_is_told_nothing_of_this_one(crowd):
    other = crowd.house.activity(State.RUNNING)
    session = crowd.house.session(other, "Elsewhere")
    attend(crowd.person("elsewhere"), session)
    crowd.house.view(other, "No name", session=session)
    crowd.house.view(other, "A name", person=crowd.person("elsewhere too"))
    assert told_of(crowd.decide()) == ({"named"}, set())


def test_somebody_who_came_twice_and_gave_two_views_is_told_once(crowd):
    person = crowd.person("busy")
    for _ in range(2):
        attend(person, crowd.house.session(crowd.activity))
    views = [crowd.house.view(crowd.activity, f"View {n}", person=person) for n in range(2)]
    crowd.house.publish(crowd.decide(*views))
    assert Telling.objects.filter(person=person).count() == 1


@pytest.fixture
def people_and_sessions(house):
    activity = house.activity(State.RUNNING)
    people = [house.person(f"P{n}", email="") for n in range(4)]
    sessions = [house.session(activity, f"S{n}") for n in range(3)]
    return activity, people, sessions


def number_of(things):
    """The place of one of so many things, or none of them."""
    return st.none() | st.integers(min_value=0, max_value=things - 1)


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    said=st.lists(st.tuples(number_of(4), number_of(3), st.booleans()), min_size=1, max_size=5),
    came=st.dictionaries(st.tuples(st.integers(0, 2), st.integers(0, 3)), st.booleans(), max_size=6),
)
@example(said=[(None, None, True)], came={})
@example(said=[(0, 0, True), (1, 0, False), (None, 1, False)], came={(2, 2): True, (2, 3): False})
def test_recipients_are_those_of_the_design_whoever_said_what_and_came(house, people_and_sessions, said, came):
    """`said`: who, at which session, and whether the decision answers it. `came`: (session, person) and whether."""
    activity, people, sessions = people_and_sessions
    one_of = lambda things, number: None if number is None else things[number]  # noqa: E731
    with transaction.atomic():
        answered = []
        for person, session, answers in said:
            view = house.view(activity, "Words", person=one_of(people, person), session=one_of(sessions, session))
            answered += [view] if answers else []
        for (session, person), there in came.items():
            attend(people[person], sessions[session], there)
        decision = house.decision(activity, answered)
        expected_people = {people[person].pk for person, _session, answers in said if answers and person is not None}
        expected_people |= {people[person].pk for (_session, person), there in came.items() if there}
        expected_sessions = {
            sessions[session].pk for person, session, _answers in said if person is None and session is not None
        }
        assert rules.recipients_of(decision) == (expected_people, expected_sessions, set())
        due = rules.tellings_due(decision)
        assert {telling.person_id for telling in due if telling.person_id} == expected_people
        assert {telling.session_id for telling in due if telling.session_id} == expected_sessions
        assert len(due) == len(expected_people) + len(expected_sessions)
        transaction.set_rollback(True)


# --- How


def publish_to(house, person, **plan):
    """An activity with one decision on one view of a person, published. Returns activity, decision and telling."""
    activity = house.activity(State.RUNNING, **plan)
    decision = house.decision(activity, [house.view(activity, person=person)])
    [telling] = house.publish(decision)
    return activity, decision, telling


def refreshed(telling):
    telling.refresh_from_db()
    return telling


def test_a_group_is_told_at_a_meeting_or_through_the_partner_by_whoever_leads(house):
    for partner, how in [(None, "meeting"), (house.partner(), "partner")]:
        activity = house.activity(State.RUNNING, partner=partner, lead=house.str_worker)
        session = house.session(activity)
        [telling] = house.publish(house.decision(activity, [house.view(activity, session=session)]))
        assert (telling.how, telling.worker, telling.session) == (how, house.str_worker, session)


def test_the_group_of_a_partner_who_sent_in_notes_is_told_through_the_partner(house):
    """Notes of a meeting that we did not hold: the activity need not be run with that partner."""
    activity, partner = house.activity(State.RUNNING, lead=house.str_worker), house.partner("Open Door")
    sent_in = [house.view(activity, f"Note {n}", partner=partner) for n in range(2)]
    decision = house.decision(activity, sent_in[:1])
    [telling] = house.publish(decision)
    assert (telling.how, telling.worker, telling.partner) == ("partner", house.str_worker, partner)
    assert not sent_in[0].can_be_told_to_nobody
    assert name_of(telling) == "The group of Open Door"
    assert rules.may_tell_by(telling, "partner")
    assert not rules.may_tell_by(telling, "telephone")
    assert rules.tellings_due(decision) == []
    house.view(activity, "A late note", partner=house.partner("Late Door"))
    assert Telling.objects.filter(decision=decision, partner__name="Late Door").count() == 1


def test_what_a_partners_member_said_by_name_is_told_to_them_and_not_to_the_group(house):
    activity, sam = house.activity(State.RUNNING), house.person(email="")
    view = house.view(activity, partner=house.partner(), person=sam)
    [telling] = house.publish(house.decision(activity, [view]))
    assert (telling.person, telling.partner) == (sam, None)


def test_somebody_restricted_is_owed_nothing(house):
    person = house.person()
    activity = house.activity(State.RUNNING)
    view = house.view(activity, person=person)
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    assert house.publish(house.decision(activity, [view])) == []


def test_what_the_page_shows_before_publishing_is_what_is_stored(house):
    activity = house.activity(State.RUNNING)
    session = house.session(activity)
    views = [house.view(activity, person=house.person()), house.view(activity, session=session)]
    decision = house.decision(activity, views)
    shown = [(t.person_id, t.session_id, t.how, t.worker_id) for t in rules.tellings_due(decision)]
    assert not Telling.objects.exists()
    stored = [(t.person_id, t.session_id, t.how, t.worker_id) for t in house.publish(decision)]
    assert shown == stored != []
    assert rules.tellings_due(decision) == []


def test_a_message_that_has_left_has_told_them(house, mailoutbox):
    _activity, _decision, telling = publish_to(house, house.person())
    assert (telling.how, telling.told_at) == ("message", None)
    assert telling.message.person == telling.person
    assert outbox.send_waiting(house.service) == 1
    assert REASON in mailoutbox[0].body
    assert refreshed(telling).told_at is not None
    assert (telling.told_by_kind, who_did(telling, "told")) == ("task", "a scheduled task")


def test_a_message_that_is_stopped_becomes_a_task_face_to_face(house, mailoutbox):
    person = house.person()
    _activity, _decision, telling = publish_to(house, person)
    set_safe_contact(by=house.by, person=person, channel="email", allowed=False)
    assert outbox.send_waiting(house.service) == 0
    assert refreshed(telling).how == "face_to_face"
    assert (telling.told_at, telling.given_up_at, mailoutbox) == (None, None, [])


def test_a_message_is_stopped_where_it_may_no_longer_say_who_writes(house, mailoutbox):
    person = house.person()
    _activity, _decision, telling = publish_to(house, person)
    set_safe_contact(by=house.by, person=person, channel="email", allowed=True, may_say_who=False)
    assert outbox.send_waiting(house.service) == 0
    assert (refreshed(telling).how, mailoutbox) == ("face_to_face", [])


def test_whoever_says_no_to_contact_is_told_face_to_face(house):
    for end in ("withdraw", "refuse"):
        person = house.person()
        _activity, _decision, telling = publish_to(house, person)
        if end == "withdraw":
            withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="contact"), reason="They asked")
        else:
            wording = Wording.objects.in_force(house.service, "contact")
            record_answer(by=house.by, person=person, purpose_key="contact", answer="refused", wording=wording)
            outbox.send_waiting(house.service)
        assert (refreshed(telling).how, telling.told_at, telling.given_up_at) == ("face_to_face", None, None)


def test_whoever_withdraws_altogether_could_not_be_told(house):
    person = house.person()
    _activity, _decision, waits = publish_to(house, person)
    _activity, _decision, was_told = publish_to(house, person)
    outbox.send_waiting(house.service, most=1)
    by_hand = publish_to(house, person)[2]
    told = [telling for telling in (waits, was_told) if refreshed(telling).told_at]
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    for telling in (waits, was_told, by_hand):
        refreshed(telling)
        if telling in told:
            assert (telling.could_not, telling.given_up_at) == ("", None)
        else:
            assert (telling.could_not, telling.given_up_by) == ("withdrew", house.practitioner)
    assert len(told) == 1
    assert not Message.objects.filter(state="waiting").exists()


def test_somebody_ticked_off_by_hand_is_not_told_again_by_the_message(house):
    _activity, _decision, telling = publish_to(house, house.person())
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    outbox.send_waiting(house.service)
    assert (refreshed(telling).how, telling.told_by) == ("face_to_face", house.practitioner)


# --- Whoever comes later


def test_somebody_who_comes_to_a_later_session_is_owed_what_was_decided_before(house):
    activity, decision, _telling = publish_to(house, house.person("First"))
    draft = house.decision(activity, list(activity.views.all()))
    late, away = house.person("Late"), house.person("Away")
    for person in (late, away):
        house.place(activity, person)
    session = house.session(activity)
    actions.hold_session(by=house.by, minutes="We met.", session=session, came=[late.pk])
    owed = Telling.objects.get(person=late)
    assert (owed.decision, owed.how, owed.told_at) == (decision, "message", None)
    assert owed.message.state == "waiting"
    assert not Telling.objects.filter(person=away).exists()
    assert not Telling.objects.filter(decision=draft).exists()


def test_coming_again_owes_nothing_twice(house):
    person = house.person()
    activity, _decision, telling = publish_to(house, person)
    house.place(activity, person)
    for _ in range(2):
        actions.hold_session(by=house.by, minutes="We met.", session=house.session(activity), came=[person.pk])
    assert [t.pk for t in Telling.objects.filter(person=person)] == [telling.pk]


def test_a_group_whose_words_are_written_down_later_is_owed_what_was_decided_before(house):
    activity, decision, _telling = publish_to(house, house.person("First"))
    session = house.session(activity)
    house.view(activity, "By name", session=session, person=house.person("Named"))
    assert not Telling.objects.filter(session=session).exists()
    for _ in range(2):
        house.view(activity, "No name", session=session)
    owed = Telling.objects.get(session=session)
    assert (owed.decision, owed.how, owed.told_at) == (decision, "meeting", None)


# --- A loop that was closed


def fed_back(house):
    person = house.person(may_say_who=False)
    activity, _decision, telling = publish_to(house, person)
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    return activity, person


def nobody_told(house):
    person = house.person(may_say_who=False)
    activity, _decision, telling = publish_to(house, person)
    house.give_up(telling)
    for to in (State.CLOSED, State.DECIDED, State.NOBODY_TOLD):
        activity = actions.move_activity(by=house.by, activity=activity, to=to, reason="No way to reach them")
    return activity, person


def is_open_again(house, activity, why):
    activity = Activity.objects.get(pk=activity.pk)
    assert activity.state == State.DECIDED
    assert (activity.ended_at, activity.ended_by, activity.ended_by_kind, activity.end_reason) == (None, None, "", "")
    assert activity.closed_at is not None
    move = ActivityMove.objects.filter(activity=activity).first()
    assert (move.to_state, move.reason, move.moved_by) == (State.DECIDED, why, house.practitioner)
    [with_figures] = promises.with_figures(Activity.objects.filter(pk=activity.pk))
    assert promises.track(with_figures).state == promises.AT_RISK
    return activity


@pytest.mark.parametrize("ended", [fed_back, nobody_told])
def test_a_new_view_opens_a_closed_loop_again(house, ended):
    activity, person = ended(house)
    house.view(activity, "This is not what I meant", person=person)
    is_open_again(house, activity, "A new view came in")


@pytest.mark.parametrize("ended", [fed_back, nobody_told])
def test_a_new_decision_opens_a_closed_loop_again_once_it_is_published(house, ended):
    activity, person = ended(house)
    draft = house.decision(activity, list(activity.views.all()))
    assert Activity.objects.get(pk=activity.pk).state == activity.state
    [telling] = house.publish(draft)
    activity = is_open_again(house, activity, "A new decision was published")
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    again = actions.move_activity(by=house.by, activity=activity, to=State.FED_BACK)
    assert again.state == State.FED_BACK
    assert person.tellings.filter(told_at__isnull=False).exists()


def test_a_new_view_in_an_activity_that_still_runs_moves_nothing(house):
    activity, _decision, _telling = publish_to(house, house.person())
    before = ActivityMove.objects.filter(activity=activity).count()
    house.view(activity, "One more thing")
    assert ActivityMove.objects.filter(activity=activity).count() == before


# --- What the database asks for before it lets an activity be fed back


def no_decision_published(house):
    activity = house.activity(State.RUNNING)
    house.decision(activity, [])
    return activity


def a_view_without_decision(house):
    activity, _person = told(house)
    house.view(activity, "And another thing")
    return activity


def a_view_with_a_draft_alone(house):
    activity, _person = told(house)
    house.decision(activity, [house.view(activity, "And another thing")])
    return activity


def somebody_still_to_be_told(house):
    activity, _person = told(house)
    [telling] = Telling.objects.filter(decision__activity=activity)
    with acting(BY, "untold"):
        Telling.objects.filter(pk=telling.pk).update(told_at=None, told_by=None)
        Telling.objects.create(
            service=house.service,
            decision=telling.decision,
            person=house.person("Told", email=""),
            how="letter",
            **deed("queued", BY),
            **deed("told", BY),
        )
    return activity


def nobody_was_told(house):
    activity, _person = told(house)
    with acting(BY, "untold"):
        Telling.objects.filter(decision__activity=activity).update(
            told_at=None, told_by=None, could_not="died", **deed("given_up", BY)
        )
    return activity


def told(house):
    person = house.person(may_say_who=False)
    activity, _decision, telling = publish_to(house, person)
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    return activity, person


def put_at_fed_back(activity):
    for state in (State.CLOSED, State.DECIDED, State.FED_BACK):
        with transaction.atomic(), acting(BY, "put"):
            Activity.objects.filter(pk=activity.pk).update(state=state)


def test_with_all_four_there_the_database_lets_it_be_fed_back(house):
    activity, _person = told(house)
    put_at_fed_back(activity)
    assert Activity.objects.get(pk=activity.pk).state == State.FED_BACK


@pytest.mark.parametrize(
    "lacking",
    [
        no_decision_published,
        a_view_without_decision,
        a_view_with_a_draft_alone,
        somebody_still_to_be_told,
        nobody_was_told,
    ],
)
def test_without_any_one_of_the_four_the_database_refuses_it_as_fed_back(house, lacking):
    activity = lacking(house)
    with pytest.raises(IntegrityError) as error:
        put_at_fed_back(activity)
    assert error.value.__cause__.diag.constraint_name == "activity_fed_back"
    assert Activity.objects.get(pk=activity.pk).state == State.DECIDED


def test_another_activity_lends_none_of_the_four(house):
    told(house)
    activity = no_decision_published(house)
    with pytest.raises(IntegrityError):
        put_at_fed_back(activity)


def test_a_change_of_something_else_is_let_through_once_it_is_fed_back(house):
    """A late view that is still to be answered must not block the row: the loop is opened by the action."""
    activity, person = fed_back(house)
    with acting(BY, "late"):
        View.objects.create(
            service=house.service,
            activity=activity,
            theme=person.views.get().theme,
            words="Late",
            **deed("recorded", BY),
        )
        Activity.objects.filter(pk=activity.pk).update(ends_on=timezone.localdate() + timedelta(days=1))


def test_publishing_answers_with_the_decisions_it_was_given_and_their_tellings(house):
    activity = house.activity(State.RUNNING)
    person = house.person()
    decisions = [house.decision(activity, [house.view(activity, f"V{n}", person=person)]) for n in range(3)]
    tellings = house.publish(*decisions)
    assert [telling.decision for telling in tellings] == decisions
    assert len({telling.message_id for telling in tellings}) == 1
    assert Decision.objects.filter(published_by=house.practitioner).count() == 3
    assert house.publish() == []


def test_one_decision_that_may_not_be_published_holds_back_those_with_it(house):
    activity = house.activity(State.RUNNING)
    ready = house.decision(activity, [house.view(activity, person=house.person())])
    empty = house.decision(activity, [])
    with pytest.raises(ValidationError, match="Choose at least one view"):
        house.publish(ready, empty)
    assert not Telling.objects.exists() and not Message.objects.exists()
    assert not Decision.objects.filter(published_at__isnull=False).exists()


# --- Ways of telling


def allow(house, person, channel, **rule):
    set_safe_contact(by=house.by, person=person, channel=channel, allowed=True, **rule)


@pytest.mark.parametrize("how", Telling.How.values)
def test_a_person_is_rung_or_written_to_only_where_that_is_safe(house, how):
    person = house.person(may_say_who=False, phone="0161 496 0001", address="1 High Street")
    _activity, _decision, telling = publish_to(house, person)
    answer = rules.may_tell_by(telling, how)
    if how == "partner":
        assert answer.why == "The activity has no partner."
        return
    assert bool(answer) == (how not in ("telephone", "letter"))
    if not answer:
        assert answer.why.startswith("They have not said that ") and answer.why.endswith("are safe for them.")
        with pytest.raises(ValidationError):
            actions.tell(by=house.by, telling=telling, how=how)
        allow(house, person, how)
        assert rules.may_tell_by(refreshed(telling), how)
        withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="contact"), reason="They asked")
        assert rules.may_tell_by(refreshed(telling), how).why.startswith("They have not agreed to be contacted")


def test_a_group_is_not_rung_and_is_told_through_a_partner_where_there_is_one(house):
    activity = house.activity(State.RUNNING, partner=house.partner())
    [telling] = house.publish(house.decision(activity, [house.view(activity, session=house.session(activity))]))
    assert rules.may_tell_by(telling, "telephone").why == "A group cannot be rung."
    for how in ("letter", "partner", "meeting"):
        assert rules.may_tell_by(telling, how)


def test_why_no_message_goes_out_is_said(house):
    quiet, unsure = house.person("Quiet", may_say_who=False), house.person("Unsure", email="")
    no, by_message = house.person("No", answer="refused"), house.person("Loud")
    why = {person: rules.why_no_message(publish_to(house, person)[2]) for person in (quiet, no, by_message)}
    assert why[quiet] == "Messages to them may not say who writes."
    assert why[no].startswith("They have not agreed to be contacted about involvement.")
    assert why[by_message] == ""
    allow(house, unsure, "worker")
    assert (
        rules.why_no_message(publish_to(house, unsure)[2]) == "Neither email nor text message is a safe way for them."
    )
    activity = house.activity(State.RUNNING)
    [group] = house.publish(house.decision(activity, [house.view(activity, session=house.session(activity))]))
    assert rules.why_no_message(group) == ""
