"""Sessions, letters and telling people ask how access needs are met, until somebody says so."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from consent import actions as consent
from consent.needs import to_meet
from involvement import actions
from involvement.models import Place, Telling
from involvement.models.activities import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(house):
    return house.activity(State.RUNNING)


def with_needs(house, *keys, name="Sam", **details):
    person = house.person(name, **details)
    consent.record_needs(by=house.by, person=person, needs=dict.fromkeys(keys, ""))
    return person


def place(house, activity, person, state=Place.State.ACCEPTED):
    """A place of somebody asked face to face, so that no message goes out."""
    held = actions.invite(by=house.by, activity=activity, person=person, face_to_face_on=timezone.localdate())
    return actions.answer_invitation(by=house.by, place=held, state=state)


def asked_about(house, person=None):
    return [one.occasion.key.split("-")[0] for one in to_meet(house.service, person)]


def met(house, one):
    kwargs = {"occasion": one.occasion.key, "about": one.occasion.words, "is_met": True, "how": "Booked"}
    consent.note_need_met(by=house.by, person=one.occasion.person, needs=one.needs, **kwargs)


def test_each_session_to_come_asks_how_needs_are_met_soonest_first(house, running):
    sam = with_needs(house, "bsl_interpreter", "easy_read", email="")
    place(house, running, sam)
    house.session(running, "Later", days_ago=-9)
    house.session(running, "Sooner", days_ago=-2)
    house.session(running, "Gone", days_ago=2)
    sooner, later = to_meet(house.service)
    assert sooner.occasion.words.startswith("“Sooner” on ") and later.occasion.words.startswith("“Later” on ")
    assert sooner.says == "needs a BSL interpreter" and sooner.ask == "say how it is arranged"
    met(house, sooner)
    assert [one.occasion.key for one in to_meet(house.service)] == [later.occasion.key]
    assert len(to_meet(house.service, sam)) == 2


@pytest.mark.parametrize("state", [Place.State.DECLINED, Place.State.WITHDRAWN])
def test_nobody_arranges_for_somebody_who_does_not_come(house, running, state):
    place(house, running, with_needs(house, "hearing_loop", email=""), state=state)
    house.session(running, days_ago=-2)
    assert to_meet(house.service) == []


def test_a_need_that_ends_asks_for_nothing_any_more(house, running):
    sam = with_needs(house, "hearing_loop", email="")
    place(house, running, sam)
    house.session(running, days_ago=-2)
    consent.record_needs(by=house.by, person=sam)
    assert to_meet(house.service) == []


def test_an_invitation_by_email_to_somebody_who_needs_easy_read_asks_how_it_was_met(house, running):
    house.place(running, with_needs(house, "easy_read"))
    assert asked_about(house) == ["message"]


def telling_of(house, activity, person):
    house.publish(house.decision(activity, [house.view(activity, person=person)]))
    return Telling.objects.get(person=person)


def test_telling_somebody_face_to_face_who_needs_an_interpreter_asks_beforehand(house, running):
    sam = with_needs(house, "bsl_interpreter", email="")
    telling_of(house, running, sam)
    [one] = to_meet(house.service)
    assert one.ask == "say how it is arranged" and one.occasion.words.startswith("telling them “Somebody looks in")


@pytest.mark.parametrize(
    ("need", "how", "asks"),
    [
        ("large_print", Telling.How.LETTER, True),
        ("large_print", Telling.How.TELEPHONE, False),
        ("bsl_interpreter", Telling.How.TELEPHONE, True),
        ("text_relay", Telling.How.TELEPHONE, True),
        ("bsl_interpreter", Telling.How.LETTER, False),
    ],
)
def test_a_letter_or_a_call_that_told_them_asks_how_their_needs_were_met(house, running, need, how, asks):
    sam = with_needs(house, need, email="", phone="0161 496 0001", address="1 Example Street")
    for channel in ("letter", "telephone"):
        consent.set_safe_contact(by=house.by, person=sam, channel=channel, allowed=True)
    actions.tell(by=house.by, telling=telling_of(house, running, sam), how=how)
    assert asked_about(house) == (["telling"] if asks else [])


def test_what_is_arranged_does_not_crowd_out_what_is_not(house, running, monkeypatch):
    monkeypatch.setattr("involvement.needs.MOST", 1)
    for name in ("Ann", "Bob"):
        place(house, running, with_needs(house, "hearing_loop", name=name, email=""))
    house.session(running, days_ago=-2)
    [first] = to_meet(house.service)
    met(house, first)
    [second] = to_meet(house.service)
    assert {first.occasion.person.name_to_use, second.occasion.person.name_to_use} == {"Ann", "Bob"}


def test_a_restricted_record_and_another_service_ask_for_nothing(house, running):
    sam = with_needs(house, "hearing_loop", email="")
    place(house, running, sam)
    house.session(running, days_ago=-2)
    agreement = sam.agreements.get(purpose_id="record")
    consent.withdraw_agreement(by=house.by, agreement=agreement, reason="They said so")
    assert to_meet(house.service) == []


def test_needs_stand_on_every_page_where_the_person_is_met(house, running):
    sam = with_needs(house, "bsl_interpreter", email="")
    other = with_needs(house, "easy_read", name="Ola", email="")
    place(house, running, sam)
    session = house.session(running)
    coming = house.session(running, "Read back", days_ago=-3)
    telling = telling_of(house, running, sam)
    client = house.client()
    pages = {
        reverse("activity", args=[running.pk]): "Needs a BSL interpreter.",
        reverse("hold_session", args=[session.pk]): "Needs a BSL interpreter.",
        reverse("telling", args=[telling.pk]): "<strong>I told them face to face:</strong> Sam needs a BSL interpreter",
        reverse("invite", args=[running.pk]) + "?q=Ola&how=face_to_face": "Needs information in easy read.",
        reverse("today"): "Sam needs a BSL interpreter: say how it is arranged for “Read back” on",
    }
    for address, words in pages.items():
        assert words in client.get(address).text, address
    answered = client.post(
        reverse("invite", args=[running.pk]) + "?q=Ola&how=face_to_face",
        {"person": other.pk, **_day("face_to_face_on", timezone.localdate() - timedelta(days=1))},
        follow=True,
    )
    assert "Ola is invited." in answered.text
    assert coming in running.sessions.all()


def _day(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
