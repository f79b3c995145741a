"""Emails to staff that a loop is not closed. They name the activity and say how much waits, and nobody who waits.

The rows of `LoopReminder` are the queue, one for each activity, member of staff and week (core.staff_mail).
"""

from django.conf import settings
from django.urls import reverse

from core import actors, registries
from core.daily import for_each
from core.scope import scope_of_staff
from core.staff_mail import send_staff_mail
from involvement import rules
from involvement.actions import remind_of_loop
from involvement.models import LoopReminder
from involvement.words import day_of

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


def send_loop_reminders(service) -> int:
    """Send what waits in one service, oldest first. Returns how many left."""
    waiting = LoopReminder.objects.waiting().filter(service=service).select_related("activity", "to", "service")
    with scope_of_staff(service):
        return send_staff_mail(waiting.all, _words, SENDER)


def _words(reminder):
    """Subject and body; None where the loop was closed meanwhile, or they do not work here any more."""
    activity = rules.may_be_reminded(reminder)
    return None if activity is None else ("People wait to be told what was decided", words_of(activity))


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
