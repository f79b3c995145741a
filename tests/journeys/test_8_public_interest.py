"""Deciding in the public interest: one person decides, on the facts, and a second looks at it.

Three stories: to share, upheld; to share, turned down after something was shared; to record, on a phone.
"""

import pytest
from django.utils import timezone

from consent.actions import disclose
from consent.models import Disclosure, Person, PublicInterestDecision
from core.actors import staff

SCHOOL = "Safeguarding lead, Northtown school"
ABOUT_SACHA = "Share without consent: Sacha"


@pytest.fixture
def a_brother_at_risk(northshire):
    """Sacha is recorded, and does not agree that the school of their brother is told."""
    with northshire.scope():
        northshire.manager = northshire.staff("manager")
        northshire.lead = northshire.staff("ig_lead")
        northshire.sacha = northshire.records("Sacha")
    return northshire


def test_one_decides_to_share_and_a_second_upholds_it(at_a_desk, somebody_else, a_brother_at_risk):
    priya, morgan = at_a_desk, somebody_else()
    given_somebody_signed_in(priya, "priya")
    when_they_decide_to_share(priya, a_brother_at_risk.sacha)
    then_they_are_told_who_reviews_it(priya, "Ines Governance, Morgan Manager")
    priya.reads("You made this decision. A second person reviews it.")

    given_somebody_signed_in(morgan, "morgan")
    morgan.follows_row("Review the decision to tell")
    morgan.arrives(f"To share with {SCHOOL} without consent", title="To share with")
    morgan.reads("He is to carry drugs on Friday", "Asked twice, and said no")
    morgan.presses("Record the review")
    morgan.arrives("To share with", after_an_error=True)
    morgan.is_stopped("Select what you find", beside="What do you find?")
    morgan.chooses("Uphold the decision", of="What do you find?")
    morgan.types("Why?", "Near, serious, and no more than the name of the school")
    morgan.presses("Record the review")
    morgan.is_told("You upheld the decision")
    morgan.reads("Upheld by Morgan Manager")
    then_the_record_says(priya, a_brother_at_risk.sacha, "upheld by a second person")


def test_turned_down_what_was_shared_is_listed_to_be_asked_for_back(at_a_desk, somebody_else, a_brother_at_risk):
    priya, ines = at_a_desk, somebody_else(on_a_phone=True)
    given_somebody_signed_in(priya, "priya")
    when_they_decide_to_share(priya, a_brother_at_risk.sacha)
    given_something_was_shared(a_brother_at_risk)

    given_somebody_signed_in(ines, "ines", "Audit")
    ines.opens("/staff/")
    ines.arrives("Today")
    ines.does_not_read("Sacha")
    ines.follows_row(a_brother_at_risk.sacha.reference)
    ines.arrives(f"To share with {SCHOOL} without consent", title="To share with")
    ines.chooses("Turn the decision down", of="What do you find?")
    ines.reads("is listed, to be asked for back")
    ines.types("Why?", "The mother could have been asked first")
    ines.presses("Record the review")
    ines.is_told("You turned the decision down")
    ines.reads("It is to be asked for back.")
    then_the_record_says(priya, a_brother_at_risk.sacha, "turned down by a second person")
    with a_brother_at_risk.scope():
        assert Disclosure.objects.to_recall().count() == 1


def test_recording_in_the_public_interest_on_a_phone_after_a_no(on_a_phone, somebody_else, northshire):
    priya = on_a_phone
    with northshire.scope():
        northshire.staff("manager")
    given_somebody_signed_in(priya, "priya")
    priya.opens("/consent/people/new/said-no/")
    priya.arrives("They said no")
    priya.reads("Information may be recorded without consent for three purposes only")
    priya.follows("Decide to record without consent")
    priya.arrives("Record without consent")
    priya.presses("Continue")
    priya.arrives("Record without consent", after_an_error=True)
    priya.ticks("They could not be asked: ask them later")
    priya.presses("Continue")
    when_they_answer_what_the_law_asks(priya)
    when_they_stop_and_come_back(priya)
    priya.types("What name do you know them by?", "Lee")
    priya.presses("Continue")
    priya.arrives("What is their date of birth?", title="Date of birth, or age")
    priya.chooses("16 or 17", of="Or, if it is not known, how old are they?")
    priya.presses("Continue")
    priya.arrives("Where are you?", title="Where you are")
    priya.selects("Where are you?", northshire.site.name)
    priya.presses("Continue")
    priya.arrives("How do we know them?", title="How we know them")
    priya.chooses("Uses the service now", of="How do we know them?")
    priya.presses("Continue")
    priya.arrives("Check the answers")
    priya.reads("Nothing is recorded yet.", "what helps them")
    priya.presses("Record this decision and this person")
    priya.is_told("Lee is recorded")
    priya.arrives("To record without consent")
    with northshire.scope():
        person = Person.objects.get(name_to_use="Lee")
        assert (person.age_band, person.full_name) == ("16_17", "")
        assert PublicInterestDecision.objects.get().person == person

    morgan = somebody_else(on_a_phone=True)
    given_somebody_signed_in(morgan, "morgan")
    morgan.follows_row("Review the decision to record")
    morgan.arrives("To record without consent")
    morgan.chooses("Turn the decision down", of="What do you find?")
    morgan.reads("restricted at once")
    morgan.types("Why?", "Nobody is at risk any more")
    morgan.presses("Record the review")
    morgan.is_told("is restricted")
    morgan.arrives("Decisions in the public interest")
    priya.opens(f"/consent/people/{person.reference}/")
    priya.arrives("Page not found")


