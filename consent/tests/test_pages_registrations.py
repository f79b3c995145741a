"""Registering interest in public, and what staff do with a registration."""

import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, limits
from consent.models import Agreement, InterestRegistration, Person
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_registration,
    make_service,
    make_site,
    make_staff,
)
from consent.views import registering
from core import actions as core_actions
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


def address(service):
    return reverse("register_interest_form", args=[service.slug])


def filled_in(visitor, service, **changes):
    return {
        "key": visitor.get(address(service)).context["form"]["key"].value(),
        "age_band": "18_over",
        "name_to_use": "Kit",
        "connection": "used_before",
        "wishes": ["hear", "say"],
        "when_to_ask": "now",
        "channel": "text",
        "text_phone": "07700 900123",
        "agree_record": "on",
        "agree_contact": "on",
        **changes,
    }


def stored(service):
    with scope_of_staff(service):
        return list(InterestRegistration.objects.all())


def test_anybody_registers_and_keeps_a_page_with_the_reference(service):
    visitor = Client()
    answered = visitor.post(address(service), filled_in(visitor, service), follow=True)
    [registration] = stored(service)
    page = answered.content.decode()
    assert registration.reference in page and "Ada on 0161 496 0000" in page and "How to stop" in page
    assert str(registration.pk) not in answered.redirect_chain[-1][0]
    assert (registration.received_by_kind, str(registration.phone)) == ("public", "+447700900123")
    assert (registration.record_wording.purpose_id, registration.contact_wording.purpose_id) == ("record", "contact")
    assert Client().get(reverse("registered", args=[service.slug])).status_code == 302


def test_nothing_is_ticked_beforehand(service):
    page = Client().get(address(service)).content.decode()
    assert 'name="agree_record"' in page and 'name="agree_contact"' in page
    assert "checked" not in page


@pytest.mark.parametrize("missing", ["agree_record", "agree_contact", "age_band", "name_to_use", "text_phone"])
def test_what_is_missing_is_said_and_nothing_is_stored(service, missing):
    visitor = Client()
    sent = filled_in(visitor, service)
    del sent[missing]
    answered = visitor.post(address(service), sent)
    assert answered.status_code == 200 and b"There is a problem" in answered.content
    assert not stored(service)


def test_under_16_is_led_to_a_worker_and_nothing_is_stored(service):
    visitor = Client()
    answered = visitor.post(address(service), {"age_band": "under_16", "name_to_use": "Jo"}, follow=True)
    assert b"Please talk to a worker you trust." in answered.content
    assert not stored(service)


def test_one_form_sent_twice_is_stored_once(service):
    visitor = Client()
    sent = filled_in(visitor, service)
    assert [visitor.post(address(service), sent).status_code for _ in range(2)] == [302, 302]
    assert len(stored(service)) == 1


def test_later_needs_a_day_to_come(service):
    visitor = Client()
    day = in_days(30)
    parts = {"not_before_day": day.day, "not_before_month": day.month, "not_before_year": day.year}
    assert visitor.post(address(service), filled_in(visitor, service, when_to_ask="later")).status_code == 200
    answered = visitor.post(address(service), filled_in(visitor, service, when_to_ask="later", **parts), follow=True)
    assert "We will not contact you before" in answered.content.decode()
    assert stored(service)[0].not_before == day


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "<script>alert(1)</script>"])
def test_no_text_breaks_the_public_form(service, bad):
    visitor = Client()
    names = ("name_to_use", "safe_times", "access_needs", "language", "text_phone", "channel", "wishes", "key")
    sent = filled_in(visitor, service, **dict.fromkeys(names, bad))
    answered = visitor.post(address(service), sent)
    assert answered.status_code in (200, 302)
    assert b"<script>alert(1)" not in answered.content


def test_a_service_that_does_not_exist_is_not_found_and_a_bare_one_says_so(service):
    assert Client().get("/register-interest/nowhere/").status_code == 404
    core_actions.create_service(by=a_command(), name="Bare", slug="bare")
    assert b"You cannot register" in Client().get("/register-interest/bare/").content


