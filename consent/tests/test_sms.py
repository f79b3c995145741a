"""Text messages through GOV.UK Notify, against a stand-in that speaks its protocol; receipts, and replying STOP."""

import json
import uuid

import pytest
from django.test import Client

from consent import outbox, rules
from consent.actions import set_safe_contact
from consent.models import Message, Person
from consent.rules import says_stop
from consent.tests.factories import a_command, make_person, make_service
from consent.tests.notify_stand_in import KEY, notify
from core import checks
from core.scope import scope_of_staff

BY = a_command()
TOKEN = "t" * 40
NUMBER = "+447700900123"


@pytest.fixture
def stand_in(settings):
    with notify() as stand_in:
        settings.SMS_BACKEND = "consent.sms.NotifyBackend"
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, str(uuid.uuid4())
        settings.NOTIFY_BASE_URL, settings.NOTIFY_CALLBACK_TOKEN = stand_in.url, TOKEN
        yield stand_in


@pytest.fixture
def service(db):
    service = make_service()
    with scope_of_staff(service):
        yield service


def somebody(service, **details):
    person = make_person(service, ways=(), **{"phone": "07700 900 123", **details})
    set_safe_contact(by=BY, person=person, channel="text", allowed=True, may_say_who=True)
    return person


def waiting(person):
    return outbox.queue_message(by=BY, person=person, about="news", channel="text", subject="", text="Hello Sam")


def call(path, body, token=TOKEN, **more):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post(path, data, content_type="application/json", headers=headers, **more)


def receipt(message, status, **more):
    return call("/callbacks/sms/receipts/", {"reference": str(message.pk), "status": status, "to": NUMBER}, **more)


def reply(words, number="447700900123", **more):
    return call("/callbacks/sms/", {"source_number": number, "message": words, "id": str(uuid.uuid4())}, **more)


# --- Sending


def test_a_text_message_leaves_through_notify_with_its_link_and_its_reference(service, stand_in, settings):
    message = waiting(somebody(service))
    assert outbox.send_waiting(service) == 1
    [came] = stand_in.came
    assert (came["phone_number"], came["reference"]) == (NUMBER, str(message.pk))
    assert came["template_id"] == settings.NOTIFY_TEMPLATE_ID
    assert came["personalisation"]["message"].startswith("Hello Sam") and "/r/" in came["personalisation"]["message"]


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_notify_does_not_take_now_waits_and_is_tried_again(service, stand_in, status, caplog):
    message = waiting(somebody(service))
    stand_in.status = status
    assert outbox.send_waiting(service) == 0
    message.refresh_from_db()
    assert (message.state, message.waits_because) == ("waiting", outbox.TRIED_AGAIN)
    assert "7700" not in caplog.text and "Sam" not in caplog.text
    stand_in.status = 201
    Message.objects.update(lease_until=None)
    assert outbox.send_waiting(service) == 1
    message.refresh_from_db()
    assert message.waits_because == ""


def test_a_number_that_notify_never_takes_stops_the_message(service, stand_in):
    message = waiting(somebody(service))
    stand_in.status = 400
    assert outbox.send_waiting(service) == 0
    message.refresh_from_db()
    assert (message.state, message.stopped_because) == (
        "stopped",
        "The text message service does not take this number or message.",
    )


def test_a_line_that_is_down_holds_the_message(service, stand_in, settings):
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    message = waiting(somebody(service))
    assert outbox.send_waiting(service) == 0
    message.refresh_from_db()
    assert message.state == "waiting"


# --- What became of it


@pytest.mark.parametrize(
    ("status", "delivery"),
    [
        ("delivered", "delivered"),
        ("permanent-failure", "failed"),
        ("temporary-failure", "failed"),
        ("technical-failure", "failed"),
        ("sending", ""),
        ("made-up", ""),
    ],
)
def test_a_receipt_says_what_became_of_a_message(service, stand_in, status, delivery):
    message = waiting(somebody(service))
    outbox.send_waiting(service)
    assert receipt(message, status).status_code == 204
    with scope_of_staff(service):
        message.refresh_from_db()
    assert message.delivery == delivery
    assert bool(message.delivery_noted_at) == bool(delivery)


def test_a_receipt_that_comes_twice_or_too_early_changes_nothing(service, stand_in):
    message = waiting(somebody(service))
    receipt(message, "delivered")
    with scope_of_staff(service):
        message.refresh_from_db()
        assert message.delivery == ""
        outbox.send_waiting(service)
    for status in ("delivered", "permanent-failure", "delivered"):
        receipt(message, status)
    with scope_of_staff(service):
        message.refresh_from_db()
    assert message.delivery == "delivered"


def test_a_receipt_for_nothing_is_taken_and_tells_nothing(db, stand_in):
    body = {"reference": str(uuid.uuid4()), "status": "delivered"}
    assert call("/callbacks/sms/receipts/", body).status_code == 204


# --- STOP


@pytest.mark.parametrize("words", ["STOP", " Stop.", "Stop please", "STOP ALL", "unsubscribe", "opt out", "End"])
def test_these_replies_mean_stop(words):
    assert says_stop(words)


