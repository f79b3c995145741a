"""Asking somebody later: from which day, by whom, what was tried and what came of it, and how it ends."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest

from consent.models.contact import Channel, SafeContact, WayToReach
from consent.models.people import Person
from consent.models.wording import Purpose
from core.deeds import Deed
from core.history import track
from core.models import QueuedMail, ServiceOwned
from core.triggers import EndsOnce, LeavesOnce, Refuse, deed_columns, says


class FollowUpQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """Those about people whom the reader may see."""
        return self.filter(service=reader.service, person__in=Person.objects.visible_to(reader))

    def open(self):
        return self.filter(done_at__isnull=True)

    def asked_for(self):
        """Those for which a person asked, and not those that wait until they can decide."""
        return self.filter(waits_for__isnull=True)

    def about(self, purpose: str):
        """Those that an answer to a purpose settles: asking later is about being contacted."""
        later = Q(waits_for__isnull=True) if purpose == Purpose.CONTACT else Q()
        return self.filter(Q(waits_for=purpose) | later) if later else self.filter(waits_for=purpose)

    def of_those_who_contact_us(self):
        """Those about people who said that they will contact us: nobody asks them."""
        return self.filter(_contacts_us())

    def to_be_asked(self):
        """Those that are open, of people whom somebody has to ask."""
        return self.open().filter(~_contacts_us())


_OUTCOMES = ["yes", "later", "no", "no_answer", "voicemail", "sent", "not_safe"]


def _contacts_us():
    held = SafeContact.objects.filter(channel=WayToReach.SELF, allowed=True, ended_at__isnull=True)
    return models.Exists(held.filter(person=models.OuterRef("person")))


@track(exclude=["due_on"])
class FollowUp(ServiceOwned):
    """That a person is to be asked later. Not before a day, by somebody.

    `waits_for`: the decision that waits because they cannot make it yet; None where they asked to be asked later.
    `next_try_on`: from when they may be tried again after a try. `due_on`: the later of the two days.
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
    # As it was first named, before it moved.
    first_day = models.DateField("first named as", null=True, blank=True, editable=False)
    next_try_on = models.DateField("next try from", null=True, blank=True)
    due_on = models.GeneratedField(
        expression=Greatest("not_before", "next_try_on"), output_field=models.DateField(), db_persist=True
    )
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
        indexes = [
            models.Index(
                fields=["service", "due_on", "id"], condition=Q(done_at__isnull=True), name="consent_followup_due"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(outcome=""),
                name="consent_followup_says_outcome",
                violation_error_message="Say what came of it.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(done_at__isnull=True, waits_for__isnull=True),
                name="consent_followup_one_open",
                violation_error_message="They are to be asked later already. Change the day of that instead.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="follow_up_done_once",
                deed="done",
                with_it=["outcome"],
                # What the database reckons is not there yet when a trigger looks.
                until_then=["owner_id", "not_before", "next_try_on", "due_on", *deed_columns("handed_over")],
                message="Asking later is closed once, and what came of it stays.",
            ),
            Refuse(
                name="follow_up_day_has_a_note",
                constraint="follow_up_day_has_a_note",
                operations="UPDATE",
                when_sql="NEW.not_before <> OLD.not_before AND NOT EXISTS (SELECT 1 FROM consent_followupstep s"
                " WHERE s.follow_up_id = NEW.id AND s.until = NEW.not_before"
                " AND (NEW.not_before > OLD.not_before OR s.kind = 'heard'))",
                message="The day moves with a note of why, and to an earlier one only where they said so themselves.",
            ),
        ]

    def __str__(self):
        return self.reason

    def clean(self):
        super().clean()
        self.first_day = self.first_day or self.not_before


