"""Journey 1. A practitioner records a new person with their consent, standing up, on a phone."""

from datetime import date

from django.utils import timezone

from consent.models import Agreement, Asked, DetailToAdd, Draft, Person
from tests.journeys.somebody import PASSWORD

RECORD_QUESTION = "Do you agree that we write this down and keep it?"
CONTACT_QUESTION = "May we contact you about being involved?"
NEXT_YEAR = timezone.localdate().year + 1
LATER = date(NEXT_YEAR, 3, 3)
IN_WORDS = f"3 March {NEXT_YEAR}"
WHAT_HELPS = "What helps them to understand and take part?"
READ_OUT = "Read this out, or let them read it"


def test_eight_answers_make_a_record_and_what_was_left_out_becomes_a_task(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_nothing_would_help(priya)
    then_the_words_to_read_out_are_the_page(priya)
    when_the_person_says_yes(priya)
    when_they_say_who_they_are(priya)
    when_the_place_and_the_connection_are_chosen(priya)
    priya.presses("They said yes")
    when_a_worker_is_the_safe_way(priya)
    then_nothing_is_stored_yet(northshire)
    priya.presses("Record this person")
    priya.arrives("Kaz")
    priya.is_told("They agreed to be contacted about involvement.")
    priya.reads("Still to add", "Date of birth")
    then_the_task_waits_today_and_can_be_closed(priya, northshire)


def test_somebody_says_yes_and_wants_to_be_asked_later(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_something_would_help(priya)
    when_the_person_says_yes(priya)
    when_they_say_who_they_are(priya)
    when_the_place_and_the_connection_are_chosen(priya)
    when_they_want_to_be_asked_later(priya)
    when_text_messages_are_safe(priya)
    when_more_is_added_before_the_end(priya)
    priya.presses("Record this person")
    then_the_record_says_not_before_that_day(priya)
    then_both_answers_name_the_words_that_were_shown(northshire)


def test_saying_no_stores_nothing_about_the_person(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_something_would_help(priya)
    priya.presses("They said no")
    priya.arrives("They said no")
    priya.reads("Nothing about the person was stored.")
    then_only_a_day_is_noted(northshire)


def test_a_day_that_does_not_exist_is_refused_beside_the_field_and_nothing_is_lost(on_a_phone, northshire):
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_nothing_would_help(priya)
    when_the_person_says_yes(priya)
    priya.types("What name do they want us to use?", "Kaz")
    priya.presses("Continue")
    priya.types_a_day("What is their date of birth?", Impossible)
    priya.presses("Continue")
    priya.arrives("What is their date of birth?", title="Date of birth, or age", after_an_error=True)
    priya.is_stopped("Date of birth must be a real date", beside="What is their date of birth?")
    priya.follows("Back")
    priya.still_has_typed("What name do they want us to use?", "Kaz")


class Impossible:
    """The thirty-first of June."""

    day, month, year = 31, 6, 1990


def test_saying_no_to_involvement_does_not_stop_the_recording(on_a_phone, northshire):
    priya = given_somebody_about_to_be_asked_about_involvement(on_a_phone, northshire)
    priya.presses("They said no")
    priya.arrives("Check the answers")
    priya.presses("Record this person")
    priya.arrives("Kaz")
    priya.is_told("They said no to being contacted about involvement, and nobody will.")
    priya.reads("They have not agreed to be contacted about involvement. They said no on")


def test_somebody_who_could_not_be_asked_about_involvement_is_recorded_with_the_reason(on_a_phone, northshire):
    priya = given_somebody_about_to_be_asked_about_involvement(on_a_phone, northshire)
    priya.presses("They were not asked")
    priya.arrives("Why were they not asked?", title="Why they were not asked")
    priya.presses("Continue")
    priya.is_stopped("Select why they were not asked", beside="Why were they not asked?")
    priya.chooses("They were too unwell or upset", of="Why were they not asked?")
    priya.presses("Continue")
    priya.presses("Record this person")
    priya.arrives("Kaz")
    priya.reads("Not asked on", "they were too unwell or upset")


def test_it_works_without_scripts(without_javascript, northshire):
    priya = given_somebody_about_to_be_asked_about_involvement(without_javascript, northshire)
    priya.presses("They said yes")
    when_text_messages_are_safe(priya)
    priya.presses("Record this person")
    priya.arrives("Kaz")


def test_it_works_by_keyboard_alone(at_the_keyboard, northshire):
    priya = given_somebody_about_to_be_asked_about_involvement(at_the_keyboard, northshire)
    priya.presses("They said yes")
    when_a_worker_is_the_safe_way(priya)
    priya.presses("Record this person")
    priya.arrives("Kaz")


def test_somebody_recorded_already_is_noticed_and_blocks_nothing(on_a_phone, northshire):
    with northshire.scope():
        known = northshire.records("Kaz", full_name="Kazimira Example", date_of_birth=date(1990, 5, 1))
    priya = given_a_practitioner_about_to_ask(on_a_phone, northshire)
    when_nothing_would_help(priya)
    when_the_person_says_yes(priya)
    when_they_say_who_they_are(priya, name="Kas", born=date(1990, 1, 5))
    priya.arrives("There may already be a record")
    priya.reads(known.reference)
    priya.presses("Carry on, this is somebody else")
    priya.arrives("Where are you?", title="Where you are")


def test_the_screen_is_locked_and_the_answers_are_there_afterwards(on_a_phone, northshire):
    priya = given_somebody_about_to_be_asked_about_involvement(on_a_phone, northshire)
    where = priya.page.url
    priya.presses("Lock this screen")
    priya.arrives("Sign in")
    priya.reads("The screen is locked.")
    then_the_back_button_shows_nothing(priya)
    priya.opens("/account/login/")
    when_somebody_signs_in(priya, northshire.practitioner.email)
    assert priya.page.url == where
    priya.arrives(READ_OUT, title="May we contact them about being involved?")


def test_a_colleague_who_signs_in_to_a_locked_screen_gets_their_own_page(on_a_phone, northshire):
    stevie = northshire.str_worker
    priya = given_somebody_about_to_be_asked_about_involvement(on_a_phone, northshire)
    priya.presses("Lock this screen")
    when_somebody_signs_in(priya, stevie.email)
    priya.arrives("Today")
    priya.does_not_read("You began recording consent")


def test_a_draft_is_handed_over_at_the_end_of_a_shift(on_a_phone, somebody_else, northshire):
    stevie = northshire.str_worker
    priya = given_somebody_about_to_be_asked_about_involvement(on_a_phone, northshire)
    priya.follows("Stop for now")
    priya.arrives("Today")
    priya.reads("You began recording consent at")
    priya.follows("Hand over at the end of a shift")
    priya.arrives("Hand over")
    priya.selects("Who takes over?", "Stevie Support")
    priya.presses("Choose this colleague")
    priya.arrives("Hand over to Stevie Support?")
    priya.presses("Hand over")
    priya.arrives("Today")
    priya.is_told("1 thing is handed over to Stevie Support")
    priya.does_not_read("You began recording consent at")
    other = somebody_else(on_a_phone=True)
    other.signs_in(stevie.email, "Today")
    other.reads(f"{northshire.practitioner} handed over recording consent")
    other.follows_row("handed over recording consent")
    other.arrives(READ_OUT, title="May we contact them about being involved?")


# --- Given


def given_a_practitioner_about_to_ask(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.presses("Record consent")
    priya.arrives(WHAT_HELPS, title="What helps them")
    return priya


def given_somebody_about_to_be_asked_about_involvement(priya, northshire):
    given_a_practitioner_about_to_ask(priya, northshire)
    when_nothing_would_help(priya)
    when_the_person_says_yes(priya)
    when_they_say_who_they_are(priya)
    when_the_place_and_the_connection_are_chosen(priya)
    return priya


# --- When


def when_nothing_would_help(priya):
    priya.ticks("None of these")
    priya.presses("Continue")
    priya.arrives(READ_OUT, title="May we write this down and keep it?")


def when_something_would_help(priya):
    priya.types("Anything else that helps", "Short sentences, and a quiet room")
    priya.presses("Continue")
    priya.arrives(READ_OUT, title="May we write this down and keep it?")
    priya.reads("Kept: what helps them, “Short sentences, and a quiet room”.")


def when_the_person_says_yes(priya):
    priya.presses("They said yes")
    priya.arrives("What name do they want us to use?", title="Name to use")
    priya.reads("They said yes: we may write down what they tell us, and keep it.")


def when_they_say_who_they_are(priya, name="Kaz", born=None):
    priya.types("What name do they want us to use?", name)
    priya.presses("Continue")
    priya.arrives("What is their date of birth?", title="Date of birth, or age")
    if born:
        priya.types_a_day("What is their date of birth?", born)
    else:
        priya.chooses("18 or over", of="Or, if they do not want to say, how old are they?")
    priya.presses("Continue")


def when_the_place_and_the_connection_are_chosen(priya):
    priya.arrives("Where are you?", title="Where you are")
    priya.selects("Where are you?", "Northshire custody")
    priya.presses("Continue")
    priya.arrives("How do we know them?", title="How we know them")
    priya.chooses("Uses the service now", of="How do we know them?")
    priya.presses("Continue")
    priya.arrives(READ_OUT, title="May we contact them about being involved?")
    priya.reads(CONTACT_QUESTION)


def when_they_want_to_be_asked_later(priya):
    priya.presses("They said yes, but later")
    priya.arrives("From which day may we ask?", title="From which day we may ask")
    priya.types_a_day("From which day may we ask?", LATER)
    priya.presses("Continue")


def when_a_worker_is_the_safe_way(priya):
    priya.arrives("What is one safe way to reach them?", title="A safe way to reach them")
    priya.chooses("Through a worker, face to face", of="What is one safe way to reach them?")
    priya.presses("Continue")
    priya.arrives("Check the answers")


def when_text_messages_are_safe(priya):
    priya.arrives("What is one safe way to reach them?", title="A safe way to reach them")
    priya.chooses("Text message", of="What is one safe way to reach them?")
    priya.types("Mobile number", "07700 900 123")
    priya.types("Safe times, and anything to take care of", "After six, never on Sundays")
    priya.looks_around()
    priya.presses("Continue")
    priya.arrives("Check the answers")


def when_more_is_added_before_the_end(priya):
    priya.follows("Add more now")
    priya.arrives("Anything more")
    priya.types("Full name, as they give it", "Kazimira Example")
    priya.presses("Keep these")
    priya.arrives("Check the answers")
    priya.reads("Kazimira Example")


def when_somebody_signs_in(priya, email):
    priya.types("Email address", email)
    priya.types("Password", PASSWORD)
    priya.presses("Sign in")


# --- Then


def then_the_words_to_read_out_are_the_page(priya):
    priya.reads("Saying no changes nothing about your care, your charge or what happens in court.", RECORD_QUESTION)


def then_the_task_waits_today_and_can_be_closed(priya, northshire):
    priya.opens("/staff/")
    priya.reads("Add full name, pronouns and date of birth for Kaz")
    priya.follows_row("for Kaz")
    priya.arrives("Still to add")
    priya.ticks("Pronouns", "Date of birth", "Full name")
    priya.chooses("They do not want to tell us", of="What came of it?")
    priya.presses("Close these")
    priya.arrives("Kaz")
    with northshire.scope():
        assert not DetailToAdd.objects.open().exists()


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
        assert (kaz.phone, kaz.full_name) == ("+447700900123", "Kazimira Example")
        assert list(kaz.safe_contacts.values_list("channel", "may_say_who")) == [("text", False)]


def then_the_back_button_shows_nothing(priya):
    priya.page.go_back()
    priya.reads("Sign in")
    priya.does_not_read(CONTACT_QUESTION, "Kaz")


def then_nothing_is_stored_yet(northshire):
    with northshire.scope():
        assert not Person.objects.exists() and not Agreement.objects.exists() and not Asked.objects.exists()


def then_only_a_day_is_noted(northshire):
    with northshire.scope():
        assert not Person.objects.exists() and not Draft.objects.exists()
        assert Asked.objects.get().asked_on == timezone.localdate()
