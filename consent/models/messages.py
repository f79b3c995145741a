"""The outbox: everything sent to people. Its rows are the queue of record."""

import uuid

from django.db import models
from django.db.models import Q

from consent.models.contact import Channel
from consent.models.people import Person
from core.deeds import Deed
from core.models import ServiceOwned


class Message(ServiceOwned):
    """One message to one person. Its text is kept here and stays outside history."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENT = "sent", "Sent"
        STOPPED = "stopped", "Stopped"

    SENT_BY_MACHINE = (Channel.TEXT, Channel.EMAIL)
    # What it is about that they asked for by a link that does not work any more.
    NEW_LINK = "new link"
    # What the link takes that is put below the text of every message.
    ROOM_FOR_LINK = 200

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="messages")
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

    class Meta:
        ordering = ["-queued_at"]
        indexes = [
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
            models.CheckConstraint(
                condition=Q(channel__in=["text", "email"]),
                name="consent_message_channel",
                violation_error_message="Only text messages and emails are sent by the system.",
            ),
        ]

    @property
    def message_id(self) -> str:
        """The Message-ID of an email: the same however often it is tried."""
        return f"<{self.pk}@alongside.invalid>"
