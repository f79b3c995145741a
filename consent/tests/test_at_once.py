"""Two people at the same moment, on connections of their own: one outcome, and a sentence for the one who came second.

Reviews, letters, pages that are sent twice and what leaves while somebody withdraws are tested beside their pages.
"""

from functools import partial
from pathlib import Path

import pytest
from django.utils import timezone

from consent import actions, outbox, rules
from consent.models import Agreement, Disclosure, FollowUp, Message, Person, Purpose
from consent.models.agreements import Answer
from consent.tests.at_once import at_once
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_registration,
    make_service,
    make_staff,
    wording,
)
from consent.tests.sharing import agree_to_share
from consent.tests.test_outbox import queued
from core.models import next_reference
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

BY = a_command()


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


def together(service, *deeds):
    return at_once(partial(scope_of_staff, service), *deeds)


def answer_to(person, purpose=Purpose.CONTACT):
    return person.agreements.open().get(purpose_id=purpose)


def withdraw(agreement):
    return lambda: actions.withdraw_agreement(by=BY, agreement=agreement, reason="They rang")


# --- Withdrawing while something leaves


def test_a_message_is_before_a_withdrawal_or_is_stopped_by_it_and_never_half(service, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    messages = [queued(service) for _ in range(3)]
    withdrawals = [withdraw(answer_to(message.person)) for message in messages]
    assert together(service, lambda: outbox.send_waiting(service), *withdrawals) == []
    left = {file.name for file in Path(tmp_path / "sms").glob("*.txt")} if (tmp_path / "sms").exists() else set()
    for message in Message.objects.select_related("person"):
        ended = message.person.agreements.get(purpose_id=Purpose.CONTACT).ended_at
        if message.state == "sent":
            assert message.sent_at < ended
        else:
            assert (message.state, message.stopped_because) == ("stopped", "They withdrew")
    assert len(left) == Message.objects.filter(state="sent").count()


def test_what_is_shared_as_they_withdraw_is_refused_or_stands_on_the_list_to_be_asked_back(service):
    agreement = agree_to_share(make_person(service))

    def disclose():
        actions.disclose(
            by=BY,
            person=agreement.person,
            ground=agreement,
            disclosed_on=timezone.localdate(),
            what="First name",
            why="To be met",
            necessary="No less would do",
            how="spoken",
        )

    refused = together(service, disclose, withdraw(agreement))
    ended = Agreement.objects.get(pk=agreement.pk).ended_at
    if refused:
        assert "This allowed sharing until" in refused[0] and not Disclosure.objects.exists()
    else:
        [shared] = Disclosure.objects.to_recall()
        assert shared.recorded_at < ended


# --- Two people, one record


def test_an_answer_that_three_end_at_once_ends_one_way(service):
    agreement = answer_to(make_person(service))
    refused = together(
        service,
        withdraw(agreement),
        lambda: actions.end_agreement(by=BY, agreement=agreement, reason="Not relied on"),
        lambda: actions.invalidate_agreement(by=BY, agreement=agreement, reason="The wrong person"),
    )
    assert len(refused) == 2 and all(said.startswith("This has ended already.") for said in refused)
    assert agreement.history.filter(ended_at__isnull=False).count() == 1


def test_two_who_ask_at_once_leave_one_open_answer_and_both_in_the_record(service):
    person = make_person(service, contact="not_asked")
    words = wording(service, Purpose.CONTACT)

    def asks(answer):
        return lambda: actions.record_answer(
            by=BY, person=person, purpose_key=Purpose.CONTACT, answer=answer, wording=words
        )

    refused = together(service, asks(Answer.GIVEN), asks(Answer.REFUSED))
    rows = list(person.agreements.filter(purpose_id=Purpose.CONTACT).order_by("recorded_at"))
    opened = [row for row in rows if row.ended_at is None]
    assert len(opened) == 1 and opened == rows[-1:]
    assert len(rows) == 3 - len(refused)
    assert rules.status_for(Person.objects.get(pk=person.pk), Purpose.CONTACT).state == opened[0].answer


def test_one_form_sent_from_two_tabs_makes_one_person(service):
    reference = next_reference()

    def record():
        actions.record_person(
            by=BY,
            service=service,
            details={"name_to_use": "Sam", "connection": "uses_now", "age_band": "18_over"},
            record_wording=wording(service),
            contact={"answer": Answer.GIVEN, "wording": wording(service, Purpose.CONTACT)},
            reference=reference,
        )

    assert len(together(service, record, record)) == 1
    assert Person.objects.get().agreements.count() == 2


def test_a_registration_that_two_deal_with_at_once_is_dealt_with_once(service):
    registration, person = make_registration(service), make_person(service)
    refused = together(
        service,
        lambda: actions.link_registration(by=BY, registration=registration, person=person),
        lambda: actions.record_person_from_registration(by=BY, registration=registration),
        lambda: actions.decline_registration(by=BY, registration=registration, reason="A joke"),
    )
    assert len(refused) == 2
    registration.refresh_from_db()
    assert Person.objects.count() == (2 if registration.state == "recorded" else 1)


def test_asking_again_that_two_put_off_at_once_moves_twice_and_asking_later_is_closed_once(service):
    person = make_person(service, not_before=in_days(5))
    [later] = person.follow_ups.all()
    closes = partial(actions.close_follow_up, by=BY, follow_up=later)
    refused = together(service, lambda: closes(outcome="Rang them"), lambda: closes(outcome="Wrote to them"))
    assert refused == ["This was closed already."]


# --- Joining


@pytest.fixture
def restricted(service):
    """Somebody restricted, and two newer records that stand on their own."""
    old, new, newer = (make_person(service) for _ in range(3))
    withdraw(answer_to(old, Purpose.RECORD))()
    return old, new, newer


def test_two_who_join_the_same_records_at_once_join_them_once(service, restricted):
    old, new, _ = restricted
    join = partial(actions.join_records, by=BY, restricted=old, new=new)
    assert together(service, join, join) == ["Only a restricted record is joined to a newer one."]
    old.refresh_from_db()
    assert (old.joined_into, old.restrictions.filter(ended_at=None).count()) == (new, 0)


def test_a_record_that_two_join_to_different_ones_is_joined_to_one(service, restricted):
    old, new, newer = restricted
    refused = together(
        service,
        lambda: actions.join_records(by=BY, restricted=old, new=new),
        lambda: actions.join_records(by=BY, restricted=old, new=newer),
    )
    assert refused == ["Only a restricted record is joined to a newer one."]
    old.refresh_from_db()
    assert old.joined_into in (new, newer)


def test_a_record_is_joined_to_one_with_a_ground_or_that_one_is_withdrawn_first(service, restricted):
    old, new, _ = restricted
    refused = together(
        service,
        lambda: actions.join_records(by=BY, restricted=old, new=new),
        withdraw(answer_to(new, Purpose.RECORD)),
    )
    old.refresh_from_db()
    assert rules.is_restricted(Person.objects.get(pk=new.pk))
    assert (old.joined_into is None) == bool(refused)
    # Joined first, the older record is closed with the newer one that it is read through; else it stays restricted.
    assert rules.is_restricted(Person.objects.get(pk=old.pk))


# --- Asking later


@pytest.fixture
def due(service):
    """Somebody whose day has come."""
    return make_person(service, not_before=in_days(-1)).follow_ups.get()


def test_a_try_that_two_workers_note_at_once_is_noted_once(service, due):
    note = partial(actions.note_follow_up_try, by=BY, follow_up=due, how="telephone", outcome="no_answer")
    assert together(service, note, note) == [f"They were tried lately. The next try is from {in_days(7):%-d %B %Y} on."]
    assert [step.number for step in due.steps.all()] == [1]


def test_a_try_and_the_end_at_once_are_one_after_the_other(service, due):
    refused = together(
        service,
        lambda: actions.note_follow_up_try(by=BY, follow_up=due, how="telephone", outcome="no_answer"),
        lambda: actions.close_follow_up(by=BY, follow_up=due, outcome="They moved away"),
    )
    due.refresh_from_db()
    assert due.outcome == "They moved away"
    assert bool(refused) == (not due.steps.exists())


def test_giving_to_a_colleague_and_a_no_at_once_leave_nobody_to_be_asked(service, due):
    colleague = make_staff(service)
    one = FollowUp.objects.filter(pk=due.pk)
    together(
        service,
        lambda: actions.give_follow_ups(by=BY, follow_ups=one, to=colleague),
        lambda: actions.note_follow_up_try(by=BY, follow_up=due, how="telephone", outcome="no"),
    )
    due.refresh_from_db()
    assert due.outcome.startswith("They said no")
