"""Recording consent: a yes and a no store what they should, and nothing is stored in between."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.models import Agreement, Asked, FollowUp, Person, SafeContact
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_service,
    make_site,
    make_staff,
    publish_next,
    wording,
)
from core.deeds import deed
from core.scope import scope_of_staff
from core.writing import action, save

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


@pytest.fixture
def client(service, site):
    client = Client()
    client.force_login(make_staff(service))
    return client


def parts_of(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def nothing_is_stored(service):
    with scope_of_staff(service):
        return not (Person.objects.exists() or Agreement.objects.exists() or Asked.objects.exists())


def to_details(client, site):
    """Answer the first page with yes. Returns the address of the second page."""
    answer = {"over_16": "yes", "site": site.pk, "answer": "yes"}
    return client.post(reverse("record_person"), answer).headers["Location"]


def filled_in(client, url, **changes):
    """The smallest valid second page, with the hidden fields that the page carries."""
    form = client.get(url).context["form"]
    hidden = {name: form[name].value() for name in ("key", "contact_wording")}
    return {
        **hidden,
        "name_to_use": "Sam",
        "connection": "uses_now",
        "contact": "yes",
        "phone": "0161 496 0001",
        "channels": ["telephone"],
        "voicemail": "on",
        "safe_times": "After 6",
        "route": "in_person",
        **changes,
    }


def test_the_first_page_is_the_wording_with_two_equal_answers(client, service):
    page = client.get(reverse("record_person")).content.decode()
    with scope_of_staff(service):
        words = wording(service)
    assert words.question in page and "We would like to write down your name" in page
    yes, no = page.index("They said yes"), page.index("They said no")
    assert page[:yes].rsplit("<button", 1)[1].split(" name=")[0] == page[:no].rsplit("<button", 1)[1].split(" name=")[0]
    assert "checked" not in page


def test_a_yes_stores_nothing_yet_and_the_site_is_remembered(client, service, site):
    url = to_details(client, site)
    assert url.startswith(reverse("record_person_details")) and f"site={site.pk}" in url
    assert nothing_is_stored(service)
    assert client.get(reverse("record_person")).context["form"]["site"].value() == site.pk


def test_a_no_stores_a_day_and_a_site_and_no_person(client, service, site):
    answered = client.post(reverse("record_person"), {"over_16": "yes", "site": site.pk, "answer": "no"}, follow=True)
    assert b"Nothing about the person was stored." in answered.content
    with scope_of_staff(service):
        assert not Person.objects.exists()
        asked = Asked.objects.get()
        assert (asked.site, asked.asked_on, asked.outcome) == (site, timezone.localdate(), "refused")


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_under_16_goes_on_by_paper_and_stores_nothing(client, service, site, answer):
    answered = client.post(reverse("record_person"), {"over_16": "no", "site": site.pk, "answer": answer}, follow=True)
    assert b"Nothing has been stored." in answered.content
    assert nothing_is_stored(service)


@pytest.mark.parametrize("sent", [{}, {"over_16": "yes"}, {"over_16": "maybe", "site": "x", "answer": "yes"}])
def test_a_first_page_not_filled_in_says_what_is_missing(client, service, sent):
    answered = client.post(reverse("record_person"), sent)
    assert answered.status_code == 200 and b"There is a problem" in answered.content
    assert nothing_is_stored(service)


def test_without_a_press_on_yes_or_no_it_says_so(client, service, site):
    answered = client.post(reverse("record_person"), {"over_16": "yes", "site": site.pk, "answer": "perhaps"})
    assert "Press “They said yes” or “They said no”." in answered.content.decode()
    assert nothing_is_stored(service)


def test_everything_is_stored_at_once(client, service, site):
    url = to_details(client, site)
    answered = client.post(url, filled_in(client, url, has_access_needs="on", access_needs="Large print"), follow=True)
    assert b"They agreed to be contacted about involvement." in answered.content
    with scope_of_staff(service):
        person = Person.objects.get()
        assert (person.name_to_use, person.site, person.access_needs) == ("Sam", site, "Large print")
        answers = {a.purpose_id: (a.answer, a.wording.version, a.site) for a in person.agreements.all()}
        assert answers == {"record": ("given", 1, site), "contact": ("given", 1, site)}
        rule = SafeContact.objects.get()
        assert (rule.channel, rule.voicemail, rule.may_say_who) == ("telephone", True, False)


def test_later_makes_a_follow_up_with_a_day_to_come(client, service, site):
    url = to_details(client, site)
    refused = client.post(url, filled_in(client, url, contact="later", **parts_of("ask_on", timezone.localdate())))
    assert refused.status_code == 200 and nothing_is_stored(service)
    client.post(url, filled_in(client, url, contact="later", **parts_of("ask_on", in_days(9))))
    with scope_of_staff(service):
        assert FollowUp.objects.get().not_before == in_days(9)


def test_refusing_involvement_never_blocks_recording_and_keeps_no_way_of_contact(client, service, site):
    url = to_details(client, site)
    assert client.post(url, filled_in(client, url, contact="no", phone="nonsense")).status_code == 302
    with scope_of_staff(service):
        person = Person.objects.get()
        assert person.agreements.get(purpose_id="contact").answer == "refused"
        assert (str(person.phone), person.safe_contacts.count()) == ("", 0)


def test_not_asked_needs_a_reason(client, service, site):
    url = to_details(client, site)
    refused = client.post(url, filled_in(client, url, contact="not_asked"))
    assert b"Select why they were not asked" in refused.content and nothing_is_stored(service)
    client.post(url, filled_in(client, url, contact="not_asked", not_asked_reason="no_time"))
    with scope_of_staff(service):
        assert Agreement.objects.get(purpose_id="contact").not_asked_reason == "no_time"


def test_somebody_under_16_is_refused_beside_the_field_and_nothing_is_stored(client, service, site):
    url = to_details(client, site)
    born = timezone.localdate().replace(day=1, year=timezone.localdate().year - 15)
    answered = client.post(url, filled_in(client, url, **parts_of("date_of_birth", born)))
    page = answered.content.decode()
    assert "This person is under 16. Nothing has been stored." in page
    assert 'id="id_date_of_birth_error"' in page and 'value="Sam"' in page
    assert nothing_is_stored(service)


def test_a_way_that_was_ticked_needs_what_it_needs(client, service, site):
    url = to_details(client, site)
    answered = client.post(url, filled_in(client, url, phone="", channels=["text", "email", "letter"]))
    page = answered.content.decode()
    for message in ("Enter a telephone number", "Enter an email address", "Enter a postal address"):
        assert message in page
    assert nothing_is_stored(service)


def test_needs_that_are_written_but_not_ticked_are_neither_lost_nor_stored(client, service, site):
    url = to_details(client, site)
    page = client.post(url, filled_in(client, url, access_needs="Large print")).content.decode()
    assert "Tick this box, or remove what you wrote" in page and "Large print" in page
    assert nothing_is_stored(service)


def test_one_form_sent_twice_makes_one_person(client, service, site):
    url = to_details(client, site)
    sent = filled_in(client, url)
    first, second = client.post(url, sent), client.post(url, {**sent, "name_to_use": "Other"}, follow=True)
    with scope_of_staff(service):
        person = Person.objects.get()
    assert first.headers["Location"] == reverse("person", args=[person.reference])
    assert b"Sam was recorded already." in second.content


def test_the_database_itself_lets_one_reference_in_once(client, service, site, monkeypatch):
    """As when both presses arrive together, and neither sees the other's row beforehand."""
    url = to_details(client, site)
    sent = filled_in(client, url)
    client.post(url, sent)
    from consent.views import recording

    looked = []
    found = recording._recorded
    monkeypatch.setattr(recording, "_recorded", lambda *a: looked.append(1) if not looked else found(*a))
    assert client.post(url, sent).status_code == 302
    with scope_of_staff(service):
        assert Person.objects.count() == 1


