"""A working day of the information governance lead: who changed and who read what, by person, by user, by time."""

import csv
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consent.actions import change_details, log_opening, withdraw_agreement
from core import clock
from core.actors import staff


@pytest.fixture
def a_busy_week(northshire):
    """Sam's record was changed today; Kaz's was read a week ago; Rob withdrew, and is restricted."""
    with northshire.scope():
        northshire.lead = northshire.staff("ig_lead")
        northshire.manager = northshire.staff("manager")
        northshire.sam = northshire.records("Sam", full_name="Samira Sample", phone="07700 900123")
        northshire.kaz = northshire.records("Kaz", full_name="Kazimira Example")
        northshire.rob = northshire.records("Rob", full_name="Robin Placeholder")
        change_details(by=northshire.by, person=northshire.sam, details={"phone": "07700 900555"})
        with clock.at(timezone.now() - timedelta(days=7)):
            log_opening(by=staff(northshire.manager), person=northshire.kaz, page="record")
        agreement = northshire.rob.agreements.open().get(purpose="record")
        withdraw_agreement(by=northshire.by, agreement=agreement, reason="Wants nothing kept")
    return northshire


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_finding_what_was_done_by_person_by_user_and_by_time(somebody_else, a_busy_week, width):
    ines = given_the_lead_after_signing_in(somebody_else(on_a_phone=width == "narrow"), a_busy_week)
    when_they_look_for_a_name(ines, "samir", "Sam, Samira Sample")
    ines.arrives(f"Audit of {a_busy_week.sam.reference}")
    then_the_list_says(
        ines,
        f"Ines Governance, information governance lead, opened the record {a_busy_week.sam.reference}, at “audit”.",
        f"Priya Practitioner changed the details of {a_busy_week.sam.reference}.",
    )
    when_they_look_closer(ines, "changed the details")
    then_the_change_says(ines, "Telephone number", "07700 900123", "07700 900555")
    when_they_narrow(ines, who="Morgan Manager")
    then_the_list_says(ines, f"Morgan Manager, manager, opened the record {a_busy_week.kaz.reference}.")
    then_the_list_does_not_say(ines, "Priya Practitioner")
    when_they_narrow(ines, days=(timezone.localdate() - timedelta(days=8), timezone.localdate() - timedelta(days=6)))
    then_the_list_says(ines, f"opened the record {a_busy_week.kaz.reference}.")
    then_the_list_does_not_say(ines, "changed the details")


def test_a_restricted_record_asks_why_before_its_audit_is_shown(somebody_else, a_busy_week):
    ines = given_the_lead_after_signing_in(somebody_else(on_a_phone=True), a_busy_week)
    ines.types("Whose record", "Robin")
    ines.presses("Search")
    ines.arrives("Whose record?")
    ines.reads("No record was found")
    ines.types("Whose record", a_busy_week.rob.reference)
    ines.presses("Search")
    ines.arrives(f"Look into the restricted record {a_busy_week.rob.reference}")
    ines.presses("Look into this record")
    ines.arrives(f"Look into the restricted record {a_busy_week.rob.reference}", after_an_error=True)
    ines.types("Why do you look into this record?", "They asked who had read it")
    ines.presses("Look into this record")
    ines.arrives(f"Audit of {a_busy_week.rob.reference}")
    then_the_list_says(ines, f"restricted the record of {a_busy_week.rob.reference}.", "They asked who had read it")
    ines.does_not_read("Placeholder")


def test_the_list_is_taken_out_as_a_file_and_that_is_on_the_list(at_a_desk, a_busy_week):
    ines = given_the_lead_after_signing_in(at_a_desk, a_busy_week)
    when_they_narrow(ines, who="Priya Practitioner", kind="Changes to records")
    with ines.page.expect_download() as download:
        ines.page.get_by_role("link", name="Download this list for a spreadsheet").click()
    with open(download.value.path(), encoding="utf-8-sig", newline="") as file:
        head, *lines = csv.reader(file)
    assert head[2] == "What happened"
    assert f"Priya Practitioner restricted the record of {a_busy_week.rob.reference}." in [line[2] for line in lines]
    ines.opens("/governance/audit/?kind=exports")
    ines.arrives("Audit")
    then_the_list_says(ines, "Ines Governance took the audit list out as a file.", "by Priya Practitioner")


# --- Given


def given_the_lead_after_signing_in(ines, northshire):
    ines.signs_in(northshire.lead.email, "Audit")
    ines.reads("Who changed and who read what")
    return ines


# --- When


def when_they_look_for_a_name(ines, typed, name):
    ines.types("Whose record", typed)
    ines.presses("Search")
    ines.arrives("Whose record?")
    ines.follows(name)


def when_they_look_closer(ines, words):
    ines.follows(re.compile("^What changed"), within=ines.row(words))
    ines.arrives("One change")


def when_they_narrow(ines, who="", kind="", days=()):
    ines.opens("/governance/audit/")
    ines.unfolds("Narrow by who did it, kind and days")
    if who:
        ines.selects("Who did it", who)
    if kind:
        ines.selects("What to show", kind)
    for legend, day in zip(("From", "To"), days, strict=False):
        ines.types_a_day(legend, day)
    ines.presses("Show these")
    ines.arrives("Audit")


# --- Then


def then_the_list_says(ines, *sentences):
    for sentence in sentences:
        assert ines.row(sentence).is_visible(), sentence


def then_the_list_does_not_say(ines, words):
    assert not ines.page.locator("tbody tr").filter(has_text=words).count()


def then_the_change_says(ines, field, before, after):
    cells = ines.row(field).locator("td").all_inner_texts()
    assert [re.sub(r"\s", "", cell.split(":")[-1]) for cell in cells] == [
        before.replace(" ", ""),
        after.replace(" ", ""),
    ]
