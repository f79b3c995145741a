"""The outbox: a message leaves once, only while the person's rules allow it, and is not lost when something fails."""

import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from consent import outbox, rules
from consent.actions import set_safe_contact, withdraw_agreement
from consent.models import Message
from consent.tests.factories import make_person, make_service
from core import actors
from core.scope import scope_of_staff

BY = actors.command("test")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    return tmp_path


@pytest.fixture
def service(transactional_db):
    service = make_service()
    with scope_of_staff(service):
        yield service


def queued(service, channel="text"):
    person = make_person(service, phone="07700 900 123", email="sam@people.example.org", ways=())
    set_safe_contact(by=BY, person=person, channel=channel, allowed=True, may_say_who=True)
    return outbox.queue_message(
        by=BY, person=person, about="invitation", channel=channel, subject="An invitation", text="Hello Sam"
    )


def texts(files):
    return sorted(Path(files / "sms").glob("*.txt")) if (files / "sms").exists() else []


def test_a_text_message_leaves_to_a_file_once(service, files):
    message = queued(service)
    assert outbox.send_waiting(service) == 1
    assert outbox.send_waiting(service) == 0
    [file] = texts(files)
    assert file.read_text().startswith("To: +447700900123\n\nHello Sam\n")
    message.refresh_from_db()
    assert (message.state, message.sent_by_kind) == ("sent", "task")


def test_an_email_carries_the_same_message_id_however_often_it_is_tried(service):
    message = queued(service, "email")
    outbox.send_waiting(service)
    [sent] = mail.outbox
    assert sent.to == ["sam@people.example.org"]
    assert sent.extra_headers["Message-ID"] == message.message_id


def test_withdrawing_stops_what_waits_in_the_same_transaction(service, files):
    message = queued(service)
    agreement = message.person.agreements.get(purpose_id="contact")
    withdraw_agreement(by=BY, agreement=agreement, reason="Changed their mind")
    message.refresh_from_db()
    assert (message.state, message.stopped_because) == ("stopped", "They withdrew")
    assert outbox.send_waiting(service) == 0
    assert texts(files) == []


def test_a_channel_closed_after_queueing_stops_the_message(service, files):
    message = queued(service)
    set_safe_contact(by=BY, person=message.person, channel="text", allowed=False)
    assert outbox.send_waiting(service) == 0
    message.refresh_from_db()
    assert message.state == "stopped"
    assert message.stopped_because == "No safe way to contact them is known."
    assert texts(files) == []


def test_a_failed_try_waits_for_its_lease_and_is_tried_again(service, files, monkeypatch):
    message = queued(service)
    monkeypatch.setattr(outbox, "send_text", fail)
    assert outbox.send_waiting(service) == 0
    monkeypatch.undo()
    assert outbox.send_waiting(service) == 0, "Its lease has not run out."
    Message.objects.filter(pk=message.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert outbox.send_waiting(service) == 1


def fail(**kwargs):
    raise OSError("the line is down")


def test_one_failing_message_does_not_hold_up_the_next(service, monkeypatch):
    queued(service)
    queued(service, "email")
    monkeypatch.setattr(outbox, "send_text", fail)
    assert outbox.send_waiting(service) == 1


def test_two_workers_never_send_the_same_message(service, files):
    for _ in range(8):
        queued(service)
    counts = []

    def work():
        try:
            counts.append(outbox.send_waiting(service))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(counts) == 8
    assert len(texts(files)) == 8
    assert Message.objects.filter(state="sent").count() == 8


def test_the_worker_command_sends_for_every_service(service, files):
    queued(service)
    call_command("run_worker", once=True)
    assert len(texts(files)) == 1


def test_unknown_means_no(service):
    person = make_person(service, phone="07700 900 124", ways=())
    assert not rules.may_be_sent(person, "text")
    assert outbox.machine_channel(person) is None


# --- Withdrawing while a message leaves


def at_once(*works):
    """Run each in a thread of its own, and wait for all of them."""
    threads = [threading.Thread(target=work) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)


def withdraws(service, message):
    with scope_of_staff(service):
        withdraw_agreement(by=BY, agreement=message.person.agreements.get(purpose_id="contact"), reason="By link")


def test_a_withdrawal_while_a_message_leaves_is_after_it(service, monkeypatch):
    message, leaving, tried = queued(service), threading.Event(), threading.Event()

    def slowly(**kwargs):
        leaving.set()
        tried.wait(timeout=30)
        time.sleep(0.3)  # the withdrawal is at the lock by now

    monkeypatch.setattr(outbox, "send_text", slowly)

    def send():
        try:
            assert outbox.send_waiting(service) == 1
        finally:
            connection.close()

    def withdraw():
        try:
            leaving.wait(timeout=30)
            tried.set()
            withdraws(service, message)
        finally:
            connection.close()

    at_once(send, withdraw)
    message.refresh_from_db()
    agreement = message.person.agreements.get(purpose_id="contact")
    assert (message.state, message.stopped_because, agreement.ended_kind) == ("sent", "", "withdrawn")
    assert agreement.ended_at > message.queued_at


def test_a_withdrawal_before_a_message_leaves_stops_it(service, files):
    message, held, claimed = queued(service), threading.Event(), threading.Event()

    def withdraw():
        try:
            with scope_of_staff(service), transaction.atomic():
                withdraws(service, message)
                held.set()
                claimed.wait(timeout=30)
                time.sleep(0.3)  # the sender is at the lock by now
        finally:
            connection.close()

    def send():
        try:
            held.wait(timeout=30)
            claimed.set()
            assert outbox.send_waiting(service) == 0
        finally:
            connection.close()

    at_once(withdraw, send)
    message.refresh_from_db()
    assert message.state == "stopped"
    assert texts(files) == []
