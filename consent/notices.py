"""Emails to colleagues that a decision in the public interest waits for its review. They say nothing of anybody.

The rows of `ReviewNotice` are the queue, written in the transaction that causes them. One is claimed with a lease
and skip-locked, sent, and recorded as sent once. Killed at any point, each leaves at least once, and at most the one
in flight twice, with the same Message-ID.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from consent import rules
from consent.models import ReviewNotice
from core import actors
from core.deeds import done
from core.writing import action, save

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
SENDER = actors.task("review notices")
SUBJECT = {
    ReviewNotice.About.REVIEW: "A decision waits for your review",
    ReviewNotice.About.OVERDUE: "A decision was not reviewed in time",
}
WORDS = {
    ReviewNotice.About.REVIEW: "A decision in the public interest waits for your review: sign in.",
    ReviewNotice.About.OVERDUE: (
        "A decision in the public interest was not reviewed in time, and waits for your review: sign in."
    ),
}


def send_notices(service, most=100) -> int:
    """Send what waits in one service, oldest first, in the scope of its staff. Returns how many left."""
    left = 0
    for _ in range(most):
        notice = _claim(service)
        if notice is None:
            break
        try:
            left += _send(notice)
        except (OSError, SMTPException) as error:
            # It stays waiting, and is tried again when its lease has run out.
            logger.warning("Notice %s could not be sent: %s", notice.pk, type(error).__name__)
    return left


def _claim(service):
    with transaction.atomic():
        now = timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        waiting = ReviewNotice.objects.select_for_update(of=("self",), skip_locked=True).waiting()
        notice = waiting.filter(free, service=service).select_related("decision", "to").first()
        if notice is not None:
            ReviewNotice.objects.filter(pk=notice.pk).update(lease_until=now + LEASE)
        return notice


def _send(notice) -> bool:
    if not rules.may_review(notice.decision, notice.to):
        drop_notice(by=SENDER, notice=notice)
        return False
    address = settings.BASE_URL + reverse("decisions_in_public_interest")
    EmailMessage(
        subject=SUBJECT[notice.about],
        body=f"{WORDS[notice.about]}\n\n{address}\n",
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[notice.to.email],
        headers={"Message-ID": notice.message_id},
    ).send()
    record_notice_sent(by=SENDER, notice=notice)
    return True


@action
def record_notice_sent(*, by, notice):
    """Record that a notice has left."""
    done(notice, "sent", by)
    return save(notice)


@action
def drop_notice(*, by, notice):
    """Leave a notice unsent: the review was made meanwhile, or they may not make it any more."""
    done(notice, "dropped", by)
    return save(notice)
