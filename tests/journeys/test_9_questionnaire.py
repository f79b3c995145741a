"""Journey 9. A manager writes a questionnaire, a practitioner hands a tablet over, somebody answers, and it counts."""

import re

import pytest

from involvement.models import Answer, Response, View
from involvement.models.activities import State
from involvement.tests.test_questionnaires import publish
from tests.browser import PHONE

ADDRESSES = ("/", "/staff/", "/consent/people/", "/involvement/questionnaires/", "/my/", "/privacy/", "/nothing/")


def test_a_questionnaire_is_answered_on_a_device_that_was_handed_over(at_a_desk, on_a_phone, northshire):
    morgan, kit = at_a_desk, on_a_phone
    given_a_manager_and_an_activity(morgan, northshire)
    when_the_manager_writes_and_publishes_it(morgan)
    priya = kit  # one device: the practitioner's, until it is handed over
    when_the_practitioner_hands_the_device_over(priya, northshire)
    then_nothing_of_the_session_is_left(kit)
    when_somebody_forgets_an_answer_and_then_answers_in_easy_read(kit)
    then_it_clears_itself_and_the_worker_comes_back_to_the_questionnaire(kit, northshire)
    then_results_show_no_small_numbers(morgan)
    when_the_words_become_a_view(morgan)
    then_they_wait_for_a_decision(morgan, northshire)


def test_a_questionnaire_is_answered_without_scripts(without_javascript, northshire):
    sam = without_javascript
    with northshire.scope():
        code = published(northshire)
    sam.opens("/questionnaires/")
    sam.arrives("Answer some questions")
    sam.types("What is the code on your card?", code.lower())
    sam.presses("Go to the questions")
    sam.arrives("How was it?")
    sam.presses("Send my answers")
    sam.arrives("How was it?", after_an_error=True)
    sam.reads("Answer at least one question.")
    sam.types("What should we change?", "Say how long it takes.")
    sam.presses("Send my answers")
    sam.arrives("Thank you")
    with northshire.scope():
        assert Response.objects.count() == 1
    sam.presses("Yes, tell me what comes of it")
    sam.arrives("Hear what comes of it")


# --- Given


def published(northshire):
    return publish(northshire).code.code


def given_a_manager_and_an_activity(morgan, northshire):
    northshire.manager = northshire.staff("manager")
    with northshire.scope():
        northshire.heard = northshire.activity(State.RUNNING, title="Hearing from those who leave")
    morgan.signs_in(northshire.manager.email, "Today")


# --- When


def when_the_manager_writes_and_publishes_it(morgan):
    morgan.opens("/involvement/questionnaires/")
    morgan.arrives("Questionnaires")
    morgan.reads("There is no questionnaire yet.")
    morgan.presses("Write a questionnaire")
    morgan.arrives("Write a questionnaire")
    morgan.types("Title", "How was it?")
    morgan.types("What do people read first?", "Tell us what was good and what was not.")
    morgan.types("The same in easy read", "Tell us what was good.")
    morgan.presses("Save, and write the questions")
    morgan.arrives("How was it?")
    morgan.presses("Add a question")
    morgan.arrives("Add a question")
    morgan.types("What do you ask?", "Did we listen to you?")
    morgan.chooses("Yes or no", of="How is it answered?")
    morgan.ticks("It must be answered")
    morgan.presses("Save this question")
    morgan.arrives("How was it?")
    morgan.reads("Question 1 is missing in easy read.")
    morgan.follows("Change question 1")
    morgan.types("The same in easy read", "Did we listen?")
    morgan.presses("Save this question")
    morgan.presses("Add a question")
    morgan.types("What do you ask?", "What should we change?")
    morgan.types("The same in easy read", "What should be better?")
    morgan.chooses("Their own words", of="How is it answered?")
    morgan.presses("Save this question")
    morgan.presses("Publish it")
    morgan.arrives("Let people answer this?")
    morgan.presses("Publish it")
    morgan.arrives("How was it?")
    morgan.is_told("It is published.")
    morgan.follows("See it as people see it")
    morgan.arrives("How was it?")
    morgan.opens(morgan.page.url.split("/versions/")[0])
    morgan.arrives("Questionnaires")


