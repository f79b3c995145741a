"""How a partner is worked with: whom to speak to, feedback from the extended team, and whether it can be part of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models import QueuedMail, ServiceOwned
from core.triggers import EndsOnce, LeavesOnce, Refuse, says
from involvement.models.partners import PartnerAgreement, PartnerOrganisation
from involvement.models.seen import SeenByStaff


class StillOn(SeenByStaff):
    def still_on(self):
        return self.filter(ended_at__isnull=True)


class PartnerContact(ServiceOwned):
    """Somebody at a partner to speak to, at work. It ends when they are not the one any more."""

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField("name", max_length=120)
    role = models.CharField("what they do there", max_length=120, blank=True)
    phone = models.CharField("telephone", max_length=40, blank=True)
    email = models.EmailField("email address", blank=True)
    recorded = Deed()
    ended = Deed(required=False)

    objects = StillOn.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("name") & (says("phone") | says("email")),
                name="involvement_partnercontact_reachable",
                violation_error_message="Give a name, and a telephone number or an email address.",
            )
        ]
        triggers = [
            EndsOnce(
                name="partner_contact_ends_once",
                deed="ended",
                message="A contact stays as recorded. End it, and record another.",
            )
        ]

    def __str__(self):
        return self.name


class TeamStep(ServiceOwned):
    """One step in finding out whether a partner can be part of the extended team (the paper, page 1). Kept for good."""

    class Step(models.TextChoices):
        CONSIDERED = "considered", "Considered"
        APPROACHED = "approached", "Approached"
        AGREED = "agreed", "Agreed: part of the extended team"
        UNSUITABLE = "unsuitable", "Not suitable"

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="team_steps")
    step = models.CharField("where it stands", max_length=12, choices=Step)
    because = models.CharField("why", max_length=500, blank=True, default="")
    noted = Deed()

    class Meta:
        ordering = ["-noted_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(step__in=["considered", "approached", "agreed"]) | Q(step="unsuitable") & says("because"),
                name="involvement_teamstep_says_why_not",
                violation_error_message="Choose where it stands, and say why where it is not suitable.",
            )
        ]
        triggers = [
            Refuse(
                name="team_step_append_only",
                constraint="team_step_append_only",
                operations="UPDATE OR DELETE",
                message="What was noted about the extended team stays. Note where it stands now.",
            )
        ]


class FeedbackArrangement(ServiceOwned):
    """That a partner passes on what people say once they have moved on: what, how often, and when next."""

    class Every(models.TextChoices):
        MONTH = "month", "Every month"
        QUARTER = "quarter", "Every 3 months"
        HALF_YEAR = "half_year", "Every 6 months"
        YEAR = "year", "Every year"

    MONTHS = {Every.MONTH: 1, Every.QUARTER: 3, Every.HALF_YEAR: 6, Every.YEAR: 12}

    partner = models.ForeignKey(PartnerOrganisation, on_delete=models.PROTECT, related_name="arrangements")
    what = models.CharField("what feedback", max_length=300)
    every = models.CharField("how often", max_length=10, choices=Every)
    next_due = models.DateField("next due on")
    recorded = Deed()
    ended = Deed(required=False)

    objects = StillOn.as_manager()

    class Meta:
        ordering = ["next_due", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every__in=["month", "quarter", "half_year", "year"]) & says("what"),
                name="involvement_arrangement_says_what",
                violation_error_message="Say what feedback comes, and how often.",
            )
        ]
        triggers = [
            EndsOnce(
                name="arrangement_ends_once",
                deed="ended",
                until_then=["next_due"],
                message="An arrangement stays as agreed. End it, and record another.",
            )
        ]

    def __str__(self):
        return self.what


class FeedbackReceived(ServiceOwned):
    """Feedback that came under an arrangement: when, and what came. Kept as it was noted."""

    arrangement = models.ForeignKey(FeedbackArrangement, on_delete=models.PROTECT, related_name="came")
    what = models.TextField("what came", max_length=3000)
    received = Deed()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("what"),
                name="involvement_feedbackreceived_says_what",
                violation_error_message="Write what came.",
            )
        ]
        triggers = [
            Refuse(
                name="feedback_received_append_only",
                constraint="feedback_received_append_only",
                operations="UPDATE OR DELETE",
                message="What came stays as it was noted.",
            )
        ]


class AgreementReminder(ServiceOwned):
    """One email to one colleague, 90 or 30 days before an agreement ends (core.staff_mail)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agreement = models.ForeignKey(PartnerAgreement, on_delete=models.PROTECT, related_name="reminders")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    days = models.IntegerField("days before it ends")
    lease_until = models.DateTimeField(null=True, blank=True)
    queued = Deed()
    sent = Deed(required=False)
    dropped = Deed(required=False)

    objects = QueuedMail.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "to", "days"],
                name="involvement_agreementreminder_once",
                violation_error_message="They were reminded of this already.",
            ),
            models.CheckConstraint(
                condition=Q(days__in=[90, 30]),
                name="involvement_agreementreminder_days",
                violation_error_message="Reminders go out 90 and 30 days before.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="involvement_agreementreminder_sent_or_dropped",
                violation_error_message="A reminder is sent, or dropped because nobody needs it any more.",
            ),
        ]
        triggers = [
            LeavesOnce(name="agreement_reminder_leaves_once", message="A reminder leaves once, and stays as it was.")
        ]