@track()
class FollowUpStep(ServiceOwned):
    """One thing that happened on the way: a try, that they contacted us, or that it was put off or given away.

    `number`: of the tries that we make, which are counted against what the service agreed to. `message`: the one that
    a try was made by, where the system sent it.
    """

    class Kind(models.TextChoices):
        TRIED = "tried", "Tried"
        HEARD = "heard", "They contacted us"
        PUT_OFF = "put_off", "Put off"
        GIVEN = "given", "Given to a colleague"

    class Outcome(models.TextChoices):
        YES = "yes", "They said yes"
        LATER = "later", "They said to ask them later"
        NO = "no", "They said no, or asked us to stop"
        NO_ANSWER = "no_answer", "Nobody answered, or they were not there"
        VOICEMAIL = "voicemail", "I left a voicemail"
        SENT = "sent", "A message or letter was sent"
        NOT_SAFE = "not_safe", "It was not safe to speak"

    SAID = (Outcome.YES, Outcome.LATER, Outcome.NO)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="follow_up_steps")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.SmallIntegerField("number of the try", null=True, blank=True)
    how = models.CharField("way of contact", max_length=10, choices=Channel, blank=True, default="")
    outcome = models.CharField("what came of it", max_length=10, choices=Outcome, blank=True, default="")
    until = models.DateField("until", null=True, blank=True)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    message = models.OneToOneField(
        "consent.Message", on_delete=models.PROTECT, null=True, blank=True, related_name="follow_up_step"
    )
    words = models.CharField("in words", max_length=300, blank=True, default="")
    noted = Deed()

    class Meta:
        ordering = ["noted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="tried", number__gte=1, how__in=Channel.values, outcome__in=_OUTCOMES, to=None)
                | Q(kind="heard", number=None, how="", outcome__in=["yes", "later", "no"], to=None, message=None)
                | Q(kind="put_off", number=None, how="", outcome="", until__isnull=False, to=None, message=None)
                & says("words")
                | Q(kind="given", number=None, how="", outcome="", until=None, to__isnull=False, message=None),
                name="consent_followupstep_shape",
                violation_error_message="Say what was done, and what came of it.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="later", until__isnull=False)
                | ~Q(outcome="later") & (Q(until=None) | Q(kind="put_off")),
                name="consent_followupstep_later_has_day",
                violation_error_message="Say from which day they may be asked.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="voicemail") | Q(how="telephone"),
                name="consent_followupstep_voicemail",
                violation_error_message="A voicemail is left by telephone.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="sent") & Q(message=None) | Q(outcome="sent", how__in=["text", "email", "letter"]),
                name="consent_followupstep_sent",
                violation_error_message="What is sent is a text message, an email or a letter.",
            ),
            models.UniqueConstraint(
                fields=["follow_up", "number"],
                name="consent_followupstep_number_once",
                violation_error_message="Somebody else noted a try at this moment. Look at what they noted first.",
            ),
        ]
        triggers = [
            Refuse(
                name="follow_up_step_stays",
                constraint="follow_up_step_stays",
                operations="UPDATE OR DELETE",
                message="What was done to ask somebody stays as it was noted.",
            ),
            Refuse(
                name="follow_up_step_of_open",
                constraint="follow_up_step_of_open",
                operations="INSERT",
                when_sql="NOT EXISTS (SELECT 1 FROM consent_followup f WHERE f.id = NEW.follow_up_id"
                " AND f.person_id = NEW.person_id AND f.done_at IS NULL)",
                message="Nothing more is noted once asking them is closed.",
            ),
            Refuse(
                name="follow_up_step_not_before",
                constraint="follow_up_step_not_before",
                operations="INSERT",
                when_sql="NEW.kind = 'tried' AND EXISTS (SELECT 1 FROM consent_followup f WHERE f.id ="
                " NEW.follow_up_id AND f.not_before > (NEW.noted_at AT TIME ZONE 'Europe/London')::date)",
                message="Nobody is asked before the day they gave.",
            ),
            Refuse(
                name="follow_up_step_spaced",
                constraint="follow_up_step_spaced",
                operations="INSERT",
                when_sql="NEW.kind = 'tried' AND EXISTS (SELECT 1 FROM consent_followupstep s, core_service v"
                " WHERE s.follow_up_id = NEW.follow_up_id AND s.kind = 'tried' AND v.id = NEW.service_id"
                " AND (s.noted_at AT TIME ZONE 'Europe/London')::date + v.days_between_tries"
                " > (NEW.noted_at AT TIME ZONE 'Europe/London')::date)",
                message="There are days between two tries, so that nobody is pressed.",
            ),
            Refuse(
                name="follow_up_step_as_agreed",
                constraint="follow_up_step_as_agreed",
                operations="INSERT",
                when_sql="NEW.kind = 'tried' AND NEW.number > (SELECT v.tries_to_ask FROM core_service v"
                " WHERE v.id = NEW.service_id)",
                message="Nobody is asked more often than the service agreed to.",
            ),
            Refuse(
                name="follow_up_step_nobody_contacts",
                constraint="follow_up_step_nobody_contacts",
                operations="INSERT",
                when_sql="NEW.kind = 'tried' AND EXISTS (SELECT 1 FROM consent_safecontact c WHERE"
                " c.person_id = NEW.person_id AND c.channel = 'self' AND c.allowed AND c.ended_at IS NULL)",
                message="They said that they will contact us, so nobody asks them.",
            ),
        ]

    def __str__(self):
        return self.get_kind_display()


class FollowUpNotice(ServiceOwned):
    """One email to one colleague, on one day, that people are to be asked. It holds numbers and nobody."""

    class About(models.TextChoices):
        OWN = "own", "Theirs to ask"
        LATE = "late", "Late, for a manager"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField("what it is about", max_length=10, choices=About)
    on = models.DateField("for the day")
    due = models.IntegerField("people who are to be asked")
    late = models.IntegerField("of them, overdue")
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
                name="consent_followupnotice_queue",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "to", "about", "on"],
                name="consent_followupnotice_once_a_day",
                violation_error_message="They were reminded today already.",
            ),
            models.CheckConstraint(
                condition=Q(due__gte=1, late__gte=0, late__lte=F("due"), about__in=["own", "late"]),
                name="consent_followupnotice_of_something",
                violation_error_message="A reminder is of something that is due.",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True),
                name="consent_followupnotice_sent_or_dropped",
                violation_error_message="A reminder is sent, or dropped because nothing is due any more.",
            ),
        ]
        triggers = [
            LeavesOnce(name="follow_up_notice_leaves_once", message="A reminder leaves once, and stays as it was.")
        ]

    def __str__(self):
        return f"{self.due} due"