def when_the_practitioner_hands_the_device_over(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.opens("/involvement/questionnaires/")
    priya.follows("How was it?")
    priya.arrives("How was it?")
    priya.presses("Hand over this device")
    priya.arrives("Hand this device over")
    priya.chooses("5 minutes", of="How long may it lie untouched before what was typed is cleared?")
    priya.presses("Hand it over")


def when_somebody_forgets_an_answer_and_then_answers_in_easy_read(kit):
    kit.types("What should we change?", "Say how long it takes")
    kit.presses("Send my answers")
    kit.arrives("How was it?", after_an_error=True)
    kit.is_stopped("Answer the question “Did we listen to you?”", beside="Did we listen to you?")
    kit.presses("Easy read")
    kit.arrives("How was it?")
    kit.still_has_typed("What should be better?", "Say how long it takes")
    kit.chooses("No", of="Did we listen?")
    kit.presses("Send my answers")
    kit.arrives("Thank you")
    kit.reads("Now give the device back to the worker.")
    kit.does_not_read("Say how long it takes")


def when_the_words_become_a_view(morgan):
    morgan.follows("What should we change?")
    morgan.arrives("What people wrote")
    morgan.ticks("Say how long it takes")
    morgan.chooses("They are views of an activity, to be decided on and answered", of="What becomes of those you tick?")
    morgan.selects("Which activity?", "Hearing from those who leave")
    morgan.presses("Do this with the ticked words")
    morgan.arrives("What people wrote", after_an_error=True)
    morgan.is_stopped("Enter a theme", beside="Theme")
    morgan.types("Theme", "Waiting")
    morgan.presses("Do this with the ticked words")
    morgan.arrives("What people wrote")
    morgan.is_told("1 is now a view of “Hearing from those who leave”")
    morgan.reads("No words wait.")


def goes_back_to_nothing(kit):
    """The page before was sent with a form, and the browser has not kept it."""
    with pytest.raises(Exception, match="ERR_CACHE_MISS"):
        kit.page.go_back()


# --- Then


def then_nothing_of_the_session_is_left(kit):
    assert kit.page.viewport_size == PHONE
    kit.arrives("How was it?")
    questions = kit.page.url
    kit.does_not_read("Priya Practitioner", "Lock", "Today")
    kit.page.reload()
    kit.arrives("How was it?")
    for _ in range(4):
        kit.page.go_back()
        kit.page.wait_for_load_state()
        assert kit.page.url == questions or "/account/login/" in kit.page.url
        kit.does_not_read("Priya Practitioner", "Hand over this device")
    for address in ADDRESSES:
        kit.opens(address)
        assert kit.page.url == questions, address
    assert "sessionid" in {cookie["name"] for cookie in kit.page.context.cookies()}
    kit.arrives("How was it?")


def then_it_clears_itself_and_the_worker_comes_back_to_the_questionnaire(kit, northshire):
    goes_back_to_nothing(kit)
    kit.does_not_read("Say how long it takes")
    kit.page.clock.install()
    kit.opens("/")
    kit.arrives("How was it?")
    kit.types("What should we change?", "Half a sentence")
    kit.page.clock.fast_forward("04:01")
    kit.reads("Are you still there?")
    kit.press(kit.page.get_by_role("button", name="I am still here"))
    kit.does_not_read("Are you still there?")
    kit.still_has_typed("What should we change?", "Half a sentence")
    with kit.page.expect_navigation():
        kit.page.clock.fast_forward("05:01")
    kit.still_has_typed("What should we change?", "")
    with northshire.scope():
        assert [response.how for response in Response.objects.all()] == ["tablet"]
    kit.opens("/account/login/")
    kit.types("Email address", northshire.practitioner.email)
    kit.types("Password", "a long enough phrase")
    kit.presses("Sign in")
    kit.arrives("How was it?")
    kit.reads("Hand over this device")
    kit.opens("/staff/")
    kit.arrives("Today")


def then_results_show_no_small_numbers(morgan):
    morgan.page.reload()
    morgan.follows("How was it?")
    morgan.arrives("How was it?")
    morgan.reads("Some of it waits to be looked at.")
    morgan.follows("Results")
    morgan.arrives("Results")
    morgan.reads("Only a few people answered so far.", "stands for 1 to 7 people")
    cells = morgan.page.locator("td").all_inner_texts()
    assert not [text for text in cells if re.search(r"\b[1-7]\b", text.replace("1 to 7", ""))], cells


def then_they_wait_for_a_decision(morgan, northshire):
    with northshire.scope():
        view = View.objects.get(activity=northshire.heard)
        assert (view.words, view.theme.name, view.person) == ("Say how long it takes", "Waiting", None)
        assert not Answer.objects.waiting().exists()
    morgan.opens(f"/involvement/activities/{northshire.heard.pk}/decisions/new/")
    morgan.reads("Say how long it takes")
