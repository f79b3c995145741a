"""What shows that a promise was kept: people's changes to the plan, minutes, terms agreed, offers settled first."""

from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse, says
from involvement.models.activities import Activity
from involvement.models.places import Session


class PlanChange(ServiceOwned):
    """Something about the activity itself that was changed because people asked for it."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="plan_changes")
    asked = models.TextField("what people asked for", max_length=1000)
    changed = models.TextField("what was changed in the plan", max_length=1000)
    recorded = Deed()

    class Meta:
        ordering = ["-recorded_at"]


class Minutes(ServiceOwned):
    """What happened at a session, for those who were there."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="minutes")
    text = models.TextField("what happened and what was agreed", max_length=8000)
    recorded = Deed()
    published = Deed(required=False)

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="involvement_minutes_not_empty",
                violation_error_message="Write what happened.",
            )
        ]


class TermsOfReference(ServiceOwned):
    """How those who decide together will work: agreed on a day, with whom. New terms follow old ones; none changes."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="terms_of_reference")
    text = models.TextField("what was agreed", max_length=8000)
    agreed_on = models.DateField("agreed on")
    agreed_with = models.CharField("with whom", max_length=300)
    recorded = Deed()

    class Meta:
        ordering = ["-agreed_on", "-pk"]
        verbose_name_plural = "terms of reference"
        constraints = [
            models.CheckConstraint(
                condition=says("text", "agreed_with"),
                name="involvement_terms_say_with_whom",
                violation_error_message="Say what was agreed, and with whom.",
            )
        ]
        triggers = [
            Refuse(
                name="terms_append_only",
                constraint="terms_append_only",
                operations="UPDATE OR DELETE",
                message="Terms that were agreed stay as they were. Record the new ones.",
            )
        ]


class SettledOffer(ServiceOwned):
    """What people will be paid or given for taking part, settled with them on a day. None changes; a new one follows.

    "Be aware that paying someone may affect their entitlement to benefits" (the paper, page 4): `advice` says who
    gives people specialist advice on that before they are paid anything.
    """

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="settled_offers")
    offer = models.TextField("what people will be paid or given", max_length=2000)
    advice = models.CharField("who advises people on their benefits", max_length=300, blank=True)
    settled_on = models.DateField("settled on")
    recorded = Deed()

    class Meta:
        ordering = ["-settled_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("offer"),
                name="involvement_offer_says_what",
                violation_error_message="Say what people will be paid or given, or that it is nothing and why.",
            )
        ]
        triggers = [
            Refuse(
                name="offer_append_only",
                constraint="offer_append_only",
                operations="UPDATE OR DELETE",
                message="What was settled with people stays as it was. Record the new offer.",
            )
        ]
