"""Reminders of open loops: every week until they are closed, to the managers too once the time has run out."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from core import clock
from core.actions import end_membership
from core.models import Membership
from involvement import actions, reminders, rules
from involvement.models import Activity, LoopReminder, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY

TODAY = timezone.localdate()


@pytest.fixture
def manager(house):
    return house.staff("manager")


def closed(house, days_ago):
    """An activity that closed so many days ago, with one person who waits to be told."""
    activity, person = house.activity(State.RUNNING), house.person("Asha", email="")
    with clock.at(timezone.now() - timedelta(days=days_ago)):
        house.publish(house.decision(activity, [house.view(activity, person=person)]))
        return actions.move_activity(by=house.by, activity=activity, to=State.CLOSED)


def reminded(house):
    return [(row.to, row.escalated) for row in LoopReminder.objects.order_by("queued_at", "pk")]


@pytest.mark.parametrize(
    ("days", "who"),
    [
        (6, []),
        (7, ["lead"]),
        (28, ["lead"]),
        (29, ["lead", "manager"]),
    ],
)
def test_the_lead_is_reminded_after_a_week_and_the_managers_once_the_time_has_run_out(house, manager, days, who):
    closed(house, days)
    reminders.queue_reminders(house.service, TODAY)
    people = {"lead": house.practitioner, "manager": manager}
    assert {to for to, _late in reminded(house)} == {people[name] for name in who}
    assert {late for _to, late in reminded(house)} == ({days > 28} if who else set())


def test_reminders_come_every_week_however_often_the_task_runs_and_are_not_piled_up(house):
    closed(house, 7)
    queued = [reminders.queue_reminders(house.service, TODAY + timedelta(days=day)) for day in range(0, 15)]
    assert [day for day, number in enumerate(queued) if number] == [0, 7, 14]
    # A worker that was down for a month catches up with one.
    assert reminders.queue_reminders(house.service, TODAY + timedelta(days=44)) == 1


def test_a_loop_that_is_closed_is_not_reminded_of(house):
    activity = closed(house, 10)
    actions.tell(by=house.by, telling=Telling.objects.get(), how="face_to_face")
    for to in (State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    assert reminders.queue_reminders(house.service, TODAY) == 0


def test_somebody_who_waits_in_an_activity_that_goes_on_is_a_loop_too(house):
    activity, person = house.activity(State.RUNNING), house.person("Asha", email="")
    with clock.at(timezone.now() - timedelta(days=8)):
        house.publish(house.decision(activity, [house.view(activity, person=person)]))
    assert [loop.pk for loop in rules.open_loops(house.service)] == [activity.pk]
    assert reminders.queue_reminders(house.service, TODAY) == 1


def test_where_the_lead_has_left_the_managers_are_reminded_from_the_beginning(house, manager):
    lead = house.staff("str_worker")
    closed(house, 8)
    Activity.objects.update(lead=lead)
    end_membership(by=BY, membership=Membership.objects.get(user=lead))
    reminders.queue_reminders(house.service, TODAY)
    assert [to for to, _late in reminded(house)] == [manager]


def test_a_reminder_names_the_activity_and_nobody_who_waits(house):
    activity = closed(house, 30)
    reminders.queue_reminders(house.service, TODAY)
    assert reminders.send_loop_reminders(house.service) == 1
    [sent] = mail.outbox
    assert sent.to == [house.practitioner.email]
    assert f"“{activity.title}” closed on" in sent.body
    assert "1 is still to be told." in sent.body
    assert "Asha" not in sent.body + sent.subject
    assert reminders.send_loop_reminders(house.service) == 0


def test_a_reminder_of_what_was_closed_meanwhile_is_dropped(house):
    activity = closed(house, 8)
    reminders.queue_reminders(house.service, TODAY)
    actions.tell(by=house.by, telling=Telling.objects.get(), how="face_to_face")
    for to in (State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    assert reminders.send_loop_reminders(house.service) == 0
    assert LoopReminder.objects.get().dropped_at and not mail.outbox


def test_the_command_says_which_loops_are_open_and_can_be_run_again(house, capsys):
    closed(house, 40)
    call_command("check_loops")
    first = capsys.readouterr().out
    assert "LATE." in first and "1 open, 1 reminders queued." in first
    call_command("check_loops")
    assert "1 open, 0 reminders queued." in capsys.readouterr().out
