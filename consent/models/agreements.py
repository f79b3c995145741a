"""What a person agreed to or refused, how it ended, and what holds when no ground is left."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import TruncDate

from consent.models.assessments import BestInterestsDecision, CapacityAssessment, CompetenceAssessment
from consent.models.effect import age_at_sql, london_day
from consent.models.people import Person, ground_trigger
from consent.models.recipients import Recipient
from consent.models.wording import Purpose, Wording
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, Site
from core.triggers import EndsOnce, HasCome, Refuse, says

_ON_THE_DAY = f"coalesce(NEW.signed_on, {london_day('NEW.recorded_at')})"
_AGE = age_at_sql("NEW.person_id", "NEW.recorded_at")
_BORN = "(SELECT p.date_of_birth FROM consent_person p WHERE p.id = NEW.person_id)"


def _assessed(table: str, column: str, outcome: str, further: str = "") -> str:
    """SQL that the answer rests on an assessment of this person, for this purpose, with this outcome."""
    return (
        f"EXISTS (SELECT 1 FROM {table} f WHERE f.id = NEW.{column} AND f.person_id = NEW.person_id"  # noqa: S608  (SQL of constants)
        f" AND f.purpose_id = NEW.purpose_id AND f.outcome = '{outcome}' AND f.assessed_at <= NEW.recorded_at"
        f" AND NOT EXISTS {_newer(table)}{further})"
    )


def _newer(table: str) -> str:
    """SQL of an assessment made between `f` and the answer: what was found last counts."""
    return (
        f"(SELECT 1 FROM {table} n WHERE n.person_id = NEW.person_id AND n.purpose_id = NEW.purpose_id"  # noqa: S608  (SQL of constants)
        " AND n.assessed_at <= NEW.recorded_at AND n.assessed_at > f.assessed_at)"
    )


# Competence is for this decision, now: the assessment is of the same day as the answer.
_NOW = f" AND {london_day('f.assessed_at')} = {_ON_THE_DAY}"
_COMPETENT = _assessed("consent_competenceassessment", "competence_id", "competent", _NOW)
_NOT_COMPETENT = _assessed("consent_competenceassessment", "competence_id", "not_competent", _NOW)
_LACKS = _assessed("consent_capacityassessment", "capacity_id", "lacks")
_LACKED_LAST = (
    "EXISTS (SELECT 1 FROM consent_capacityassessment f WHERE f.person_id = NEW.person_id"  # noqa: S608  (SQL of constants)
    " AND f.purpose_id = NEW.purpose_id AND f.outcome = 'lacks' AND f.assessed_at <= NEW.recorded_at"
    f" AND NOT EXISTS {_newer('consent_capacityassessment')})"
)
_DECIDED = (
    "EXISTS (SELECT 1 FROM consent_bestinterestsdecision b WHERE b.id = NEW.best_interests_id"
    " AND b.person_id = NEW.person_id AND b.purpose_id = NEW.purpose_id"
    " AND b.capacity_id = NEW.capacity_id AND b.in_favour = (NEW.answer = 'given') AND b.decided_at <= NEW.recorded_at)"
)


def _of_another(table: str, column: str) -> str:
    """SQL that the answer points to somebody else's assessment or decision, or to one about something else."""
    return (
        f"(NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {table} f WHERE f.id = NEW.{column}"  # noqa: S608  (SQL of constants)
        " AND f.person_id = NEW.person_id AND f.purpose_id = NEW.purpose_id))"
    )


_RESTS_ON_OTHERS = " OR ".join(
    _of_another(f"consent_{table}", column)
    for table, column in (
        ("competenceassessment", "competence_id"),
        ("capacityassessment", "capacity_id"),
        ("bestinterestsdecision", "best_interests_id"),
    )
)
# A later word of the same giver, by the moment it was noted or by its day; taking back is a word of that day.
_LATER_WORD = f"""
NEW.answer <> 'not_asked' AND EXISTS (
  SELECT 1 FROM consent_agreement a
  WHERE a.person_id = NEW.person_id AND a.purpose_id = NEW.purpose_id AND a.giver_key = NEW.giver_key
    AND a.recipient_id IS NOT DISTINCT FROM NEW.recipient_id
    AND a.answer <> 'not_asked' AND a.ended_kind <> 'invalidated'
    AND (a.recorded_at > NEW.recorded_at
         OR coalesce(a.signed_on, {london_day("a.recorded_at")}) > {_ON_THE_DAY}
         OR a.ended_kind = 'withdrawn'
            AND (a.ended_at > NEW.recorded_at OR {london_day("a.ended_at")} > {_ON_THE_DAY})))
"""  # noqa: S608  (SQL of constants)


