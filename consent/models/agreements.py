"""What a person agreed to or refused, how it ended, and what holds when no ground is left."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from consent.models.people import Person, ground_trigger
from consent.models.wording import Purpose, Wording
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, Site
from core.triggers import EndsOnce, Refuse

# Only the person's own answer is recorded, from 16 on. Born on 29 February, somebody reaches an age on 1 March.
_UNDER_SIXTEEN = """
EXISTS (SELECT 1 FROM consent_person p, LATERAL (SELECT (NEW.recorded_at AT TIME ZONE 'Europe/London')::date AS day) t
  WHERE p.id = NEW.person_id AND p.date_of_birth IS NOT NULL
    AND extract(year FROM t.day) - extract(year FROM p.date_of_birth)
      - ((extract(month FROM t.day), extract(day FROM t.day))
         < (extract(month FROM p.date_of_birth), extract(day FROM p.date_of_birth)))::int < 16)
"""


class Answer(models.TextChoices):
    GIVEN = "given", "Said yes"
    REFUSED = "refused", "Said no"
    NOT_ASKED = "not_asked", "Not asked"


class Ground(models.TextChoices):
    """Who may give the answer. Only the person's own answer so far."""

    PERSON = "person", "The person"


class Route(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    PAPER = "paper", "On paper"
    PUBLIC_FORM = "public_form", "On the public form"


class NotAskedReason(models.TextChoices):
    TOO_UNWELL = "too_unwell", "They were too unwell or upset"
    NO_TIME = "no_time", "There was no time"
    NOT_PRIVATE = "not_private", "There was no private place to ask"
    NO_INTERPRETER = "no_interpreter", "There was no interpreter or other support"
    OTHER = "other", "Another reason"


class Ending(models.TextChoices):
    WITHDRAWN = "withdrawn", "Withdrawn by the person"
    SUPERSEDED = "superseded", "Replaced by a newer answer"


class AgreementQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def in_effect(self, purpose: str, day=None):
        """Open answers of yes to a purpose whose effect has not run out on a day (today unless given)."""
        day = day or timezone.localdate()
        return self.open().filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=day), purpose_id=purpose, answer=Answer.GIVEN
        )


@track()
class Agreement(ServiceOwned):
    """One person's answer to one purpose. It is never changed: it ends once, and a new answer is a new row.

    The answer given at the time stays as it was; `ended_kind` and the columns with it say how it ended.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="agreements")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="agreements")
    answer = models.CharField("answer", max_length=10, choices=Answer)
    not_asked_reason = models.CharField("why they were not asked", max_length=20, choices=NotAskedReason, blank=True)
    ground = models.CharField("who answered", max_length=20, choices=Ground, default=Ground.PERSON)
    giver_key = models.CharField(max_length=200, default="self", editable=False)
    wording = models.ForeignKey(
        Wording, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements", verbose_name="words shown"
    )
    route = models.CharField("how they answered", max_length=15, choices=Route)
    signed_on = models.DateField("day the paper was signed", null=True, blank=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    present = models.CharField("who else was present", max_length=200, blank=True)
    review_on = models.DateField("to be looked at again on", null=True, blank=True)
    expires_on = models.DateField("effect ends on", null=True, blank=True)
    recorded = Deed()
    ended_kind = models.CharField("how it ended", max_length=15, choices=Ending, blank=True, default="")
    ended_reason = models.CharField("why it ended", max_length=500, blank=True, default="")
    ended = Deed(required=False)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = ["-recorded_at", "-pk"]
        indexes = [models.Index(fields=["person", "purpose"], name="consent_agreement_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "giver_key"],
                condition=Q(ended_at__isnull=True),
                name="consent_agreement_one_open",
                violation_error_message="There is already an answer to this question. End or replace it first.",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.NOT_ASKED) & ~Q(not_asked_reason="")
                | ~Q(answer=Answer.NOT_ASKED) & Q(not_asked_reason=""),
                name="consent_agreement_not_asked_has_reason",
                violation_error_message="Say why they were not asked.",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.NOT_ASKED) | Q(wording__isnull=False),
                name="consent_agreement_has_wording",
                violation_error_message="An answer must name the words the person was shown.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_kind="", ended_reason="")
                | Q(ended_at__isnull=False) & ~Q(ended_kind="") & ~Q(ended_reason=""),
                name="consent_agreement_ending_complete",
                violation_error_message="An ending must say how, when, by whom and why.",
            ),
            models.CheckConstraint(
                condition=Q(expires_on__isnull=True) | ~Q(purpose="record"),
                name="consent_agreement_record_never_expires",
                violation_error_message="The agreement to hold information does not run out by itself.",
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values) & Q(ground__in=Ground.values) & Q(route__in=Route.values),
                name="consent_agreement_known_words",
                violation_error_message="Choose an answer from the list.",
            ),
            models.CheckConstraint(
                condition=Q(signed_on__isnull=True) | Q(route=Route.PAPER, signed_on__lte=TruncDate("recorded_at")),
                name="consent_agreement_signed_on_paper",
                violation_error_message="Only an answer on paper is signed, and not after the day it is typed in.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="agreement_ends_once",
                deed="ended",
                with_it=["ended_kind", "ended_reason"],
                message="An answer cannot be changed or deleted. It can be ended once, and a new answer recorded.",
            ),
            Refuse(
                name="agreement_wording_fits",
                constraint="agreement_wording_fits",
                operations="INSERT",
                when_sql="NEW.wording_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_wording w"
                " WHERE w.id = NEW.wording_id AND w.purpose_id = NEW.purpose_id AND w.published_at IS NOT NULL)",
                message="The words shown must be those of this question, and published.",
            ),
            Refuse(
                name="agreement_from_sixteen",
                constraint="agreement_from_sixteen",
                operations="INSERT",
                when_sql=_UNDER_SIXTEEN,
                message="This person is under 16. Use the paper form for under 16s.",
            ),
            ground_trigger("NEW.person_id"),
        ]

    def __str__(self):
        return f"{self.get_answer_display()} to {self.purpose_id}"


@track()
class Restriction(ServiceOwned):
    """Holds a record that has lost its last ground: readable only by the information governance lead and the person."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="restrictions")
    reason = models.CharField("reason", max_length=500)
    keep_until = models.DateField("kept until")
    recorded = Deed()
    ended = Deed(required=False)

    class Meta:
        ordering = ["-recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="consent_restriction_one_open",
                violation_error_message="This record is restricted already.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="consent_restriction_has_reason",
                violation_error_message="Say why the record is restricted.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="restriction_ends_once",
                deed="ended",
                message="A restriction cannot be changed or deleted. It can be ended once, by a new ground.",
            ),
            ground_trigger("NEW.person_id"),
        ]


class Asked(ServiceOwned):
    """That the first question was answered no: a day, a site and nothing else, so that nobody can be found."""

    class Outcome(models.TextChoices):
        REFUSED = "refused", "Said no"

    site = models.ForeignKey(Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_on = models.DateField()
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.REFUSED)

    class Meta:
        indexes = [models.Index(fields=["service", "asked_on"], name="consent_asked_by_day")]
