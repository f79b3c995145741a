"""The audit list: the newest of all sources, by the pageful, each row a sentence.

Paged by the row at which a page ends and not by its number, so that page 1,000 costs what page 1 does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from consent.models import AccountOf, Person
from consent.models.accounts import at_page
from core.actors import ActorKind
from core.models import Export, User
from governance.audit.sentences import SENTENCES, sentence_of
from governance.audit.sources import CHANGES, EXPORTS, KINDS, READINGS, Cursor, Narrowed, sources, sources_for

PAGE = 25
BATCH = 1000
MOST_IN_A_FILE = 100_000
_CURSOR = re.compile(r"([0-9T:.+-]{19,40})_([0-9]{1,4})_([0-9]{1,18})")


@dataclass(frozen=True)
class Row:
    """One thing that was done. `sentence` is whole; `detail` adds a reason; `change` names a change's own page."""

    when: datetime
    kind: str
    sentence: str
    detail: str
    reference: str
    who: str
    deed: str
    change: tuple[str, int] | None
    at: Cursor

    @property
    def kind_in_words(self) -> str:
        return {CHANGES: "Change", READINGS: "Reading", EXPORTS: "File"}[self.kind]


@dataclass(frozen=True)
class AuditPage:
    """A page of rows, and the addresses of the pages before and after it, or ""."""

    rows: list[Row]
    previous_url: str = ""
    next_url: str = ""


def page_of(narrowed: Narrowed, query: dict) -> AuditPage:
    """The page that an address asks for: `older` or `newer` name the row from which on; anything else is the first."""
    older, newer = _cursor(query.get("older", "")), _cursor(query.get("newer", ""))
    if newer is not None:
        rows = find(narrowed, newer, PAGE + 1, newer=True)
        if len(rows) > PAGE:
            rows = rows[:PAGE][::-1]
            return AuditPage(rows, _url(query, newer=rows[0]), _url(query, older=rows[-1]))
        older = None  # fewer than a page is newer: that is the first page
    rows = find(narrowed, older, PAGE + 1)
    further = len(rows) > PAGE
    rows = rows[:PAGE]
    return AuditPage(
        rows,
        _url(query, newer=rows[0]) if older is not None and rows else "",
        _url(query, older=rows[-1]) if further else "",
    )


def find(narrowed: Narrowed, cursor: Cursor | None, most: int, newer=False) -> list[Row]:
    """At most so many rows from a cursor on. Three statements, however many there are."""
    chosen = sources_for(narrowed)
    branches = [source.rows(narrowed, cursor, newer)[:most] for source in chosen]
    if not branches:
        return []
    found = branches[0].union(*branches[1:], all=True) if len(branches) > 1 else branches[0]
    if len(branches) > 1:
        order = ["audit_when", "audit_number", "audit_key"]
        found = found.order_by(*order if newer else [f"-{name}" for name in order])[:most]
    return _told(narrowed.service, list(found))


def all_of(narrowed: Narrowed, most=MOST_IN_A_FILE) -> Iterator[Row]:
    """Every row, newest first, a batch at a time, up to so many."""
    cursor, left = None, most
    while left > 0:
        rows = find(narrowed, cursor, min(BATCH, left))
        yield from rows
        if len(rows) < BATCH:
            return
        cursor, left = rows[-1].at, left - len(rows)


def one(narrowed: Narrowed, source, key: int) -> Row | None:
    """The row of one change, or None."""
    found = source.rows(narrowed, None, newer=False).filter(pk=key)
    return next(iter(_told(narrowed.service, list(found[:1]))), None)


def _told(service, found) -> list[Row]:
    by = {int(row[4]) for row in found if row[4].isdigit()}
    # Whoever has a record here is told by it, also where they act for others: the list names nobody in it.
    of_account = dict(AccountOf.objects.filter(service=service, user__in=by).values_list("user_id", "person_id"))
    people = {row[3] for row in found if row[3]} | set(of_account.values())
    references = dict(Person.objects.filter(service=service, pk__in=people).values_list("pk", "reference"))
    names = {str(pk): name or email for pk, name, email in _names(by - of_account.keys())}
    names |= {str(user): f"The person of {references.get(person, '')}" for user, person in of_account.items()}
    return [_row(row, references, names) for row in found]


def _names(users):
    return User.objects.filter(pk__in=users).values_list("pk", "name", "email")


def _row(row, references, names) -> Row:
    number, when, key, person, by, action, label, deed, data = row
    source = sources()[number]
    reference, name = references.get(person, ""), names.get(by, "")
    detail = role = ""
    if source.kind == READINGS:
        words = f"opened the record {reference}{at_page(data['page'])}"
        detail = f"Reason given: {data['why']}" if data["why"] else ""
        role = data["role"]
    elif source.kind == EXPORTS:
        words = f"took {Export.What(data['what']).label} out as a file"
        detail = data["narrowed_to"]
    else:
        words = SENTENCES[source.tracked._meta.label].say(action, label, reference, data)
    return Row(
        when=when,
        kind=source.kind,
        sentence=sentence_of(words, by, name, role),
        detail=detail,
        reference=reference,
        who=name or dict(ActorKind.choices).get(by, ""),
        deed=deed,
        change=(source.key, key) if source.kind == CHANGES else None,
        at=Cursor(when, number, key),
    )


def _cursor(text: str) -> Cursor | None:
    match = _CURSOR.fullmatch(text)
    if match is None or int(match[2]) >= len(sources()):
        return None
    try:
        when = datetime.fromisoformat(match[1])
    except ValueError:
        return None
    return Cursor(when, int(match[2]), int(match[3])) if when.tzinfo is not None else None


def _url(query: dict, **ends) -> str:
    kept = {name: value for name, value in query.items() if name not in ("older", "newer") and value}
    [(side, row)] = ends.items()
    return "?" + urlencode({**kept, side: f"{row.at.when.isoformat()}_{row.at.number}_{row.at.key}"})


__all__ = ["KINDS", "AuditPage", "Row", "all_of", "find", "one", "page_of"]
