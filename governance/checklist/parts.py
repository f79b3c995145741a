"""What the items are made of: figures with the rows behind them, and how rows and words are put."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse

from core.roles import Permission
from governance.period import Period
from involvement.models import Activity
from involvement.models.activities import State

RESTRICTED = "Somebody whose record is restricted"
SOMEBODY = "Somebody"


@dataclass(frozen=True)
class Row:
    """One thing behind a figure, for the screen."""

    label: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Figure:
    """A number with its words, and its rows: `rows(reader)` gives a queryset and how to describe each of its rows."""

    key: str
    value: int
    words: str
    rows: Callable


@dataclass(frozen=True)
class Step:
    """What to do next: at an address, or with the rows of a figure. Neither, where somebody else has to do it."""

    label: str
    url: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Item:
    """One item of the checklist. `numerator` and `denominator` are None where there is no data."""

    key: str
    words: str
    sentence: str
    numerator: int | None = None
    denominator: int | None = None
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    next_step: Step | None = None
    data: bool = True

    def figure(self, key: str) -> Figure | None:
        """The figure of a key, the first where the key is empty, None where there is no such figure."""
        return next((figure for figure in self.figures if key in ("", figure.key)), None)


# --- Rows that several items show


def person_row(person, named, detail, reader) -> Row:
    """A person by name for whoever may open their record; everybody else is counted and not named."""
    if named:
        return Row(str(person), reverse("person", args=[person.reference]), detail)
    return Row(RESTRICTED if reader.may(Permission.SEE_PEOPLE) else SOMEBODY)


def ran_in(service, period: Period):
    """Activities that ran on some day of the period: begun by its last day, and not over before its first."""
    going_on = Q(ends_on__isnull=True, closed_at__isnull=True, ended_at__isnull=True)
    reaches_in = Q(starts_on__gte=period.first) | Q(ends_on__gte=period.first) | Q(closed_at__gte=period.start)
    return Activity.objects.filter(going_on | reaches_in, service=service, starts_on__lte=period.last).exclude(
        state__in=[State.PLANNED, State.OPEN, State.CANCELLED]
    )


def activities_behind(activities, describe=None, **narrowed):
    def rows(reader):
        queryset = activities.filter(**narrowed).select_related("level", "method", "partner")
        return queryset.order_by("-starts_on", "-pk"), describe or describe_activity

    return rows


def describe_activity(activity, detail="") -> Row:
    detail = detail or f"{activity.level}, by {activity.method.name.lower()}, from {activity.starts_on:%-d %B %Y}."
    return Row(activity.title, reverse("activity", args=[activity.pk]), detail)


def groups_behind(groups):
    def rows(reader):
        queryset = groups.order_by("order", "pk").prefetch_related("partners")
        return queryset, describe_group

    return rows


def describe_group(group):
    partners = listed([partner.name for partner in group.partners.all()])
    return Row(
        group.name, detail=f"Partners who reach them: {partners}." if partners else "No partner reaches them yet."
    )


# --- Words


def plan_step():
    return Step("Plan an activity", reverse("plan_activity"))


def people_word(n: int) -> str:
    return "person" if n == 1 else "people"


def listed(words: list[str], last="and") -> str:
    """ "a, b and c", or "" for nothing."""
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def either(words: list[str]) -> str:
    return listed(words, "or")
