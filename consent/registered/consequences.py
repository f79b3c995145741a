"""What withdrawing an agreement will do."""

from django.utils import timezone

from consent.actions import RESTRICTED_FOR
from consent.models import (
    Message,
)
from core import registries


@registries.consequences.add
def of_withdrawing(agreement):
    """Sentences for the page that asks before an agreement is withdrawn."""
    person = agreement.person
    if agreement.purpose_id == "record":
        yield "The record is restricted: only the information governance lead and the person can read it."
        day = timezone.localdate() + RESTRICTED_FOR
        yield f"The restricted record is kept until {day:%-d %B %Y}."
        yield "Every other yes they gave ends with it."
    if agreement.purpose_id in ("record", "contact"):
        yield "Nobody contacts them about involvement, and they cannot be invited, from now on."
        waiting = person.messages.filter(state=Message.State.WAITING).count()
        if waiting == 1:
            yield "1 message that waits to be sent is stopped."
        elif waiting:
            yield f"{waiting} messages that wait to be sent are stopped."
        if person.follow_ups.open().exists():
            yield "Asking them later is cancelled."
    yield "The answer they gave at the time stays in the record as it was."
