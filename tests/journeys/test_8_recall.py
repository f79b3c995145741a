"""Journey 8. Something is shared on a yes; the yes is taken back; it is asked for back, and the answer is noted."""

import pytest

from consent.models import Disclosure
from consent.tests.sharing import agree_to_share


@pytest.mark.parametrize("who", ["at_a_desk", "without_javascript"])
def test_what_was_shared_is_asked_for_back_once_its_ground_is_withdrawn(who, request, northshire):
    priya = request.getfixturevalue(who)
    sam = given_somebody_who_agreed_that_kim_may_be_told(northshire)
    given_a_practitioner_at_the_record_of(priya, northshire, sam)
    when_they_record_what_is_shared_and_forget_why_no_less_would_do(priya)
    when_they_say_why_no_less_would_do(priya)
    then_the_page_tells_it_and_nothing_has_to_be_asked_for_back(priya)
    when_sam_takes_back_the_yes(priya, northshire, sam)
    when_they_write_the_letter_that_today_asks_for(priya)
    then_the_letter_is_ready_to_print_and_says_no_more_than_it_must(priya)
    when_they_note_that_kim_destroyed_it(priya, northshire)
    then_nothing_waits_and_the_record_tells_all(priya, sam)


# --- Given


def given_somebody_who_agreed_that_kim_may_be_told(northshire):
    with northshire.scope():
        sam = northshire.records("Sam", full_name="Samira Sample", phone="07700 900 123")
        agree_to_share(sam, "Kim Advocate", by=northshire.by)
    return sam


def given_a_practitioner_at_the_record_of(priya, northshire, person):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.opens(f"/consent/people/{person.reference}/")
    priya.arrives("Sam")
    priya.reads("Nothing was shared about them.")


# --- When


def when_they_record_what_is_shared_and_forget_why_no_less_would_do(priya):
    priya.presses("Record what was shared")
    priya.arrives("Record what was shared")
    priya.reads("Before you write: would less do?", "What may be shared: My first name")
    priya.types("What do they need it for?", "To keep a place in the group")
    priya.types("What is the least that would do?", "The first name")
    priya.chooses("Spoken, face to face or by telephone", of="How is it shared?")
    priya.presses("Record what was shared")
    priya.arrives("Record what was shared", after_an_error=True)
    priya.is_stopped("Enter why no less would do", beside="Why would no less do?")
    priya.still_has_typed("What is the least that would do?", "The first name")


def when_they_say_why_no_less_would_do(priya):
    priya.types("Why would no less do?", "They greet people by name")
    priya.presses("Record what was shared")


def when_sam_takes_back_the_yes(priya, northshire, person):
    with northshire.scope():
        yes = person.agreements.open().get(purpose="share")
    priya.opens(f"/consent/agreements/{yes.pk}/withdraw/")
    priya.arrives("Withdraw “Share information with people I name”", title="Withdraw")
    priya.reads("to be asked for back with a letter: Kim Advocate, shared on")
    priya.types("Why do they withdraw?", "“I would rather tell people myself.”")
    priya.presses("Withdraw this agreement")
    priya.arrives("Sam")
    priya.reads("To be asked for back. The agreement was withdrawn on")


def when_they_write_the_letter_that_today_asks_for(priya):
    priya.opens("/staff/")
    priya.arrives("Today")
    priya.follows_row("Ask Kim Advocate to give back or destroy what was shared about Sam.")
    priya.arrives("Ask for what was shared back")
    priya.types("Where letters reach them", "7 New Road, Northtown")
    priya.presses("Make this letter")


def when_they_note_that_kim_destroyed_it(priya, northshire):
    with northshire.scope():
        asked = Disclosure.objects.get()
    priya.opens(f"/consent/disclosures/{asked.pk}/")
    priya.presses("Note their answer")
    priya.arrives("What did Kim Advocate answer?")
    priya.chooses("They destroyed it", of="What did they answer?")
    priya.presses("Note their answer")
    priya.arrives("Shared with Kim Advocate")
    priya.is_told("It is noted: they destroyed it.")


# --- Then


def then_the_page_tells_it_and_nothing_has_to_be_asked_for_back(priya):
    priya.arrives("Shared with Kim Advocate")
    priya.is_told("What was shared with Kim Advocate on")
    priya.reads("The first name", "They greet people by name", "Priya Practitioner")
    priya.does_not_read("To be asked for back")


def then_the_letter_is_ready_to_print_and_says_no_more_than_it_must(priya):
    priya.arrives("Letters to print")
    priya.is_told("1 letter is ready. Print this page.")
    priya.reads("7 New Road, Northtown", "Private: for Kim Advocate only", "Please answer by", "Samira Sample")
    priya.does_not_read("The first name", "I would rather tell people myself")
    if priya.runs_scripts:
        priya.reads("Print this letter")


def then_nothing_waits_and_the_record_tells_all(priya, person):
    priya.opens("/staff/")
    priya.arrives("Today")
    priya.does_not_read("what was shared about Sam")
    priya.opens(f"/consent/people/{person.reference}/timeline/?kind=disclosures")
    priya.arrives("Timeline of Sam")
    priya.reads(
        "Information was shared with Kim Advocate on",
        "Asked Kim Advocate to give back or destroy what was shared",
        "Kim Advocate was asked for it back: they destroyed it",
    )
