"""Loads what the law and the paper give: purposes, levels, methods and groups. Can be run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from consent.access_needs import load_access_needs
from consent.reference import load_purposes
from involvement.reference import load_spectrum


class Command(BaseCommand):
    help = "Load or bring up to date the reference data."

    @transaction.atomic
    def handle(self, *args, **options):
        load_purposes()
        load_access_needs()
        load_spectrum()
        self.stdout.write("Reference data loaded.")
