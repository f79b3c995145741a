"""Sends what waits in the outbox, service by service, until it is stopped."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection

from consent.outbox import send_waiting
from core.models import Service

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Run the worker: it sends messages that wait. Stop it with Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="Do what waits now, then stop.")
        parser.add_argument("--every", type=float, default=2.0, help="Seconds between looks at the queue.")

    def handle(self, *args, once, every, **options):
        stop = threading.Event()
        if not once:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda *_: stop.set())
            self.stdout.write("Worker started.")
        while not stop.is_set():
            try:
                sent = sum(send_waiting(service) for service in Service.objects.all())
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
