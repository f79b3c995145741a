"""The figures that promises are judged by, of activities and of rounds, in one query each whatever their number.

A round is a session of a standing activity that was closed out. What belongs to it: views given at it, decisions that
answer one of them or were taken at it, and who is told of those. What belongs to the activity (terms, offers, changes
to the plan, what was handed over) counts for each round that came after it.
"""

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextField,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Now, TruncDate
from django.utils import timezone

from involvement.models import (
    ActivityMove,
    Decision,
    DecisionView,
    JointDecider,
    Material,
    Minutes,
    PlanChange,
    ResourceTransfer,
    Session,
    SettledOffer,
    Telling,
    TermsOfReference,
    View,
)
from involvement.models.activities import State

HERE = OuterRef("pk")


def with_figures(activities, rounds=None):
    """Activities with the figures the rules need. Standing ones know their `rounds`, newest first.

    `rounds`: which sessions count as rounds, a Q, where not all that were closed out do.
    """
    return _figured(activities).prefetch_related(_prefetched(rounds))


def read(activities, most=None) -> list:
    """The activities of a queryset as `with_figures` gives them. Rounds are only asked for where one is standing."""
    found = list(_figured(activities)[:most])
    prefetch_related_objects([activity for activity in found if activity.standing], _prefetched())
    return found


def _prefetched(rounds=None):
    return Prefetch("sessions", queryset=_rounds(rounds), to_attr="rounds")


def _figured(activities):
    began = ActivityMove.objects.filter(activity=HERE, to_state=State.RUNNING).order_by("moved_at")
    decisions = Decision.objects.filter(activity=HERE)
    return (
        activities.select_related("level", "method", "partner", "lead")
        .annotate(began_on=Subquery(began.annotate(day=TruncDate("moved_at")).values("day")[:1], DateField()))
        .annotate(
            **_of(View.objects.filter(activity=HERE), decisions, Telling.objects.filter(decision__activity=HERE)),
            plan_changes_made=_count(PlanChange.objects.filter(activity=HERE), "activity"),
            sessions_planned=_count(Session.objects.not_cancelled().filter(activity=HERE), "activity"),
            sessions_held=_count(Session.objects.filter(activity=HERE, held_at__isnull=False), "activity"),
            minutes_given=_count(
                Minutes.objects.filter(
                    session__activity=HERE, session__held_at__isnull=False, published_at__isnull=False
                ),
                "session__activity",
            ),
            terms_agreed=_count(TermsOfReference.objects.filter(activity=HERE), "activity"),
            offers_settled_first=_count(
                SettledOffer.objects.filter(activity=HERE).filter(
                    settled_on__lte=Coalesce(OuterRef("began_on"), timezone.localdate())
                ),
                "activity",
            ),
            has_run=Case(When(began_on__isnull=False, then=Value(True)), default=Value(False)),
            transfers_made=_count(_transfers().filter(activity=HERE), "activity"),
            **_materials(),
        )
    )


def _materials() -> dict:
    """Figures over the material of an activity: what is in use, and where nothing is any more, all there was.

    Material is in date on the day that it was last used; who answers for it matters while it is.
    """
    own = Material.objects.filter(activity=HERE)
    in_use = Material.objects.in_use().filter(activity=OuterRef("activity"))
    materials = own.filter(Q(retired_at__isnull=True) | ~Exists(in_use)).with_evidence()
    last_used = TruncDate(Coalesce(F("retired_at"), F("activity__ended_at"), Now()))
    not_used_now = Q(retired_at__isnull=False) | Q(activity__ended_at__isnull=False)
    return {
        "materials_made": _count(materials, "activity"),
        "materials_owned": _count(materials.filter(Q(has_owner=True) | not_used_now), "activity"),
        "materials_checked": _count(materials.filter(is_checked=True), "activity"),
        "materials_read": _count(materials.filter(is_read=True), "activity"),
        "materials_in_date": _count(materials.filter(review_on__gte=last_used), "activity"),
    }


