"""The outbox: everything sent to people. Its rows are the queue of record."""

import uuid

from django.db import models
from django.db.models import Q

from consent.models.contact import Channel
from consent.models.people import Person
from core.deeds import Deed
from core.models import ServiceOwned


class MessageQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """Those to people whom the reader may see."""
        return self.filter(service=reader.service, person__in=Person.objects.visible_to(reader))

    def waiting(self):
        return self.filter(state=Message.State.WAITING)

    def by_hand(self):
        """Those that somebody has to post, ring about or say."""
        return self.filter(channel__in=Message.BY_HAND)

    def shown(self, show: str):
        """Those that a filter of the outbox names: a state, or what came of the delivery."""
        if show == Message.NOT_DELIVERED:
            return self.filter(delivery=Message.Delivery.FAILED)
        return self.filter(state=show) if show else self


class Message(ServiceOwned):
    """One message to one person, by whichever way. Its text is kept here and stays outside history.

    Text messages and emails are sent by the system. A letter is printed and posted, and a telephone call or something
    to be said face to face is a task, whose text is what to say: somebody notes that it was done.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        STOPPED = "stopped", "Stopped"

    class Delivery(models.TextChoices):
        DELIVERED = "delivered", "Arrived"
        FAILED = "failed", "Did not arrive"

    SENT_BY_MACHINE = (Channel.TEXT, Channel.EMAIL)
    BY_HAND = (Channel.LETTER, Channel.TELEPHONE, Channel.WORKER)
    NOT_DELIVERED = "not_delivered"
    # What it is about that they asked for just now: by a dead link, at the page to sign in, and with their worker.
    NEW_LINK, CODE, ACCOUNT = "new link", "code", "account"
    REPLIES = (NEW_LINK, CODE, ACCOUNT)
    # What the link and the number to ring take that stand below the text of every message.
    ROOM_FOR_LINK = 300

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
    # Where it asks somebody who asked to be asked later.
    follow_up = models.ForeignKey(
        "consent.FollowUp", on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
    about = models.CharField("what it is about", max_length=20)
    channel = models.CharField("way of contact", max_length=10, choices=Channel)
    subject = models.CharField(max_length=150, blank=True)
    text = models.TextField(max_length=4000 + ROOM_FOR_LINK)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    stopped_because = models.CharField(max_length=200, blank=True, default="")
    waits_because = models.CharField(max_length=200, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    queued = Deed()
    sent = Deed(required=False)
    delivery = models.CharField("what became of it", max_length=10, choices=Delivery, blank=True, default="")
    delivery_noted = Deed(required=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-queued_at"]
        indexes = [
            models.Index(fields=["service", "-queued_at", "-id"], name="consent_message_newest"),
            models.Index(fields=["queued_at"], condition=Q(state="waiting"), name="consent_message_queue"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", sent_at__isnull=True, stopped_because="")
                | Q(state="sent", sent_at__isnull=False, stopped_because="")
                | Q(state="stopped", sent_at__isnull=True) & ~Q(stopped_because=""),
                name="consent_message_state",
                violation_error_message="A message is waiting, sent, or stopped with a reason.",
            ),
            models.UniqueConstraint(
                fields=["follow_up"],
                condition=Q(state="waiting"),
                name="consent_message_one_asks",
                violation_error_message="A message that asks them waits already.",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="consent_message_channel",
                violation_error_message="Choose a way of contact from the list.",
            ),
            models.CheckConstraint(
                condition=Q(delivery="", delivery_noted_at__isnull=True)
                | Q(delivery__in=["delivered", "failed"], delivery_noted_at__isnull=False, state="sent"),
                name="consent_message_delivery",
                violation_error_message="What became of a message is known once it was sent.",
            ),
        ]

    @property
    def state_in_words(self) -> str:
        """Where it stands, as a sentence: sent, waiting for what, or stopped why."""
        if self.state == self.State.STOPPED:
            return f"Stopped: {self.stopped_because}"
        if self.state == self.State.SENT:
            return {"": self._done, "delivered": "Sent, and it arrived", "failed": "Sent, and it did not arrive"}[
                self.delivery
            ]
        return self.waits_because or self._waits

    @property
    def _done(self) -> str:
        return {
            Channel.LETTER: "Posted",
            Channel.TELEPHONE: "Told by telephone",
            Channel.WORKER: "Told face to face",
        }.get(self.channel, "Sent")

    @property
    def _waits(self) -> str:
        return {
            Channel.LETTER: "Waits to be printed and posted",
            Channel.TELEPHONE: "Waits for somebody to ring",
            Channel.WORKER: "Waits for somebody to say it face to face",
        }.get(self.channel, "Waits to be sent")

    @property
    def message_id(self) -> str:
        """The Message-ID of an email: the same however often it is tried."""
        return f"<{self.pk}@alongside.invalid>"
