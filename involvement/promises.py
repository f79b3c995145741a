"""The promise tracker: for each activity, the evidence its level's promise requires, met or not.

Levels without a rule yet say "no data yet", never a score. Everything is derived each time; nothing is stored.
"""

from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from involvement.models import Decision, Level, Minutes, PlanChange, Session, Telling, View
from involvement.models.activities import State

KEPT, AT_RISK, NOT_KEPT, UNDER_WAY, NO_DATA = "kept", "at_risk", "not_kept", "under_way", "no_data"
WORDS = {
    KEPT: "Kept",
    AT_RISK: "At risk",
    NOT_KEPT: "Not kept",
    UNDER_WAY: "Under way",
    NO_DATA: "No data yet",
}


@dataclass(frozen=True)
class Evidence:
    """One thing a promise requires: a sentence with its figures, met or not, and what to do next, on which part."""

    sentence: str
    met: bool
    next_step: str = ""
    section: str = ""


@dataclass(frozen=True)
class Tracked:
    """Where the promise of an activity stands: a state from WORDS, its evidence, and why in a sentence."""

    activity: object
    state: str
    why: str
    evidence: list = field(default_factory=list)

    @property
    def words(self) -> str:
        return WORDS[self.state]


def with_figures(activities):
    """Activities with the figures the rules need, in one query whatever their number."""

    def count(queryset):
        counted = queryset.order_by().annotate(n=Count("pk", distinct=True)).values("n")
        return Coalesce(Subquery(counted, output_field=IntegerField()), 0)

    here = OuterRef("pk")
    answered = Exists(Decision.objects.filter(views=OuterRef("pk"), published_at__isnull=False))
    views = View.objects.filter(activity=here).values(of=F("activity"))
    tellings = Telling.objects.filter(decision__activity=here).values(of=F("decision__activity"))
    return activities.select_related("level", "method", "partner", "lead").annotate(
        views_given=count(views),
        views_answered=count(views.filter(answered)),
        to_be_told=count(tellings),
        told=count(tellings.filter(told_at__isnull=False)),
        could_not_be_told=count(tellings.filter(given_up_at__isnull=False)),
        published=count(Decision.objects.filter(activity=here, published_at__isnull=False).values(of=F("activity"))),
        published_with_views=count(
            Decision.objects.filter(activity=here, published_at__isnull=False, views__isnull=False).values(
                of=F("activity")
            )
        ),
        plan_changes_made=count(PlanChange.objects.filter(activity=here).values(of=F("activity"))),
        sessions_planned=count(Session.objects.not_cancelled().filter(activity=here).values(of=F("activity"))),
        sessions_held=count(Session.objects.filter(activity=here, held_at__isnull=False).values(of=F("activity"))),
        minutes_given=count(
            Minutes.objects.filter(
                session__activity=here, session__held_at__isnull=False, published_at__isnull=False
            ).values(of=F("session__activity"))
        ),
    )


def track(activity) -> Tracked:
    """The promise of one activity that came from `with_figures`."""
    rule = _RULES.get(activity.level_id)
    if rule is None:
        return Tracked(activity, NO_DATA, "Evidence for this level is not gathered yet.")
    if activity.state in (State.PLANNED, State.OPEN):
        return Tracked(activity, UNDER_WAY, "The promise counts from when it runs.", rule(activity))
    evidence = rule(activity)
    missing = [item for item in evidence if not item.met]
    if activity.state == State.CANCELLED and activity.opened_at is None:
        return Tracked(activity, NO_DATA, "Cancelled before it opened to people, so no promise was made.")
    if activity.state == State.CANCELLED:
        return Tracked(activity, NOT_KEPT, f"Cancelled: {activity.end_reason}", evidence)
    if activity.state in (State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD):
        return Tracked(activity, NOT_KEPT, f"{activity.get_state_display()}: {activity.end_reason}", evidence)
    if not missing:
        return Tracked(activity, KEPT, "All the evidence is there.", evidence)
    if activity.state == State.FED_BACK:
        return Tracked(activity, NOT_KEPT, f"Fed back without this: {missing[0].sentence}", evidence)
    late = _days_over(activity)
    if late is not None:
        why = f"{_many(late, 'day')} past the time to tell people. {missing[0].sentence}"
        return Tracked(activity, AT_RISK, why, evidence)
    if activity.state == State.RUNNING:
        return Tracked(activity, UNDER_WAY, missing[0].sentence, evidence)
    return Tracked(activity, AT_RISK if activity.state == State.DECIDED else UNDER_WAY, missing[0].sentence, evidence)


def _days_over(activity):
    """Days since the service's own time to tell people ran out after closing, or None."""
    if activity.closed_at is None:
        return None
    over = (timezone.now() - activity.closed_at).days - activity.service.days_to_tell
    return over if over > 0 else None


def _many(number, thing) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _everyone_told(activity) -> Evidence:
    reached = activity.told + activity.could_not_be_told
    met = activity.to_be_told > 0 and reached == activity.to_be_told and activity.told > 0
    sentence = f"{activity.told} of {activity.to_be_told} to be told have been told"
    if activity.could_not_be_told:
        sentence += f", {activity.could_not_be_told} could not be"
    return Evidence(sentence + ".", met, "Tell those who wait", "telling")


def _every_view_answered(activity) -> Evidence:
    met = activity.views_given > 0 and activity.views_answered == activity.views_given
    return Evidence(
        f"{activity.views_answered} of {_many(activity.views_given, 'view')} answered by a decision with its reason.",
        met,
        "Decide on what people said" if activity.views_given else "Record what people said",
        "decisions" if activity.views_given else "views",
    )


def _consultation(activity):
    return [_every_view_answered(activity), _everyone_told(activity)]


def _participation(activity):
    return [
        Evidence(
            f"{_many(activity.plan_changes_made, 'change')} to the plan that people asked for "
            f"{'is' if activity.plan_changes_made == 1 else 'are'} recorded.",
            activity.plan_changes_made > 0,
            "Record a change people made to the plan",
            "plan-changes",
        ),
        Evidence(
            f"Minutes of {activity.minutes_given} of {_many(activity.sessions_held, 'session')} held"
            " were given to those who came.",
            activity.sessions_held > 0 and activity.minutes_given >= activity.sessions_held,
            "Write and give out the minutes",
            "sessions",
        ),
        Evidence(
            f"{_many(activity.published_with_views, 'decision')} "
            f"{'rests' if activity.published_with_views == 1 else 'rest'} on views that people gave.",
            activity.published_with_views > 0,
            "Decide on what people said",
            "decisions",
        ),
        _everyone_told(activity),
    ]


_RULES = {Level.CONSULTATION: _consultation, Level.PARTICIPATION: _participation}
