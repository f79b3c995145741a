"""What the left must show and only the right knows, filled in by each app in its `ready()` (design section 3).

* `timeline`: entries of a person's timeline, one source for each model that has a person on it.
* `consequences`: what withdrawing an agreement will do, in sentences, and the deeds that follow from it.
* `work`: rows of today's work.
* `public_home` and `my_home`: sections of `/` and `/my/`.
* `navigation`: links of the header.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class TimelineEntry:
    """One thing that happened: `when`, a `sentence` without the actor, the actor's name in `who`."""

    when: datetime
    sentence: str
    who: str = ""
    detail: str = ""


@dataclass(frozen=True)
class WorkRow:
    """One thing that waits: a sentence with one button. `harm`: 1 is the worst if forgotten."""

    harm: int
    sentence: str
    button: str
    url: str
    since: date | None = None


@dataclass(frozen=True)
class Section:
    """A part of a home page: a template, its context and its place in the order."""

    order: int
    template: str
    context: dict


class Registry:
    """A list that apps add to as they start. `add` can be used as a decorator."""

    def __init__(self):
        self._entries: list = []

    def add(self, entry):
        if entry not in self._entries:
            self._entries.append(entry)
        return entry

    def __iter__(self):
        return iter(self._entries)


class Timeline(Registry):
    """Sources of timeline entries by model: `source(person) -> iterable of TimelineEntry`."""

    def __init__(self):
        super().__init__()
        self.models: dict = {}
        self.without_entries: dict = {}

    def source(self, model) -> Callable:
        def register(function: Callable[[object], Iterable[TimelineEntry]]):
            self.models[model] = function
            return self.add(function)

        return register

    def leave_out(self, model, because: str) -> None:
        """Say why a model with a person on it has no entries of its own."""
        self.without_entries[model] = because

    def of(self, person) -> list[TimelineEntry]:
        entries = [entry for source in self for entry in source(person)]
        return sorted(entries, key=lambda entry: entry.when, reverse=True)


timeline = Timeline()
consequences = Registry()  # functions (agreement) -> iterable of sentences, read before withdrawing
work = Registry()  # functions (request) -> iterable of WorkRow
public_home = Registry()  # functions (request, service) -> Section or None
my_home = Registry()  # functions (request, person) -> Section or None
navigation = Registry()  # functions (request) -> iterable of NavigationLink


@dataclass(frozen=True)
class NavigationLink:
    order: int
    label: str
    url: str
    current: bool = False


def work_rows(request) -> list[WorkRow]:
    """Everything that waits for this reader, worst first, then oldest."""
    rows = [row for source in work for row in source(request)]
    return sorted(rows, key=lambda row: (row.harm, row.since or date.max))


def sections(registry: Registry, *args) -> list[Section]:
    found = [section for source in registry if (section := source(*args)) is not None]
    return sorted(found, key=lambda section: section.order)
