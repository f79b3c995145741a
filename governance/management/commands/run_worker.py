"""Sends what waits, looks after what time brings about, and deletes old drafts, service by service, until stopped.

What is due once a day is in `core.daily`, where every app adds its own.
"""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from consent.actions import delete_old_drafts
from consent.asking import send_asking_reminders
from consent.clock import look_after_public_interest
from consent.outbox import send_waiting
from consent.reminders import send_reminders
from core import actors
from core.daily import DailyTasks
from core.models import Service
from core.scope import scope_of_staff
from involvement.actions import give_up_places
from involvement.partner_reminders import send_agreement_reminders
from involvement.reminders import send_loop_reminders

logger = logging.getLogger(__name__)

# Seconds between looks at what does not leave the moment it waits: late reviews, the day's tasks, and drafts that are
# a day old, which are shown to nobody meanwhile.
LOOKS_EVERY = 60


class Command(BaseCommand):
    help = "Run the worker: it sends messages that wait and does what is due today. Stop it with Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument("--every", type=float, default=2.0, help="Seconds between looks at the queue.")

    def handle(self, *args, once, every, **options):
        stop, next_look, daily = threading.Event(), time.monotonic(), DailyTasks()
        if not once:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: stop.set())
            self.stdout.write("Worker started.")
        while not stop.is_set():
            sent = 0
            try:
                sent = sum(in_each_service(send_waiting))
                if time.monotonic() >= next_look:
                    in_each_service(
                        forget_old_drafts,
                        look_after_public_interest,
                        free_places,
                        daily.look_at,
                        send_reminders,
                        send_asking_reminders,
                        send_loop_reminders,
                        send_agreement_reminders,
                    )
                    next_look = time.monotonic() + LOOKS_EVERY
            except OperationalError:
                # The database went away: a lost connection is renewed at the next look.
                logger.warning("The database could not be reached. The worker tries again.")
                connection.close()
            if once:
                self.stdout.write(f"{sent} messages sent.")
                return
            close_old_connections()
            stop.wait(every)


def in_each_service(*tasks) -> list:
    """Do each task in each service, and return what came of them. One that fails holds up no other."""
    came = []
    for service in Service.objects.all():
        for task in tasks:
            try:
                came.append(task(service))
            except OperationalError:
                raise
            except Exception as error:  # whatever it is, the other services must not wait for it
                logger.warning("%s of service %s failed: %s", task.__name__, service.pk, type(error).__name__)
    return came


def forget_old_drafts(service) -> int:
    """Delete the drafts of a service that are a day old. Returns how many."""
    with scope_of_staff(service):
        return delete_old_drafts(by=actors.task("old drafts"), service=service)


def free_places(service) -> int:
    """Give the places of people whose record is restricted to those who wait for one. Returns how many."""
    with scope_of_staff(service):
        return give_up_places(by=actors.task("places"), service=service)