def test_a_key_that_is_not_ours_is_not_taken(client, service, site):
    url = to_details(client, site)
    answered = client.post(url, filled_in(client, url, key="forged"))
    assert b"This page was open for too long." in answered.content and nothing_is_stored(service)
    again = {**filled_in(client, url), "key": answered.context["form"]["key"].value()}
    assert client.post(url, again).status_code == 302


@pytest.mark.parametrize("query", ["", "?wording=x", "?wording=999999", "?wording="])
def test_without_the_wording_in_force_it_starts_again(client, query):
    answered = client.get(reverse("record_person_details") + query, follow=True)
    assert answered.redirect_chain and b"Start again here." in answered.content


def test_a_wording_replaced_meanwhile_starts_again_or_is_read_again(client, service, site):
    url = to_details(client, site)
    sent = filled_in(client, url)
    with scope_of_staff(service):
        publish_next(by=a_command(), old=wording(service, "contact"))
    answered = client.post(url, sent)
    assert b"The words to read out have changed." in answered.content and nothing_is_stored(service)
    with scope_of_staff(service):
        publish_next(by=a_command(), old=wording(service, "record"))
    assert client.post(url, sent).headers["Location"] == reverse("record_person")
    assert nothing_is_stored(service)


def test_a_rule_of_the_database_shows_on_the_page(client, service, site, monkeypatch):
    """No person without a ground: checked at the end of the action, and shown with nothing typed lost."""
    url = to_details(client, site)
    sent = filled_in(client, url)

    @action
    def forgets_the_agreement(*, by, service, details, **rest):
        return save(
            Person(service=service, name_to_use=details["name_to_use"], connection="carer", **deed("recorded", by))
        )

    monkeypatch.setattr(actions, "record_person", forgets_the_agreement)
    answered = client.post(url, sent)
    page = answered.content.decode()
    assert answered.status_code == 200
    assert "A person can only be recorded with their agreement." in page and 'value="Sam"' in page
    assert nothing_is_stored(service)


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "\ud800", "<b>bold</b>"])
def test_no_text_breaks_the_second_page(client, service, site, bad):
    url = to_details(client, site)
    names = (
        "name_to_use",
        "full_name",
        "safe_times",
        "present",
        "language",
        "email",
        "phone",
        "contact",
        "route",
        "key",
    )
    sent = filled_in(client, url, **dict.fromkeys(names, bad.encode("utf-8", "replace").decode()))
    assert client.post(url, sent).status_code in (200, 302)


