"""An activity: something done with people at one level of the spectrum, with the promise that level makes."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core.deeds import Deed
from core.models import ServiceOwned, Site
from core.triggers import Refuse
from involvement.models.partners import PartnerOrganisation
from involvement.models.seen import SeenByStaff
from involvement.models.spectrum import Group, Level, Method


class State(models.TextChoices):
    """Where an activity is. `MOVES` says which state may follow which."""

    PLANNED = "planned", "Planned"
    OPEN = "open", "Open"
    RUNNING = "running", "Running"
    CLOSED = "closed", "Closed, waiting for decisions"
    DECIDED = "decided", "Decided, people are being told"
    FED_BACK = "fed_back", "Fed back: everyone was told"
    CLOSED_WITHOUT_VIEWS = "closed_without_views", "Closed without views"
    NOBODY_TOLD = "nobody_told", "Closed, nobody could be told"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Cancelled"


# The database holds the same table as the rules do: a test compares them.
MOVES = {
    State.PLANNED: (State.OPEN, State.CANCELLED),
    State.OPEN: (State.RUNNING, State.CANCELLED),
    State.RUNNING: (State.CLOSED, State.CANCELLED),
    State.CLOSED: (State.DECIDED, State.CLOSED_WITHOUT_VIEWS, State.FINISHED),
    State.DECIDED: (State.FED_BACK, State.NOBODY_TOLD),
    State.FED_BACK: (State.DECIDED,),
    State.CLOSED_WITHOUT_VIEWS: (),
    State.NOBODY_TOLD: (State.DECIDED,),
    State.FINISHED: (),
    State.CANCELLED: (),
}

_NOT_A_MOVE = (
    "NEW.state <> OLD.state AND NOT ("
    + " OR ".join(
        f"(OLD.state = '{old.value}' AND NEW.state IN ({', '.join(repr(new.value) for new in following)}))"
        for old, following in MOVES.items()
        if following
    )
    + ")"
)

# Fed back: at least one decision, no view without one, no telling open, at least one told.
_NOT_FED_BACK = """
NEW.state = 'fed_back' AND OLD.state <> 'fed_back' AND (
  NOT EXISTS (SELECT 1 FROM involvement_decision d WHERE d.activity_id = NEW.id AND d.published_at IS NOT NULL
       AND d.outcome <> 'not_kept')
  OR EXISTS (SELECT 1 FROM involvement_view v WHERE v.activity_id = NEW.id AND NOT EXISTS (
       SELECT 1 FROM involvement_decisionview dv JOIN involvement_decision d ON d.id = dv.decision_id
       WHERE dv.view_id = v.id AND d.published_at IS NOT NULL))
  OR EXISTS (SELECT 1 FROM involvement_telling t JOIN involvement_decision d ON d.id = t.decision_id
       WHERE d.activity_id = NEW.id AND t.told_at IS NULL AND t.given_up_at IS NULL)
  OR NOT EXISTS (SELECT 1 FROM involvement_telling t JOIN involvement_decision d ON d.id = t.decision_id
       WHERE d.activity_id = NEW.id AND t.told_at IS NOT NULL))
