"""Recording or sharing without consent, in the public interest: the paper's second ground (page 1)."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from consent.models.people import Person, ground_trigger
from consent.models.recipients import Recipient
from core.deeds import Deed
from core.history import track
from core.models import QueuedMail, ServiceOwned
from core.roles import CARDS, Permission
from core.triggers import HasCome, LeavesOnce, Refuse, changes_beside, deed_columns, says


def _has_no_role(user: str, permission: Permission) -> str:
    """SQL of somebody who holds no role now, in the service of the row, that has a permission."""
    roles = ", ".join(f"'{key}'" for key, card in CARDS.items() if permission in card.permissions)
    return (
        f"NOT EXISTS (SELECT 1 FROM core_membership m WHERE m.user_id = {user} AND m.service_id = NEW.service_id"  # noqa: S608  (SQL of constants)
        f" AND m.ended_at IS NULL AND m.role IN ({roles}))"
    )


class PublicInterestQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """Decisions of the reader's service; about restricted records, for who may open those."""
        if not reader.may(Permission.SEE_ASSESSMENTS) and not reader.may(Permission.REVIEW_PUBLIC_INTEREST):
            return self.none()
        found = self.filter(service=reader.service)
        if reader.may(Permission.OPEN_RESTRICTED):
            return found
        return found.filter(person__in=Person.objects.filter(service=reader.service).not_restricted())

    def standing(self):
        """Those that were not turned down: they count while they wait for their review."""
        return self.exclude(outcome="turned_down")

    def holding(self):
        """Those on which information is held."""
        return self.standing().filter(aim="record")

    def to_review(self):
        return self.filter(reviewed_at__isnull=True)

    def overdue(self):
        return self.to_review().filter(review_due__lte=timezone.now())

    def reviewed(self):
        return self.filter(reviewed_at__isnull=False)


_MOMENTS = ("decided_at", "reviewed_at", "review_due")


