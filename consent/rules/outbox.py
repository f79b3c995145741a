"""What may be done by hand with a message in the outbox."""

from consent.models import Message
from core.rules import Allowed, Refused


def may_note_message(message):
    """May it be noted what became of a message? One that waits, and that somebody has to do something about."""
    if message.state != Message.State.WAITING:
        return Refused("This message does not wait any more.")
    if message.channel not in Message.BY_HAND:
        return Refused("The system sends this message.")
    return Allowed()
