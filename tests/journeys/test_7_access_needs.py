"""Journey 7. On a phone: somebody is asked what helps them, everybody meets the answer, and a session is arranged."""

from consent.models import NeedMet, PersonNeed
from involvement import actions
from involvement.models import Place
from involvement.models.activities import State


def test_somebody_is_asked_what_helps_and_a_session_is_arranged_for_them(on_a_phone, northshire):
    samira = given_somebody_whom_nobody_asked_with_a_place_at_a_session(northshire)
    priya = on_a_phone
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.reads("1 person was never asked what helps them to understand and take part")
    priya.presses("See who : 1 person was never asked what helps them to understand and take part")
    priya.arrives("People")
    priya.follows("Samira")
    priya.arrives("Samira")
    priya.follows("Ask what helps them")
    when_nothing_is_ticked_it_says_so(priya)
    when_they_say_what_helps(priya)
    then_the_record_says_it_at_the_top(priya)
    then_todays_work_asks_for_the_session(priya, samira)
    then_how_it_is_arranged_is_noted(priya, northshire)


def test_it_works_without_scripts(without_javascript, northshire):
    with northshire.scope():
        samira = northshire.records("Samira")
    stevie = without_javascript
    stevie.signs_in(northshire.str_worker.email, "Today")
    stevie.opens(f"/consent/people/{samira.reference}/needs/")
    stevie.arrives("Ask what helps Samira")
    stevie.unfolds("How they communicate")
    stevie.ticks("Lip reads")
    stevie.presses("Save: I asked them today")
    stevie.arrives("Samira")
    stevie.reads("Lip reads.")


def given_somebody_whom_nobody_asked_with_a_place_at_a_session(northshire):
    with northshire.scope():
        samira = northshire.records("Samira", phone="07700 900 123")
        activity = northshire.activity(State.RUNNING)
        held = actions.invite(by=northshire.by, activity=activity, person=samira)
        actions.answer_invitation(by=northshire.by, place=held, state=Place.State.ACCEPTED)
        northshire.session(activity, "Read back", days_ago=-7)
        return samira


def when_nothing_is_ticked_it_says_so(priya):
    priya.arrives("Ask what helps Samira")
    priya.presses("Save: I asked them today")
    priya.arrives("Ask what helps Samira", after_an_error=True)
    priya.is_stopped(
        "Select what helps them, or “None of these”", beside="What helps them to understand and take part?"
    )


def when_they_say_what_helps(priya):
    priya.ticks("British Sign Language interpreter")
    priya.types("Details: British Sign Language interpreter", "a woman")
    priya.types("Anything else that helps", "A seat near the door")
    priya.presses("Save: I asked them today")


def then_the_record_says_it_at_the_top(priya):
    priya.arrives("Samira")
    priya.is_told("What helps Samira is saved.")
    priya.reads("Needs a BSL interpreter (a woman). A seat near the door.")


def then_todays_work_asks_for_the_session(priya, samira):
    priya.opens("/staff/")
    priya.arrives("Today")
    priya.reads("Samira needs a BSL interpreter (a woman): say how it is arranged for “Read back” on")


def then_how_it_is_arranged_is_noted(priya, northshire):
    priya.press(priya.row("Samira needs a BSL interpreter").get_by_role("button"))
    priya.arrives("Samira needs a BSL interpreter (a woman)")
    priya.chooses("Yes", "Is it arranged?")
    priya.types("How, or why not?", "Booked for the whole afternoon")
    priya.presses("Note this")
    priya.arrives("What to arrange for Samira")
    priya.reads("Booked for the whole afternoon")
    with northshire.scope():
        assert NeedMet.objects.get().person_need == PersonNeed.objects.get()
