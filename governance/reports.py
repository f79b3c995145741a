"""What the dashboard shows beside the checklist: promises as they stand, and loops that are still open."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from governance.period import Period
from involvement import promises
from involvement.models import Activity, Level
from involvement.models.activities import State

# In the order of the page: what needs somebody first.
STATES = (promises.AT_RISK, promises.NOT_KEPT, promises.UNDER_WAY, promises.KEPT, promises.NO_DATA)


def promises_in(service, period: Period) -> list[promises.Tracked]:
    """The promises made to people that stood on some day of the period, each with its evidence. One query."""
    given = Activity.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=period.start),
        service=service,
        opened_at__lt=period.end,
    )
    given = given.select_related("service").order_by("-starts_on", "-pk")
    return [promises.track(activity) for activity in promises.with_figures(given)]


@dataclass(frozen=True)
class PromiseCount:
    """How many promises are in a state."""

    state: str
    words: str
    value: int


def counted(tracked) -> list[PromiseCount]:
    """How many promises are in each state, in the order of the page."""
    return [PromiseCount(s, promises.WORDS[s], sum(1 for t in tracked if t.state == s)) for s in STATES]


def open_loops(service):
    """Activities that closed and have not been fed back, oldest first, with the figures that `Loop` needs."""
    waiting = Activity.objects.filter(service=service, state__in=[State.CLOSED, State.DECIDED], closed_at__isnull=False)
    waiting = waiting.exclude(level=Level.INFORMATION).select_related("service")
    return promises.with_figures(waiting).order_by("closed_at", "pk")


class Loop:
    """One open loop for the screen: how long it has been open, and what is missing."""

    def __init__(self, activity):
        self.title = activity.title
        self.url = reverse("activity", args=[activity.pk])
        self.closed_on = timezone.localtime(activity.closed_at).date()
        self.days = (timezone.localdate() - self.closed_on).days
        self.past = max(0, self.days - activity.service.days_to_tell)
        self.late = self.past > 0
        self.missing = _missing(activity)


def _missing(activity) -> str:
    left = activity.views_given - activity.views_answered
    waiting = activity.to_be_told - activity.told - activity.could_not_be_told
    if not activity.views_given:
        return "No view is recorded."
    if left:
        return f"{left} of {activity.views_given} views are without a published decision."
    if waiting:
        return f"{waiting} of {activity.to_be_told} are still to be told."
    return "It can be marked as fed back."
