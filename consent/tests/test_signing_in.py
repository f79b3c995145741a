"""Signing in by a code: who is sent one, what it opens, and what nobody learns by trying."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, outbox, rules
from consent.models import AccountOf, Message, Person
from consent.tests.factories import a_command, make_person, make_service, make_staff
from core import clock, limits
from core.actions import add_member
from core.codes import code_of
from core.models import User
from core.scope import NO_SCOPE, scope_of_staff, set_scope

BY = a_command()
ADDRESS = "sam@people.example.org"
ASK, ENTER = reverse("account_request_login_code"), reverse("account_confirm_login_code")


@pytest.fixture(autouse=True)
def quickly(monkeypatch, settings):
    """Nobody waits for the even time of the answer, which has a test of its own."""
    settings.DISCREET_BASE_URL = "https://messages.example.org"
    settings.DISCREET_FROM = "Robin <robin@messages.example.org>"
    monkeypatch.setattr(limits.time, "sleep", lambda seconds: None)


@pytest.fixture
def service(db):
    set_scope(NO_SCOPE)
    service = make_service()
    with scope_of_staff(service):
        yield service


def somebody(service, says_who=False, email=ADDRESS, **rule):
    person = make_person(service, ways=(), email=email)
    rule = {"channel": "email", "allowed": True, "may_say_who": says_who, **rule}
    actions.set_safe_contact(by=BY, person=person, **rule)
    return Person.objects.get(pk=person.pk)


@pytest.fixture
def sam(service):
    """Sam was invited to an account, and the email about it has left."""
    person = somebody(service)
    actions.invite_to_account(by=BY, person=person)
    deliver(service)
    mail.outbox.clear()
    return person


def deliver(service):
    with scope_of_staff(service):
        return outbox.send_waiting(service)


def ask(client, email=ADDRESS):
    return client.post(ASK, {"email": email}, follow=True)


def the_code(service):
    """The code in the one email that has just left."""
    assert deliver(service) == 1
    code = re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.MULTILINE)
    return code[0]


def enter(client, code):
    return client.post(ENTER, {"code": code}, follow=True)


def is_in(client):
    return client.get(reverse("my_home")).status_code == 200


def shown(response):
    """A page without its token, which differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.text)


def as_staff(service, read):
    with scope_of_staff(service):
        return read()


# --- The way in


def test_a_code_in_an_email_opens_their_own_page(service, sam):
    client = Client()
    assert "Enter your code" in ask(client).text
    page = enter(client, the_code(service))
    assert page.request["PATH_INFO"] == reverse("my_home")
    assert is_in(client)


@pytest.mark.parametrize("typed", ["{0}{1}", " {0} {1} ", "{0}-{1}"])
def test_a_code_may_be_typed_with_spaces_or_without(service, sam, typed):
    client = Client()
    ask(client)
    assert enter(client, typed.format(*the_code(service).split())).request["PATH_INFO"] == reverse("my_home")


def test_the_address_may_be_written_in_capitals(service, sam):
    ask(Client(), ADDRESS.upper())
    assert the_code(service)


def test_the_email_names_nothing_and_shows_no_code_before_it_is_opened(service, sam):
    ask(Client())
    code = the_code(service)
    [sent] = mail.outbox
    assert (sent.from_email, sent.to) == ("Robin <robin@messages.example.org>", [ADDRESS])
    assert code not in sent.subject and not re.search(r"\d{4}", sent.subject)
    assert rules.may_be_discreet(subject=sent.subject, text=sent.body, sender=sent.from_email)


def test_neither_the_outbox_nor_the_session_holds_the_code(service, sam):
    client = Client()
    ask(client)
    code = the_code(service).replace(" ", "")
    message = as_staff(service, lambda: Message.objects.get(about="code"))
    assert "[code]" in message.text and code not in message.text.replace(" ", "")
    assert code not in str(dict(client.session))


def test_an_email_sent_twice_after_a_crash_carries_the_same_code(service, sam, monkeypatch):
    ask(Client())
    with pytest.raises(KeyboardInterrupt), monkeypatch.context() as killed:
        killed.setattr(outbox, "record_sent", interrupt)
        deliver(service)
    as_staff(service, lambda: Message.objects.update(lease_until=None))
    deliver(service)
    first, second = (re.search(r"\d{4} \d{4}", sent.body)[0] for sent in mail.outbox)
    assert first == second


