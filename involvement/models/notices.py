"""Word that has to reach one person about their place: an invitation, a place that is free, a session that moved."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.models import Message, Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, Refuse
from involvement.models.activities import Activity
from involvement.models.places import Session
from involvement.models.seen import SeenByStaff


class NoticeQuerySet(SeenByStaff):
    def open(self):
        """Nobody has told them yet, and it still needs to be told."""
        return self.filter(done_at__isnull=True)


@track(exclude=["text"])
class Notice(ServiceOwned):
    """One thing to tell one person, by the way they allow: a message, a letter to print and post, or a worker.

    `text` is what a worker is to say, in full. What a message or a letter says stands in the outbox, from where it
    leaves.
    """

    class About(models.TextChoices):
        INVITATION = "invitation", "An invitation"
        PLACE_FREE = "place_free", "A place is free for them"
        SESSION_CHANGED = "session_changed", "A session has changed"
        SESSION_CANCELLED = "session_cancelled", "A session is cancelled"
        ACTIVITY_CANCELLED = "activity_cancelled", "The activity is cancelled"

    class How(models.TextChoices):
        MESSAGE = "message", "By message"
        LETTER = "letter", "By letter"
        WORKER = "worker", "Through a worker"

    class Outcome(models.TextChoices):
        TOLD = "told", "They were told"
        NOT_NEEDED = "not_needed", "It need not be told any more"
        COULD_NOT = "could_not", "They could not be reached"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="notices")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="notices")
    about = models.CharField("what it is about", max_length=20, choices=About)
    how = models.CharField("how", max_length=8, choices=How)
    text = models.TextField("what to say", max_length=2000)
    worker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, blank=True, related_name="notices")
    queued = Deed()
    done = Deed(required=False)
    outcome = models.CharField("how it ended", max_length=12, choices=Outcome, blank=True, default="")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(
                fields=["service", "how", "queued_at"],
                condition=Q(done_at__isnull=True),
                name="involvement_notice_open",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="") | Q(done_at__isnull=False) & ~Q(outcome=""),
                name="involvement_notice_says_outcome",
                violation_error_message="Say whether they were told.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="notice_ends_once",
                deed="done",
                with_it=("outcome",),
                until_then=("how", "message_id", "worker_id"),
                message="What somebody was told about their place stays as it was.",
            ),
            Refuse(
                name="notice_of_activity",
                constraint="notice_of_activity",
                operations="INSERT OR UPDATE",
                when_sql="NEW.session_id IS NOT NULL AND NEW.activity_id IS DISTINCT FROM"
                " (SELECT activity_id FROM involvement_session WHERE id = NEW.session_id)",
                message="The session must be one of the activity.",
            ),
            Refuse(
                name="notice_leaves_from_outbox",
                constraint="notice_leaves_from_outbox",
                operations="INSERT",
                when_sql="NEW.how IN ('message', 'letter') AND NEW.message_id IS NULL",
                message="A message or a letter leaves from the outbox.",
            ),
            Refuse(
                name="notice_message_to_person",
                constraint="notice_message_to_person",
                operations="INSERT OR UPDATE",
                when_sql="NEW.message_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM"
                " (SELECT person_id FROM consent_message WHERE id = NEW.message_id)",
                message="The message must be to the person who is told.",
            ),
        ]


class ReportBackQuerySet(SeenByStaff):
    def open(self):
        """Still to be reported."""
        return self.filter(done_at__isnull=True)


@track()
class ReportBack(ServiceOwned):
    """The duty of somebody who represents a named group: to tell that group what came of a session (the paper, p 4)."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="report_backs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="report_backs")
    constituency = models.CharField("reports back to", max_length=150)
    due = models.DateField("to be done by")
    recorded = Deed()
    done = Deed(required=False)
    how = models.CharField("how they told them", max_length=300, blank=True, default="")

    objects = ReportBackQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="involvement_reportback_once",
                violation_error_message="This person already reports back from the session.",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, how="") | Q(done_at__isnull=False) & ~Q(how=""),
                name="involvement_reportback_says_how",
                violation_error_message="Say how they told their group.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="report_back_ends_once",
                deed="done",
                with_it=("how",),
                message="What was reported back stays as it was.",
            )
        ]
