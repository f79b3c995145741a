"""Writing reminders of loops that are not closed."""

from core.deeds import deed
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
