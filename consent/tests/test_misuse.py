"""Attacks on the public side, tried and refused.

* Registering 10,000 times, from one address and from many: limited, nothing else is stored, others still register.
* Guessing: tokens, references and keys. Replaying links: after use, after the registration changed, another person's.
* Probing who is known: the same page, the same words and the same statements for a known number or email address.
* Scripts and formulas in every field of the public form: shown as text wherever they are shown.

What is sent to every address of the system is in tests/test_hostile_input.py; links to people in test_links.py; signing
in by code in test_signing_in.py.
"""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent import actions, outbox
from consent.interest import WALK, is_away, is_child
from consent.links import address_of, token_of
from consent.models import Draft, InterestRegistration, Link, Message
from consent.tests.factories import a_command, make_person, make_registration, make_service, make_staff, wording
from consent.tests.registering import ADULT, ALONE, BOTH, CHILD, HELPED, Visitor, drafts, stored
from consent.views.registering import BEGUN, SENT
from core import actors
from core.limits import HourlyLimit
from core.scope import NO_SCOPE, public_scope, scope, scope_of_staff, set_scope

BY = a_command()
MANY = 10_000
SCRIPT = "<script>alert(1)</script>"
FORMULA = "=HYPERLINK(0)"


@pytest.fixture
def service(db, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    set_scope(NO_SCOPE)
    return make_service()


def request_from(address):
    return RequestFactory().get("/", REMOTE_ADDR=address)


# --- Registering 10,000 times


def registers_as_the_page_does(service, address, answers) -> bool:
    """What the last button does once the form is valid: look at the limit, store, count."""
    request = request_from(address)
    if SENT.reached(request, service):
        return False
    key = uuid.uuid4()
    with scope(public_scope(service, record=key)):
        actions.register_interest(by=actors.public_form(), service=service, key=key, answers=answers)
    SENT.count(request, service)
    return True


@pytest.fixture
def answers(service):
    with scope_of_staff(service):
        words = {f"{purpose}_wording": wording(service, purpose) for purpose in ("record", "contact")}
    named = {"age_band": "18_over", "name_to_use": "Kit", "connection": "used_before"}
    return {**named, "channel": "text", "phone": "+447700900123", **words}


@pytest.mark.parametrize(
    ("where", "times", "stored_at_most"),
    [
        (lambda n: "192.0.2.7", MANY, SENT.most),
        (lambda n: f"198.51.{n // 250}.{n % 250}", MANY, SENT.most_in_service),
        (lambda n: f"2001:db8:0:1::{n:x}", SENT.most + 5, SENT.most),
    ],
    ids=["one address", "many addresses", "many addresses of one IPv6 network"],
)
def test_of_ten_thousand_registrations_so_many_are_stored_in_an_hour(service, answers, where, times, stored_at_most):
    taken = sum(registers_as_the_page_does(service, where(n), answers) for n in range(times))
    assert taken == len(stored(service)) == stored_at_most
    with scope_of_staff(service):
        assert Message.objects.count() == stored_at_most, "One question whether it was them for each, and no more."
        assert outbox.send_waiting(service, most=MANY) == 1, "And to one number one a day, however often it is given."


def test_whoever_else_registers_is_let_in_meanwhile_here_and_in_every_other_service(service, answers):
    for _ in range(SENT.most + 5):
        registers_as_the_page_does(service, "192.0.2.7", answers)
    assert not registers_as_the_page_does(service, "192.0.2.7", answers)
    assert registers_as_the_page_does(service, "192.0.2.8", answers)
    elsewhere = make_service("Eastshire")
    assert Visitor(elsewhere, REMOTE_ADDR="192.0.2.9").registers().status_code == 302


def test_one_more_address_does_not_have_the_others_forgotten(db):
    """The shared table would keep 300 entries by itself, and throw away a third of them for one more."""
    limit = HourlyLimit("a-test", most=1)
    for n in range(350):
        limit.count(request_from(f"198.51.{n // 250}.{n % 250}"))
    assert all(limit.reached(request_from(f"198.51.{n // 250}.{n % 250}")) for n in range(350))


def all_answered(service, **changes):
    """A visitor whose answers wait to be sent, without walking every question."""
    visitor, key = Visitor(service, **changes), uuid.uuid4()
    kept = {}
    for step in WALK.steps:
        if step.key in ADULT:
            form = step.form(ADULT[step.key], service=service, known={})
            assert form.is_valid(), form.errors
            kept[step.key] = form.kept
    with scope(public_scope(service, record=key)):
        by, kind = actors.public_form(), Draft.Kind.REGISTRATION
        draft = actions.start_draft(by=by, service=service, key=key, step="age", kept=kept["age"], kind=kind)
        for step in list(kept)[1:]:
            draft = actions.keep_answer(by=by, draft=draft, step=step, kept=kept[step])
    session = visitor.session
    session["registering"] = {"service": service.pk, "key": str(key)}
    session.save()
    return visitor


def test_through_every_layer_one_address_sends_thirty_in_an_hour_and_is_told_whom_to_ring(service):
    visitors = [all_answered(service, REMOTE_ADDR="192.0.2.7") for _ in range(SENT.most + 3)]
    sent = [visitor.sends() for visitor in visitors]
    assert [answer.status_code for answer in sent] == [302] * SENT.most + [429] * 3
    assert "You can ring Ada on 0161 496 0000." in sent[-1].text
    assert len(stored(service)) == SENT.most and len(drafts(service)) == 3
    assert all_answered(service, REMOTE_ADDR="192.0.2.8").sends().status_code == 302


def test_answers_that_are_only_begun_are_limited_in_the_same_way(service):
    request = request_from("192.0.2.7")
    for _ in range(BEGUN.most):
        BEGUN.count(request, service)
    assert Visitor(service, REMOTE_ADDR="192.0.2.7").answer("age", ADULT["age"]).status_code == 429
    assert not drafts(service)


# --- Guessing


@pytest.fixture
def asked(service):
    """A registration whose question was sent, and the token in it."""
    with scope_of_staff(service):
        registration = make_registration(service)
        assert outbox.send_waiting(service) == 1
        token = token_of(registration.messages.get())
    set_scope(NO_SCOPE)
    return registration, token


def now(registration):
    with scope_of_staff(registration.service):
        return InterestRegistration.objects.get(pk=registration.pk)


def test_no_token_that_is_like_it_opens_it(asked):
    registration, token = asked
    for at in range(len(token)):
        other = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        client = Client(REMOTE_ADDR=f"192.0.2.{at}")
        assert "does not work any more" in client.post(f"/r/{other}/confirm/").text
    for guess in (registration.reference, str(registration.pk), token[:-1], token + "A", token.swapcase()):
        assert "does not work any more" in Client(REMOTE_ADDR="192.0.2.99").post(f"/r/{guess}/confirm/").text
    assert now(registration).confirmed_at is None


def test_the_token_of_a_message_that_did_not_leave_opens_nothing(service):
    with scope_of_staff(service):
        registration = make_registration(service)
        token = token_of(registration.messages.get())
    set_scope(NO_SCOPE)
    assert "does not work any more" in Client().post(f"/r/{token}/confirm/").text
    assert now(registration).confirmed_at is None


def test_guessing_is_stopped_for_the_address_it_comes_from(asked):
    registration, token = asked
    client = Client(REMOTE_ADDR="192.0.2.7")
    answers = [client.post(f"/r/{number:022}/confirm/").status_code for number in range(40)]
    assert answers == [200] * 30 + [429] * 10
    assert client.post(f"/r/{token}/confirm/").status_code == 429, "Not even the right one is told from there."
    assert Client(REMOTE_ADDR="192.0.2.8").post(f"/r/{token}/confirm/").status_code == 302


def test_a_link_that_is_used_up_looks_like_one_that_was_never_sent(asked):
    _registration, token = asked
    Client().post(f"/r/{token}/stop/")
    never = "A" * 22
    for rest in ("", "confirm/", "stop/"):
        one, other = (getattr(Client(), "post" if rest else "get")(f"/r/{each}/{rest}") for each in (token, never))
        assert plain(one, token) == plain(other, never) and one.status_code == other.status_code
    one, other = (Client().post(f"/r/{each}/new/") for each in (token, never))
    assert (one.status_code, one["Location"]) == (other.status_code, other["Location"])


def plain(page, *words):
    text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page.text)
    for word in words:
        text = text.replace(word, "")
    return text


