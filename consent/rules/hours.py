"""When a way of contact is safe: outside of it a message waits, and is not stopped."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from consent.models.contact import Days
from core.rules import Allowed, Refused

# What people write who mean that any time is safe.
ANY_TIME = {"", "any", "anytime", "any time", "always", "all day"}
WEEKEND = (5, 6)


@dataclass(frozen=True)
class NotYet(Refused):
    """Not now, but later. `until`: the moment from which it may be; None where somebody has to settle it first."""

    until: datetime | None = None


def is_any_time(words: str) -> bool:
    """Whether what somebody wrote of safe times means that any is."""
    return words.strip(" .!").lower() in ANY_TIME


def safe_now(rule, moment):
    """May a message arrive on this way of contact at this moment? Allowed, or `NotYet`.

    Times in the person's own words, which no machine can keep to, hold a message until somebody has set the hours.
    """
    if not rule.days and rule.from_time is None:
        if is_any_time(rule.safe_times):
            return Allowed()
        return NotYet("They said in their own words when it is safe. Set the days and hours, and it is sent in them.")
    local = timezone.localtime(moment)
    for day in (local.date() + timedelta(days=number) for number in range(8)):
        if rule.days and (day.weekday() in WEEKEND) != (rule.days == Days.WEEKENDS):
            continue
        begins = timezone.make_aware(datetime.combine(day, rule.from_time or time()))
        ends = _end_of(day, rule.until_time)
        if begins <= moment < ends:
            return Allowed()
        if moment < begins:
            return NotYet(f"It waits for a time that is safe for them, {begins:%-d %B %Y at %H:%M}.", until=begins)
    return NotYet("It waits for a time that is safe for them.")


def _end_of(day, until_time):
    if until_time is None:
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return timezone.make_aware(datetime.combine(day, until_time))
