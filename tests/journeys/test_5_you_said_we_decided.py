"""Journey 5. A workshop with a partner, from choosing how to involve people until each of them knows what came of it.

Planned with the planner, what was said entered by keyboard and compared, decided with reasons, published, told by
message and face to face, and read by the person and by the public.
"""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from involvement.actions import move_activity, plan_session
from involvement.models import Activity, Aim, Circumstance, Group, TimeFrame, View
from involvement.models.activities import State
from involvement.rules.planner import Say

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so

TITLE = "What should the waiting room be like?"
WAITING, LETTERS = "Waiting", "Letters"
DRINK = "A warm drink would help while you wait."
PRINT = "Write to us in large print."
# In the order of the notes: theme, group, and what they said.
SAID = [
    (WAITING, "women", DRINK),
    (WAITING, "women", "I did not know where my children were."),
    (WAITING, "bme", "Nobody asked what I eat."),
    (WAITING, "bme", "There was no quiet place to pray."),
    (WAITING, "older_people", "The bench is too low to get up from."),
    (WAITING, "older_people", "Let me keep my glasses."),
    (LETTERS, "older_people", PRINT),
    (LETTERS, "older_people", "Ring me first. I am afraid of brown envelopes."),
    (LETTERS, "bme", "Say it in my language."),
    (LETTERS, "bme", "Say who the letter is from."),
    (LETTERS, "women", "He opens my post."),
    (LETTERS, "women", "One page, and no long words."),
]
YOU_SAID = "A warm drink helps while you wait."
WE_DECIDED = "Everybody who waits is offered a warm drink, every hour."
REASON = "It costs little, and nearly everybody who came to the workshop asked for it first."
WHY_NOT = "The letters are made by the court, which we have asked twice without success."
THEIR_NAMES = ("Kaz", "Asha", "Kazimira", "Ashanti", "Priya", "Stevie")


def test_a_workshop_is_chosen_held_and_decided_on_and_everybody_is_told(at_a_desk, somebody_else, people):
    priya = given_a_practitioner_who_wants_to_involve_people(at_a_desk, people)
    when_they_answer_the_planner(priya)
    then_it_says_what_fits_and_who_reaches_these_people(priya)
    when_they_plan_what_fits(priya)
    given_it_ran_and_people_said_yes(people)
    when_they_close_out_the_workshop(priya, people)
    when_they_type_in_what_people_said(priya)
    then_each_stands_once_by_theme_and_group(priya, people)
    when_the_reason_is_too_short(priya)
    then_it_is_refused_beside_the_field_and_what_was_typed_is_kept(priya)
    when_the_reason_is_given_in_full(priya)
    then_the_preview_is_what_each_person_will_read(priya)
    when_they_decide_on_the_other_theme_and_publish_both(priya)
    then_those_who_cannot_be_sent_a_message_wait_for_a_worker(priya)
    when_the_worker_of_the_system_sends_what_waits()
    then_kaz_has_one_message_with_both_decisions_and_their_reasons()
    then_it_cannot_be_marked_as_fed_back_while_somebody_waits(priya, people, left=4)
    when_a_support_worker_tells_the_others(somebody_else(), people)
    then_it_can_be_marked_as_fed_back(priya)
    then_the_person_reads_it_on_their_own_page(somebody_else(on_a_phone=True))
    then_the_public_reads_it_and_nobody_is_named(somebody_else(on_a_phone=True))


# --- Given


@pytest.fixture
def people(northshire):
    """Kaz gets email, Asha is only met face to face; a partner reaches women and older people."""
    with northshire.scope():
        northshire.kaz = northshire.records(
            "Kaz", full_name="Kazimira Example", ways=("email",), email="kaz@example.org"
        )
        northshire.asha = northshire.records("Asha", full_name="Ashanti Sample", ways=("worker",))
        northshire.gives_an_account(northshire.asha, "asha@example.org")
        northshire.partner("Open Door", groups=Group.objects.filter(key__in=["women", "older_people"]))
    return northshire


