"""Finding people and their records: who may see whom, what is said, and what it costs."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, rules
from consent.models import AccessLogEntry, Agreement, FollowUp, Person
from consent.registered.timeline import message_sent
from consent.tests.factories import (
    a_command,
    in_days,
    make_account,
    make_person,
    make_service,
    make_site,
    make_staff,
    wording,
)
from core.deeds import deed
from core.registries import timeline
from core.scope import scope_of_staff
from core.writing import action, save

pytestmark = pytest.mark.django_db(transaction=True)

XSS = "<script>alert(1)</script>"


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def practitioner(service):
    return signed_in(make_staff(service))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def statements(django_assert_max_num_queries, client, url, most):
    with django_assert_max_num_queries(most) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_the_list_finds_by_name_reference_and_telephone(service, practitioner):
    with scope_of_staff(service):
        sam = make_person(service, name_to_use="Zoë", full_name="Zoë O'Neill", phone="0161 496 0777")
        make_person(service, name_to_use="Robin")
    for typed in ("zoe", "oneill", sam.reference[:5].lower(), sam.reference, "0161 496 0777", "0777"):
        page = practitioner.get(reverse("people"), {"q": typed}).content.decode()
        assert "Zoë" in page and "Robin" not in page, typed


def test_the_list_filters_by_site_connection_and_contact(service, practitioner):
    site = make_site(service)
    with scope_of_staff(service):
        make_person(service, name_to_use="Here", site=site, connection="carer")
        make_person(service, name_to_use="Elsewhere", contact="refused")
    for chosen in ({"site": site.pk}, {"connection": "carer"}, {"contact": "yes"}):
        page = practitioner.get(reverse("people"), chosen).content.decode()
        assert "Here" in page and "Elsewhere" not in page, chosen
    page = practitioner.get(reverse("people"), {"contact": "no"}).content.decode()
    assert "Elsewhere" in page and "Here" not in page


def test_an_empty_list_and_an_empty_search_say_so(practitioner):
    assert b"Nobody is recorded yet" in practitioner.get(reverse("people")).content
    page = practitioner.get(reverse("people"), {"q": "nobody"}).content
    assert b"Nobody was found" in page and b"Restricted records are not shown here." in page


@pytest.mark.parametrize("query", ["q=%00", "q=" + "x" * 5000, "page=-1", "page=x", "site=x&contact=x", "q=a&q=b"])
def test_no_query_breaks_the_list(practitioner, query):
    assert practitioner.get(f"{reverse('people')}?{query}").status_code == 200


def the_matrix(service):
    """People in every state that `may_contact` looks at, and what it is to answer."""
    today = timezone.localdate()
    yes = [make_person(service), make_person(service, ways=("worker",), phone="", email="")]
    yes.append(make_person(service, ways=("email",), phone=""))
    no = [
        make_person(service, contact="refused"),
        make_person(service, contact="not_asked"),
        make_person(service, not_before=in_days(1)),
        make_person(service, ways=()),
        make_person(service, ways=("text", "telephone"), phone=""),
        make_person(service, ways=("email",), email=""),
        make_person(service, ways=("letter",)),
    ]
    with_address = make_person(service, ways=("letter",), address="1 High Street")
    withdrawn, restricted = make_person(service), make_person(service)
    for person, purpose in ((withdrawn, "contact"), (restricted, "record")):
        agreement = person.agreements.get(purpose_id=purpose)
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="Changed their mind")
    again = make_person(service, contact="refused")
    actions.record_answer(
        by=a_command(), person=again, purpose_key="contact", answer="given", wording=wording(service, "contact")
    )
    asked_and_due = make_person(service, not_before=in_days(1))
    stale = make_person(service)
    actions.set_safe_contact(by=a_command(), person=stale, channel="telephone", allowed=True, review_on=in_days(-1))
    still_good = make_person(service)
    actions.set_safe_contact(by=a_command(), person=still_good, channel="telephone", allowed=True, review_on=today)
    forbidden = make_person(service)
    actions.set_safe_contact(by=a_command(), person=forbidden, channel="telephone", allowed=False)
    closed = make_person(service, not_before=in_days(1))
    actions.close_follow_up(by=a_command(), follow_up=closed.follow_ups.get(), outcome="Asked")
    yes += [with_address, again, still_good, closed]
    no += [withdrawn, restricted, asked_and_due, stale, forbidden]
    return yes, no


def test_the_filter_in_sql_and_the_rule_agree_for_everybody(service):
    with scope_of_staff(service):
        yes, no = the_matrix(service)
        by_rule = {person.pk for person in Person.objects.all() if rules.may_contact(person)}
        assert by_rule == {person.pk for person in yes}
        assert set(Person.objects.may_be_contacted().values_list("pk", flat=True)) == by_rule
        refused = set(Person.objects.may_not_be_contacted().values_list("pk", flat=True))
        assert refused == {person.pk for person in no}
        for person in Person.objects.not_restricted().with_contact_answer():
            assert rules.contact_in_words(person).startswith("Yes") == (person.pk in by_rule)


@action
def answer_until(*, by, person, day):
    words = wording(person.service, "contact")
    known = {"service": person.service, "person": person, "purpose_id": "contact", "wording": words}
    return save(Agreement(**known, answer="given", route="in_person", expires_on=day, **deed("recorded", by)))


@pytest.mark.parametrize(("days", "counts"), [(0, False), (-1, False), (1, True)])
def test_an_answer_whose_effect_ran_out_counts_in_neither(service, days, counts):
    with scope_of_staff(service):
        person = make_person(service)
        old = person.agreements.get(purpose_id="contact")
        actions.withdraw_agreement(by=a_command(), agreement=old, reason="To ask again")
        answer_until(by=a_command(), person=person, day=in_days(days))
        assert Person.objects.may_be_contacted().exists() == counts
        assert bool(rules.may_contact(Person.objects.get())) == counts


def test_the_list_costs_the_same_with_three_and_with_thirty(service, practitioner, django_assert_max_num_queries):
    with scope_of_staff(service):
        for _ in range(3):
            make_person(service)
    few = statements(django_assert_max_num_queries, practitioner, reverse("people"), 8)
    with scope_of_staff(service):
        for _ in range(27):
            make_person(service)
    assert statements(django_assert_max_num_queries, practitioner, reverse("people"), 8) == few


def test_the_record_costs_the_same_however_long_its_history(service, practitioner, django_assert_max_num_queries):
    with scope_of_staff(service):
        person = make_person(service)
    url = reverse("person", args=[person.reference])
    practitioner.get(url)  # the purposes are read once for each process
    short = statements(django_assert_max_num_queries, practitioner, url, 14)
    with scope_of_staff(service):
        for number in range(30):
            actions.set_safe_contact(
                by=a_command(), person=person, channel="telephone", allowed=True, safe_times=f"After {number}"
            )
            actions.record_answer(
                by=a_command(),
                person=person,
                purpose_key="contact",
                answer="given",
                wording=wording(service, "contact"),
            )
    assert statements(django_assert_max_num_queries, practitioner, url, 14) == short


def test_the_record_says_what_matters_and_is_logged(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service, access_needs="Large print", name_to_use=XSS)
    page = practitioner.get(reverse("person", args=[person.reference])).content.decode()
    assert person.reference in page
    assert "Large print" in page
    assert "Telephone call" in page and "Do not leave a voicemail." in page
    assert "Opening this record is logged." in page
    assert XSS not in page and "&lt;script&gt;" in page
    with scope_of_staff(service):
        assert AccessLogEntry.objects.get(person=person).page == "record"


def test_before_the_day_they_asked_for_the_record_says_what_may_be_used_then(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service, not_before=in_days(9), ways=("telephone", "email"))
        no = make_person(service, contact="refused")
    page = practitioner.get(reverse("person", args=[person.reference])).content.decode()
    assert f"From {in_days(9):%-d %B %Y} you may use:" in page
    assert '<a href="tel:+441614960001">0161 496 0001</a>' in page
    label = "Ask again about involvement"
    buttons = [part.split('"')[0] for part in page.split('<a class="')[1:] if label in part[:400]]
    assert buttons and "--secondary" in buttons[0]
    page = practitioner.get(reverse("person", args=[no.reference])).content.decode()
    assert "you may use:" not in page and "0161 496 0001" not in page


def test_a_telephone_number_can_be_rung_and_each_purpose_can_be_asked_about(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service)
    page = practitioner.get(reverse("person", args=[person.reference])).content.decode()
    assert '<a href="tel:+441614960001">0161 496 0001</a>' in page
    asked = [reverse("ask", args=[person.reference, key]) for key in ("record", "share", "equality", "publish")]
    assert all(f'href="{url}"' in page for url in asked)


def test_the_timeline_says_what_a_message_was_about():
    assert message_sent({"channel": "text", "about": "invitation"}) == (
        "The text message about the invitation was sent"
    )


def test_the_record_says_why_somebody_may_not_be_contacted(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service, contact="refused")
    page = practitioner.get(reverse("person", args=[person.reference])).content.decode()
    assert "They have not agreed to be contacted about involvement." in page


def test_to_somebody_of_another_service_nobody_is_there(service):
    with scope_of_staff(service):
        person = make_person(service, not_before=in_days(3))
        agreement = Agreement.objects.get(person=person, purpose_id="record")
        follow_up = FollowUp.objects.get(person=person)
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for url in addresses_of(person, agreement, follow_up):
        assert outsider.get(url).status_code == 404, url
        assert outsider.post(url, {"reason": "x"}).status_code in (404, 405), url
    assert person.name_to_use not in outsider.get(reverse("people")).content.decode()
    with scope_of_staff(service):
        assert not AccessLogEntry.objects.exists()


def addresses_of(person, agreement, follow_up):
    names = ("person", "person_timeline", "change_person", "safe_contact")
    return [reverse(name, args=[person.reference]) for name in names] + [
        reverse("ask", args=[person.reference, "contact"]),
        reverse("withdraw", args=[agreement.pk]),
        reverse("close_follow_up", args=[follow_up.pk]),
    ]


def test_a_number_too_large_for_the_database_is_not_found(practitioner):
    assert practitioner.get(reverse("withdraw", args=[10**30])).status_code == 404
    assert practitioner.get(reverse("person", args=["x" * 500])).status_code == 404


def test_the_timeline_pages_filters_and_says_who(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service)
        for number in range(60):
            actions.set_safe_contact(
                by=a_command(), person=person, channel="telephone", allowed=True, safe_times=f"After {number} o'clock"
            )
    url = reverse("person_timeline", args=[person.reference])
    first = practitioner.get(url).content.decode()
    assert "After 59 o&#x27;clock" in first and "Was recorded" not in first and "Next" in first
    assert "Was recorded" in practitioner.get(url, {"page": 2}).content.decode()
    answers = practitioner.get(url, {"kind": "answers"}).content.decode()
    assert "Said yes to “hold my information”" in answers and "a command" in answers and "o&#x27;clock" not in answers
    assert "The record was opened, at “timeline”" in practitioner.get(url, {"kind": "openings"}).content.decode()


def test_a_page_of_the_timeline_is_one_statement(service, django_assert_num_queries):
    with scope_of_staff(service):
        person = make_person(service)
        with django_assert_num_queries(1):
            entries = timeline.of(person, most=10)
    assert [entry.sentence for entry in entries][-1] == "Was recorded"


def test_details_change_and_a_day_to_come_is_refused_beside_the_field(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service)
    url = reverse("change_person", args=[person.reference])
    born = {
        "date_of_birth_day": "1",
        "date_of_birth_month": "1",
        "date_of_birth_year": str(timezone.localdate().year + 1),
    }
    filled = {"name_to_use": "Alex", "connection": "carer", "phone": "0161 496 0999"}
    page = practitioner.post(url, {**filled, **born})
    assert page.status_code == 200 and b"in the past" in page.content and b'value="Alex"' in page.content
    assert practitioner.post(url, filled).status_code == 302
    page = practitioner.get(reverse("people"), {"q": "0999"}).content.decode()
    assert "Alex" in page and "Cares for somebody" in page


def test_a_way_of_contact_is_set_and_replaced(service, practitioner):
    with scope_of_staff(service):
        person = make_person(service, ways=())
    url = reverse("safe_contact", args=[person.reference])
    assert b"No way of contact is known yet" in practitioner.get(url).content
    practitioner.post(url, {"channel": "telephone", "allowed": "yes", "voicemail": "on", "safe_times": "After 6"})
    with scope_of_staff(service):
        assert person.safe_contacts.get(ended_at=None).voicemail
    practitioner.post(url, {"channel": "telephone", "allowed": "no", "safe_times": "After 6"})
    with scope_of_staff(service):
        rule = person.safe_contacts.get(ended_at=None)
        assert (rule.allowed, rule.safe_times) == (False, "")
        assert person.safe_contacts.count() == 2


def test_my_page_reads_like_a_letter_and_is_mine_alone(service):
    with scope_of_staff(service):
        person = make_person(service, name_to_use="Sam", ways=("telephone",))
        other = make_person(service, name_to_use="Neighbour")
        me = signed_in(make_account(service, person))
    practitioner = signed_in(make_staff(service, name="Priya Shah"))
    practitioner.get(reverse("person", args=[person.reference]))
    practitioner.get(reverse("person", args=[person.reference]))
    page = me.get(reverse("my_home")).content.decode()
    assert "Hello Sam" in page
    assert "you said yes: we may contact you about being involved" in page
    assert "We may contact you by phone on 0161 496 0001." in page
    assert page.count(f"A practitioner of {service.name} opened your record on") == 1
    assert "Priya Shah" not in page
    assert "Neighbour" not in page
    assert me.get(reverse("person", args=[other.reference])).status_code in (302, 403, 404)
    assert practitioner.get(reverse("my_home")).status_code == 403
