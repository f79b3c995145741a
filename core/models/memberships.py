"""Who works in which service, in which role, and since when they hold the involvement responsibility."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.deeds import Deed
from core.history import track
from core.models.base import ServiceOwned
from core.roles import OPENS_RECORDS, ROLE_CHOICES
from core.triggers import Refuse

_OPENS_RECORDS = ", ".join(f"'{role}'" for role in sorted(OPENS_RECORDS))
# An administrator hands roles out; one who also held a role that opens records could open any.
_BOTH_AT_ONCE = (
    "NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM core_membership m WHERE m.user_id = NEW.user_id"  # noqa: S608
    " AND m.service_id = NEW.service_id AND m.id <> NEW.id AND m.ended_at IS NULL AND ("
    f"(NEW.role = 'admin' AND m.role IN ({_OPENS_RECORDS}))"
    f" OR (m.role = 'admin' AND NEW.role IN ({_OPENS_RECORDS}))))"
)


@track()
class Membership(ServiceOwned):
    """One role of one user in one service. Read to find the scope, so without a row policy.

    The involvement responsibility is the paper's "some responsibility for service user involvement in the support,
    time and recovery worker's role" (checklist, page 5), from and until a day.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField("role", max_length=20, choices=ROLE_CHOICES)
    involvement_from = models.DateField("responsible for involvement from", null=True, blank=True)
    involvement_until = models.DateField("responsible for involvement until", null=True, blank=True)
    recorded = Deed()
    ended = Deed(required=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "role"],
                condition=Q(ended_at__isnull=True),
                name="core_membership_once",
                violation_error_message="This user already has this role in the service.",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[key for key, _ in ROLE_CHOICES]),
                name="core_membership_known_role",
                violation_error_message="Choose a role from the list.",
            ),
            models.CheckConstraint(
                condition=Q(involvement_from__isnull=True) | Q(role="str_worker"),
                name="core_membership_involvement_is_str",
                violation_error_message="Only a support, time and recovery worker can hold this responsibility.",
            ),
            models.CheckConstraint(
                condition=Q(involvement_until__isnull=True) | Q(involvement_until__gte=F("involvement_from")),
                name="core_membership_involvement_dates",
                violation_error_message="The responsibility must end on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(recorded_by__isnull=True) | ~Q(recorded_by=F("user")),
                name="core_membership_not_by_oneself",
                violation_error_message="Nobody gives themselves a role. Ask another administrator.",
            ),
        ]
        triggers = [
            Refuse(
                name="membership_admin_apart",
                constraint="membership_admin_apart",
                operations="INSERT OR UPDATE",
                when_sql=_BOTH_AT_ONCE,
                message="An administrator never opens a person's record, so this role and that one cannot go together.",
            )
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}"

    def is_responsible_on(self, day) -> bool:
        """Whether the involvement responsibility is held on a day."""
        begun = self.involvement_from is not None and self.involvement_from <= day
        return begun and (self.involvement_until is None or day <= self.involvement_until)
