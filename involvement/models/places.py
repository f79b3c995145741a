"""Sessions of an activity, who has a place in it, and who came."""

from django.db import models
from django.db.models import F, Q

from consent.models import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from involvement.models.activities import Activity
from involvement.models.seen import SeenByStaff


class Session(ServiceOwned):
    """One meeting. Closing it out records who came; people without a record can be counted without being named."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField("title", max_length=150, blank=True)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    others_attended = models.PositiveSmallIntegerField("others who came, counted without names", default=0)
    planned = Deed()
    held = Deed(required=False)

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="involvement_session_times",
                violation_error_message="A session must end after it starts.",
            )
        ]

    def __str__(self):
        return self.title or f"Session of {self.activity}"


@track()
class Place(ServiceOwned):
    """One person in one activity. `withdrawn` is their own choice; who came is in `Attendance`."""

    class State(models.TextChoices):
        INVITED = "invited", "Invited"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Said no"
        WITHDRAWN = "withdrawn", "Withdrew"

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="taken_places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    constituency = models.CharField("represents, and reports back to", max_length=150, blank=True)
    support_needed = models.CharField("support needed", max_length=300, blank=True)
    invited = Deed()
    answered = Deed(required=False)

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "person"],
                name="involvement_place_once",
                violation_error_message="This person already has a place in the activity.",
            ),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at__isnull=True)
                | ~Q(state="invited") & Q(answered_at__isnull=False),
                name="involvement_place_answered",
                violation_error_message="An answer to an invitation must say when and by whom.",
            ),
        ]


@track()
class Attendance(ServiceOwned):
    """Whether a person came to a session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendance")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendance")
    came = models.BooleanField("came")
    recorded = Deed()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"],
                name="involvement_attendance_once",
                violation_error_message="Attendance of this person is recorded already.",
            )
        ]
