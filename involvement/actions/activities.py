"""Writing activities: planning, changing the plan, and moving from state to state."""

from core.actors import task
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.places import move_up_waiting
from involvement.actions.steps import give_notice, move, people_to_tell, tell_reason
from involvement.models import Activity, ActivityGroup, Notice
from involvement.models.activities import State


@action
def plan_activity(*, by, service, groups=(), **details):
    """Plan an activity at a level of the spectrum. Returns it."""
    activity = save(Activity(service=service, **details, **deed("recorded", by)))
    _set_groups(activity, groups)
    return activity


@action
def change_plan(*, by, activity, groups=(), **details):
    """Change the plan of an activity while it may still be changed. The level and method stay once it is open.

    Where there are more places than before, those on the waiting list move up.
    """
    ensure(rules.may_edit(activity))
    ensure(rules.may_have_level(activity, details.get("level", activity.level)))
    for name, value in details.items():
        setattr(activity, name, value)
    save(activity)
    _set_groups(activity, groups)
    move_up_waiting(by=task("waiting list"), activity=activity)
    return activity


def _set_groups(activity, groups):
    ActivityGroup.objects.filter(activity=activity).exclude(group__in=groups).delete()
    for group in groups:
        ActivityGroup.objects.get_or_create(service=activity.service, activity=activity, group=group)


@action
def move_activity(*, by, activity, to, reason=""):
    """Move an activity to another state, if the rules let it. The promise is copied as it opens."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_move(activity, to))
    ensure(rules.may_move_because(to, reason))
    if to == State.OPEN:
        activity.promise = activity.level.promise
        done(activity, "opened", by)
    if to == State.CLOSED:
        done(activity, "closed", by)
    if State(to) in (
        State.FED_BACK,
        State.CLOSED_WITHOUT_VIEWS,
        State.NOBODY_TOLD,
        State.FINISHED,
        State.CANCELLED,
    ):
        done(activity, "ended", by)
        activity.end_reason = reason
    if to == State.CANCELLED:
        for person in people_to_tell(activity):
            give_notice(by, person, activity, Notice.About.ACTIVITY_CANCELLED, reason=reason)
    activity = move(by, activity, to, reason)
    if to in rules.TELLS_REASON:
        tell_reason(by, activity, reason)
    return activity