def interrupt(**kwargs):
    raise KeyboardInterrupt


# --- What a code is worth


def test_a_code_works_once(service, sam):
    client = Client()
    ask(client)
    code = the_code(service)
    enter(client, code)
    client.post(reverse("account_logout"))
    enter(client, code)
    assert not is_in(client)


def test_a_code_works_only_where_it_was_asked_for(service, sam):
    asked, elsewhere = Client(), Client()
    ask(asked)
    code = the_code(service)
    ask(elsewhere)
    enter(elsewhere, code)
    assert not is_in(elsewhere)


def test_a_newer_code_takes_the_place_of_the_one_before(service, sam):
    client = Client()
    ask(client)
    old = the_code(service)
    ask(client)
    new = the_code(service)
    enter(client, old)
    assert not is_in(client)
    enter(client, new)
    assert is_in(client)


def test_a_code_lasts_ten_minutes(service, sam, monkeypatch):
    import time

    client = Client()
    ask(client)
    code, now = the_code(service), time.time()
    monkeypatch.setattr("allauth.account.internal.flows.code_verification.time.time", lambda: now + 601)
    assert enter(client, code).request["PATH_INFO"] == ASK
    monkeypatch.undo()
    assert not is_in(client)


def test_a_code_that_could_not_leave_in_time_never_leaves(service, sam):
    with clock.at(timezone.now() - timedelta(minutes=11)):
        ask(Client())
    assert deliver(service) == 0
    message = as_staff(service, lambda: Message.objects.get(about="code"))
    assert message.state_in_words == "Stopped: The code was too old by then."


def test_guessing_ends_after_three_tries_and_the_right_code_comes_too_late(service, sam):
    client = Client()
    ask(client)
    code = the_code(service)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(2):
        assert "That is not the code we sent" in enter(client, wrong).text
    page = enter(client, wrong)
    assert page.request["PATH_INFO"] == ASK and "Too many tries" in page.text
    enter(client, code)
    assert not is_in(client)


def test_guesses_of_one_browser_are_limited_however_many_codes_it_asks_for(service, sam):
    client = Client()
    answers = []
    for _ in range(3):
        ask(client)
        answers += [enter(client, "0000 0000") for _ in range(3)]
    ask(client)
    code = the_code_of_the_newest(service)
    assert not is_in_after(client, code)


def the_code_of_the_newest(service):
    return code_of(as_staff(service, lambda: Message.objects.filter(about="code").order_by("-queued_at").first().pk))


def is_in_after(client, code):
    enter(client, code)
    return is_in(client)


def test_few_codes_leave_for_one_address_in_an_hour(service, sam):
    pages = [ask(Client()) for _ in range(7)]
    assert "Too many tries" in pages[-1].text
    assert as_staff(service, lambda: Message.objects.filter(about="code").count()) == 5


def test_one_place_can_ask_for_few_addresses_in_a_minute(service):
    client = Client()
    pages = [ask(client, f"nobody{number}@example.org") for number in range(21)]
    assert "Enter your code" in pages[19].text
    assert "Too many tries" in pages[20].text


# --- What nobody learns


def test_an_address_with_an_account_is_answered_as_one_without(service, sam):
    make_staff(service, "practitioner", "Priya Practitioner")
    worker = User.objects.get(name="Priya Practitioner").email
    without = somebody(service, email="kit@people.example.org")
    pages = []
    for address in (ADDRESS, "nobody@example.org", worker, without.email):
        client = Client()
        pages.append(shown(ask(client, address)))
        pages.append(shown(enter(client, "1234 5678")))
    assert set(pages[::2]) == {pages[0]}
    assert set(pages[1::2]) == {pages[1]}
    assert deliver(service) == 1


def test_tries_that_are_used_up_read_the_same_with_an_account_and_without(service, sam):
    pages = []
    for address in (ADDRESS, "nobody@example.org"):
        client = Client()
        ask(client, address)
        pages.append([shown(enter(client, "1234 5678")) for _ in range(3)][-1])
    assert pages[0] == pages[1]


