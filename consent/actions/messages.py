"""What becomes of messages: letters posted, calls made and things said face to face, and what arrived."""

from consent.models import Message
from consent.outbox import let_leave, stop_message
from consent.rules import may_note_message
from core.deeds import done
from core.rules import ensure
from core.writing import action, save


@action
def mark_posted(*, by, messages):
    """Mark letters as posted. Returns those that were; one that may not leave any more is stopped with its reason."""
    return [message for message in messages if message.channel == "letter" and let_leave(by, message)]


@action
def note_message(*, by, message, told, why=""):
    """Note that somebody was told by telephone or face to face, or that it is given up and `why`.

    Where they may not be told this way any more, it is stopped. Returns the message as it is now.
    """
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    ensure(may_note_message(message))
    if told:
        let_leave(by, message)
    else:
        stop_message(by=by, message=message, why=why)
    return Message.objects.get(pk=message.pk)


@action
def note_delivery(*, by, message, delivery):
    """Note what became of a message that was sent. Once: what is told again, or later, changes nothing. Returns it."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == Message.State.SENT and not message.delivery:
        message.delivery = delivery
        done(message, "delivery_noted", by)
        save(message)
    return message
