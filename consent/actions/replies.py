"""What comes back of text messages: whether they arrived, and a reply that says STOP."""

from consent.actions.links import take_back
from consent.models import Message, Person, Purpose
from core.deeds import done
from core.writing import action, save

REASON = "They replied STOP to a text message"


@action
def note_delivery(*, by, message, delivery):
    """Note what became of a message that was sent. Once: what is told again, or later, changes nothing. Returns it."""
    message = Message.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if message.state == Message.State.SENT and not message.delivery:
        message.delivery = delivery
        done(message, "delivery_noted", by)
        save(message)
    return message


@action
def stop_by_reply(*, by, service, number):
    """Withdraw contact for everybody of a service with this number, as a reply said. Returns how many it was for.

    Said a second time it changes nothing. The reply does not tell who of them wrote it, so it counts for each.
    """
    people = list(Person.objects.filter(service=service, phone=number, joined_into__isnull=True).order_by("pk"))
    for person in people:
        take_back(by, person, Purpose.CONTACT, REASON)
    return len(people)
