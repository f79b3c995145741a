"""Asking people later: not before the day, spaced, as often as agreed, and kindly ended."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from consent import actions, outbox, rules
from consent.models import FollowUp, Message, Person, Purpose
from consent.tests.factories import in_days, make_person, make_service, make_staff, make_user
from core import actors
from core.scope import scope_of_staff


@pytest.fixture
def service(db, settings, tmp_path, tick):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def tick(monkeypatch):
    """Move the clock on by days, for the rules, the deeds and so for the triggers. It begins some months ago, since
    nothing is done in the future."""
    passed, now = [timedelta(days=-200)], timezone.now

    def on(days):
        passed[0] += timedelta(days=days)

    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + passed[0])
    return on


@pytest.fixture
def by(service):
    return actors.staff(make_staff(service, "str_worker"))


def refused(action, **kwargs) -> str:
    with pytest.raises(Exception) as error:
        action(**kwargs)
    return " ".join(error.value.messages)


def asked_later(service, by, days=1, **details):
    """A person who asked to be asked in some days, and the follow-up."""
    person = make_person(service, by=by, not_before=in_days(days), **details)
    return person, person.follow_ups.get()


def rang(by, follow_up, outcome="no_answer", how="telephone", **values):
    return actions.note_follow_up_try(by=by, follow_up=follow_up, how=how, outcome=outcome, **values)


def test_nobody_is_tried_before_the_day_they_named(service, by, tick):
    person, later = asked_later(service, by, days=30)
    assert "not to be asked before" in refused(rang, by=by, follow_up=later)
    tick(30)
    assert rang(by, later).next_try_on == in_days(service.days_between_tries)


def test_a_second_try_is_spaced_and_the_last_one_ends_it_kindly(service, by, tick):
    person, later = asked_later(service, by)
    tick(1)
    rang(by, later)
    assert "The next try is from" in refused(rang, by=by, follow_up=later)
    tick(service.days_between_tries - 1)
    assert refused(rang, by=by, follow_up=later)
    tick(1)
    assert rang(by, later).done_at is None
    tick(service.days_between_tries)
    ended = rang(by, later)
    assert ended.outcome == "Not reached in 3 tries, as agreed. They are not asked again, and may always contact us."
    assert [step.number for step in ended.steps.all()] == [1, 2, 3]
    assert refused(rang, by=by, follow_up=later) == "This was closed already."
    assert rules.may_contact(Person.objects.get(pk=person.pk))


def test_a_yes_ends_it_and_a_no_stops_all_contact_at_once(service, by, tick):
    said_yes, yes = asked_later(service, by)
    said_no, no = asked_later(service, by)
    tick(1)
    assert rang(by, yes, "yes").outcome == "They said yes"
    news = {"about": "news", "subject": "News", "text": "Hello"}
    message = outbox.queue_message(by=by, person=said_no, channel="telephone", **news)
    assert rang(by, no, "no").outcome.startswith("They said no, or asked us to stop")
    assert rules.may_contact(Person.objects.get(pk=said_yes.pk))
    assert not rules.agreed_to_contact(Person.objects.get(pk=said_no.pk))
    message.refresh_from_db()
    assert message.state == "stopped"


def test_later_moves_the_day_and_who_contacts_us_may_name_a_sooner_one(service, by, tick):
    person, later = asked_later(service, by)
    tick(1)
    assert refused(rang, by=by, follow_up=later, outcome="later") == "Enter a day to come."
    assert rang(by, later, "later", until=in_days(40)).not_before == in_days(40)
    heard = actions.note_heard(by=by, follow_up=later, outcome="later", until=in_days(10))
    assert heard.not_before == in_days(10)
    assert not rules.may_contact(Person.objects.get(pk=person.pk))
    assert actions.note_heard(by=by, follow_up=later, outcome="yes").outcome == "They said yes"


def test_putting_off_is_to_a_later_day_with_a_reason(service, by):
    _, later = asked_later(service, by, days=5)
    put_off = partial(actions.put_off_follow_up, by=by, follow_up=later)
    assert refused(put_off, until=in_days(4), words="In hospital").startswith("Choose a day after")
    assert refused(put_off, until=in_days(500), words="In hospital") == "Enter a day within a year."
    assert refused(put_off, until=in_days(9), words=" ") == "Say what was done, and what came of it."
    put_off(until=in_days(9), words="In hospital")
    later.refresh_from_db()
    assert (later.due_on, later.first_day) == (in_days(9), in_days(5))


@pytest.mark.parametrize(
    ("how", "outcome", "why"),
    [
        ("email", "sent", "This way of contact is not safe for them. Choose another."),
        ("telephone", "voicemail", "They did not say that we may leave a voicemail."),
        ("telephone", "sent", "This cannot come of it in this way."),
        ("worker", "voicemail", "This cannot come of it in this way."),
    ],
)
def test_a_try_is_made_in_a_way_that_is_safe_and_ends_in_what_can_come_of_it(service, by, how, outcome, why):
    [_, later] = asked_later(service, by, days=-1)
    assert refused(rang, by=by, follow_up=later, how=how, outcome=outcome) == why


def test_face_to_face_is_open_unless_they_said_no_to_it(service, by):
    person, later = asked_later(service, by, days=-1, ways=())
    assert rules.ways_to_ask(later) == ["worker"]
    actions.set_safe_contact(by=by, person=person, channel="worker", allowed=False)
    assert rules.ways_to_ask(FollowUp.objects.get(pk=later.pk)) == []


def test_a_decision_that_waits_is_asked_with_its_words_and_not_ticked_off(service, by, tick):
    person = make_person(service, contact="refused")
    waits = actions.wait_to_ask(by=by, person=person, purpose=Purpose.objects.get(pk="contact"), not_before=in_days(2))
    tick(2)
    assert rules.ways_to_ask(waits) == ["worker"]
    assert refused(rang, by=by, follow_up=waits, how="worker", outcome="yes").startswith("Ask them with today’s words")
    assert rang(by, waits, how="worker").done_at is None


def test_a_worker_or_a_partner_may_have_somebody_asked_later_once(service, by):
    person, colleague = make_person(service), make_staff(service, "practitioner")
    plan = partial(actions.plan_follow_up, by=by, person=person, reason="Told Peer Voices to ask in spring")
    assert refused(plan, not_before=in_days(0)) == "Enter a day to come."
    assert refused(plan, not_before=in_days(9), owner=make_user("Outsider")).startswith("Choose a colleague")
    assert plan(not_before=in_days(9), owner=colleague).owner == colleague
    assert refused(plan, not_before=in_days(9)).startswith("They are to be asked later already.")
    assert "no" in refused(plan, person=make_person(service, contact="refused"), not_before=in_days(9)).lower()


def test_what_somebody_is_to_ask_goes_to_a_colleague_at_once_when_they_leave(service, by):
    others = [asked_later(service, by)[1] for _ in range(3)]
    colleague = make_staff(service, "str_worker")
    theirs = FollowUp.objects.open().filter(owner=by.user)
    assert refused(actions.give_follow_ups, by=by, follow_ups=theirs, to=make_user("Outsider"))
    assert actions.give_follow_ups(by=by, follow_ups=theirs, to=colleague) == 3
    assert actions.give_follow_ups(by=by, follow_ups=theirs, to=colleague) == 0
    for later in others:
        later.refresh_from_db()
        assert (later.owner, later.handed_over_by) == (colleague, by.user)
        assert [step.kind for step in later.steps.all()] == ["given"]


def test_withdrawing_closes_it_whatever_was_tried(service, by):
    person, later = asked_later(service, by, days=-1)
    rang(by, later)
    actions.withdraw_agreement(by=by, agreement=person.agreements.open().get(purpose="contact"), reason="They said so")
    later.refresh_from_db()
    assert later.outcome == "They withdrew"
    assert refused(rang, by=by, follow_up=later) == "This was closed already."


# --- They will contact us


def test_whoever_contacts_us_is_contacted_by_nobody_until_they_open_a_way(service, by):
    person = make_person(service, ways=("text", "email", "telephone"))
    news = {"about": "news", "subject": "News", "text": "Hello"}
    waits = outbox.queue_message(by=by, person=person, channel="text", **news)
    actions.set_safe_contact(by=by, person=person, channel="self", allowed=True)
    waits.refresh_from_db()
    assert waits.stopped_because == "They said that they will contact us"
    for channel in Message._meta.get_field("channel").choices:
        for reply in (False, True):
            assert not rules.may_be_sent(Person.objects.get(pk=person.pk), channel[0], reply=reply)
    later = person.follow_ups.get()
    assert later.reason == "They said that they will contact us" and not FollowUp.objects.to_be_asked().exists()
    refused_why = refused(rang, by=by, follow_up=later, how="worker")
    assert refused_why == "They said that they will contact us. Nobody contacts them."
    assert rules.contact_in_words(Person.objects.with_contact_answer().get()) == "No: they will contact us themselves"
    assert not Person.objects.may_be_contacted().exists()
    actions.set_safe_contact(by=by, person=person, channel="email", allowed=True)
    assert [rule.channel for rule in rules.safe_channels(Person.objects.get(pk=person.pk))] == ["email"]
    assert FollowUp.objects.to_be_asked().get() == later


def test_a_follow_up_of_before_stays_with_whoever_contacts_us_and_what_they_say_is_noted(service, by):
    person, later = asked_later(service, by, days=20)
    actions.set_safe_contact(by=by, person=person, channel="self", allowed=True)
    assert person.follow_ups.get() == later
    assert actions.note_heard(by=by, follow_up=later, outcome="yes").outcome == "They said yes"


def test_nobody_who_did_not_agree_to_contact_is_waited_for(service, by):
    person = make_person(service, contact="refused", ways=())
    actions.set_safe_contact(by=by, person=person, channel="self", allowed=True)
    assert not person.follow_ups.exists()
