"""Writing that a promise was not kept, with the reason that goes to the people."""

from core.rules import ensure
from core.writing import action
from involvement import promises, rules
from involvement.actions.steps import reopen_loop, tell_reason
from involvement.models import Activity


@action
def say_promise_not_kept(*, by, activity, because, session=None):
    """Say why the promise of an activity, or of one round of it, was not kept, and owe word of it to everybody.

    It reaches people as a decision does: each by the way they allow, and a worker where there is none. Returns it.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    tracked = _tracked(activity, session)
    ensure(rules.may_say_promise_not_kept(activity, tracked is None or tracked.lacks, session))
    said = tell_reason(by, activity, because, session)
    reopen_loop(by, activity, "People are told why the promise was not kept")
    return said


def _tracked(activity, session):
    """Where the promise stands, of the activity or of the round; None where the session is no round of it."""
    tracked = promises.track(promises.with_figures(Activity.objects.filter(pk=activity.pk)).get())
    if session is None:
        return tracked
    return next((one for held, one in tracked.rounds if held.pk == session.pk), None)
