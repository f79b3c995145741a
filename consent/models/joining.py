"""That a new record may be of somebody whose record is restricted, for the information governance lead to look at."""

from django.db import models
from django.db.models import Q

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce


class JoinTaskQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)


@track()
class JoinTask(ServiceOwned):
    """It names the new record alone. Which restricted one it may be is looked for again when the lead opens it.

    Holding the restricted person here would make their search words count for more than the check for duplicates.
    """

    class Outcome(models.TextChoices):
        JOINED = "joined", "Joined"
        ANOTHER = "another", "Somebody else"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="join_tasks")
    noted = Deed()
    outcome = models.CharField("what came of it", max_length=10, choices=Outcome, blank=True, default="")
    closed = Deed(required=False)

    objects = JoinTaskQuerySet.as_manager()

    class Meta:
        ordering = ["noted_at", "pk"]
        indexes = [
            models.Index(
                fields=["service", "noted_at"], condition=Q(closed_at__isnull=True), name="consent_jointask_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(closed_at__isnull=True),
                name="consent_jointask_one_open",
                violation_error_message="The information governance lead is asked to look at this record already.",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="")
                | Q(closed_at__isnull=False, outcome__in=["joined", "another"]),
                name="consent_jointask_says_outcome",
                violation_error_message="Say what came of it.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="join_task_closed_once",
                deed="closed",
                with_it=["outcome"],
                message="That a record may be joined is closed once, and what came of it stays.",
            )
        ]

    def __str__(self):
        return "May be of somebody whose record is restricted"
