"""Writing reminders of loops that are not closed."""

from core.deeds import deed, done
from core.writing import action, save
from involvement.models import LoopReminder


@action
def remind_of_loop(*, by, activity, to, day, escalated):
    """Put an email in the queue that reminds somebody of an open loop. Returns the reminder."""
    return save(
        LoopReminder(
            service=activity.service, activity=activity, to=to, day=day, escalated=escalated, **deed("queued", by)
        )
    )


@action
def record_reminder_sent(*, by, reminder):
    """Record that a reminder has left."""
    done(reminder, "sent", by)
    reminder.lease_until = None
    return save(reminder)


@action
def drop_reminder(*, by, reminder):
    """Leave a reminder unsent: the loop was closed meanwhile, or they do not work here any more."""
    done(reminder, "dropped", by)
    reminder.lease_until = None
    return save(reminder)
