"""Two people at once: one outcome, and a sentence for the one who came second."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from consent.actions import give_account, withdraw_agreement
from consent.models import Message, Restriction
from core.actions import add_user
from involvement import actions
from involvement.models import Activity, Attendance, Place, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY, House

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house():
    house = House()
    with house.scope():
        yield house


def at_once(house, *deeds):
    """Run deeds in threads that start together, each on a connection of its own. Returns what refused said, sorted.

    Anything but a refusal fails the test.
    """
    start, refusals, failures = threading.Barrier(len(deeds)), [], []

    def run(deed):
        try:
            with house.scope():
                start.wait(timeout=10)
                deed()
        except ValidationError as refused:
            refusals.append(" ".join(refused.messages))
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    return sorted(refusals)


def test_the_last_place_goes_to_one_and_the_other_reads_that_it_is_taken(house):
    activity = house.activity(State.OPEN, places=1)
    people = [house.person(f"P{n}", email=f"p{n}@example.org") for n in range(4)]

    def invite(person):
        return lambda: actions.invite(by=house.by, activity=activity, person=person)

    assert at_once(house, *map(invite, people)) == ["The only place is taken."] * 3
    place = Place.objects.get()
    assert [message.person for message in Message.objects.all()] == [place.person]


class Asking:
    """Somebody at a browser of their own who asks for a place: on their own page, or a worker for them."""

    def __init__(self, house, activity, number):
        self.person = house.person(f"P{number}", email=f"p{number}@example.org")
        self.themselves = number % 2 == 0
        if self.themselves:
            account = add_user(by=BY, email=f"p{number}@example.org", name=f"P{number}")
            give_account(by=BY, user=account, person=self.person)
            self.client, self.sent = house.client(account), {}
            self.url = reverse("ask_for_a_place", args=[activity.pk])
        else:
            self.client, self.sent = house.client(), {"person": self.person.pk}
            self.url = reverse("invite", args=[activity.pk])
        self.page = None

    def __call__(self):
        self.page = self.client.post(self.url, self.sent, follow=True)

    @property
    def reads(self) -> str:
        assert self.page.status_code == 200
        return self.page.content.decode()


def test_of_fifty_who_ask_for_the_last_place_at_once_one_gets_it_and_the_others_are_told_kindly(house):
    activity = house.activity(State.OPEN, places=1, access=Activity.Access.ANYONE)
    everybody = [Asking(house, activity, number) for number in range(50)]
    assert at_once(house, *everybody) == []
    activity.refresh_from_db()
    assert activity.places_taken == 1
    [got] = Place.objects.filter(activity=activity, state__in=["accepted", "invited"])
    waiting = set(Place.objects.filter(activity=activity, state="waiting").values_list("person", flat=True))
    for one in everybody:
        if one.person.pk == got.person_id:
            assert "You have a place" in one.reads or f"{one.person.name_to_use} is invited." in one.reads
        elif one.person.pk in waiting:
            who = "You are" if one.themselves else f"{one.person.name_to_use} is"
            assert f"{who} on the waiting list" in one.reads
        else:
            assert not one.themselves, "Whoever asks for themselves waits at least."
            assert "The only place is taken." in one.reads
            assert "Open this page again for the waiting list." in one.reads


def test_one_person_invited_twice_at_once_has_one_place_and_one_message(house):
    activity, person = house.activity(State.OPEN), house.person()

    def invite():
        actions.invite(by=house.by, activity=activity, person=person)

    assert at_once(house, invite, invite) == ["This person already has a place in the activity."]
    assert (Place.objects.count(), Message.objects.count()) == (1, 1)


def test_the_last_place_is_given_back_to_one_of_two_who_said_no_before(house):
    activity = house.activity(State.OPEN, places=1)
    places = [house.place(activity, house.person(f"P{n}"), state="declined") for n in range(2)]

    def accept(place):
        return lambda: actions.answer_invitation(by=house.by, place=place, state="accepted")

    assert at_once(house, *map(accept, places)) == ["The only place is taken."]
    assert sorted(Place.objects.values_list("state", flat=True)) == ["accepted", "declined"]


def test_a_session_closed_out_twice_at_once_is_closed_out_once(house):
    activity = house.activity(State.RUNNING)
    people = [house.person(f"P{n}") for n in range(2)]
    for person in people:
        house.place(activity, person)
    session = house.session(activity)

    def hold(person):
        return lambda: actions.hold_session(by=house.by, minutes="We met.", session=session, came=[person.pk])

    assert at_once(house, *map(hold, people)) == ["This session was closed out already."]
    assert Attendance.objects.filter(came=True).count() == 1
    assert Attendance.objects.count() == 2


def test_a_telling_ticked_off_and_given_up_at_once_ends_one_way(house):
    activity = house.activity(State.RUNNING)
    house.publish(house.decision(activity, [house.view(activity, person=house.person(email=""))]))
    one, other = Telling.objects.get(), Telling.objects.get()
    [said] = at_once(
        house,
        lambda: actions.tell(by=house.by, telling=one, how="face_to_face"),
        lambda: actions.give_up_telling(by=house.by, telling=other, why="died"),
    )
    assert said in ("They were told already.", "This was noted as could not be told.")
    telling = Telling.objects.get()
    assert (telling.told_at is None) != (telling.given_up_at is None)


def test_a_decision_published_twice_at_once_is_published_once(house):
    activity = house.activity(State.RUNNING)
    decision = house.decision(activity, [house.view(activity, person=house.person())])
    assert at_once(house, *[lambda: house.publish(decision)] * 2) == ["This was published already."]
    assert (Telling.objects.count(), Message.objects.count()) == (1, 1)


def test_nobody_is_left_untold_when_a_session_is_closed_out_as_a_decision_is_published(house):
    activity = house.activity(State.RUNNING)
    late = house.person("Late", email="")
    with_way = house.person("First")
    house.place(activity, with_way)
    place = actions.invite(by=house.by, activity=activity, person=late, face_to_face_on=activity.starts_on)
    decision = house.decision(activity, [house.view(activity, person=with_way)])
    session = house.session(activity)
    refusals = at_once(
        house,
        lambda: actions.hold_session(by=house.by, minutes="We met.", session=session, came=[place.person_id]),
        lambda: house.publish(decision),
    )
    assert refusals == []
    assert sorted(Telling.objects.values_list("person__name_to_use", flat=True)) == ["First", "Late"]


def test_a_view_that_comes_as_the_loop_is_closed_is_never_passed_over(house):
    activity = house.activity(State.RUNNING)
    person = house.person(email="")
    [telling] = house.publish(house.decision(activity, [house.view(activity, person=person)]))
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    for to in (State.CLOSED, State.DECIDED):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    refusals = at_once(
        house,
        lambda: actions.move_activity(by=house.by, activity=activity, to=State.FED_BACK),
        lambda: house.view(activity, "And another thing", person=person),
    )
    assert refusals in ([], ["Answer every view first: 1 without a published decision."])
    assert Activity.objects.get().state == State.DECIDED


def test_a_withdrawal_as_a_decision_is_published_leaves_nothing_to_be_told(house):
    activity, person = house.activity(State.RUNNING), house.person()
    decision = house.decision(activity, [house.view(activity, person=person)])
    agreement = person.agreements.get(purpose="record")
    refusals = at_once(
        house,
        lambda: house.publish(decision),
        lambda: withdraw_agreement(by=house.by, agreement=agreement, reason="They asked"),
    )
    assert refusals == []
    assert Restriction.objects.count() == 1
    assert not Telling.objects.open().exists()
    assert not Message.objects.filter(state="waiting").exists()


def test_an_agreement_withdrawn_twice_at_once_is_withdrawn_once(house):
    person = house.person()
    agreement = person.agreements.get(purpose="record")

    def withdraw():
        withdraw_agreement(by=house.by, agreement=agreement, reason="They asked")

    [said] = at_once(house, withdraw, withdraw)
    assert said.startswith("This has ended already. Withdrawn, ")
    assert Restriction.objects.count() == 1
