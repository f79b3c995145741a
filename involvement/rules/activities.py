"""What may happen to an activity: its moves from state to state, and its plan."""

from core.rules import Allowed, Refused
from involvement.models import Decision, Level, Telling, View
from involvement.models.activities import MOVES, SECTIONS_NEEDED, State
from involvement.models.feedback import SHORTEST_RATIONALE

# Verbs for the buttons that make a move.
MOVE_WORDS = {
    State.OPEN: "Open it to people",
    State.RUNNING: "Start running it",
    State.CLOSED: "Close it for views",
    State.DECIDED: "Mark as decided",
    State.FED_BACK: "Mark as fed back",
    State.CLOSED_WITHOUT_VIEWS: "Close without views",
    State.NOBODY_TOLD: "Close: nobody could be told",
    State.FINISHED: "Finish it",
    State.CANCELLED: "Cancel it",
}

NEEDS_REASON = {State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD}

# The reason for these is told to everybody as the reason why the promise was not kept.
TELLS_REASON = {State.CLOSED_WITHOUT_VIEWS}


def may_move(activity, to: str):
    """May this activity move to a state? Says what is still missing."""
    if to not in MOVES[State(activity.state)]:
        return Refused(f"It is “{activity.get_state_display()}”, and cannot become “{State(to).label}” from there.")
    if to in _reopened_by_itself(activity):
        return Refused("It goes back there by itself when a new view or decision comes.")
    check = _CHECKS.get(State(to))
    return check(activity) if check else Allowed()


def _may_open(activity):
    missing = left_to_plan(activity)
    if missing:
        return Refused(f"Finish the plan first. It does not say {_listed(missing)}.")
    return Allowed()


def left_to_plan(activity) -> list[str]:
    """What the plan has to say before it opens and does not say yet, in words, in the order of its sections."""
    needed = dict(SECTIONS_NEEDED)
    if activity.level_id == Level.INFORMATION:
        del needed["can_change"]
    return [words for name, words in needed.items() if not getattr(activity, name).strip()]


def _listed(words) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _may_close(activity):
    coming = sum(1 for session in activity.sessions.all() if session.is_to_come)
    if coming:
        return Refused(f"Close out its sessions first: {coming} still without attendance.")
    return Allowed()


def _may_be_decided(activity):
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view. Finish it instead.")
    published = activity.decisions.filter(published_at__isnull=False)
    if not published.exclude(outcome=Decision.Outcome.PROMISE_NOT_KEPT).exists():
        return Refused("Publish at least one decision first.")
    return _has_answered_every_view(activity)


def _has_answered_every_view(activity):
    left = unanswered_views(activity).count()
    if left:
        return Refused(f"Answer every view first: {left} without a published decision.")
    return Allowed()


def _may_close_without_views(activity):
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view. Finish it instead.")
    if activity.views.exists():
        return Refused("People gave views. Decide on them instead.")
    return Allowed()


def _may_finish(activity):
    if activity.level_id != Level.INFORMATION:
        return Refused("Only an information activity is finished without decisions.")
    return Allowed()


def _may_be_fed_back(activity):
    decided = _may_be_decided(activity)
    if not decided:
        return decided
    tellings = Telling.objects.filter(decision__activity=activity)
    left = tellings.open().count()
    if left:
        return Refused(f"Tell everyone first: {left} still to be told.")
    if not tellings.filter(told_at__isnull=False).exists():
        return Refused("Nobody was told. Close it as “nobody could be told” with the reason.")
    return Allowed()


def _may_close_nobody_told(activity):
    answered = _has_answered_every_view(activity)
    if not answered:
        return answered
    tellings = Telling.objects.filter(decision__activity=activity)
    if tellings.open().exists():
        return Refused("There are people still to be told.")
    if tellings.filter(told_at__isnull=False).exists():
        return Refused("Somebody was told. Mark it as fed back instead.")
    return Allowed()


_CHECKS = {
    State.OPEN: _may_open,
    State.CLOSED: _may_close,
    State.DECIDED: _may_be_decided,
    State.FED_BACK: _may_be_fed_back,
    State.CLOSED_WITHOUT_VIEWS: _may_close_without_views,
    State.NOBODY_TOLD: _may_close_nobody_told,
    State.FINISHED: _may_finish,
}


def next_moves(activity):
    """Pairs of (state, answer) for each state that could follow, for the page to show as button or sentence."""
    left_out = {*_reopened_by_itself(activity), *_never_of_its_level(activity)}
    return [(state, may_move(activity, state)) for state in MOVES[State(activity.state)] if state not in left_out]


def _never_of_its_level(activity):
    """Endings that only make sense where views are asked for, or only where none are."""
    if activity.level_id == Level.INFORMATION:
        return State.DECIDED, State.CLOSED_WITHOUT_VIEWS
    return (State.FINISHED,)


def _reopened_by_itself(activity):
    """States that no button leads to: a loop that was closed is opened again by what comes in."""
    return (State.DECIDED,) if activity.state in (State.FED_BACK, State.NOBODY_TOLD) else ()


def unanswered_views(activity):
    """Views without a published decision."""
    return View.objects.filter(activity=activity).exclude(decisions__published_at__isnull=False)


def may_move_because(to: str, reason: str):
    """Is the reason given that a move to this state needs? One that people are told in its own words is a whole one."""
    if State(to) in NEEDS_REASON and not reason.strip():
        return Refused("Give the reason: people who took part will be told.", field="reason")
    if State(to) in TELLS_REASON and len(reason.strip()) < SHORTEST_RATIONALE:
        return Refused(
            f"Give the reason in at least {SHORTEST_RATIONALE} characters: people will read it.", field="reason"
        )
    return Allowed()


def may_have_level(activity, level):
    """May this be the level of the activity? Any, until people were given the promise of one."""
    if activity.state != State.PLANNED and level != activity.level:
        return Refused("People have been given the promise of this level. It stays.", field="level")
    return Allowed()


def may_edit(activity):
    """May the plan still be changed? What people were promised stays once it is open."""
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        return Refused(f"It is “{activity.get_state_display()}”: its plan stays as it was.")
    return Allowed()


def may_use_method(method, level):
    """Does this method suit this level of involvement?"""
    levels = list(method.levels.all())
    if level in levels:
        return Allowed()
    names = " or ".join(one.name.lower() for one in levels)
    return Refused(
        f"{method.name} suits {names or 'no level'}. Choose another method, or another level.", field="method"
    )
