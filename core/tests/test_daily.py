"""The tasks of every day: each once a day in each service, however often the worker is stopped, killed or doubled."""

import signal
import subprocess
import sys
from datetime import date, timedelta
from types import SimpleNamespace

import psycopg2
import pytest
from django.core.management import call_command
from django.db import connection

from core import actions, actors, daily, registries
from core.daily import DailyTasks, NotAllDone, for_each
from core.models import DayDone, Site
from core.registries import Daily
from core.scope import current_scope, scope_of_staff, staff_scope
from core.start.places import ROOT

pytestmark = pytest.mark.django_db(transaction=True)

BY = actors.command("tests")
MONDAY = date(2027, 3, 1)


@pytest.fixture
def tasks(monkeypatch):
    """No tasks but those of a test."""
    monkeypatch.setattr(registries, "daily", Daily())
    return registries.daily


@pytest.fixture
def service():
    return actions.create_service(by=BY, name="Testshire", slug="testshire")


@pytest.fixture
def today(monkeypatch):
    """Let it be another day."""

    def let_it_be(day):
        monkeypatch.setattr(daily, "timezone", SimpleNamespace(localdate=lambda: day))

    let_it_be(MONDAY)
    return let_it_be


def noting(tasks, name="counting"):
    """A task that notes for which service and day it was called, and in which scope."""
    called = []
    tasks.task(name)(lambda service, day: called.append((service, day, current_scope())))
    return called


def last_day(service, task="counting"):
    with scope_of_staff(service):
        return DayDone.objects.get(service=service, task=task).day


def test_a_task_is_called_once_a_day_in_the_scope_of_the_service(tasks, service, today):
    called = noting(tasks)
    worker = DailyTasks()
    assert worker.look_at(service) == ["counting"]
    assert worker.look_at(service) == []
    assert called == [(service, MONDAY, staff_scope(service))]
    assert last_day(service) == MONDAY


def test_a_worker_that_is_started_again_repeats_nothing(tasks, service, today):
    called = noting(tasks)
    for _ in range(3):
        DailyTasks().look_at(service)
    assert len(called) == 1


def test_the_next_day_it_is_called_again_and_after_a_week_once(tasks, service, today):
    called = noting(tasks)
    worker = DailyTasks()
    worker.look_at(service)
    for later in (1, 8):
        today(MONDAY + timedelta(days=later))
        worker.look_at(service)
        worker.look_at(service)
    assert [day for _, day, _ in called] == [MONDAY, date(2027, 3, 2), date(2027, 3, 9)]


def test_a_clock_set_back_repeats_nothing(tasks, service, today):
    called = noting(tasks)
    DailyTasks().look_at(service)
    today(MONDAY - timedelta(days=1))
    assert DailyTasks().look_at(service) == []
    assert len(called) == 1


def test_each_service_has_its_own_days(tasks, service, today):
    called = noting(tasks)
    other = actions.create_service(by=BY, name="Othershire", slug="othershire")
    DailyTasks().look_at(service)
    DailyTasks().look_at(other)
    assert [called_for for called_for, _, _ in called] == [service, other]


def test_a_task_that_fails_holds_up_no_other_and_is_tried_again_a_little_later(tasks, service, today, monkeypatch):
    tries = []

    @tasks.task("fails at first")
    def fails_at_first(service, day):
        tries.append(day)
        if len(tries) == 1:
            raise RuntimeError

    called = noting(tasks)
    worker = DailyTasks()
    assert worker.look_at(service) == ["counting"]
    assert worker.look_at(service) == [], "It waits before it is tried again."
    monkeypatch.setattr(daily.time, "monotonic", lambda: 10**9)
    assert worker.look_at(service) == ["fails at first"]
    assert (len(tries), len(called)) == (2, 1)


def test_one_thing_that_fails_holds_up_no_other_and_the_day_is_not_done(tasks, service, today):
    done = []

    def do(thing):
        if thing.pk == 2:
            raise ValueError("of no use to a log")
        done.append(thing.pk)

    tasks.task("counting")(lambda service, day: for_each([SimpleNamespace(pk=pk) for pk in (1, 2, 3)], do))
    assert DailyTasks().look_at(service) == []
    assert done == [1, 3]
    with scope_of_staff(service):
        assert not DayDone.objects.exists()
    with pytest.raises(NotAllDone, match="1 of 3"):
        for_each([SimpleNamespace(pk=pk) for pk in (1, 2, 3)], do)


def test_a_second_worker_leaves_a_day_to_the_one_that_is_at_it(tasks, service, today):
    called = noting(tasks)
    other = psycopg2.connect(**connection.get_connection_params() | {"cursor_factory": None})
    try:
        cursor = other.cursor()
        cursor.execute("select pg_advisory_lock(%s, %s)", [daily.LOCK, service.pk])
        assert DailyTasks().look_at(service) == []
        assert called == []
        cursor.execute("select pg_advisory_unlock(%s, %s)", [daily.LOCK, service.pk])
    finally:
        other.close()
    assert DailyTasks().look_at(service) == ["counting"]


def test_two_tasks_of_one_name_are_refused(tasks):
    tasks.task("counting")(print)
    with pytest.raises(ValueError, match="two daily tasks"):
        tasks.task("counting")(repr)


def test_the_worker_does_the_days_tasks_of_every_service_though_one_fails(tasks, service, today):
    other = actions.create_service(by=BY, name="Othershire", slug="othershire")
    called = []

    @tasks.task("counting")
    def count(one, day):
        if one == service:
            raise RuntimeError
        called.append(one)

    call_command("run_worker", once=True)
    assert called == [other]


# A worker of its own, which is killed after so many of five sites.
WORKER = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from core import actions, actors, registries
from core.daily import DailyTasks, for_each
from core.models import Service, Site
registries.daily = registries.Daily()

@registries.daily.task("adding sites")
def add_sites(service, today):
    missing = [n for n in range(5) if not Site.objects.filter(service=service, name=f"Site {n}").exists()]
    def add(number):
        if number == int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)
        actions.add_site(by=actors.task("test"), service=service, name=f"Site {number}", kind="probation")
    for_each(missing, add)

print(DailyTasks().look_at(Service.objects.get(slug="testshire")))
"""


def run_worker_killed_at(number):
    arguments = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(number)]
    return subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True)  # noqa: S603  (the script above)


@pytest.mark.parametrize("killed_at", [0, 3])
def test_a_worker_killed_halfway_keeps_what_it_did_and_the_next_does_the_rest(service, killed_at, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "core.settings")
    killed = run_worker_killed_at(killed_at)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    assert Site.objects.filter(service=service).count() == killed_at
    with scope_of_staff(service):
        assert not DayDone.objects.exists(), "The day was not done."
    again = run_worker_killed_at(99)
    assert again.stdout.strip() == "['adding sites']", again.stderr
    assert Site.objects.filter(service=service).count() == 5
    assert run_worker_killed_at(0).stdout.strip() == "[]", "Nothing is repeated."
