"""What taking part changed for somebody, in their own answers before and after. Read by them alone, and in totals."""

from django.db import models
from django.db.models import Q

from consent.models import Person
from core.deeds import Deed
from core.models import ServiceOwned
from core.triggers import Refuse
from involvement.models.activities import Activity


class Outcome(ServiceOwned):
    """The answers of one person about one activity, at one moment. Voluntary: each may be left out.

    Answered again, a new row takes the place of the one before. Nobody but the person reads a row: a row policy lets
    in neither staff nor the worker who typed it in, and totals are counted in a scope of their own (core.scope).
    There is no history for the same reason; the rows are never changed.
    """

    only_for_the_person = True

    class Moment(models.TextChoices):
        BEFORE = "before", "Before taking part"
        AFTER = "after", "After taking part"

    class Scale(models.IntegerChoices):
        NOT_AT_ALL = 1, "Not at all"
        A_LITTLE = 2, "A little"
        SOMEWHAT = 3, "Somewhat"
        QUITE = 4, "Quite a lot"
        VERY = 5, "Very much"

    QUESTIONS = ("confidence", "skills", "heard", "satisfaction")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="outcomes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="outcomes")
    moment = models.CharField(max_length=6, choices=Moment)
    confidence = models.SmallIntegerField("I feel confident", choices=Scale, null=True, blank=True)
    skills = models.SmallIntegerField("I have skills that I can use", choices=Scale, null=True, blank=True)
    heard = models.SmallIntegerField("People listen to what I say", choices=Scale, null=True, blank=True)
    satisfaction = models.SmallIntegerField("I am happy with how things are", choices=Scale, null=True, blank=True)
    hopes = models.TextField("in their own words", max_length=1000, blank=True)
    answered = Deed()

    class Meta:
        ordering = ["-answered_at", "-pk"]
        indexes = [models.Index(fields=["activity", "person", "moment"], name="involvement_outcome_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(moment__in=["before", "after"]),
                name="involvement_outcome_moment",
                violation_error_message="Answers are from before or after.",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{question}__isnull": True}) | Q(**{f"{question}__range": (1, 5)}),
                    name=f"involvement_outcome_{question}",
                    violation_error_message="Choose one of the five answers.",
                )
                for question in ("confidence", "skills", "heard", "satisfaction")
            ),
        ]
        triggers = [
            Refuse(
                name="outcome_append_only",
                constraint="outcome_append_only",
                operations="UPDATE OR DELETE",
                message="Answers stay as they were given. Answer again instead.",
            )
        ]
