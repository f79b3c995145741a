"""What shows that a promise was kept: people's changes to the plan, and minutes that people were given."""

from django.db import models
from django.db.models import Q

from core.deeds import Deed
from core.models import ServiceOwned
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
