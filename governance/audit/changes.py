"""One change in words: each field that changed, from what to what.

Read from the history row and the one before it of the same thing. What is kept out of history (passwords, equality
answers, texts of messages) has no field there, and so cannot be shown.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from consent.models import Person
from core.models import User

# Said by the sentence above, or of no use to a reader.
UNSAID = {"id", "service", "giver_key"}
NOTHING = "Nothing"
NOT_KEPT = "Not kept: history of this began later"


@dataclass(frozen=True)
class Changed:
    """A field in words, with what it held before and after."""

    field: str
    before: str
    after: str


def event_of(source, service, key):
    """The history row of a source with this key, of this service; None where there is no such row."""
    return source.all_of(service).filter(pk=key).first()


def person_id_of(source, event) -> int | None:
    """Whose record the change belongs to, or None. A registration linked since then is of that person from the start,
    so that what a restricted person once wrote on the public form is not read without a reason.
    """
    if not source.person:
        return None
    at_the_time = getattr(event, source.person)
    if at_the_time is not None:
        return at_the_time
    now = source.tracked._base_manager.filter(pk=event.pgh_obj_id)
    return now.values_list("person_id", flat=True).first()


def fields_changed(event) -> list[Changed]:
    """What the change did, field by field in the model's order. A few statements, however long the history."""
    before = None
    if event.pgh_label != "insert":
        earlier = type(event)._base_manager.filter(pgh_obj_id=event.pgh_obj_id, pgh_id__lt=event.pgh_id)
        before = earlier.order_by("-pgh_id").first()
    after = event if event.pgh_label != "delete" else None
    pairs = []
    for name, words in _facts(event):
        was, now = words(before) if before else "", words(after) if after else ""
        if event.pgh_label == "update" and before is None:
            was = NOT_KEPT
        if was != now:
            pairs.append(Changed(name, was or NOTHING, now or NOTHING))
    return pairs


def _facts(event):
    """Pairs of a fact's name and a function that says it of a history row. A deed's three columns are one fact."""
    tracked = event.pgh_tracked_model
    held = {field.name for field in event._meta.local_fields}
    deeds = getattr(tracked, "deeds", ())
    of_deeds = {f"{deed}_{part}" for deed in deeds for part in ("at", "by", "by_kind")}
    for field in tracked._meta.local_fields:
        if field.name in UNSAID or field.name in of_deeds or field.name not in held:
            continue
        in_words = getattr(tracked, f"{field.name}_in_words", None)
        if isinstance(in_words, property):
            yield _named(field), lambda row, in_words=in_words: _joined(in_words.fget(_as_it_was(row)))
        else:
            yield _named(field), lambda row, field=field: _said(field, row)
    for deed in deeds:
        if f"{deed}_at" in held:
            yield deed.replace("_", " ").capitalize(), lambda row, deed=deed: _deed(deed, row)


def _named(field) -> str:
    name = str(field.verbose_name)
    return name[0].upper() + name[1:]


def _said(field, row) -> str:
    """A value in words, "" for none."""
    if isinstance(field, models.ForeignKey):
        return _related(field, getattr(row, field.attname))
    value = getattr(row, field.attname)
    if value is None or value == "" or value == []:
        return ""
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list):
        return ", ".join(str(part) for part in value)
    return str(getattr(value, "as_national", value))


def _as_it_was(row):
    """The thing itself as a history row holds it, for what its model says in words."""
    tracked = row.pgh_tracked_model
    held = {field.attname for field in row._meta.local_fields}
    return tracked(**{f.attname: getattr(row, f.attname) for f in tracked._meta.local_fields if f.attname in held})


def _joined(words) -> str:
    return words if isinstance(words, str) else ", ".join(words)


def _related(field, key) -> str:
    if key is None:
        return ""
    there = field.related_model._base_manager.filter(pk=key).first()
    if there is None:
        return "Something that is no longer here"
    if isinstance(there, Person):
        return there.reference
    return there.name if isinstance(there, User) and there.name else str(there)


def _deed(deed, row) -> str:
    at = getattr(row, f"{deed}_at")
    if at is None:
        return ""
    by = getattr(row, f"{deed}_by_id")
    kind = row._meta.get_field(f"{deed}_by_kind")
    who = _related(row._meta.get_field(f"{deed}_by"), by) or dict(kind.flatchoices).get(getattr(row, kind.name), "")
    return f"{_moment(at)}, by {who}" if who else _moment(at)


def _moment(value) -> str:
    return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
