"""What staff do with a registration of interest."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.models import Agreement, InterestRegistration, Person
from consent.tests.factories import (
    a_command,
    make_person,
    make_registration,
    make_service,
    make_site,
    make_staff,
)
from consent.tests.registering import stored
from core import clock
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
    answered = client.post(url, {"reason": "Sent by mistake", "tell": "no"}, follow=True)
    assert b"is declined." in answered.content
    page = client.get(reverse("registration", args=[registration.pk])).content.decode()
    assert "Sent by mistake" in page and "Priya Shah" in page and timezone.localdate().strftime("%Y") in page


def test_declining_offers_kind_words_to_pass_on_where_a_way_is_safe(client, service):
    named, alone = make_registration(service), make_registration(service, channel="self", phone="")
    pages = [client.get(reverse("decline_registration", args=[each.pk])).content.decode() for each in (named, alone)]
    assert "Thank you for offering to help" in pages[0] and "text message" in pages[0]
    assert "Thank you for offering to help" not in pages[1]


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


# --- Of people under 16, and by helpers


def test_of_a_child_the_page_offers_to_ask_them_and_not_to_make_a_person(client, service):
    registration = make_registration(service, age_band="10_15")
    page = client.get(reverse("registration", args=[registration.pk])).content.decode()
    assert "A worker assesses first whether they can decide" in page and "Ask them, with the consent form" in page
    assert "Make a new person" not in page and "What was shown" in page
    url = reverse("record_registration", args=[registration.pk])
    assert "They are under 16: ask them yourself" in client.get(url).content.decode()
    assert client.post(url).status_code == 200
    with scope_of_staff(service):
        assert not Person.objects.exists()


def test_asking_them_begins_the_journey_of_recording_with_what_the_form_says(client, service):
    registration = make_registration(service, filled_in_by="here", helper_name="Jo", needs=["easy_read"])
    url = reverse("ask_registration", args=[registration.pk])
    assert "You ask each question yourself" in client.get(url).content.decode()
    page = client.post(url, follow=True).content.decode()
    assert "Read this out" in page and stored(service)[0].state == "new"
    own = make_registration(service)
    refused = client.get(reverse("ask_registration", args=[own.pk])).content.decode()
    assert "They said yes on the form themselves" in refused


def test_linking_what_a_helper_sent_says_that_nothing_is_agreed_to(client, service):
    with scope_of_staff(service):
        person = make_person(service, phone="0161 496 0009")
    registration = make_registration(service, filled_in_by="here", helper_name="Jo")
    url = reverse("link_registration", args=[registration.pk]) + f"?person={person.reference}"
    assert "Nothing is agreed to by this" in client.get(url).content.decode()
    assert "ask them yourself" in client.post(url, follow=True).content.decode()


def test_a_try_is_noted_and_reaching_them_keeps_the_registration(client, service):
    registration = make_registration(service)
    url = reverse("try_registration", args=[registration.pk])
    assert b"There is a problem" in client.post(url, {}).content
    answered = client.post(url, {"outcome": "no_answer", "note": "Ring after six"}, follow=True).content.decode()
    assert "nobody answered" in answered and "Ring after six" in answered and "nobody reached them" in answered
    client.post(url, {"outcome": "reached"})
    assert (
        "That it was them is known since"
        in client.get(reverse("registration", args=[registration.pk])).content.decode()
    )


def test_speaking_to_a_parent_needs_a_reason_where_the_child_did_not_say_so(client, service):
    registration = make_registration(service, age_band="10_15", talk_to="nobody")
    url = reverse("try_registration", args=[registration.pk])
    assert "The adult they named" not in client.get(url).content.decode()
    sent = {"outcome": "reached", "spoke_to": "parent"}
    refused = client.post(url, sent | {"note": "Kept"}).content.decode()
    assert "Enter why you spoke to a parent or carer" in refused and "Kept" in refused
    answered = client.post(url, sent | {"why": "They were hurt"}, follow=True).content.decode()
    assert "Why: They were hurt" in answered


# --- The list


def test_the_list_is_narrowed_and_sorted(client, service):
    make_registration(service, name_to_use="Bea")
    make_registration(service, name_to_use="Ali", age_band="10_15")
    make_registration(service, filled_in_by="away", helper_name="Zed")
    with clock.at(timezone.now() - timedelta(days=24)):
        make_registration(service, name_to_use="Old")

    def names(**chosen):
        page = client.get(reverse("registrations"), chosen).context["page"]
        return [registration.name_said for registration in page]

    assert names() == ["Old", "Bea", "Ali", "Somebody, through Zed"]
    assert names(order="newest") == ["Somebody, through Zed", "Ali", "Bea", "Old"]
    assert names(show="children") == ["Ali"] and names(show="helpers") == ["Somebody, through Zed"]
    assert names(show="soon") == ["Old"] and names(q="zed") == ["Somebody, through Zed"]
    assert sorted(names(q="07700 900123")) == ["Ali", "Bea", "Old"]
    assert names(show="whatever", order="whatever") == names()


def test_what_is_removed_soon_says_so_in_the_list_and_in_todays_work(client, service):
    with clock.at(timezone.now() - timedelta(days=24)):
        make_registration(service, name_to_use="Old")
    day = f"{timezone.localdate() + timedelta(days=4):%-d %B %Y}"
    assert f"Removed on {day}: nobody reached them in 28 days" in client.get(reverse("registrations")).content.decode()
    assert f"It is removed on {day} if nobody reached them" in client.get(reverse("today")).content.decode()


def test_scripts_in_every_field_are_shown_as_words_to_staff(client, service):
    bad = "<script>alert(1)</script>"
    words = dict.fromkeys(["name_to_use", "safe_times", "access_needs", "helper_name", "helper_relation"], bad)
    helped = make_registration(service, **words, filled_in_by="here", language=bad, worker_name=bad, address=bad)
    names = dict.fromkeys(["name_to_use", "talk_to_name", "words_shown"], bad)
    child = make_registration(service, **names, age_band="10_15", talk_to="other")
    for registration in (helped, child):
        for name in ("registration", "try_registration", "ask_registration", "decline_registration"):
            page = client.get(reverse(name, args=[registration.pk])).content.decode()
            assert "alert(1)" in page and bad not in page
    assert bad not in client.get(reverse("registrations")).content.decode()
    assert bad not in client.get(reverse("today")).content.decode()
