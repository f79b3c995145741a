"""Sends what waits, deletes old drafts, sees to late reviews and frees places, by service, until it is stopped."""

import logging
import signal
import threading
import time

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from consent.actions import delete_old_drafts
from consent.clock import look_after_public_interest
from consent.outbox import send_waiting
from core import actors
from core.models import Service
from core.scope import scope_of_staff
from involvement.actions import give_up_places

logger = logging.getLogger(__name__)

# Seconds between looks for drafts that are a day old, which are shown to nobody meanwhile, and for late reviews.
DRAFTS_EVERY = 60


class Command(BaseCommand):
    help = "Run the worker: it sends messages that wait and deletes old drafts. Stop it with Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument("--every", type=float, default=2.0, help="Seconds between looks at the queue.")

    def handle(self, *args, once, every, **options):
        stop, drafts_due = threading.Event(), time.monotonic()
        if not once:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: stop.set())
            self.stdout.write("Worker started.")
        while not stop.is_set():
            try:
                sent = sum(send_waiting(service) for service in Service.objects.all())
                if time.monotonic() >= drafts_due:
                    forget_old_drafts()
                    for service in Service.objects.all():
                        look_after_public_interest(service)
                        with scope_of_staff(service):
                            give_up_places(by=actors.task("places"), service=service)
                    drafts_due = time.monotonic() + DRAFTS_EVERY
            except OperationalError:
                # The database went away: a lost connection is renewed at the next look.
                logger.warning("The database could not be reached. The worker tries again.")
                connection.close()
                sent = 0
            if once:
                self.stdout.write(f"{sent} messages sent.")
                return
            close_old_connections()
            stop.wait(every)


def forget_old_drafts() -> int:
    """Delete the drafts of every service that are a day old. Returns how many."""
    deleted = 0
    for service in Service.objects.all():
        with scope_of_staff(service):
            deleted += delete_old_drafts(by=actors.task("old drafts"), service=service)
    return deleted