def _age_matrix(name: str, wrong: str, message: str) -> Refuse:
    """One row of the age matrix (design, section 6), held for every answer that is stored."""
    return Refuse(
        name=name,
        constraint=name,
        operations="INSERT",
        when_sql=f"NEW.answer <> 'not_asked' AND ({wrong})",
        message=message,
    )


class Answer(models.TextChoices):
    GIVEN = "given", "Said yes"
    REFUSED = "refused", "Said no"
    NOT_ASKED = "not_asked", "Not asked"


class Ground(models.TextChoices):
    """Who gives the answer, in the order in which they count."""

    PERSON = "person", "The person"
    ATTORNEY = "attorney", "Attorney for health and welfare"
    DEPUTY = "deputy", "Deputy appointed by the court"
    BEST_INTERESTS = "best_interests", "Decided in their best interests"
    PARENTAL = "parental", "Somebody with parental responsibility"


# Those who answer for somebody else, by name.
BY_NAME = (Ground.ATTORNEY, Ground.DEPUTY, Ground.PARENTAL)


_KEY_OF_GROUND = Q(ground="attorney", giver_key__startswith="attorney:")
_KEY_OF_GROUND |= Q(ground="deputy", giver_key__startswith="deputy:")
_KEY_OF_GROUND |= Q(ground="parental", giver_key__startswith="parental:")


