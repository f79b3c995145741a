"""Runs migrations as Django does, in a third of the time, and with every row in sight."""

from django.core.management.commands import migrate

from core.migrating import every_row_in_sight, models_drawn_once


class Command(migrate.Command):
    def handle(self, *args, **options):
        with models_drawn_once(), every_row_in_sight():
            return super().handle(*args, **options)
