"""User-led activities: who leads one, what was handed over to them, and how it was spent (the paper's *control*)."""

from django.db import models
from django.db.models import Q

from consent.models import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, Refuse, says
from involvement.models.activities import Activity
from involvement.models.seen import SeenByStaff


class LeadershipQuerySet(SeenByStaff):
    def open(self):
        return self.filter(ended_at__isnull=True)


@track()
class Leadership(ServiceOwned):
    """A service user leads an activity: working rights on that one and on nothing else, until it ends."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="leaderships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaderships")
    named = Deed()
    ended = Deed(required=False)
    ended_because = models.CharField("why it ended", max_length=300, blank=True, default="")

    objects = LeadershipQuerySet.as_manager()

    class Meta:
        ordering = ["named_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                condition=Q(ended_at__isnull=True),
                name="involvement_leadership_one_open",
                violation_error_message="This person leads the activity already.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="")
                | Q(ended_at__isnull=False) & says("ended_because"),
                name="involvement_leadership_says_why",
                violation_error_message="Say why they no longer lead it.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="leadership_ends_once",
                deed="ended",
                with_it=("ended_because",),
                message="Who led an activity stays as it was. Name them again instead.",
            )
        ]


class HandedOverQuerySet(SeenByStaff):
    def valid(self):
        """Those that were not taken back as recorded wrongly."""
        return self.filter(taken_back_at__isnull=True)


class ResourceTransfer(ServiceOwned):
    """Something handed over to those who lead an activity: money, time, a room. `amount`: pounds, or hours."""

    class Kind(models.TextChoices):
        MONEY = "money", "Money"
        TIME = "time", "Somebody's time"
        ROOM = "room", "A room"
        OTHER = "other", "Something else"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="transfers")
    kind = models.CharField("what kind", max_length=6, choices=Kind)
    amount = models.DecimalField("how much", max_digits=9, decimal_places=2, null=True, blank=True)
    what = models.CharField("what was handed over", max_length=300)
    transferred_on = models.DateField("handed over on")
    recorded = Deed()
    taken_back = Deed(required=False)
    taken_back_because = models.CharField("what was wrong", max_length=300, blank=True, default="")

    objects = HandedOverQuerySet.as_manager()

    class Meta:
        ordering = ["transferred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="involvement_transfer_amount",
                violation_error_message="Enter an amount of more than nothing.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="money") | Q(amount__isnull=False),
                name="involvement_transfer_of_money_says_how_much",
                violation_error_message="Say how much money was handed over.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_because="")
                | Q(taken_back_at__isnull=False) & says("taken_back_because"),
                name="involvement_transfer_taken_back_says_why",
                violation_error_message="Say what was recorded wrongly.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="transfer_ends_once",
                deed="taken_back",
                with_it=("taken_back_because",),
                message="What was handed over stays as recorded. Mark it as recorded wrongly instead.",
            ),
            Refuse(
                name="transfer_spent_stays",
                constraint="transfer_spent_stays",
                operations="UPDATE",
                when_sql="NEW.taken_back_at IS NOT NULL AND OLD.taken_back_at IS NULL AND EXISTS (SELECT 1"
                " FROM involvement_spending s WHERE s.transfer_id = NEW.id AND s.taken_back_at IS NULL)",
                message="Some of it was spent already, so it stays.",
            ),
        ]


_SPENT = "(SELECT coalesce(sum(s.amount), 0) FROM involvement_spending s WHERE s.transfer_id = NEW.transfer_id"
_HANDED_OVER = "FROM involvement_resourcetransfer t WHERE t.id = NEW.transfer_id"


class Spending(ServiceOwned):
    """One line of how something that was handed over was used, with its receipt in words."""

    transfer = models.ForeignKey(ResourceTransfer, on_delete=models.PROTECT, related_name="spending")
    spent_on = models.DateField("used on")
    amount = models.DecimalField("how much", max_digits=9, decimal_places=2, null=True, blank=True)
    what_for = models.CharField("what it was used for", max_length=300)
    receipt = models.CharField("receipt, or why there is none", max_length=300)
    recorded = Deed()
    taken_back = Deed(required=False)
    taken_back_because = models.CharField("what was wrong", max_length=300, blank=True, default="")

    objects = HandedOverQuerySet.as_manager()

    class Meta:
        ordering = ["spent_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="involvement_spending_amount",
                violation_error_message="Enter an amount of more than nothing.",
            ),
            models.CheckConstraint(
                condition=says("what_for", "receipt"),
                name="involvement_spending_has_receipt",
                violation_error_message="Say what it was used for, and which receipt there is or why there is none.",
            ),
            models.CheckConstraint(
                condition=Q(taken_back_at__isnull=True, taken_back_because="")
                | Q(taken_back_at__isnull=False) & says("taken_back_because"),
                name="involvement_spending_taken_back_says_why",
                violation_error_message="Say what was recorded wrongly.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="spending_ends_once",
                deed="taken_back",
                with_it=("taken_back_because",),
                message="What was spent stays as recorded. Mark it as recorded wrongly instead.",
            ),
            Refuse(
                name="spending_of_money_says_how_much",
                constraint="spending_of_money_says_how_much",
                operations="INSERT",
                when_sql=f"NEW.amount IS NULL AND (SELECT t.kind {_HANDED_OVER}) = 'money'",
                message="Say how much money was spent.",
            ),
            Refuse(
                name="spending_within_transfer",
                constraint="spending_within_transfer",
                operations="INSERT",
                when_sql=f"NEW.amount + {_SPENT} AND s.taken_back_at IS NULL) > (SELECT t.amount {_HANDED_OVER})",
                message="That is more than is left of what was handed over.",
            ),
        ]