@pytest.mark.parametrize("address", [ADDRESS, "nobody@example.org"])
def test_the_answer_takes_the_same_time_with_an_account_and_without(service, sam, monkeypatch, address):
    waits, moments = [], iter([100.0, 100.12])
    monkeypatch.setattr(limits, "time", Clock(moments, waits))
    ask(Client(), address)
    assert waits == [pytest.approx(0.38)]


class Clock:
    """A clock that says these moments, and notes for how long somebody sleeps."""

    def __init__(self, moments, waits):
        self.moments, self.sleep = moments, waits.append

    def monotonic(self):
        return next(self.moments)


def test_a_member_of_staff_is_never_sent_a_code(service, sam):
    worker = make_staff(service, "practitioner")
    ask(Client(), worker.email)
    assert deliver(service) == 0 and mail.outbox == []


def test_whoever_became_a_member_of_staff_since_is_not_let_in_by_the_code(service, sam):
    client = Client()
    ask(client)
    code = the_code(service)
    with scope_of_staff(service):
        actions.end_account(by=BY, account=sam.accounts.get())
        add_member(by=BY, service=service, email=ADDRESS, name="Sam", role="practitioner")
    enter(client, code)
    assert client.get(reverse("landing")).status_code == 302


def test_whoever_uses_a_code_has_no_password_to_set_or_reset(service, sam):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": ADDRESS})
    assert mail.outbox == []
    client.force_login(User.objects.get(email=ADDRESS), backend="allauth.account.auth_backends.AuthenticationBackend")
    for name in ("account_change_password", "account_set_password"):
        assert client.get(reverse(name)).status_code == 404


# --- Only on a safe way


def test_no_code_leaves_where_email_is_not_safe_any_more(service, sam):
    actions.set_safe_contact(by=BY, person=sam, channel="email", allowed=False)
    ask(Client())
    assert deliver(service) == 0 and mail.outbox == []


def test_a_code_outside_the_hours_that_are_safe_waits_and_then_dies(service, sam):
    now = timezone.localtime()
    never_now = {"days": "weekends" if now.weekday() < 5 else "weekdays"}
    actions.set_safe_contact(by=BY, person=sam, channel="email", allowed=True, **never_now)
    ask(Client())
    assert deliver(service) == 0
    message = as_staff(service, lambda: Message.objects.get(about="code"))
    assert message.state == "waiting" and "safe" in message.waits_because


def test_no_code_goes_to_an_address_that_was_changed_since(service, sam):
    actions.change_details(by=BY, person=sam, details={"email": "else@people.example.org"})
    for address in (ADDRESS, "else@people.example.org"):
        ask(Client(), address)
    assert deliver(service) == 0 and mail.outbox == []


def test_somebody_who_does_not_want_to_be_contacted_can_still_sign_in(service, sam):
    actions.withdraw_agreement(by=BY, agreement=sam.agreements.get(purpose_id="contact"), reason="Enough")
    client = Client()
    ask(client)
    assert is_in_after(client, the_code(service))


def test_somebody_whose_record_is_restricted_can_still_read_it(service, sam):
    actions.withdraw_agreement(by=BY, agreement=sam.agreements.get(purpose_id="record"), reason="Enough")
    client = Client()
    ask(client)
    assert is_in_after(client, the_code(service))


def test_an_account_in_two_services_opens_by_a_code_of_either(service, sam):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        actions.invite_to_account(by=BY, person=somebody(other))
        deliver(other)
    with scope_of_staff(service):
        actions.set_safe_contact(by=BY, person=sam, channel="email", allowed=False)
    client = Client()
    ask(client)
    assert is_in_after(client, the_code(other))
    assert User.objects.filter(email=ADDRESS).count() == 1


# --- Inviting


def refused(person, **changes):
    with pytest.raises(ValidationError) as refusal:
        actions.invite_to_account(by=BY, person=person, **changes)
    return " ".join(refusal.value.messages)


