"""Journey 2. Members of the public register interest without JavaScript; staff link, record or decline each form."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.models import Agreement, Draft, FollowUp, InterestRegistration, Person
from consent.views import registering
from core.clock import months_after

AGREE = ("Yes, I agree that you write this down and keep it", "Yes, I agree that you contact me about being involved")


@pytest.fixture(autouse=True)
def nobody_is_too_quick(monkeypatch):
    """The trap for what comes faster than anybody reads has tests of its own; these people do not wait."""
    monkeypatch.setattr(registering, "LEAST_TIME", timedelta(0))


def test_a_registration_is_linked_to_somebody_already_recorded(without_javascript, somebody_else, northshire):
    sam = given_somebody_already_recorded(northshire, "Samira", full_name="Samira Example", phone="07700 900 001")
    when_somebody_registers_on_the_public_page(without_javascript, "Sami", phone="07700 900 002")
    then_they_can_keep_the_page_that_follows(without_javascript)
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Sami")
    when_they_search_for_the_person(priya, "sam exa")
    when_they_link_it_to_the_person(priya, sam)
    then_the_answers_on_the_form_are_the_newest(priya, northshire, sam)
    then_the_queue_is_empty(priya)


def test_a_registration_becomes_a_new_person_with_the_agreements_on_the_form(
    without_javascript, somebody_else, northshire
):
    when_somebody_registers_on_the_public_page(without_javascript, "Maz", phone="07700 900 003")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Maz")
    priya.reads("Nobody has the same name, telephone number or email.")
    when_they_make_a_new_person_of_it(priya, "Maz")
    then_they_agreed_on_the_public_form(priya, northshire, "Maz")


def test_a_registration_is_declined_with_a_reason(without_javascript, somebody_else, northshire):
    when_somebody_registers_on_the_public_page(without_javascript, "Nonsense", phone="07700 900 004")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Nonsense")
    when_they_decline_it_without_saying_why(priya, "Nonsense")
    when_they_say_why(priya)
    then_it_is_among_those_looked_at_already(priya, "Nonsense")
    then_nobody_was_recorded(northshire)


def test_somebody_in_crisis_asks_to_be_asked_in_three_months(without_javascript, somebody_else, northshire):
    """On a small phone, without scripts, skipping what can be skipped."""
    lee = given_somebody_on_the_public_form(without_javascript)
    lee.reads("Question 1 of 8", "Being paid can change your benefits.")
    when_they_answer(lee, "18 or over", of="How old are you?")
    when_they_answer(lee, "I am, for myself", of="Who is filling this in?")
    when_they_name_themselves(lee, "Lee")
    when_they_answer(lee, "I never used it, but I have been through the same things", of="How do you know us?")
    when_they_skip(lee, "What would you like to do?")
    when_they_answer(lee, "In 3 months", of="When may we ask you?")
    when_they_give_a_number_for_texts(lee, "07700 900 005")
    when_they_skip(lee, "What would help you take part?")
    when_they_check_and_send(lee)
    then_they_can_keep_the_page_that_follows(lee)
    day = months_after(timezone.localdate(), 3)
    lee.reads(f"We will not contact you before {day:%-d %B %Y}.")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Lee", reads="Not before")
    when_they_make_a_new_person_of_it(priya, "Lee")
    then_they_are_asked_later_and_not_before(priya, northshire, "Lee", day)


def test_somebody_of_fifteen_is_asked_little_and_assessed_before_anything_else(
    without_javascript, somebody_else, northshire
):
    rowan = given_somebody_on_the_public_form(without_javascript)
    when_they_answer(rowan, "10 to 15", of="How old are you?")
    when_they_answer(rowan, "I am, for myself", of="Who is filling this in?")
    rowan.reads("Question 3 of 5")
    when_they_name_themselves(rowan, "Rowan")
    when_they_give_a_number_for_texts(rowan, "07700 900 006")
    when_they_answer(rowan, "Only me", of="Who may we talk to about this?")
    rowan.arrives("Check your answers")
    rowan.reads("We do not contact your parent or carer unless you say we may.")
    rowan.ticks("Yes, keep this and reach me in the way I said")
    rowan.presses("Send")
    rowan.arrives("Thank you", title="You have registered your interest")
    rowan.reads("They talk with you about what being involved is. Then you choose.")
    priya = when_staff_find_it_in_the_queue(somebody_else(), northshire, "Rowan", reads="10 to 15")
    priya.reads("A worker assesses first whether they can decide.")
    priya.does_not_read("Make a new person")
    priya.presses("Ask them, with the consent form")
    priya.arrives("Ask them yourself, with the consent form")
    priya.presses("Begin to ask them")
    priya.arrives("What helps them", title="What helps them")
    with northshire.scope():
        assert not Person.objects.exists() and not Agreement.objects.exists()


def test_a_helper_who_is_alone_leaves_only_their_own_name(without_javascript, somebody_else, northshire):
    jo = given_somebody_on_the_public_form(without_javascript)
    when_they_answer(jo, "18 or over", of="How old are you?")
    away = "I am helping somebody who is not here, or has not said yes"
    when_they_answer(jo, away, of="Who is filling this in?")
    jo.arrives("You are helping. What is your name?", title="How to reach you, the helper")
    jo.types("You are helping. What is your name?", "Jo")
    jo.types("Your phone number", "07700 900 007")
    jo.presses("Continue")
    jo.arrives("Check your answers")
    jo.reads("We keep nothing about the person you help.")
    jo.ticks("Yes, keep this and contact me")
    jo.presses("Send")
    jo.arrives("Thank you", title="You have registered your interest")
    priya = somebody_else()
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.reads("Jo asked us to reach somebody through them")
    with northshire.scope():
        kept = InterestRegistration.objects.get()
        assert (kept.helper_name, kept.name_to_use, kept.age_band) == ("Jo", "", "")


def test_by_keyboard_a_helper_fills_it_in_with_the_person_and_changes_an_answer(at_the_keyboard, northshire):
    jo = given_somebody_on_the_public_form(at_the_keyboard)
    when_they_answer(jo, "16 or 17", of="How old are you?")
    when_they_answer(jo, "I am helping somebody who is here and says yes to this", of="Who is filling this in?")
    jo.types("You are helping. What is your name?", "Jo")
    jo.presses("Continue")
    when_they_name_themselves(jo, "Skye")
    when_they_answer(jo, "I use another service", of="How do you know us?")
    when_they_skip(jo, "What would you like to do?")
    when_they_answer(jo, "Now", of="When may we ask you?")
    when_they_answer(jo, "Do not contact me. I will contact you", of="What is a safe way to reach you?")
    when_they_skip(jo, "What would help you take part?")
    jo.arrives("Check your answers")
    jo.follows("Change what can we call you?")
    jo.types("What can we call you?", "Sky")
    jo.presses("Continue")
    when_they_check_and_send(jo)
    jo.arrives("Thank you", title="You have registered your interest")
    jo.reads("We do not contact you.", "We ask you yourself first, before anything else.")
    with northshire.scope():
        kept = InterestRegistration.objects.get()
        assert (kept.name_to_use, kept.helper_name, kept.filled_in_by) == ("Sky", "Jo", "here")


def test_a_child_under_10_is_told_who_can_help_and_nothing_is_kept(without_javascript, northshire):
    kit = given_somebody_on_the_public_form(without_javascript)
    when_they_answer(kit, "Under 10", of="How old are you?")
    kit.arrives("Ask somebody you trust")
    kit.reads("we have kept nothing", "Childline")
    with northshire.scope():
        assert not InterestRegistration.objects.exists() and not Draft.objects.exists()


def test_what_is_missing_is_said_beside_the_question_and_nothing_typed_is_lost(on_a_phone, northshire):
    kit = given_somebody_on_the_public_form(on_a_phone)
    kit.presses("Continue")
    kit.arrives("Register your interest", after_an_error=True)
    kit.is_stopped("Select how old you are", beside="How old are you?")
    when_they_come_to_how_to_reach_them(kit, "Kit")
    kit.chooses("Text message", of="What is a safe way to reach you?")
    kit.types("When is it safe, and who may not see it? (you can leave this empty)", "After six")
    kit.presses("Continue")
    kit.arrives("What is a safe way to reach you?", after_an_error=True)
    kit.is_stopped("Enter a phone number for texts", beside="Phone number for texts")
    kit.still_has_typed("When is it safe, and who may not see it? (you can leave this empty)", "After six")
    kit.types("Phone number for texts", "07700 900 008")
    kit.presses("Continue")
    when_they_skip(kit, "What would help you take part?")
    kit.arrives("Check your answers")
    kit.presses("Send")
    kit.arrives("Check your answers", after_an_error=True)
    kit.is_stopped("Select the box if you agree that we keep this", beside=AGREE[0])


# --- Given


def given_somebody_already_recorded(northshire, name, **details):
    with northshire.scope():
        return northshire.records(name, **details)


def given_somebody_on_the_public_form(somebody):
    somebody.opens("/")
    somebody.arrives("Help make the service better", title="Northshire")
    somebody.presses("Register your interest")
    somebody.arrives("Register your interest")
    return somebody


# --- When


def when_they_answer(somebody, option, of):
    somebody.chooses(option, of=of)
    somebody.presses("Continue")


def when_they_skip(somebody, question):
    somebody.arrives(question)
    somebody.presses("Skip this question")


def when_they_name_themselves(somebody, name):
    somebody.arrives("What can we call you?")
    somebody.types("What can we call you?", name)
    somebody.presses("Continue")


def when_they_give_a_number_for_texts(somebody, phone):
    somebody.arrives("What is a safe way to reach you?")
    somebody.chooses("Text message", of="What is a safe way to reach you?")
    somebody.types("Phone number for texts", phone)
    somebody.presses("Continue")


def when_they_check_and_send(somebody):
    somebody.arrives("Check your answers")
    somebody.reads("Nothing is sent yet.")
    somebody.ticks(*AGREE)
    somebody.presses("Send")


def when_they_come_to_how_to_reach_them(somebody, name):
    when_they_answer(somebody, "18 or over", of="How old are you?")
    when_they_answer(somebody, "I am, for myself", of="Who is filling this in?")
    when_they_name_themselves(somebody, name)
    when_they_answer(somebody, "I used this service before", of="How do you know us?")
    somebody.ticks("Say what you think")
    somebody.presses("Continue")
    when_they_answer(somebody, "Now", of="When may we ask you?")


def when_somebody_registers_on_the_public_page(somebody, name, phone):
    given_somebody_on_the_public_form(somebody)
    when_they_come_to_how_to_reach_them(somebody, name)
    when_they_give_a_number_for_texts(somebody, phone)
    somebody.ticks("Easy words and pictures")
    somebody.presses("Continue")
    when_they_check_and_send(somebody)


def when_staff_find_it_in_the_queue(priya, northshire, name, reads="Say what you think"):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.reads(name)
    priya.follows("Registrations")
    priya.arrives("Registrations of interest")
    priya.follows(name)
    priya.arrives(name, title=f"Registration of {name}")
    priya.reads(reads)
    return priya


def when_they_search_for_the_person(priya, words):
    priya.types("Search for the person yourself", words)
    priya.presses("Search")
    priya.arrives("Sami", title="Registration of Sami")
    priya.reads(f"Found for “{words}”:")


def when_they_link_it_to_the_person(priya, person):
    priya.follows(f"Link to {person.name_to_use}, {person.reference}")
    priya.arrives(f"Link to {person}?")
    priya.reads("Their yes on the form becomes their newest answer to being contacted.")
    priya.ticks("I checked this with them")
    priya.presses("Link to this person")


def when_they_make_a_new_person_of_it(priya, name):
    priya.presses("Make a new person")
    priya.arrives(f"Make a new person of {name}?")
    priya.selects("Site", "Northshire custody")
    priya.presses("Make a new person")


def when_they_decline_it_without_saying_why(priya, name):
    priya.presses("Decline with a reason")
    priya.arrives(f"Decline the registration of {name}?")
    priya.presses("Decline this registration")
    priya.arrives(f"Decline the registration of {name}?", after_an_error=True)
    priya.is_stopped("Answer the question “Why is it declined?”", beside="Why is it declined?")


def when_they_say_why(priya):
    priya.types("Why is it declined?", "It was filled in to try the form out.")
    priya.chooses("Yes, on the way they said is safe: text message", of="Do we write a few kind words to them?")
    priya.presses("Decline this registration")
    priya.reads("What they will read", "Hello Nonsense,", "You are welcome to ask again at any time.")
    priya.presses("Decline, and write this to them")


# --- Then


def then_they_can_keep_the_page_that_follows(somebody):
    somebody.arrives("Thank you", title="You have registered your interest")
    somebody.reads("Your reference is", "You can take a photo of this page.", "0161 496 0000")


def then_they_are_asked_later_and_not_before(priya, northshire, name, day):
    priya.arrives(name)
    with northshire.scope():
        follow_up = FollowUp.objects.get(person__name_to_use=name)
        assert (follow_up.not_before, follow_up.owner) == (day, northshire.practitioner)


def then_the_answers_on_the_form_are_the_newest(priya, northshire, sam):
    priya.arrives("Samira")
    priya.is_told("Their answers on the form are their newest.")
    priya.reads("They agreed to be contacted about involvement.", "07700 900002")
    with northshire.scope():
        newest = Agreement.objects.filter(person=sam, purpose="contact").open().get()
        assert newest.route == "public_form"
        assert Person.objects.count() == 1


def then_the_queue_is_empty(priya):
    priya.follows("Registrations")
    priya.arrives("Registrations of interest")
    priya.does_not_read("Sami")


def then_they_agreed_on_the_public_form(priya, northshire, name):
    priya.arrives(name)
    priya.is_told("with the answers on the form")
    priya.reads("Said yes to “hold my information”, on the public form", "Public form")
    with northshire.scope():
        person = Person.objects.get(name_to_use=name)
        form = InterestRegistration.objects.get(person=person)
        answers = person.agreements.values_list("purpose", "answer", "route", "recorded_at", "recorded_by_kind")
        assert set(answers) == {
            (purpose, "given", "public_form", form.received_at, "public") for purpose in ("record", "contact")
        }


def then_it_is_among_those_looked_at_already(priya, name):
    priya.arrives("Registrations of interest")
    priya.is_told(f"The registration of {name} is declined. They are written to.")
    priya.selects("Which", "Looked at already")
    priya.presses("Show these registrations")
    priya.arrives("Registrations of interest")
    priya.follows(name)
    priya.arrives(name, title=f"Registration of {name}")
    priya.reads("Reason: It was filled in to try the form out.")


def then_nobody_was_recorded(northshire):
    with northshire.scope():
        assert not Person.objects.exists()
