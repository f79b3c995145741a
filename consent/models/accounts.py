"""Accounts of service users, and the log of who opened whose record."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from consent.models.people import Person
from core.deeds import Deed
from core.models import ServiceOwned
from core.roles import STAFF_IN_WORDS
from core.triggers import EndsOnce, Refuse


class AccountQuerySet(models.QuerySet):
    def open(self):
        """Those that still lead to somebody's own pages."""
        return self.filter(ended_at__isnull=True)


class AccountOf(ServiceOwned):
    """Which person a user is, in one service. Ids only; read to find the scope, so without a row policy."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="accounts_of")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accounts")
    given = Deed()
    ended = Deed(required=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service"],
                condition=Q(ended_at__isnull=True),
                name="consent_account_one_per_service",
                violation_error_message="This user is already somebody in this service.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(ended_at__isnull=True),
                name="consent_account_one_per_person",
                violation_error_message="This person already has an account.",
            ),
        ]
        triggers = [
            EndsOnce(
                name="account_ends_once",
                deed="ended",
                until_then=["person_id"],
                message="An account stays that of the same user in the same service, and ends once.",
            )
        ]


def at_page(page: str) -> str:
    """Where in a record somebody was, as the end of a sentence; "" for the record itself."""
    return "" if page == "record" else f", at “{page}”"


class AccessLogEntry(ServiceOwned):
    """Somebody opened a person's record: when, who, in which role, which page, and why where a reason was asked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_log")
    page = models.CharField(max_length=80)
    why = models.CharField(max_length=300, blank=True, default="")
    # In words, as the person reads it. Roles change; what somebody was when they opened it does not.
    role = models.CharField(max_length=200, default=STAFF_IN_WORDS)
    opened = Deed()

    class Meta:
        ordering = ["-opened_at"]
        indexes = [
            models.Index(fields=["person", "-opened_at"], name="consent_accesslog_person"),
            models.Index(fields=["service", "-opened_at", "-id"], name="consent_accesslog_newest"),
            models.Index(fields=["service", "opened_by", "-opened_at", "-id"], name="consent_accesslog_by"),
        ]
        triggers = [
            Refuse(
                name="access_log_append_only",
                constraint="access_log_append_only",
                operations="UPDATE OR DELETE",
                message="The log of who opened a record cannot be changed or deleted.",
            )
        ]
