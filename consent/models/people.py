"""A person: who they are in their own words, how they are connected, and what they need to take part."""

import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, JSONObject
from django.utils import timezone

from consent.models.effect import TODAY, EffectiveAnswer, has_no_ground_sql
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, Site, next_reference
from core.models.fields import TelephoneNumberField
from core.roles import Permission
from core.triggers import Refuse, Stays, refusal


class Connection(models.TextChoices):
    """How somebody is connected to Liaison and Diversion (the paper, pages 3 and 4)."""

    USES_NOW = "uses_now", "Uses the service now"
    USED_BEFORE = "used_before", "Used the service before"
    OTHER_SERVICE = "other_service", "Uses another service"
    LIVED_IT = "lived_it", "Never used the service but has lived the same things"
    CARER = "carer", "Cares for somebody"


class AgeBand(models.TextChoices):
    TEN_FIFTEEN = "10_15", "10 to 15"
    SIXTEEN_SEVENTEEN = "16_17", "16 or 17"
    EIGHTEEN_OVER = "18_over", "18 or over"


class PersonQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The people a reader may open: those of their service, without the restricted."""
        if reader.may(Permission.SEE_PEOPLE):
            return self._open_in(reader.service)
        if reader.person_id is not None:
            return self.filter(pk=reader.person_id)
        return self.none()

    def restricted_for(self, reader):
        """Restricted people, for the information governance lead alone."""
        if reader.may(Permission.OPEN_RESTRICTED):
            return self.filter(service=reader.service, joined_into__isnull=True).restricted()
        return self.none()

    def with_assessments_for(self, reader):
        """The people whose assessments and decisions a reader may open: also those whose record they do not."""
        return self._open_in(reader.service) if reader.may(Permission.SEE_ASSESSMENTS) else self.none()

    def audited_by(self, reader):
        """The people a reader may look up who changed and who read: all of their service, the restricted too."""
        if reader.may(Permission.SEE_AUDIT):
            return self.filter(service=reader.service)
        return self.none()

    def _open_in(self, service):
        """Records that stand on their own in a service and are not restricted."""
        return self.filter(~_is_restricted(), service=service, joined_into__isnull=True)

    def not_restricted(self):
        """Those that are not restricted, nor read through a newer record that is."""
        return self.filter(~_is_restricted()).filter(~_is_read_through_a_restricted_one())

    def restricted(self):
        """Those that are restricted themselves."""
        return self.filter(_is_restricted())

    def with_restriction(self):
        """Each person with `restricted_now`: they, or the newer record they are read through. The rules ask no more."""
        restricted = _is_restricted() | _is_read_through_a_restricted_one()
        return self.annotate(restricted_now=ExpressionWrapper(restricted, output_field=models.BooleanField()))

    def with_former_records(self):
        """Each person with `former_ids`: the keys of older records that were joined to theirs, read through it."""
        older = Person.objects.filter(joined_into=OuterRef("pk")).order_by("pk")
        return self.annotate(former_ids=ArraySubquery(older.values("pk")))

    def to_be_joined_by(self, reader):
        """The newer records that a restricted one may be joined to, for the information governance lead alone."""
        return self._open_in(reader.service) if reader.may(Permission.OPEN_RESTRICTED) else self.none()

    def with_account(self):
        """Each person with `has_account`: whether they can sign in to their own page."""
        from consent.models.accounts import AccountOf

        return self.annotate(has_account=Exists(AccountOf.objects.open().filter(person=OuterRef("pk"))))

    def with_details_left(self):
        """Each person with `details_left`: the keys of what was left for later, oldest first."""
        from consent.models.details import DetailToAdd

        waiting = DetailToAdd.objects.open().filter(person=OuterRef("pk")).order_by("recorded_at", "pk")
        return self.annotate(details_left=ArraySubquery(waiting.values("detail")))

    def with_contact_answer(self):
        """Each person with what `rules.may_contact` asks of the database, for lists: in one statement for all rows.

        `record_answer` and `contact_answer`: what holds today (given, refused, withdrawn, conflicting), "" for no
        answer; `held_in_public_interest`: whether such a decision holds the record; `asked_for_day`: the day to wait
        for; `has_safe_way`: whether a way of contact can be used today.
        """
        from consent.models.contact import SafeContact
        from consent.models.follow_ups import FollowUp
        from consent.models.public_interest import PublicInterestDecision

        today = timezone.localdate()

        waits = FollowUp.objects.open().filter(person=OuterRef("pk"), waits_for__isnull=True, not_before__gt=today)
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
            record_answer=EffectiveAnswer("record", today),
            contact_answer=EffectiveAnswer("contact", today),
            held_in_public_interest=Exists(PublicInterestDecision.objects.holding().filter(person=OuterRef("pk"))),
            asked_for_day=Subquery(waits.order_by("-not_before").values("not_before")[:1]),
            has_safe_way=Exists(safe),
        )

    def may_be_contacted(self):
        """Those whom `rules.may_contact` allows today."""
        return self.not_restricted().with_contact_answer().filter(_MAY_BE_CONTACTED)

    def may_not_be_contacted(self):
        """Those whom `rules.may_contact` refuses today."""
        return self.with_contact_answer().filter(_is_restricted() | ~_MAY_BE_CONTACTED)

    def whose_ground_ran_out(self):
        """Those who are held on no ground any more, and not restricted yet: time ended the last one."""
        from consent.models.public_interest import PublicInterestDecision

        held = PublicInterestDecision.objects.holding().filter(person=OuterRef("pk"))
        answered = self.annotate(record_answer=EffectiveAnswer("record", timezone.localdate()))
        lapsed = answered.exclude(record_answer__in=["given", "conflicting"]).exclude(Exists(held))
        return lapsed.filter(~_is_restricted(), joined_into__isnull=True)

    def with_last_contact(self):
        """Each person with `last_contact`: when a message last left, or asking them was last closed, or None."""
        from consent.models.follow_ups import FollowUp
        from consent.models.messages import Message

        sent = Message.objects.filter(person=OuterRef("pk"), sent_at__isnull=False).order_by("-sent_at")
        asked = FollowUp.objects.filter(person=OuterRef("pk"), done_at__isnull=False).order_by("-done_at")
        return self.annotate(
            last_contact=Greatest(Subquery(sent.values("sent_at")[:1]), Subquery(asked.values("done_at")[:1]))
        )

    def with_what_helps(self):
        """Each person with `needs_now` and `asked_newest`, which `rules.needs` reads: no statement of their own."""
        from consent.models.needs import NeedsAsked, PersonNeed

        needs = PersonNeed.objects.open().filter(person=OuterRef("pk")).order_by("need__order", "pk")
        asked = NeedsAsked.objects.filter(person=OuterRef("pk")).order_by("-asked_at", "-pk")
        return self.annotate(
            needs_now=ArraySubquery(needs.values(json=PersonNeed.as_json())),
            asked_newest=Subquery(asked.values(json=NeedsAsked.as_json())[:1]),
        )

    def with_assessments(self):
        """Each person with their newest assessments and best-interests decisions: no statement of their own."""
        from consent.models.assessments import BestInterestsDecision, CapacityAssessment, CompetenceAssessment

        def newest(model, deed, found):
            rows = model.objects.filter(person=OuterRef("pk")).order_by(f"-{deed}")
            return ArraySubquery(rows.values(json=JSONObject(pk="pk", purpose="purpose_id", found=found, on=deed))[:10])

        return self.annotate(
            competence_found=newest(CompetenceAssessment, "assessed_at", "outcome"),
            capacity_found=newest(CapacityAssessment, "assessed_at", "outcome"),
            best_interests_found=newest(BestInterestsDecision, "decided_at", "in_favour"),
        )

    def with_decisions(self):
        """Each person with `decisions_now`, which `rules.decisions_about` reads: no statement of their own."""
        from consent.models.public_interest import PublicInterestDecision

        decisions = PublicInterestDecision.objects.filter(person=OuterRef("pk")).order_by("-decided_at", "-pk")
        return self.annotate(decisions_now=ArraySubquery(decisions.values(json=PublicInterestDecision.as_json())))

    def with_newest_disclosures(self, most):
        """Each person with `disclosures_now`: the newest so many disclosures, of a joined older record too, as JSON."""
        from consent.models.disclosures import Disclosure

        whose = Person.objects.filter(Q(pk=OuterRef(OuterRef("pk"))) | Q(joined_into=OuterRef(OuterRef("pk"))))
        newest = Disclosure.objects.filter(person__in=whose.values("pk")).order_by("-disclosed_on", "-pk")[:most]
        return self.annotate(disclosures_now=ArraySubquery(newest.values(json=Disclosure.as_json())))

    def with_needs_asked(self):
        """Each person with `needs_review_on`: when their access needs are to be looked at again; None if not asked."""
        from consent.models.needs import NeedsAsked

        newest = NeedsAsked.objects.filter(person=OuterRef("pk")).order_by("-asked_at", "-pk")
        return self.annotate(needs_review_on=Subquery(newest.values("review_on")[:1]))

    def with_needs(self, which: str):
        """Those who need something, need nothing, were never asked, or are due to be asked again."""
        from consent.models.needs import NeedsAsked, PersonNeed

        needs = Exists(PersonNeed.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)) | ~Q(access_needs="")
        asked = Exists(NeedsAsked.objects.filter(person=OuterRef("pk")))
        return {
            "some": self.filter(needs),
            "none": self.filter(asked & ~needs),
            "not_asked": self.filter(~asked),
            "due": self.with_needs_asked().filter(needs_review_on__lte=timezone.localdate()),
        }[which]


def _open_restrictions():
    from consent.models.agreements import Restriction

    return Restriction.objects.filter(ended_at__isnull=True)


def _is_restricted():
    """The condition that a record is restricted itself."""
    return Exists(_open_restrictions().filter(person=OuterRef("pk")))


def _is_read_through_a_restricted_one():
    """The condition that an older record is read through a newer one that is restricted.

    Of a chain of joined records no more than two are looked at: behind a longer one it counts as restricted.
    """
    newer = Person.objects.filter(pk=OuterRef("joined_into"))
    further = Q(joined_into__in=_open_restrictions().values("person")) | Q(joined_into__joined_into__isnull=False)
    return Q(joined_into__isnull=False) & Exists(newer.filter(_is_restricted() | further))


_MAY_BE_CONTACTED = (Q(record_answer="given") | Q(held_in_public_interest=True) & ~Q(record_answer="conflicting")) & Q(
    contact_answer="given", asked_for_day__isnull=True, has_safe_way=True
)


def ground_trigger(person: str) -> pgtrigger.Trigger:
    """No personal information without a ground: checked at commit wherever a ground can begin or end.

    `person`: the SQL of the person's id in the row that changed.
    """
    message = "Nobody is recorded without a ground: their agreement, or a decision in the public interest."
    return pgtrigger.Trigger(
        name="person_has_a_ground",
        when=pgtrigger.After,
        timing=pgtrigger.Deferred,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"IF {has_no_ground_sql(person)} THEN {refusal('person_has_a_ground', message)} END IF; RETURN NULL;",
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
    # Coded needs are rows of their own (PersonNeed); these are words for what no code says.
    access_needs = models.TextField("anything else that helps", max_length=1000, blank=True)
    language = models.CharField("language they prefer", max_length=60, blank=True)
    interpreter_needed = models.BooleanField("needs an interpreter", default=False)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="people", verbose_name="where we met them"
    )
    recorded = Deed()
    joined_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="former_records", editable=False
    )
    joined = Deed(required=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_to_use", "pk"]
        indexes = [
            models.Index(fields=["service", "name_to_use", "id"], name="consent_person_list"),
            models.Index(fields=["service", "date_of_birth"], name="consent_person_born"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(connection__in=Connection.values),
                name="consent_person_known_connection",
                violation_error_message="Choose how the person is connected.",
            ),
            models.CheckConstraint(
                condition=models.Q(age_band__in=["", *AgeBand.values]),
                name="consent_person_known_age_band",
                violation_error_message="Choose an age from the list.",
            ),
            models.CheckConstraint(
                condition=models.Q(joined_at__isnull=True, joined_into__isnull=True)
                | models.Q(joined_at__isnull=False, joined_into__isnull=False) & ~models.Q(joined_into=F("id")),
                name="consent_person_joined_to_another",
                violation_error_message="Records are joined to another record, by somebody.",
            ),
        ]
        triggers = [
            Refuse(
                name="person_joined_once",
                constraint="person_joined_once",
                operations="UPDATE",
                when_sql="OLD.joined_at IS NOT NULL AND (NEW.joined_at IS DISTINCT FROM OLD.joined_at"
                " OR NEW.joined_into_id IS DISTINCT FROM OLD.joined_into_id)",
                message="These records were joined, and stay so.",
            ),
            Refuse(
                name="person_joined_within_service",
                constraint="person_joined_within_service",
                operations="INSERT OR UPDATE",
                when_sql="NEW.joined_into_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.joined_into_id IS NULL)"
                " AND NOT EXISTS (SELECT 1 FROM consent_person p WHERE p.id = NEW.joined_into_id"
                " AND p.service_id = NEW.service_id AND p.joined_into_id IS NULL)",
                message="Records are joined to one of the same service that stands on its own.",
            ),
            Refuse(
                name="person_is_born",
                constraint="person_is_born",
                operations="INSERT OR UPDATE",
                when_sql=f"NEW.date_of_birth > {TODAY}",
                message="Date of birth must be in the past.",
            ),
            Stays(name="person_stays_in_service", message="A record stays in the service that made it."),
            ground_trigger("NEW.id"),
        ]

    def __str__(self):
        return f"{self.name_to_use} ({self.reference})"


class SearchWord(ServiceOwned):
    """A normalised word of a person's names, reference or telephone digits, the end of one, or how a name sounds.

    Searched by range (`word >= x and word < next`), which can use its index beneath the row policies while pattern
    operators cannot; the ends of words make the start of a range any part of a word. How a name sounds starts with
    a mark (`consent.search.SOUND`) that no word holds, so that nobody finds it by typing.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="search_words")
    word = models.CharField(max_length=80, db_collation="C")

    class Meta:
        indexes = [models.Index(fields=["service", "word"], name="consent_searchword_lookup")]
        constraints = [models.UniqueConstraint(fields=["person", "word"], name="consent_searchword_once")]
