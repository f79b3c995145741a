"""What a rule answers: Allowed, or Refused with a sentence fit for the screen.

answer = may_contact(person)
if not answer:
    show(answer.why)
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Allowed:
    why: str = ""

    def __bool__(self):
        return True


@dataclass(frozen=True)
class Refused:
    why: str
    field: str = ""

    def __bool__(self):
        return False


def ensure(answer) -> None:
    """Raise a ValidationError with the rule's sentence, beside its field where it names one, unless allowed."""
    if not answer:
        raise ValidationError({answer.field: answer.why} if answer.field else answer.why)