def given_a_practitioner_who_wants_to_involve_people(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.follows("Activities")
    priya.arrives("Activities")
    priya.presses("Choose how to involve people")
    priya.arrives("Choose how to involve people")
    return priya


def given_it_ran_and_people_said_yes(northshire):
    with northshire.scope():
        activity = Activity.objects.get(title=TITLE)
        for to in (State.OPEN, State.RUNNING):
            activity = move_activity(by=northshire.by, activity=activity, to=to)
        for person in (northshire.kaz, northshire.asha):
            northshire.place(activity, person)
        yesterday = timezone.now() - timedelta(days=1)
        plan_session(by=northshire.by, activity=activity, title="First workshop", starts_at=yesterday)


# --- When


def when_they_answer_the_planner(priya):
    priya.chooses(Aim.SHAPE.label, of="What is it for?")
    priya.chooses(Say.DIRECT.label, of="How much can truly change because of what people say?")
    priya.ticks(Circumstance.MOVED_ON.label, "Women", "Older people", group_name("bme"))
    priya.chooses(TimeFrame.WEEKS.label, of="How much time is there?")
    priya.presses("Show what fits")


def when_they_plan_what_fits(priya):
    priya.follows("at participation", within=priya.row("Deliberative workshops"))
    priya.arrives("Plan an activity")
    assert priya.question("How much say do people have?").get_by_role("radio", name="Participation").is_checked()
    assert priya.page.get_by_role("checkbox", name="Older people").is_checked()
    priya.types("Title", TITLE)
    priya.types("What is it for?", "To hear what would make waiting easier.")
    priya.chooses("The service", of="What is it about?")
    priya.types("What can change because of it?", "What is in the room, and who looks in.")
    priya.types("What cannot change?", "How long the police may hold somebody.")
    priya.chooses("By invitation", of="Who may take part?")
    priya.selects("Partner", "Open Door")
    priya.types_a_day("First day", timezone.localdate())
    priya.types("Where, if not at a site", "The hall of Open Door")
    priya.types("How were equality and health-inequality duties considered?", "Step free, with an interpreter.")
    priya.types("What are people offered?", "Bus fares, and lunch.")
    priya.types("What does everybody hold to?", "Everybody is heard.")
    priya.types("How are people prepared and supported?", "Somebody rings beforehand.")
    priya.types("What should be different afterwards?", "Waiting is easier to bear.")
    priya.presses("Save the plan")
    priya.arrives(TITLE)


def when_they_close_out_the_workshop(priya, people):
    priya.opens(priya.page.url)
    priya.follows("Close out First workshop")
    priya.arrives("Close out First workshop")
    priya.ticks(str(people.kaz), str(people.asha))
    priya.types("How many others came?", "6")
    priya.types("What happened, and what was agreed?", "We spoke of waiting and of letters.")
    priya.presses("Close out, and give the minutes to those who came")
    priya.arrives(TITLE)
    priya.reads("Running: 1 of 1 sessions held")


def when_they_type_in_what_people_said(priya):
    priya.presses("Record what people said")
    priya.arrives("Record what people said")
    priya.selects("Session", "First workshop")
    priya.field("Theme").focus()
    hands = HandsOnTheKeyboard(priya.page)
    theme, group = None, None
    for number, (theme_now, group_now, words) in enumerate(SAID, start=1):
        if theme_now != theme:
            hands.write_a_theme(theme_now, first=theme is None)
        hands.type(words)
        if number == 6:
            priya.page.reload()
            hands.are_in_the_words()
            priya.still_has_typed("What did they say?", words)
            priya.still_has_typed("Theme", theme_now)
        if group_now != group:
            hands.choose_a_group(group_now)
        hands.save(number)
        theme, group = theme_now, group_now
        assert hands.keystrokes <= 4, f"{hands.keystrokes} keystrokes beside the words of view {number}"
        hands.keystrokes = 0
    assert priya.page.evaluate("() => sessionStorage.length") == 0, "What is saved stays nowhere else."
    priya.looks_around()


class HandsOnTheKeyboard:
    """Somebody who types in notes, and how many keystrokes it takes them beside the words."""

    def __init__(self, page):
        self.page, self.keystrokes = page, 0

    def press(self, key):
        self.keystrokes += 1
        self.page.keyboard.press(key)

    def type(self, words):
        self.page.keyboard.type(words)

    def write_a_theme(self, theme, first):
        """In the box before the words, where they begin. Arriving in it marks all of it, so that it is typed over."""
        if not first:
            self.press("Shift+Tab")
        self.type(theme)
        self.press("Tab")

    def choose_a_group(self, key):
        """In the menu after the words, by the first letter of its name."""
        self.press("Tab")
        self.press(group_name(key)[0])

    def save(self, number):
        with self.page.expect_navigation():
            self.press("Control+Enter")
        expect(self.page.get_by_role("alert")).to_contain_text("Saved under")
        self.are_in_the_words()
        expect(self.page.locator(":focus")).to_have_value("")
        expect(self.page.get_by_role("listitem").filter(has_text=SAID[number - 1][2])).to_have_count(1)

    def are_in_the_words(self):
        expect(self.page.locator(":focus")).to_have_accessible_name("What did they say?")


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


def when_they_decide_on_the_other_theme_and_publish_both(priya):
    priya.follows("The activity")
    priya.follows("Compare what the groups said")
    priya.follows("Decide on Letters")
    priya.types("You said", "You want letters in large print.")
    priya.chooses("We will not do it", of="Outcome")
    priya.types("We decided", "Letters stay as they are. We read them out to whoever asks.")
    priya.types("Because", WHY_NOT)
    priya.presses("Save the decision")
    priya.presses("Publish this decision")
    priya.arrives("Publish this decision?")
    priya.reads("1 person is sent a message", "1 person is to be told by a worker, face to face")
    priya.ticks(WE_DECIDED)
    priya.presses("Publish and tell people")
    priya.arrives("Decision")


def when_the_worker_of_the_system_sends_what_waits():
    call_command("run_worker", once=True, verbosity=0)


def when_a_support_worker_tells_the_others(stevie, northshire):
    stevie.signs_in(northshire.str_worker.email, "Today")
    stevie.reads("Asha has waited 0 days to be told what was decided")
    stevie.follows("Telling people")
    stevie.arrives("Telling people what was decided")
    for who, deed in [("Asha", "I told them face to face"), ("First workshop", "I told them through the partner")]:
        stevie.follows("Tell them", within=stevie.row(who))
        stevie.arrives("what was decided")
        stevie.reads("What to say")
        stevie.unfolds("They also wait to hear")
        stevie.reads(REASON, WHY_NOT)
        stevie.tick(stevie.question("They also wait to hear of these").get_by_role("checkbox"))
        stevie.presses(deed)
        stevie.is_told("It is noted that")
    stevie.arrives("Telling people what was decided")
    stevie.reads("Nobody waits to be told.")


# --- Then


def then_it_says_what_fits_and_who_reaches_these_people(priya):
    priya.arrives("What fits")
    fits = priya.row("Participation")
    expect(fits).to_contain_text("Fits")
    expect(priya.row("Control")).to_contain_text("As you say, that cannot be done.")
    priya.reads("None is better than another.", "Open Door")
    priya.reads(f"{group_name('bme')}.")


def then_each_stands_once_by_theme_and_group(priya, people):
    with people.scope():
        stored = list(View.objects.values_list("theme__name", "group", "words", "session__title"))
    assert sorted(stored) == sorted((*row, "First workshop") for row in SAID)
    priya.follows("compare what the groups said")
    priya.arrives("What people said, by group")
    priya.follows(f"words about Waiting, {group_name('women')}")
    priya.arrives("What people said")
    priya.reads(DRINK)
    priya.follows("Compare what the groups said")


def then_it_is_refused_beside_the_field_and_what_was_typed_is_kept(priya):
    priya.arrives("Decide on what people said", after_an_error=True)
    priya.is_stopped("Give the reason in at least 40 characters: people will read it", beside="Because")
    priya.still_has_typed("Because", "It is cheap.")
    priya.still_has_typed("We decided", WE_DECIDED)
    assert priya.page.get_by_role("checkbox", name=DRINK).is_checked()
    assert not priya.page.get_by_role("checkbox", name=PRINT).is_checked()


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
    priya.is_told("2 decisions are published. 1 person is told by message. 2 are still to be told by a worker.")
    priya.reads("0 told, 3 waiting, 0 could not be told.")


def then_kaz_has_one_message_with_both_decisions_and_their_reasons():
    [message] = [sent for sent in mail.outbox if sent.subject == "What came of what you said"]
    assert message.to == ["kaz@example.org"]
    for words in (WE_DECIDED, REASON, WHY_NOT):
        assert words in message.body


def then_it_cannot_be_marked_as_fed_back_while_somebody_waits(priya, northshire, left):
    with northshire.scope():
        activity = Activity.objects.get(title=TITLE)
        for to in (State.CLOSED, State.DECIDED):
            activity = move_activity(by=northshire.by, activity=activity, to=to)
    priya.follows("The activity")
    priya.arrives(TITLE)
    priya.reads(f"Tell everyone first: {left} still to be told.")


def then_it_can_be_marked_as_fed_back(priya):
    priya.opens(priya.page.url)
    priya.reads("Nobody is left to be told.")
    priya.presses("Mark as fed back")
    priya.arrives(f"Mark as fed back: “{TITLE}”?")
    priya.presses("Mark as fed back")
    priya.arrives(TITLE)
    priya.is_told("It is fed back: everybody was told what came of it.")


def then_the_person_reads_it_on_their_own_page(asha):
    asha.signs_in("asha@example.org", "Hello Asha", title="My page")
    asha.follows("See everything that changed")
    asha.arrives("What changed because of what you said")
    asha.reads(YOU_SAID, WE_DECIDED, REASON, WHY_NOT)


def then_the_public_reads_it_and_nobody_is_named(reader):
    reader.opens("/what-changed/northshire/")
    reader.arrives("What changed because people spoke up")
    reader.reads(YOU_SAID, WE_DECIDED, REASON, WHY_NOT)
    shown = reader.page.content()
    assert not [name for name in THEIR_NAMES if name in shown]
    assert "@example.org" not in shown


def group_name(key):
    return Group.objects.get(pk=key).name
