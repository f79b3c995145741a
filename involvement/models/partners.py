"""Organisations the service works with to reach people, and what is agreed with them."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from core.deeds import Deed
from core.models import ServiceOwned, StoredFile
from involvement.models.seen import SeenByStaff
from involvement.models.spectrum import Group

# An agreement is said to be ending from so many days before on.
ENDING_WITHIN = timedelta(days=90)


class AgreementState(models.TextChoices):
    """Where a partner stands with what is agreed. Derived, never stored."""

    CURRENT = "current", "In force"
    ENDING = "ending", "Ends within 90 days"
    COMING = "coming", "Agreed, and starts later"
    ENDED = "ended", "Ended"
    NONE = "none", "No agreement"


class PartnerQuerySet(SeenByStaff):
    def with_agreement_state(self):
        """Partners, each with the state of what is agreed with it today (`agreed`, one of AgreementState)."""
        today = timezone.localdate()
        theirs = PartnerAgreement.objects.filter(partner=OuterRef("pk"))
        begun = theirs.filter(starts_on__lte=today)
        in_force = Exists(begun.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today)))
        later = today + ENDING_WITHIN
        lasting = Exists(theirs.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=later), starts_on__lte=later))
        return self.annotate(
            agreed=Case(
                When(in_force & lasting, then=Value(AgreementState.CURRENT)),
                When(in_force, then=Value(AgreementState.ENDING)),
                When(Exists(theirs.filter(starts_on__gt=today)), then=Value(AgreementState.COMING)),
                When(Exists(theirs), then=Value(AgreementState.ENDED)),
                default=Value(AgreementState.NONE),
                output_field=models.CharField(),
            )
        )


class PartnerOrganisation(ServiceOwned):
    """An organisation that works with people whom it would be useful to involve (the paper, page 5)."""

    class Kind(models.TextChoices):
        EXTENDED_TEAM = "extended_team", "Extended team"
        PEER_SUPPORT = "peer_support", "Specialist engagement or peer support"
        STATUTORY = "statutory", "Statutory"
        VOLUNTARY = "voluntary", "Voluntary sector"
        USER_LED = "user_led", "User-led"

    name = models.CharField("name", max_length=150)
    kind = models.CharField("kind of organisation", max_length=20, choices=Kind)
    contact = models.CharField("how to reach them", max_length=200, blank=True)
    notes = models.TextField("notes", max_length=1000, blank=True)
    groups = models.ManyToManyField(Group, through="PartnerGroup", related_name="partners")
    recorded = Deed()

    objects = PartnerQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "name"],
                name="involvement_partner_name_once",
                violation_error_message="There is already a partner with this name.",
            )
        ]

    def __str__(self):
        return self.name


class PartnerGroup(ServiceOwned):
    """That a partner reaches a group."""

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "group"], name="involvement_partnergroup_once"),
        ]


class PartnerAgreementQuerySet(SeenByStaff):
    def ending_by(self, day):
        """In force or to come, and ends by a day, with no other agreement of the partner that carries on from it."""
        next_one = PartnerAgreement.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on")),
            partner=OuterRef("partner"),
            starts_on__lte=OuterRef("ends_on") + timedelta(days=1),
        )
        return self.filter(ends_on__gte=timezone.localdate(), ends_on__lte=day).exclude(Exists(next_one))


class PartnerAgreement(ServiceOwned):
    """A memorandum or written agreement with a partner, from and until a day."""

    class Kind(models.TextChoices):
        MEMORANDUM = "memorandum", "Memorandum of understanding"
        WRITTEN = "written", "Written agreement"

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="agreements")
    kind = models.CharField("kind of agreement", max_length=12, choices=Kind)
    starts_on = models.DateField("starts on")
    ends_on = models.DateField("ends on", null=True, blank=True)
    feedback_clause = models.BooleanField("says how feedback from people is gathered once they have moved on")
    clause = models.TextField("what it says about that", max_length=2000, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="who answers for it",
    )
    file = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="the signed file"
    )
    recorded = Deed()

    objects = PartnerAgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="involvement_agreement_dates",
                violation_error_message="An agreement must end on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(clause="") | Q(feedback_clause=True),
                name="involvement_agreement_clause",
                violation_error_message="Words about feedback belong to an agreement that says something about it.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} with {self.partner}"
