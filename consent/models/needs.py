"""What helps somebody to understand and take part: the coded list, who needs what, and how each was met."""

from datetime import date, datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import JSONObject

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, Refuse


class Category(models.TextChoices):
    """The four subsets of the Accessible Information Standard, and the time that it names beside them."""

    CONTACT = "contact", "A way to be contacted"
    FORMAT = "format", "A format of information"
    PROFESSIONAL = "professional", "Somebody trained, such as a signer or an advocate"
    SUPPORT = "support", "Support with communication"
    TIME = "time", "Time"


class Way(models.TextChoices):
    """How somebody is reached or met; each need bears on some of these."""

    LETTER = "letter", "Letter or form on paper"
    EMAIL = "email", "Email"
    TEXT = "text", "Text message"
    TELEPHONE = "telephone", "Telephone call"
    MEETING = "meeting", "Meeting face to face"


class AccessNeed(models.Model):
    """One need of the coded list (consent/access_needs.py): reference data, the same for every service."""

    key = models.CharField(max_length=30, primary_key=True)
    code = models.CharField("SNOMED CT code", max_length=18, blank=True)
    category = models.CharField(max_length=15, choices=Category)
    name = models.CharField(max_length=80)
    says = models.CharField("what is said of somebody", max_length=80)
    bears_on = ArrayField(models.CharField(max_length=10, choices=Way), verbose_name="ways it bears on")
    common = models.SmallIntegerField("place among those asked for most", null=True, blank=True)
    order = models.SmallIntegerField()
    offered = models.BooleanField("on the list today", default=True)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="consent_accessneed_code_once",
                violation_error_message="Another need has this code already.",
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values),
                name="consent_accessneed_known_category",
                violation_error_message="Choose a category from the list.",
            ),
        ]

    def __str__(self):
        return self.name


# The newest time they were asked says that they need nothing, and yet a need is open.
_NONE_AND_YET_ONE = """
EXISTS (SELECT 1 FROM consent_personneed n WHERE n.person_id = NEW.person_id AND n.ended_at IS NULL)
AND (SELECT a.has_none FROM consent_needsasked a WHERE a.person_id = NEW.person_id
     ORDER BY a.asked_at DESC, a.id DESC LIMIT 1)
"""


def _none_means_none(name):
    return Refuse(
        name=name,
        constraint="needs_none_means_none",
        operations="INSERT",
        when_sql=_NONE_AND_YET_ONE,
        message="Somebody who needs nothing of this kind has no open need.",
        deferred=True,
    )


class PersonNeedQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)


@track()
class PersonNeed(ServiceOwned):
    """That somebody has a need, with details in words. Never edited: it ends once, and a change is a new row."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs")
    need = models.ForeignKey(AccessNeed, on_delete=models.PROTECT, related_name="+")
    details = models.CharField("details", max_length=200, blank=True)
    recorded = Deed()
    ended_because = models.CharField("why it ended", max_length=200, blank=True, default="")
    ended = Deed(required=False)

    objects = PersonNeedQuerySet.as_manager()

    class Meta:
        ordering = ["need__order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "need"],
                condition=Q(ended_at__isnull=True),
                name="consent_personneed_one_open",
                violation_error_message="This need is recorded already.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_because="") | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="consent_personneed_ending_complete",
                violation_error_message="A need that ended says why.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="person_need_ends_once",
                deed="ended",
                with_it=["ended_because"],
                message="A need cannot be changed or deleted. It can be ended once, and a new one recorded.",
            ),
            _none_means_none("need_beside_none"),
        ]

    def __str__(self):
        return f"{self.need} ({self.details})" if self.details else str(self.need)

    @staticmethod
    def as_json():
        """The row with its need, to be read within another statement; `of_json` makes it again."""
        of_need = {name: f"need__{name}" for name in ("key", "category", "name", "says", "bears_on")}
        return JSONObject(pk="pk", details="details", **of_need)

    @classmethod
    def of_json(cls, person, json) -> "PersonNeed":
        of_need = {name: json[name] for name in ("key", "category", "name", "says", "bears_on")}
        return cls(pk=json["pk"], person=person, details=json["details"], need=AccessNeed(**of_need))

    @property
    def says(self) -> str:
        """What is said of the person, such as "needs a BSL interpreter (a woman)"."""
        return f"{self.need.says} ({self.details})" if self.details else self.need.says


@track()
class NeedsAsked(ServiceOwned):
    """That somebody was asked what helps them, on a day, and when to look at it again. No row: nobody has asked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs_asked")
    has_none = models.BooleanField("they need nothing of this kind")
    review_on = models.DateField("to be looked at again on")
    asked = Deed()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [models.Index(fields=["person", "-asked_at"], name="consent_needsasked_newest")]
        triggers = [
            Refuse(
                name="needs_asked_append_only",
                constraint="needs_asked_append_only",
                operations="UPDATE OR DELETE",
                message="That somebody was asked cannot be changed or deleted. Ask again instead.",
            ),
            Refuse(
                name="needs_asked_review_in_time",
                constraint="needs_asked_review_in_time",
                operations="INSERT",
                when_sql="NEW.review_on - (NEW.asked_at AT TIME ZONE 'Europe/London')::date NOT BETWEEN 1 AND"
                " (SELECT s.days_to_review_needs FROM core_service s WHERE s.id = NEW.service_id)",
                message="Needs are looked at again after the day they were asked, and within the time of the service.",
            ),
            _none_means_none("none_beside_need"),
        ]

    @staticmethod
    def as_json():
        """The row, to be read within another statement; `of_json` makes it again."""
        return JSONObject(pk="pk", asked_at="asked_at", has_none="has_none", review_on="review_on")

    @classmethod
    def of_json(cls, person, json) -> "NeedsAsked":
        asked_at, review_on = datetime.fromisoformat(json["asked_at"]), date.fromisoformat(json["review_on"])
        return cls(pk=json["pk"], person=person, has_none=json["has_none"], asked_at=asked_at, review_on=review_on)


@track()
class NeedMet(ServiceOwned):
    """How a need is met at one occasion (a session, a message, a letter), or why it cannot be.

    `occasion` is the key of something that any app may own, and `about` says it in words. A newer note ends the older.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="needs_met")
    person_need = models.ForeignKey(PersonNeed, on_delete=models.PROTECT, related_name="met")
    occasion = models.CharField(max_length=60)
    about = models.CharField("what it was about", max_length=250)
    is_met = models.BooleanField("it is met")
    how = models.CharField("how, or why not", max_length=300)
    noted = Deed()
    ended = Deed(required=False)

    class Meta:
        ordering = ["-noted_at", "-pk"]
        indexes = [models.Index(fields=["service", "occasion"], name="consent_needmet_occasion")]
        constraints = [
            models.UniqueConstraint(
                fields=["person_need", "occasion"],
                condition=Q(ended_at__isnull=True),
                name="consent_needmet_one_open",
                violation_error_message="How this need is met there is noted already.",
            ),
            models.CheckConstraint(
                condition=~Q(how="") & ~Q(occasion="") & ~Q(about=""),
                name="consent_needmet_says_how",
                violation_error_message="Say how it is met, or why it cannot be.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="need_met_ends_once",
                deed="ended",
                message="How a need was met cannot be changed or deleted. Note it anew, and the older note ends.",
            ),
            Refuse(
                name="need_met_of_person",
                constraint="need_met_of_person",
                operations="INSERT",
                when_sql="NEW.person_id IS DISTINCT FROM"
                " (SELECT n.person_id FROM consent_personneed n WHERE n.id = NEW.person_need_id)",
                message="The need must be one of this person.",
            ),
        ]
