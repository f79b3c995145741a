"""Rules that the database keeps by trigger. Each raises an error that carries a name and a sentence for the screen."""

import pgtrigger
from django.db.models import Q


def refusal(constraint: str, message: str) -> str:
    """The PL/pgSQL statement that refuses a change under the name of a rule."""
    quoted = message.replace("'", "''")
    return f"RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}', MESSAGE = '{quoted}';"


class Refuse(pgtrigger.Trigger):
    """Refuse an operation, always or where `when_sql` (over NEW and OLD) holds.

    `constraint`: the rule's name, as the tests and the error messages know it. `operations`: such as
    `INSERT OR UPDATE`. `when_sql`: the wrong state, as a PL/pgSQL condition. `message`: plain English.
    `deferred`: check at commit, as a constraint trigger.
    """

    def __init__(self, *, name, constraint, operations, message, when_sql="", deferred=False):
        self.constraint = constraint
        self.message = message
        body = refusal(constraint, message)
        if when_sql:
            body = f"IF {when_sql} THEN {body} END IF;"
        row = "OLD" if operations == "DELETE" else "NEW"
        if "DELETE" in operations and row == "NEW":
            row = "COALESCE(NEW, OLD)"
        extra = {"timing": pgtrigger.Deferred} if deferred else {}
        super().__init__(
            name=name,
            when=pgtrigger.After if deferred else pgtrigger.Before,
            operation=_operations(operations),
            func=f"{body} RETURN {row};",
            **extra,
        )


def says(*fields: str) -> Q:
    """The condition that each of these text fields holds a word, and not only spaces."""
    return Q(**{f"{field}__regex": r"\S" for field in fields})


def changes_beside(*columns: str) -> str:
    """The condition that an update changes something beside these columns."""
    may_change = "ARRAY[" + ", ".join(f"'{column}'" for column in columns) + "]"
    return f"to_jsonb(NEW) - {may_change} <> to_jsonb(OLD) - {may_change}"


def deed_columns(name: str) -> tuple[str, str, str]:
    """The columns of a deed, as `changes_beside` takes them."""
    return f"{name}_at", f"{name}_by_id", f"{name}_by_kind"


class HasCome(Refuse):
    """Deeds are done before they are noted: none of these is still to come, but for clocks that differ a little.

    `clock_timestamp`, since `now` is when the transaction began.
    """

    def __init__(self, *, name, deeds):
        super().__init__(
            name=name,
            constraint=name,
            operations="INSERT OR UPDATE",
            when_sql=" OR ".join(f"NEW.{deed}_at > clock_timestamp() + interval '5 minutes'" for deed in deeds),
            message="What has not happened yet cannot be recorded.",
        )


class Stays(Refuse):
    """A row that never moves: not to another service, nor anything else that `columns` name."""

    def __init__(self, *, name, message, columns=("service_id",)):
        super().__init__(
            name=name,
            constraint=name,
            operations="UPDATE",
            when_sql=" OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns),
            message=message,
        )


class EndsOnce(Refuse):
    """A row that is never deleted and changes once: when its deed `deed` is done, with the columns `with_it`.

    `until_then`: columns that may change freely before.
    """

    def __init__(self, *, name, deed, message, with_it=(), until_then=()):
        super().__init__(
            name=name,
            constraint=name,
            operations="UPDATE OR DELETE",
            when_sql=(
                f"TG_OP = 'DELETE' OR OLD.{deed}_at IS NOT NULL"
                f" OR {changes_beside(*deed_columns(deed), *with_it, *until_then)}"
            ),
            message=message,
        )


class LeavesOnce(Refuse):
    """An email to a colleague (core.staff_mail): it is sent or dropped, once, and stays as it was queued until then."""

    def __init__(self, *, name, message):
        leaving = changes_beside("lease_until", *deed_columns("sent"), *deed_columns("dropped"))
        super().__init__(
            name=name,
            constraint=name,
            operations="UPDATE OR DELETE",
            when_sql=f"TG_OP = 'DELETE' OR OLD.sent_at IS NOT NULL OR OLD.dropped_at IS NOT NULL OR {leaving}",
            message=message,
        )


def _operations(text: str):
    known = {"INSERT": pgtrigger.Insert, "UPDATE": pgtrigger.Update, "DELETE": pgtrigger.Delete}
    first, *rest = [known[word] for word in text.split(" OR ")]
    for operation in rest:
        first = first | operation
    return first
