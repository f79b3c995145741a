"""What was passed on, to whom, on which ground, and asking for it back."""

from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from consent.models.agreements import Agreement
from consent.models.effect import age_sql, london_day, outranked_sql
from consent.models.people import Person
from consent.models.public_interest import PublicInterestDecision
from consent.models.recipients import Recipient
from core import clock
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.roles import Permission
from core.triggers import HasCome, Refuse, changes_beside, deed_columns, says

# The ground must be this person's, name this recipient, and hold on that day: nobody's word may have stood above it.
NOT_COVERED = f"""
(NEW.agreement_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM consent_agreement a JOIN consent_person p ON p.id = a.person_id
  WHERE a.id = NEW.agreement_id AND a.person_id = NEW.person_id AND a.purpose_id = 'share' AND a.answer = 'given'
    AND a.recipient_id = NEW.recipient_id
    AND {london_day("a.recorded_at")} <= NEW.disclosed_on
    AND (a.ended_at IS NULL OR a.ended_kind <> 'invalidated' AND {london_day("a.ended_at")} > NEW.disclosed_on)
    AND (a.expires_on IS NULL OR a.expires_on > NEW.disclosed_on)
    AND NOT (a.ground = 'parental' AND p.date_of_birth IS NOT NULL
             AND {age_sql("p.date_of_birth", "NEW.disclosed_on")} >= 18)
    AND NOT {outranked_sql("NEW.agreement_id", "NEW.disclosed_on")}))
OR (NEW.decision_id IS NOT NULL AND NOT EXISTS (
  SELECT 1 FROM consent_publicinterestdecision d
  WHERE d.id = NEW.decision_id AND d.person_id = NEW.person_id AND d.aim = 'share'
    AND d.recipient_id = NEW.recipient_id
    AND {london_day("d.decided_at")} <= NEW.disclosed_on
    AND (d.outcome <> 'turned_down' OR {london_day("d.reviewed_at")} > NEW.disclosed_on)))
"""  # noqa: S608  (SQL of constants)


# How long a recipient has to answer a letter that asks for something back, before somebody rings them.
TIME_TO_ANSWER = timedelta(days=14)

# What a list can be narrowed to, in words.
SHOWN = (
    ("to_recall", "To be asked for back"),
    ("waiting", "Asked for back, waiting for an answer"),
    ("overdue", "Asked for back, answer overdue"),
    ("answered", "Asked for back and answered"),
)


def _of_restricted() -> Q:
    """The condition that a disclosure is of a restricted record, or of one that was joined to one.

    Of a chain of joined records no more than two are looked at: behind a longer one it counts as restricted. Each
    part is a list read once, and not a question to every row.
    """
    from consent.models.agreements import Restriction

    closed = Restriction.objects.filter(ended_at__isnull=True).values("person")
    return (
        Q(person__in=closed)
        | Q(person__in=Person.objects.filter(joined_into__in=closed).values("pk"))
        | Q(person__in=Person.objects.filter(joined_into__joined_into__isnull=False).values("pk"))
    )


class DisclosureQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """What was shared about people of the reader's service; about restricted ones, for who may open those."""
        if not reader.may(Permission.SEE_DISCLOSURES):
            return self.none()
        found = self.filter(service=reader.service)
        return found if reader.may(Permission.OPEN_RESTRICTED) else found.filter(~_of_restricted())

    def with_restriction(self):
        """Each with `restricted_now`: whether its record is restricted, or the newer one that was joined to it."""
        return self.annotate(restricted_now=ExpressionWrapper(_of_restricted(), output_field=models.BooleanField()))

    def in_full(self, keys) -> list:
        """The rows of these keys, in this order, with what their pages and letters show.

        Read apart from finding them: joined to all of that, a long list would be sorted by rows a page wide.
        """
        rows = self.filter(pk__in=keys).with_restriction().with_everything().in_bulk()
        return [rows[key] for key in keys if key in rows]

    def to_recall(self):
        """Those whose ground ended, and for which nobody has asked for the information back."""
        taken_back = Agreement.objects.filter(purpose="share", ended_kind__in=["withdrawn", "invalidated"])
        turned_down = PublicInterestDecision.objects.filter(outcome="turned_down")
        gone = Q(agreement__in=taken_back.values("pk")) | Q(decision__in=turned_down.values("pk"))
        return self.filter(gone, recall_asked_at__isnull=True)

    def waiting_for_an_answer(self):
        return self.filter(recall_asked_at__isnull=False, recall_answered_at__isnull=True)

    def overdue(self):
        """Those asked for back whose recipient let the day pass without an answer."""
        return self.waiting_for_an_answer().filter(
            recall_asked_at__lt=clock.start_of(timezone.localdate() - TIME_TO_ANSWER)
        )

    def shown(self, which: str):
        """Those of one of the kinds in `SHOWN`; all of them for ""."""
        kinds = {
            "to_recall": self.to_recall,
            "waiting": self.waiting_for_an_answer,
            "overdue": self.overdue,
            "answered": lambda: self.filter(recall_answered_at__isnull=False),
        }
        return kinds[which]() if which else self

    def with_everything(self):
        """Each with what its page and its letter show, in the same statement."""
        return self.select_related(
            "person__joined_into",
            "recipient",
            "agreement__wording",
            "decision",
            "service",
            "recorded_by",
            "recall_asked_by",
            "recall_answered_by",
        )


def _moment(name, value):
    """A value of JSON as the column holds it."""
    if value and name.endswith("_at"):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if name == "disclosed_on" else value


def _of(prefix, values) -> dict:
    """The values of a related row, taken out of those of the whole."""
    return {name.removeprefix(prefix): values.pop(name) for name in list(values) if name.startswith(prefix)}