# --- Given


def given_somebody_signed_in(who, name, arrives="Today"):
    who.signs_in(f"{name}@example.org", arrives)


def given_something_was_shared(house):
    with house.scope():
        decision = PublicInterestDecision.objects.get()
        disclose(
            by=staff(decision.decided_by),
            person=house.sacha,
            ground=decision,
            disclosed_on=timezone.localdate(),
            what="The name of the school, and what was said about Friday",
            why="To keep a child of nine from harm",
            necessary="Nothing about Sacha",
            how="spoken",
        )


# --- When


def when_they_decide_to_share(who, person):
    who.opens(f"/consent/people/{person.reference}/")
    who.arrives("Sacha")
    who.follows("Decide to share without consent")
    who.arrives(ABOUT_SACHA)
    answer_which_public_interest(who)
    who.arrives("Who may be told")
    who.chooses("Somebody in a role", of="Who do you want to tell?")
    who.types("Their name, or the role and where", SCHOOL)
    who.presses("Continue")
    answer_the_rest(who)
    who.arrives("Check the answers")
    who.reads("You may share at once.")
    who.presses("Record this decision")


def when_they_answer_what_the_law_asks(who):
    who.arrives("Which public interest")
    answer_which_public_interest(who)
    answer_the_rest(who)


def answer_which_public_interest(who):
    who.chooses("To help a child or young person who is or may be at risk of harm", of="Which of these is it for?")
    who.presses("Continue")


def answer_the_rest(who):
    who.arrives("Who is at risk, and of what")
    who.types("Who is at risk?", "Their younger brother, who is nine")
    who.presses("Continue")
    who.arrives("Who is at risk, and of what", after_an_error=True)
    who.is_stopped("Enter the harm you fear", beside="What harm do you fear?")
    who.still_has_typed("Who is at risk?", "Their younger brother, who is nine")
    who.types("What harm do you fear?", "He is to carry drugs on Friday")
    who.presses("Continue")
    who.arrives("Why now, and why this much")
    who.types("Why now?", "The group expects him on Friday")
    who.types("Why this much, and no more?", "Only his name and the school")
    who.presses("Continue")
    who.arrives("What are the facts of this situation?", title="The facts")
    who.types("What are the facts of this situation?", "Said in the cell, without being asked")
    who.presses("Continue")
    who.arrives("Why there is no consent")
    who.chooses("They were asked and said no", of="Why is there no consent?")
    who.types("What was tried, and what did they say?", "Asked twice, and said no")
    who.presses("Continue")
    who.arrives("What else there was, and who advised")
    who.types("What else did you consider?", "The mother cannot be reached")
    who.types("Who advised you?", "The safeguarding lead on duty")
    who.presses("Continue")
    who.arrives("Were they told that you do this?", title="Whether they were told")
    who.chooses("Yes", of="Were they told that you do this?")
    who.types("What were they told?", "To whom, and why")
    who.presses("Continue")


def when_they_stop_and_come_back(who):
    who.arrives("What name do you know them by?", title="Name to use")
    who.follows("Stop for now")
    who.arrives("Today")
    who.follows_row("You began a decision in the public interest")
    who.arrives("What name do you know them by?", title="Name to use")


# --- Then


def then_they_are_told_who_reviews_it(who, names):
    who.is_told("A second person reviews it by")
    who.arrives(f"To share with {SCHOOL} without consent", title="To share with")
    who.reads(names)


def then_the_record_says(who, person, words):
    who.opens(f"/consent/people/{person.reference}/")
    who.arrives("Sacha")
    who.reads(words)
