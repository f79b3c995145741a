"""Prints who may do what, as a table in Markdown."""

from django.core.management.base import BaseCommand

from core.roles import CARDS, matrix


class Command(BaseCommand):
    help = "Print the matrix of roles and permissions."

    def handle(self, *args, **options):
        self.stdout.write("| may | " + " | ".join(CARDS) + " |")
        self.stdout.write("|---|" + "---|" * len(CARDS))
        for permission, held in matrix():
            self.stdout.write(f"| {permission.label} | " + " | ".join("yes" if yes else "" for yes in held) + " |")