@track()
class Disclosure(ServiceOwned):
    """One passing on of information about a person, on an agreement to share or a decision in the public interest."""

    class How(models.TextChoices):
        SPOKEN = "spoken", "Spoken, face to face or by telephone"
        EMAIL = "email", "By secure email"
        LETTER = "letter", "By letter or on paper"
        SYSTEM = "system", "In a shared system"

    class RecallAnswer(models.TextChoices):
        DESTROYED = "destroyed", "They destroyed it"
        RETURNED = "returned", "They gave it back"
        KEPT = "kept", "They keep it, and said why"
        SILENT = "silent", "They did not answer"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="disclosures")
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    decision = models.ForeignKey(
        PublicInterestDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="disclosures"
    )
    what = models.TextField("what was shared", max_length=2000)
    why = models.TextField("why it was shared", max_length=1000)
    necessary = models.TextField("why no less would do", max_length=1000)
    needs_passed_on = models.TextField("what they need to be reached, passed on with it", max_length=1000, blank=True)
    how = models.CharField("how it was shared", max_length=10, choices=How)
    disclosed_on = models.DateField("the day it was shared")
    recorded = Deed()
    recall_words = models.TextField("what was asked for back, and why", max_length=1000, blank=True, default="")
    recall_asked = Deed(required=False)
    recall_answer = models.CharField("what they answered", max_length=10, choices=RecallAnswer, blank=True, default="")
    recall_answer_words = models.TextField("their answer in words", max_length=1000, blank=True, default="")
    recall_answered = Deed(required=False)

    objects = DisclosureQuerySet.as_manager()

    class Meta:
        ordering = ["-disclosed_on", "-pk"]
        indexes = [
            models.Index(fields=["service", "-disclosed_on"], name="consent_disclosure_list"),
            models.Index(
                fields=["service", "recall_asked_at"],
                condition=Q(recall_asked_at__isnull=False, recall_answered_at__isnull=True),
                name="consent_disclosure_waiting",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(agreement__isnull=False, decision__isnull=True)
                | Q(agreement__isnull=True, decision__isnull=False),
                name="consent_disclosure_one_ground",
                violation_error_message="Say on which agreement, or on which decision, it was shared.",
            ),
            models.CheckConstraint(
                condition=Q(how__in=["spoken", "email", "letter", "system"]),
                name="consent_disclosure_known_way",
                violation_error_message="Choose how it was shared.",
            ),
            models.CheckConstraint(
                condition=says("what", "why", "necessary"),
                name="consent_disclosure_is_complete",
                violation_error_message="Say what was shared, why, and why no less would do.",
            ),
            models.CheckConstraint(
                condition=Q(recall_asked_at__isnull=True, recall_words="", recall_answered_at__isnull=True)
                | Q(recall_asked_at__isnull=False) & says("recall_words"),
                name="consent_disclosure_recall_says_what",
                violation_error_message="Say what was asked for back, and why.",
            ),
            models.CheckConstraint(
                condition=Q(recall_answered_at__isnull=True, recall_answer="", recall_answer_words="")
                | Q(recall_answered_at__isnull=False, recall_answer__in=["destroyed", "returned", "silent"])
                | Q(recall_answered_at__isnull=False, recall_answer="kept") & says("recall_answer_words"),
                name="consent_disclosure_recall_answer_complete",
                violation_error_message="Say what they answered. If they keep it, say why.",
            ),
        ]
        triggers = [
            Refuse(
                name="disclosure_is_covered",
                constraint="disclosure_is_covered",
                operations="INSERT",
                when_sql=NOT_COVERED,
                message="This agreement or decision does not cover that recipient on that day.",
            ),
            Refuse(
                name="disclosure_day_has_come",
                constraint="disclosure_day_has_come",
                operations="INSERT",
                when_sql=f"NEW.disclosed_on > {london_day('NEW.recorded_at')}",
                message="What was shared is recorded once it was shared, not before.",
            ),
            HasCome(name="disclosure_has_come", deeds=["recorded", "recall_asked", "recall_answered"]),
            Refuse(
                name="disclosure_stays",
                constraint="disclosure_stays",
                operations="UPDATE OR DELETE",
                when_sql="TG_OP = 'DELETE' OR "
                + changes_beside(
                    *deed_columns("recall_asked"),
                    "recall_words",
                    *deed_columns("recall_answered"),
                    "recall_answer",
                    "recall_answer_words",
                )
                + " OR OLD.recall_asked_at IS NOT NULL AND "
                + changes_beside(*deed_columns("recall_answered"), "recall_answer", "recall_answer_words")
                + " OR OLD.recall_answered_at IS NOT NULL",
                message="What was shared stays as it was recorded. It can be asked for back once, and answered once.",
            ),
        ]

    def __str__(self):
        return f"To {self.recipient.name}"

    @staticmethod
    def as_json():
        """What a line about it needs, to be read within another statement; `of_json` makes it again."""
        own = ("disclosed_on", "recall_asked_at", "recall_answer", "recall_answered_at", "agreement_id", "decision_id")
        of_ground = ("agreement__ended_at", "agreement__ended_kind", "decision__outcome", "decision__reviewed_at")
        return JSONObject(pk="pk", name="recipient__name", **{name: name for name in (*own, *of_ground)})

    @classmethod
    def of_json(cls, person, json) -> "Disclosure":
        values = {name: _moment(name, value) for name, value in json.items()}
        agreement = Agreement(pk=values.pop("agreement_id"), **_of("agreement__", values))
        decision = PublicInterestDecision(pk=values.pop("decision_id"), **_of("decision__", values))
        return cls(
            person=person,
            recipient=Recipient(name=values.pop("name")),
            agreement=agreement if agreement.pk else None,
            decision=decision if decision.pk else None,
            **values,
        )

    @property
    def reference(self) -> str:
        """What it is called in letters and on paper: the reference of the record, and a number."""
        return f"{self.person.reference}/{self.pk}"

    @property
    def record(self):
        """The person whose record it is read in: the newer one, where the record was joined to another."""
        return self.person.joined_into or self.person

    @property
    def ground(self):
        """The agreement or the decision on which it was shared."""
        return self.agreement or self.decision