def test_the_invitation_says_where_to_sign_in_and_names_nothing(service):
    actions.invite_to_account(by=BY, person=somebody(service))
    deliver(service)
    [sent] = mail.outbox
    assert f"https://messages.example.org{ASK}" in sent.body
    assert rules.may_be_discreet(subject=sent.subject, text=sent.body, path=ASK)


def test_an_account_is_only_for_an_address_that_is_safe_and_theirs_alone(service):
    assert "not known to be safe" in refused(make_person(service, ways=("telephone",), email="a@example.org"))
    assert "not known to be safe" in refused(somebody(service, email="b@example.org", allowed=False))
    in_words = {"safe_times": "after 6, when I am alone"}
    assert "Set the days and hours" in refused(somebody(service, email="c@example.org", **in_words))
    first, second = (somebody(service, email="d@example.org") for _ in range(2))
    assert "same email address" in refused(first) and "same email address" in refused(second)
    worker = make_staff(service)
    assert "works here" in refused(somebody(service, email=worker.email))


def test_an_account_needs_a_record_that_is_held_by_agreement(service):
    person = somebody(service)
    actions.withdraw_agreement(by=BY, agreement=person.agreements.get(purpose_id="record"), reason="Enough")
    assert "restricted" in refused(person)


def test_nobody_is_invited_twice_and_an_account_ends_once(service, sam):
    assert "already" in refused(sam)
    account = actions.end_account(by=BY, account=sam.accounts.get())
    with pytest.raises(ValidationError, match="ended already"):
        actions.end_account(by=BY, account=account)
    again = actions.invite_to_account(by=BY, person=sam)
    assert again.user == account.user and AccountOf.objects.open().get() == again


def test_ending_an_account_shuts_out_whoever_is_signed_in_with_it(service, sam):
    client = Client()
    ask(client)
    assert is_in_after(client, the_code(service))
    with scope_of_staff(service):
        actions.end_account(by=BY, account=sam.accounts.get())
    assert not is_in(client)
    ask(client)
    assert deliver(service) == 0


def test_what_happened_to_an_account_is_on_the_timeline(service, sam):
    from core.registries import timeline

    actions.end_account(by=BY, account=sam.accounts.get())
    said = [entry.sentence for entry in timeline.of(sam)]
    assert "Was invited to an account of their own" in said and "Their account was ended" in said


def test_an_older_record_that_is_joined_hands_its_account_over_or_loses_it(service, sam):
    actions.withdraw_agreement(by=BY, agreement=sam.agreements.get(purpose_id="record"), reason="Enough")
    new = somebody(service)
    with clock.at(timezone.now() + timedelta(seconds=5)):
        actions.join_records(by=BY, restricted=sam, new=new)
    assert new.accounts.open().exists() and not sam.accounts.open().exists()


# --- The pages of the worker


@pytest.fixture
def worker(service):
    client = Client()
    client.force_login(
        make_staff(service, "str_worker", "Stevie Support"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def test_a_worker_invites_somebody_once_they_said_that_nobody_else_reads_their_email(service, worker):
    person = somebody(service)
    record, invite = (reverse(name, args=[person.reference]) for name in ("person", "invite_to_account"))
    assert invite in worker.get(record).text
    assert (
        "Your own page" not in worker.get(invite).text
        and "You can now look at your own page" in worker.get(invite).text
    )
    assert "Select the box once they have told you so" in worker.post(invite).text
    assert not as_staff(service, person.accounts.exists)
    page = worker.post(invite, {"alone": "on"}, follow=True)
    assert f"can sign in with {ADDRESS} now" in page.text
    end = reverse("end_account", args=[person.reference])
    assert end in page.text and invite not in page.text.replace(end, "")
    assert "already" in worker.get(invite).text
    page = worker.post(end, follow=True)
    assert "has ended" in page.text and invite in page.text
    assert worker.get(end).status_code == 404


def test_a_worker_is_told_why_somebody_cannot_be_invited(service, worker):
    person = make_person(service, ways=("telephone",))
    page = worker.get(reverse("invite_to_account", args=[person.reference]))
    assert "email is not known to be safe" in page.text and "Invite them</button>" not in page.text
    page = worker.post(reverse("invite_to_account", args=[person.reference]), {"alone": "on"})
    assert not as_staff(service, person.accounts.exists)