# --- Replaying


@pytest.mark.parametrize("used", ["confirm/", "stop/"])
def test_a_link_is_used_once_whichever_way(asked, used):
    registration, token = asked
    assert Client().post(f"/r/{token}/{used}").status_code == 302
    was = (now(registration).state, now(registration).confirmed_at, now(registration).handled_at)
    for rest in ("confirm/", "stop/", "contact/", "withdraw/"):
        assert "does not work any more" in Client().post(f"/r/{token}/{rest}").text
    assert was == (now(registration).state, now(registration).confirmed_at, now(registration).handled_at)


@pytest.mark.parametrize(
    "change",
    [
        lambda service, one: actions.stop_by_reply(by=actors.reply(), service=service, number=one.phone.as_e164),
        lambda service, one: actions.link_registration(by=BY, registration=one, person=make_person(service)),
        lambda service, one: actions.record_person_from_registration(by=BY, registration=one),
    ],
    ids=["they replied stop", "it was linked", "a person was made of it"],
)
def test_a_link_from_before_a_change_does_nothing_to_what_came_of_it(service, asked, change):
    registration, token = asked
    with scope_of_staff(service):
        change(service, registration)
    was = now(registration).state
    for rest in ("confirm/", "stop/"):
        assert "does not work any more" in Client().post(f"/r/{token}/{rest}").text
    assert now(registration).state == was and now(registration).confirmed_at is None


