"""Whom information may be passed on to: named, so that consent is for them and nobody else (UK GDPR, ICO guidance)."""

from django.db import models

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside


@track()
class Recipient(ServiceOwned):
    """One person, role or organisation that somebody's information may be shared with."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        ROLE = "role", "Somebody in a role"
        ORGANISATION = "organisation", "An organisation"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recipients")
    kind = models.CharField("who it is", max_length=12, choices=Kind)
    name = models.CharField("their name, or the role and where", max_length=200)
    key = models.CharField(max_length=200, editable=False)
    address = models.TextField("where letters reach them", max_length=500, blank=True)
    recorded = Deed()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                name="consent_recipient_once",
                violation_error_message="This recipient is named already.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "role", "organisation"]) & ~models.Q(key=""),
                name="consent_recipient_known_kind",
                violation_error_message="Choose who it is, and give a name.",
            ),
        ]
        triggers = [
            Refuse(
                name="recipient_stays",
                constraint="recipient_stays",
                operations="UPDATE OR DELETE",
                when_sql=f"TG_OP = 'DELETE' OR {changes_beside('address')}",
                message="Who an agreement names cannot be changed. Name somebody else and ask again.",
            )
        ]

    def __str__(self):
        return self.name
