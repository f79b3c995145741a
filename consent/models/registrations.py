"""Interest registered on the public form, kept apart from people until staff have looked at it."""

import uuid

from django.db import models
from django.db.models import Q

from consent.models.contact import Channel
from consent.models.people import AgeBand, Connection, Person
from consent.models.wording import Wording
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, next_reference
from core.models.fields import TelephoneNumberField
from core.roles import Permission
from core.triggers import Refuse, changes_beside, deed_columns


class WhenToAsk(models.TextChoices):
    NOW = "now", "Now"
    LATER = "later", "Later"


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The registrations a reader may open: of their service, without those of people who are restricted now."""
        if not reader.may(Permission.HANDLE_REGISTRATIONS):
            return self.none()
        open_to_them = Q(person__isnull=True) | Q(person__in=Person.objects.not_restricted())
        return self.filter(open_to_them, service=reader.service)

    def waiting(self):
        return self.filter(state=InterestRegistration.State.NEW)


@track()
class InterestRegistration(ServiceOwned):
    """One filled-in form, with the wording of both questions it carried. Not linked to a person until staff do so."""

    class State(models.TextChoices):
        NEW = "new", "Not looked at"
        LINKED = "linked", "Linked to a person"
        RECORDED = "recorded", "Made a new person"
        DECLINED = "declined", "Declined"

    class Wish(models.TextChoices):
        """From information to running things, in plain words. Not the names of the levels: those are for staff."""

        HEAR = "hear", "Hear what is going on"
        SAY = "say", "Say what you think"
        SHAPE = "shape", "Help shape how things are done"
        DECIDE = "decide", "Help make decisions"
        RUN = "run", "Run something with others"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True, default=next_reference, editable=False)
    age_band = models.CharField("age", max_length=10, choices=AgeBand)
    name_to_use = models.CharField("name to use", max_length=80)
    connection = models.CharField("how you are connected", max_length=20, choices=Connection)
    wishes = models.JSONField("what you would like to do", default=list, blank=True)
    when_to_ask = models.CharField("when to ask", max_length=10, choices=WhenToAsk)
    not_before = models.DateField("not before", null=True, blank=True)
    channel = models.CharField("safe way to contact you", max_length=10, choices=Channel)
    phone = TelephoneNumberField("telephone number", blank=True)
    email = models.EmailField("email address", blank=True)
    safe_times = models.CharField("safe times", max_length=200, blank=True)
    access_needs = models.TextField("what you need", max_length=1000, blank=True)
    language = models.CharField("language", max_length=60, blank=True)
    record_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    contact_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+")
    received = Deed()
    state = models.CharField(max_length=10, choices=State, default=State.NEW, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations", editable=False
    )
    decline_reason = models.CharField("why it is declined", max_length=300, blank=True, default="")
    handled = Deed(required=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["service", "state", "received_at"], name="consent_registration_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", handled_at__isnull=True, person__isnull=True)
                | Q(state__in=["linked", "recorded"], handled_at__isnull=False, person__isnull=False)
                | Q(state="declined", handled_at__isnull=False, person__isnull=True) & ~Q(decline_reason=""),
                name="consent_registration_outcome",
                violation_error_message="A registration is linked to a person, or declined with a reason, or waiting.",
            ),
            models.CheckConstraint(
                condition=Q(when_to_ask="now", not_before__isnull=True)
                | Q(when_to_ask="later", not_before__isnull=False),
                name="consent_registration_later_has_day",
                violation_error_message="Say from which day we may ask.",
            ),
        ]
        triggers = [
            Refuse(
                name="registration_handled_once",
                constraint="registration_handled_once",
                # Untouched ones may be deleted when their time is up.
                operations="UPDATE OR DELETE",
                when_sql="OLD.handled_at IS NOT NULL OR TG_OP = 'UPDATE' AND "
                + changes_beside("state", "person_id", "decline_reason", *deed_columns("handled")),
                message="What somebody wrote on the public form stays as they wrote it, and is dealt with once.",
            ),
            Refuse(
                name="registration_wordings_fit",
                constraint="registration_wordings_fit",
                operations="INSERT OR UPDATE",
                when_sql="NOT EXISTS (SELECT 1 FROM consent_wording r, consent_wording c"
                " WHERE r.id = NEW.record_wording_id AND r.purpose_id = 'record' AND r.published_at IS NOT NULL"
                " AND c.id = NEW.contact_wording_id AND c.purpose_id = 'contact' AND c.published_at IS NOT NULL)",
                message="The words shown must be those of the two questions, and published.",
            ),
        ]

    def __str__(self):
        return f"{self.name_to_use} ({self.reference})"

    @property
    def wishes_in_words(self) -> list[str]:
        labels = dict(self.Wish.choices)
        return [labels[wish] for wish in self.wishes if wish in labels]
