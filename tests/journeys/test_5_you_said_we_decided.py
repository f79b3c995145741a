"""Journey 5. What people said is decided on with a reason, published, and told to each of them; then it is fed back."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from involvement.actions import hold_session
from involvement.models import Group
from involvement.models.activities import State

TITLE = "What should the waiting room be like?"
DRINK = "A warm drink would help while you wait."
LETTERS = "Write to us in large print."
YOU_SAID = "A warm drink helps while you wait."
WE_DECIDED = "Everybody who waits is offered a warm drink, every hour."
REASON = "It costs little, and nearly everybody who came to the workshop asked for it first."
THEIR_NAMES = ("Kaz", "Asha", "Kazimira", "Ashanti", "Priya", "Stevie")


def test_what_people_said_is_decided_on_and_everybody_is_told(at_a_desk, somebody_else, workshop):
    priya = given_a_practitioner_at_the_activity(at_a_desk, workshop)
    when_they_record_what_people_said(priya)
    then_the_words_stand_by_theme_and_group(priya)
    when_the_reason_is_too_short(priya)
    then_it_is_refused_beside_the_field_and_what_was_typed_is_kept(priya)
    when_the_reason_is_given_in_full(priya)
    then_the_preview_is_what_each_person_will_read(priya)
    when_they_publish_it(priya)
    then_those_who_cannot_be_sent_a_message_wait_for_a_worker(priya)
    when_the_worker_of_the_system_sends_what_waits()
    then_kaz_has_a_message_with_the_decision_and_the_reason()
    when_every_view_is_decided_on(priya)
    then_it_cannot_be_marked_as_fed_back_while_somebody_waits(priya, left=4)
    when_a_support_worker_tells_the_others(somebody_else(), workshop)
    then_it_can_be_marked_as_fed_back(priya)
    then_the_person_reads_it_on_their_own_page(somebody_else(on_a_phone=True), workshop)
    then_the_public_reads_it_and_nobody_is_named(somebody_else(on_a_phone=True))


# --- Given


@pytest.fixture
def workshop(northshire):
    """An activity with a partner, at which a session was held: Kaz gets email, Asha is only met face to face."""
    with northshire.scope():
        northshire.kaz = northshire.records(
            "Kaz", full_name="Kazimira Example", ways=("email",), email="kaz@example.org"
        )
        northshire.asha = northshire.records("Asha", full_name="Ashanti Sample", ways=("worker",))
        northshire.gives_an_account(northshire.asha, "asha@example.org")
        activity = northshire.activity(State.RUNNING, title=TITLE, partner=northshire.partner("Open Door"))
        for person in (northshire.kaz, northshire.asha):
            northshire.place(activity, person)
        session = northshire.session(activity, title="First workshop")
        came = [northshire.kaz.pk, northshire.asha.pk]
        hold_session(by=northshire.by, session=session, minutes="We met.", came=came, others_attended=4)
    return northshire


def given_a_practitioner_at_the_activity(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.follows("Activities")
    priya.arrives("Activities")
    priya.follows(TITLE)
    priya.arrives(TITLE)
    return priya


# --- When


def when_they_record_what_people_said(priya):
    priya.presses("Record what people said")
    priya.arrives("Record what people said")
    priya.types("Theme", "Waiting")
    priya.types("What did they say?", DRINK)
    priya.selects("Group", group_name("women"))
    priya.selects("Session", "First workshop")
    priya.presses("Save and write the next one")
    priya.arrives("Record what people said")
    priya.is_told("Saved under “Waiting”. Write the next one, or go back when done.")
    priya.still_has_typed("Theme", "Waiting")
    priya.types("Theme", "Letters")
    priya.types("What did they say?", LETTERS)
    priya.selects("Group", group_name("older_people"))
    priya.presses("Save and write the next one")
    priya.arrives("Record what people said")
    priya.follows("compare what the groups said")


def when_the_reason_is_too_short(priya):
    priya.follows("Decide on Waiting")
    priya.arrives("Decide on what people said")
    priya.types("You said", YOU_SAID)
    priya.chooses("We will do it", of="Outcome")
    priya.types("We decided", WE_DECIDED)
    priya.types("Because", "It is cheap.")
    priya.types_a_day("To be done by", timezone.localdate() + timedelta(days=60))
    priya.presses("Save the decision")


def when_the_reason_is_given_in_full(priya):
    priya.types("Because", REASON)
    priya.presses("Save the decision")
    priya.arrives("Decision not published yet")
    priya.is_told("Nobody has been told. Check what people will read, then publish it.")


def when_they_publish_it(priya):
    priya.presses("Publish this decision")
    priya.arrives("Publish this decision?")
    priya.reads("1 person is sent a message", "1 person is to be told by a worker, face to face")
    priya.presses("Publish and tell people")
    priya.arrives("Decision")


def when_the_worker_of_the_system_sends_what_waits():
    call_command("run_worker", once=True, verbosity=0)


def when_every_view_is_decided_on(priya):
    """The other view is decided on as well, the activity is closed, and marked as decided."""
    priya.follows("The activity")
    priya.arrives(TITLE)
    priya.presses("Decide on what people said")
    priya.arrives("Decide on what people said")
    priya.ticks(LETTERS)
    priya.types("You said", "You want letters in large print.")
    priya.chooses("We will not do it", of="Outcome")
    priya.types("We decided", "Letters stay as they are. We read them out to whoever asks.")
    priya.types("Because", "The letters are made by the court, which we have asked twice without success.")
    priya.presses("Save the decision")
    priya.arrives("Decision not published yet")
    priya.presses("Publish this decision")
    priya.arrives("Publish this decision?")
    priya.presses("Publish and tell people")
    priya.arrives("Decision")
    when_the_worker_of_the_system_sends_what_waits()
    priya.follows("The activity")
    for button in ("Close it for views", "Mark as decided"):
        priya.arrives(TITLE)
        priya.presses(button)
        priya.arrives(f"{button}: “{TITLE}”?")
        priya.presses(button)
    priya.arrives(TITLE)


def when_a_support_worker_tells_the_others(stevie, northshire):
    stevie.signs_in(northshire.str_worker.email, "Today")
    stevie.reads("Asha has waited 0 days to be told what was decided")
    for who, deed in [
        ("Asha", "I told them face to face"),
        ("Asha", "I told them at a meeting"),
        ("First workshop", "I told them through the partner"),
        ("First workshop", "I told them through the partner"),
    ]:
        stevie.follows("Telling people")
        stevie.arrives("Telling people what was decided")
        stevie.follows("Tell them", within=stevie.row(who))
        stevie.arrives("what was decided")
        stevie.reads("What to say")
        stevie.presses(deed)
        stevie.arrives("Telling people what was decided")
        stevie.is_told("It is noted that")
    stevie.reads("Nobody waits to be told.")


# --- Then


def then_the_words_stand_by_theme_and_group(priya):
    priya.arrives("What people said, by group")
    priya.follows(f"words about Waiting, {group_name('women')}")
    priya.arrives("What people said")
    priya.reads(DRINK)
    priya.follows("Compare what the groups said")
    priya.arrives("What people said, by group")


def then_it_is_refused_beside_the_field_and_what_was_typed_is_kept(priya):
    priya.arrives("Decide on what people said", after_an_error=True)
    priya.is_stopped("Give the reason in at least 40 characters: people will read it", beside="Because")
    priya.still_has_typed("Because", "It is cheap.")
    priya.still_has_typed("We decided", WE_DECIDED)
    assert priya.page.get_by_role("checkbox", name=DRINK).is_checked()


def then_the_preview_is_what_each_person_will_read(priya):
    priya.reads(
        "Who will be told, and how",
        "a message goes out by itself",
        "tells them face to face",
        "tells them through the partner",
        f"You said: {YOU_SAID}",
        f"Because: {REASON}",
    )


def then_those_who_cannot_be_sent_a_message_wait_for_a_worker(priya):
    priya.is_told("It is published. 1 person is told by message. 2 are still to be told by a worker.")
    priya.reads("0 told, 3 waiting, 0 could not be told.")


def then_kaz_has_a_message_with_the_decision_and_the_reason():
    [message] = [sent for sent in mail.outbox if sent.subject == "What came of what you said"]
    assert message.to == ["kaz@example.org"]
    assert WE_DECIDED in message.body
    assert REASON in message.body


def then_it_cannot_be_marked_as_fed_back_while_somebody_waits(priya, left):
    priya.reads(f"Tell everyone first: {left} still to be told.")


def then_it_can_be_marked_as_fed_back(priya):
    priya.opens(priya.page.url)
    priya.arrives(TITLE)
    priya.reads("Nobody is left to be told.")
    priya.presses("Mark as fed back")
    priya.arrives(f"Mark as fed back: “{TITLE}”?")
    priya.presses("Mark as fed back")
    priya.arrives(TITLE)
    priya.is_told("It is fed back: everybody was told what came of it.")


def then_the_person_reads_it_on_their_own_page(asha, northshire):
    asha.signs_in("asha@example.org", "Hello Asha", title="My page")
    asha.follows("See everything that changed")
    asha.arrives("What changed because of what you said")
    asha.reads(YOU_SAID, WE_DECIDED, REASON)


def then_the_public_reads_it_and_nobody_is_named(reader):
    reader.opens("/what-changed/")
    reader.arrives("What changed because people spoke up")
    reader.reads(YOU_SAID, WE_DECIDED, REASON)
    shown = reader.page.content()
    assert not [name for name in THEIR_NAMES if name in shown]
    assert "@example.org" not in shown


def group_name(key):
    return Group.objects.get(pk=key).name
