"""Change history of tables that hold personal data: append-only rows that say who did what.

`@track()` on a model makes its history table. Every history row carries its own context with an `actor` and an
`action`; the database refuses a write by nobody, and refuses to change or delete a history row. No URL path is
kept, since paths can hold tokens. `acting()` sets the context; `core.actions.action` uses it for every deed.
"""

from contextlib import contextmanager
from contextvars import ContextVar

import pghistory
from django.db import models
from django.db.models import CheckConstraint
from django.db.models.expressions import RawSQL

from core.actors import Actor
from core.triggers import Refuse

ACTOR_KINDS = ("user", "person", "link", "public", "task", "command")

_SAYS_WHO = (
    "coalesce(pgh_context->'actor'->>'kind', '') in ('user', 'person', 'link', 'public', 'task', 'command')"
    " and coalesce(pgh_context->'actor'->>'id', pgh_context->'actor'->>'name', '') <> ''"
    " and coalesce(pgh_context->>'action', '') <> ''"
)

# Who did it, as one word that an index can hold: the id of a user, else the kind of actor. The database makes it from
# the context. A search inside the JSON could not use an index beneath a row policy: its operators are not leakproof.
_WHO = (
    "case when pgh_context->'actor'->>'kind' = 'user' then pgh_context->'actor'->>'id'"
    " else pgh_context->'actor'->>'kind' end"
)

_context: ContextVar = ContextVar("alongside_history", default=None)


def track(*, exclude=()):
    """Keep the history of a model: a row for each insert, update and delete.

    `exclude`: names of fields kept out of history (passwords, texts the design keeps outside it).
    """

    def wrap(model):
        table = model._meta.db_table
        fields = {field.name for field in model._meta.local_fields} - set(exclude)
        return pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            context_field=pghistory.ContextJSONField(null=False),
            obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="history"),
            attrs={
                "pgh_by": models.GeneratedField(
                    expression=RawSQL(_WHO, (), output_field=models.TextField()),  # noqa: S611  (a constant)
                    output_field=models.TextField(),
                    db_persist=True,
                ),
            },
            meta={
                "indexes": list(_indexes(fields)),
                "constraints": [
                    CheckConstraint(
                        condition=RawSQL(_SAYS_WHO, (), output_field=models.BooleanField()),  # noqa: S611  (a constant)
                        name=f"{table}_history_says_who",
                        violation_error_message="A change to personal information must say who made it.",
                    )
                ],
                "triggers": [
                    Refuse(
                        name="append_only",
                        constraint=f"{table}_history_append_only",
                        operations="UPDATE OR DELETE",
                        message="History cannot be changed or deleted.",
                    )
                ],
            },
        )(model)

    return wrap


def _indexes(fields):
    """For the audit pages: the newest first, of the service, of one actor in it, and of one person."""
    newest = ["-pgh_created_at", "-pgh_id"]
    of_service = ["service"] if "service" in fields else []
    yield models.Index(fields=[*of_service, *newest])
    yield models.Index(fields=[*of_service, "pgh_by", *newest])
    if "person" in fields:
        yield models.Index(fields=["person", *newest])


@contextmanager
def acting(by: Actor, action: str):
    """Name the actor and the action of every change made inside. An action within an action is named itself."""
    metadata = {"actor": by.for_history(), "action": action}
    open_context = _context.get()
    if open_context is None:
        with pghistory.context(**metadata) as context:
            token = _context.set(context)
            try:
                yield
            finally:
                _context.reset(token)
        return
    before = dict(open_context.metadata)
    open_context.metadata.update(metadata)
    try:
        yield
    finally:
        open_context.metadata.clear()
        open_context.metadata.update(before)