"""

# A plan is whole before anybody is invited into it: each section of it says something.
SECTIONS_NEEDED = {
    "principles": "what everybody holds to",
    "equality_considered": "how equality and health-inequality duties were considered",
    "purpose": "what it is for",
    "can_change": "what can change because of it",
    "cannot_change": "what cannot change",
    "process": "how people are prepared and supported",
    "impact": "what should be different afterwards",
}
_OPENS_UNFINISHED = (
    "OLD.state = 'planned' AND NEW.state = 'open' AND ("
    + " OR ".join(
        f"(btrim(NEW.{name}) = ''" + (" AND NEW.level_id <> 'information')" if name == "can_change" else ")")
        for name in SECTIONS_NEEDED
    )
    + ")"
)


class Activity(ServiceOwned):
    """Something done with people. Its level is a choice that fits, never a score of quality (the paper, page 3)."""

    class Domain(models.TextChoices):
        """What the paper's key facts call the four places where involvement helps (page 2)."""

        CARE = "care", "Individual care and treatment"
        COMMUNITIES = "communities", "Communities and peer support"
        SERVICE = "service", "The service"
        GOVERNANCE = "governance", "Planning, commissioning and governance"

    class Access(models.TextChoices):
        ANYONE = "anyone", "Open: anyone may ask to take part"
        INVITATION = "invitation", "By invitation"
        MEMBERS = "members", "Closed: only its members"

    # The five sections of a plan, after the 4Pi National Involvement Standards, which the paper cites (page 2):
    # principles, purpose, presence, process and impact. Each holds fields of its own below.
    title = models.CharField("title", max_length=150)
    purpose = models.TextField("what it is for", max_length=2000)
    domain = models.CharField("what it is about", max_length=15, choices=Domain)
    level = models.ForeignKey(Level, on_delete=models.PROTECT, related_name="activities", verbose_name="level")
    method = models.ForeignKey(Method, on_delete=models.PROTECT, related_name="activities", verbose_name="method")
    # A board or a reference group stays running, and each session that is closed out is a round of it.
    standing = models.BooleanField("it goes on, in rounds", default=False)
    promise = models.TextField("promise", blank=True, editable=False)
    principles = models.TextField("what everybody holds to", max_length=2000, blank=True)
    can_change = models.TextField("what can change because of it", max_length=2000)
    cannot_change = models.TextField("what cannot change", max_length=2000)
    groups = models.ManyToManyField(Group, through="ActivityGroup", related_name="activities")
    partner = models.ForeignKey(
        PartnerOrganisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name="partner",
    )
    starts_on = models.DateField("starts on")
    ends_on = models.DateField("ends on", null=True, blank=True)
    site = models.ForeignKey(
        Site, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="site"
    )
    where = models.CharField("where, if not at a site", max_length=200, blank=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="who leads it"
    )
    places = models.PositiveSmallIntegerField("places", null=True, blank=True)
    # Kept by the database alone, as places are taken and given back (`involvement.models.places`).
    places_taken = models.IntegerField(default=0, editable=False)
    access = models.CharField("who may take part", max_length=10, choices=Access, default=Access.INVITATION)
    access_arrangements = models.TextField("access arrangements", max_length=1000, blank=True)
    equality_considered = models.TextField("how equality and health-inequality duties were considered", max_length=2000)
    incentives = models.TextField("what people are offered", max_length=1000, blank=True)
    process = models.TextField("how people are prepared and supported", max_length=2000, blank=True)
    impact = models.TextField("what should be different, and how people will see it", max_length=2000, blank=True)
    state = models.CharField(max_length=25, choices=State, default=State.PLANNED, editable=False)
    recorded = Deed()
    opened = Deed(required=False)
    closed = Deed(required=False)
    ended = Deed(required=False)
    end_reason = models.CharField("why it ended this way", max_length=500, blank=True, default="", editable=False)

    objects = SeenByStaff.as_manager()

    class Meta:
        ordering = ["-starts_on", "-pk"]
        verbose_name_plural = "activities"
        indexes = [
            models.Index(fields=["service", "-starts_on", "-id"], name="involvement_activity_list"),
            models.Index(fields=["service", "state"], name="involvement_activity_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="involvement_activity_dates",
                violation_error_message="An activity must end on or after the day it starts.",
            ),
            models.CheckConstraint(
                condition=Q(places__isnull=True) | Q(places_taken__lte=F("places")),
                name="involvement_activity_places_not_taken",
                violation_error_message="There are more people with a place than that. Enter a higher number.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "cancelled"]) | ~Q(promise=""),
                name="involvement_activity_has_promise",
                violation_error_message="An activity cannot open without its promise.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["cancelled", "closed_without_views", "nobody_told"]) | ~Q(end_reason=""),
                name="involvement_activity_end_has_reason",
                violation_error_message="Give the reason why it ends this way.",
            ),
        ]
        triggers = [
            # Whatever somebody saves with an activity, the count stays: only the trigger of places changes it.
            pgtrigger.Trigger(
                name="places_taken_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="IF TG_OP = 'INSERT' THEN NEW.places_taken := 0;"
                " ELSIF pg_trigger_depth() < 2 THEN NEW.places_taken := OLD.places_taken; END IF; RETURN NEW;",
            ),
            Refuse(
                name="activity_moves",
                constraint="activity_moves",
                operations="UPDATE",
                when_sql=_NOT_A_MOVE,
                message="An activity cannot move from where it is to there.",
            ),
            Refuse(
                name="activity_starts_planned",
                constraint="activity_starts_planned",
                operations="INSERT",
                when_sql="NEW.state <> 'planned'",
                message="An activity starts as planned.",
            ),
            Refuse(
                name="activity_promise_stays",
                constraint="activity_promise_stays",
                operations="UPDATE",
                when_sql="OLD.state <> 'planned' AND (NEW.promise, NEW.level_id) <> (OLD.promise, OLD.level_id)",
                message="People have been given this promise. It stays, and so does the level.",
            ),
            Refuse(
                name="activity_standing_stays",
                constraint="activity_standing_stays",
                operations="UPDATE",
                when_sql="OLD.state <> 'planned' AND NEW.standing <> OLD.standing",
                message="Whether it goes on in rounds stays as it was when it opened.",
            ),
            Refuse(
                name="activity_opens_whole",
                constraint="activity_opens_whole",
                operations="UPDATE",
                when_sql=_OPENS_UNFINISHED,
                message="Finish its plan first: every section has to say something before it opens.",
            ),
            Refuse(
                name="activity_fed_back",
                constraint="activity_fed_back",
                operations="UPDATE",
                when_sql=_NOT_FED_BACK,
                message="It is fed back only when every view is answered and nobody is left to be told.",
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def place_in_words(self) -> str:
        return self.where or (str(self.site) if self.site else "")


class ActivityGroup(ServiceOwned):
    """That an activity is for a group."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["activity", "group"], name="involvement_activitygroup_once"),
        ]


class ActivityMove(ServiceOwned):
    """One move of an activity from state to state: when, by whom and why."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=25, choices=State)
    to_state = models.CharField(max_length=25, choices=State)
    reason = models.CharField(max_length=500, blank=True, default="")
    moved = Deed()

    class Meta:
        ordering = ["-moved_at", "-pk"]
        triggers = [
            Refuse(
                name="activity_move_append_only",
                constraint="activity_move_append_only",
                operations="UPDATE OR DELETE",
                message="What happened to an activity cannot be changed or deleted.",
            )
        ]
