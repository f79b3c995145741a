"""Answers that are kept before there is a ground to store them: encrypted, their owner's alone, gone in a day."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models

from core import clock
from core.deeds import Deed
from core.models import ServiceOwned, next_reference
from core.roles import Permission
from core.sealing import CannotBeOpened, seal, unseal

KEPT_FOR = timedelta(hours=24)


class DraftQuerySet(models.QuerySet):
    def visible_to(self, reader):
        """The reader's own drafts in their current service, those a colleague handed over to them included."""
        if not reader.may(Permission.RECORD_PEOPLE):
            return self.none()
        return self.filter(service=reader.service, owner=reader.user).fresh()

    def fresh(self):
        """Those that are not too old to be shown, whether or not the worker has deleted the others yet."""
        return self.filter(started_at__gt=clock.now() - KEPT_FOR)

    def recording(self):
        return self.filter(kind=Draft.Kind.RECORD_PERSON)

    def deciding(self):
        """Decisions in the public interest. They are not handed over: whoever makes one answers for it."""
        return self.filter(kind=Draft.Kind.PUBLIC_INTEREST)

    def assessing(self):
        """Assessments of somebody on record. They are not handed over either: whoever makes one answers for it."""
        return self.filter(kind=Draft.Kind.ASSESSMENT)

    def stale(self):
        return self.filter(started_at__lte=clock.now() - KEPT_FOR)


class Draft(ServiceOwned):
    """One journey that was begun and not finished. Outside history, logs and search."""

    # Before a yes there is no person to belong to, and no other row leads here (core.row_security).
    personal_without_person = True

    class Kind(models.TextChoices):
        RECORD_PERSON = "record_person", "Recording consent"
        PUBLIC_INTEREST = "public_interest", "A decision in the public interest"
        ASSESSMENT = "assessment", "An assessment of whether somebody can decide"
        REGISTRATION = "registration", "Registering interest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("what was begun", max_length=20, choices=Kind, default=Kind.RECORD_PERSON)
    # Nobody, for a member of the public: the key in their session leads to the draft, and no list of staff does.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Of the person it may become: a journey sent twice makes one of them.
    reference = models.CharField(max_length=16, default=next_reference, editable=False)
    sealed = models.TextField("answers, encrypted", editable=False)
    wordings = models.JSONField("the words shown, by question", default=dict, blank=True)
    started = Deed()
    handed_over = Deed(required=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["started_at", "pk"]
        indexes = [models.Index(fields=["owner", "started_at"], name="consent_draft_of_owner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["record_person", "public_interest", "assessment", "registration"]),
                name="consent_draft_known_kind",
                violation_error_message="This kind of draft is not known.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="registration", owner__isnull=True)
                | ~models.Q(kind="registration") & models.Q(owner__isnull=False),
                name="consent_draft_owner_unless_public",
                violation_error_message="A draft of staff has an owner, and one of the public form has none.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, a draft"

    @property
    def gone_at(self):
        """When it is deleted."""
        return self.started_at + KEPT_FOR

    @property
    def answers(self) -> dict:
        """The answers by step. {} where no key opens them any more."""
        try:
            return unseal(self.sealed, self.pk)
        except CannotBeOpened:
            return {}

    @answers.setter
    def answers(self, answers: dict):
        self.sealed = seal(answers, self.pk)