@track()
class PublicInterestDecision(ServiceOwned):
    """One decision on the facts of one situation, reviewed by a second person within the service's time."""

    class Aim(models.TextChoices):
        RECORD = "record", "To record information"
        SHARE = "share", "To share information"

    class Purpose(models.TextChoices):
        """The paper's three."""

        CHILD = "child", "To help a child or young person who is or may be at risk of harm"
        OFFENDING = (
            "offending",
            "To help anyone who is or may be at risk of offending, or of harm or loss from offending",
        )
        CRIME = "crime", "To prevent or investigate a crime"

    class Sought(models.TextChoices):
        UNSAFE = "unsafe", "Asking would have put somebody at risk"
        IMPRACTICABLE = "impracticable", "There was no way or no time to ask"
        REFUSED = "refused", "They were asked and said no"
        PREJUDICE = "prejudice", "Asking would have defeated the purpose"

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Upheld"
        TURNED_DOWN = "turned_down", "Turned down"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="public_interest_decisions")
    aim = models.CharField("what it is for", max_length=10, choices=Aim)
    purpose = models.CharField("public interest", max_length=10, choices=Purpose)
    at_risk = models.TextField("who is at risk", max_length=500)
    harm = models.TextField("the harm feared", max_length=1500)
    pressing = models.TextField("why now: the pressing need", max_length=1500)
    proportionate = models.TextField("why this much and no more", max_length=1500)
    facts = models.TextField("the facts of this situation", max_length=3000)
    consent_sought = models.CharField("why there is no consent", max_length=15, choices=Sought)
    consent_words = models.TextField("what was tried, and what they said", max_length=1000)
    alternatives = models.TextField("what else was considered", max_length=1000)
    adviser = models.CharField("who advised", max_length=200)
    told = models.BooleanField("was the person told?")
    told_words = models.TextField("what they were told, or why not", max_length=1000)
    recipient = models.ForeignKey(
        Recipient, on_delete=models.PROTECT, null=True, blank=True, related_name="public_interest_decisions"
    )
    review_due = models.DateTimeField("to be reviewed by")
    decided = Deed()
    outcome = models.CharField("review", max_length=12, choices=Outcome, blank=True, default="", editable=False)
    review_words = models.TextField("reasons of the review", max_length=1500, blank=True, default="")
    reviewed = Deed(required=False)
    escalated = Deed(required=False)

    objects = PublicInterestQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]
        indexes = [
            models.Index(
                fields=["service", "review_due"], condition=Q(reviewed_at__isnull=True), name="consent_pid_to_review"
            ),
            models.Index(
                fields=["service", "-reviewed_at"],
                condition=Q(reviewed_at__isnull=False),
                name="consent_pid_reviewed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=says(
                    "at_risk",
                    "harm",
                    "pressing",
                    "proportionate",
                    "facts",
                    "consent_words",
                    "alternatives",
                    "adviser",
                    "told_words",
                ),
                name="consent_publicinterest_is_complete",
                violation_error_message="Each question has to be answered on the facts of this situation.",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["child", "offending", "crime"])
                & Q(consent_sought__in=["unsafe", "impracticable", "refused", "prejudice"]),
                name="consent_publicinterest_known_words",
                violation_error_message="Choose the public interest, and why there is no consent, from the list.",
            ),
            models.CheckConstraint(
                condition=Q(aim="record", recipient__isnull=True) | Q(aim="share", recipient__isnull=False),
                name="consent_publicinterest_share_names_recipient",
                violation_error_message="Name who may be told.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, outcome="", review_words="")
                | Q(reviewed_at__isnull=False, outcome__in=["upheld", "turned_down"]) & says("review_words"),
                name="consent_publicinterest_review_complete",
                violation_error_message="A review says what was found, and why.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True) | Q(reviewed_at__gte=F("decided_at")),
                name="consent_publicinterest_reviewed_after",
                violation_error_message="A decision is reviewed after it was made, and not before.",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("decided_by")),
                name="consent_publicinterest_second_person",
                violation_error_message="A second person reviews it, not the one who made it.",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=False) & (Q(reviewed_at__isnull=True) | Q(reviewed_by__isnull=False)),
                name="consent_publicinterest_by_staff",
                violation_error_message="Only a member of staff makes or reviews such a decision.",
            ),
        ]
        triggers = [
            Refuse(
                name="public_interest_reviewed_once",
                constraint="public_interest_reviewed_once",
                operations="UPDATE OR DELETE",
                # That nobody reviewed it in time is noted once.
                when_sql="TG_OP = 'DELETE' OR OLD.escalated_at IS NOT NULL AND"
                " (NEW.escalated_at, NEW.escalated_by_id, NEW.escalated_by_kind) IS DISTINCT FROM"
                " (OLD.escalated_at, OLD.escalated_by_id, OLD.escalated_by_kind) OR "
                + changes_beside(*deed_columns("reviewed"), "outcome", "review_words", *deed_columns("escalated"))
                + " OR OLD.reviewed_at IS NOT NULL AND "
                + changes_beside(*deed_columns("escalated")),
                message="A decision in the public interest stays as it was made, and is reviewed once.",
            ),
            Refuse(
                name="public_interest_decided_by_role",
                constraint="public_interest_decided_by_role",
                operations="INSERT",
                when_sql="NEW.decided_by_id IS NOT NULL AND "
                + _has_no_role("NEW.decided_by_id", Permission.DECIDE_PUBLIC_INTEREST),
                message="Only a practitioner or a manager of this service may decide this in the public interest.",
            ),
            Refuse(
                name="public_interest_reviewed_by_role",
                constraint="public_interest_reviewed_by_role",
                operations="INSERT OR UPDATE",
                # Once reviewed, it stays so when the reviewer leaves.
                when_sql="NEW.reviewed_by_id IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.reviewed_by_id IS NULL) AND "
                + _has_no_role("NEW.reviewed_by_id", Permission.REVIEW_PUBLIC_INTEREST),
                message="A manager or information governance lead of this service reviews it.",
            ),
            Refuse(
                name="public_interest_recipient_of_person",
                constraint="public_interest_recipient_of_person",
                operations="INSERT",
                when_sql="NEW.recipient_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM consent_recipient r"
                " WHERE r.id = NEW.recipient_id AND r.person_id = NEW.person_id)",
                message="The recipient must be recorded for this person.",
            ),
            HasCome(name="public_interest_has_come", deeds=["decided", "reviewed"]),
            ground_trigger("NEW.person_id"),
        ]

    def __str__(self):
        return self.get_aim_display()

    @staticmethod
    def as_json():
        """What the rules read of the row, to be read within another statement; `of_json` makes it again."""
        names = ("aim", "purpose", "proportionate", "decided_at", "outcome", "reviewed_at", "review_due")
        return JSONObject(pk="pk", **{name: name for name in names}, to=F("recipient"), name=F("recipient__name"))

    @classmethod
    def of_json(cls, person, json) -> "PublicInterestDecision":
        recipient = Recipient(pk=json.pop("to"), person=person, name=json.pop("name") or "")
        moments = {name: at and datetime.fromisoformat(at) for name, at in json.items() if name in _MOMENTS}
        return cls(person=person, recipient=recipient if recipient.pk else None, **json | moments)


class ReviewNotice(ServiceOwned):
    """One email to one colleague that a decision waits for its review: queued with what causes it, sent once.

    It holds no words: what is sent says nothing of anybody (consent.notices).
    """

    class About(models.TextChoices):
        REVIEW = "review", "A decision waits for its review"
        OVERDUE = "overdue", "A decision was not reviewed in time"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    decision = models.ForeignKey(PublicInterestDecision, on_delete=models.PROTECT, related_name="notices")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(max_length=10, choices=About)
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
                name="consent_reviewnotice_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "to", "about"],
                name="consent_reviewnotice_once",
                violation_error_message="They were told already.",
            ),
            models.CheckConstraint(
                condition=Q(about__in=["review", "overdue"]) & (Q(sent_at__isnull=True) | Q(dropped_at__isnull=True)),
                name="consent_reviewnotice_sent_or_dropped",
                violation_error_message="A notice is sent, or dropped because nobody needs it any more.",
            ),
        ]
        triggers = [LeavesOnce(name="review_notice_leaves_once", message="A notice leaves once, and stays as it was.")]

    def __str__(self):
        return self.get_about_display()
