"""Brings the files in locale/ up to date with what the code marks, and says what is still to be translated."""

from django.core.management.base import BaseCommand

from core.languages import TRANSLATED
from core.start import translations
from core.translations import bring_up_to_date, catalogue, marked


class Command(BaseCommand):
    help = "Bring the translations in locale/ up to date with the code, and list what is still to be translated."

    def handle(self, *args, **options):
        messages = marked()
        for language in TRANSLATED:
            before = catalogue(language.code)
            fresh = bring_up_to_date(before, messages)
            fresh.save(before.fpath)
            left = [entry.msgid for entry in fresh if not entry.translated()]
            self.stdout.write(f"{language.name}: {len(messages)} texts, {len(left)} still to be translated.")
            for message in left:
                self.stdout.write(f"  {message}")
        translations.compile_all()
