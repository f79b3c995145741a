"""Promises that were not kept: when the reason may be given to people, and which rounds a decision belongs to."""

from core.rules import Allowed, Refused
from involvement.models import Decision
from involvement.models.activities import State


def may_say_promise_not_kept(activity, lacks: bool, session=None):
    """May people be given the reason why the promise of an activity, or of one round of it, was not kept?

    Where evidence is missing (`lacks`), once it was opened to people and has run, and once for each round.
    """
    if activity.state in (State.PLANNED, State.OPEN):
        return Refused("The promise counts from when it runs. Until then, change the plan.")
    if activity.opened_at is None:
        return Refused("It was cancelled before it opened to people, so no promise was made.")
    if activity.standing and session is None:
        return Refused("Choose the round in which the promise was not kept.", field="session")
    if session is not None and (session.activity_id != activity.pk or session.held_at is None):
        return Refused("Choose a round of this activity: a session that was closed out.", field="session")
    given = _reasons_given(activity)
    if (given.filter(session=session) if activity.standing else given).exists():
        return Refused("People were given the reason already.")
    return Allowed() if lacks else Refused("All the evidence is there, so the promise is kept.")


def rounds_without_reason(activity):
    """The rounds of a standing activity that no reason was given for, newest first; None where it has no rounds."""
    if not activity.standing:
        return None
    given = _reasons_given(activity).values("session")
    return list(activity.sessions.filter(held_at__isnull=False).exclude(pk__in=given).order_by("-starts_at", "-pk"))


def _reasons_given(activity):
    return Decision.objects.filter(
        activity=activity, outcome=Decision.Outcome.PROMISE_NOT_KEPT, published_at__isnull=False
    )


def rounds_of(decision):
    """The sessions that a decision of a standing activity belongs to, as ids; None where the activity has no rounds."""
    if not decision.activity.standing:
        return None
    rounds = set(decision.views.filter(session__isnull=False).values_list("session_id", flat=True))
    return rounds | ({decision.session_id} if decision.session_id else set())
