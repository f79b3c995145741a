"""The timeline of a person: by kind and days, on paper, as a file; and which kinds a reader may see."""

import csv
import io
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from consent.actions import change_details, log_opening, set_safe_contact
from consent.models import AccessLogEntry, Agreement, Person
from consent.tests.factories import make_account, make_person, make_service, make_staff
from core import clock
from core.access import Reader
from core.actors import staff
from core.models import Export
from core.registries import Timeline, timeline
from core.roles import CARDS, Permission, permissions_of, roles_in_words
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def worker(service):
    return make_staff(service, name="Priya Shah")


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def person(service, worker):
    """Somebody with a rule for a way of contact on each of three days in July."""
    with scope_of_staff(service):
        person = make_person(service, by=staff(worker))
        for day in (1, 2, 3):
            # Half past eleven in the evening in UTC is the next day in London.
            with clock.at(datetime(2026, 7, day, 23, 30, tzinfo=UTC)):
                times = f"rule of day {day + 1}"
                set_safe_contact(by=staff(worker), person=person, channel="telephone", allowed=True, safe_times=times)
    return person


def days(first, last, **more):
    asked = {"from_day_day": first, "from_day_month": 7, "from_day_year": 2026}
    return asked | {"to_day_day": last, "to_day_month": 7, "to_day_year": 2026} | more


def test_only_what_happened_on_the_days_asked_for_is_shown_by_london_time(person, worker):
    page = signed_in(worker).get(reverse("person_timeline", args=[person.reference]), days(3, 3))
    details = [entry.detail for entry in page.context["page"].rows]
    assert details == ["rule of day 3"]
    page = signed_in(worker).get(reverse("person_timeline", args=[person.reference]), days(2, 4, kind="contact"))
    assert [entry.detail for entry in page.context["page"].rows][-1] == "rule of day 2"
    assert "Priya Shah" in page.text


@pytest.mark.parametrize("asked", [days(32, 3), days(3, 1), {"kind": "nonsense"}])
def test_days_or_kinds_that_make_no_sense_are_said_and_nothing_is_shown_or_taken_out(service, person, worker, asked):
    client = signed_in(worker)
    page = client.get(reverse("person_timeline", args=[person.reference]), asked)
    assert "Error:" in page.text
    assert page.context["page"] is None
    for name in ("timeline_to_print", "timeline_file"):
        answer = client.get(reverse(name, args=[person.reference]), asked)
        assert answer.headers["Location"].startswith(reverse("person_timeline", args=[person.reference]))
    with scope_of_staff(service):
        assert not Export.objects.exists()


def test_everything_to_print_stands_on_one_page_with_who_printed_it(service, person, worker):
    page = signed_in(worker).get(reverse("timeline_to_print", args=[person.reference]), {"kind": "all"})
    assert "Printed by Priya Shah" in page.text
    assert person.reference in page.text
    assert "Was recorded" in page.text
    assert "The record was opened, at “printable timeline”" in page.text
    assert {entry.who for entry in page.context["entries"]} == {"Priya Shah"}
    with scope_of_staff(service):
        assert AccessLogEntry.objects.get(person=person).page == "printable timeline"


def test_a_long_timeline_on_paper_says_where_it_ends(person, worker, monkeypatch):
    monkeypatch.setattr("consent.views.timeline.MOST_ON_PAPER", 3)
    page = signed_in(worker).get(reverse("timeline_to_print", args=[person.reference]))
    assert len(page.context["entries"]) == 3
    assert "Only the newest 3 entries" in page.text


def test_the_file_has_what_the_page_shows_and_is_noted(service, person, worker):
    with scope_of_staff(service):
        set_safe_contact(by=staff(worker), person=person, channel="text", allowed=True, safe_times="=1+1")
    answer = signed_in(worker).get(reverse("timeline_file", args=[person.reference]), {"kind": "contact"})
    head, *lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
    assert head == ["When", "What happened", "Detail", "By"]
    assert lines[0][1:] == ["Text message may be used for contact", "'=1+1", "Priya Shah"]
    assert [line[2] for line in lines[1:4]] == ["", "rule of day 4", "rule of day 3"]
    with scope_of_staff(service):
        assert AccessLogEntry.objects.get(person=person).page == "timeline download"
        [note] = Export.objects.all()
    assert (note.what, note.made_by) == ("timeline", worker)
    assert note.narrowed_to == f"the record {person.reference}, ways of contact and asking later"


# --- Kinds for some readers alone


@pytest.fixture
def with_an_assessment(monkeypatch):
    """A timeline on which each recording of a person counts as an assessment."""
    with_it = Timeline()
    with_it.moment(Person, "recorded", kind="assessments")(lambda row: "Was assessed")
    with_it.moment(Agreement, "recorded", kind="answers")(lambda row: "Answered")
    monkeypatch.setattr(timeline, "_moments", with_it._moments)
    return timeline


