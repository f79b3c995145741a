"""Places: every move in the rules and in the database, the waiting list, word about a place, and reporting back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from consent.actions import mark_posted, set_safe_contact, withdraw_agreement
from consent.models import Message
from consent.outbox import record_sent, stop_message
from core import actors
from core.deeds import deed
from core.history import acting
from core.scope import scope_of_person
from involvement import actions, rules
from involvement.models import Activity, Notice, Place, ReportBack
from involvement.models.activities import State
from involvement.models.places import PLACE_MOVES, PLACE_STARTS
from involvement.tests.factories import BY

# The moves of a place, written out once more, so that a slip in the table is seen.
DESIGN = {
    "waiting": {"invited", "withdrawn"},
    "invited": {"accepted", "declined", "withdrawn"},
    "accepted": {"withdrawn"},
    "declined": {"accepted", "waiting"},
    "withdrawn": {"accepted", "waiting"},
}
PAIRS = [(old, new) for old in Place.State for new in Place.State if old != new]
HOW_TO_COME_THERE = {
    "waiting": ["waiting"],
    "invited": ["invited"],
    "accepted": ["accepted"],
    "declined": ["invited", "declined"],
    "withdrawn": ["accepted", "withdrawn"],
}


def facts_of(state) -> dict:
    """What else a place in a state has to say."""
    if state in ("invited", "waiting"):
        answered = {"answered_at": None, "answered_by": None, "answered_by_kind": ""}
        return {"state": state, **answered, **(deed("queued", BY) if state == "waiting" else {})}
    return {"state": state, **deed("answered", BY)}


def put(place, state):
    """Change a state below the rules, by the database alone."""
    with acting(BY, "put"), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(**facts_of(state))
    place.refresh_from_db()


def place_in(house, state, activity=None, person=None):
    """A place that came to a state below the rules."""
    activity = activity or house.activity(State.OPEN)
    person = person or house.person()
    first, *rest = HOW_TO_COME_THERE[state]
    with acting(BY, "place_in"):
        made = {"service": house.service, "activity": activity, "person": person, **deed("invited", BY)}
        place = Place.objects.create(**made, **facts_of(first))
    for step in rest:
        put(place, step)
    return Place.objects.select_related("activity", "person").get(pk=place.pk)


def taken(activity) -> int:
    return Activity.objects.values_list("places_taken", flat=True).get(pk=activity.pk)


def fill(house, activity, number=1):
    return [house.place(activity, house.person(f"Taken {n}")) for n in range(number)]


# --- Every pair of states


def test_the_moves_of_a_place_are_those_of_the_design():
    assert {old.value: {new.value for new in following} for old, following in PLACE_MOVES.items()} == DESIGN


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda state: state.value)
def test_the_database_lets_a_place_make_the_moves_of_the_table_and_no_other(house, old, new):
    place = place_in(house, old)
    if new in DESIGN[old]:
        put(place, new)
        assert place.state == new
        return
    with pytest.raises(IntegrityError) as error:
        put(place, new)
    assert error.value.__cause__.diag.constraint_name == "place_moves"


@pytest.mark.parametrize("state", Place.State)
def test_the_database_lets_a_place_begin_as_one_of_three(house, state):
    made = {"service": house.service, "activity": house.activity(State.OPEN), "person": house.person()}

    def begin():
        with acting(BY, "begin"), transaction.atomic():
            Place.objects.create(**made, **deed("invited", BY), **facts_of(state))

    if state in PLACE_STARTS:
        begin()
        return
    with pytest.raises(IntegrityError) as error:
        begin()
    assert error.value.__cause__.diag.constraint_name == "place_starts"


@pytest.mark.parametrize(("old", "new"), PAIRS, ids=lambda state: state.value)
def test_the_rules_allow_an_answer_only_along_the_table(house, old, new):
    """To the waiting list only where it is full; and whoever is moved up is moved by the system, never by an answer."""
    activity = house.activity(State.OPEN, places=2)
    place = place_in(house, old, activity)
    if new == "waiting":
        fill(house, activity, 2 if old not in rules.TAKES_PART else 1)
    answer = rules.may_answer(place, new)
    assert bool(answer) == (new in DESIGN[old] and new != "invited")
    if answer:
        assert actions.answer_invitation(by=house.by, place=place, state=new).state == new
    else:
        with pytest.raises(ValidationError) as refused:
            actions.answer_invitation(by=house.by, place=place, state=new)
        assert answer.why in str(refused.value)


@pytest.mark.parametrize("state", Place.State)
def test_an_answer_that_is_recorded_already_is_said_to_be(house, state):
    place = place_in(house, state)
    why = rules.may_answer(place, state).why
    assert why == (
        "Choose what they answered."
        if state == "invited"
        else f"This is recorded already: {place.get_state_display().lower()}."
    )


@pytest.mark.parametrize("state", [State.CLOSED, State.DECIDED, State.CANCELLED])
def test_nobody_joins_what_is_over_but_anybody_may_leave_it(house, state):
    declined, accepted = place_in(house, "declined"), place_in(house, "accepted")
    declined.activity.state = accepted.activity.state = state
    assert "nobody can join any more" in rules.may_answer(declined, "accepted").why
    assert rules.may_answer(accepted, "withdrawn")


@pytest.mark.parametrize(
    ("state", "full", "offered"),
    [
        ("invited", False, ["accepted", "declined"]),
        ("accepted", False, ["withdrawn"]),
        ("waiting", True, ["withdrawn"]),
        ("declined", False, ["accepted"]),
        ("declined", True, ["waiting"]),
        ("withdrawn", True, ["waiting"]),
    ],
)
def test_the_answers_offered_are_those_that_can_be_given_now(house, state, full, offered):
    activity = house.activity(State.OPEN, places=1)
    place = place_in(house, state, activity)
    if full:
        fill(house, activity)
    assert rules.answers_open(place) == offered


# --- The count that the database keeps


def test_the_database_counts_the_places_that_are_kept_for_somebody(house):
    activity = house.activity(State.OPEN, places=3)
    place = place_in(house, "invited", activity)
    assert taken(activity) == 1
    for state, count in (("accepted", 1), ("withdrawn", 0), ("accepted", 1)):
        put(place, state)
        assert taken(activity) == count
    place_in(house, "waiting", activity)
    assert taken(activity) == 1
    with acting(BY, "delete"):
        place.delete()
    assert taken(activity) == 0


def test_what_somebody_saves_with_an_activity_never_changes_the_count(house):
    activity = house.activity(State.OPEN, places=3)
    before = Activity.objects.get(pk=activity.pk)
    place_in(house, "accepted", activity)
    before.title = "Another title"
    before.save()
    assert taken(activity) == 1
    Activity.objects.filter(pk=activity.pk).update(places_taken=7)
    assert taken(activity) == 1


def test_the_last_place_is_counted_also_where_others_are_not_seen(house):
    activity = house.activity(State.OPEN, places=1, access=Activity.Access.ANYONE)
    one, other = house.person("One"), house.person("Other")
    actions.ask_for_a_place(by=actors.the_person(one), activity=activity, person=one)
    with scope_of_person(house.service, other):
        assert not Place.objects.exists()
        with pytest.raises(IntegrityError) as error, acting(BY, "sneak"), transaction.atomic():
            made = {"service": house.service, "activity": activity, "person": other, **deed("invited", BY)}
            Place.objects.create(**made, **facts_of("accepted"))
    assert error.value.__cause__.diag.constraint_name == "place_is_free"


def test_there_cannot_be_fewer_places_than_people_who_have_one(house):
    activity = house.activity(State.OPEN, places=2)
    fill(house, activity, 2)
    with pytest.raises(ValidationError, match="There are more people with a place than that"):
        actions.change_plan(by=house.by, activity=activity, places=1)


# --- The waiting list


@pytest.fixture
def full(house):
    """An activity with one place, taken, and two who wait: Early, who can be sent an email, and Late, who cannot."""
    activity = house.activity(State.OPEN, places=1)
    holder = house.place(activity, house.person("Holder"))
    early, late = house.person("Early"), house.person("Late", answer="refused", email="")
    actions.put_on_waiting_list(by=house.by, activity=activity, person=early)
    actions.put_on_waiting_list(by=house.by, activity=activity, person=late, face_to_face_on=timezone.localdate())
    return activity, holder, early, late


def states(activity):
    return dict(activity.taken_places.values_list("person__name_to_use", "state"))


def test_nobody_waits_for_a_place_that_is_free(house):
    activity = house.activity(State.OPEN, places=1)
    with pytest.raises(ValidationError, match="A place is free. Invite them instead."):
        actions.put_on_waiting_list(by=house.by, activity=activity, person=house.person())


def test_a_place_that_becomes_free_goes_to_whoever_waits_longest_and_they_are_told(house, full):
    activity, holder, early, _late = full
    actions.answer_invitation(by=house.by, place=holder, state="withdrawn")
    assert states(activity) == {"Holder": "withdrawn", "Early": "invited", "Late": "waiting"}
    notice = Notice.objects.get(about=Notice.About.PLACE_FREE)
    assert (notice.person, notice.how) == (early, Notice.How.MESSAGE)
    assert "A place is free for you now" in notice.message.text
    place = Place.objects.get(person=early)
    assert place.history.order_by("-pgh_id").first().pgh_context["actor"] == {"kind": "task", "name": "waiting list"}


def test_somebody_without_a_way_of_contact_becomes_a_task_for_a_worker(house, full):
    activity, holder, early, late = full
    actions.answer_invitation(by=house.by, place=holder, state="withdrawn")
    actions.answer_invitation(by=house.by, place=Place.objects.get(person=early), state="declined")
    assert states(activity)["Late"] == "invited"
    notice = Notice.objects.open().get(person=late)
    assert (notice.how, notice.worker) == (Notice.How.WORKER, activity.lead)


def test_a_person_who_gives_up_their_own_place_moves_up_somebody_they_do_not_see(house, full):
    activity, holder, _early, _late = full
    with scope_of_person(house.service, holder.person):
        actions.answer_invitation(by=actors.the_person(holder.person), place=holder, state="withdrawn")
        assert Place.objects.count() == 1
    assert states(activity)["Early"] == "invited"


def test_a_plan_with_more_places_moves_up_as_many(house, full):
    activity, *_ = full
    actions.change_plan(by=house.by, activity=activity, places=3)
    assert states(activity) == {"Holder": "accepted", "Early": "invited", "Late": "invited"}


def test_nobody_moves_up_once_it_is_closed(house, full):
    activity, holder, *_ = full
    for to in (State.RUNNING, State.CLOSED):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    actions.answer_invitation(by=house.by, place=holder, state="withdrawn")
    assert states(activity)["Early"] == "waiting"


def test_who_may_not_be_involved_any_more_is_passed_over(house, full):
    activity, holder, early, _late = full
    withdraw_agreement(by=house.by, agreement=early.agreements.get(purpose="contact"), reason="They asked")
    actions.answer_invitation(by=house.by, place=holder, state="withdrawn")
    assert states(activity) == {"Holder": "withdrawn", "Early": "waiting", "Late": "invited"}


@pytest.mark.parametrize("asked_days_ago", [0, 3])
def test_withdrawing_from_contact_after_being_asked_face_to_face_counts(house, asked_days_ago):
    activity, person = house.activity(State.OPEN, places=0), house.person()
    day = timezone.localdate() - timedelta(days=asked_days_ago)
    place = actions.put_on_waiting_list(by=house.by, activity=activity, person=person, face_to_face_on=day)
    assert rules.may_move_up(place)
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="contact"), reason="They asked")
    place = Place.objects.select_related("person").get(pk=place.pk)
    assert rules.may_move_up(place).why == "They withdrew from contact since they were asked."


def test_somebody_asked_face_to_face_after_they_withdrew_moves_up(house):
    activity, person = house.activity(State.OPEN, places=0), house.person(answer="refused")
    place = actions.put_on_waiting_list(
        by=house.by, activity=activity, person=person, face_to_face_on=timezone.localdate()
    )
    assert rules.may_move_up(place).why == "Asked face to face."


def test_the_places_of_a_restricted_record_go_to_whoever_waits(house, full):
    activity, holder, *_ = full
    agreement = holder.person.agreements.get(purpose="record")
    withdraw_agreement(by=house.by, agreement=agreement, reason="They asked")
    assert actions.give_up_places(by=actors.task("places"), service=house.service) == 1
    assert states(activity) == {"Holder": "withdrawn", "Early": "invited", "Late": "waiting"}
    assert actions.give_up_places(by=actors.task("places"), service=house.service) == 0


# --- Asking for a place oneself


def test_anybody_asks_for_a_place_in_what_is_open_to_anybody(house):
    activity = house.activity(State.OPEN, places=1, access=Activity.Access.ANYONE)
    one, other = house.person("One"), house.person("Other")
    assert actions.ask_for_a_place(by=actors.the_person(one), activity=activity, person=one).state == "accepted"
    assert actions.ask_for_a_place(by=actors.the_person(other), activity=activity, person=other).state == "waiting"


@pytest.mark.parametrize("access", [Activity.Access.INVITATION, Activity.Access.MEMBERS])
def test_nobody_asks_themselves_into_what_is_by_invitation(house, access):
    activity = house.activity(State.OPEN, access=access)
    assert rules.may_ask_for_a_place(activity, house.person()).why == "This is for people who are invited."


def test_nobody_asks_into_what_is_not_open_or_twice(house):
    person = house.person()
    planned = house.activity(access=Activity.Access.ANYONE)
    assert not rules.may_ask_for_a_place(planned, person)
    activity = house.activity(State.OPEN, access=Activity.Access.ANYONE)
    actions.ask_for_a_place(by=actors.the_person(person), activity=activity, person=person)
    assert not rules.may_ask_for_a_place(activity, person)


def test_somebody_whose_record_is_restricted_asks_for_nothing(house):
    activity, person = house.activity(State.OPEN, access=Activity.Access.ANYONE), house.person()
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    assert "Ring us" in rules.may_ask_for_a_place(activity, person).why


# --- Word about a place


def by_letter(house, name="Letty", may_say_who=True):
    person = house.person(name, email="", address="1 Example Street")
    set_safe_contact(by=house.by, person=person, channel="letter", allowed=True, may_say_who=may_say_who)
    return person


def test_an_invitation_goes_by_message_else_by_letter_else_through_a_worker(house):
    activity = house.activity(State.OPEN)
    writes, posts, meets = house.person("Email"), by_letter(house), house.person("Met", answer="refused", email="")
    actions.invite(by=house.by, activity=activity, person=writes)
    actions.invite(by=house.by, activity=activity, person=posts)
    actions.invite(by=house.by, activity=activity, person=meets, face_to_face_on=timezone.localdate())
    assert dict(Notice.objects.values_list("person__name_to_use", "how")) == {"Email": "message", "Letty": "letter"}
    assert Notice.objects.get(person=posts).text.startswith("Hello Letty,")


@pytest.mark.parametrize("how", ["letter", "message"])
def test_a_chosen_way_must_be_safe_for_them(house, how):
    activity, person = house.activity(State.OPEN), by_letter(house) if how == "message" else house.person()
    with pytest.raises(ValidationError) as refused:
        actions.invite(by=house.by, activity=activity, person=person, how=how)
    assert "how" in refused.value.message_dict
    actions.invite(by=house.by, activity=activity, person=person, how="worker")
    assert Notice.objects.get().how == "worker"


@pytest.mark.parametrize("may_say_who", [True, False])
def test_a_letter_says_no_more_than_it_may(house, may_say_who):
    activity = house.activity(State.OPEN, title="A walk in the park")
    actions.invite(by=house.by, activity=activity, person=by_letter(house, may_say_who=may_say_who))
    assert ("A walk in the park" in Notice.objects.get().message.text) == may_say_who
    assert "A walk in the park" in Notice.objects.get().text


def test_a_message_that_left_has_told_them_and_one_that_was_stopped_is_for_a_worker(house):
    activity = house.activity(State.OPEN)
    for name in ("Sent", "Stopped"):
        actions.invite(by=house.by, activity=activity, person=house.person(name))
    sent, stopped = (Notice.objects.get(person__name_to_use=name) for name in ("Sent", "Stopped"))
    record_sent(by=actors.task("sender"), message=sent.message)
    stop_message(by=actors.task("sender"), message=stopped.message, why="They withdrew")
    assert Notice.objects.get(pk=sent.pk).outcome == Notice.Outcome.TOLD
    assert Notice.objects.open().get() == stopped
    assert Notice.objects.get(pk=stopped.pk).how == Notice.How.WORKER


def test_whoever_answers_needs_no_more_word_of_the_invitation(house):
    activity = house.activity(State.OPEN)
    place = actions.invite(by=house.by, activity=activity, person=by_letter(house))
    actions.answer_invitation(by=house.by, place=place, state="accepted")
    assert not Notice.objects.open().exists()


def test_letters_are_posted_together_and_once(house):
    activity = house.activity(State.OPEN)
    for name in ("One", "Two"):
        actions.invite(by=house.by, activity=activity, person=by_letter(house, name))
    letters = list(Message.objects.filter(channel="letter"))
    assert all("[link]" in letter.text and "Ask " in letter.text for letter in letters)
    assert len(mark_posted(by=house.by, messages=letters)) == 2
    assert mark_posted(by=house.by, messages=letters) == []
    assert set(Notice.objects.values_list("outcome", flat=True)) == {Notice.Outcome.TOLD}


def test_a_letter_that_need_not_be_sent_any_more_is_not_posted(house):
    activity = house.activity(State.OPEN)
    answers, told = by_letter(house, "Answers"), by_letter(house, "Told")
    place = actions.invite(by=house.by, activity=activity, person=answers)
    actions.invite(by=house.by, activity=activity, person=told)
    actions.answer_invitation(by=house.by, place=place, state="accepted")
    actions.end_notice(by=house.by, notice=Notice.objects.get(person=told), outcome="told")
    assert set(Message.objects.values_list("state", flat=True)) == {"stopped"}
    assert mark_posted(by=house.by, messages=list(Message.objects.all())) == []


def test_a_letter_to_somebody_who_withdrew_meanwhile_is_for_a_worker(house):
    person = by_letter(house)
    actions.invite(by=house.by, activity=house.activity(State.OPEN), person=person)
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="contact"), reason="They asked")
    notice = Notice.objects.get()
    assert (notice.how, notice.message.state) == (Notice.How.WORKER, "stopped")


def test_word_is_ticked_off_once(house):
    activity = house.activity(State.OPEN)
    actions.invite(by=house.by, activity=activity, person=house.person(), how="worker")
    notice = Notice.objects.get()
    actions.end_notice(by=house.by, notice=notice, outcome="told")
    with pytest.raises(ValidationError, match="This was dealt with already."):
        actions.end_notice(by=house.by, notice=notice, outcome="could_not")


def test_when_the_record_is_restricted_nothing_is_left_to_be_said(house):
    person = house.person()
    actions.invite(by=house.by, activity=house.activity(State.OPEN), person=person, how="worker")
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    assert Notice.objects.get().outcome == Notice.Outcome.NOT_NEEDED


def test_everybody_with_a_place_is_told_that_an_activity_is_cancelled_and_why(house):
    activity = house.activity(State.OPEN)
    house.place(activity, house.person("In"))
    house.place(activity, house.person("Out"), state="declined")
    actions.move_activity(by=house.by, activity=activity, to=State.CANCELLED, reason="The room burnt down")
    notice = Notice.objects.get(about=Notice.About.ACTIVITY_CANCELLED)
    assert notice.person.name_to_use == "In"
    assert "The room burnt down" in notice.message.text


# --- Reporting back


def test_whoever_represents_a_group_and_came_is_to_report_back_in_time(house):
    activity = house.activity(State.RUNNING)
    people = [house.person(name) for name in ("Speaks", "Own right", "Missed it")]
    for person, constituency in zip(people, ("The women's group", "", "The other group"), strict=True):
        place = actions.invite(by=house.by, activity=activity, person=person, constituency=constituency)
        actions.answer_invitation(by=house.by, place=place, state="accepted")
    session = house.session(activity)
    came = [people[0].pk, people[1].pk]
    actions.hold_session(by=house.by, session=session, minutes="We met.", came=came)
    duty = ReportBack.objects.get()
    assert (duty.person, duty.constituency) == (people[0], "The women's group")
    assert duty.due == timezone.localdate(session.starts_at) + timedelta(days=house.service.days_to_tell)
    actions.report_back(by=actors.the_person(people[0]), duty=duty, how="At their meeting")
    with pytest.raises(ValidationError, match="noted already"):
        actions.report_back(by=house.by, duty=duty, how="Again")
