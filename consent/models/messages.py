"""The outbox: everything sent to people, and to those who registered. Its rows are the queue of record."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from consent.models.contact import Channel
from consent.models.people import Person
from consent.models.registrations import InterestRegistration
from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside, deed_columns


class MessageQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """Those to people, and about registrations, that the reader may see."""
        people = Person.objects.visible_to(reader).filter(pk=OuterRef("person_id"))
        registrations = InterestRegistration.objects.visible_to(reader).filter(pk=OuterRef("registration_id"))
        return self.filter(Exists(people) | Exists(registrations), service=reader.service)

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
    """One message to one person, or about one registration to whoever sent it. Its text stays outside history.

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
    # What it asks of whoever gave us a number or an address on the public form: whether it was them.
    CONFIRM, REMINDER = "whether it was them", "reminder"
    # What the link and the number to ring take that stand below the text of every message.
    ROOM_FOR_LINK = 300

    # A link in a message about a registration sees what was sent about it (core.row_security).
    instead_of_person = "registration"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="messages")
    registration = models.ForeignKey(
        InterestRegistration, on_delete=models.PROTECT, null=True, blank=True, related_name="messages"
    )
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
                condition=Q(person__isnull=False, registration__isnull=True)
                | Q(person__isnull=True, registration__isnull=False),
                name="consent_message_to_one",
                violation_error_message="A message is to one person, or about one registration.",
            ),
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
        triggers = [
            Refuse(
                name="message_stays_as_written",
                constraint="message_stays_as_written",
                operations="UPDATE",
                when_sql=changes_beside(
                    "state",
                    "stopped_because",
                    "waits_because",
                    "lease_until",
                    *deed_columns("sent"),
                    "delivery",
                    *deed_columns("delivery_noted"),
                ),
                message="To whom a message is, how, about what and in which words stays as it was.",
            ),
            Refuse(
                name="message_sent_stays",
                constraint="message_sent_stays",
                operations="UPDATE",
                when_sql="OLD.state <> 'waiting' AND to_jsonb(NEW) <> to_jsonb(OLD) AND (OLD.delivery <> '' OR "
                f"{changes_beside('delivery', *deed_columns('delivery_noted'))})",
                message="What was sent or stopped stays as it was.",
            ),
            Refuse(
                name="message_to_person_stays",
                constraint="message_to_person_stays",
                operations="DELETE",
                when_sql="OLD.person_id IS NOT NULL",
                message="A message to a person stays with their record.",
            ),
            Refuse(
                name="message_goes_with_registration",
                constraint="message_goes_with_registration",
                operations="DELETE",
                when_sql="EXISTS (SELECT 1 FROM consent_interestregistration r WHERE r.id = OLD.registration_id)",
                message="A message about a registration goes when the registration goes.",
                deferred=True,
            ),
        ]

    @property
    def to(self) -> Person | InterestRegistration:
        """Whom it is to: a person, or whoever sent a registration."""
        return self.person or self.registration

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
