"""Emails to staff that a loop is not closed. They name the activity and say how much waits, and nobody who waits.

The rows of `LoopReminder` are the queue, one for each activity, member of staff and week. One is claimed with a lease
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

from core import actors, registries
from core.daily import for_each
from core.scope import scope_of_staff
from involvement import rules
from involvement.actions import drop_reminder, record_reminder_sent, remind_of_loop
from involvement.models import LoopReminder
from involvement.words import day_of

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
SENDER = actors.task("loop reminders")


@registries.daily.task("reminders of open loops")
def queue_reminders(service, today) -> int:
    """Queue every reminder that is due by today and was not queued yet, in the scope of the staff of a service.

    Can be run again. Returns how many were queued now.
    """
    return for_each(
        rules.reminders_due(service, today),
        lambda due: remind_of_loop(by=SENDER, activity=due.activity, to=due.to, day=today, escalated=due.escalated),
    )


def send_loop_reminders(service, most=100) -> int:
    """Send what waits in one service, oldest first. Returns how many left."""
    left = 0
    with scope_of_staff(service):
        for _ in range(most):
            reminder = _claim(service)
            if reminder is None:
                break
            try:
                left += _send(reminder)
            except (OSError, SMTPException) as error:
                # It stays waiting, and is tried again when its lease has run out.
                logger.warning("Reminder %s could not be sent: %s", reminder.pk, type(error).__name__)
    return left


def _claim(service):
    with transaction.atomic():
        now = timezone.now()
        free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        waiting = LoopReminder.objects.select_for_update(of=("self",), skip_locked=True).waiting()
        reminder = waiting.filter(free, service=service).select_related("activity", "to", "service").first()
        if reminder is not None:
            LoopReminder.objects.filter(pk=reminder.pk).update(lease_until=now + LEASE)
        return reminder


def _send(reminder) -> bool:
    activity = rules.may_be_reminded(reminder)
    if activity is None:
        drop_reminder(by=SENDER, reminder=reminder)
        return False
    EmailMessage(
        subject="People wait to be told what was decided",
        body=words_of(activity),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[reminder.to.email],
        headers={"Message-ID": reminder.message_id},
    ).send()
    record_reminder_sent(by=SENDER, reminder=reminder)
    return True


def words_of(activity) -> str:
    """What a reminder says of an activity from `rules.open_loops`."""
    views, waiting = rules.unanswered_views(activity).count(), activity.still_to_tell
    days = rules.days_open(activity)
    since = f"{day_of(activity.open_since)}, {days} days ago"
    began = f"closed on {since}" if activity.closed_at else f"has people who wait since {since}"
    lines = [f"“{activity.title}” {began}."]
    if views:
        lines.append(f"{views} {'view waits' if views == 1 else 'views wait'} for a decision.")
    if waiting:
        lines.append(f"{waiting} {'is' if waiting == 1 else 'are'} still to be told.")
    if not views and not waiting:
        lines.append("Everybody was told. Mark it as fed back.")
    if rules.is_late(activity):
        lines.append(f"Our own time for this is {activity.service.days_to_tell} days.")
    address = settings.BASE_URL + reverse("activity", args=[activity.pk])
    return "\n".join([*lines, "", address, ""])
