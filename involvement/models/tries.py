"""Each try to tell somebody what was decided, and reminders to staff of loops that are not closed."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.models import Person
from core.deeds import Deed
from core.history import track
from core.models import QueuedMail, ServiceOwned
from core.triggers import EndsOnce, Refuse
from involvement.models.activities import Activity
from involvement.models.feedback import Telling


@track()
class TellingTry(ServiceOwned):
    """A try to tell somebody that did not reach them: the day, the way, and what came of it."""

    class CameOfIt(models.TextChoices):
        NO_ANSWER = "no_answer", "No answer"
        NOT_THERE = "not_there", "They were not there, or did not come"
        NOT_NOW = "not_now", "They could not talk then"
        WRONG_DETAILS = "wrong_details", "The number or address is not theirs"
        RETURNED = "returned", "The letter came back"

    telling = models.ForeignKey(Telling, on_delete=models.PROTECT, related_name="tries")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="telling_tries", editable=False
    )
    how = models.CharField("how", max_length=12, choices=Telling.How)
    came_of_it = models.CharField("what came of it", max_length=15, choices=CameOfIt)
    tried = Deed()

    class Meta:
        ordering = ["tried_at", "pk"]
        verbose_name_plural = "telling tries"
        constraints = [
            models.CheckConstraint(
                condition=~Q(how="message")
                & Q(came_of_it__in=["no_answer", "not_there", "not_now", "wrong_details", "returned"]),
                name="involvement_tellingtry_known_words",
                violation_error_message="Choose how you tried and what came of it.",
            )
        ]
        triggers = [
            Refuse(
                name="telling_try_append_only",
                constraint="telling_try_append_only",
                operations="UPDATE OR DELETE",
                message="A try cannot be changed or deleted.",
            ),
            Refuse(
                name="telling_try_of_person",
                constraint="telling_try_of_person",
                operations="INSERT",
                when_sql="NEW.person_id IS DISTINCT FROM"
                " (SELECT person_id FROM involvement_telling WHERE id = NEW.telling_id)",
                message="A try is to tell the person whom the telling is for.",
            ),
        ]


class LoopReminder(ServiceOwned):
    """An email to a member of staff that an activity is closed and its loop is not. The rows are the queue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="reminders")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    day = models.DateField("for the day")
    # To a manager, because the service's own time to tell people has run out.
    escalated = models.BooleanField("the time to tell people has run out", default=False)
    lease_until = models.DateTimeField(null=True, blank=True)
    queued = Deed()
    sent = Deed(required=False)
    dropped = Deed(required=False)

    objects = QueuedMail.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(
                fields=["service", "queued_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="involvement_reminder_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "to", "day"],
                name="involvement_loopreminder_once",
                violation_error_message="They are reminded of this already.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="involvement_loopreminder_one_ending",
                violation_error_message="A reminder was sent or dropped, not both.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="loop_reminder_sent_once",
                deed="sent",
                until_then=("lease_until", "dropped_at", "dropped_by_id", "dropped_by_kind"),
                message="A reminder that was sent stays as it was.",
            )
        ]
