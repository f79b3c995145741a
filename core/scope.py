"""Which rows the database lets this piece of work see.

A scope is four settings of the database connection, read by the row policies of `core.row_security`.
It is set at the start of every request, task, command and test, overwritten by the next, kept in a
context variable, and set again whenever a connection is renewed. Outside any scope a query returns nothing.

    with scope_of_staff(service):
        Person.objects.count()      # the people of that service, and no others
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from django.db.backends.signals import connection_created

NOBODY_AS_PERSON = "0"


@dataclass(frozen=True)
class Scope:
    """`services`: ids whose rows may be seen. `person`: "" for no limit, "0" for nobody, else one person's id.

    `record`: the key of the one row without a person (a registration, say) that may be seen although
    `person` is set, or "". `totals`: whether what people told for themselves alone may be counted.
    """

    services: tuple[int, ...] = ()
    person: str = NOBODY_AS_PERSON
    record: str = ""
    totals: bool = False


NO_SCOPE = Scope()
_current: ContextVar[Scope] = ContextVar("alongside_scope", default=NO_SCOPE)


def current_scope() -> Scope:
    return _current.get()


def set_scope(scope: Scope) -> None:
    """Set the scope from here on, until the next call. Requests use this: a streamed response outlives the view."""
    _current.set(scope)
    _tell_the_database(connection, scope)


@contextmanager
def scope(new: Scope):
    """Set the scope for a block, and put the one before it back afterwards."""
    before = _current.get()
    set_scope(new)
    try:
        yield new
    finally:
        _current.set(before)
        # In a broken transaction nothing can be said to the database; its rollback puts the old settings back.
        if not (connection.in_atomic_block and connection.needs_rollback) and not _transaction_has_failed():
            _tell_the_database(connection, before)


def scope_of_staff(service):
    """Staff pages: everything of the one current service."""
    return scope(staff_scope(service))


def scope_of_person(service, person):
    """A service user's own pages, and signed links: their own rows."""
    return scope(person_scope(service, person))


def scope_of_totals(service):
    """Counting what people told for themselves alone: its rows are summed up in the block and never shown."""
    return scope(Scope(services=(service.pk,), person="", totals=True))


def scope_of_system():
    """Tasks and commands: every service, each id written out."""
    return scope(system_scope())


def staff_scope(service) -> Scope:
    return Scope(services=(service.pk,), person="")


def person_scope(service, person) -> Scope:
    return Scope(services=(service.pk,), person=str(getattr(person, "pk", person)))


def public_scope(service, record="") -> Scope:
    return Scope(services=(service.pk,), person=NOBODY_AS_PERSON, record=str(record))


def oversight_scope(services) -> Scope:
    return Scope(services=tuple(service.pk for service in services), person=NOBODY_AS_PERSON)


def system_scope() -> Scope:
    from core.models import Service

    return Scope(services=tuple(Service.objects.order_by("pk").values_list("pk", flat=True)), person="", totals=True)


def _tell_the_database(db, scope: Scope) -> None:
    with db.cursor() as cursor:
        cursor.execute(
            "select set_config('alongside.services', %s, false), set_config('alongside.person', %s, false),"
            " set_config('alongside.record', %s, false), set_config('alongside.totals', %s, false)",
            [
                "{" + ",".join(str(int(pk)) for pk in scope.services) + "}",
                scope.person,
                scope.record,
                "yes" if scope.totals else "",
            ],
        )


def _transaction_has_failed() -> bool:
    from psycopg2.extensions import TRANSACTION_STATUS_INERROR

    raw = connection.connection
    return raw is None or raw.closed or raw.get_transaction_status() == TRANSACTION_STATUS_INERROR


def _restore_scope(sender, connection, **kwargs):
    _tell_the_database(connection, _current.get())


connection_created.connect(_restore_scope, dispatch_uid="alongside_scope")
