"""Journey 1. A practitioner records a new person with their consent, standing up, on a phone."""

from datetime import date

from django.utils import timezone

from consent.models import Agreement, Asked, Person

RECORD_QUESTION = "Do you agree that we write this down and keep it?"
CONTACT_QUESTION = "May we contact you about being involved?"
NEXT_YEAR = timezone.localdate().year + 1
LATER = date(NEXT_YEAR, 3, 3)
IN_WORDS = f"3 March {NEXT_YEAR}"


def test_somebody_says_yes_and_wants_to_be_asked_later(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    then_the_words_to_read_out_are_the_page(priya)
    when_the_person_says_yes(priya)
    then_nothing_is_stored_yet(northshire)
    when_the_rest_is_filled_in(priya)
    when_they_want_to_be_asked_later(priya)
    when_text_messages_are_safe(priya)
    priya.presses("Record this person")
    then_the_record_says_not_before_that_day(priya)
    then_both_answers_name_the_words_that_were_shown(northshire)


def test_saying_no_stores_nothing_about_the_person(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_the_person_says_no(priya)
    priya.arrives("They said no")
    priya.reads("Nothing about the person was stored.")
    then_only_a_day_and_a_site_are_noted(northshire)


def test_for_somebody_under_16_the_page_says_how_to_go_on_by_paper(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_the_person_is_under_16(priya)
    priya.arrives("Go on by paper")
    priya.reads("Nothing has been stored.")
    then_nothing_is_stored_at_all(northshire)
    priya.follows("Print the paper form")
    priya.arrives("Consent form")
    priya.reads(RECORD_QUESTION, CONTACT_QUESTION)


def test_a_birth_date_under_16_is_refused_beside_the_field_and_nothing_typed_is_lost(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_the_person_says_yes(priya)
    when_the_rest_is_filled_in(priya)
    when_they_want_to_be_asked_later(priya)
    when_text_messages_are_safe(priya)
    priya.types_a_day("Date of birth", date(timezone.localdate().year - 14, 5, 1))
    priya.presses("Record this person")
    priya.arrives("They said yes: record the rest", after_an_error=True)
    priya.is_stopped("This person is under 16. Nothing has been stored.", beside="Date of birth")
    then_everything_typed_is_still_there(priya)
    then_nothing_is_stored_at_all(northshire)


def test_saying_no_to_involvement_does_not_stop_the_recording(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_the_person_says_yes(priya)
    when_the_rest_is_filled_in(priya)
    priya.chooses("No", of=CONTACT_QUESTION)
    priya.presses("Record this person")
    priya.arrives("Kaz")
    priya.is_told("They said no to being contacted about involvement, and nobody will.")
    priya.reads("They have not agreed to be contacted about involvement. They said no on")


def test_somebody_who_could_not_be_asked_about_involvement_is_recorded_with_the_reason(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_the_person_says_yes(priya)
    when_the_rest_is_filled_in(priya)
    priya.chooses("Not asked", of=CONTACT_QUESTION)
    priya.presses("Record this person")
    priya.arrives("They said yes: record the rest", after_an_error=True)
    priya.is_stopped("Select why they were not asked", beside="Why were they not asked?")
    priya.chooses("They were too unwell or upset", of="Why were they not asked?")
    priya.presses("Record this person")
    priya.arrives("Kaz")
    priya.reads("Not asked on", "they were too unwell or upset")


# --- Given


def given_a_practitioner_about_to_ask(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.presses("Record consent")
    priya.arrives("Record consent")
    return priya


# --- When


def when_the_person_says_yes(priya):
    priya.chooses("16 or over", of="Is the person 16 or over?")
    priya.selects("Where are you?", "Northshire custody")
    priya.presses("They said yes")
    priya.arrives("They said yes: record the rest")


def when_the_person_says_no(priya):
    priya.chooses("16 or over", of="Is the person 16 or over?")
    priya.selects("Where are you?", "Northshire custody")
    priya.presses("They said no")


def when_the_person_is_under_16(priya):
    priya.chooses("Under 16", of="Is the person 16 or over?")
    priya.selects("Where are you?", "Northshire custody")
    priya.presses("They said yes")


def when_the_rest_is_filled_in(priya):
    priya.types("What helps them?", "Short sentences, and a quiet room")
    priya.types("Name to use", "Kaz")
    priya.types("Full name, as they give it", "Kazimira Example")
    priya.chooses("Uses the service now", of="How do we know them?")


def when_they_want_to_be_asked_later(priya):
    priya.chooses("Yes, but later", of=CONTACT_QUESTION)
    priya.types_a_day("From which day may we ask?", LATER)
    priya.looks_around()


def when_text_messages_are_safe(priya):
    priya.types("Telephone number", "07700 900 123")
    priya.ticks("Text message")
    priya.types("Safe times, and anything to take care of", "After six, never on Sundays")


# --- Then


def then_the_words_to_read_out_are_the_page(priya):
    priya.reads("Saying no changes nothing about your care, your charge or what happens in court.", RECORD_QUESTION)


def then_the_record_says_not_before_that_day(priya):
    priya.arrives("Kaz")
    priya.is_told(f"They will be asked about involvement from {IN_WORDS}.")
    priya.reads(f"They asked not to be contacted before {IN_WORDS}.", "Short sentences, and a quiet room")


def then_both_answers_name_the_words_that_were_shown(northshire):
    with northshire.scope():
        answers = Agreement.objects.order_by("pk").values_list("purpose", "answer", "wording__version", "site__name")
        assert list(answers) == [
            ("record", "given", 1, "Northshire custody"),
            ("contact", "given", 1, "Northshire custody"),
        ]
        kaz = Person.objects.get()
        assert kaz.phone == "+447700900123"
        assert list(kaz.safe_contacts.values_list("channel", "may_say_who")) == [("text", False)]


def then_nothing_is_stored_yet(northshire):
    then_nothing_is_stored_at_all(northshire)


def then_nothing_is_stored_at_all(northshire):
    with northshire.scope():
        assert not Person.objects.exists()
        assert not Agreement.objects.exists()
        assert not Asked.objects.exists()


def then_only_a_day_and_a_site_are_noted(northshire):
    with northshire.scope():
        assert not Person.objects.exists()
        asked = Asked.objects.get()
        assert (asked.asked_on, asked.site.name) == (timezone.localdate(), "Northshire custody")


def then_everything_typed_is_still_there(priya):
    priya.still_has_typed("Name to use", "Kaz")
    priya.still_has_typed("What helps them?", "Short sentences, and a quiet room")
    priya.still_has_typed("Telephone number", "07700 900 123")
    priya.still_has_typed("Safe times, and anything to take care of", "After six, never on Sundays")
    assert priya.question(CONTACT_QUESTION).get_by_label("Yes, but later").is_checked()
