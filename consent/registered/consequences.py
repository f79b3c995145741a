"""What ending an answer will do, each way in its own words."""

from django.utils import timezone

from consent.actions import RESTRICTED_FOR
from consent.models import Message, Purpose
from consent.models.agreements import Ending
from core import registries
from core.forms.base import lower_first


@registries.consequences.add
def of_ending(follows):
    """Sentences for the page that asks before an answer is ended."""
    yield from _for_the_record(follows)
    yield from _for_contact(follows)
    yield from _for_sharing(follows)
    if follows.status.agreement is not None and follows.status.agreement.pk != follows.agreement.pk:
        yield f"What holds from then on: {lower_first(follows.status.sentence)}."
    if follows.kind == Ending.INVALIDATED:
        yield "It counts as never given. It stays readable, with your reason."
    else:
        yield "The answer given at the time stays in the record as it was."


def _for_the_record(follows):
    if follows.restricts:
        yield "The record is restricted: only the information governance lead and the person can read it."
        day = timezone.localdate() + RESTRICTED_FOR
        yield f"The restricted record is kept until {day:%-d %B %Y}."
    elif follows.agreement.purpose_id == Purpose.RECORD:
        yield "The record stays open: it is held on another ground as well."
    others = [f"“{lower_first(agreement.purpose.title)}”{_with(agreement)}" for agreement, _ in follows.ended[1:]]
    if others:
        yield f"Every other yes ends with it: {', '.join(others)}."


def _with(agreement) -> str:
    return f" with {agreement.recipient.name}" if agreement.recipient_id else ""


def _for_contact(follows):
    if follows.stops_contact:
        yield "Nobody contacts them about involvement, and they cannot be invited, from now on."
        waiting = follows.agreement.person.messages.filter(state=Message.State.WAITING).count()
        if waiting == 1:
            yield "1 message that waits to be sent is stopped."
        elif waiting:
            yield f"{waiting} messages that wait to be sent are stopped."
    if follows.cancels_asking and follows.agreement.person.follow_ups.open().exists():
        yield "Asking them later is cancelled."


def _for_sharing(follows):
    for agreement, _ in follows.ended:
        if agreement.purpose_id == Purpose.SHARE and agreement.recipient_id:
            yield f"Nothing more may be shared with {agreement.recipient.name} on it."