class Route(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    TELEPHONE = "telephone", "By telephone"
    PAPER = "paper", "On paper"
    PUBLIC_FORM = "public_form", "On the public form"
    OWN_PAGE = "own_page", "On their own page"


class NotAskedReason(models.TextChoices):
    TOO_UNWELL = "too_unwell", "They were too unwell or upset"
    NO_TIME = "no_time", "There was no time"
    NOT_PRIVATE = "not_private", "There was no private place to ask"
    NO_INTERPRETER = "no_interpreter", "There was no interpreter or other support"
    OTHER = "other", "Another reason"


class Ending(models.TextChoices):
    WITHDRAWN = "withdrawn", "Withdrawn"
    ENDED = "ended", "Ended by the service"
    INVALIDATED = "invalidated", "Recorded wrongly"
    SUPERSEDED = "superseded", "Replaced by a newer answer"


class AgreementQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def to_review(self, by_day):
        """Open answers that are due to be asked again by a day, the longest waiting first. Of nobody restricted."""
        here = Person.objects.filter(pk=OuterRef("person"), joined_into__isnull=True).not_restricted()
        due = self.open().filter(Exists(here), review_on__lte=by_day).exclude(answer=Answer.NOT_ASKED)
        return due.order_by("review_on", "pk")


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
    giver_name = models.CharField("name of the one who answered", max_length=150, blank=True)
    giver_relationship = models.CharField("relationship to the person", max_length=100, blank=True)
    giver_checked = models.CharField("how that was checked, or the document seen", max_length=500, blank=True)
    child_agrees = models.BooleanField("the child or young person agrees that they are asked", null=True, blank=True)
    why_asked = models.CharField("if not, why they were asked all the same", max_length=500, blank=True)
    competence = models.ForeignKey(
        CompetenceAssessment, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    capacity = models.ForeignKey(
        CapacityAssessment, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    best_interests = models.ForeignKey(
        BestInterestsDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements"
    )
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="agreements")
    information = models.CharField("what may be shared", max_length=500, blank=True)
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
        indexes = [
            models.Index(fields=["person", "purpose"], name="consent_agreement_person"),
            models.Index(
                fields=["service", "review_on", "id"],
                condition=Q(ended_at__isnull=True, review_on__isnull=False),
                name="consent_agreement_review",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose", "giver_key", "recipient"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="consent_agreement_one_open",
                violation_error_message="There is already an answer to this question. End or replace it first.",
            ),
            models.CheckConstraint(
                condition=Q(answer=Answer.NOT_ASKED, not_asked_reason__in=NotAskedReason.values)
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
                | Q(ended_at__isnull=False, ended_kind__in=Ending.values) & says("ended_reason"),
                name="consent_agreement_ending_complete",
                violation_error_message="An ending must say how, when, by whom and why.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("recorded_at")),
                name="consent_agreement_ends_after_it_began",
                violation_error_message="An answer ends after it was given, and not before.",
            ),
            models.CheckConstraint(
                condition=~Q(ended_kind=Ending.WITHDRAWN) | Q(answer=Answer.GIVEN),
                name="consent_agreement_only_yes_withdrawn",
                violation_error_message="Only a yes can be withdrawn.",
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
                condition=Q(ground=Ground.PERSON, giver_key="self", giver_name="", best_interests__isnull=True)
                | Q(ground=Ground.BEST_INTERESTS, giver_key="best_interests", giver_name="")
                & Q(best_interests__isnull=False)
                | Q(best_interests__isnull=True)
                & _KEY_OF_GROUND
                & says("giver_name", "giver_relationship", "giver_checked"),
                name="consent_agreement_names_giver",
                violation_error_message="Say who answered, how they are related, and how that was checked.",
            ),
            models.CheckConstraint(
                condition=Q(ground=Ground.PARENTAL) & (Q(child_agrees=True) | Q(child_agrees=False) & says("why_asked"))
                | ~Q(ground=Ground.PARENTAL) & Q(child_agrees__isnull=True, why_asked=""),
                name="consent_agreement_child_agrees_or_why",
                violation_error_message="A parent is asked only if the child agrees, or with the reason why not.",
            ),
            models.CheckConstraint(
                condition=~Q(answer=Answer.NOT_ASKED) | Q(ground=Ground.PERSON, recipient__isnull=True),
                name="consent_agreement_not_asked_is_of_person",
                violation_error_message="That nobody asked is noted for the person alone.",
            ),
            models.CheckConstraint(
                condition=Q(purpose="share", recipient__isnull=False) & says("information")
                | Q(purpose="share", answer=Answer.NOT_ASKED)
                | ~Q(purpose="share") & Q(recipient__isnull=True, information=""),
                name="consent_agreement_share_names_recipient",
                violation_error_message="Name who it is shared with, and what.",
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
                # When to look at it again only queues it.
                until_then=["review_on"],
                message="An answer cannot be changed or deleted. It can be ended once, and a new answer recorded.",
            ),
            Refuse(
                name="agreement_wording_fits",
                constraint="agreement_wording_fits",
                operations="INSERT",
                when_sql="NEW.wording_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_wording w"
                " WHERE w.id = NEW.wording_id AND w.purpose_id = NEW.purpose_id AND w.service_id = NEW.service_id"
                " AND w.published_at IS NOT NULL)",
                message="The words shown must be those of this question, and published.",
            ),
            Refuse(
                name="agreement_recipient_of_person",
                constraint="agreement_recipient_of_person",
                operations="INSERT",
                when_sql="NEW.recipient_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_recipient r"
                " WHERE r.id = NEW.recipient_id AND r.person_id = NEW.person_id)",
                message="The recipient must be one that this person named.",
            ),
            Refuse(
                name="agreement_age_known",
                constraint="agreement_age_known",
                operations="INSERT",
                when_sql=f"coalesce({_AGE}, 0) < 10",
                message="Nobody under 10 is recorded here, and an age is asked first. Tell the safeguarding lead.",
            ),
            _age_matrix(
                "agreement_competent_child",
                f"NEW.ground = 'person' AND {_AGE} < 16 AND NOT {_COMPETENT}",
                "Under 16, their own answer needs an assessment of today that they are competent to give it.",
            ),
            _age_matrix(
                "agreement_own_with_capacity",
                f"NEW.ground = 'person' AND {_AGE} >= 16 AND {_LACKED_LAST}",
                "The last assessment was that they lack capacity for this. Assess again before they answer.",
            ),
            _age_matrix(
                "agreement_parental",
                f"NEW.ground = 'parental' AND ({_BORN} IS NULL OR {_AGE} >= 18"
                f" OR {_AGE} < 16 AND NOT {_NOT_COMPETENT} OR {_AGE} >= 16 AND NOT {_LACKS})",
                "Parental responsibility counts under 18, with a date of birth, where they cannot decide themselves.",
            ),
            _age_matrix(
                "agreement_attorney",
                f"NEW.ground IN ('attorney', 'deputy') AND ({_AGE} < 18 OR NOT {_LACKS})",
                "An attorney or deputy answers from 18 on, for somebody who lacks capacity for this decision.",
            ),
            _age_matrix(
                "agreement_best_interests",
                f"NEW.ground = 'best_interests' AND ({_AGE} < 16 OR NEW.purpose_id = 'publish'"
                f" OR NOT {_LACKS} OR NOT {_DECIDED})",
                "A decision in their best interests needs 16 or over, no capacity, and the decision itself.",
            ),
            Refuse(
                name="agreement_rests_on_own",
                constraint="agreement_rests_on_own",
                operations="INSERT",
                when_sql=_RESTS_ON_OTHERS,
                message="An answer rests on an assessment of this person for this question, and on no other.",
            ),
            Refuse(
                name="agreement_follows_last_word",
                constraint="agreement_follows_last_word",
                operations="INSERT",
                when_sql=_LATER_WORD,
                message="They said something else since then, and that stays. Ask them again.",
            ),
            HasCome(name="agreement_has_come", deeds=["recorded", "ended"]),
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
                condition=says("reason"),
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
        triggers = [
            Refuse(
                name="asked_stays",
                constraint="asked_stays",
                operations="UPDATE OR DELETE",
                message="That somebody was asked stays as it was noted.",
            )
        ]
