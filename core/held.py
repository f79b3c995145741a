"""Everything held about somebody: what each app keeps of a person, in words for the person, to read and to take along.

    everything_held.rows(Message, _("Messages"), {"subject": _("Subject"), "sent_at": _("When it left")})
    everything_held.on_request(CapacityAssessment, _("Assessments of whether you could decide"))
    everything_held.leave_out(SearchWord, because="Made from names, which are in it.")

A test fails when a model with a person on it is in none of the three.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Kind:
    """One kind of thing: its title, its fields in words by their path, and which rows of it the person may read.

    `only`: function (queryset) -> queryset, where some are not for them. `by`: the relation to the person.
    """

    model: type
    title: str
    fields: dict[str, str]
    only: Callable
    by: str

    def of(self, person) -> list[dict]:
        """The rows of a person, oldest first, each {path: value}."""
        rows = self.model._base_manager.filter(**{self.by: person.pk})
        related = {path.rpartition("__")[0] for path in self.fields if "__" in path}
        rows = self.only(rows).select_related(*sorted(related)).order_by("pk")
        return [{path: _value(row, path) for path in self.fields} for row in rows]


def _value(row, path):
    """The value at the end of a path, a choice by its words. None where there is nothing."""
    *way, last = path.split("__")
    for step in way:
        row = getattr(row, step)
        if row is None:
            return None
    shown = getattr(row, f"get_{last}_display", None)
    value = shown() if shown else getattr(row, last)
    if value is None or isinstance(value, bool | int | date | datetime | time):
        return value
    return str(value)


class EverythingHeld:
    """What is held about people, by model."""

    def __init__(self):
        self._kinds: list[Kind] = []
        self._on_request: dict = {}
        self._left_out: dict = {}

    def rows(self, model, title, fields, only=lambda rows: rows, by="person") -> None:
        """Have the rows of a model in what a person reads and takes along."""
        self._kinds.append(Kind(model, title, fields, only, by))

    def on_request(self, model, title) -> None:
        """Name what a person is given when they ask: somebody looks first that it harms nobody else."""
        self._on_request[model] = title

    def leave_out(self, model, because: str) -> None:
        """Say why a model holds nothing of its own to read."""
        self._left_out[model] = because

    @property
    def models(self) -> set:
        return {kind.model for kind in self._kinds} | set(self._on_request) | set(self._left_out)

    @property
    def asked_for(self) -> list[str]:
        """What is not in it and is given on request, in words."""
        return [str(title) for title in self._on_request.values()]

    @property
    def reasons(self) -> list[str]:
        return list(self._left_out.values())

    def of(self, person) -> list[tuple[Kind, list[dict]]]:
        """Each kind with the rows of a person, in their own scope. What there is none of is left out."""
        return [(kind, rows) for kind in self._kinds if (rows := kind.of(person))]


def in_words(value) -> str:
    """A value as a page shows it: a day as "3 March 2027", yes or no."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(timezone.localtime(value), "j E Y, H:i")
    if isinstance(value, date):
        return date_format(value, "j E Y")
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


everything_held = EverythingHeld()
