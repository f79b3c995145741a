"""Wording and paper. A manager writes and publishes words; a worker prints forms, and types in what came back."""

import re

from consent.models import PaperForm, Person, Wording
from consent.tests.factories import in_days

TO_PRINT = {"width": 680, "height": 1000}  # A4 within its margins, in pixels of CSS


def test_words_are_written_checked_published_and_followed_by_others(at_a_desk, northshire):
    morgan = given_a_manager_at_the_wording(at_a_desk, northshire)
    when_they_start_a_version_of(morgan, "What are people asked?", "Contact me about being involved")
    morgan.types("Saying no", "It is fine.")
    morgan.presses("Save the draft")
    morgan.arrives("Contact me about being involved")
    morgan.is_told("The draft is saved.")
    morgan.reads("Missing: “care”, “charge”, “court”.", "Still to do", "It is fine.")
    morgan.follows("What changed since version 1")
    morgan.arrives("What changed")
    morgan.reads("Since version 1: 1 word added,")
    morgan.opens(morgan.page.url.replace("compare/", "change/"))
    morgan.types("Saying no", "Saying no changes nothing about your care, your charge or what happens in court.")
    morgan.presses("Save the draft")
    morgan.presses("Publish this wording")
    morgan.arrives("Publish these words?")
    morgan.reads("Version 1 ends the day before.")
    morgan.types_a_day("From which day are people asked with these words?", in_days(0))
    morgan.presses("Publish this wording")
    morgan.arrives("Publish these words?", after_an_error=True)
    morgan.is_stopped("Choose a later day.", beside="From which day are people asked with these words?")
    morgan.types_a_day("From which day are people asked with these words?", in_days(1))
    morgan.presses("Publish this wording")
    morgan.arrives("Contact me about being involved")
    morgan.is_told("Published. To come, from")
    with northshire.scope():
        old, new = Wording.objects.filter(purpose="contact", format="standard").order_by("version")
        assert (old.effective_until, new.effective_from) == (in_days(0), in_days(1))


def test_a_form_is_printed_and_typed_in_on_a_phone(on_a_phone, northshire):
    priya = given_a_practitioner_at_the_paper_forms(on_a_phone, northshire)
    priya.presses("Print forms")
    priya.arrives("Print consent forms")
    priya.chooses("Easy read", of="Which form?")
    priya.types("How many copies?", "2")
    priya.presses("Make these forms")
    priya.arrives("Forms to print")
    priya.is_told("2 forms are ready.")
    with northshire.scope():
        sheet = PaperForm.objects.order_by("reference").first()
    priya.opens("/consent/paper/")
    priya.arrives("Paper forms")
    priya.types("Type in a form", sheet.reference.lower().replace("-", " "))
    priya.presses("Search")
    priya.arrives("Type in a paper form")
    priya.presses("Type in this form")
    priya.arrives("Type in a paper form", after_an_error=True)
    priya.types_a_day("Which day was it signed?", in_days(0))
    priya.chooses("The person, who was 16 or over that day", of="Who answered?")
    priya.selects("Where was it filled in?", "Northshire custody")
    priya.chooses("They ticked yes", of="May we write this down and keep it?")
    priya.types("Name to use", "Perry")
    priya.chooses("18 or over", of="Age, if they give no date of birth")
    priya.chooses("Uses the service now", of="How do we know them?")
    priya.chooses("No", of="May we contact you about taking part?")
    priya.presses("Type in this form")
    priya.arrives("Perry")
    priya.is_told("is typed in. Perry is recorded")
    priya.reads("They said yes on paper, signed on")
    with northshire.scope():
        assert Person.objects.get().paper_forms.get() == sheet


def test_each_form_fills_whole_sheets_of_paper_in_black_and_white(at_a_desk, northshire):
    """Standard words: two sides, one to keep, one left empty. Easy read: four. So none shares a sheet with the next."""
    priya = given_a_practitioner_at_the_paper_forms(at_a_desk, northshire)
    for format in ("Standard", "Easy read"):
        priya.opens("/consent/paper/print/")
        priya.chooses(format, of="Which form?")
        priya.types("How many copies?", "2")
        priya.presses("Make these forms")
        priya.arrives("Forms to print")
        page = priya.page
        page.emulate_media(media="print")
        assert len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True))) == 2 * 4
        page.set_viewport_size(TO_PRINT)
        for hidden in (".nhsuk-header", "h1", "[data-print]", ".nhsuk-notification-banner"):
            assert not page.locator(hidden).first.is_visible()
        assert page.locator(".app-sheet__qr").first.bounding_box()["width"] > 100
        colours = page.evaluate(
            "[...document.querySelectorAll('.app-sheet, .app-sheet *')].map(e => getComputedStyle(e).color)"
        )
        assert set(colours) <= {"rgb(0, 0, 0)", "rgb(33, 43, 50)"}
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 1280, "height": 900})


def given_a_manager_at_the_wording(somebody, northshire):
    manager = northshire.staff("manager")
    somebody.signs_in(manager.email, "Today")
    somebody.opens("/consent/wording/")
    somebody.arrives("The words that people are asked with")
    return somebody


def given_a_practitioner_at_the_paper_forms(somebody, northshire):
    somebody.signs_in(northshire.practitioner.email, "Today")
    somebody.opens("/consent/paper/")
    somebody.arrives("Paper forms")
    somebody.reads("No printed form waits to be typed in.")
    return somebody


def when_they_start_a_version_of(somebody, question, purpose):
    somebody.presses("Start a new version")
    somebody.arrives("Start a new version")
    somebody.selects(question, purpose)
    somebody.presses("Start the draft")
    somebody.arrives("Change the draft")
