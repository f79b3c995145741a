"""Journey 5, asked later. Somebody in crisis said “in three months”; a worker asks then, by keyboard, on a phone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consent.models import FollowUp
from tests.browser import PHONE
from tests.journeys.somebody import SomebodyAtTheKeyboard

THREE_MONTHS, NINE_DAYS = 91, 9
# On the first day of the story. Nothing happens in the future, so it begins some time ago.
BEGINS = -120


@pytest.fixture
def clock(monkeypatch):
    """`clock(days)`: so many days go by."""
    passed, now = [BEGINS], timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=passed[0]))

    def on(days):
        passed[0] += days

    return on


@pytest.fixture
def stevie(another_page, axe):
    return SomebodyAtTheKeyboard(another_page(viewport=PHONE), axe)


def test_somebody_who_asked_to_be_asked_in_three_months_is_asked_then_and_not_before(clock, northshire, stevie):
    sam = given_somebody_who_said_ask_me_in_three_months(northshire)
    then_nobody_is_to_ask_them_yet(stevie, northshire)
    when_the_day_has_come(clock, THREE_MONTHS)
    when_they_open_what_waits(stevie, northshire)
    then_they_read_how_sam_may_be_asked(stevie)
    when_they_note(stevie, "Nobody answered, or they were not there")
    then_they_are_told_when_the_next_try_is(stevie)
    then_today_asks_for_nothing_more(stevie)
    when_the_day_has_come(clock, NINE_DAYS)
    when_they_open_what_waits(stevie, northshire)
    stevie.reads("Try 2 of 3. The last was on")
    when_they_note(stevie, "They said yes")
    then_it_is_done_and_sam_may_be_contacted(stevie, northshire, sam)


# --- Given


def given_somebody_who_said_ask_me_in_three_months(northshire):
    with northshire.scope():
        day = timezone.localdate() + timedelta(days=THREE_MONTHS)
        return northshire.records("Sam", not_before=day, phone="07700 900 123", says_who=False)


# --- When


def when_the_day_has_come(clock, days):
    clock(days)


def when_they_open_what_waits(stevie, northshire):
    stevie.page.context.clear_cookies()
    stevie.signs_in(northshire.str_worker.email, "Today")
    stevie.reads("Sam asked to be asked again from")
    stevie.follows_row("Sam asked to be asked again")
    stevie.arrives("Sam", "Asking Sam")


def when_they_note(stevie, outcome):
    stevie.presses("Note what came of it")
    stevie.arrives("What came of asking them?")
    stevie.chooses("Telephone call", of="How?")
    stevie.chooses(outcome, of="What came of it?")
    stevie.presses("Note this")
    stevie.arrives("Sam", "Asking Sam")


# --- Then


def then_nobody_is_to_ask_them_yet(stevie, northshire):
    stevie.signs_in(northshire.str_worker.email, "Today")
    stevie.does_not_read("Sam asked to be asked again")
    stevie.follows("Everybody who is to be asked later")
    stevie.arrives("People to ask")
    stevie.reads("Nobody is to be asked today.")


def then_they_read_how_sam_may_be_asked(stevie):
    stevie.reads("Try 1 of 3", "07700 900123", "Do not say who we are.", "Do not leave a voicemail.")


def then_they_are_told_when_the_next_try_is(stevie):
    day = timezone.localdate() + timedelta(days=7)
    stevie.is_told(f"It is noted. The next try is from {day:%-d %B %Y} on.")
    stevie.reads("They were tried lately.")


def then_today_asks_for_nothing_more(stevie):
    stevie.opens("/staff/")
    stevie.arrives("Today")
    stevie.does_not_read("Sam asked to be asked again")


def then_it_is_done_and_sam_may_be_contacted(stevie, northshire, sam):
    stevie.is_told("It is noted. They said yes.")
    stevie.opens(f"/consent/people/{sam.reference}/")
    stevie.arrives("Sam", f"Sam, {sam.reference}")
    stevie.reads("They agreed to be contacted about involvement.", "Asking later was closed")
    with northshire.scope():
        later = FollowUp.objects.get()
        assert (later.outcome, later.done_by) == ("They said yes", northshire.str_worker)
        assert [step.outcome for step in later.steps.all()] == ["no_answer", "yes"]
