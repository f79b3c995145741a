"""How a person may be contacted safely, and when somebody is to get in touch again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consent.models.people import Person
from consent.models.wording import Purpose
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, deed_columns


class Channel(models.TextChoices):
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    TELEPHONE = "telephone", "Telephone call"
    LETTER = "letter", "Letter"
    WORKER = "worker", "Through a worker, face to face"


class Days(models.TextChoices):
    """Days of the week on which a way of contact is safe. Nothing chosen means any."""

    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKENDS = "weekends", _("Saturday and Sunday")


@track()
class SafeContact(ServiceOwned):
    """The rule for one channel, in the person's words. No row means unknown, and unknown means no.

    `days`, `from_time` and `until_time`: when a message may arrive, which the system keeps to. `safe_times`: the same,
    or anything to take care of, in words that somebody has to read.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safe_contacts")
    channel = models.CharField("way of contact", max_length=10, choices=Channel)
    allowed = models.BooleanField("may we use it")
    voicemail = models.BooleanField("may we leave a voicemail", default=False)
    may_say_who = models.BooleanField("may we say who is calling or writing", default=False)
    safe_times = models.CharField("safe times and anything to take care of", max_length=200, blank=True)
    days = models.CharField("days on which it is safe", max_length=10, choices=Days, blank=True, default="")
    from_time = models.TimeField("safe from", null=True, blank=True)
    until_time = models.TimeField("safe until", null=True, blank=True)
    review_on = models.DateField("check again on", null=True, blank=True)
    recorded = Deed()
    ended = Deed(required=False)

    class Meta:
        ordering = ["person", "channel"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "channel"],
                condition=Q(ended_at__isnull=True),
                name="consent_safecontact_one_open",
                violation_error_message="There is already a rule for this way of contact.",
            ),
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values),
                name="consent_safecontact_known_channel",
                violation_error_message="Choose a way of contact from the list.",
            ),
            models.CheckConstraint(
                condition=Q(from_time__isnull=True, until_time__isnull=True) | Q(until_time__gt=F("from_time")),
                name="consent_safecontact_hours",
                violation_error_message="Give both times, the second later than the first.",
            ),
            models.CheckConstraint(
                condition=Q(days__in=["", *Days.values]),
                name="consent_safecontact_known_days",
                violation_error_message="Choose the days from the list.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="safe_contact_ends_once",
                deed="ended",
                message="A rule of contact cannot be changed or deleted. It ends when a newer one is recorded.",
            )
        ]

    @property
    def times_in_words(self) -> str:
        """When it is safe, days and hours first and then what they said in words; "" where nothing was said."""
        hours = f"{self.from_time:%H:%M} to {self.until_time:%H:%M}" if self.from_time is not None else ""
        days_and_hours = ", ".join(filter(None, [self.get_days_display(), hours]))
        return ". ".join(filter(None, [days_and_hours, self.safe_times]))


class FollowUpQuerySet(models.QuerySet):
    def open(self):
        return self.filter(done_at__isnull=True)

    def asked_for(self):
        """Those for which a person asked, and not those that wait until they can decide."""
        return self.filter(waits_for__isnull=True)

    def about(self, purpose: str):
        """Those that an answer to a purpose settles: asking later is about being contacted."""
        later = Q(waits_for__isnull=True) if purpose == Purpose.CONTACT else Q()
        return self.filter(Q(waits_for=purpose) | later) if later else self.filter(waits_for=purpose)


@track()
class FollowUp(ServiceOwned):
    """That a person is to be asked later. Not before a day, by somebody.

    `waits_for`: the decision that waits because they cannot make it yet; None where they asked to be asked later.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follow_ups")
    reason = models.CharField("reason", max_length=200)
    waits_for = models.ForeignKey(
        Purpose,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="decision that waits",
    )
    not_before = models.DateField("not before")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded = Deed()
    handed_over = Deed(required=False)
    outcome = models.CharField("what came of it", max_length=300, blank=True, default="")
    done = Deed(required=False)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["not_before", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(outcome=""),
                name="consent_followup_says_outcome",
                violation_error_message="Say what came of it.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="follow_up_done_once",
                deed="done",
                with_it=["outcome"],
                until_then=["owner_id", "not_before", *deed_columns("handed_over")],
                message="Asking later is closed once, and what came of it stays.",
            )
        ]