def _rounds(which):
    """Sessions of standing activities that were closed out, newest first, with the figures the rules need."""
    sessions = Session.objects.filter(held_at__isnull=False, activity__standing=True)
    sessions = sessions.filter(which) if which is not None else sessions
    answered_here = DecisionView.objects.filter(view__session=OuterRef(HERE))
    decisions = Decision.objects.filter(Q(session=HERE) | Exists(answered_here.filter(decision=HERE)))
    tellings = Telling.objects.filter(
        Q(decision__session=HERE) | Exists(answered_here.filter(decision=OuterRef("decision")))
    )
    activity = OuterRef("activity")
    return (
        sessions.annotate(
            on=TruncDate("starts_at"),
        )
        .annotate(
            **_of(View.objects.filter(session=HERE), decisions, tellings),
            plan_changes_made=_count(PlanChange.objects.filter(activity=activity), "activity"),
            sessions_held=Value(1),
            minutes_given=_count(Minutes.objects.filter(session=HERE, published_at__isnull=False), "session"),
            terms_agreed=_count(
                TermsOfReference.objects.filter(activity=activity, agreed_on__lte=OuterRef("on")), "activity"
            ),
            offers_settled_first=_count(
                SettledOffer.objects.filter(activity=activity, settled_on__lte=OuterRef("on")), "activity"
            ),
            transfers_made=_count(
                _transfers().filter(activity=activity, transferred_on__lte=OuterRef("on")), "activity"
            ),
            has_run=Value(True),
        )
        .order_by("-starts_at", "-pk")
    )


def _transfers():
    """What was handed over with its amount. A room has none, nor has what no number fits."""
    Kind = ResourceTransfer.Kind
    return ResourceTransfer.objects.valid().filter(Q(amount__isnull=False) | Q(kind__in=[Kind.ROOM, Kind.OTHER]))


def _of(views, decisions, tellings) -> dict:
    """Figures over the views, decisions and tellings of an activity or a round."""
    published = decisions.filter(published_at__isnull=False)
    # What overrules a decision of service users is the reason why theirs is not carried out, and none of theirs.
    of_views = published.exclude(outcome=Decision.Outcome.PROMISE_NOT_KEPT).filter(overrules__isnull=True)
    reasons = published.filter(outcome=Decision.Outcome.PROMISE_NOT_KEPT).order_by("-published_at", "-pk")
    answered = Exists(Decision.objects.filter(views=HERE, published_at__isnull=False))
    named = JointDecider.objects.filter(decision=HERE)
    return {
        "views_given": _count(views, "activity"),
        "views_answered": _count(views.filter(answered), "activity"),
        "to_be_told": _count(tellings, "decision__activity"),
        "told": _count(tellings.filter(told_at__isnull=False), "decision__activity"),
        "could_not_be_told": _count(tellings.filter(given_up_at__isnull=False), "decision__activity"),
        "published": _count(of_views, "activity"),
        "published_with_views": _count(of_views.filter(views__isnull=False), "activity"),
        # What service users who lead decide has their name on it already.
        "published_jointly": _count(of_views.filter(Exists(named) | Q(by_leader__isnull=False)), "activity"),
        **_by_leaders(of_views.filter(by_leader__isnull=False)),
        "reason_given": Coalesce(
            Subquery(reasons.values("rationale")[:1], output_field=TextField()), Value(""), output_field=TextField()
        ),
    }


def _by_leaders(decisions) -> dict:
    """Figures over the decisions of service users who lead: made, carried out or explained, and not due yet."""
    Outcome = Decision.Outcome
    of_instead = Telling.objects.filter(decision__overrules__decision=HERE)
    explained = Exists(of_instead.filter(told_at__isnull=False)) & ~Exists(of_instead.open())
    nothing_to_do = Q(outcome__in=[Outcome.NOT_ADOPTED, Outcome.NOT_YET])
    carried_out = Q(done_at__isnull=False) | nothing_to_do | explained
    left = decisions.exclude(carried_out)
    due_later = Q(due__gte=timezone.localdate(), overruling__isnull=True)
    return {
        "published_by_leaders": _count(decisions, "activity"),
        "leaders_carried_out": _count(decisions.filter(carried_out), "activity"),
        "leaders_not_due_yet": _count(left.filter(due_later), "activity"),
        "leaders_late": _count(left.exclude(due_later), "activity"),
    }


def _count(queryset, of):
    """How many rows a subquery finds. `of`: a path that all of them share, to group by."""
    counted = queryset.order_by().values(of=F(of)).annotate(n=Count("pk", distinct=True)).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
