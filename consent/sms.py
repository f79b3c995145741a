"""How text messages leave: one backend, named by the setting SMS_BACKEND. The demonstration writes files."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string


class NotSentNow(OSError):
    """The text message did not leave, and may at another try."""


class Undeliverable(Exception):
    """The text message can never leave as it is. Says why in a sentence that names nobody."""


class FileBackend:
    """Writes each text message to a file in SMS_FILE_PATH, named by its key: a second try replaces the first."""

    def send(self, *, key: str, to: str, text: str) -> None:
        folder = Path(settings.SMS_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{key}.txt").write_text(f"To: {to}\n\n{text}\n", encoding="utf-8")


class NotifyBackend:
    """Sends through GOV.UK Notify, whose template NOTIFY_TEMPLATE_ID is nothing but `((message))`.

    The key goes along as Notify's reference, by which delivery receipts find the message again.
    """

    def send(self, *, key: str, to: str, text: str) -> None:
        # Here, so that a deployment that sends by other means need not have it.
        from notifications_python_client.errors import APIError
        from notifications_python_client.notifications import NotificationsAPIClient

        client = NotificationsAPIClient(settings.NOTIFY_API_KEY, base_url=settings.NOTIFY_BASE_URL, timeout=10)
        try:
            client.send_sms_notification(
                phone_number=to,
                template_id=settings.NOTIFY_TEMPLATE_ID,
                personalisation={"message": text},
                reference=key,
            )
        except APIError as error:
            # 400 and nothing else says that this message is wrong, and not the service, its key or its limits.
            if error.status_code == 400:
                raise Undeliverable("The text message service does not take this number or message.") from None
            raise NotSentNow(f"Notify answered {error.status_code}") from None


def send_text(*, key: str, to: str, text: str) -> None:
    """Send one text message. `key`: the same however often it is tried. `to`: a number as +44…

    Raises `NotSentNow` or another OSError where it may be tried again, `Undeliverable` where it may not.
    """
    import_string(settings.SMS_BACKEND)().send(key=key, to=to, text=text)
