"""The only way to write: an action runs in one transaction, with one history context, and checks before it returns.

    @action
    def withdraw_agreement(*, by, agreement, reason): ...

An action takes keyword arguments, `by` (an `Actor`) first. Deferred constraints of the database are checked before
the outermost action returns, so that a broken rule becomes an error beside the field and not a failure at commit.
"""

from functools import wraps

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import BaseConstraint

from core.history import acting

# PostgreSQL's codes for two transactions that got into each other's way: nothing of the second is stored.
CROSSED = ("40001", "40P01")


class RefusedAfter(ValidationError):
    """A refusal that something else must go before: `first` is run when all that the refused action did is undone."""

    def __init__(self, message, first):
        super().__init__(message)
        self.first = first


def action(function):
    """Make a function an action. Raises ValidationError where a rule of Python or of the database refuses."""

    @wraps(function)
    def run(*, by, **kwargs):
        try:
            with transaction.atomic(), acting(by, function.__name__):
                outermost = not getattr(connection, "alongside_in_action", False)
                connection.alongside_in_action = True
                try:
                    result = function(by=by, **kwargs)
                    if outermost:
                        check_deferred_constraints()
                finally:
                    if outermost:
                        connection.alongside_in_action = False
                return result
        except RefusedAfter as refused:
            if refused.first and not getattr(connection, "alongside_in_action", False):
                first, refused.first = refused.first, None
                first()
            raise
        except IntegrityError as error:
            raise as_validation_error(error) from error
        except OperationalError as error:
            if getattr(error.__cause__, "pgcode", "") not in CROSSED:
                raise
            raise ValidationError("Somebody else changed the same thing at this moment. Try again.") from error
        except DataError as error:
            raise ValidationError(
                "Something you entered is too long or is not valid. Check it and try again."
            ) from error

    run.is_action = True
    return run


def check_deferred_constraints() -> None:
    with connection.cursor() as cursor:
        # Immediate checks what is waiting; deferred puts the mode back where another transaction surrounds this one.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def save(instance):
    """Check an instance in full, then save it. Returns it. Only actions call this.

    The database alone checks its constraints: to ask it of each one first would be a dozen statements a row. Where it
    refuses, each broken one is asked for its sentence.
    """
    instance.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            instance.save()
    except IntegrityError:
        instance.validate_constraints()
        raise
    return instance


def save_all(instances) -> list:
    """Store many new rows of one model in few statements, for a deed that touches thousands. Returns them.

    The database's own rules check each row; what `full_clean` would ask beside them, one statement or more for each
    row, is not asked. So what the rows point to comes from queries of the one service.
    """
    instances = list(instances)
    if instances:
        asks = {field.name for field in instances[0]._meta.concrete_fields if field.is_relation}
        for instance in instances:
            instance.clean_fields(exclude=asks)
        type(instances[0])._base_manager.bulk_create(instances, batch_size=1000)
    return instances


def as_validation_error(error: IntegrityError) -> ValidationError:
    """The sentence of the database rule that refused, or of Django's own constraint, for the screen."""
    diagnostics = getattr(error.__cause__, "diag", None)
    name = getattr(diagnostics, "constraint_name", None) or ""
    message = _message_of(name)
    if (
        message is None
        and getattr(error.__cause__, "pgcode", "") == "23514"
        and diagnostics.source_function == "exec_stmt_raise"
    ):
        message = diagnostics.message_primary
    if message is None:
        message = "This could not be saved because it no longer fits what is recorded. Go back and check."
    return ValidationError({NON_FIELD_ERRORS: [ValidationError(message, code=name or "database")]})


def _message_of(constraint_name: str):
    """The sentence that a constraint was given, or None: Django's own names the constraint, which helps nobody."""
    from django.apps import apps

    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if constraint.name == constraint_name:
                own = constraint.violation_error_message != BaseConstraint.default_violation_error_message
                return constraint.get_violation_error_message() if own else None
    return None
