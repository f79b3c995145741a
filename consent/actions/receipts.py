"""Sending somebody a receipt of their answers."""

from consent import letters, rules
from consent.actions.steps import locked
from consent.outbox import queue_message
from core.rules import ensure
from core.writing import action


@action
def send_receipt(*, by, person):
    """Put a receipt in the outbox, on the first safe way that the system can send on. Returns the message."""
    person = locked(by, person)
    ensure(rules.may_send_receipt(person))
    rule = rules.receipt_rule(person)
    words = letters.receipt(person, rule)
    return queue_message(by=by, person=person, about=rules.RECEIPT, channel=rule.channel, **words)
