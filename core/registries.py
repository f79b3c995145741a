"""What the left must show and only the right knows, filled in by each app in its `ready()`.

* `timeline`: the moments of a person's timeline, at least one for each model that has a person on it.
* `consequences`: what ending an agreement will do, in sentences, and `own_consequences` in words for the person.
* `work`: rows of today's work.
* `public_home` and `my_home`: sections of `/` and `/my/`; `person_sections`: of a person's record.
* `navigation`: links of the header.
* `partners`: names of organisations through whom somebody may ask to be asked later.
* `left_behind`: what somebody still has to do in a service, in sentences, before their role ends.
* `leaving`: what is thrown away when somebody leaves in a hurry.
* `daily`: what time brings about once a day (core.daily).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Value
from django.db.models.functions import JSONObject
from django.utils import timezone

from core.actors import ActorKind
from core.roles import Permission


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
class WorkKind:
    """A kind of work for whoever has a permission, of which one queryset is all there is to ask.

    `rows`: function (request) -> queryset. `needs`: fields and annotations of it to read. `says`: function (dict of
    them, as JSON would hold them) -> WorkRow.
    """

    permission: Permission
    rows: Callable
    needs: tuple[str, ...]
    says: Callable[[dict], WorkRow]

    def branch(self, request, number: int):
        """The rows in the shape that all kinds share, for a union: the first fifty."""
        rows = self.rows(request).annotate(
            work_number=Value(number), work_row=F("pk"), work_data=JSONObject(**{need: F(need) for need in self.needs})
        )
        return rows.values_list("work_number", "work_row", "work_data")[:50]


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


def day_said(text) -> date | None:
    """The day of a date or moment as JSON holds it; None for none."""
    if not text:
        return None
    return timezone.localtime(datetime.fromisoformat(text)).date() if "T" in text else date.fromisoformat(text)


def name_of(user) -> tuple[str, str]:
    """What to read of a member of staff, to name them with `said_name`."""
    return f"{user}__name", f"{user}__email"


def said_name(row, user) -> str:
    """How a member of staff is named, of a row that was read with `name_of`; "" for nobody."""
    name, email = (row[need] for need in name_of(user))
    return name or email or ""


class Work(Registry):
    """Today's work. Kinds that are plain rows are read together, so that one more kind is no further statement."""

    def __init__(self):
        super().__init__()
        self._kinds: list[WorkKind] = []

    def kind(self, permission, rows, needs):
        """Decorate the function that says a row."""

        def register(says):
            self._kinds.append(WorkKind(permission, rows, tuple(needs), says))
            return says

        return register

    def of(self, request) -> list[WorkRow]:
        """Everything that waits for this reader, worst first, then oldest."""
        rows = [*self._of_kinds(request), *(row for source in self for row in source(request))]
        return sorted(rows, key=lambda row: (row.harm, row.since or date.max))

    def _of_kinds(self, request):
        seen = [(number, kind) for number, kind in enumerate(self._kinds) if request.reader.may(kind.permission)]
        branches = [kind.branch(request, number) for number, kind in seen]
        if not branches:
            return
        rows = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
        for number, _row, data in sorted(rows):
            yield self._kinds[number].says(data)


@dataclass(frozen=True)
class Moment:
    """A kind of thing that happens to a person: a deed of a model, what to read of its row, and how to say it.

    `says` is given what `needs` names, as JSON would hold it, and returns a sentence, or a sentence and a detail.
    """

    model: type
    deed: str
    kind: str
    needs: tuple[str, ...]
    says: Callable[[dict], str | tuple[str, str]]

    def rows(self, person, number: int, since=None, before=None):
        """The rows of one person in the shape that all kinds share, for a union."""
        # Older records that were joined to this one are read through it.
        keys = [person.pk, *getattr(person, "former_ids", ())]
        own = {"pk__in": keys} if isinstance(person, self.model) else {"person__in": keys}
        when = {f"{self.deed}_at__isnull": False}
        if since is not None:
            when[f"{self.deed}_at__gte"] = since
        if before is not None:
            when[f"{self.deed}_at__lt"] = before
        return (
            self.model._base_manager.filter(**own, **when)
            .annotate(
                moment_number=Value(number),
                moment_when=F(f"{self.deed}_at"),
                moment_name=F(f"{self.deed}_by__name"),
                moment_email=F(f"{self.deed}_by__email"),
                moment_kind=F(f"{self.deed}_by_kind"),
                moment_data=JSONObject(**{need: F(need) for need in self.needs}),
            )
            .values_list("moment_number", "moment_when", "moment_name", "moment_email", "moment_kind", "moment_data")
        )

    def entry(self, when, name, email, kind, data) -> TimelineEntry:
        said = self.says(data)
        sentence, detail = said if isinstance(said, tuple) else (said, "")
        who = name or email or dict(ActorKind.choices).get(kind, "")
        return TimelineEntry(when, sentence, who, detail)


