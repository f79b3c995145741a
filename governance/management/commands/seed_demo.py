"""Builds the demonstration: two services, invented people and the paper's case study. Never where DEBUG is off."""

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from governance.demo.build import MEMBERS, PASSWORD, SERVICE_USER, build


class Command(BaseCommand):
    help = "Build the demonstration. Can be run again: what is there stays as it is."

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("The demonstration is built only where DEBUG is on: its password is known to everybody.")
        call_command("load_reference", stdout=self.stdout)
        build(say=self.stdout.write)
        emails = [email for _, email, _, _ in MEMBERS] + [SERVICE_USER[0]]
        self.stdout.write(f"Sign in with the password {PASSWORD} as: {', '.join(emails)}")
