"""A person: who they are in their own words, how they are connected, and what they need to take part."""

import pgtrigger
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, Site, next_reference
from core.models.fields import TelephoneNumberField
from core.roles import Permission
from core.triggers import refusal


class Connection(models.TextChoices):
    """How somebody is connected to Liaison and Diversion (the paper, pages 3 and 4)."""

    USES_NOW = "uses_now", "Uses the service now"
    USED_BEFORE = "used_before", "Used the service before"
    OTHER_SERVICE = "other_service", "Uses another service"
    LIVED_IT = "lived_it", "Never used the service but has lived the same things"
    CARER = "carer", "Cares for somebody"


class AgeBand(models.TextChoices):
    SIXTEEN_SEVENTEEN = "16_17", "16 or 17"
    EIGHTEEN_OVER = "18_over", "18 or over"


class PersonQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The people a reader may open: those of their service, without the restricted."""
        if reader.may(Permission.SEE_PEOPLE):
            return self.filter(service=reader.service).not_restricted()
        if reader.person_id is not None:
            return self.filter(pk=reader.person_id)
        return self.none()

    def restricted_for(self, reader):
        """Restricted people, for the information governance lead alone."""
        if reader.may(Permission.OPEN_RESTRICTED):
            return self.filter(service=reader.service).restricted()
        return self.none()

    def audited_by(self, reader):
        """The people a reader may look up who changed and who read: all of their service, the restricted too."""
        if reader.may(Permission.SEE_AUDIT):
            return self.filter(service=reader.service)
        return self.none()

    def _open_restriction(self):
        from consent.models.agreements import Restriction

        return Exists(Restriction.objects.filter(person=OuterRef("pk"), ended_at__isnull=True))

    def not_restricted(self):
        return self.filter(~self._open_restriction())

    def restricted(self):
        return self.filter(self._open_restriction())

    def with_restriction(self):
        """Each person with `restricted_now`, so that the rules need not ask again."""
        return self.annotate(restricted_now=self._open_restriction())

    def with_contact_answer(self):
        """Each person with what `rules.may_contact` asks of the database, for lists: in one statement for all rows.

        `record_answer` and `contact_answer`: the open answer, "" for none; `contact_withdrawn`: whether one was taken
        back; `asked_for_day`: the day to wait for; `has_safe_way`: whether a way of contact can be used today.
        """
        from consent.models.agreements import Agreement, Answer, Ending
        from consent.models.contact import FollowUp, SafeContact

        today = timezone.localdate()

        def answer_to(purpose):
            # An answer whose effect has run out counts as none.
            still = Case(When(expires_on__lte=today, answer=Answer.GIVEN, then=Value("")), default=F("answer"))
            rows = Agreement.objects.filter(person=OuterRef("pk"), purpose_id=purpose, ended_at__isnull=True)
            newest = rows.order_by("-recorded_at", "-pk").annotate(still=still).values("still")[:1]
            return Coalesce(Subquery(newest), Value(""))

        withdrawn = Agreement.objects.filter(person=OuterRef("pk"), purpose_id="contact", ended_kind=Ending.WITHDRAWN)
        waits = FollowUp.objects.filter(person=OuterRef("pk"), done_at__isnull=True, not_before__gt=today)
        reachable = (
            Q(channel__in=["text", "telephone"], person__phone__gt="")
            | Q(channel="email", person__email__gt="")
            | Q(channel="letter", person__address__gt="")
            | Q(channel="worker")
        )
        safe = SafeContact.objects.filter(
            reachable,
            Q(review_on__isnull=True) | Q(review_on__gte=today),
            person=OuterRef("pk"),
            ended_at__isnull=True,
            allowed=True,
        )
        return self.annotate(
            record_answer=answer_to("record"),
            contact_answer=answer_to("contact"),
            contact_withdrawn=Exists(withdrawn),
            asked_for_day=Subquery(waits.order_by("-not_before").values("not_before")[:1]),
            has_safe_way=Exists(safe),
        )

    def may_be_contacted(self):
        """Those whom `rules.may_contact` allows today."""
        return self.not_restricted().with_contact_answer().filter(_MAY_BE_CONTACTED)

    def may_not_be_contacted(self):
        """Those whom `rules.may_contact` refuses today."""
        return self.with_contact_answer().filter(self._open_restriction() | ~_MAY_BE_CONTACTED)

    def with_last_contact(self):
        """Each person with `last_contact`: when a message last left, or asking them was last closed, or None."""
        from consent.models.contact import FollowUp
        from consent.models.messages import Message

        sent = Message.objects.filter(person=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at")
        asked = FollowUp.objects.filter(person=OuterRef("pk"), done_at__isnull=False).order_by("-done_at")
        return self.annotate(
            last_contact=Greatest(Subquery(sent.values("sent_at")[:1]), Subquery(asked.values("done_at")[:1]))
        )


_MAY_BE_CONTACTED = Q(record_answer="given", contact_answer="given", asked_for_day__isnull=True, has_safe_way=True)


_HAS_NO_GROUND = """
NOT EXISTS (SELECT 1 FROM consent_agreement a WHERE a.person_id = {person} AND a.purpose_id = 'record'
            AND a.answer = 'given' AND a.ended_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM consent_restriction r WHERE r.person_id = {person} AND r.ended_at IS NULL)
