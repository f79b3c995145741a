"""What time brings about once a day in each service, neither skipped nor repeated when the worker is restarted.

An app adds a task in its `registered/`, which it imports as it starts:

    @registries.daily.task("reviews of agreements")
    def remind_of_reviews(service, today):
        due = Agreement.objects.open().filter(service=service, review_on__lte=today, reminded_at=None)
        for_each(due, lambda agreement: remind(by=actors.task("reviews"), agreement=agreement))

The worker calls it in the scope of the staff of one service, once for each day, soon after midnight or as soon as it
runs. A task keeps to this:

* **It looks for all that is due by `today`**, not on that day: a worker that was down for a week calls it once.
* **It can be run again.** Killed halfway, the day is not noted as done and the task begins anew; so each thing is done
  by one action, in one transaction with the note that it was done, and what is done is not found again.
* **One thing that fails does not hold up the others.** `for_each` sees to it; where something failed the day is not
  noted either, and the task is tried again a little later.

One worker at a time is at a service's day, however many run.
"""

import logging
import time
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.utils import timezone

from core import actors, registries
from core.actions import note_day_done
from core.models import DayDone
from core.scope import scope_of_staff

logger = logging.getLogger(__name__)

TRY_AGAIN_AFTER = 10 * 60  # seconds
# With the key of the service, the name of the lock. The database lets go of it when a killed worker's connection ends.
LOCK = 20_260_101


class NotAllDone(Exception):
    """Some of the things of a task could not be done."""


def for_each(things, do) -> int:
    """Do something with each, whatever happens with the others. Returns how many were done.

    Raises NotAllDone at the end where one failed. A lost database ends it at once.
    """
    done, failed = 0, 0
    for thing in things:
        try:
            do(thing)
            done += 1
        except OperationalError:
            raise
        except Exception as error:  # whatever it is, the next one must not wait for it
            failed += 1
            logger.warning("%s %s failed: %s", type(thing).__name__, thing.pk, type(error).__name__)
    if failed:
        raise NotAllDone(f"{failed} of {done + failed}")
    return done


class DailyTasks:
    """The tasks of every day, with the memory of what failed lately. `look_at` is called every minute or so."""

    def __init__(self):
        self._not_before: dict[tuple[int, str], float] = {}

    def look_at(self, service) -> list[str]:
        """Do what is not done yet today in one service. Returns the names of the tasks that were done now."""
        today = timezone.localdate()
        with scope_of_staff(service):
            if not self._waiting(service, today):
                return []
            with _alone_at(service) as alone:
                # Asked again: another worker may have done them a moment ago.
                waiting = self._waiting(service, today) if alone else {}
                return [name for name, task in waiting.items() if self._do(service, today, name, task)]

    def _waiting(self, service, today) -> dict:
        done = set(DayDone.objects.filter(service=service, day__gte=today).values_list("task", flat=True))
        now = time.monotonic()
        return {
            name: task
            for name, task in registries.daily
            if name not in done and self._not_before.get((service.pk, name), now) <= now
        }

    def _do(self, service, today, name, task) -> bool:
        try:
            task(service, today)
        except OperationalError:
            raise
        except Exception as error:  # the other tasks and services must not wait for this one
            logger.warning("Daily task “%s” of service %s failed: %s", name, service.pk, type(error).__name__)
            self._not_before[service.pk, name] = time.monotonic() + TRY_AGAIN_AFTER
            return False
        note_day_done(by=actors.task(name), service=service, task=name, day=today)
        return True


@contextmanager
def _alone_at(service):
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCK, service.pk])
        [alone] = cursor.fetchone()
    try:
        yield alone
    finally:
        if alone and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCK, service.pk])
