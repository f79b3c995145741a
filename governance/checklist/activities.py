"""Items 2, 3 and 6: the methods used, the groups reached, and what people were offered."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from governance.checklist.parts import (
    Figure,
    Item,
    Row,
    Step,
    activities_behind,
    describe_activity,
    either,
    groups_behind,
    plan_step,
    ran_in,
)
from involvement.models import Activity, ActivityGroup, Attendance, Group, Level, Method, Session, View


def range_of_methods(service, period):
    """Activities that ran in the period, by level, and how many different methods they used."""
    words = "Use a range of methods along the involvement spectrum"
    activities = ran_in(service, period)
    by_level = dict(activities.order_by().values_list("level").annotate(n=Count("pk")))
    methods = activities.order_by().values("method").distinct().count()
    total = sum(by_level.values())
    if not total:
        return Item("methods", words, "No data: no activity ran in these days.", data=False, next_step=plan_step())
    levels = list(Level.objects.all())
    used = [level for level in levels if level.pk in by_level]
    unused = [level.name.lower() for level in levels if level.pk not in by_level]
    figures = [
        Figure(
            level.pk, by_level.get(level.pk, 0), f"at {level.name.lower()}", activities_behind(activities, level=level)
        )
        for level in levels
    ]
    figures.append(Figure("methods", methods, "different methods", _methods_behind(activities)))
    return Item(
        "methods",
        words,
        f"{total} {'activity' if total == 1 else 'activities'} ran at {len(used)} of the {len(levels)} levels, by"
        f" {methods} different {'method' if methods == 1 else 'methods'}.",
        len(used),
        len(levels),
        figures,
        notes=[f"Nothing ran at {either(unused)}. Levels are choices that fit, not a ladder."] if unused else [],
        next_step=plan_step() if unused else None,
    )


def _methods_behind(activities):
    def rows(reader):
        used = Method.objects.filter(pk__in=activities.order_by().values("method"))
        counted = activities.order_by().filter(method=OuterRef("pk")).values("method").annotate(n=Count("pk"))
        queryset = used.annotate(n=Subquery(counted.values("n"))).order_by("name")
        return queryset, lambda method: Row(
            method.name, detail=f"{method.n} {'activity' if method.n == 1 else 'activities'}"
        )

    return rows


def range_of_groups(service, period):
    """Groups that an activity was for where somebody came or gave a view in the period, or that gave a view."""
    words = "Involve a range of groups with a range of different experiences"
    groups = _groups_with_reach(service, period)
    known = list(groups.values_list("pk", "reached"))
    reached = sum(1 for _, was_reached in known if was_reached)
    if not reached and not ran_in(service, period).exists():
        return Item("groups", words, "No data: no activity ran in these days.", data=False, next_step=plan_step())
    return Item(
        "groups",
        words,
        f"{reached} of {len(known)} groups were reached: somebody came, or said what they think.",
        reached,
        len(known),
        [
            Figure("reached", reached, "groups reached", groups_behind(groups.filter(reached=True))),
            Figure(
                "missing",
                len(known) - reached,
                "groups not reached",
                groups_behind(groups.filter(reached=False)),
            ),
        ],
        notes=["No data yet on how this compares with the people whom the service meets."],
        next_step=Step("See which partners reach the others", reverse("partners")) if reached < len(known) else None,
    )


def _groups_with_reach(service, period):
    spoke = View.objects.filter(period.moment("recorded_at"), service=service)
    return Group.objects.annotate(
        reached=Exists(spoke.filter(group=OuterRef("pk")))
        | Exists(
            ActivityGroup.objects.filter(group=OuterRef("pk"), activity__in=_with_somebody_taking_part(service, period))
        )
    )


def _with_somebody_taking_part(service, period):
    held = Session.objects.filter(
        period.moment("starts_at"), activity=OuterRef("pk"), service=service, held_at__isnull=False
    )
    came = Attendance.objects.filter(session=OuterRef("pk"), came=True)
    spoke = View.objects.filter(period.moment("recorded_at"), activity=OuterRef("pk"))
    return Activity.objects.filter(
        Exists(held.filter(Q(others_attended__gt=0) | Exists(came))) | Exists(spoke), service=service
    ).values("pk")


def incentives(service, period):
    """Of the activities opened to people in the period, those that say what people are offered.

    Information activities ask nobody to come, so they are left out.
    """
    words = "Consider incentives and communicate these clearly"
    opened = Activity.objects.filter(period.moment("opened_at"), service=service).exclude(level=Level.INFORMATION)
    stated = opened.exclude(incentives="")
    counted = opened.aggregate(total=Count("pk"), stated=Count("pk", filter=~Q(incentives="")))
    total, said = counted["total"], counted["stated"]
    if not total:
        return Item("incentives", words, "No data: no activity was opened to people in these days.", data=False)
    return Item(
        "incentives",
        words,
        f"{said} of {total} {'activity' if total == 1 else 'activities'} opened to people in these days"
        f" {'says' if said == 1 else 'say'} what people are offered.",
        said,
        total,
        [
            Figure("stated", said, "say what is offered", activities_behind(stated, _with_incentives)),
            Figure("missing", total - said, "say nothing", activities_behind(opened.filter(incentives=""))),
        ],
        notes=["Not known yet: whether claims were paid in time."],
        next_step=Step("Say what people are offered", figure="missing") if said < total else None,
    )


def _with_incentives(activity):
    return describe_activity(activity, activity.incentives)
