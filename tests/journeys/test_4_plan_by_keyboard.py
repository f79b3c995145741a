"""Journey 4. By keyboard alone: an activity is planned with its promise in view, opened, and a session is held."""

from datetime import timedelta

from django.utils import timezone

from involvement.models import Activity, Attendance, Level

TITLE = "What should the waiting room be like?"


def test_an_activity_is_planned_opened_filled_and_held_by_keyboard_alone(at_the_keyboard, northshire):
    kaz, rob = given_one_who_may_be_involved_and_one_who_may_not(northshire)
    priya = given_a_practitioner_at_the_list_of_activities(at_the_keyboard, northshire)
    when_they_skip_the_menu(priya)
    when_they_start_to_plan(priya)
    then_each_level_shows_its_meaning_and_promise(priya)
    when_they_leave_out_what_can_change(priya)
    when_they_complete_the_plan(priya)
    then_it_is_planned_with_its_promise_in_full(priya)
    when_they_open_it(priya)
    then_who_may_not_be_invited_is_shown_with_the_reason(priya, rob)
    when_they_invite(priya, kaz)
    when_they_record_a_yes(priya, kaz)
    when_they_start_it_and_plan_a_session(priya)
    when_they_close_out_the_session(priya, kaz)
    then_attendance_is_kept(priya, northshire, kaz)


# --- Given


def given_one_who_may_be_involved_and_one_who_may_not(northshire):
    with northshire.scope():
        kaz = northshire.records("Kaz", phone="07700 900 123", access_needs="Large print")
        return kaz, northshire.records("Rob", contact="refused")


def given_a_practitioner_at_the_list_of_activities(priya, northshire):
    priya.signs_in(northshire.practitioner.email, "Today")
    priya.follows("Activities")
    priya.arrives("Activities")
    return priya


# --- When


def when_they_skip_the_menu(priya):
    """The first Tab of a page offers the way past its menu."""
    priya.opens("/involvement/activities/")
    priya.waits_for_scripts()
    priya.page.keyboard.press("Tab")
    priya.page.keyboard.press("Enter")
    assert priya.page.evaluate("document.activeElement.id") == "maincontent"


def when_they_start_to_plan(priya):
    priya.presses("Plan an activity")
    priya.arrives("Plan an activity")


def when_they_leave_out_what_can_change(priya):
    priya.types("Title", TITLE)
    priya.types("What is it for?", "To hear what would make waiting easier.")
    priya.chooses("The service", of="What is it about?")
    priya.chooses("Participation", of="How much say do people have?")
    priya.selects("Method", "Deliberative workshops")
    priya.types("What cannot change?", "How long the police may hold somebody.")
    priya.ticks("Women")
    priya.presses("Save the plan")
    priya.arrives("Plan an activity", after_an_error=True)
    priya.is_stopped("Enter what can change because of it", beside="What can change because of it?")
    priya.still_has_typed("Title", TITLE)


def when_they_complete_the_plan(priya):
    priya.types("What can change because of it?", "What is in the room, and who looks in.")
    priya.chooses("By invitation", of="Who may take part?")
    priya.types("How many places?", "12")
    priya.types_a_day("First day", timezone.localdate())
    priya.types("Where, if not at a site", "The library")
    priya.types("How were equality and health-inequality duties considered?", "Step free, with an interpreter.")
    priya.types("What are people offered?", "Bus fares, and lunch.")
    priya.types("What does everybody hold to?", "Everybody is heard.")
    priya.types("How are people prepared and supported?", "Somebody rings beforehand.")
    priya.types("What should be different afterwards?", "Waiting is easier to bear.")
    priya.presses("Save the plan")


def when_they_open_it(priya):
    priya.presses("Open it to people")
    priya.arrives(f"Open it to people: “{TITLE}”?")
    priya.reads("The promise below is given to them", promise_of(Level.PARTICIPATION))
    priya.presses("Open it to people")
    priya.arrives(TITLE)
    priya.is_told("It is open. Invite people next.")


def when_they_invite(priya, kaz):
    priya.chooses(str(kaz), of="Who do you invite?")
    priya.types("Support they need to take part", "A lift home")
    priya.presses("Invite this person")
    priya.arrives(TITLE)
    priya.is_told("Kaz is invited. No message goes to them: tell them, and record their answer.")


def when_they_record_a_yes(priya, kaz):
    priya.follows("Record the answer of Kaz")
    priya.arrives("What did Kaz answer?")
    priya.chooses("Yes, they will take part", of="What did they answer?")
    priya.presses("Save the answer")
    priya.arrives(TITLE)
    priya.is_told("The answer of Kaz is saved.")


def when_they_start_it_and_plan_a_session(priya):
    priya.presses("Start running it")
    priya.arrives(f"Start running it: “{TITLE}”?")
    priya.presses("Start running it")
    priya.arrives(TITLE)
    priya.presses("Plan a session")
    priya.arrives("Plan a session")
    priya.types("Title", "First workshop")
    priya.types_a_day("Day", timezone.localdate() - timedelta(days=1))
    priya.types("Starts at", "2:30pm")
    priya.presses("Plan this session")
    priya.arrives(TITLE)
    priya.is_told("First workshop")


def when_they_close_out_the_session(priya, kaz):
    priya.presses("Close out this session")
    priya.arrives("Close out First workshop")
    priya.reads("Large print")
    priya.ticks(str(kaz))
    priya.types("How many others came?", "6")
    priya.types("What happened, and what was agreed?", "We agreed on a clock, and on somebody who looks in.")
    priya.presses("Close out, keep the minutes as a draft")
    priya.arrives(TITLE)


# --- Then


def then_each_level_shows_its_meaning_and_promise(priya):
    for level in (Level.INFORMATION, Level.CONSULTATION, Level.PARTICIPATION, Level.PARTNERSHIP, Level.CONTROL):
        one = Level.objects.get(pk=level)
        priya.reads(f"{one.meaning} The promise: {one.promise}")
        described = priya.question("How much say do people have?").get_by_role("radio", name=one.name, exact=True)
        assert described.get_attribute("aria-describedby")


def then_it_is_planned_with_its_promise_in_full(priya):
    priya.arrives(TITLE)
    priya.is_told(f"“{TITLE}” is planned. Plan its sessions, then open it to people.")
    priya.reads(promise_of(Level.PARTICIPATION), "The library", "Bus fares, and lunch.", "Step free")


def then_who_may_not_be_invited_is_shown_with_the_reason(priya, rob):
    priya.presses("Invite somebody")
    priya.arrives(f"Invite somebody to “{TITLE}”")
    priya.reads("Cannot be invited: They have not agreed to be contacted about involvement. They said no on")
    assert priya.question("Who do you invite?").get_by_role("radio", name=str(rob)).is_disabled()


def then_attendance_is_kept(priya, northshire, kaz):
    priya.is_told("The session is closed out, with its minutes. Record what people said next.")
    priya.reads("1 with a place, 6 others", "Running: 1 of 1 sessions held")
    with northshire.scope():
        activity = Activity.objects.get(title=TITLE)
        assert list(activity.groups.values_list("name", flat=True)) == ["Women"]
        assert list(Attendance.objects.values_list("person", "came")) == [(kaz.pk, True)]


def promise_of(level):
    return Level.objects.get(pk=level).promise
