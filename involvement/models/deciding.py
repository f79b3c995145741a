"""What belongs to a decision: suggested reasons, who decided it jointly, what has been done since, and word of that."""

from django.db import models
from django.db.models import Q

from consent.models import Message, Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, Refuse, says
from involvement.models.feedback import Decision


class SuggestedReason(models.Model):
    """A beginning for the reason of a decision, to be filled in. The database refuses it unchanged. Reference data."""

    key = models.CharField(max_length=40, primary_key=True)
    outcome = models.CharField("for decisions that", max_length=12, choices=Decision.Outcome)
    text = models.CharField(max_length=300)
    order = models.SmallIntegerField(default=0)

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.text


@track()
class JointDecider(ServiceOwned):
    """A service user who made a decision together with the service, as partnership promises."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="joint_deciders")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joint_decisions")
    recorded = Deed()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "person"],
                name="involvement_jointdecider_once",
                violation_error_message="This person is named already.",
            )
        ]
        triggers = [
            Refuse(
                name="joint_decider_stays",
                constraint="joint_decider_stays",
                operations="INSERT OR UPDATE OR DELETE",
                when_sql="EXISTS (SELECT 1 FROM involvement_decision d"
                " WHERE d.id IN (NEW.decision_id, OLD.decision_id) AND d.published_at IS NOT NULL)",
                message="Who made a published decision stays as it was.",
            )
        ]


class DecisionProgress(ServiceOwned):
    """What has been done about a decision so far: in words, perhaps as a share, perhaps with a new day."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="progress")
    words = models.TextField("what has been done", max_length=500)
    percent = models.SmallIntegerField("how much of it is done, in per cent", null=True, blank=True)
    due = models.DateField("now to be done by", null=True, blank=True)
    recorded = Deed()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        verbose_name_plural = "progress"
        constraints = [
            models.CheckConstraint(
                condition=says("words") & (Q(percent__isnull=True) | Q(percent__range=(0, 100))),
                name="involvement_progress_says_what",
                violation_error_message="Say what has been done. A share is between 0 and 100.",
            )
        ]
        triggers = [
            Refuse(
                name="progress_append_only",
                constraint="progress_append_only",
                operations="UPDATE OR DELETE",
                message="Progress that people were told stays as it was. Note what is new.",
            ),
            Refuse(
                name="progress_of_published",
                constraint="progress_of_published",
                operations="INSERT",
                when_sql="(SELECT published_at FROM involvement_decision WHERE id = NEW.decision_id) IS NULL",
                message="People hear of progress once they know of the decision: publish it first.",
            ),
        ]


class ProgressTellingQuerySet(models.QuerySet):
    def newest_open(self):
        """Not told yet, and no later progress of the same decision waits for the same person: that says it all."""
        later = ProgressTelling.objects.filter(
            person=models.OuterRef("person"),
            progress__decision=models.OuterRef("progress__decision"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later), told_at__isnull=True)


@track()
class ProgressTelling(ServiceOwned):
    """Word to one person, who was told of a decision, of what has been done since. Outside the loop of the activity.

    A later word overtakes one that was not told yet.
    """

    progress = models.ForeignKey(DecisionProgress, on_delete=models.PROTECT, related_name="tellings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="progress_tellings")
    message = models.ForeignKey(
        Message, on_delete=models.PROTECT, null=True, blank=True, related_name="progress_tellings"
    )
    queued = Deed()
    told = Deed(required=False)

    objects = ProgressTellingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["service", "queued_at"],
                condition=Q(told_at__isnull=True),
                name="involvement_progress_open",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["progress", "person"],
                name="involvement_progresstelling_once",
                violation_error_message="This person hears of this already.",
            )
        ]
        triggers = [
            Refuse(
                name="progress_message_to_person",
                constraint="progress_message_to_person",
                operations="INSERT OR UPDATE",
                when_sql="NEW.message_id IS NOT NULL AND NEW.person_id IS DISTINCT FROM"
                " (SELECT person_id FROM consent_message WHERE id = NEW.message_id)",
                message="The message must be to the person who is told.",
            ),
            EndsOnce(
                name="progress_told_once",
                deed="told",
                until_then=("message_id",),
                message="That somebody heard of progress stays as it was.",
            ),
        ]