def test_a_service_without_wording_says_so(service):
    from core import actions as core_actions

    bare = core_actions.create_service(by=a_command(), name="Bare", slug="bare")
    client = Client()
    client.force_login(make_staff(bare))
    for name in ("record_person", "record_person_details"):
        assert b"published no words to read out" in client.get(reverse(name)).content


@pytest.mark.parametrize("name", ["record_person", "record_person_details", "record_on_paper", "asked", "paper_form"])
def test_only_those_who_record_people_may(service, name):
    client = Client()
    assert client.get(reverse(name)).status_code == 302
    client.force_login(make_staff(service, role="commissioner"))
    assert client.get(reverse(name)).status_code == 403


def test_enter_presses_neither_yes_nor_no(client, service, site):
    page = client.get(reverse("record_person")).content.decode()
    form = page[page.index('name="over_16"') - 4000 : page.index("They said yes")]
    form = form[form.rindex("<form") :]
    first = re.search("<button[^>]*>", form)[0]
    assert 'tabindex="-1"' in first and "name=" not in first and "disabled" not in first
    sent = client.post(reverse("record_person"), {"over_16": "yes", "site": site.pk})
    assert "Press “They said yes” or “They said no”." in sent.content.decode() and nothing_is_stored(service)


def test_a_form_sent_again_does_not_name_somebody_restricted(client, service, site):
    url = to_details(client, site)
    sent = filled_in(client, url, name_to_use="Nobody Sees Me")
    client.post(url, sent)
    restrict(service)
    client.get(reverse("people"))
    answered = client.post(url, {**sent, "name_to_use": "X"}, follow=True)
    assert b"Nobody Sees Me" not in answered.content
    assert "This form was sent already." in answered.content.decode()


