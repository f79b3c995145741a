"""Where the audit pages read: every history table, the log of who opened a record, and what was taken out as a file.

Each source gives rows of one shape, so that one statement brings the newest of them all. Row policies hold beneath:
whatever is asked for, only rows of the current service come back. Accounts and services themselves have no row
policy, so their histories are narrowed here.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

import pghistory
from django.db.models import BigIntegerField, F, Model, Q, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from consent.models import AccessLogEntry
from core.history import ACTOR_KINDS
from core.models import Export, Membership
from governance.audit.sentences import SENTENCES

CHANGES, READINGS, EXPORTS = "changes", "readings", "exports"
KINDS = {
    CHANGES: "Changes to records",
    READINGS: "Readings of records",
    EXPORTS: "Lists taken out as files",
}
SHAPE = ("audit_number", "audit_when", "audit_key", "audit_person", "audit_by", "audit_action", "audit_label")
SHAPE += ("audit_deed", "audit_data")


@dataclass(frozen=True)
class Narrowed:
    """What is asked for. `by`: the id of a user or a kind of actor. `since`, `before`: moments, the second excluded.

    `deed`: the id of one context, for what was done together.
    """

    service: Model
    person: Model | None = None
    by: str = ""
    since: datetime | None = None
    before: datetime | None = None
    kinds: tuple = tuple(KINDS)
    deed: str = ""


@dataclass(frozen=True)
class Cursor:
    """A place in the list: the row that stands there."""

    when: datetime
    number: int
    key: int


@dataclass(frozen=True)
class Source:
    """One table. `number` is its place in the list of sources, which settles the order within one moment."""

    model: type
    kind: str
    when: str
    number: int
    needs: tuple = ()
    fields: frozenset = field(default=frozenset(), compare=False)

    @property
    def key(self) -> str:
        """Its name in addresses: "consent-agreement" for the history of agreements."""
        return self.tracked._meta.label_lower.replace(".", "-")

    @property
    def tracked(self):
        return getattr(self.model, "pgh_tracked_model", None) or self.model

    @property
    def person(self) -> str:
        """The column of the person a row is about, or ""."""
        if self.model.__name__ == "PersonEvent":
            return "pgh_obj_id"
        return "person_id" if "person" in self.fields else ""

    def rows(self, narrowed: Narrowed, cursor: Cursor | None, newer: bool):
        """Rows in the shape of all sources, from the cursor on: older ones, or `newer` ones with the nearest first."""
        found = self.all_of(narrowed.service)
        if narrowed.person is not None:
            found = found.filter(**{self.person: narrowed.person.pk})
        if narrowed.by:
            found = found.filter(self._done_by(narrowed.by))
        if narrowed.since is not None:
            found = found.filter(**{f"{self.when}__gte": narrowed.since})
        if narrowed.before is not None:
            found = found.filter(**{f"{self.when}__lt": narrowed.before})
        if narrowed.deed:
            found = found.filter(pgh_context_id=narrowed.deed)
        if cursor is not None:
            found = found.filter(self._beyond(cursor, newer))
        order = (self.when, "pk") if newer else (f"-{self.when}", "-pk")
        return found.order_by(*order).annotate(**self._shape()).values_list(*SHAPE)

    def all_of(self, service):
        """Everything of a service."""
        if "service" in self.fields:
            return self.model._base_manager.filter(service=service)
        if self.tracked._meta.label == "core.Service":
            return self.model._base_manager.filter(pgh_obj_id=service.pk)
        # An account belongs to no service: shown is that of whoever works or worked here, and only what was done to
        # it from here or by the system.
        here = Membership.objects.filter(service=service).values("user_id")
        by_us = Membership.objects.filter(service=service).values(as_text=Cast("user_id", TextField()))
        own = Q(pgh_by__in=set(ACTOR_KINDS) - {"user"}) | Q(pgh_by__in=by_us)
        return self.model._base_manager.filter(own, pgh_obj_id__in=here)

    def _done_by(self, by: str) -> Q:
        if self.kind == CHANGES:
            return Q(pgh_by=by)
        deed = self.when.removesuffix("_at")
        return Q(**{f"{deed}_by_id": int(by)}) if by.isdigit() else Q(**{f"{deed}_by_kind": by})

    def _beyond(self, cursor: Cursor, newer: bool) -> Q:
        side, at = ("gt", "gte") if newer else ("lt", "lte")
        past = Q(**{f"{self.when}__{side}": cursor.when})
        if self.number == cursor.number:
            same = Q(**{self.when: cursor.when, f"pk__{side}": cursor.key})
            return Q(**{f"{self.when}__{at}": cursor.when}) & (past | same)
        # Within one moment, sources with a higher number count as newer.
        whole = self.number > cursor.number if newer else self.number < cursor.number
        return Q(**{f"{self.when}__{at}": cursor.when}) if whole else past

    def _shape(self) -> dict:
        empty = Value("", output_field=TextField())
        none = Value(None, output_field=BigIntegerField())
        shape = {
            "audit_number": Value(self.number, output_field=BigIntegerField()),
            "audit_when": F(self.when),
            "audit_key": Cast("pk", BigIntegerField()),
            "audit_person": Cast(self.person, BigIntegerField()) if self.person else none,
            "audit_data": JSONObject(**{need: F(need) for need in self.needs}),
        }
        if self.kind == CHANGES:
            return shape | {
                "audit_by": F("pgh_by"),
                "audit_action": KeyTextTransform("action", "pgh_context"),
                "audit_label": F("pgh_label"),
                "audit_deed": Coalesce(Cast("pgh_context_id", TextField()), empty),
            }
        deed = self.when.removesuffix("_at")
        return shape | {
            "audit_by": Coalesce(Cast(f"{deed}_by_id", TextField()), F(f"{deed}_by_kind"), output_field=TextField()),
            "audit_action": empty,
            "audit_label": empty,
            "audit_deed": empty,
        }


@cache
def sources() -> tuple[Source, ...]:
    """All of them, in one order."""
    histories = sorted(pghistory.core.event_models(), key=lambda model: model.pgh_tracked_model._meta.label)
    tables = [(model, CHANGES, "pgh_created_at", tuple(_told(model).needs)) for model in histories]
    tables += [
        (AccessLogEntry, READINGS, "opened_at", ("page", "why", "role")),
        (Export, EXPORTS, "made_at", ("what", "narrowed_to")),
    ]
    return tuple(
        Source(model, kind, when, number, needs, frozenset(f.name for f in model._meta.local_fields))
        for number, (model, kind, when, needs) in enumerate(tables)
    )


def _told(model):
    return SENTENCES[model.pgh_tracked_model._meta.label]


def source_named(key: str) -> Source | None:
    """The source with this name in addresses, or None."""
    return next((source for source in sources() if source.key == key), None)


def sources_for(narrowed: Narrowed) -> list[Source]:
    """Those that can hold what is asked for."""
    return [
        source
        for source in sources()
        if source.kind in narrowed.kinds
        and (narrowed.person is None or source.person)
        and (not narrowed.deed or source.kind == CHANGES)
    ]
