"""What was taken out of the system as a file."""

from django.db import models

from core.deeds import Deed
from core.models.base import ServiceOwned
from core.triggers import Refuse


class Export(ServiceOwned):
    """Somebody took a list out of the system as a file: which one, with which filter, when and who."""

    class What(models.TextChoices):
        AUDIT = "audit", "the audit list"
        TIMELINE = "timeline", "the timeline of a person"
        DISCLOSURES = "disclosures", "the list of what was shared"
        MESSAGES = "messages", "the list of messages"
        FOLLOW_UPS = "follow_ups", "the list of people to be asked"

    what = models.CharField("what was taken out", max_length=20, choices=What)
    narrowed_to = models.CharField("what it was narrowed to", max_length=400, blank=True, default="")
    made = Deed()

    class Meta:
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["service", "-made_at", "-id"], name="core_export_newest"),
            models.Index(fields=["service", "made_by", "-made_at", "-id"], name="core_export_by"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(what__in=["audit", "timeline", "disclosures", "messages", "follow_ups"]),
                name="core_export_known_list",
                violation_error_message="Say which list was taken out.",
            )
        ]
        triggers = [
            Refuse(
                name="export_append_only",
                constraint="export_append_only",
                operations="UPDATE OR DELETE",
                message="The record of what was taken out cannot be changed or deleted.",
            )
        ]