AND EXISTS (SELECT 1 FROM consent_person p WHERE p.id = {person}
            AND p.name_to_use || p.full_name || p.email || p.phone || p.address <> '')
"""


def ground_trigger(person: str) -> pgtrigger.Trigger:
    """No personal information without a ground: checked at commit wherever a ground can begin or end.

    `person`: the SQL of the person's id in the row that changed.
    """
    message = "A person can only be recorded with their agreement. Record their answer first."
    return pgtrigger.Trigger(
        name="person_has_a_ground",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"IF {_HAS_NO_GROUND.format(person=person)} THEN {refusal('person_has_a_ground', message)} END IF;"
        " RETURN NULL;",
    )


@track()
class Person(ServiceOwned):
    """Somebody the service meets or who comes forward. Only ever recorded on a ground (the paper, page 1)."""

    reference = models.CharField("reference", max_length=16, unique=True, default=next_reference, editable=False)
    name_to_use = models.CharField("name to use", max_length=80)
    full_name = models.CharField("full name, as they give it", max_length=150, blank=True)
    pronouns = models.CharField("pronouns", max_length=40, blank=True)
    date_of_birth = models.DateField("date of birth", null=True, blank=True)
    age_band = models.CharField("age", max_length=10, choices=AgeBand, blank=True)
    connection = models.CharField("how we know them", max_length=20, choices=Connection)
    phone = TelephoneNumberField("telephone number", blank=True)
    email = models.EmailField("email address", blank=True)
    address = models.TextField("postal address", max_length=500, blank=True)
    has_access_needs = models.BooleanField("needs something to take part or to understand", default=False)
    access_needs = models.TextField("what they need", max_length=1000, blank=True)
    language = models.CharField("language they prefer", max_length=60, blank=True)
    interpreter_needed = models.BooleanField("needs an interpreter", default=False)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name="where we met them"
    )
    recorded = Deed()

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_to_use", "pk"]
        indexes = [models.Index(fields=["service", "name_to_use", "id"], name="consent_person_list")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(connection__in=Connection.values),
                name="consent_person_known_connection",
                violation_error_message="Choose how the person is connected.",
            ),
        ]
        triggers = [ground_trigger("NEW.id")]

    def __str__(self):
        return f"{self.name_to_use} ({self.reference})"

    @property
    def needs_in_words(self) -> str:
        """Access and language needs as one sentence, or ""."""
        needs = [self.access_needs] if self.access_needs else []
        if self.has_access_needs and not needs:
            needs.append("Has access needs: ask what helps.")
        if self.interpreter_needed:
            needs.append(f"Interpreter: {self.language or 'ask which language'}.")
        elif self.language:
            needs.append(f"Prefers {self.language}.")
        return " ".join(needs)


class SearchWord(ServiceOwned):
    """One normalised word of a person's names, reference or telephone digits.

    Searched by range (`word >= x and word < next`), which can use its index beneath the row policies while pattern
    operators cannot.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=80, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["service", "word"], name="consent_searchword_lookup")]
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="consent_searchword_once")]