def test_somebody_elses_link_reaches_their_own_registration_and_no_other(service, asked):
    mine, _token = asked
    with scope_of_staff(service):
        other = make_registration(service, phone="07700 900 124")
        outbox.send_waiting(service)
        token = token_of(other.messages.get())
    Client().post(f"/r/{token}/stop/")
    assert (now(mine).state, now(other).state) == ("new", "withdrawn")


def test_the_same_link_pressed_by_two_at_one_moment_makes_one_change(asked):
    registration, _token = asked
    link = Link.objects.get()
    with scope(public_scope(registration.service, record=registration.pk)):
        actions.confirm_by_link(by=actors.link(link), link=link)
        with pytest.raises(Exception, match="does not work any more"):
            actions.take_back_by_link(by=actors.link(link), link=link)


def test_no_page_that_a_link_opens_can_be_framed_kept_or_passed_on(asked):
    _registration, token = asked
    page = Client().get(f"/r/{token}/")
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] in ("no-referrer", "same-origin", "strict-origin")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert 'name="robots" content="noindex, nofollow"' in page.text
    assert token in address_of(token)


# --- Probing who is known

KNOWN = {"phone": "07700 900 123", "email": "sam@people.example.org"}
BY_EMAIL = {"reach": {"channel": "email", "email": KNOWN["email"]}}


@pytest.mark.parametrize("way", [{}, BY_EMAIL], ids=["a number", "an email address"])
def test_a_number_or_address_that_is_known_is_answered_like_any_other(service, way):
    """As of a person, of an account, of a registration, and of somebody who said stop: page, words and statements."""
    seen = []
    for known in (False, True):
        if known:
            with scope_of_staff(service):
                sam = make_person(service, **KNOWN)
                make_registration(service, **KNOWN)
                actions.take_back_registration(
                    by=BY, registration=make_registration(service, **KNOWN), reason="They said stop"
                )
                for agreement in sam.agreements.filter(purpose_id="contact"):
                    actions.withdraw_agreement(by=BY, agreement=agreement, reason="They said stop")
            set_scope(NO_SCOPE)
        visitor = Visitor(service)
        visitor.answers(**way)
        visitor.waits()
        set_scope(NO_SCOPE)
        words = visitor.get(visitor.check).context["form"]["words"].value()
        with CaptureQueriesContext(connection) as asked:
            sent = visitor.post(visitor.check, {"words": words, **BOTH})
        newest = max(stored(service), key=lambda one: one.received_at)
        page = visitor.get(sent.headers["Location"])
        seen.append((sent.status_code, plain(page, newest.reference), len(asked)))
    assert seen[0] == seen[1]


