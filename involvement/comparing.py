"""Comparing groups: how often each spoke about each theme, with small numbers of people protected (core.suppression).

The paper's case study compares women, people of black and minority ethnic groups, and older people this way. A view
counts as many times as people said it. There is one table of an activity and one of all activities, since each group
often has a workshop of its own; neither is narrowed further, since a picture with and one without a part of the views
would tell what each keeps back.
"""

from dataclasses import dataclass

from django.db.models import Sum

from core.suppression import Figure, protection_of
from involvement.models import Group, Theme

NO_GROUP = "none"
# Bars for more themes than these are a wall, not a picture. The table has them all.
MOST_DRAWN = 6
MOST_THEMES = 60


@dataclass(frozen=True)
class Column:
    """A group across the table; `key` is `NO_GROUP` for words of no group."""

    key: str
    name: str


@dataclass(frozen=True)
class Line:
    """A theme with its figures, one for each column, and in all."""

    theme: Theme
    figures: list[Figure]
    total: Figure


@dataclass(frozen=True)
class Comparison:
    """Themes down, groups across. All figures are as they may be shown."""

    columns: list[Column]
    lines: list[Line]
    totals: list[Figure]
    total: Figure
    in_words: str
    cut: bool

    def sorted_by(self, key: str) -> "Comparison":
        """The same, its themes in another order: "all", the key of a group, or by name. By what is shown alone."""
        keys = [column.key for column in self.columns]
        if key == "all":
            lines = sorted(self.lines, key=lambda line: (-line.total.rank, line.theme.name.casefold()))
        elif key in keys:
            place = keys.index(key)
            lines = sorted(self.lines, key=lambda line: (-line.figures[place].rank, line.theme.name.casefold()))
        else:
            lines = self.lines
        return Comparison(self.columns, lines, self.totals, self.total, self.in_words, self.cut)

    @property
    def draws_nothing(self) -> bool:
        return not any(figure.number for line in self.lines for figure in line.figures)

    def bars(self) -> list:
        """For the chart: the themes spoken about most, each with (group, figure, width from 0 to 100) but for 0."""
        drawn = self.sorted_by("all").lines[:MOST_DRAWN]
        widest = max((figure.number or 0 for line in drawn for figure in line.figures), default=0)
        return [
            (
                line.theme,
                [
                    (column, figure, round(100 * (figure.number or 0) / widest) if widest else 0)
                    for column, figure in zip(self.columns, line.figures, strict=True)
                    if figure.number != 0
                ],
            )
            for line in drawn
        ]


def compare_groups(service, views) -> Comparison:
    """The table of some views of a service (a queryset): of one activity, or of all."""
    protection = protection_of(service)
    counts = {
        (theme, group): people
        for theme, group, people in views.order_by()
        .values_list("theme", "group")
        .annotate(people=Sum("people"))
        .values_list("theme", "group", "people")
    }
    themes = sorted(Theme.objects.filter(pk__in={key[0] for key in counts}), key=lambda one: one.name.casefold())
    names = {key[1] for key in counts}
    groups = [(group.pk, group.name) for group in Group.objects.filter(pk__in=names - {None})]
    groups += [(None, "No group")] if None in names else []
    shown = themes[:MOST_THEMES]
    table = protection.table([[counts.get((theme.pk, key), 0) for key, _name in groups] for theme in shown])
    return Comparison(
        columns=[Column(str(key or NO_GROUP), name) for key, name in groups],
        lines=[Line(theme, cells, total) for theme, cells, total in zip(shown, table.cells, table.rows, strict=True)],
        totals=table.columns,
        total=table.total,
        in_words=protection.in_words,
        cut=len(themes) > MOST_THEMES,
    )
