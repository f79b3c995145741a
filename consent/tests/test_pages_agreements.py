"""Withdrawing, asking again and closing what was to be asked later; and restricted records."""

import pytest
from django.test import Client
from django.urls import reverse

from consent import actions
from consent.models import AccessLogEntry, FollowUp, Person
from consent.tests.factories import a_command, in_days, make_person, make_service, make_staff, wording
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def client(service):
    return signed_in(make_staff(service))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def withdraw(client, service, person, purpose, reason="Changed their mind"):
    with scope_of_staff(service):
        url = reverse("withdraw", args=[person.agreements.get(purpose_id=purpose).pk])
    return url, client.post(url, {"reason": reason}, follow=True)


def test_withdrawing_says_beforehand_what_it_does_and_needs_a_reason(client, service):
    with scope_of_staff(service):
        person = make_person(service, not_before=in_days(3))
        url = reverse("withdraw", args=[person.agreements.get(purpose_id="contact").pk])
    page = client.get(url).content.decode()
    assert "Nobody contacts them about involvement" in page and "Asking them later is cancelled." in page
    assert b"There is a problem" in client.post(url, {"reason": " "}).content
    with scope_of_staff(service):
        assert person.agreements.open().count() == 2


def test_withdrawing_contact_acts_at_once_and_keeps_the_record(client, service):
    with scope_of_staff(service):
        person = make_person(service)
    url, answered = withdraw(client, service, person, "contact")
    page = answered.content.decode()
    assert answered.redirect_chain[-1][0] == reverse("person", args=[person.reference])
    assert "They withdrew on" in page and "is withdrawn. It acts at once" in page
    assert "This has ended already." in client.get(url).content.decode()
    assert "This has ended already." in client.post(url, {"reason": "Again"}).content.decode()


def test_withdrawing_the_last_ground_says_until_when_it_is_kept_and_that_no_reason_is_owed(client, service):
    with scope_of_staff(service):
        person = make_person(service)
        url = reverse("withdraw", args=[person.agreements.get(purpose_id="record").pk])
    page = client.get(url).content.decode()
    assert f"The restricted record is kept until {in_days(365):%-d %B %Y}." in page
    assert "They do not have to say why." in page


def test_withdrawing_the_last_ground_restricts_the_record(client, service):
    with scope_of_staff(service):
        person = make_person(service)
    _, answered = withdraw(client, service, person, "record")
    assert answered.redirect_chain[-1][0] == reverse("people")
    until = f"{in_days(365):%-d %B %Y}"
    assert "is restricted" in answered.content.decode() and f"It is kept until {until}." in answered.content.decode()
    assert client.get(reverse("person", args=[person.reference])).status_code == 404
    assert client.get(reverse("people"), {"q": "Sam"}).context["page"].rows == []


def test_asking_again_replaces_the_answer_and_closes_what_waited(client, service):
    with scope_of_staff(service):
        person = make_person(service, not_before=in_days(3))
        words = wording(service, "contact")
    url = reverse("ask", args=[person.reference, "contact"])
    assert words.question in client.get(url).content.decode()
    sent = {"answer": "no", "route": "telephone", "wording": words.pk}
    assert b"The words to read out have changed" in client.post(url, {**sent, "wording": "0"}).content
    answered = client.post(url, sent, follow=True)
    assert "Said no: the answer of Sam is recorded." in answered.content.decode()
    with scope_of_staff(service):
        assert person.agreements.get(purpose_id="contact", ended_at=None).answer == "refused"
        assert not FollowUp.objects.open().exists()


def test_asking_later_is_closed_once_with_an_outcome(client, service):
    with scope_of_staff(service):
        person = make_person(service, not_before=in_days(3))
        follow_up = FollowUp.objects.get()
    url = reverse("close_follow_up", args=[follow_up.pk])
    assert b"There is a problem" in client.post(url, {"reason": ""}).content
    answered = client.post(url, {"reason": "Spoke to them"}, follow=True)
    assert answered.redirect_chain[-1][0] == reverse("person", args=[person.reference])
    assert b"This was closed already." in client.post(url, {"reason": "Again"}).content


def restricted_person(service):
    with scope_of_staff(service):
        person = make_person(service, name_to_use="Nobody Sees Me")
        agreement = person.agreements.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    return person


def test_restricted_records_are_a_list_of_references_for_one_role(client, service):
    person = restricted_person(service)
    lead = signed_in(make_staff(service, role="ig_lead"))
    page = lead.get(reverse("restricted_people")).content.decode()
    assert person.reference in page and "Nobody Sees Me" not in page
    assert client.get(reverse("restricted_people")).status_code == 403
    assert person.reference in lead.get(reverse("restricted_people"), {"q": person.reference[:3]}).content.decode()
    assert lead.get(reverse("restricted_people"), {"q": "\x00"}).status_code == 200


def test_a_restricted_record_opens_only_after_a_reason_which_is_logged(service):
    person = restricted_person(service)
    lead = signed_in(make_staff(service, role="ig_lead"))
    url = reverse("restricted_person", args=[person.reference])
    assert "Nobody Sees Me" not in lead.get(url).content.decode()
    assert "Nobody Sees Me" not in lead.post(url, {"reason": ""}).content.decode()
    assert "Nobody Sees Me" in lead.post(url, {"reason": "A rights request"}).content.decode()
    with scope_of_staff(service):
        assert [entry.why for entry in AccessLogEntry.objects.all()] == ["A rights request"]
        open_one = make_person(service)
    assert lead.get(reverse("restricted_person", args=[open_one.reference])).status_code == 404
    outsider = signed_in(make_staff(make_service("Eastshire"), role="ig_lead"))
    assert outsider.post(url, {"reason": "Curious"}).status_code == 404


def test_the_list_of_restricted_records_costs_the_same_however_long(service, django_assert_max_num_queries):
    lead = signed_in(make_staff(service, role="ig_lead"))
    counts = []
    for more in (3, 20):
        for _ in range(more):
            restricted_person(service)
        with django_assert_max_num_queries(8) as counted:
            lead.get(reverse("restricted_people"))
        counts.append(len(counted))
    assert counts[0] == counts[1]
    with scope_of_staff(service):
        assert Person.objects.restricted().count() == 23
