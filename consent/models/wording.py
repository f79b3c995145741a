"""Why information is held (purposes) and the exact words people were shown (wordings)."""

from django.db import models
from django.db.models import F, Q

from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside


class Purpose(models.Model):
    """One purpose, with its legal bases. Reference data, shown in the privacy notice.

    Consent to break confidence and the basis under UK GDPR are two things: withdrawing the one never edits the other.
    """

    key = models.CharField(max_length=20, primary_key=True)
    title = models.CharField(max_length=120)
    plain_words = models.CharField(max_length=200)
    article_6 = models.CharField("UK GDPR Article 6 basis", max_length=200)
    article_9 = models.CharField("UK GDPR Article 9 condition", max_length=200)
    schedule_1 = models.CharField("Data Protection Act 2018 Schedule 1 condition", max_length=200)
    confidentiality = models.CharField("ground in confidentiality", max_length=200)
    retention = models.CharField("retention class", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    RECORD, CONTACT, SHARE, EQUALITY, PUBLISH = "record", "contact", "share", "equality", "publish"

    class Meta:
        ordering = ["order"]

    def __str__(self):
        return self.title


class WordingQuerySet(models.QuerySet):
    def in_force(self, service, purpose: str, language="en", format="standard"):
        """The published wording of a purpose today, or None."""
        from django.utils import timezone

        today = timezone.localdate()
        return (
            self.filter(
                service=service,
                purpose_id=purpose,
                language=language,
                format=format,
                effective_from__lte=today,
            )
            .filter(Q(effective_until__isnull=True) | Q(effective_until__gte=today))
            .order_by("-version")
            .first()
        )


class Wording(ServiceOwned):
    """The exact text shown for one purpose. Published wording can never be changed."""

    class Format(models.TextChoices):
        STANDARD = "standard", "Standard"
        EASY_READ = "easy_read", "Easy read"

    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=10, default="en")
    format = models.CharField(max_length=10, choices=Format, default=Format.STANDARD)
    text = models.TextField("what the person is told", max_length=5000)
    question = models.CharField("the question", max_length=300)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True, blank=True)
    published = Deed()

    objects = WordingQuerySet.as_manager()

    class Meta:
        ordering = ["purpose", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "purpose", "version", "language", "format"],
                name="consent_wording_version_once",
                violation_error_message="This version of the wording exists already.",
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gte=F("effective_from")),
                name="consent_wording_dates",
                violation_error_message="A wording must end on or after the day it starts.",
            ),
        ]
        triggers = [
            Refuse(
                name="wording_is_immutable",
                constraint="wording_is_immutable",
                operations="UPDATE OR DELETE",
                # Only the day it stops being shown may be set, once, so that a later version can follow.
                when_sql="TG_OP = 'DELETE' OR OLD.effective_until IS NOT NULL OR " + changes_beside("effective_until"),
                message="Wording that people were shown cannot be changed. Publish a new version.",
            )
        ]

    def __str__(self):
        return f"{self.purpose_id}, version {self.version}"
