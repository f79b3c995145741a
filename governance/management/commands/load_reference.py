"""Loads what the law and the paper give: purposes, levels, methods and groups, and the standard wording of services.

Can be run again: wording that a service has is left alone.
"""

from django.core.management.base import BaseCommand
from django.db import transaction

from consent.access_needs import load_access_needs
from consent.reference import load_purposes, publish_standard_wording
from core import actors
from core.models import Service
from core.scope import scope_of_staff
from involvement.reference import load_spectrum


class Command(BaseCommand):
    help = "Load or bring up to date the reference data."

    @transaction.atomic
    def handle(self, *args, **options):
        load_purposes()
        load_access_needs()
        load_spectrum()
        by = actors.command("load_reference")
        for service in Service.objects.all():
            with scope_of_staff(service):
                publish_standard_wording(by=by, service=service)
        self.stdout.write("Reference data loaded.")
