"""Where staff overrule a decision of service users who lead an activity: never without a reason that people read."""

from django.db import models

from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse
from involvement.models.feedback import Decision
from involvement.models.seen import SeenByStaff


class Overruling(ServiceOwned):
    """That a decision of service users was overruled. What happens instead, and why, is itself a published decision.

    So it reaches everybody whom the first decision reached, in the same way and with the same care.
    """

    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="overruling")
    instead = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="overrules")
    recorded = Deed()

    objects = SeenByStaff.as_manager()

    class Meta:
        triggers = [
            Refuse(
                name="overruling_append_only",
                constraint="overruling_append_only",
                operations="UPDATE OR DELETE",
                message="That a decision was overruled cannot be changed or deleted.",
            ),
            Refuse(
                name="overruling_of_leaders",
                constraint="overruling_of_leaders",
                operations="INSERT",
                when_sql="NOT EXISTS (SELECT 1 FROM involvement_decision theirs, involvement_decision instead"
                " WHERE theirs.id = NEW.decision_id AND instead.id = NEW.instead_id"
                " AND theirs.activity_id = instead.activity_id AND theirs.published_at IS NOT NULL"
                " AND theirs.by_leader_id IS NOT NULL AND instead.by_leader_id IS NULL)",
                message="Only a published decision of service users is overruled, by staff, in the same activity.",
            ),
            Refuse(
                name="overruling_is_told",
                constraint="overruling_is_told",
                operations="INSERT",
                deferred=True,
                when_sql="(SELECT published_at FROM involvement_decision WHERE id = NEW.instead_id) IS NULL",
                message="People are told why a decision is overruled: publish what happens instead.",
            ),
        ]