def test_one_service_needs_no_choice(service):
    answered = Client().get(reverse("register_interest"))
    assert answered.headers["Location"] == address(service)
    other = make_service("Eastshire")
    page = Client().get(reverse("register_interest")).content.decode()
    assert address(service) in page and address(other) in page


def test_the_privacy_page_shows_each_purpose(service):
    page = Client().get(reverse("privacy")).content.decode()
    assert "Hold my information" in page and "6(1)(e) public task" in page and "UK GDPR" in page


def test_only_what_is_required_is_enough(service):
    visitor = Client()
    assert visitor.post(address(service), filled_in(visitor, service, wishes=[])).status_code == 302
    assert stored(service)[0].wishes == []


def test_one_address_registers_only_so_often_and_is_told_whom_to_ring(service, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REGISTRATIONS", 2)
    visitor = Client(REMOTE_ADDR="192.0.2.7")
    sent = [filled_in(visitor, service) for _ in range(3)]
    assert [visitor.post(address(service), form).status_code for form in sent] == [302, 302, 429]
    refused = visitor.post(address(service), sent[2])
    assert b"You can ring Ada on 0161 496 0000." in refused.content and len(stored(service)) == 2
    # One that was stored before is shown again, and another address goes on.
    assert visitor.post(address(service), sent[0]).status_code == 302
    other = Client(REMOTE_ADDR="192.0.2.8")
    assert other.post(address(service), filled_in(other, service)).status_code == 302


def test_behind_a_proxy_each_visitor_is_counted_apart(service, settings, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REGISTRATIONS", 1)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for visitor_at in ("198.51.100.1", "198.51.100.2"):
        visitor = Client(REMOTE_ADDR="192.0.2.10", headers={"x-forwarded-for": visitor_at})
        forms = [filled_in(visitor, service) for _ in range(2)]
        assert [visitor.post(address(service), form).status_code for form in forms] == [302, 429]


def test_what_is_not_stored_is_not_counted(service, monkeypatch):
    monkeypatch.setattr(limits, "MOST_REGISTRATIONS", 1)
    visitor = Client(REMOTE_ADDR="192.0.2.9")
    for _ in range(3):
        assert visitor.post(address(service), filled_in(visitor, service, age_band="")).status_code == 200
    assert visitor.post(address(service), filled_in(visitor, service)).status_code == 302


def test_a_form_that_was_open_for_too_long_is_sent_once_more(service, monkeypatch):
    visitor = Client()
    sent = filled_in(visitor, service)
    monkeypatch.setattr(registering, "FORM_LASTS", -1)
    answered = visitor.post(address(service), sent)
    assert b"This page was open for too long." in answered.content and not stored(service)
    monkeypatch.undo()
    again = {**sent, "key": answered.context["form"]["key"].value()}
    assert visitor.post(address(service), again).status_code == 302


def test_the_second_of_two_presses_at_one_moment_sees_what_was_stored(service, monkeypatch):
    visitor = Client()
    sent = filled_in(visitor, service)
    visitor.post(address(service), sent)
    looked = []
    found = registering._stored
    monkeypatch.setattr(registering, "_stored", lambda *a: looked.append(1) if not looked else found(*a))
    assert visitor.post(address(service), sent).headers["Location"] == reverse("registered", args=[service.slug])
    assert len(stored(service)) == 1


def test_the_reference_is_forgotten_after_half_an_hour(service, monkeypatch):
    visitor = Client()
    visitor.post(address(service), filled_in(visitor, service))
    done = reverse("registered", args=[service.slug])
    assert [visitor.get(done).status_code for _ in range(2)] == [200, 200]
    later = time.time() + 31 * 60
    monkeypatch.setattr(registering.time, "time", lambda: later)
    assert visitor.get(done).status_code == 302
    monkeypatch.undo()
    assert visitor.get(done).status_code == 302


def test_a_landline_is_not_taken_for_text_messages(service):
    visitor = Client()
    answered = visitor.post(address(service), filled_in(visitor, service, text_phone="0161 496 0001"))
    assert b"Give a mobile number for text messages" in answered.content and not stored(service)


def test_a_day_years_ahead_is_refused(service):
    visitor = Client()
    parts = {"not_before_day": 1, "not_before_month": 1, "not_before_year": timezone.localdate().year + 3}
    answered = visitor.post(address(service), filled_in(visitor, service, when_to_ask="later", **parts))
    assert b"Give a day within the next 2 years" in answered.content and not stored(service)


def test_the_privacy_page_keeps_a_capital_i(service):
    page = Client().get(reverse("privacy")).content.decode()
    assert "people I name" in page and "people i name" not in page
    assert "The law behind “hold my information”" in page


# --- Staff


def test_linking_shows_old_and_new_and_asks_to_check_what_differs(client, service):
    with scope_of_staff(service):
        person = make_person(service, phone="0161 496 0001", email="sam@example.org", ways=("text",))
    url = reverse("link_registration", args=[make_registration(service).pk]) + f"?person={person.reference}"
    page = client.get(url).content.decode()
    assert "0161 496 0001" in page and "07700 900123" in page and "sam@example.org" in page
    assert "Check this first" not in page
    assert "Check this with the person" in client.post(url).content.decode()
    assert client.post(url, {"checked": "on"}).status_code == 302


def test_linking_after_they_withdrew_says_so(client, service):
    with scope_of_staff(service):
        person = make_person(service, phone="07700 900123", ways=("text",))
        agreement = person.agreements.get(purpose_id="contact")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="Enough")
    url = reverse("link_registration", args=[make_registration(service).pk]) + f"?person={person.reference}"
    assert "They withdrew on" in client.get(url).content.decode()
    assert client.post(url).status_code == 200


def test_linking_what_does_not_differ_needs_no_tick(client, service):
    with scope_of_staff(service):
        person = make_person(service, phone="07700 900123", ways=("text",))
    url = reverse("link_registration", args=[make_registration(service).pk]) + f"?person={person.reference}"
    assert "I checked this with them" not in client.get(url).content.decode()
    assert client.post(url).status_code == 302


def test_the_reference_given_to_the_public_finds_the_person(client, service):
    registration, other = make_registration(service), make_registration(service, name_to_use="Lou")
    with scope_of_staff(service):
        known = make_person(service, name_to_use="Samira", phone="07700 900123", ways=("text",))
    client.post(reverse("record_registration", args=[registration.pk]))
    client.post(reverse("link_registration", args=[other.pk]) + f"?person={known.reference}")
    for reference, name in ((registration.reference, "Kit"), (other.reference, "Samira")):
        for typed in (reference, reference.lower().replace("-", "")):
            [found] = client.get(reverse("people"), {"q": typed}).context["page"].rows
            assert found.name_to_use == name
    typed = registration.reference.lower().replace("-", " ")
    page = client.get(reverse("registrations"), {"q": typed}).content.decode()
    assert "Search those looked at already" in page
    [found] = client.get(reverse("registrations"), {"q": typed, "show": "handled"}).context["page"].rows
    assert found == registration


def test_the_queue_is_oldest_first_and_searched(client, service):
    make_registration(service, name_to_use="First")
    second = make_registration(service, name_to_use="Second")
    page = client.get(reverse("registrations")).content.decode()
    assert page.index("First") < page.index("Second")
    for typed in ("second", second.reference[:5].lower()):
        found = client.get(reverse("registrations"), {"q": typed}).content.decode()
        assert "Second" in found and "First" not in found
    assert b"No registration was found" in client.get(reverse("registrations"), {"q": "zzz"}).content
    assert b"looked at yet" in client.get(reverse("registrations"), {"show": "handled"}).content


def test_a_registration_shows_who_it_may_be(client, service):
    with scope_of_staff(service):
        same_name = make_person(service, name_to_use="Kit")
        same_phone = make_person(service, name_to_use="Other", phone="07700 900123")
        make_person(service, name_to_use="Stranger")
    registration = make_registration(service)
    url = reverse("registration", args=[registration.pk])
    page = client.get(url).content.decode()
    assert same_name.reference in page and same_phone.reference in page and "Stranger" not in page
    assert "Stranger" in client.get(url, {"q": "stran"}).content.decode()


def test_linking_makes_the_form_their_newest_answer(client, service):
    with scope_of_staff(service):
        person = make_person(service, contact="refused", phone="")
    registration = make_registration(service)
    url = reverse("link_registration", args=[registration.pk]) + f"?person={person.reference}"
    page = client.get(url).content.decode()
    assert "Link to this person" in page and "They said no on" in page and "I checked this with them" in page
    assert "Check this with the person, then tick the box" in client.post(url).content.decode()
    assert stored(service)[0].state == "new"
    assert client.post(url, {"checked": "on"}).headers["Location"] == reverse("person", args=[person.reference])
    with scope_of_staff(service):
        assert person.agreements.get(purpose_id="contact", ended_at=None).route == "public_form"
        assert InterestRegistration.objects.get().person == person
    again = client.post(url)
    assert "This has been looked at already: linked to a person." in again.content.decode()
    seen = client.get(reverse("registration", args=[registration.pk])).content.decode()
    assert "This has been looked at already" in seen and "Make a new person" not in seen


def test_a_new_person_is_made_with_the_answers_of_the_form(client, service):
    site = make_site(service)
    registration = make_registration(service, name_to_use="<b>Kit</b>")
    url = reverse("record_registration", args=[registration.pk])
    assert client.get(url).status_code == 200
    answered = client.post(url, {"site": site.pk}, follow=True)
    assert "&lt;b&gt;Kit&lt;/b&gt; is recorded" in answered.content.decode()
    with scope_of_staff(service):
        person = Person.objects.get()
        given = {(a.purpose_id, a.answer, a.recorded_by_kind) for a in Agreement.objects.filter(person=person)}
        assert given == {("record", "given", "public"), ("contact", "given", "public")}
        assert person.agreements.first().recorded_at == registration.received_at
    assert client.post(url, {"site": site.pk}).status_code == 200
    with scope_of_staff(service):
        assert Person.objects.count() == 1


def test_declining_needs_a_reason(client, service):
    registration = make_registration(service)
    url = reverse("decline_registration", args=[registration.pk])
    assert b"There is a problem" in client.post(url, {"reason": ""}).content
    answered = client.post(url, {"reason": "Sent by mistake"}, follow=True)
    assert b"is declined." in answered.content
    page = client.get(reverse("registration", args=[registration.pk])).content.decode()
    assert "Sent by mistake" in page and "Priya Shah" in page and timezone.localdate().strftime("%Y") in page


def test_to_another_service_a_registration_is_not_there(service):
    registration = make_registration(service)
    with scope_of_staff(service):
        person = make_person(service)
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for name in ("registration", "link_registration", "record_registration", "decline_registration"):
        url = reverse(name, args=[registration.pk]) + f"?person={person.reference}"
        assert outsider.get(url).status_code == 404
        assert outsider.post(url, {"reason": "x"}).status_code in (404, 405)
    assert stored(service)[0].state == "new"


def test_a_person_of_another_service_cannot_be_linked(client, service):
    registration = make_registration(service)
    other = make_service("Eastshire")
    with scope_of_staff(other):
        stranger = make_person(other)
    url = reverse("link_registration", args=[registration.pk])
    for query in (f"?person={stranger.reference}", "?person=", "", "?person=%00"):
        assert client.post(url + query).status_code == 404


def test_what_a_restricted_person_once_sent_in_is_hidden_too(client, service):
    registration = make_registration(service)
    client.post(reverse("record_registration", args=[registration.pk]))
    with scope_of_staff(service):
        agreement = Agreement.objects.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")
    assert client.get(reverse("registration", args=[registration.pk])).status_code == 404
    assert b"Kit" not in client.get(reverse("registrations"), {"show": "handled"}).content


def test_the_queue_costs_the_same_with_three_and_with_thirty(client, service, django_assert_max_num_queries):
    counts = []
    for more in (3, 27):
        for _ in range(more):
            make_registration(service)
        with django_assert_max_num_queries(8) as counted:
            client.get(reverse("registrations"))
        counts.append(len(counted))
    assert counts[0] == counts[1]
