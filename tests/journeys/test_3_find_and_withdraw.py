"""Journey 3. Staff find people, see what may be done and why not, and withdraw what a person takes back."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from consent.actions import record_answer
from consent.models import AccessLogEntry, Wording
from consent.tests.factories import in_days
from core.actions import add_site
from involvement import actions as involvement
from involvement.models import Material
from involvement.models.activities import State
from involvement.rules import may_put_up
from involvement.tests.factories import BY

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so

PUBLISH = "Use my words or story in public"
LEAFLET = "You have a say"
PLACES = ("The custody desk", "The library", "The waiting room of the court")


def test_people_are_found_by_part_of_a_name_a_reference_or_a_telephone_number(at_a_desk, crowd):
    priya = given_a_practitioner_at_the_list_of_people(at_a_desk, crowd)
    when_they_look_for(priya, "exam kaz")
    then_only_these_are_found(priya, "Kaz")
    when_they_look_for(priya, crowd.sam.reference[:6].lower())
    then_only_these_are_found(priya, "Sam")
    when_they_look_for(priya, "07700 900 55")
    then_only_these_are_found(priya, "Lou")
    when_they_look_for(priya, "Nobody of this name")
    priya.reads("Nobody was found. Try fewer letters, or show everybody.")


def test_the_list_is_narrowed_to_those_who_may_be_contacted_and_to_a_site(on_a_phone, crowd):
    priya = given_a_practitioner_at_the_list_of_people(on_a_phone, crowd)
    then_only_these_are_found(priya, "Kaz", "Lou", "Rob", "Sam")
    when_they_narrow_the_list(priya, "May we contact them?", "May be contacted now")
    then_only_these_are_found(priya, "Kaz", "Sam")
    when_they_narrow_the_list(priya, "Site", "Northshire court")
    then_only_these_are_found(priya, "Kaz")
    when_they_narrow_the_list(priya, "How we know them", "Cares for somebody")
    priya.reads("Nobody was found.")


def test_a_record_says_what_may_be_done_and_why_not_and_its_opening_is_logged(at_a_desk, crowd):
    priya = given_a_practitioner_at_the_list_of_people(at_a_desk, crowd)
    priya.follows("Rob")
    priya.arrives("Rob")
    priya.reads(
        "They have not agreed to be contacted about involvement. They said no on",
        "Opening this record is logged.",
    )
    with crowd.scope():
        opened = AccessLogEntry.objects.get()
        assert (opened.person.name_to_use, opened.page, opened.opened_by) == ("Rob", "record", crowd.practitioner)


def test_an_agreement_to_be_contacted_is_withdrawn_with_a_reason(at_a_desk, crowd):
    given_somebody_with_a_place_in_an_activity(crowd, crowd.sam)
    priya = given_a_practitioner_at_the_record_of(at_a_desk, crowd, "Sam")
    priya.reads("They agreed to be contacted about involvement.")
    when_they_begin_to_withdraw(priya, "Contact me about being involved")
    then_they_see_what_it_will_do(
        priya,
        "Nobody contacts them about involvement, and they cannot be invited, from now on.",
        "1 message that waits to be sent is stopped.",
        "Their place in 1 activity is shown as not to be used.",
        "The answer given at the time stays in the record as it was.",
    )
    when_they_give_no_reason(priya, "Contact me about being involved")
    when_they_give_the_reason(priya, "“I have a lot going on.”")
    priya.arrives("Sam")
    priya.is_told("The agreement “Contact me about being involved” is withdrawn. It acts at once, everywhere.")
    priya.reads("They have not agreed to be contacted about involvement. They withdrew on", "Not to be used")


def test_withdrawing_the_last_agreement_restricts_the_record(at_a_desk, somebody_else, crowd):
    priya = given_a_practitioner_at_the_record_of(at_a_desk, crowd, "Sam")
    when_they_withdraw(priya, "Contact me about being involved", "Too much going on")
    priya.arrives("Sam")
    when_they_withdraw(priya, "Hold my information", "Wants nothing kept")
    priya.arrives("People")
    priya.is_told(f"The record {crowd.sam.reference} is restricted")
    then_only_these_are_found(priya, "Kaz", "Lou", "Rob")
    then_the_record_is_not_there_any_more(priya, crowd.sam)
    ines = when_the_information_governance_lead_opens_it_with_a_reason(somebody_else(), crowd, crowd.sam)
    then_the_timeline_says_who_did_what(ines)


def test_withdrawing_the_leave_to_show_somebodys_words_lists_each_place_to_take_a_leaflet_down(at_a_desk, crowd):
    given_a_leaflet_with_their_words_that_hangs_in_three_places(crowd, crowd.sam)
    priya = given_a_practitioner_at_the_record_of(at_a_desk, crowd, "Sam")
    when_they_begin_to_withdraw(priya, PUBLISH)
    then_they_see_what_it_will_do(priya, *(f"“{LEAFLET}” has to be taken down: {place}." for place in PLACES))
    when_they_give_the_reason(priya, "“My brother saw it.”")
    priya.arrives("Sam")
    priya.opens("/staff/")
    then_each_place_waits_as_work(priya, *PLACES)
    when_they_follow_the_first_and_tick_it_off(priya)
    then_the_others_still_have_to_come_down_and_it_is_not_put_up_again(priya, crowd)


# --- Given


@pytest.fixture
def crowd(northshire):
    """Four people: two who may be contacted, one later, one who said no."""
    with northshire.scope():
        court = add_site(by=BY, service=northshire.service, name="Northshire court", kind="magistrates_court")
        records = northshire.records
        northshire.sam = records("Sam", full_name="Samira Sample", ways=("email",), email="sam@example.org")
        records("Kaz", full_name="Kazimira Example", phone="07700 900 123", site=court)
        records("Lou", phone="07700 900 555", not_before=in_days(45))
        records("Rob", contact="refused", phone="07700 900 777")
    return northshire


def given_a_practitioner_at_the_list_of_people(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.opens("/consent/people/")
    priya.arrives("People")
    return priya


def given_a_practitioner_at_the_record_of(priya, northshire, name):
    given_a_practitioner_at_the_list_of_people(priya, northshire)
    priya.follows(name)
    priya.arrives(name)
    return priya


def given_a_leaflet_with_their_words_that_hangs_in_three_places(northshire, person):
    in_a_year = timezone.localdate() + timedelta(days=365)
    with northshire.scope():
        wording = Wording.objects.in_force(northshire.service, "publish")
        record_answer(by=northshire.by, person=person, purpose_key="publish", answer="given", wording=wording)
        staff = {"owner": northshire.practitioner, "author": northshire.str_worker, "review_on": in_a_year}
        leaflet = {"service": northshire.service, "title": LEAFLET, "kind": "leaflet", **staff}
        material = involvement.add_material(by=northshire.by, **leaflet)
        involvement.feature(by=northshire.by, material=material, person=person, what="words")
        for place in PLACES:
            involvement.put_up(by=northshire.by, material=material, where=place)


def given_somebody_with_a_place_in_an_activity(northshire, person):
    with northshire.scope():
        northshire.place(northshire.activity(State.OPEN), person)


# --- When


def when_they_look_for(priya, words):
    priya.types("Find a person", words)
    priya.presses("Search")
    priya.arrives("People")


def when_they_narrow_the_list(priya, label, option):
    if not priya.field(label).is_visible():
        priya.unfolds("Narrow the list")
    priya.selects(label, option)
    priya.presses("Show these people")
    priya.arrives("People")


def when_they_begin_to_withdraw(priya, purpose):
    priya.follows(f"Withdraw “{purpose}”")
    priya.arrives(f"Withdraw “{purpose}”?")


def when_they_give_no_reason(priya, purpose):
    priya.presses("Withdraw this agreement")
    priya.arrives(f"Withdraw “{purpose}”?", after_an_error=True)
    priya.is_stopped("Answer the question “Why do they withdraw?”", beside="Why do they withdraw?")


def when_they_give_the_reason(priya, reason):
    priya.types("Why do they withdraw?", reason)
    priya.presses("Withdraw this agreement")


def when_they_withdraw(priya, purpose, reason):
    when_they_begin_to_withdraw(priya, purpose)
    when_they_give_the_reason(priya, reason)


def when_they_follow_the_first_and_tick_it_off(priya):
    priya.follows_row(PLACES[0])
    priya.arrives("Was it taken down here?")
    priya.reads(PLACES[0])
    priya.presses("Yes, it was taken down")
    priya.arrives(LEAFLET)
    priya.is_told(f"Ticked off: it was taken down at {PLACES[0]}.")


def when_the_information_governance_lead_opens_it_with_a_reason(ines, northshire, person):
    with northshire.scope():
        lead = northshire.staff("ig_lead")
    ines.signs_in(lead.email, "Audit")
    ines.follows("Restricted records")
    ines.arrives("Restricted records")
    ines.does_not_read(person.name_to_use)
    ines.follows(person.reference)
    ines.arrives(f"Open the restricted record {person.reference}")
    ines.does_not_read("Samira Sample")
    ines.types("Why do you open this record?", "They asked in a letter what we still hold.")
    ines.presses("Open this record")
    ines.arrives(person.name_to_use, title=f"Restricted record {person.reference}")
    return ines


# --- Then


def then_only_these_are_found(priya, *names):
    found = priya.page.locator("tbody th a").all_inner_texts()
    assert found == list(names)


def then_they_see_what_it_will_do(priya, *sentences):
    priya.reads(*sentences)


def then_each_place_waits_as_work(priya, *places):
    priya.arrives("Today")
    for place in places:
        expect(priya.row(place)).to_contain_text(LEAFLET)


def then_the_others_still_have_to_come_down_and_it_is_not_put_up_again(priya, northshire):
    card = priya.page.locator("#take-down")
    expect(card).to_contain_text("Somebody in it took back their yes.")
    expect(card.get_by_role("listitem")).to_contain_text([PLACES[2], PLACES[1]])
    priya.reads("They took back their yes.")
    with northshire.scope():
        assert not may_put_up(Material.objects.get())


def then_the_record_is_not_there_any_more(priya, person):
    priya.opens(f"/consent/people/{person.reference}/")
    priya.arrives("Page not found")


def then_the_timeline_says_who_did_what(ines):
    for what, who in [
        ("Was recorded", "Priya Practitioner"),
        ("Said yes to “hold my information”", "Priya Practitioner"),
        ("Withdrew: “contact me about being involved”", "Priya Practitioner"),
        ("Withdrew: “hold my information”", "Priya Practitioner"),
        ("The record was restricted", "Priya Practitioner"),
        (re.compile("The record was opened(?!, at)"), "Priya Practitioner"),
        ("The record was opened, at “restricted record”", "Ines Governance"),
    ]:
        entry = ines.page.get_by_role("listitem").filter(has_text=what).first
        assert who in entry.inner_text(), (what, entry.inner_text())
    ines.reads("They asked in a letter what we still hold.", "Wants nothing kept")
