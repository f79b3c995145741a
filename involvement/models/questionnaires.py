"""Exit questionnaires and interviews: what is asked, version by version.

    questionnaire.current      the version that people answer now, or None
    questionnaire.draft        the version that staff write, or None

A version that was published never changes: what people answered (involvement.models.responses) stays beside the words
they read. A change is a new version. A code is read to find the service, so it is a table of its own, with ids and no
words.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from core.deeds import Deed
from core.models import ServiceOwned, next_reference
from core.triggers import Refuse, says
from involvement.models.seen import SeenByStaff

MOST_QUESTIONS = 15
MOST_CHOICES = 10
SCALE = 5

_IS_PUBLISHED = (
    "EXISTS (SELECT 1 FROM involvement_questionnaireversion v WHERE v.questionnaire_id = OLD.id"
    " AND v.published_at IS NOT NULL)"
)
_OF_PUBLISHED = (
    "EXISTS (SELECT 1 FROM involvement_questionnaireversion v WHERE v.published_at IS NOT NULL AND v.id IN ({}))"
)
_ASKS_NOTHING = """
NEW.published_at IS NOT NULL AND (
  NOT EXISTS (SELECT 1 FROM involvement_question q WHERE q.version_id = NEW.id)
  OR EXISTS (SELECT 1 FROM involvement_question q WHERE q.version_id = NEW.id AND q.easy_text !~ '\\S')
  OR NEW.easy_introduction !~ '\\S')
"""
_IS_CLOSED = "(SELECT q.closed_at FROM involvement_questionnaire q WHERE q.id = NEW.questionnaire_id) IS NOT NULL"


class QuestionnaireQuerySet(SeenByStaff):
    def with_state(self):
        """Questionnaires, each knowing whether anything of it `has_published`, and whether it `has_draft`."""
        published = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk"), published_at__isnull=False)
        drafts = QuestionnaireVersion.objects.filter(questionnaire=OuterRef("pk"), published_at__isnull=True)
        return self.annotate(has_published=Exists(published), has_draft=Exists(drafts))

    def whose_words_are_in(self, activity):
        """Those in which people wrote what became views of an activity, or of what an outer statement calls so."""
        from involvement.models.responses import WordsTaken

        taken = WordsTaken.objects.filter(
            view__activity=activity, answer__question__version__questionnaire=OuterRef("pk")
        )
        return self.filter(Exists(taken))


class Questionnaire(ServiceOwned):
    """What people are asked when they leave, under one code, from its first draft until it is closed."""

    title = models.CharField("title", max_length=100)
    recorded = Deed()
    closed = Deed(required=False)

    objects = QuestionnaireQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["service", "title", "id"], name="involvement_questionnaire_list")]
        constraints = [
            models.CheckConstraint(
                condition=says("title"),
                name="involvement_questionnaire_has_title",
                violation_error_message="Give the questionnaire a title.",
            )
        ]
        triggers = [
            Refuse(
                name="questionnaire_stays_closed",
                constraint="questionnaire_stays_closed",
                operations="UPDATE",
                when_sql="OLD.closed_at IS NOT NULL AND to_jsonb(NEW) <> to_jsonb(OLD)",
                message="This questionnaire is closed, so it stays as it was. Make a new one.",
            ),
            Refuse(
                name="questionnaire_published_stays",
                constraint="questionnaire_published_stays",
                operations="UPDATE OR DELETE",
                when_sql=f"(TG_OP = 'DELETE' OR NEW.title <> OLD.title) AND {_IS_PUBLISHED}",
                message="People were asked this, so it stays and keeps its title.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def current(self):
        """The version that people answer now: the newest that is published, until it is closed. None for none."""
        if self.closed_at is not None:
            return None
        return self.versions.filter(published_at__isnull=False).order_by("-number").first()

    @property
    def draft(self):
        return self.versions.filter(published_at__isnull=True).first()


def next_code() -> str:
    """A code to type from a card, such as `7KD-PQ2`: 27 ** 6 of them, none of which means anything."""
    return next_reference(groups=2)


class QuestionnaireCode(ServiceOwned):
    """What stands in the address and on the card of a questionnaire. Read to find the scope: without a row policy."""

    questionnaire = models.OneToOneField(Questionnaire, on_delete=models.PROTECT, related_name="code")
    code = models.CharField(max_length=7, unique=True, default=next_code, editable=False)

    def __str__(self):
        return self.code


class QuestionnaireVersion(ServiceOwned):
    """The words of a questionnaire from one publication to the next."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="versions")
    number = models.SmallIntegerField("version")
    introduction = models.TextField("what people read first", max_length=600)
    easy_introduction = models.TextField("what people read first, in easy read", max_length=600, blank=True)
    recorded = Deed()
    published = Deed(required=False)

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "number"],
                name="involvement_questionnaireversion_number_once",
                violation_error_message="Somebody else started this version at this moment. Look at it first.",
            ),
            models.UniqueConstraint(
                fields=["questionnaire"],
                condition=Q(published_at__isnull=True),
                name="involvement_questionnaireversion_one_draft",
                violation_error_message="Somebody is changing this already. Go on with their draft.",
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & says("introduction"),
                name="involvement_questionnaireversion_says_what_for",
                violation_error_message="Write what people read first: what this is for.",
            ),
        ]
        triggers = [
            Refuse(
                name="version_published_stays",
                constraint="version_published_stays",
                operations="UPDATE OR DELETE",
                when_sql="OLD.published_at IS NOT NULL",
                message="This version was published, so it never changes. Start a new version.",
            ),
            Refuse(
                name="version_published_whole",
                constraint="version_published_whole",
                operations="INSERT OR UPDATE",
                deferred=True,
                when_sql=_ASKS_NOTHING,
                message="Before it is published it asks something, and says all of it in easy read too.",
            ),
            Refuse(
                name="version_of_open_questionnaire",
                constraint="version_of_open_questionnaire",
                operations="INSERT OR UPDATE",
                when_sql=_IS_CLOSED,
                message="This questionnaire is closed. Make a new one.",
            ),
        ]

    def __str__(self):
        return f"Version {self.number}"


