"""Sessions of an activity, who has a place in it, and who came."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from consent.models import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import Refuse, refusal, says
from involvement.models.activities import Activity
from involvement.models.seen import SeenByStaff
from involvement.models.spectrum import Group


class SessionQuerySet(SeenByStaff):
    def to_come(self):
        """Neither closed out nor cancelled."""
        return self.filter(held_at__isnull=True, cancelled_at__isnull=True)

    def not_cancelled(self):
        return self.filter(cancelled_at__isnull=True)


# Closing out needs the minutes, and whether each person with a place came. Whose record is restricted has no line.
_WITHOUT_MINUTES = """
NEW.held_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.held_at IS NULL)
AND NOT EXISTS (SELECT 1 FROM involvement_minutes m WHERE m.session_id = NEW.id)
"""
_WITHOUT_ATTENDANCE = """
NEW.held_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.held_at IS NULL)
AND EXISTS (SELECT 1 FROM involvement_place p WHERE p.activity_id = NEW.activity_id
  AND p.state IN ('invited', 'accepted')
  AND NOT EXISTS (SELECT 1 FROM involvement_attendance a WHERE a.session_id = NEW.id AND a.person_id = p.person_id)
  AND NOT EXISTS (SELECT 1 FROM consent_restriction r WHERE r.person_id = p.person_id AND r.ended_at IS NULL))
"""
_CHANGED = """
(NEW.starts_at, NEW.ends_at, NEW."where", NEW.title, NEW.cancelled_at)
IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD."where", OLD.title, OLD.cancelled_at)
AND NEW.sequence <= OLD.sequence
"""


class Session(ServiceOwned):
    """One meeting. Closing it out records what happened and who came; others can be counted without being named."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="sessions")
    title = models.CharField("title", max_length=150, blank=True)
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends", null=True, blank=True)
    where = models.CharField("where", max_length=200, blank=True)
    others_attended = models.PositiveSmallIntegerField("others who came, counted without names", default=0)
    # How often it was changed. Calendars take a change only where this has grown.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    planned = Deed()
    held = Deed(required=False)
    cancelled = Deed(required=False)
    cancelled_because = models.CharField("why it is cancelled", max_length=500, blank=True, default="")

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="involvement_session_times",
                violation_error_message="A session must end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="involvement_session_one_ending",
                violation_error_message="A session was held or cancelled, not both.",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, cancelled_because="")
                | Q(cancelled_at__isnull=False) & says("cancelled_because"),
                name="involvement_session_cancelled_says_why",
                violation_error_message="Say why the session is cancelled: people with a place are told.",
            ),
        ]
        triggers = [
            Refuse(
                name="session_change_counts",
                constraint="session_change_counts",
                operations="UPDATE",
                when_sql=_CHANGED,
                message="A session that changes counts the change, so that calendars take it.",
            ),
            Refuse(
                name="session_ended_stays",
                constraint="session_ended_stays",
                operations="UPDATE OR DELETE",
                when_sql="OLD.held_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL",
                message="This session was closed out or cancelled, and stays as it was.",
            ),
            Refuse(
                name="session_held_has_minutes",
                constraint="session_held_has_minutes",
                operations="INSERT OR UPDATE",
                deferred=True,
                when_sql=_WITHOUT_MINUTES,
                message="Write what happened: a session is closed out with its minutes.",
            ),
            Refuse(
                name="session_held_has_attendance",
                constraint="session_held_has_attendance",
                operations="INSERT OR UPDATE",
                deferred=True,
                when_sql=_WITHOUT_ATTENDANCE,
                message="Say of each person with a place whether they came.",
            ),
        ]

    def __str__(self):
        return self.title or f"Session of {self.activity}"

    @property
    def is_to_come(self) -> bool:
        """Neither closed out nor cancelled."""
        return self.held_at is None and self.cancelled_at is None


class PlaceState(models.TextChoices):
    """Where somebody stands in an activity. `PLACE_MOVES` says which state may follow which."""

    WAITING = "waiting", "On the waiting list"
    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Said no"
    WITHDRAWN = "withdrawn", "Withdrew"


# One of the places is kept for whoever is in these, so that nobody is invited to something that is full.
TAKES_PART = (PlaceState.INVITED, PlaceState.ACCEPTED)

# Somebody starts as invited, or accepted where they ask for a place themselves, or on the waiting list.
PLACE_STARTS = (PlaceState.INVITED, PlaceState.ACCEPTED, PlaceState.WAITING)
# The database holds the same table as the rules do: a test compares them.
PLACE_MOVES = {
    PlaceState.WAITING: (PlaceState.INVITED, PlaceState.WITHDRAWN),
    PlaceState.INVITED: (PlaceState.ACCEPTED, PlaceState.DECLINED, PlaceState.WITHDRAWN),
    PlaceState.ACCEPTED: (PlaceState.WITHDRAWN,),
    PlaceState.DECLINED: (PlaceState.ACCEPTED, PlaceState.WAITING),
    PlaceState.WITHDRAWN: (PlaceState.ACCEPTED, PlaceState.WAITING),
}


