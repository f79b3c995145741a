"""Messages about a registration: whether it was them, a reminder before it goes, kind words, and stopping."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, outbox, rules
from consent.clock import remind_before_removal, remove_old_registrations
from consent.links import token_of, with_link
from consent.models import InterestRegistration, Link, Message
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_registration,
    make_service,
    make_staff,
)
from consent.tests.registering import Visitor
from core import actors, clock
from core.scope import NO_SCOPE, public_scope, scope, scope_of_staff, set_scope

BY = a_command()
NUMBER = "+447700900123"


@pytest.fixture(autouse=True)
def discreet(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    settings.DISCREET_BASE_URL = "https://messages.example.org"
    settings.DISCREET_FROM = "Robin <robin@messages.example.org>"
    return tmp_path / "sms"


@pytest.fixture
def service(db):
    set_scope(NO_SCOPE)
    service = make_service()
    with scope_of_staff(service):
        yield service


def sent_to(registration, left=1):
    """The token of the question whether it was them, once it has left."""
    assert outbox.send_waiting(registration.service) == left
    return token_of(registration.messages.get(about=Message.CONFIRM))


def page(token, rest=""):
    return f"/r/{token}/{rest}"


def again(registration):
    with scope_of_staff(registration.service):
        return InterestRegistration.objects.get(pk=registration.pk)


# --- Asking whether it was them


def test_whoever_registers_with_a_number_or_an_address_is_asked_whether_it_was_them(service, discreet):
    by_text = make_registration(service)
    by_email = make_registration(service, channel="email", phone="", email="kit@people.example.org")
    assert outbox.send_waiting(service) == 2
    [text], [email] = discreet.glob("*.txt"), mail.outbox
    assert email.to == ["kit@people.example.org"] and email.from_email == "Robin <robin@messages.example.org>"
    for said, registration in ((text.read_text(), by_text), (email.body, by_email)):
        assert f"https://messages.example.org{page(token_of(registration.messages.get()))}" in said
        assert "Ask Ada on 0161 496 0000." in said and "Kit" not in said and "Northshire" not in said


@pytest.mark.parametrize(
    "answers",
    [
        {"channel": "telephone"},
        {"channel": "letter", "phone": "", "address": "1 High Street"},
        {"channel": "worker", "phone": "", "worker_name": "Bo"},
        {"channel": "self", "phone": ""},
        {"safe_times": "After 6, when I am alone"},
        {"age_band": "10_15"},
        {"filled_in_by": "here", "helper_name": "Jo"},
        {"filled_in_by": "away"},
    ],
    ids=str,
)
def test_nobody_else_is_asked_by_a_machine(service, answers):
    assert not make_registration(service, **answers).messages.exists()


def test_somebody_who_is_to_be_asked_later_is_written_to_from_that_day_on(service):
    registration = make_registration(service, when_to_ask="later", not_before=in_days(90))
    assert outbox.send_waiting(service) == 0
    message = registration.messages.get()
    assert message.state == "waiting" and "They asked not to be contacted before" in message.waits_because
    assert not rules.may_be_sent(registration, "text")
    later = timezone.now() + timedelta(days=91)
    assert rules.may_be_sent(registration, "text", now=later)


def test_the_last_page_says_that_a_message_comes_and_what_to_do_with_it(service):
    for changes, says in (
        ({}, "We send you a message now. It does not say what it is about."),
        ({"when": {"when_to_ask": "3"}}, "we send you a message. It does not say what it is about."),
    ):
        visitor = Visitor(service)
        shown = visitor.get(visitor.registers(**changes).headers["Location"]).text
        assert says in " ".join(shown.split()) and "we delete your answers 28 days later" in shown
    visitor = Visitor(service)
    shown = visitor.get(visitor.registers(reach={"channel": "self"}).headers["Location"]).text
    assert "we send you a message" not in shown.lower()


def test_filling_in_the_form_again_and_again_writes_to_a_number_once_a_day(service, discreet):
    first, second, other = (make_registration(service, phone=f"07700 90012{digit}") for digit in (3, 3, 4))
    assert outbox.send_waiting(service) == 2
    assert first.messages.get().state == other.messages.get().state == "sent"
    assert second.messages.get().state_in_words.startswith("Stopped: They were asked already today")


# --- The link


@pytest.mark.parametrize("rest", ["", "stop/"])
def test_opening_it_names_nobody_and_changes_nothing(service, rest):
    registration = make_registration(service)
    token = sent_to(registration)
    for _ in range(2):
        shown = Client().get(page(token, rest))
        assert shown.status_code == 200 and "You can ring Ada" in shown.text or rest
        for secret in ("Kit", "07700", "900 123", "Northshire", "Liaison", "NHS", registration.reference):
            assert secret not in shown.text
    Client().get(page(token, "confirm/"))
    assert again(registration).confirmed_at is None and again(registration).state == "new"


def test_the_button_confirms_and_it_is_not_removed_after_28_days(service):
    registration = make_registration(service)
    token = sent_to(registration)
    assert "Yes, it was me" in Client().get(page(token)).text
    answered = Client().post(page(token, "confirm/"), follow=True)
    assert "We know now that it was you" in answered.text
    now = again(registration)
    assert (now.confirmed_by_kind, now.state) == ("link", "new")
    assert rules.removal_of(now).day == in_days(90)


def test_it_dies_with_its_use_and_is_good_for_nothing_else(service):
    kit, token = make_registration(service), ""
    token = sent_to(kit)
    for rest in ("contact/", "withdraw/"):
        for ask in (Client().get, Client().post):
            assert "does not work any more" in ask(page(token, rest)).text
    Client().post(page(token, "confirm/"))
    for rest in ("", "confirm/", "stop/"):
        assert "does not work any more" in (Client().post if rest else Client().get)(page(token, rest)).text
    assert again(kit).state == "new"


def test_a_link_to_a_person_confirms_no_registration(service):
    sam = make_person(service, ways=(), phone="07700 900 125")
    actions.set_safe_contact(by=BY, person=sam, channel="text", allowed=True, may_say_who=True)
    message = outbox.queue_message(by=BY, person=sam, about="news", channel="text", subject="", text="Hello")
    outbox.send_waiting(service)
    assert "does not work any more" in Client().post(page(token_of(message), "confirm/")).text
    with scope_of_staff(service):
        assert Link.objects.get().used_at is None


def test_it_dies_after_90_days(service):
    registration = make_registration(service)
    message = registration.messages.get()
    with clock.at(timezone.now() - timedelta(days=90, minutes=1)):
        with_link(BY, message)
    assert "does not work any more" in Client().get(page(token_of(message))).text


def test_what_was_not_asked_before_its_time_was_over_is_not_asked_any_more(service):
    with clock.at(timezone.now() - timedelta(days=29)):
        registration = make_registration(service)
    assert outbox.send_waiting(service) == 0
    assert registration.messages.get().state == "stopped"


def test_stopping_acts_at_once_and_what_was_sent_is_gone_the_day_after(service):
    registration = make_registration(service)
    token = sent_to(registration)
    assert "We will not contact you any more" in Client().post(page(token, "stop/"), follow=True).text
    now = again(registration)
    assert (now.state, now.handled_by_kind) == ("withdrawn", "link")
    with scope_of_staff(service):
        assert not rules.may_be_sent(now, "text") and not rules.may_handle(now)
        remove_old_registrations(service, in_days(0))
        assert InterestRegistration.objects.filter(pk=now.pk).exists()
        with clock.at(timezone.now() - timedelta(days=1)):
            later = make_registration(service, phone="07700 900 124")
            actions.take_back_registration(by=BY, registration=later, reason="They rang")
        remove_old_registrations(service, in_days(0))
        assert not InterestRegistration.objects.filter(pk=later.pk).exists()
        assert not Message.objects.filter(registration=later.pk).exists()


def test_a_dead_link_has_a_fresh_one_sent_on_the_way_they_named_only(service, discreet):
    registration = make_registration(service)
    token = sent_to(registration)
    Client().post(page(token, "confirm/"))
    for _ in range(3):
        assert "Look out for a new link" in Client().post(page(token, "new/"), follow=True).text
    with scope_of_staff(service):
        assert outbox.send_waiting(service) == 1
        fresh = token_of(registration.messages.get(about="new link"))
    shown = Client().get(page(fresh)).text
    assert "Stop contacting me" in shown and "Yes, it was me" not in shown


def test_no_fresh_link_goes_out_for_what_was_taken_back_or_belongs_to_a_person(service):
    gone, made = make_registration(service), make_registration(service, phone="07700 900 124")
    outbox.send_waiting(service)
    by = actors.staff(make_staff(service))
    actions.take_back_registration(by=BY, registration=gone, reason="They rang")
    actions.record_person_from_registration(by=by, registration=made)
    for registration in (gone, made):
        with scope_of_staff(service):
            token = token_of(registration.messages.get(about=Message.CONFIRM))
        assert "does not work any more" in Client().get(page(token)).text
        Client().post(page(token, "new/"))
    with scope_of_staff(service):
        assert not Message.objects.filter(about="new link").exists()


def test_a_link_sees_what_was_sent_about_its_registration_and_nothing_of_another(service):
    mine, other = make_registration(service), make_registration(service, phone="07700 900 124")
    with scope(public_scope(service, record=mine.pk)):
        assert list(Message.objects.values_list("registration", flat=True)) == [mine.pk]
        assert not InterestRegistration.objects.filter(pk=other.pk).exists()
    with scope(public_scope(service)):
        assert not Message.objects.exists()


# --- When it was looked at meanwhile


def test_what_waits_to_be_asked_is_stopped_once_it_is_known_or_looked_at(service):
    by = actors.staff(make_staff(service))
    reached, declined, linked = (make_registration(service, phone=f"07700 90013{digit}") for digit in range(3))
    actions.confirm_registration(by=by, registration=reached)
    actions.decline_registration(by=by, registration=declined, reason="A joke")
    actions.link_registration(by=by, registration=linked, person=make_person(service))
    assert {m.registration for m in Message.objects.filter(state="stopped")} == {reached, declined, linked}
    assert outbox.send_waiting(service) <= 1, "Only the welcome of whoever was linked."


# --- Removed, warned 7 days before


def test_they_are_written_to_once_7_days_before_what_they_sent_is_removed(service, discreet):
    with clock.at(timezone.now() - timedelta(days=22)):
        registration = make_registration(service)
        outbox.send_waiting(service)
    for _ in range(2):
        remind_before_removal(service, in_days(0))
    [reminder] = registration.messages.filter(about=Message.REMINDER)
    assert f"We delete what we were told on {in_days(6):%-d %B %Y}" in reminder.text
    assert outbox.send_waiting(service) == 1
    Client().post(page(token_of(reminder), "confirm/"))
    assert rules.removal_of(again(registration)).day > in_days(28)


@pytest.mark.parametrize("days", [5, 20])
def test_nobody_is_reminded_too_early(service, days):
    with clock.at(timezone.now() - timedelta(days=days)):
        registration = make_registration(service)
    remind_before_removal(service, in_days(0))
    assert not registration.messages.filter(about=Message.REMINDER).exists()


def test_nobody_is_reminded_whose_answer_would_keep_nothing(service):
    with clock.at(timezone.now() - timedelta(days=22)):
        child = make_registration(service, age_band="10_15")
        told = make_registration(service, phone="07700 900 124")
        actions.confirm_registration(by=BY, registration=told)
    remind_before_removal(service, in_days(0))
    assert not Message.objects.filter(about=Message.REMINDER, registration__in=[child, told]).exists()


# --- STOP


@pytest.mark.parametrize("state", ["new", "declined"])
def test_a_reply_of_stop_takes_back_every_registration_with_that_number(service, state):
    mine, other = make_registration(service), make_registration(service, phone="07700 900 124")
    helped = make_registration(service, filled_in_by="away", helper_phone="07700 900 123")
    if state == "declined":
        actions.decline_registration(by=BY, registration=mine, reason="No place", words="Thank you")
    assert actions.stop_by_reply(by=actors.reply(), service=service, number=NUMBER) == 2
    assert [again(one).state for one in (mine, helped, other)] == ["withdrawn", "withdrawn", "new"]
    assert again(mine).decline_reason == "They replied STOP to a text message"
    assert set(mine.messages.values_list("state", flat=True)) == {"stopped"}
    assert actions.stop_by_reply(by=actors.reply(), service=service, number=NUMBER) == 0


# --- Declining with a few kind words


@pytest.fixture
def worker(service):
    user = make_staff(service)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def declines(worker, registration, **sent):
    address = reverse("decline_registration", args=[registration.pk])
    return worker.post(address, {"reason": "No place for now", **sent}, follow=True)


def test_the_words_are_shown_as_they_go_before_they_go(service, worker, discreet):
    registration = make_registration(service)
    shown = declines(worker, registration, tell="yes", words="Thank you. Not for now.")
    assert "What they will read" in shown.text and "Ask Ada on 0161 496 0000." in shown.text
    assert "Decline, and write this to them" in shown.text and again(registration).state == "new"
    read = shown.context["form"]["read"].value()
    changed = declines(worker, registration, tell="yes", words="Something else.", read=read)
    assert "What they will read" in changed.text and again(registration).state == "new"
    sent = declines(worker, registration, tell="yes", words="Thank you. Not for now.", read=read)
    assert "They are written to." in sent.text
    with scope_of_staff(service):
        assert again(registration).state == "declined"
        assert outbox.send_waiting(service) == 1
    [file] = discreet.glob("*.txt")
    assert "Hello Kit,\n\nThank you. Not for now." in file.read_text()


def test_words_that_are_not_discreet_are_refused_beside_them(service, worker):
    shown = declines(worker, make_registration(service), tell="yes", words="The magistrates say no.")
    assert "“magistrates”, which tells of a court" in shown.text and "The magistrates say no." in shown.text


def test_nothing_is_written_where_it_is_not_wanted_or_no_way_was_named(service, worker):
    quiet = make_registration(service)
    assert "is declined." in declines(worker, quiet, tell="no", words="Thank you").text
    mute = make_registration(service, channel="self", phone="")
    assert "They asked us not to contact them" in worker.get(reverse("decline_registration", args=[mute.pk])).text
    assert "is declined." in declines(worker, mute).text
    with scope_of_staff(service):
        assert not Message.objects.filter(registration__in=[quiet, mute]).exclude(about=Message.CONFIRM).exists()


@pytest.mark.parametrize(
    ("channel", "where"), [("letter", {"address": "1 High Street", "phone": ""}), ("telephone", {}), ("worker", {})]
)
def test_on_a_way_that_no_machine_writes_on_it_is_a_letter_or_a_task(service, worker, channel, where):
    registration = make_registration(service, channel=channel, **where)
    shown = declines(worker, registration, tell="yes", words="Thank you.")
    read = shown.context["form"]["read"].value()
    declines(worker, registration, tell="yes", words="Thank you.", read=read)
    with scope_of_staff(service):
        message = registration.messages.get()
    assert (message.channel, message.state) == (channel, "waiting")
    listed = worker.get(reverse("outbox")).text
    assert "Kit" in listed and registration.reference in listed
    assert registration.reference in worker.get(reverse("outbox_file")).getvalue().decode()
    assert "Thank you." in worker.get(reverse("message", args=[message.pk])).text
    if channel == "letter":
        assert "1 High Street" in worker.get(reverse("letters_to_post")).text
    else:
        noted = worker.post(reverse("message", args=[message.pk]), {"told": "yes"}, follow=True)
        assert "It is noted that they were told" in noted.text


def test_nobody_is_noted_as_told_before_the_day_from_which_they_may_be(service, worker):
    registration = make_registration(service, channel="telephone", when_to_ask="later", not_before=in_days(30))
    shown = declines(worker, registration, tell="yes", words="Thank you.")
    assert "so it waits until then" in shown.text
    declines(worker, registration, tell="yes", words="Thank you.", read=shown.context["form"]["read"].value())
    with scope_of_staff(service):
        message = registration.messages.get()
    noted = worker.post(reverse("message", args=[message.pk]), {"told": "yes"}, follow=True).text
    assert "They may not be told yet, and nothing is noted." in noted
    with scope_of_staff(service):
        message.refresh_from_db()
    assert message.state == "waiting"


def test_the_page_of_a_registration_says_what_was_sent_about_it(service, worker):
    registration = make_registration(service)
    shown = worker.get(reverse("registration", args=[registration.pk])).text
    assert "Messages to them" in shown and "Waits to be sent" in shown


def test_messages_about_registrations_are_found_by_name_and_reference(service, worker):
    kit, ash = make_registration(service), make_registration(service, name_to_use="Ash")
    for q in ("ash", ash.reference[:7]):
        shown = worker.get(reverse("outbox"), {"q": q}).text
        assert ash.reference in shown and kit.reference not in shown


def test_whoever_handles_no_registrations_sees_no_messages_about_them(service):
    registration = make_registration(service)
    client = Client()
    user = make_staff(service, role="ig_lead")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answered = client.get(reverse("message", args=[registration.messages.get().pk]))
    assert answered.status_code in (403, 404)
    assert registration.reference not in client.get(reverse("outbox")).text
