"""What was left for later when a person was recorded, so that it is asked for and not forgotten."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, deed_columns


class Detail(models.TextChoices):
    FULL_NAME = "full_name", "full name"
    PRONOUNS = "pronouns", "pronouns"
    DATE_OF_BIRTH = "date_of_birth", "date of birth"
    ACCESS_NEEDS = "access_needs", "what helps them"
    SAFE_CONTACT = "safe_contact", "a safe way of contact"
    SAFE_TIMES = "safe_times", "safe times"


class DetailOutcome(models.TextChoices):
    ADDED = "added", "It was added"
    NOT_WANTED = "not_wanted", "They do not want to tell us"
    NOT_NEEDED = "not_needed", "It is not needed any more"


class DetailToAddQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)


@track()
class DetailToAdd(ServiceOwned):
    """One thing to add to somebody's record. Closed by adding it, or with what came of it."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details_to_add")
    detail = models.CharField("what to add", max_length=20, choices=Detail)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded = Deed()
    handed_over = Deed(required=False)
    outcome = models.CharField("what came of it", max_length=20, choices=DetailOutcome, blank=True, default="")
    done = Deed(required=False)

    objects = DetailToAddQuerySet.as_manager()

    class Meta:
        ordering = ["recorded_at", "pk"]
        indexes = [
            models.Index(fields=["owner"], condition=Q(done_at__isnull=True), name="consent_detail_of_owner"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "detail"],
                condition=Q(done_at__isnull=True),
                name="consent_detailtoadd_one_open",
                violation_error_message="This waits to be added already.",
            ),
            models.CheckConstraint(
                condition=Q(detail__in=Detail.values),
                name="consent_detailtoadd_known_detail",
                violation_error_message="Choose what to add from the list.",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, outcome="")
                | Q(done_at__isnull=False, outcome__in=DetailOutcome.values),
                name="consent_detailtoadd_says_outcome",
                violation_error_message="Say what came of it.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="detail_to_add_done_once",
                deed="done",
                with_it=["outcome"],
                until_then=["owner_id", *deed_columns("handed_over")],
                message="What was left for later is closed once, and what came of it stays.",
            )
        ]

    def __str__(self):
        return f"Add {self.get_detail_display()}"
