"""How a person may be contacted safely."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import EndsOnce, Refuse


class Channel(models.TextChoices):
    TEXT = "text", "Text message"
    EMAIL = "email", "Email"
    TELEPHONE = "telephone", "Telephone call"
    LETTER = "letter", "Letter"
    WORKER = "worker", "Through a worker, face to face"


class WayToReach(models.TextChoices):
    """How somebody may be reached: the channels, and that they come to us themselves, so that nobody contacts them."""

    TEXT = Channel.TEXT.value, Channel.TEXT.label
    EMAIL = Channel.EMAIL.value, Channel.EMAIL.label
    TELEPHONE = Channel.TELEPHONE.value, Channel.TELEPHONE.label
    LETTER = Channel.LETTER.value, Channel.LETTER.label
    WORKER = Channel.WORKER.value, Channel.WORKER.label
    SELF = "self", "They will contact us"


class Days(models.TextChoices):
    """Days of the week on which a way of contact is safe. Nothing chosen means any."""

    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKENDS = "weekends", _("Saturday and Sunday")


@track()
class SafeContact(ServiceOwned):
    """The rule for one channel, in the person's words. No row means unknown, and unknown means no.

    `days`, `from_time` and `until_time`: when a message may arrive, which the system keeps to. `safe_times`: the same,
    or anything to take care of, in words that somebody has to read. Where they said that they will contact us, no
    other way is open.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="safe_contacts")
    channel = models.CharField("way of contact", max_length=10, choices=WayToReach)
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
                condition=Q(channel__in=WayToReach.values),
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
            ),
            Refuse(
                name="safe_contact_self_alone",
                constraint="safe_contact_self_alone",
                operations="INSERT",
                when_sql="NEW.allowed AND NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM consent_safecontact c"
                " WHERE c.person_id = NEW.person_id AND c.allowed AND c.ended_at IS NULL"
                " AND (c.channel = 'self') <> (NEW.channel = 'self'))",
                message="Whoever contacts us themselves is contacted in no other way.",
            ),
        ]

    @property
    def times_in_words(self) -> str:
        """When it is safe, days and hours first and then what they said in words; "" where nothing was said."""
        hours = f"{self.from_time:%H:%M} to {self.until_time:%H:%M}" if self.from_time is not None else ""
        days_and_hours = ", ".join(filter(None, [self.get_days_display(), hours]))
        return ". ".join(filter(None, [days_and_hours, self.safe_times]))
