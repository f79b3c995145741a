"""Journey 5, where people decide themselves. A peer support group is run by its lead from a phone, with its own money.

Sessions, minutes, what people said, decisions and what the money was used for are hers to write. Staff see all of it,
and overrule nothing without a reason that goes to the people.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from involvement.models import Level, Method
from involvement.models.activities import State

TITLE = "Tea and talk"
VIEW = "In the day I work. Evenings are better."
DECIDED = "We meet at seven in the evening."
REASON = "Nearly everybody works in the day, and the room is free in the evening."
INSTEAD = "You meet at five. The building closes at seven."
WHY = "The fire certificate does not allow anybody in the building after seven."


def test_a_group_is_run_by_its_lead_from_a_phone_and_overruled_only_with_a_reason(at_a_desk, on_a_phone, group):
    priya = given_a_practitioner_at_the_group(at_a_desk, group)
    when_they_name_who_leads_and_hand_over_money(priya)
    lea = given_the_lead_at_what_she_leads(on_a_phone)
    when_she_holds_a_session(lea)
    when_she_writes_down_what_people_said(lea)
    when_she_decides_and_publishes(lea)
    when_she_writes_down_what_the_money_was_used_for(lea)
    then_staff_see_all_of_it_and_do_not_decide(priya)
    when_they_overrule_without_a_reason(priya)
    then_it_is_refused(priya)
    when_they_overrule_with_a_reason(priya)
    then_the_lead_and_whoever_was_told_read_the_reason(lea)


# --- Given


@pytest.fixture
def group(northshire):
    """A group at the level of control: Lea has an account and is told face to face, Mo gets email."""
    with northshire.scope():
        control = {"level": Level.objects.get(pk=Level.CONTROL), "method": Method.objects.get(pk="peer_support")}
        activity = northshire.activity(State.RUNNING, title=TITLE, **control)
        lea = northshire.records("Lea", ways=("worker",))
        northshire.gives_an_account(lea, "lea@example.org")
        mo = northshire.records("Mo", ways=("email",), email="mo@example.org")
        for person in (lea, mo):
            northshire.place(activity, person)
    return northshire


def given_a_practitioner_at_the_group(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.opens("/involvement/activities/")
    priya.follows(TITLE)
    priya.follows("Service users can lead this activity")
    priya.arrives("Led by service users")
    return priya


def given_the_lead_at_what_she_leads(lea):
    lea.signs_in("lea@example.org", "Hello Lea", title="My page")
    lea.opens("/my/activities/")
    lea.arrives("My activities")
    lea.follows(TITLE)
    lea.arrives(TITLE)
    lea.reads("This is yours to run.", "£100.00 of £100.00 is left.", "Lea, Mo")
    return lea


# --- When


def when_they_name_who_leads_and_hand_over_money(priya):
    priya.presses("Name a service user to lead")
    priya.arrives("Name a service user to lead")
    priya.choose(priya.question("Who leads?").get_by_role("radio", name="Lea"))
    priya.presses("Name them as leader")
    priya.is_told("Lea leads this activity now, from their own pages.")
    priya.presses("Record what was handed over")
    priya.arrives("Record what was handed over")
    priya.chooses("Money", of="What is handed over?")
    priya.types("How much?", "100")
    priya.types("What is it, in words?", "A cash box for the year")
    priya.types_a_day("When was it handed over?", timezone.localdate())
    priya.presses("Record what was handed over")
    priya.arrives("Led by service users")


def when_she_holds_a_session(lea):
    lea.presses("Plan a session")
    lea.arrives("Plan a session")
    lea.types("Title", "First meeting")
    lea.types_a_day("Day", timezone.localdate() - timedelta(days=1))
    lea.types("Starts at", "2:30pm")
    lea.presses("Plan this session")
    lea.arrives(TITLE)
    lea.is_told("First meeting")
    lea.follows("Say who came and what happened")
    lea.arrives("Close out First meeting")
    lea.ticks("Lea", "Mo")
    lea.types("How many others came?", "2")
    lea.types("What happened, and what was agreed?", "We talked about when to meet.")
    lea.presses("Close out, and give the minutes to those who came")
    lea.arrives(TITLE)
    lea.is_told("The session is closed out. Write down what people said next.")


def when_she_writes_down_what_people_said(lea):
    lea.presses("Write down what people said")
    lea.arrives("Write down what people said")
    lea.selects("Session", "First meeting")
    lea.types("Theme", "When we meet")
    lea.types("What did they say?", VIEW)
    lea.presses("Save and write the next one")
    lea.arrives("Write down what people said")
    lea.is_told("It is saved. You can write the next one.")
    lea.still_has_typed("Theme", "When we meet")
    lea.reads(VIEW)
    lea.presses("I have finished")


def when_she_decides_and_publishes(lea):
    lea.arrives(TITLE)
    lea.presses("Decide on what people said")
    lea.arrives("Decide")
    lea.ticks(VIEW)
    lea.types("You said", "Evenings are better than days.")
    lea.chooses("We will do it", of="Outcome")
    lea.types("We decided", DECIDED)
    lea.types("Because", REASON)
    lea.types_a_day("To be done by", timezone.localdate() + timedelta(days=30))
    lea.presses("Save this decision")
    lea.arrives("Decision not published yet")
    lea.is_told("The decision is saved. Nobody has been told yet.")
    lea.presses("Publish this decision")
    lea.arrives("Publish this decision?")
    lea.presses("Publish and tell people")
    lea.arrives("Decision")
    lea.is_told("It is published. Everybody concerned is being told.")


def when_she_writes_down_what_the_money_was_used_for(lea):
    lea.follows("Back")
    lea.follows("Write down how it was used")
    lea.arrives("How was it used?")
    lea.types_a_day("When?", timezone.localdate())
    lea.types("How much?", "18.40")
    lea.types("What was it used for?", "Tea, milk and biscuits")
    lea.types("Is there a receipt?", "Yes, in the cash box")
    lea.presses("Save this line")
    lea.arrives(TITLE)
    lea.reads("£81.60 of £100.00 is left.")


def when_they_overrule_without_a_reason(priya):
    priya.follows(DECIDED)
    priya.arrives("Decision")
    priya.reads("Service users who lead this activity made this decision.")
    priya.follows("Overrule it, with a reason that people read")
    priya.arrives("Overrule what service users decided?")
    priya.types("What happens instead?", INSTEAD)
    priya.types("Why?", "Fire.")
    priya.presses("Overrule it and tell people why")


def when_they_overrule_with_a_reason(priya):
    priya.types("Why?", WHY)
    priya.presses("Overrule it and tell people why")
    priya.arrives("Decision")
    priya.is_told("It is overruled. What happens instead is published, and everybody concerned is being told why.")
    call_command("run_worker", once=True, verbosity=0)


# --- Then


def then_staff_see_all_of_it_and_do_not_decide(priya):
    priya.opens(priya.page.url)
    priya.reads("£81.60 of £100.00 is left.", "Tea, milk and biscuits")
    priya.follows("The activity")
    priya.arrives(TITLE)
    priya.reads("Service users lead this activity, so they decide, from their own pages.", VIEW, DECIDED)


def then_it_is_refused(priya):
    priya.arrives("Overrule what service users decided?", after_an_error=True)
    priya.is_stopped("Give the reason in at least 40 characters: people will read it", beside="Why?")
    priya.still_has_typed("What happens instead?", INSTEAD)


def then_the_lead_and_whoever_was_told_read_the_reason(lea):
    told = [message for message in mail.outbox if WHY in message.body]
    assert [message.to for message in told] == [["mo@example.org"]]
    assert INSTEAD in told[0].body
    lea.opens(lea.page.url)
    lea.reads("Staff overruled this, with their reason.")
    lea.follows(DECIDED)
    lea.arrives("Decision")
    lea.reads(INSTEAD, WHY)
    lea.opens("/my/what-changed/")
    lea.arrives("What changed because of what you said")
    lea.reads(INSTEAD, WHY)