class Question(ServiceOwned):
    """One thing that is asked. `choices`: what to choose from, or the words at the two ends of a scale."""

    class Kind(models.TextChoices):
        CHOICE = "choice", "Choose one"
        ANY = "any", "Choose any that apply"
        SCALE = "scale", f"A scale from 1 to {SCALE}"
        YES_NO = "yes_no", "Yes or no"
        WORDS = "words", "Their own words"

    version = models.ForeignKey(QuestionnaireVersion, on_delete=models.PROTECT, related_name="questions")
    order = models.SmallIntegerField()
    kind = models.CharField("how it is answered", max_length=6, choices=Kind)
    text = models.CharField("question", max_length=200)
    easy_text = models.CharField("question, in easy read", max_length=200, blank=True, default="")
    choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    easy_choices = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    required = models.BooleanField("must be answered", default=False)

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "order"],
                name="involvement_question_order_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Somebody else moved the questions at this moment. Try again.",
            ),
            models.CheckConstraint(
                condition=says("text") & Q(order__range=(1, MOST_QUESTIONS)),
                name="involvement_question_says_something",
                violation_error_message=f"Write the question. There can be {MOST_QUESTIONS} at most.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["choice", "any"], choices__len__range=(2, MOST_CHOICES))
                | Q(kind="scale", choices__len=2)
                | Q(kind__in=["yes_no", "words"], choices__len=0),
                name="involvement_question_choices_fit",
                violation_error_message=f"A choice has 2 to {MOST_CHOICES} answers, a scale the words at its two ends.",
            ),
            models.CheckConstraint(
                condition=Q(easy_choices__len=0) | Q(easy_choices__len=F("choices__len")),
                name="involvement_question_easy_choices_fit",
                violation_error_message="Write as many answers in easy read as there are, or none.",
            ),
        ]
        triggers = [
            Refuse(
                name="question_of_published_stays",
                constraint="question_of_published_stays",
                operations="UPDATE OR DELETE",
                when_sql=_OF_PUBLISHED.format("OLD.version_id"),
                message="This version was published, so its questions never change. Start a new version.",
            ),
            Refuse(
                name="question_not_added_later",
                constraint="question_not_added_later",
                operations="INSERT OR UPDATE",
                when_sql=_OF_PUBLISHED.format("NEW.version_id"),
                message="This version was published, so it asks nothing more. Start a new version.",
            ),
        ]

    def __str__(self):
        return self.text

    def words(self, easy=False) -> str:
        return self.easy_text or self.text if easy else self.text

    def answers(self, easy=False) -> list[str]:
        """What can be chosen, the first with the value 1. Nothing for words."""
        choices = self.easy_choices or self.choices if easy else self.choices
        if self.kind == self.Kind.SCALE:
            return [f"1: {choices[0]}", *(str(step) for step in range(2, SCALE)), f"{SCALE}: {choices[1]}"]
        return {self.Kind.YES_NO: ["Yes", "No"], self.Kind.WORDS: []}.get(self.kind, choices)
