"""What time it is for a deed. Demonstration data sets it back, so that its history reads as it happened."""

from calendar import monthrange
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta

from django.utils import timezone

_pretended: ContextVar = ContextVar("alongside_clock", default=None)


def now():
    """The moment a deed is done: now, unless `at` says otherwise."""
    return _pretended.get() or timezone.now()


def today() -> date:
    """The day on which a deed is done, in London."""
    return timezone.localdate(now())


def months_after(day: date, months: int) -> date:
    """The same day so many calendar months later, or the last day of that month where it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


@contextmanager
def at(moment):
    """Date the deeds of a block as done at a moment. For demonstration data alone: history keeps the true time."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)


def start_of(day):
    """The first moment of a day in local time, or None for no day."""
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def after(day):
    """The first moment after a day in local time, or None for no day."""
    return start_of(day + timedelta(days=1)) if day else None
