"""Journey: somebody registers in easy read on a small phone; somebody else has to leave the page at once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from consent.models import Draft, InterestRegistration, Wording
from consent.views import registering

AGREE = ("Yes. You may write this down and keep it", "Yes. You may contact me about taking part")


@pytest.fixture(autouse=True)
def nobody_is_too_quick(monkeypatch):
    monkeypatch.setattr(registering, "LEAST_TIME", timedelta(0))


def test_somebody_registers_in_easy_read_on_a_small_phone(without_javascript, northshire):
    given_the_easy_words_are_in_force(northshire)
    sam = given_somebody_who_switches_to_easy_read(without_javascript)
    when_they_answer(sam, "How old are you?", "18 or older")
    when_they_answer(sam, "Who is filling this in?", "Me, for myself")
    sam.types("What can we call you?", "Sam")
    sam.presses("Continue")
    when_they_answer(sam, "How do you know us?", "I use this service now")
    when_they_skip(sam, "What would you like to do?")
    when_they_answer(sam, "When may we ask you?", "In 3 months")
    sam.chooses("Do not contact me. I will contact you", of="What is a safe way to reach you?")
    sam.presses("Continue")
    when_they_skip(sam, "What would help you take part?")
    sam.arrives("Check your answers")
    sam.reads("You know what helps and what does not.", "Do not contact me. I will contact you")
    for box in AGREE:
        sam.ticks(box)
    sam.presses("Send")
    sam.arrives("Thank you", title="You have registered your interest")
    sam.reads("You can take a photo of this page.", "Tell us your number from this page.")
    then_they_agreed_to_the_easy_words(northshire)
    then_it_is_standard_again_when_they_switch_back(sam)


def test_by_keyboard_somebody_leaves_at_once_and_nothing_is_left_behind(at_the_keyboard, northshire):
    lee = at_the_keyboard
    lee.opens("/services/northshire/")
    when_they_begin_to_register(lee)
    with northshire.scope():
        assert Draft.objects.filter(kind=Draft.Kind.REGISTRATION).exists()
    for _ in range(3):
        lee.page.keyboard.press("Shift")
    then_the_page_names_nothing(lee)
    lee.axe(lee.page)
    with northshire.scope():
        assert not Draft.objects.filter(kind=Draft.Kind.REGISTRATION).exists()
    lee.page.go_back()
    expect(lee.page.locator("main")).not_to_contain_text("What can we call you?")
    expect(lee.page.locator("main")).not_to_contain_text("Who is filling this in?")


def test_without_scripts_the_way_out_is_a_link(without_javascript, northshire):
    lee = without_javascript
    lee.opens("/services/northshire/")
    lee.follows("Exit this page")
    then_the_page_names_nothing(lee)


def given_the_easy_words_are_in_force(northshire):
    with northshire.scope():
        easy = Wording.objects.published().filter(format="easy_read", purpose__in=["record", "contact"])
        assert easy.count() == 2


def given_somebody_who_switches_to_easy_read(sam):
    sam.opens("/register-interest/northshire/")
    sam.presses("Easy read")
    sam.arrives("Tell us that you would like to take part", title="Register your interest")
    sam.reads("Being paid can change your benefits.")
    return sam


def when_they_answer(sam, question, answer):
    sam.chooses(answer, of=question)
    sam.presses("Continue")


def when_they_skip(sam, question):
    sam.arrives(question)
    sam.presses("Skip this question")


def when_they_begin_to_register(lee):
    lee.opens("/register-interest/northshire/")
    lee.chooses("18 or over", of="How old are you?")
    lee.presses("Continue")
    lee.arrives("Who is filling this in?")


def then_they_agreed_to_the_easy_words(northshire):
    with northshire.scope():
        kept = InterestRegistration.objects.get()
        assert (kept.record_wording.format, kept.contact_wording.format) == ("easy_read", "easy_read")
        assert kept.words_language == "en"


def then_it_is_standard_again_when_they_switch_back(sam):
    sam.presses("Standard words")
    sam.arrives("Thank you", title="You have registered your interest")
    sam.reads("Easy read")
    sam.does_not_read("Tell us your number from this page.")


def then_the_page_names_nothing(lee):
    expect(lee.page).to_have_title("Everyday links")
    assert lee.page.url.endswith("/away/")
    assert "alongside" not in lee.page.content().lower().replace(lee.page.url, "")
