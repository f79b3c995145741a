"""What people answered: one filled-in questionnaire, its answers, and words that became views of an activity.

Answers are of nobody, unless a worker interviewed somebody who agreed to have them kept with their record. Who asks to
hear back registers on a form of its own; that registration has the key of the response, and nothing of the answers.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from consent.models import Person
from consent.models.effect import effective_sql
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import Refuse, changes_beside, deed_columns, says
from involvement.models.feedback import View
from involvement.models.questionnaires import SCALE, Question, QuestionnaireVersion
from involvement.models.seen import SeenByStaff

_NOT_OPEN = """
NOT EXISTS (SELECT 1 FROM involvement_questionnaireversion v JOIN involvement_questionnaire q
  ON q.id = v.questionnaire_id WHERE v.id = NEW.version_id AND v.published_at IS NOT NULL AND q.closed_at IS NULL)
"""
_LEFT_OUT = """
EXISTS (SELECT 1 FROM involvement_question q WHERE q.version_id = NEW.version_id AND q.required AND NOT EXISTS
  (SELECT 1 FROM involvement_answer a WHERE a.response_id = NEW.id AND a.question_id = q.id))
OR NOT EXISTS (SELECT 1 FROM involvement_answer a WHERE a.response_id = NEW.id)
"""
_HOLDS = effective_sql("NEW.person_id", "'record'")
_NOT_AGREED = f"NEW.person_id IS NOT NULL AND coalesce({_HOLDS}, '') <> 'given'"
_DOES_NOT_FIT = f"""
NOT EXISTS (SELECT 1 FROM involvement_question q JOIN involvement_response r ON r.version_id = q.version_id
  WHERE q.id = NEW.question_id AND r.id = NEW.response_id AND CASE q.kind WHEN 'words' THEN NEW.words <> ''
    WHEN 'any' THEN NEW.chosen = (SELECT array_agg(DISTINCT c ORDER BY c) FROM unnest(NEW.chosen) c)
      AND 1 <= ALL (NEW.chosen) AND cardinality(q.choices) >= ALL (NEW.chosen)
    WHEN 'choice' THEN NEW.value BETWEEN 1 AND cardinality(q.choices)
    WHEN 'scale' THEN NEW.value BETWEEN 1 AND {SCALE} ELSE NEW.value BETWEEN 1 AND 2 END)
"""  # noqa: S608  (SQL of constants)
_NO_WORDS = "(SELECT a.words FROM involvement_answer a WHERE a.id = NEW.answer_id) = ''"


@track()
class Response(ServiceOwned):
    """One filled-in questionnaire. Of nobody, unless somebody was interviewed and agreed to have it kept by name."""

    class How(models.TextChoices):
        LINK = "link", "By link or card"
        TABLET = "tablet", "On a tablet we handed over"
        INTERVIEW = "interview", "In an interview"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="responses")
    how = models.CharField("how it was filled in", max_length=9, choices=How)
    easy_read = models.BooleanField("in easy read", default=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="responses", verbose_name="who answered"
    )
    received = Deed()

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(how="interview", received_by__isnull=False)
                | Q(how__in=["link", "tablet"], received_by__isnull=True),
                name="involvement_response_interview_by_staff",
                violation_error_message="A worker fills it in for an interview, and nobody else does.",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(how="interview"),
                name="involvement_response_anonymous",
                violation_error_message="Answers carry a name only where somebody was interviewed and agreed.",
            ),
        ]
        triggers = [
            Refuse(
                name="response_to_open",
                constraint="response_to_open",
                operations="INSERT",
                when_sql=_NOT_OPEN,
                message="This questionnaire is closed. Nobody answers it any more.",
            ),
            Refuse(
                name="response_complete",
                constraint="response_complete",
                operations="INSERT",
                deferred=True,
                when_sql=_LEFT_OUT,
                message="Answer at least one question, and each that must be answered.",
            ),
            Refuse(
                name="response_person_agreed",
                constraint="response_person_agreed",
                operations="INSERT",
                when_sql=_NOT_AGREED,
                message="They have not agreed that we hold information about them. Record it without a name.",
            ),
            Refuse(
                name="response_append_only",
                constraint="response_append_only",
                operations="UPDATE OR DELETE",
                message="What somebody answered is never changed.",
            ),
        ]


class AnswerQuerySet(SeenByStaff):
    def of_words(self):
        """Answers in words, in no order of time: who had the tablet when must not show."""
        return self.exclude(words="").order_by("pk")

    def waiting(self):
        """Words that nobody has made a view of, nor left out."""
        return self.of_words().filter(taken__isnull=True)


class Answer(ServiceOwned):
    """What was answered to one question: the value of an answer, from 1, those of any that apply, or words."""

    # Words can tell who wrote them, so the public form reads those of its own response alone.
    personal_without_person = "response"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(Response, on_delete=models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="given")
    value = models.SmallIntegerField(null=True, blank=True)
    chosen = ArrayField(models.SmallIntegerField(), default=list, blank=True)
    words = models.TextField(max_length=2000, blank=True, default="")

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["question", "value"], name="involvement_answer_counted")]
        constraints = [
            models.UniqueConstraint(
                fields=["response", "question"],
                name="involvement_answer_once",
                violation_error_message="A question is answered once.",
            ),
            models.CheckConstraint(
                condition=Q(value__isnull=False, words="", chosen__len=0)
                | Q(value__isnull=True, words="", chosen__len__gte=1)
                | Q(value__isnull=True, chosen__len=0) & says("words"),
                name="involvement_answer_value_or_words",
                violation_error_message="An answer is one of those to choose from, or words.",
            ),
        ]
        triggers = [
            Refuse(
                name="answer_fits_question",
                constraint="answer_fits_question",
                operations="INSERT",
                when_sql=_DOES_NOT_FIT,
                message="This answer is none of the question. Open the questionnaire again.",
            ),
            Refuse(
                name="answer_append_only",
                constraint="answer_append_only",
                operations="UPDATE OR DELETE",
                message="What somebody answered is never changed.",
            ),
        ]

    @property
    def in_words(self) -> str:
        """What was answered, as it read."""
        answers = self.question.answers()
        return self.words or ", ".join(answers[value - 1] for value in self.chosen or [self.value])

    @property
    def is_view(self) -> bool:
        """Whether its words became a view."""
        return hasattr(self, "taken") and self.taken.view_id is not None


class WordsTaken(ServiceOwned):
    """What became of words: a view of an activity, to be decided on and answered, or left out with the reason."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, related_name="taken")
    view = models.OneToOneField(View, on_delete=models.PROTECT, null=True, blank=True, related_name="from_words")
    because = models.CharField("why it is left out", max_length=300, blank=True, default="")
    recorded = Deed()

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(view__isnull=False, because="") | Q(view__isnull=True) & says("because"),
                name="involvement_wordstaken_view_or_because",
                violation_error_message="Words become a view of an activity, or are left out with the reason.",
            )
        ]
        triggers = [
            Refuse(
                name="words_taken_once",
                constraint="words_taken_once",
                operations="UPDATE OR DELETE",
                when_sql="TG_OP = 'DELETE' OR OLD.view_id IS NOT NULL"
                f" OR {changes_beside('view_id', 'because', *deed_columns('recorded'))}",
                message="These words are a view already, and each word is taken once.",
            ),
            Refuse(
                name="words_taken_are_words",
                constraint="words_taken_are_words",
                operations="INSERT OR UPDATE",
                when_sql=_NO_WORDS,
                message="Only words become a view.",
            ),
        ]