def _listed(states) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


_NO_PLACE_MOVE = (
    "NEW.state <> OLD.state AND NOT ("
    + " OR ".join(
        f"(OLD.state = '{old.value}' AND NEW.state IN ({_listed(following)}))" for old, following in PLACE_MOVES.items()
    )
    + ")"
)

# A place is counted on the activity's own row: its lock makes the last place go to one, whoever asks at once, and the
# count is right also in the scope of one person, to whom the places of others do not exist.
_COUNT = f"""
IF TG_OP <> 'INSERT' AND OLD.state IN ({_listed(TAKES_PART)}) THEN change := change - 1; END IF;
IF TG_OP <> 'DELETE' AND NEW.state IN ({_listed(TAKES_PART)}) THEN change := change + 1; END IF;
IF change <> 0 THEN
  UPDATE involvement_activity SET places_taken = places_taken + change
   WHERE id = COALESCE(NEW.activity_id, OLD.activity_id)
     AND (change < 0 OR places IS NULL OR places_taken + change <= places);
  IF NOT FOUND THEN {refusal("place_is_free", "All places are taken.")} END IF;
END IF;
RETURN NULL;
"""  # noqa: S608  (SQL of constants)


@track()
class Place(ServiceOwned):
    """One person in one activity. `withdrawn` is their own choice; who came is in `Attendance`."""

    State = PlaceState

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="taken_places")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="places")
    state = models.CharField(max_length=10, choices=State, default=State.INVITED)
    constituency = models.CharField("represents, and reports back to", max_length=150, blank=True)
    support_needed = models.CharField("support needed", max_length=300, blank=True)
    # The worker who asked is in the deed `invited`.
    face_to_face_on = models.DateField("asked face to face on", null=True, blank=True, editable=False)
    invited = Deed()
    queued = Deed(required=False)
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
                condition=Q(state__in=["invited", "waiting"], answered_at__isnull=True)
                | ~Q(state__in=["invited", "waiting"]) & Q(answered_at__isnull=False),
                name="involvement_place_answered",
                violation_error_message="An answer to an invitation must say when and by whom.",
            ),
            models.CheckConstraint(
                condition=~Q(state="waiting") | Q(queued_at__isnull=False),
                name="involvement_place_waits_since",
                violation_error_message="The waiting list must say since when somebody is on it.",
            ),
        ]
        triggers = [
            Refuse(
                name="place_moves",
                constraint="place_moves",
                operations="UPDATE",
                when_sql=_NO_PLACE_MOVE,
                message="A place cannot move from where it is to there.",
            ),
            Refuse(
                name="place_starts",
                constraint="place_starts",
                operations="INSERT",
                when_sql=f"NEW.state NOT IN ({_listed(PLACE_STARTS)})",
                message="A place starts as invited, accepted or on the waiting list.",
            ),
            Refuse(
                name="place_stays_theirs",
                constraint="place_stays_theirs",
                operations="UPDATE",
                when_sql="(NEW.activity_id, NEW.person_id) <> (OLD.activity_id, OLD.person_id)",
                message="A place stays with its person and its activity.",
            ),
            pgtrigger.Trigger(
                name="place_is_counted",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("change", "INT := 0")],
                func=_COUNT,
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


class OthersOfGroup(ServiceOwned):
    """How many of those who came to a session without a place belong to a group: counted, never named."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="others_of_groups")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField("how many")

    class Meta:
        ordering = ["group__order"]
        constraints = [
            models.UniqueConstraint(fields=["session", "group"], name="involvement_othersofgroup_once"),
        ]
        triggers = [
            Refuse(
                name="others_of_group_came",
                constraint="others_of_group_came",
                operations="INSERT OR UPDATE",
                when_sql="NEW.number > (SELECT others_attended FROM involvement_session WHERE id = NEW.session_id)",
                message="There cannot be more of one group than came without a place.",
            )
        ]


class SessionChange(ServiceOwned):
    """That a session was moved or changed: how it was before, and the reason that people with a place are told."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="changes")
    was = models.CharField("how it was", max_length=500)
    reason = models.CharField("why it is changed", max_length=500)
    changed = Deed()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=says("reason"),
                name="involvement_sessionchange_says_why",
                violation_error_message="Say why the session is changed: people with a place are told.",
            )
        ]
        triggers = [
            Refuse(
                name="session_change_append_only",
                constraint="session_change_append_only",
                operations="UPDATE OR DELETE",
                message="What was changed about a session cannot be changed or deleted.",
            )
        ]