def test_assessments_are_for_the_roles_that_need_them():
    holders = {key for key, card in CARDS.items() if Permission.SEE_ASSESSMENTS in card.permissions}
    assert holders == {"practitioner", "manager", "ig_lead"}
    assert set(Timeline.NEEDS_PERMISSION) <= set(Timeline.KINDS)


@pytest.mark.parametrize("role", CARDS)
@pytest.mark.parametrize("kinds", [Timeline.ORDINARY, ("assessments",), tuple(Timeline.KINDS)])
def test_a_kind_that_needs_a_permission_is_left_out_without_it(service, person, with_an_assessment, role, kinds):
    reader = Reader(service=service, roles=(role,), permissions=permissions_of([role]))
    with scope_of_staff(service):
        told = {entry.sentence for entry in with_an_assessment.of(person, kinds, reader=reader)}
        unread = {entry.sentence for entry in with_an_assessment.of(person, kinds)}
    assert ("Was assessed" in told) == reader.may(Permission.SEE_ASSESSMENTS)
    assert "Was assessed" not in unread


@pytest.mark.parametrize(("role", "sees"), [("practitioner", True), ("str_worker", False)])
@pytest.mark.parametrize("name", ["person", "person_timeline", "timeline_to_print", "timeline_file"])
def test_no_page_shows_an_assessment_to_a_role_without_it(service, person, with_an_assessment, name, role, sees):
    client = signed_in(make_staff(service, role))
    address = reverse(name, args=[person.reference])
    for asked in ({}, {"kind": "all"}, {"kind": "assessments"}):
        answer = client.get(address, asked, follow=True)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        if name == "person" or sees or asked != {"kind": "assessments"}:
            assert ("Was assessed" in text) == sees
        else:
            assert "Was assessed" not in text
    offered = client.get(reverse("person_timeline", args=[person.reference])).text
    assert ("Assessments and decisions" in offered) == sees


# --- In which role a record was opened


def test_an_opening_keeps_the_roles_of_the_moment(service, person, worker):
    with scope_of_staff(service):
        entry = log_opening(by=staff(worker), person=person, page="record")
        assert entry.role == "practitioner"
        entry = log_opening(by=staff(worker), person=person, page="record", roles=["practitioner", "manager"])
        assert entry.role == "practitioner and manager"
    assert roles_in_words([]) == roles_in_words(["gone"]) == "member of staff"


def test_a_role_in_another_service_is_not_told(service, worker):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        entry = log_opening(by=staff(worker), person=make_person(other), page="record")
    assert entry.role == "member of staff"


def test_an_opening_by_the_pages_is_one_statement(service, person, worker, django_assert_num_queries):
    with scope_of_staff(service), django_assert_num_queries(1):
        log_opening(by=staff(worker), person=person, page="record", roles=("practitioner",))


def test_the_person_reads_every_opening_by_role_and_day_with_the_reason(service, person, worker):
    with scope_of_staff(service):
        client = signed_in(make_account(service, person))
        lead = make_staff(service, "ig_lead", "Ines Lead")
        for day in range(1, 16):
            with clock.at(datetime(2026, 3, day, 12, tzinfo=UTC)):
                log_opening(by=staff(worker), person=person, page="record")
                log_opening(by=staff(worker), person=person, page="timeline")
        with clock.at(datetime(2026, 3, 16, 12, tzinfo=UTC)):
            log_opening(by=staff(lead), person=person, page="restricted record", why="A complaint")
    home = client.get(reverse("my_home")).text
    assert f"A practitioner of {service.name} opened your record on 15 March 2026." in home
    assert home.count("opened your record on 15 March 2026") == 1
    assert f"An information governance lead of {service.name} opened your record on 16 March 2026." in home
    assert "Why: A complaint" in home
    assert "on 3 March 2026" not in home
    assert reverse("my_openings") in home
    whole = client.get(reverse("my_openings")).text
    assert "on 1 March 2026" in whole
    assert "Priya Shah" not in home + whole


def test_another_persons_openings_are_not_theirs(service, person, worker):
    with scope_of_staff(service):
        neighbour = make_person(service, name_to_use="Kaz")
        log_opening(by=staff(worker), person=person, page="record")
        client = signed_in(make_account(service, neighbour))
    assert "Nobody has looked at your record yet." in client.get(reverse("my_openings")).text


def test_details_changed_twice_stay_two_in_history(service, person, worker):
    with scope_of_staff(service):
        for pronouns in ("she", "they"):
            change_details(by=staff(worker), person=person, details={"pronouns": pronouns})
        assert list(person.history.filter(pgh_label="update").values_list("pgh_by", flat=True)) == [str(worker.pk)] * 2