class Timeline:
    """Everything that happened to a person, by model. However long the history, a page of it is one statement."""

    KINDS = {
        "answers": "What they agreed to",
        "assessments": "Assessments and decisions",
        "disclosures": "Disclosures",
        "contact": "Ways of contact and asking later",
        "needs": "What helps them",
        "involvement": "Involvement",
        "messages": "Messages",
        "record": "The record itself",
        "openings": "Openings of the record",
    }
    # Openings would crowd out all else.
    ORDINARY = tuple(kind for kind in KINDS if kind != "openings")

    # What only some readers may see. Every other kind is for whoever may open the record.
    NEEDS_PERMISSION = {"assessments": Permission.SEE_ASSESSMENTS, "disclosures": Permission.SEE_DISCLOSURES}

    def __init__(self):
        self._moments: list[Moment] = []
        self.models: dict = {}
        self.without_entries: dict = {}

    def moment(self, model, deed: str, kind: str, needs=()):
        """Decorate the function that says what happened. The row's deed gives the time and who did it."""

        def register(says):
            self._moments.append(Moment(model, deed, kind, tuple(needs), says))
            self.models[model] = says
            return says

        return register

    def leave_out(self, model, because: str) -> None:
        """Say why a model with a person on it has no entries of its own."""
        self.without_entries[model] = because

    def kinds_for(self, reader) -> dict[str, str]:
        """The kinds that a reader may see, with their names. Without a reader, those that need no permission."""
        return {
            kind: name
            for kind, name in self.KINDS.items()
            if kind not in self.NEEDS_PERMISSION or (reader is not None and reader.may(self.NEEDS_PERMISSION[kind]))
        }

    def of(
        self, person, kinds=ORDINARY, start=0, most=None, *, reader=None, since=None, before=None
    ) -> list[TimelineEntry]:
        """Entries of a person, newest first, from `start` on, at most so many. One statement.

        Only kinds that the `reader` may see, whatever `kinds` names. `since`, `before`: moments, the second excluded.
        """
        seen = self.kinds_for(reader)
        chosen = [
            (number, moment)
            for number, moment in enumerate(self._moments)
            if moment.kind in kinds and moment.kind in seen
        ]
        branches = [moment.rows(person, number, since, before) for number, moment in chosen]
        if not branches:
            return []
        end = None if most is None else start + most
        if len(branches) > 1:
            # Each branch brings no more than the page can show, so a long history costs no more than a short one.
            branches = [rows.order_by("-moment_when")[:end] for rows in branches]
            rows = branches[0].union(*branches[1:], all=True)
        else:
            [rows] = branches
        rows = rows.order_by("-moment_when", "-moment_number")[start:end]
        return [self._moments[number].entry(*rest) for number, *rest in rows]


timeline = Timeline()
consequences = Registry()  # functions (consent.rules.WhatFollows) -> iterable of sentences, read before ending
own_consequences = Registry()  # the same, in words for the person themselves
work = Work()  # functions (request) -> iterable of WorkRow, and kinds that are rows of one queryset
public_home = Registry()  # functions (request, service) -> Section or None
my_home = Registry()  # functions (request, person) -> Section or None
person_sections = Registry()  # functions (request, person) -> Section or None, on the record that staff open
partners = Registry()  # functions (request) -> iterable of names
left_behind = Registry()  # functions (service, user) -> iterable of sentences
leaving = Registry()  # functions (request), before the session of whoever leaves in a hurry is ended
navigation = Registry()  # functions (request) -> iterable of NavigationLink


class Daily:
    """Tasks of every day, by name. How they are run, and what one must keep to, is said in `core.daily`."""

    def __init__(self):
        self._tasks: dict[str, Callable] = {}

    def task(self, name: str):
        """Decorate a function (service, today). The name stays as it is: days that are done are kept under it."""

        def register(function):
            if self._tasks.setdefault(name, function) is not function:
                raise ValueError(f"There are two daily tasks named “{name}”.")
            return function

        return register

    def __iter__(self):
        return iter(self._tasks.items())


daily = Daily()


@dataclass(frozen=True)
class NavigationLink:
    """A link of the header; with a `group`, of the page that lists all pages, with a sentence in `about`."""

    order: int
    label: str
    url: str
    current: bool = False
    group: str = ""
    about: str = ""


def sections(registry: Registry, *args) -> list[Section]:
    found = [section for source in registry if (section := source(*args)) is not None]
    return sorted(found, key=lambda section: section.order)
