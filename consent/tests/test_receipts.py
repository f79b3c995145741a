"""The receipt of somebody's answers: what it says to them, printed, sent where that is safe, and on their own page."""

import pytest
from django.urls import reverse

from consent import actions, letters, rules
from consent.models import AccessLogEntry, Message, Person, Purpose
from consent.models.agreements import Answer
from consent.tests.factories import a_command, make_account, make_person, make_service, make_staff
from consent.tests.situations import adult, adult_with_an_attorney, answer, child_of_parents_who_differ, recorded
from consent.tests.test_pages_agreements import signed_in
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

BY = a_command()


@pytest.fixture
def service():
    return make_service(privacy_contact="privacy@example.org")


@pytest.fixture
def client(service):
    return signed_in(make_staff(service))


def said(person):
    return {line.purpose.pk: line.said for line in rules.receipt_of(Person.objects.get(pk=person.pk))}


def test_it_says_to_them_who_said_what_and_what_became_of_it(service):
    with scope_of_staff(service):
        person = recorded(BY, service)
        contact = person.agreements.get(purpose_id=Purpose.CONTACT)
        assert said(person)[Purpose.CONTACT].startswith("You said yes on ")
        actions.withdraw_agreement(by=BY, agreement=contact, reason="They rang")
        assert ", and took it back on " in said(person)[Purpose.CONTACT]
        answer(BY, person, Purpose.CONTACT, Answer.REFUSED)
        assert said(person)[Purpose.CONTACT].startswith("You said no on ")
        mistaken = answer(BY, person, Purpose.PUBLISH)
        actions.invalidate_agreement(by=BY, agreement=mistaken, reason="A slip")
        assert "It does not count" in said(person)[Purpose.PUBLISH]
        attorneys = adult_with_an_attorney(BY, service)
        assert "Cleo Example (daughter) said yes for you on" in said(attorneys)[Purpose.RECORD]
        differ = child_of_parents_who_differ(BY, service)
        assert "do not agree" in said(differ)[Purpose.CONTACT]


def test_what_nobody_asked_is_not_on_it(service):
    with scope_of_staff(service):
        assert set(said(make_person(service, contact="not_asked"))) == {Purpose.RECORD}


def test_staff_print_it_in_both_formats_and_opening_it_is_logged(service, client):
    with scope_of_staff(service):
        person = adult(BY, service)
    url = reverse("person_receipt", args=[person.reference])
    page = client.get(url).content.decode()
    for words in ("Kim Advocate", "What may be shared: First name", "Version 1", "privacy@example.org", "Ring Ada"):
        assert words in page
    assert "app-letter--easy-read" not in page
    easy = client.get(url, {"words": "easy_read"}).content.decode()
    assert "drawings/record.svg" in easy and "What you were told" not in easy
    with scope_of_staff(service):
        assert AccessLogEntry.objects.filter(person=person, page="receipt").count() == 2


def test_whoever_needs_easy_read_gets_it_in_easy_read(service, client):
    with scope_of_staff(service):
        person = adult(BY, service)
        actions.record_needs(by=BY, person=person, needs={"easy_read": ""})
    url = reverse("person_receipt", args=[person.reference])
    assert "app-letter--easy-read" in client.get(url).content.decode()
    assert "app-letter--easy-read" not in client.get(url, {"words": "standard"}).content.decode()


def test_a_discreet_way_says_nothing_of_the_answers(service):
    with scope_of_staff(service):
        person = recorded(BY, service)
        open_way = letters.receipt(person, person.safe_contacts.get())
        rule = actions.set_safe_contact(by=BY, person=person, channel="text", allowed=True, may_say_who=False)
        discreet = letters.receipt(person, rule)
    assert "You said yes" in open_way["text"]
    for words in ("said", "yes", "involved", "information", service.name, "police", "court"):
        assert words not in discreet["text"] + discreet["subject"]
    assert "Ask Ada on 0161 496 0000." in discreet["text"]


def test_it_is_shown_before_it_is_sent_and_sent_once(service, client):
    with scope_of_staff(service):
        person = recorded(BY, service)
    url = reverse("send_receipt", args=[person.reference])
    assert "These are your choices." in client.get(url).content.decode()
    assert "A receipt leaves for Sam by text message." in client.post(url, follow=True).content.decode()
    assert "waiting to be sent already" in client.post(url).content.decode()
    with scope_of_staff(service):
        assert Message.objects.get().about == "receipt"


@pytest.mark.parametrize("ways", [("telephone",), ("letter", "worker")])
def test_it_is_printed_where_nothing_can_be_sent_safely(service, client, ways):
    with scope_of_staff(service):
        person = make_person(service, ways=ways)
    page = client.get(reverse("person_receipt", args=[person.reference])).content.decode()
    assert "Print it and give it to them." in page and "Send it to them" not in page
    client.post(reverse("send_receipt", args=[person.reference]))
    with scope_of_staff(service):
        assert not Message.objects.exists()


def test_withdrawing_stops_a_receipt_that_waits(service):
    with scope_of_staff(service):
        person = recorded(BY, service)
        actions.send_receipt(by=BY, person=person)
        contact = person.agreements.get(purpose_id=Purpose.CONTACT)
        actions.withdraw_agreement(by=BY, agreement=contact, reason="They rang")
        assert Message.objects.get().state == Message.State.STOPPED


def test_of_somebody_restricted_the_receipt_is_theirs_alone(service, client):
    with scope_of_staff(service):
        person = recorded(BY, service)
        own = signed_in(make_account(service, person))
        record = person.agreements.get(purpose_id=Purpose.RECORD)
        actions.withdraw_agreement(by=BY, agreement=record, reason="They rang")
    for name in ("person_receipt", "send_receipt"):
        assert client.get(reverse(name, args=[person.reference])).status_code == 404
    page = own.get(reverse("my_receipt")).content.decode()
    assert ", and took it back on " in page and "Send it to them" not in page


def test_an_outsider_reads_no_receipt(service):
    with scope_of_staff(service):
        person = recorded(BY, service)
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for name in ("person_receipt", "send_receipt"):
        assert outsider.get(reverse(name, args=[person.reference])).status_code == 404
        assert outsider.post(reverse(name, args=[person.reference])).status_code in (404, 405)


def test_their_own_page_says_for_each_yes_how_to_change_their_mind(service):
    with scope_of_staff(service):
        own = signed_in(make_account(service, adult(BY, service)))
    page = own.get(reverse("my_home")).content.decode()
    assert page.count("Change my mind") == 4
    assert reverse("my_consent") in page and reverse("my_receipt") in page