@pytest.mark.parametrize("words", ["", "Yes", "Don't stop", "See you at the stop", "Ok thanks", "\x00", "?" * 5000])
def test_these_replies_do_not(words):
    assert not says_stop(words)


@pytest.mark.parametrize("number", ["447700900123", "+447700900123", "07700900123", "07700 900 123"])
def test_stop_withdraws_contact_for_everybody_with_that_number(service, stand_in, number):
    sam, kit, other = somebody(service), somebody(service, name_to_use="Kit"), somebody(service, phone="07700 900 124")
    left = waiting(sam)
    assert reply("STOP", number).status_code == 204
    with scope_of_staff(service):
        for person in (sam, kit):
            agreement = person.agreements.get(purpose_id="contact")
            assert (agreement.ended_kind, agreement.ended_by_kind) == ("withdrawn", "link")
            assert agreement.ended_reason == "They replied STOP to a text message"
        left.refresh_from_db()
        assert left.state == "stopped"
        assert rules.may_contact(Person.objects.get(pk=other.pk))


def test_stop_counts_in_every_service_that_sends_from_here(service, stand_in):
    elsewhere = make_service("Eastshire")
    with scope_of_staff(elsewhere):
        kit = somebody(elsewhere)
    reply("Stop")
    with scope_of_staff(elsewhere):
        assert not rules.may_contact(Person.objects.get(pk=kit.pk))


def test_stop_a_second_time_changes_nothing(service, stand_in):
    sam = somebody(service)
    reply("STOP")
    with scope_of_staff(service):
        ended = sam.agreements.get(purpose_id="contact").ended_at
    assert reply("STOP").status_code == 204
    with scope_of_staff(service):
        assert sam.agreements.get(purpose_id="contact").ended_at == ended


def test_another_reply_changes_nothing(service, stand_in):
    sam = somebody(service)
    assert reply("Yes please").status_code == 204
    with scope_of_staff(service):
        assert rules.may_contact(Person.objects.get(pk=sam.pk))


# --- Attacks


@pytest.mark.parametrize("path", ["/callbacks/sms/", "/callbacks/sms/receipts/"])
@pytest.mark.parametrize("token", ["", "wrong", TOKEN[:-1], TOKEN + "t", "é" * 40])
def test_nothing_is_there_for_a_call_without_the_token(service, stand_in, path, token):
    sam = somebody(service)
    body = {"source_number": "447700900123", "message": "STOP"}
    assert call(path, body, token=token.encode().decode("latin-1")).status_code == 404
    with scope_of_staff(service):
        assert rules.may_contact(Person.objects.get(pk=sam.pk))


@pytest.mark.parametrize("path", ["/callbacks/sms/", "/callbacks/sms/receipts/"])
def test_nothing_is_there_where_no_token_is_set(db, settings, path):
    settings.NOTIFY_CALLBACK_TOKEN = ""
    assert call(path, {}, token="").status_code == 404
    assert (
        Client().post(path, "{}", content_type="application/json", headers={"Authorization": "Bearer "}).status_code
        == 404
    )


@pytest.mark.parametrize("path", ["/callbacks/sms/", "/callbacks/sms/receipts/"])
@pytest.mark.parametrize(
    "body", ["", "[]", "null", "{", b"\xff\xfe", "[" * 5000, '"x"', "{}", '{"source_number": 1, "message": []}',
             '{"reference": ["x"], "status": {}}', '{"pad": "' + "x" * 30000 + '"}']
)  # fmt: skip
def test_nonsense_is_refused_and_never_an_error(db, stand_in, path, body):
    assert call(path, body).status_code == 400


@pytest.mark.parametrize("number", ["", "44", "x", "+" * 50, "0" * 500, "\x00", "447700900123; drop table"])
def test_a_reply_from_no_number_does_nothing(service, stand_in, number):
    sam = somebody(service)
    assert reply("STOP", number).status_code == 204
    with scope_of_staff(service):
        stopped = not rules.may_contact(Person.objects.get(pk=sam.pk))
    assert not stopped


@pytest.mark.parametrize("path", ["/callbacks/sms/", "/callbacks/sms/receipts/"])
def test_it_is_only_called_and_never_opened(db, path):
    assert Client().get(path).status_code == 405


# --- What a deployment is asked


def test_a_deployment_with_notify_needs_its_key_its_template_and_a_token_that_nobody_guesses(settings):
    settings.SMS_BACKEND = "consent.sms.NotifyBackend"
    settings.NOTIFY_API_KEY = settings.NOTIFY_TEMPLATE_ID = settings.NOTIFY_CALLBACK_TOKEN = ""
    assert [error.id for error in checks.text_messages_can_leave(None)] == ["core.E004"]
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = KEY, "template"
    assert [error.id for error in checks.text_messages_can_leave(None)] == ["core.E005"]
    settings.NOTIFY_CALLBACK_TOKEN = TOKEN
    assert checks.text_messages_can_leave(None) == []


def test_a_deployment_is_warned_where_messages_show_the_ordinary_host_or_sender(settings):
    assert [warning.id for warning in checks.messages_are_discreet(None)] == ["core.W001"]
    settings.DISCREET_BASE_URL, settings.DISCREET_FROM = "https://messages.example.org", "Robin <m@example.org>"
    assert checks.messages_are_discreet(None) == []
