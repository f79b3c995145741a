"""How text messages leave: one backend, named by the setting SMS_BACKEND. The demonstration writes files."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string


class FileBackend:
    """Writes each text message to a file in SMS_FILE_PATH, named by its key: a second try replaces the first."""

    def send(self, *, key: str, to: str, text: str) -> None:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.txt").write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")


def send_text(*, key: str, to: str, text: str) -> None:
    """Send one text message. `key`: the same however often it is tried. `to`: a number as +44…"""
    import_string(settings.SMS_BACKEND)().send(key=key, to=to, text=text)
