"""Emails to colleagues from a queue of rows: each leaves once, or is dropped because nobody needs it any more.

A row has a UUID as its key, `to`, `lease_until`, and the deeds `queued`, `sent` and `dropped`; it is written in the
transaction that causes it. One is claimed with a lease and skip-locked, sent, and recorded as sent once. Killed at any
point, each leaves at least once, and at most the one in flight twice, with the same Message-ID.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.deeds import done
from core.writing import action, save

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)


def send_staff_mail(waiting, write, by, most=100) -> int:
    """Send what waits, oldest first, in the scope of the service's staff. Returns how many left.

    `waiting`: function without arguments that gives the queryset of rows neither sent nor dropped. `write`: function
    of a row that gives (subject, body), or None where it is not needed any more. `by`: the task that sends.
    """
    left = 0
    for _ in range(most):
        row = _claim(waiting())
        if row is None:
            break
        words = write(row)
        if words is None:
            drop_mail(by=by, row=row)
            continue
        try:
            _send(row, *words)
        except (OSError, SMTPException) as error:
            # It stays waiting, and is tried again when its lease has run out.
            logger.warning("%s %s could not be sent: %s", type(row).__name__, row.pk, type(error).__name__)
            continue
        record_mail_sent(by=by, row=row)
        left += 1
    return left


def _claim(waiting):
    with transaction.atomic():
        now = timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        row = waiting.select_for_update(of=("self",), skip_locked=True).filter(free).first()
        if row is not None:
            type(row).objects.filter(pk=row.pk).update(lease_until=now + LEASE)
        return row


def message_id_of(row) -> str:
    """The Message-ID of an email: the same however often it is tried."""
    return f"<{row.pk}@alongside.invalid>"


def _send(row, subject, body):
    EmailMessage(
        subject=subject,
        body=body,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[row.to.email],
        headers={"Message-ID": message_id_of(row)},
    ).send()


@action
def record_mail_sent(*, by, row):
    """Record that an email to a colleague has left."""
    done(row, "sent", by)
    return save(row)


@action
def drop_mail(*, by, row):
    """Leave an email to a colleague unsent: nobody needs it any more."""
    done(row, "dropped", by)
    return save(row)
