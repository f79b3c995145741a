"""Says which loops are open in each service, the oldest first, and queues the reminders that are due today."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from core.models import Service
from core.scope import scope_of_staff
from involvement import rules
from involvement.reminders import queue_reminders, words_of


class Command(BaseCommand):
    help = "Show every loop that is not closed, and queue reminders to those who answer for them. Can be run again."

    def add_arguments(self, parser):
        parser.add_argument("--service", help="The short name of one service. All of them where nothing is said.")

    def handle(self, *args, service=None, **options):
        services = Service.objects.filter(slug=service) if service else Service.objects.all()
        for one in services:
            with scope_of_staff(one):
                self.stdout.write(f"{one.name}:")
                loops = list(rules.open_loops(one))
                for activity in loops:
                    late = "LATE. " if rules.is_late(activity) else ""
                    self.stdout.write("  " + late + " ".join(words_of(activity).split("\n")[:-3]))
                queued = queue_reminders(one, timezone.localdate())
                self.stdout.write(f"  {len(loops)} open, {queued} reminders queued.")
