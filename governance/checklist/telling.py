"""Item 8: that people were told what was decided, and why, in time."""

from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from governance.checklist.parts import Figure, Item, Row, Step
from involvement.models import Activity, Decision, Level, Telling, View


def decisions_made_known(service, period):
    """Of the activities closed in the period, those where everyone was told within the service's time.

    Everyone: each view is answered by a published decision, nobody is left to be told, and somebody was told. Those
    who could not be told are counted apart. An activity whose time has not run out stands beside.
    Information activities ask nobody's view, so they are left out.
    """
    words = "Make sure service users know what decisions have been made and the rationale behind them"
    activities = _closed_with_telling(service, period)
    now = timezone.now()
    late_before = now - timedelta(days=service.days_to_tell + 1)
    in_time = Q(all_told=True)
    has_time = Q(all_told=False, closed_at__gt=late_before)
    counted = activities.aggregate(
        told=Count("pk", filter=in_time), waiting=Count("pk", filter=has_time), total=Count("pk")
    )
    told, waiting = counted["told"], counted["waiting"]
    total = counted["total"] - waiting
    given_up = Telling.objects.filter(
        decision__activity__in=activities.order_by().values("pk"), given_up_at__isnull=False
    )
    could_not = given_up.count()
    judged = activities.exclude(pk__in=activities.filter(has_time).order_by().values("pk"))
    figures = []
    if total:
        figures = [
            Figure("told", told, "told in time", _loops_behind(activities.filter(in_time))),
            Figure("late", total - told, "not told in time", _loops_behind(judged.filter(all_told=False))),
        ]
    if waiting:
        figures.append(
            Figure("waiting", waiting, "still have time (not in the sum)", _loops_behind(activities.filter(has_time)))
        )
    if could_not:
        figures.append(Figure("could-not", could_not, "could not be told (counted apart)", _given_up_behind(given_up)))
    if not total:
        sentence = (
            "No data yet: what closed in these days still has time."
            if waiting
            else "No data: no activity closed in these days."
        )
        return Item("told", words, sentence, figures=figures, data=False)
    return Item(
        "told",
        words,
        f"In {told} of {total} closed {'activity' if total == 1 else 'activities'} everyone was told what was decided,"
        f" and why, within {service.days_to_tell} days.",
        told,
        total,
        figures,
        next_step=Step("Tell those who are waiting", reverse("tellings")) if told < total else None,
    )


def _closed_with_telling(service, period):
    tellings = Telling.objects.filter(decision__activity=OuterRef("pk"))
    told = tellings.filter(told_at__isnull=False)
    answered = Decision.objects.filter(views=OuterRef("pk"), published_at__isnull=False)
    limit = timedelta(days=service.days_to_tell + 1)
    activities = Activity.objects.filter(period.moment("closed_at"), service=service).exclude(level=Level.INFORMATION)
    return activities.annotate(last_told=Subquery(told.order_by("-told_at").values("told_at")[:1])).annotate(
        all_told=Exists(told)
        & ~Exists(tellings.open())
        & ~Exists(tellings.filter(told_at__gte=OuterRef("closed_at") + limit))
        & ~Exists(View.objects.filter(~Exists(answered), activity=OuterRef("pk")))
    )


def _loops_behind(activities):
    def rows(reader):
        return activities.order_by("closed_at", "pk"), _describe_loop

    return rows


def _describe_loop(activity):
    closed = timezone.localtime(activity.closed_at).date()
    detail = f"Closed on {closed:%-d %B %Y}."
    if activity.all_told:
        detail += f" The last were told on {timezone.localtime(activity.last_told):%-d %B %Y}."
    else:
        detail += f" {activity.get_state_display()}."
    return Row(activity.title, reverse("activity", args=[activity.pk]), detail)


def _given_up_behind(tellings):
    """By activity and reason, without names: this is about the promise, not about the person."""

    def rows(reader):
        queryset = (
            tellings.order_by()
            .values("decision__activity", "decision__activity__title", "could_not")
            .annotate(n=Count("pk"))
            .order_by("decision__activity__title", "could_not")
        )
        return queryset, lambda row: Row(
            row["decision__activity__title"],
            reverse("activity", args=[row["decision__activity"]]),
            f"{row['n']}: {Telling.CouldNot(row['could_not']).label.lower()}",
        )

    return rows
