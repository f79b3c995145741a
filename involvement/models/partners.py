"""Organisations the service works with to reach people, and what is agreed with them."""

from django.db import models
from django.db.models import F, Q

from core.deeds import Deed
from core.models import ServiceOwned
from involvement.models.seen import SeenByStaff
from involvement.models.spectrum import Group


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

    objects = SeenByStaff.as_manager()

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
    recorded = Deed()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="involvement_agreement_dates",
                violation_error_message="An agreement must end on or after the day it starts.",
            )
        ]
