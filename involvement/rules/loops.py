"""Loops that are not closed: activities where people wait for a decision or to be told of one, and who is reminded."""

from datetime import timedelta

from django.db.models import Count, DateTimeField, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.models import Membership
from involvement.models import Activity, Level, LoopReminder, Telling
from involvement.models.activities import State

REMIND_EVERY = timedelta(days=7)


def open_loops(service):
    """Activities of a service whose loop is open, the oldest first, each with `open_since` and `still_to_tell`.

    From the day it closed; for one that still runs, from the day its first decision waited to be told to somebody.
    Until it is fed back, or ends in another way that design section 6 allows.
    """
    waiting = Telling.objects.open().filter(decision__activity=OuterRef("pk")).order_by()
    oldest = waiting.values("decision__activity").annotate(first=Min("queued_at")).values("first")
    still = waiting.values("decision__activity").annotate(n=Count("pk")).values("n")
    return (
        Activity.objects.filter(service=service, state__in=[State.RUNNING, State.CLOSED, State.DECIDED])
        .exclude(level=Level.INFORMATION)
        .annotate(
            still_to_tell=Coalesce(Subquery(still), 0),
            open_since=Coalesce(F("closed_at"), Subquery(oldest, output_field=DateTimeField())),
        )
        .filter(open_since__isnull=False)
        .select_related("lead", "service")
        .order_by("open_since", "pk")
    )


def days_open(activity, today=None) -> int:
    """Whole days since the loop of an activity from `open_loops` has been open."""
    return ((today or timezone.localdate()) - timezone.localtime(activity.open_since).date()).days


def is_late(activity, today=None) -> bool:
    """Whether the service's own time to tell people has run out."""
    return days_open(activity, today) > activity.service.days_to_tell


def reminders_due(service, today) -> list:
    """Reminders, not stored, of open loops that are due today: to the lead, and to each manager once it is late.

    A week after the loop opened and every week until it is closed; nobody sooner than a week after the last time. Where
    its lead no longer works here, the managers are reminded from the beginning.
    """
    lately = set(
        LoopReminder.objects.filter(service=service, day__gt=today - REMIND_EVERY).values_list("activity_id", "to_id")
    )
    roles = Membership.objects.filter(service=service, ended_at__isnull=True).select_related("user").order_by("pk")
    working = {membership.user_id for membership in roles}
    managers = [membership.user for membership in roles if membership.role == "manager"]
    due = []
    for activity in open_loops(service):
        if days_open(activity, today) < REMIND_EVERY.days:
            continue
        here = activity.lead_id in working
        who = {activity.lead_id: activity.lead} if here else {}
        late = is_late(activity, today)
        if late or not here:
            who |= {manager.pk: manager for manager in managers}
        due += [
            LoopReminder(service=service, activity=activity, to=user, day=today, escalated=late)
            for key, user in who.items()
            if (activity.pk, key) not in lately
        ]
    return due


def may_be_reminded(reminder):
    """Is what this reminder is about still so? Else it is dropped."""
    loop = open_loops(reminder.service).filter(pk=reminder.activity_id).first()
    works_here = Membership.objects.filter(
        Q(ended_at__isnull=True), service=reminder.service, user=reminder.to, user__is_active=True
    )
    return loop if loop is not None and works_here.exists() else None
