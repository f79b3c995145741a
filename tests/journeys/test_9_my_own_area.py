"""Journey 9. Somebody signs in by a code on their phone, sees who looked at their record, and changes their mind."""

import re

import pytest
from django.core import mail

from consent import outbox
from consent.actions import invite_to_account, log_opening
from core import actors, views_signing_in
from involvement.tests.factories import BY
from tests.browser import PHONE

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so

ADDRESS = "sam@people.example.org"


@pytest.fixture
def invited(northshire):
    """Sam was invited to an account by their worker, who looked at their record. `invited.code()`: the newest code."""

    class Invited:
        worker = northshire.str_worker

        def __init__(self):
            with northshire.scope():
                self.person = northshire.records("Sam", ways=("email",), email=ADDRESS)
                invite_to_account(by=BY, person=self.person)
                log_opening(by=actors.staff(self.worker), person=self.person, page="record", roles=["str_worker"])
            self.sends()

        def sends(self):
            with northshire.scope():
                outbox.send_waiting(northshire.service)

        def code(self):
            self.sends()
            return re.search(r"^\d{4} \d{4}$", mail.outbox[-1].body, re.MULTILINE)[0]

    return Invited()


def test_they_sign_in_by_a_code_on_a_phone_and_see_who_looked(on_a_phone, invited):
    sam = on_a_phone
    assert sam.page.viewport_size == PHONE
    when_they_sign_in_by_a_code(sam, invited)
    then_they_see_who_looked(sam)
    sam.unfolds_the_menu()
    sam.page.get_by_role("button", name="Sign out").filter(visible=True).first.click()
    sam.opens("/my/")
    sam.arrives("Sign in")


def test_they_sign_in_by_a_code_without_scripts_and_stop_being_contacted(without_javascript, northshire, invited):
    sam = without_javascript
    when_they_sign_in_by_a_code(sam, invited)
    then_they_see_who_looked(sam)
    sam.follows("What you said yes or no to")
    sam.arrives("What you said yes or no to")
    sam.follows(re.compile("Change my mind.*Contact me"), within=sam.page.locator("main"))
    sam.arrives("Stop us contacting you?")
    sam.reads("Nothing that was waiting is sent.")
    then_contact_is_agreed_to(northshire, invited, True)
    sam.presses("Stop contacting me")
    sam.arrives("What you said yes or no to")
    sam.is_told("We will not contact you about being involved any more. This counts from now on.")
    then_contact_is_agreed_to(northshire, invited, False)


def test_they_sign_in_by_a_code_by_keyboard_and_say_when_email_is_safe(at_the_keyboard, northshire, invited):
    sam = at_the_keyboard
    when_they_sign_in_by_a_code(sam, invited, wrong_first=True)
    then_they_see_who_looked(sam)
    sam.follows("See or change how we contact you")
    sam.arrives("How we may contact you")
    sam.follows(re.compile("Change this.*Emails"))
    sam.arrives("Emails")
    sam.chooses("Yes", of="May we send you emails?")
    sam.chooses("Monday to Friday", of="On which days?")
    sam.types("Not before", "9am")
    sam.presses("Save my choice")
    sam.is_stopped("Give both times, or none", beside="Not after")
    sam.types("Not after", "5pm")
    sam.presses("Save my choice")
    sam.is_told("We may use this way: emails. This counts from now on.")
    sam.reads("Monday to Friday, 09:00 to 17:00")


def test_somebody_without_an_account_is_shown_the_same_and_gets_nowhere(on_a_phone, northshire, monkeypatch):
    monkeypatch.setattr(views_signing_in, "CODE_TAKES", 0)
    kit = on_a_phone
    when_they_ask_for_a_code(kit, "kit@people.example.org")
    kit.types("Code", "1234 5678")
    kit.presses("Sign in")
    kit.is_stopped("That is not the code we sent", beside="Code")
    kit.looks_around()
    kit.follows("Ask for a new code")
    kit.arrives("Get a code to sign in")
    assert mail.outbox == []


def when_they_ask_for_a_code(somebody, address):
    somebody.opens("/account/login/")
    somebody.follows("Get a code by email")
    somebody.arrives("Get a code to sign in")
    somebody.types("Email address", address)
    somebody.presses("Send me a code")
    somebody.arrives("Enter your code")


def when_they_sign_in_by_a_code(somebody, invited, wrong_first=False):
    when_they_ask_for_a_code(somebody, ADDRESS)
    code = invited.code()
    if wrong_first:
        somebody.types("Code", "not it")
        somebody.presses("Sign in")
        somebody.is_stopped("That is not the code we sent", beside="Code")
    somebody.types("Code", code)
    somebody.presses("Sign in")
    somebody.arrives("Hello Sam", title="My page")


def then_they_see_who_looked(somebody):
    expect(somebody.page.get_by_text("opened your record on").first).to_contain_text("A support worker of Northshire")
    somebody.does_not_read("Stevie Support")


def then_contact_is_agreed_to(northshire, invited, given):
    with northshire.scope():
        assert (invited.person.agreements.get(purpose="contact").ended_at is None) == given
