"""Journey 9. Somebody opens the link in our message on their phone: they change how we reach them, or stop."""

import pytest

from consent import outbox
from consent.actions import set_safe_contact
from consent.links import token_of
from consent.models import Link
from involvement.tests.factories import BY

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so


@pytest.fixture
def sent(northshire, settings, tmp_path):
    """Sam was sent a text message. `sent()` sends another, and gives the path of its link."""
    settings.SMS_FILE_PATH = tmp_path / "sms"

    with northshire.scope():
        sam = northshire.person("Sam", email="", phone="07700 900 123")
        set_safe_contact(by=BY, person=sam, channel="text", allowed=True)

    def send():
        with northshire.scope():
            words = {"about": "news", "subject": "News", "text": "Hello Sam"}
            message = outbox.queue_message(by=BY, person=sam, channel="text", **words)
            assert outbox.send_waiting(northshire.service) == 1
            return f"/r/{token_of(message)}/"

    send.person = sam
    return send


def test_contact_is_stopped_from_a_phone_without_scripts(without_javascript, northshire, sent):
    sam, path = without_javascript, sent()
    when_they_open_the_link(sam, path)
    then_nothing_tells_of_anybody(sam)
    sam.follows("Stop contacting me")
    they_are_at(sam, "Stop contacting you?")
    then_contact_is_agreed_to(northshire, sent, True)
    sam.presses("Stop contacting me")
    they_are_at(sam, "We will not contact you any more")
    then_contact_is_agreed_to(northshire, sent, False)
    sam.opens(path)
    they_are_at(sam, "This link does not work any more")
    sam.presses("Send me a new link")
    they_are_at(sam, "Look out for a new link")


def test_ways_of_contact_are_changed_by_keyboard_and_a_mistake_keeps_what_was_chosen(at_the_keyboard, northshire, sent):
    sam, path = at_the_keyboard, sent()
    when_they_open_the_link(sam, path)
    sam.follows("Change how you contact me")
    they_are_at(sam, "How may we contact you?")
    sam.chooses("No", of="May we send you text messages?")
    sam.chooses("Yes", of="May a worker tell you things when you meet?")
    sam.presses("Save my choices")
    sam.is_stopped("Select yes or no", beside="May we ring you?")
    sam.looks_around()
    sam.chooses("Yes", of="May we ring you?")
    if sam.page.get_by_role("group", name="May we send you emails?").count():
        sam.chooses("No", of="May we send you emails?")
    sam.chooses("Monday to Friday", of="On which days?")
    sam.types("Not before", "9am")
    sam.types("Not after", "5pm")
    sam.presses("Save my choices")
    they_are_at(sam, "Your choices are saved")
    with northshire.scope():
        ways = dict(sent.person.safe_contacts.filter(ended_at=None).values_list("channel", "allowed"))
        assert (ways["text"], ways["telephone"], ways["worker"]) == (False, True, True)
        assert Link.objects.get().used_by_kind == "link"


def when_they_open_the_link(somebody, path):
    somebody.opens(path)
    they_are_at(somebody, "Your messages from us")


def they_are_at(somebody, heading):
    """On the page of this heading, which is its title too: no name of ours stands in the tab or in the history."""
    expect(somebody.page.locator("h1")).to_have_text(heading)
    expect(somebody.page).to_have_title(heading)
    somebody.looks_around()


def then_nothing_tells_of_anybody(somebody):
    somebody.does_not_read("Sam", "Liaison", "Diversion", "NHS", "Alongside", "07700")


def then_contact_is_agreed_to(northshire, sent, given):
    with northshire.scope():
        agreement = sent.person.agreements.get(purpose="contact")
        assert (agreement.ended_at is None) == given