def restrict(service):
    with scope_of_staff(service):
        agreement = Agreement.objects.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They asked")


@pytest.mark.parametrize("same", ["phone", "name", "full_name"])
def test_somebody_we_may_know_is_asked_about_first(client, service, site, same):
    born = timezone.localdate().replace(year=1980, day=1)
    with scope_of_staff(service):
        details = {"name_to_use": "Zoë", "full_name": "Zoë Sample", "phone": "0161 496 0777", "date_of_birth": born}
        known = make_person(service, **details)
    changes = {
        "phone": {"phone": "+44 161 496 0777", "name_to_use": "Other"},
        "name": {"name_to_use": "zoe", **parts_of("date_of_birth", born)},
        "full_name": {"name_to_use": "Z", "full_name": "zoe sample", **parts_of("date_of_birth", born)},
    }[same]
    url = to_details(client, site)
    assert "This is somebody else" not in client.get(url).content.decode()
    sent = filled_in(client, url, **changes)
    page = client.post(url, sent).content.decode()
    assert f"Zoë, {known.reference}" in page and reverse("person", args=[known.reference]) in page
    assert "This may be somebody we know" in page and 'name="somebody_else"' in page and "After 6" in page
    with scope_of_staff(service):
        assert Person.objects.count() == 1
    assert client.post(url, {**sent, "somebody_else": "on"}).status_code == 302
    with scope_of_staff(service):
        assert Person.objects.count() == 2


def test_the_same_name_alone_or_in_another_service_asks_nothing(client, service, site):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        make_person(other, phone="0161 496 0001")
    with scope_of_staff(service):
        make_person(service, phone="0161 496 0999")
    url = to_details(client, site)
    assert client.post(url, filled_in(client, url)).status_code == 302


def test_a_restricted_record_that_may_be_theirs_is_hinted_at_and_blocks_nothing(client, service, site):
    with scope_of_staff(service):
        hidden = make_person(service, name_to_use="Nobody Sees Me", phone="0161 496 0001")
    restrict(service)
    url = to_details(client, site)
    page = client.post(url, filled_in(client, url), follow=True).content.decode()
    assert "There may be a restricted record of this person." in page and "Sam is recorded" in page
    assert "Nobody Sees Me" not in page and hidden.reference not in page


@pytest.mark.parametrize("contact", ["yes", "later"])
def test_a_yes_needs_a_safe_way_or_that_none_is_known(client, service, site, contact):
    url = to_details(client, site)
    answer = {"contact": contact, **parts_of("ask_on", in_days(9))}
    page = client.post(url, filled_in(client, url, channels=[], **answer)).content.decode()
    assert "Select the ways that are safe, or “No safe way is known yet”" in page
    both = client.post(url, filled_in(client, url, channels=["unknown", "telephone"], **answer))
    assert both.status_code == 200 and nothing_is_stored(service)
    assert client.post(url, filled_in(client, url, channels=["unknown"], **answer)).status_code == 302
    with scope_of_staff(service):
        assert not SafeContact.objects.exists()


@pytest.mark.parametrize(("phone", "taken"), [("0161 496 0001", False), ("07700 900123", True), ("+33612345678", True)])
def test_text_messages_need_a_mobile_number(client, service, site, phone, taken):
    url = to_details(client, site)
    answered = client.post(url, filled_in(client, url, phone=phone, channels=["text"]))
    assert (b"Give a mobile number for text messages" in answered.content) != taken
    assert nothing_is_stored(service) != taken


def test_a_day_years_ahead_is_refused(client, service, site):
    url = to_details(client, site)
    day = {"contact": "later", **parts_of("ask_on", in_days(800))}
    answered = client.post(url, filled_in(client, url, **day))
    assert b"Give a day within the next 2 years" in answered.content and nothing_is_stored(service)
