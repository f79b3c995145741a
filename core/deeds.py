"""A deed in the past: when it was done paired with who did it, held together by the database.

    class Restriction(ServiceOwned):
        recorded = Deed()               # recorded_at, recorded_by, recorded_by_kind, all set
        ended = Deed(required=False)    # empty until it happens, then set together

`x_by` is for staff, panel members and leaders; for anybody else `x_by_kind` says what acted. Exactly one is set.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.actors import Actor, ActorKind
from core.row_security import add_constraint


class Deed:
    """Adds `<name>_at`, `<name>_by`, `<name>_by_kind` and the constraint that pairs them to a model."""

    def __init__(self, required: bool = True):
        self.required = required

    def contribute_to_class(self, model, name):
        if model._meta.abstract:
            raise TypeError("A deed belongs on a concrete model, so that its constraint has a name of its own.")
        empty = not self.required
        model.add_to_class(f"{name}_at", models.DateTimeField(null=empty, blank=empty, editable=False))
        model.add_to_class(
            f"{name}_by",
            models.ForeignKey(
                settings.AUTH_USER_MODEL,
                on_delete=models.PROTECT,
                null=True,
                blank=True,
                editable=False,
                related_name="+",
            ),
        )
        model.add_to_class(
            f"{name}_by_kind",
            models.CharField(max_length=10, choices=ActorKind, blank=True, default="", editable=False),
        )
        model.deeds = (*getattr(model, "deeds", ()), name)
        at, by, kind = f"{name}_at__isnull", f"{name}_by__isnull", f"{name}_by_kind"
        done = Q(**{at: False}) & (
            (Q(**{by: False}) & Q(**{kind: ""})) | (Q(**{by: True}) & Q(**{f"{kind}__in": ActorKind.values}))
        )
        not_done = Q(**{at: True, by: True, kind: ""})
        add_constraint(
            model,
            models.CheckConstraint(
                condition=done if self.required else done | not_done,
                name=f"{model._meta.db_table}_{name}_deed",
                violation_error_message="What was done must say when and by whom.",
            ),
        )


def deed(name: str, by: Actor, at=None) -> dict:
    """The three values of a deed, done `by` an actor now (or `at` a moment), to set or create with."""
    return {
        f"{name}_at": at or clock.now(),
        f"{name}_by": by.user,
        f"{name}_by_kind": "" if by.user is not None else str(by.kind),
    }


def done(instance, name: str, by: Actor, at=None) -> None:
    """Set the three values of a deed on an instance, unsaved."""
    for field, value in deed(name, by, at).items():
        setattr(instance, field, value)


def who_did(instance, name: str) -> str:
    """The name of a deed's actor for the screen, or "" where it has not been done."""
    user = getattr(instance, f"{name}_by")
    if user is not None:
        return user.name or user.email
    return instance._meta.get_field(f"{name}_by_kind").choices and dict(ActorKind.choices).get(
        getattr(instance, f"{name}_by_kind"), ""
    )
