"""Interest registered on the public form, kept apart from people until staff have looked at it."""

import uuid

from django.db import models
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from consent.models.contact import WayToReach
from consent.models.people import AgeBand, Connection, Person
from consent.models.wording import Language, Wording
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned, next_reference
from core.models.fields import TelephoneNumberField
from core.roles import Permission
from core.triggers import Refuse, changes_beside, deed_columns


class WhenToAsk(models.TextChoices):
    NOW = "now", "Now"
    LATER = "later", "Later"


class FilledInBy(models.TextChoices):
    SELF = "self", "They filled it in themselves"
    HERE = "here", "A helper filled it in with them, and they agreed"
    AWAY = "away", "A helper filled it in without them"


class TalkTo(models.TextChoices):
    """To whom we may talk about somebody under 16, as they say."""

    NOBODY = "nobody", "Only them"
    WORKER = "worker", "A worker they have"
    PARENT = "parent", "A parent or carer"
    OTHER = "other", "Another adult they trust"


# What a registration says of anybody. It stays as it was sent, and outside history: a removed one leaves nothing of it.
CONTENT = (
    "filled_in_by", "age_band", "name_to_use", "connection", "wishes", "when_to_ask", "not_before", "channel", "phone",
    "email", "address", "worker_name", "safe_times", "needs", "access_needs", "language", "interpreter_needed",
    "talk_to", "talk_to_name", "helper_name", "helper_relation", "helper_phone", "helper_email", "words_shown",
    "words_language",
)  # fmt: skip
_IS_CHILD, _IS_AWAY = Q(age_band=AgeBand.TEN_FIFTEEN), Q(filled_in_by=FilledInBy.AWAY)
_NOTHING_ELSE = Q(
    connection="", wishes=[], when_to_ask="now", needs=[], access_needs="", language="", interpreter_needed=False
)


# What may come about once it was sent.
_LATER = ("state", "person_id", "decline_reason", *deed_columns("handled"), *deed_columns("confirmed"))


class RegistrationQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The registrations a reader may open: of their service, without those of people who are restricted now."""
        if not reader.may(Permission.HANDLE_REGISTRATIONS):
            return self.none()
        open_to_them = Q(person__isnull=True) | Q(person__in=Person.objects.not_restricted())
        return self.filter(open_to_them, service=reader.service)

    def waiting(self):
        return self.filter(state=InterestRegistration.State.NEW)

    def that_stand(self):
        """Those that belong to nobody yet, and that nobody took back."""
        return self.filter(person=None, state__in=InterestRegistration.STANDS)

    def with_last_try(self):
        """Each with `last_tried_at`: when a worker last tried to reach them, or None."""
        return self.annotate(last_tried_at=Max("tries__tried_at"))


@track(exclude=CONTENT)
class InterestRegistration(ServiceOwned):
    """One filled-in form, with the words it carried. Not linked to a person until staff do so.

    Of somebody under 16 it holds a name to use, a safe way to reach them and whom we may talk to. Where a helper
    filled it in without the person, it holds the helper's own details and nothing else.
    """

    class State(models.TextChoices):
        NEW = "new", "Not looked at"
        LINKED = "linked", "Linked to a person"
        RECORDED = "recorded", "Made a new person"
        DECLINED = "declined", "Declined"
        WITHDRAWN = "withdrawn", "They took it back"

    class Wish(models.TextChoices):
        """From information to running things, in plain words. Not the names of the levels: those are for staff."""

        HEAR = "hear", _("Hear what is going on")
        SAY = "say", _("Say what you think")
        SHAPE = "shape", _("Help shape how things are done")
        DECIDE = "decide", _("Help make decisions")
        RUN = "run", _("Run something with others")

    # What can still be taken back by whoever sent it.
    STANDS = (State.NEW, State.DECLINED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True, default=next_reference, editable=False)
    filled_in_by = models.CharField("who filled it in", max_length=10, choices=FilledInBy, default=FilledInBy.SELF)
    age_band = models.CharField("age", max_length=10, choices=AgeBand, blank=True, default="")
    name_to_use = models.CharField("name to use", max_length=80, blank=True, default="")
    connection = models.CharField("how you are connected", max_length=20, choices=Connection, blank=True, default="")
    wishes = models.JSONField("what you would like to do", default=list, blank=True)
    when_to_ask = models.CharField("when to ask", max_length=10, choices=WhenToAsk, default=WhenToAsk.NOW)
    not_before = models.DateField("not before", null=True, blank=True)
    channel = models.CharField("safe way to contact you", max_length=10, choices=WayToReach, blank=True, default="")
    phone = TelephoneNumberField("telephone number", blank=True)
    email = models.EmailField("email address", blank=True)
    address = models.TextField("postal address", max_length=500, blank=True, default="")
    worker_name = models.CharField("your worker", max_length=120, blank=True, default="")
    safe_times = models.CharField("safe times", max_length=200, blank=True)
    needs = models.JSONField("what helps you, from the list", default=list, blank=True)
    access_needs = models.TextField("what you need", max_length=1000, blank=True)
    language = models.CharField("language", max_length=60, blank=True)
    interpreter_needed = models.BooleanField("an interpreter is needed", default=False)
    talk_to = models.CharField("who we may talk to", max_length=10, choices=TalkTo, blank=True, default="")
    talk_to_name = models.CharField("their name and how to reach them", max_length=200, blank=True, default="")
    helper_name = models.CharField("name of the helper", max_length=80, blank=True, default="")
    helper_relation = models.CharField("how the helper knows them", max_length=120, blank=True, default="")
    helper_phone = TelephoneNumberField("telephone number of the helper", blank=True)
    helper_email = models.EmailField("email address of the helper", blank=True)
    # The words of both questions, or those that were shown instead: to somebody under 16, or to a helper.
    record_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    contact_wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    words_shown = models.TextField("the words that were shown", max_length=4000, blank=True, default="")
    words_language = models.CharField("their language", max_length=10, choices=Language, default=Language.ENGLISH)
    received = Deed()
    state = models.CharField(max_length=10, choices=State, default=State.NEW, editable=False)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations", editable=False
    )
    decline_reason = models.CharField("why it is declined", max_length=300, blank=True, default="")
    handled = Deed(required=False)
    # Somebody is there behind it: a worker reached them, or they pressed the button in our message.
    confirmed = Deed(required=False)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        ordering = ["received_at", "pk"]
        indexes = [models.Index(fields=["service", "state", "received_at"], name="consent_registration_queue")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="new", handled_at__isnull=True, person__isnull=True)
                | Q(state__in=["linked", "recorded"], handled_at__isnull=False, person__isnull=False)
                | Q(state__in=["declined", "withdrawn"], handled_at__isnull=False, person__isnull=True)
                & ~Q(decline_reason=""),
                name="consent_registration_outcome",
                violation_error_message="A registration is linked to a person, or declined with a reason, or waiting.",
            ),
            models.CheckConstraint(
                condition=Q(when_to_ask="now", not_before__isnull=True)
                | Q(when_to_ask="later", not_before__isnull=False),
                name="consent_registration_later_has_day",
                violation_error_message="Say from which day we may ask.",
            ),
            models.CheckConstraint(
                condition=_IS_AWAY
                | Q(filled_in_by__in=[FilledInBy.SELF, FilledInBy.HERE], age_band__in=AgeBand.values)
                & ~Q(name_to_use="")
                & Q(channel__in=WayToReach.values)
                & (_IS_CHILD | Q(connection__in=Connection.values)),
                name="consent_registration_complete",
                violation_error_message="A name to use, an age and a safe way to reach them are needed.",
            ),
            models.CheckConstraint(
                condition=~_IS_AWAY
                | Q(age_band="", name_to_use="", channel="", phone="", email="", address="", worker_name="")
                & Q(safe_times="", talk_to="", talk_to_name="")
                & _NOTHING_ELSE,
                name="consent_registration_away_keeps_helper",
                violation_error_message="Without the person, only the helper's own details are kept.",
            ),
            models.CheckConstraint(
                condition=~_IS_CHILD | Q(talk_to__in=TalkTo.values) & _NOTHING_ELSE,
                name="consent_registration_child_keeps_little",
                violation_error_message="Of somebody under 16 we keep a name, a safe way, and whom we may talk to.",
            ),
            models.CheckConstraint(
                condition=Q(filled_in_by="self", helper_name="", helper_relation="", helper_phone="", helper_email="")
                | Q(filled_in_by="here", helper_phone="", helper_email="") & ~Q(helper_name="")
                | Q(filled_in_by="away") & ~Q(helper_name="") & ~Q(helper_phone="", helper_email=""),
                name="consent_registration_names_helper",
                violation_error_message="Say who helped, and how a helper who is alone can be reached.",
            ),
            models.CheckConstraint(
                condition=(_IS_CHILD | _IS_AWAY)
                & Q(record_wording__isnull=True, contact_wording__isnull=True)
                & ~Q(words_shown="")
                | ~(_IS_CHILD | _IS_AWAY)
                & Q(record_wording__isnull=False, contact_wording__isnull=False, words_shown=""),
                name="consent_registration_has_words",
                violation_error_message="The words that were shown are kept with the registration.",
            ),
            models.CheckConstraint(
                condition=~Q(channel__in=["text", "telephone"], phone="")
                & ~Q(channel="email", email="")
                & ~Q(channel="letter", address=""),
                name="consent_registration_way_is_known",
                violation_error_message="Say where they can be reached this way.",
            ),
        ]
        triggers = [
            Refuse(
                name="registration_wordings_fit",
                constraint="registration_wordings_fit",
                operations="INSERT OR UPDATE",
                when_sql="(NEW.record_wording_id IS NOT NULL OR NEW.contact_wording_id IS NOT NULL) AND"
                " NOT EXISTS (SELECT 1 FROM consent_wording r, consent_wording c"
                " WHERE r.id = NEW.record_wording_id AND r.purpose_id = 'record' AND r.published_at IS NOT NULL"
                " AND c.id = NEW.contact_wording_id AND c.purpose_id = 'contact' AND c.published_at IS NOT NULL"
                " AND r.language = NEW.words_language AND c.language = NEW.words_language)",
                message="The words shown must be those of the two questions, and published.",
            ),
            Refuse(
                name="registration_stays_as_sent",
                constraint="registration_stays_as_sent",
                operations="UPDATE",
                when_sql=changes_beside(*_LATER),
                message="What somebody sent on the form stays as it was sent.",
            ),
            Refuse(
                name="registration_of_person_stays",
                constraint="registration_of_person_stays",
                operations="DELETE",
                when_sql="OLD.person_id IS NOT NULL",
                message="What a person sent on the form stays with their record.",
            ),
            # A yes on the form is dated as the form is (consent.actions.registrations).
            Refuse(
                name="registration_own_yes_first",
                constraint="registration_own_yes_first",
                operations="INSERT OR UPDATE",
                when_sql="NEW.person_id IS NOT NULL AND (NEW.age_band = '10_15' OR NEW.filled_in_by <> 'self')"
                " AND EXISTS (SELECT 1 FROM consent_agreement a WHERE a.person_id = NEW.person_id"
                " AND a.route = 'public_form' AND a.recorded_at = NEW.received_at)",
                message="Somebody under 16, or for whom a helper filled in the form, is asked themselves first.",
            ),
        ]

    def __str__(self):
        return f"{self.name_said} ({self.reference})"

    @property
    def name_said(self) -> str:
        """Whom it is about, in a few words: the name to use, or through whom somebody is to be reached."""
        return self.name_to_use or f"Somebody, through {self.helper_name}"

    @property
    def is_of_a_child(self) -> bool:
        return self.age_band == AgeBand.TEN_FIFTEEN

    @property
    def is_their_own(self) -> bool:
        """Whether somebody of 16 or over filled it in alone, so that their yes on it counts as theirs."""
        return self.filled_in_by == FilledInBy.SELF and not self.is_of_a_child

    @property
    def wishes_asked(self) -> bool:
        """Whether they were asked what they would like, and when: not of a child, nor of a helper who is alone."""
        return self.filled_in_by != FilledInBy.AWAY and not self.is_of_a_child

    @property
    def wishes_in_words(self) -> list[str]:
        labels = dict(self.Wish.choices)
        return [str(labels[wish]) for wish in self.wishes if wish in labels]


class TryOutcome(models.TextChoices):
    REACHED = "reached", "We spoke with them"
    NO_ANSWER = "no_answer", "Nobody answered"
    NOT_SAFE = "not_safe", "It was not safe to speak"


class SpokeTo(models.TextChoices):
    THEM = "them", "Them, or the helper who filled in the form"
    NAMED = "named", "The adult they named"
    PARENT = "parent", "A parent or carer"


class RegistrationTry(ServiceOwned):
    """That a worker tried to reach whoever registered, and what came of it. It goes when the registration goes."""

    personal_without_person = True

    registration = models.ForeignKey(InterestRegistration, on_delete=models.PROTECT, related_name="tries")
    outcome = models.CharField("what came of it", max_length=10, choices=TryOutcome)
    spoke_to = models.CharField("who you spoke to", max_length=10, choices=SpokeTo, default=SpokeTo.THEM)
    why = models.CharField("why a parent or carer was spoken to", max_length=300, blank=True, default="")
    note = models.CharField("what to know next time", max_length=300, blank=True, default="")
    tried = Deed()

    class Meta:
        ordering = ["-tried_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=TryOutcome.values, spoke_to__in=SpokeTo.values),
                name="consent_registrationtry_known_words",
                violation_error_message="Choose what came of it, and who you spoke to, from the list.",
            ),
        ]
        triggers = [
            Refuse(
                name="registration_try_stays",
                constraint="registration_try_stays",
                operations="UPDATE",
                message="What came of trying stays as it was noted.",
            ),
            # The child's own choice (domain: Gillick), or a reason that can be read.
            Refuse(
                name="registration_parent_needs_reason",
                constraint="registration_parent_needs_reason",
                operations="INSERT",
                when_sql="NEW.spoke_to = 'parent' AND NEW.why !~ '\\S' AND EXISTS (SELECT 1 FROM"
                " consent_interestregistration r WHERE r.id = NEW.registration_id AND r.age_band = '10_15'"
                " AND r.talk_to <> 'parent')",
                message="They did not say that we may talk to a parent or carer. Write down why you did.",
            ),
        ]
