"""Messages of the demonstration: by hand and waiting, sent, stopped, and the words of two written beforehand."""

from consent import actions as consent
from consent.links import with_link
from consent.models import Message, MessageTemplate, Person
from consent.outbox import queue_message, record_sent, stop_message
from consent.rules import may_contact, safe_channels
from core import actors

SENDER = actors.task("sender")


def build_messages(service, by) -> None:
    """A letter to post, somebody to ring, something to say face to face, and a message that was stopped."""
    words = {
        "name": "First try",
        "about": "group",
        "says_who": False,
        "asks_later": True,
        "subject": "You asked us to be in touch",
        "text": "Hello {name},\n\nYou asked us to be in touch about joining in. Would you like to talk about it?",
    }
    template = consent.write_template(by=by, service=service, **words)
    consent.publish_template(by=by, template=template)
    consent.write_template(
        by=by,
        service=service,
        **words | {"name": "Second try", "asks_later": False, "subject": "Are you well, {name}?"},
    )
    found = {}
    people = Person.objects.filter(service=service).not_restricted().order_by("pk")
    for person in people.prefetch_related("safe_contacts", "agreements", "follow_ups"):
        if may_contact(person):
            for rule in safe_channels(person):
                found.setdefault(rule.channel, person)
    for channel in Message.BY_HAND:
        if channel in found:
            consent.write_to_person(
                by=by, person=found[channel], template=MessageTemplate.objects.get(pk=template.pk), channel=channel
            )
    person = found["text"] if "text" in found else next(iter(found.values()))
    words = {"subject": "", "text": f"Hello {person.name_to_use}, it was good to meet you."}
    sent = queue_message(by=by, person=person, about="group", channel="text", **words)
    with_link(SENDER, sent)
    record_sent(by=SENDER, message=sent)
    consent.note_delivery(by=actors.task("delivery receipt"), message=sent, delivery=Message.Delivery.DELIVERED)
    stopped = queue_message(
        by=by, person=person, about="group", channel="text", subject="", text=f"Hello {person.name_to_use}"
    )
    stop_message(by=SENDER, message=stopped, why="This way of contact is not allowed, or what it needs is missing.")
