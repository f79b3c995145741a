"""Consent forms printed to be filled in on paper: each sheet with its own reference and the words printed on it."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import TruncDate

from consent.models.people import Person
from consent.models.wording import Wording
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, next_reference
from core.triggers import Refuse, changes_beside, deed_columns

_ENTERING = ("person_id", "signed_on", *deed_columns("entered"))
_CANCELLING = ("cancelled_because", *deed_columns("cancelled"))


class PaperFormQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The forms of a reader's service, without those of people whose record is restricted now."""
        open_to_them = Q(person__isnull=True) | Q(person__in=Person.objects.not_restricted())
        return self.filter(open_to_them, service=reader.service)

    def waiting(self):
        """Printed, and neither typed in nor cancelled."""
        return self.filter(entered_at__isnull=True, cancelled_at__isnull=True)


@track()
class PaperForm(ServiceOwned):
    """One printed sheet. It is typed in once or cancelled once; a no to the first question leaves no person on it."""

    class Cancelled(models.TextChoices):
        SPOILT = "spoilt", "Lost, torn or spoilt"
        NOT_USED = "not_used", "Not needed any more"
        KEPT_ON_PAPER = "kept_on_paper", "Filled in, but they have to be asked in person"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True, default=next_reference, editable=False)
    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    format = models.CharField("format", max_length=10, choices=Wording.Format)
    record_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    contact_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    printed = Deed()
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="paper_forms", editable=False
    )
    signed_on = models.DateField("day it was signed", null=True, blank=True)
    entered = Deed(required=False)
    cancelled_because = models.CharField("why it is cancelled", max_length=20, choices=Cancelled, blank=True)
    cancelled = Deed(required=False)

    objects = PaperFormQuerySet.as_manager()

    class Meta:
        ordering = ["-printed_at", "reference"]
        indexes = [
            models.Index(fields=["service", "-printed_at", "reference"], name="consent_paperform_list"),
            models.Index(fields=["batch"], name="consent_paperform_batch"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="consent_paperform_one_ending",
                violation_error_message="A paper form is either typed in or cancelled.",
            ),
            models.CheckConstraint(
                condition=Q(entered_at__isnull=True, signed_on__isnull=True, person__isnull=True)
                | Q(entered_at__isnull=False, signed_on__isnull=False),
                name="consent_paperform_entered_complete",
                violation_error_message="Say on which day the paper form was signed.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True)
                | Q(signed_on__gte=TruncDate("printed_at"), signed_on__lte=TruncDate(F("entered_at"))),
                name="consent_paperform_signed_between",
                violation_error_message="A form is signed after it was printed, and before it is typed in.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | Q(cancelled_at__isnull=False, cancelled_because__in=["spoilt", "not_used", "kept_on_paper"]),
                name="consent_paperform_cancelled_says_why",
                violation_error_message="Say why the paper form is cancelled.",
            ),
        ]
        triggers = [
            Refuse(
                name="paper_form_ends_once",
                constraint="paper_form_ends_once",
                operations="UPDATE OR DELETE",
                when_sql="TG_OP = 'DELETE' OR OLD.entered_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL OR "
                + changes_beside(*_ENTERING, *_CANCELLING),
                message="A paper form is typed in or cancelled once, and stays as it was printed.",
            ),
            Refuse(
                name="paper_form_wordings_fit",
                constraint="paper_form_wordings_fit",
                operations="INSERT",
                when_sql="NOT EXISTS (SELECT 1 FROM consent_wording r, consent_wording c"
                " WHERE r.id = NEW.record_wording_id AND r.purpose_id = 'record' AND r.published_at IS NOT NULL"
                " AND c.id = NEW.contact_wording_id AND c.purpose_id = 'contact' AND c.published_at IS NOT NULL"
                " AND r.format = NEW.format AND c.format = NEW.format AND r.language = c.language)",
                message="A form is printed with published words of both questions, in one format and language.",
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def waits(self) -> bool:
        return self.entered_at is None and self.cancelled_at is None
