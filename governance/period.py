"""The days that the dashboard looks at: both ends included, as people read them, in local time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.utils import timezone


@dataclass(frozen=True)
class Period:
    """From the first moment of one day to the last moment of another."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time()))

    def moment(self, field: str) -> Q:
        """That the moment in a field falls in the period."""
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})

    def day(self, field: str) -> Q:
        """That the day in a field falls in the period."""
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})

    def __str__(self):
        return f"{self.first:%-d %B %Y} to {self.last:%-d %B %Y}"


def months_before(day: date) -> date:
    """The first day of the twelve months that end on a day."""
    try:
        return day.replace(year=day.year - 1) + timedelta(days=1)
    except ValueError:  # 29 February
        return date(day.year - 1, 3, 1)


def last_12_months(today: date | None = None) -> Period:
    today = today or timezone.localdate()
    return Period(months_before(today), today)