# --- Scripts and formulas in every field

TEXTS = {
    "name_to_use", "worker_name", "safe_times", "other", "access_needs", "language", "talk_to_name", "helper_name",
    "helper_relation", "address", "not_safe",
}  # fmt: skip


def nasty(answers, reach):
    """The answers to a form, with a formula and a script in each field that takes words."""
    filled = {}
    for key, sent in {**answers, **({"reach": reach} if "reach" in answers else {})}.items():
        step = next(step for step in WALK.steps if step.key == key)
        texts = {name: FORMULA + SCRIPT for name in step.form.base_fields if name in TEXTS}
        filled[key] = {**sent, **texts}
    return filled


@pytest.mark.parametrize(
    ("answers", "reach"),
    [
        (ADULT, {"channel": "letter"}),
        (ADULT, {"channel": "worker"}),
        (CHILD, {"channel": "letter"}),
        (HELPED, {"channel": "letter"}),
        (ALONE, {}),
    ],
    ids=["an adult, by letter", "an adult, through a worker", "a child", "with a helper", "a helper alone"],
)
def test_what_is_typed_is_text_wherever_staff_read_it(service, answers, reach):
    visitor = Visitor(service)
    visitor.answers(nasty(answers, reach))
    shown = visitor.get(visitor.check)
    agreed = {"agree_record": "on"} if is_child(known(answers)) or is_away(known(answers)) else BOTH
    done = visitor.get(visitor.sends(**agreed).headers["Location"])
    [registration] = stored(service)
    with scope_of_staff(service):
        staff = make_staff(service, "manager")
        client = Client()
        client.force_login(staff, backend="allauth.account.auth_backends.AuthenticationBackend")
    pages = [shown, done, *read_by_staff(client, service, registration)]
    assert len(pages) > 5
    for page in pages:
        text = page.getvalue().decode() if page.streaming else page.text
        if page.headers["Content-Type"].startswith("text/csv"):
            assert FORMULA in text and not re.search(rf'(^|,)"?{re.escape(FORMULA)}', text, re.M)
        else:
            assert page.status_code == 200 and SCRIPT not in text, page.request["PATH_INFO"]


def known(answers):
    return {name: value for sent in answers.values() for name, value in sent.items()}


def read_by_staff(client, service, registration):
    """Every page on which staff read what was typed, before and after it is a person on record."""
    for name in ("registration", "decline_registration", "try_registration"):
        yield client.get(reverse(name, args=[registration.pk]))
    yield client.get(reverse("registrations"))
    yield client.get(reverse("today"))
    if registration.is_their_own:
        with scope_of_staff(service):
            person = actions.record_person_from_registration(by=BY, registration=registration)
            words = {"about": FORMULA[:20], "subject": FORMULA + SCRIPT, "text": FORMULA + SCRIPT}
            message = outbox.queue_message(by=BY, person=person, channel="letter", **words)
        for name in ("person", "person_timeline", "timeline_file", "person_answers", "person_needs"):
            yield client.get(reverse(name, args=[person.reference]))
        yield client.get(reverse("message", args=[message.pk]))
    elif registration.channel:
        with scope_of_staff(service):
            actions.decline_registration(by=BY, registration=registration, reason=SCRIPT, words=FORMULA + SCRIPT)
            message = registration.messages.get()
        yield client.get(reverse("registration", args=[registration.pk]))
        yield client.get(reverse("message", args=[message.pk]))
    else:
        return
    for name in ("outbox", "outbox_file", "letters_to_post"):
        yield client.get(reverse(name))
