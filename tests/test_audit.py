"""The audit pages over the demonstration: who changed and who read what, said in sentences, of one service alone."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pghistory
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent.actions import change_details, log_opening
from consent.models import AccessLogEntry, Person, PersonEvent
from core import clock
from core.actors import staff
from core.models import Export
from core.scope import scope_of_staff
from governance.audit import listing
from governance.audit.sources import CHANGES, EXPORTS, READINGS, Narrowed, sources

AUDIT = "/governance/audit/"
HISTORIES = pghistory.core.event_models()


def person_named(world, name):
    return Person.objects.get(service=world.northshire, full_name=name)


def sentences(response):
    return [row.sentence for row in response.context["page"].rows]


# --- Found by person


def test_looking_a_person_up_is_logged_as_a_reading_which_the_person_sees(world):
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
    world.client("ig").get(AUDIT, {"person": person.reference.lower().replace("-", " ")})
    with scope_of_staff(world.northshire):
        entry = AccessLogEntry.objects.filter(person=person).first()
        assert (entry.page, entry.opened_by, entry.role) == ("audit", world.user("ig"), "information governance lead")
    assert "An information governance lead of Northshire" in world.client("person").get(reverse("my_home")).text


def test_the_whole_list_names_records_by_reference_alone(world):
    page = world.client("ig").get(AUDIT).text
    with scope_of_staff(world.northshire):
        for name in Person.objects.values_list("full_name", flat=True):
            assert name not in page
        assert not AccessLogEntry.objects.filter(opened_by=world.user("ig"), page="audit").exists()


def test_a_name_leads_to_a_choice_of_people_and_restricted_people_are_not_among_them(world):
    with scope_of_staff(world.northshire):
        restricted = Person.objects.filter(service=world.northshire).restricted().first()
        asha = person_named(world, "Asha Sample")
    client = world.client("ig")
    page = client.get(AUDIT, {"person": "ash samp", "kind": "readings"})
    assert asha.reference in page.text
    assert f"kind=readings&amp;person={asha.reference}" in page.text
    page = client.get(AUDIT, {"person": restricted.full_name})
    assert restricted.reference not in page.text
    assert "never by name" in page.text
    assert "No record was found" in client.get(AUDIT, {"person": "zzz"}).text
    assert "No record was found" in client.get(AUDIT, {"person": "222-222-222"}).text


def test_a_restricted_record_asks_for_a_reason_first_and_logs_it(world):
    client = world.client("ig")
    with scope_of_staff(world.northshire):
        restricted = Person.objects.filter(service=world.northshire).restricted().first()
        change = PersonEvent.objects.filter(pgh_obj=restricted).first()
        before = AccessLogEntry.objects.filter(person=restricted).count()
    asks = reverse("audit_restricted", args=[restricted.reference])
    closed = [
        f"{AUDIT}?person={restricted.reference}",
        reverse("audit_change", args=["consent-person", change.pk]),
        f"{reverse('audit_file')}?person={restricted.reference}",
    ]
    for address in closed:
        assert client.get(address).headers["Location"].startswith(asks)
    assert client.post(asks, {"reason": ""}).status_code == 200
    with scope_of_staff(world.northshire):
        assert AccessLogEntry.objects.filter(person=restricted).count() == before
        assert not Export.objects.filter(narrowed_to=f"the record {restricted.reference}").exists()
    answer = client.post(f"{asks}?kind=changes", {"reason": "A rights request"})
    assert answer.headers["Location"] == f"{AUDIT}?kind=changes&person={restricted.reference}"
    for address in closed:
        assert client.get(address).status_code == 200
    page = client.get(closed[0])
    assert restricted.full_name not in page.text
    with scope_of_staff(world.northshire):
        entries = AccessLogEntry.objects.filter(person=restricted, opened_by=world.user("ig"))
        assert set(entries[:5].values_list("why", flat=True)) == {"A rights request"}
    with clock.at(timezone.now() + timedelta(minutes=31)):
        assert client.get(closed[0]).status_code == 302


def test_the_reason_leads_back_to_the_one_change_that_asked_for_it(world):
    client = world.client("ig")
    with scope_of_staff(world.northshire):
        restricted = Person.objects.filter(service=world.northshire).restricted().first()
        change = PersonEvent.objects.filter(pgh_obj=restricted).first()
    address = reverse("audit_change", args=["consent-person", change.pk])
    asks = client.get(address).headers["Location"]
    assert client.post(asks, {"reason": "A complaint"}).headers["Location"] == address
    away = f"{reverse('audit_restricted', args=[restricted.reference])}?table=https://example.org&pk=1"
    assert client.post(away, {"reason": "A complaint"}).headers["Location"].startswith(AUDIT)


# --- Found by who did it, by kind and by days


def test_found_by_member_of_staff(world):
    manager = world.user("manager")
    page = world.client("ig").get(AUDIT, {"by": manager.pk})
    assert sentences(page)
    assert all(sentence.startswith("Morgan Manager") for sentence in sentences(page))


@pytest.mark.parametrize("kind", [CHANGES, READINGS, EXPORTS])
def test_found_by_kind(world, kind):
    rows = world.client("ig").get(AUDIT, {"kind": kind}).context["page"].rows
    assert {row.kind for row in rows} == {kind}


def test_days_are_days_in_london_with_both_ends_included(world):
    """A reading at half past midnight of a summer night in London is of that day, and not of the one before."""
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        by = staff(world.user("practitioner"))
        for hour, minute, why in ((23, 30, "late"), (22, 30, "early")):
            at = datetime(2026, 7, 1, hour, minute, tzinfo=UTC)
            with clock.at(at):
                log_opening(by=by, person=person, page="record", why=why)

    def days(first, last):
        asked = {"from_day_day": first, "from_day_month": 7, "from_day_year": 2026}
        asked |= {"to_day_day": last, "to_day_month": 7, "to_day_year": 2026}
        rows = world.client("ig").get(AUDIT, asked | {"by": by.user.pk}).context["page"].rows
        return [row.detail for row in rows]

    assert days(2, 2) == ["Reason given: late"]
    assert days(1, 1) == ["Reason given: early"]
    assert days(1, 2) == ["Reason given: late", "Reason given: early"]


@pytest.mark.parametrize(
    "query",
    [
        "?from_day_day=32&from_day_month=1&from_day_year=2026",
        "?by=nobody",
        "?by=99999999999999999999",
        "?kind=x",
        "?older=x",
        "?older=2026-01-01T00:00:00_0_1",
        "?older=9999-99-99T00:00:00+00:00_0_1",
        "?newer=2026-01-01T00:00:00.000000%2B00:00_9999_1",
        "?older=2026-01-01T00:00:00%2B00:00_0_999999999999999999",
        "?person=%00",
        "?person=" + "a" * 5000,
        "?person=7KD-PQ2-X4M&person=x",
    ],
)
@pytest.mark.parametrize("address", [AUDIT, "/governance/audit/file/"])
def test_nonsense_in_the_address_is_no_error(world, address, query):
    assert world.client("ig").get(address + query).status_code in (200, 302)


def test_a_day_that_is_none_is_said_beside_the_field_and_shows_no_list(world):
    page = world.client("ig").get(AUDIT + "?from_day_day=32&from_day_month=1&from_day_year=2026")
    assert "Error:" in page.text
    assert "must be a real date" in page.text
    assert "<table" not in page.text


# --- Paging


def test_pages_follow_each_other_without_gap_or_repeat_and_lead_back(world):
    client = world.client("ig")
    service = world.northshire
    with scope_of_staff(service):
        whole = [row.at for row in listing.all_of(Narrowed(service))]
    seen, pages, address = [], [], AUDIT
    while address:
        page = client.get(address).context["page"]
        seen += [row.at for row in page.rows]
        pages.append([row.at for row in page.rows])
        address = AUDIT + page.next_url if page.next_url else ""
        last = page
    assert len(pages) > 10
    assert seen == whole
    assert len(set(seen)) == len(seen)
    for earlier in pages[-2::-1]:
        last = client.get(AUDIT + last.previous_url).context["page"]
        assert [row.at for row in last.rows] == earlier
    assert last.previous_url == ""


def test_the_filter_stays_on_the_next_page(world):
    by = world.user("practitioner").pk
    page = world.client("ig").get(AUDIT, {"by": by, "kind": "changes"}).context["page"]
    assert page.next_url.startswith(f"?by={by}&kind=changes&older=")


def test_a_page_costs_as_many_statements_however_long_the_history(world):
    client = world.client("ig")
    client.get(AUDIT)

    def statements(**query):
        with CaptureQueriesContext(connection) as captured:
            client.get(AUDIT, query)
        return len(captured)

    before = statements()
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        by = staff(world.user("practitioner"))
        for number in range(60):
            change_details(by=by, person=person, details={"pronouns": f"p{number}"})
            log_opening(by=by, person=person, page="record", roles=["practitioner"])
    assert statements() == before <= 12


# --- One change


def test_one_change_says_each_field_from_what_to_what(world):
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        by = staff(world.user("practitioner"))
        change_details(by=by, person=person, details={"pronouns": "she", "interpreter_needed": True, "site": None})
        event = PersonEvent.objects.filter(pgh_obj=person).latest("pgh_id")
        site = PersonEvent.objects.filter(pgh_obj=person).earliest("pgh_id").site.name
    page = world.client("ig").get(reverse("audit_change", args=["consent-person", event.pk]))
    changed = {field.field: (field.before, field.after) for field in page.context["changed"]}
    assert changed == {
        "Pronouns": ("Nothing", "she"),
        "Needs an interpreter": ("No", "Yes"),
        "Where we met them": (site, "Nothing"),
    }
    with scope_of_staff(world.northshire):
        assert AccessLogEntry.objects.filter(person=person).first().page == "audit"


def test_one_change_shows_what_was_done_together_with_it(world):
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        event = PersonEvent.objects.filter(pgh_obj=person).earliest("pgh_id")
    page = world.client("ig").get(reverse("audit_change", args=["consent-person", event.pk]))
    told = " ".join(row.sentence for row in page.context["others"])
    assert f"{person.reference} said yes to “hold my information”" in told
    assert all(row.change != ("consent-person", event.pk) for row in page.context["others"])


def test_what_is_kept_out_of_history_is_on_no_page_of_a_change(world):
    admin = world.user("admin")
    event = admin.history.earliest("pgh_id")
    page = world.client("ig").get(reverse("audit_change", args=["core-user", event.pk]))
    fields = {field.field.lower() for field in page.context["changed"]}
    assert fields == {"email address", "name", "may sign in"}


def test_the_page_of_a_change_answers_for_every_table(world):
    client = world.client("ig")
    with scope_of_staff(world.northshire):
        tables = {s.key: s.all_of(world.northshire).earliest("pk").pk for s in sources() if s.kind == CHANGES}
        people = {s.key: s.person for s in sources()}
    for table, pk in tables.items():
        response = client.get(reverse("audit_change", args=[table, pk]))
        assert response.status_code == 200 or (people[table] and response.status_code == 302), table
        assert client.get(reverse("audit_change", args=[table, 10**12])).status_code == 404
    assert client.get(reverse("audit_change", args=["consent-nothing", 1])).status_code == 404
    assert client.get(reverse("audit_change", args=["consent-accesslogentry", 1])).status_code == 404


# --- As a file


def lines_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_the_file_has_the_same_rows_as_the_list_under_the_same_filter_and_is_itself_noted(world):
    client = world.client("ig")
    manager = world.user("manager")
    narrowed = Narrowed(world.northshire, by=str(manager.pk), kinds=(READINGS,))
    with scope_of_staff(world.northshire):
        rows = list(listing.all_of(narrowed))
    head, *lines = lines_of(client.get(reverse("audit_file"), {"by": manager.pk, "kind": "readings"}))
    assert head == ["When", "Kind", "What happened", "Reason or detail", "Record", "Done by"]
    assert [line[2] for line in lines] == [row.sentence for row in rows]
    assert {line[5] for line in lines} == {"Morgan Manager"}
    assert {line[1] for line in lines} == {"Reading"}
    [row] = client.get(AUDIT, {"kind": "exports", "by": world.user("ig").pk}).context["page"].rows[:1]
    assert row.sentence == "Ines Governance took the audit list out as a file."
    assert row.detail == "by Morgan Manager, readings of records"


def test_a_reason_that_looks_like_a_formula_is_text_in_the_file(world):
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        log_opening(by=staff(world.user("manager")), person=person, page="record", why="=HYPERLINK(1)")
    lines = lines_of(world.client("ig").get(reverse("audit_file"), {"person": person.reference, "kind": "readings"}))
    assert "Reason given: =HYPERLINK(1)" in [line[3] for line in lines]
    assert not [cell for line in lines for cell in line if cell.startswith(("=", "+", "-", "@"))]


def test_a_file_is_read_in_batches_and_is_bounded(world, monkeypatch):
    monkeypatch.setattr(listing, "BATCH", 7)
    monkeypatch.setattr(listing, "MOST_IN_A_FILE", 20)
    with scope_of_staff(world.northshire):
        rows = list(listing.all_of(Narrowed(world.northshire), 20))
        assert len(rows) == len({row.at for row in rows}) == 20
        assert [row.at for row in rows] == [row.at for row in listing.find(Narrowed(world.northshire), None, 20)]
