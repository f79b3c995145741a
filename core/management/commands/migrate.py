"""Runs migrations as Django does, in a third of the time."""

from django.core.management.commands import migrate

from core.migrating import models_drawn_once


class Command(migrate.Command):
    def handle(self, *args, **options):
        with models_drawn_once():
            return super().handle(*args, **options)
