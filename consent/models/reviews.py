"""Answers to be looked at again: why, in SQL for lists; moving the day; and reminding colleagues."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, DateField, Exists, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Coalesce, TruncDate

from consent.models.agreements import Agreement, Ground
from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import QueuedMail, ServiceOwned
from core.triggers import LeavesOnce, Refuse, says

# How long before the 18th birthday a parent's answer is looked at, and before it runs out any other.
BEFORE_A_PARENT_STOPS_COUNTING, BEFORE_IT_RUNS_OUT = timedelta(days=90), timedelta(days=30)
# Longer than this an answer should not wait to be asked again.
MOST_LATE = timedelta(days=14)


class ReviewReason(models.TextChoices):
    """Why an answer is to be asked again. The first that fits is told."""

    ANOTHER_AGE = "another_age", "Their age was changed"
    PARENT = "parent", "A parent’s answer stops counting at 18"
    EIGHTEEN = "eighteen", "They turned 18"
    SIXTEEN = "sixteen", "They turned 16"
    RUNS_OUT = "runs_out", "The yes runs out"
    BEST_INTERESTS = "best_interests", "It was decided in their best interests"
    DATE = "date", "The day to ask again has come"


class Birthday(Func):
    """The day of a birthday, in SQL: 1 March of a common year for those born on 29 February."""

    output_field = DateField()

    def __init__(self, born, age):
        day = f"(%(expressions)s + interval '{int(age)} years')"
        leap = f"to_char(%(expressions)s, 'MMDD') = '0229' AND to_char({day}, 'MMDD') = '0228'"
        super().__init__(F(born), template=f"({day}::date + CASE WHEN {leap} THEN 1 ELSE 0 END)")


def with_reason(agreements, by_day):
    """Answers with `reason`, why each is due by a day: the twin of `consent.rules.review_reason`."""
    is_own_no = Q(answer="refused", ground=Ground.PERSON)
    of_age = ~is_own_no & Q(person__date_of_birth__isnull=False)
    another_age = ReviewDate.objects.filter(agreement=OuterRef("pk"), because=ReviewDate.Because.ANOTHER_AGE)
    whens = {
        ReviewReason.ANOTHER_AGE: Exists(another_age),
        ReviewReason.PARENT: of_age & Q(ground=Ground.PARENTAL, eighteen__lte=by_day + BEFORE_A_PARENT_STOPS_COUNTING),
        ReviewReason.EIGHTEEN: of_age & Q(answered_on__lt=F("eighteen"), eighteen__lte=by_day),
        ReviewReason.SIXTEEN: of_age & Q(answered_on__lt=F("sixteen"), sixteen__lte=by_day),
        ReviewReason.RUNS_OUT: Q(expires_on__lte=by_day + BEFORE_IT_RUNS_OUT),
        ReviewReason.BEST_INTERESTS: Q(ground=Ground.BEST_INTERESTS),
    }
    return agreements.annotate(
        answered_on=Coalesce("signed_on", TruncDate("recorded_at")),
        eighteen=Birthday("person__date_of_birth", 18),
        sixteen=Birthday("person__date_of_birth", 16),
    ).annotate(
        reason=Case(
            *(When(when, then=Value(reason.value)) for reason, when in whens.items()),
            default=Value(ReviewReason.DATE.value),
            output_field=models.CharField(),
        )
    )


@track()
class ReviewDate(ServiceOwned):
    """That the day to ask somebody again was moved: put off, with the reason, or brought forward by another age."""

    class Because(models.TextChoices):
        PUT_OFF = "put_off", "Put off"
        ANOTHER_AGE = "another_age", "Their age was changed"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="review_dates")
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="review_dates")
    because = models.CharField("why it was moved", max_length=15, choices=Because)
    reason = models.CharField("the reason in words", max_length=300, blank=True, default="")
    review_on = models.DateField("to be looked at again on")
    moved = Deed()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(because="another_age", reason="") | Q(because="put_off") & says("reason"),
                name="consent_reviewdate_says_why",
                violation_error_message="Say why it is put off.",
            )
        ]
        triggers = [
            Refuse(
                name="review_date_of_person",
                constraint="review_date_of_person",
                operations="INSERT",
                when_sql="NOT EXISTS (SELECT 1 FROM consent_agreement a WHERE a.id = NEW.agreement_id"
                " AND a.person_id = NEW.person_id AND a.ended_at IS NULL)",
                message="Only an answer of this person that has not ended is looked at again.",
            ),
            Refuse(
                name="review_date_stays",
                constraint="review_date_stays",
                operations="UPDATE OR DELETE",
                message="That a day was moved stays as it was noted.",
            ),
        ]

    def __str__(self):
        return self.get_because_display()


class ReviewReminder(ServiceOwned):
    """One email to one colleague, on one day, that answers are due to be asked again. It holds numbers and nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on = models.DateField("for the day")
    due = models.IntegerField("answers that are due")
    late = models.IntegerField("of them, longer than two weeks")
    lease_until = models.DateTimeField(null=True, blank=True)
    queued = Deed()
    sent = Deed(required=False)
    dropped = Deed(required=False)

    objects = QueuedMail.as_manager()

    class Meta:
        ordering = ["queued_at", "pk"]
        indexes = [
            models.Index(
                fields=["service", "queued_at"],
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
                name="consent_reminder_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "to", "on"],
                name="consent_reviewreminder_once_a_day",
                violation_error_message="They were reminded today already.",
            ),
            models.CheckConstraint(
                condition=Q(due__gte=1, late__gte=0, late__lte=F("due")),
                name="consent_reviewreminder_of_something",
                violation_error_message="A reminder is of something that is due.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="consent_reviewreminder_sent_or_dropped",
                violation_error_message="A reminder is sent, or dropped because nothing is due any more.",
            ),
        ]
        triggers = [
            LeavesOnce(name="review_reminder_leaves_once", message="A reminder leaves once, and stays as it was.")
        ]

    def __str__(self):
        return f"{self.due} due"
