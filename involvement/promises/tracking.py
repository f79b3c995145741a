"""Where promises stand: kept, at risk or not kept by the evidence that each level's promise asks for.

    activity = promises.with_figures(Activity.objects.filter(pk=pk)).get()
    promises.track(activity).words        # "At risk"

Everything is derived each time; nothing is stored. A standing activity is judged by its rounds, each alone.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from involvement.models.activities import State
from involvement.promises.evidence import NEEDED_NOW, NOT_YET, TOO_LATE, Evidence, evidence_of, many

KEPT, AT_RISK, NOT_KEPT, UNDER_WAY, NO_DATA = "kept", "at_risk", "not_kept", "under_way", "no_data"
WORDS = {
    KEPT: "Kept",
    AT_RISK: "At risk",
    NOT_KEPT: "Not kept",
    UNDER_WAY: "Under way",
    NO_DATA: "No data yet",
}
# A standing activity as a whole is judged by the rounds of a year; those before stand beside it.
ROUNDS_COUNT_FOR = timedelta(days=365)

_OVER = (State.FED_BACK, State.FINISHED, State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD)
_SAD = (State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD)


@dataclass(frozen=True)
class Tracked:
    """Where a promise stands: a state from WORDS, its evidence, and why in a sentence.

    `reason`: what people were told of why it was not kept. `rounds`: of a standing activity, (session, Tracked).
    """

    activity: object
    state: str
    why: str
    evidence: list = field(default_factory=list)
    reason: str = ""
    rounds: list = field(default_factory=list)

    @property
    def words(self) -> str:
        return WORDS[self.state]

    @property
    def lacks(self) -> bool:
        """Whether some evidence is missing that could be asked about."""
        return any(not item.met for item in self.evidence)


def track(activity) -> Tracked:
    """The promise of one activity that came from `with_figures`."""
    evidence = evidence_of(activity.level_id, activity)
    if evidence is None:
        return Tracked(activity, NO_DATA, "Evidence for this level is not gathered yet.")
    if activity.state == State.CANCELLED and activity.opened_at is None:
        return Tracked(activity, NO_DATA, "Cancelled before it opened to people, so no promise was made.")
    if activity.state in (State.PLANNED, State.OPEN):
        return Tracked(activity, UNDER_WAY, "The promise counts from when it runs.", evidence)
    if activity.state in _SAD:
        why = f"{activity.get_state_display()}: {activity.end_reason}"
        return Tracked(activity, NOT_KEPT, why, evidence, activity.reason_given or activity.end_reason)
    if activity.standing:
        return _by_its_rounds(activity, evidence)
    state, why = _state(evidence, activity.state, activity.reason_given, _days_over(activity, activity.closed_at))
    return Tracked(activity, state, why, evidence, activity.reason_given)


def track_round(activity, session) -> Tracked:
    """The promise of one round of a standing activity, from its `rounds`."""
    evidence = evidence_of(activity.level_id, session)
    if not session.views_given and not session.published:
        why = "Nobody gave a view in this round and nothing was decided, so there is nothing to judge."
        return Tracked(activity, NO_DATA, why, evidence, session.reason_given)
    over = State.FED_BACK if activity.state in _OVER else State.RUNNING
    state, why = _state(evidence, over, session.reason_given, _days_over(activity, session.held_at))
    return Tracked(activity, state, why, evidence, session.reason_given)


def _state(evidence, state, reason, over):
    """The state of a promise and why, from its evidence, where it is, the reason given, and the days past its time."""
    missing = [item for item in evidence if not item.met]
    if not missing:
        return KEPT, "All the evidence is there."
    first = missing[0].sentence
    if reason:
        return NOT_KEPT, f"People were given the reason: {reason}"
    if all(item.lack == NOT_YET for item in missing):
        return UNDER_WAY, first
    if state == State.FED_BACK:
        return NOT_KEPT, f"Fed back without this: {first}"
    if state == State.FINISHED:
        return NOT_KEPT, f"Finished without this: {first}"
    if over is not None:
        return AT_RISK, f"{many(over, 'day')} past the time to tell people. {first}"
    lost = next((item for item in missing if item.lack == TOO_LATE), None)
    if lost is not None:
        return AT_RISK, f"{lost.sentence} It is too late for that."
    now = state == State.DECIDED or any(item.lack == NEEDED_NOW for item in missing)
    return (AT_RISK if now else UNDER_WAY), first


def _by_its_rounds(activity, evidence) -> Tracked:
    rounds = [(session, track_round(activity, session)) for session in activity.rounds]
    since = timezone.now() - ROUNDS_COUNT_FOR
    judged = [one for session, one in rounds if session.held_at >= since and one.state not in (NO_DATA, UNDER_WAY)]
    shown = [_as_evidence(session, one) for session, one in rounds]
    kept = sum(1 for one in judged if one.state == KEPT)
    words = f"Kept in {kept} of {many(len(judged), 'round')} of the last 12 months."
    if not judged:
        first = "No round is old enough to be judged." if rounds else "No session has been closed out yet."
        return Tracked(activity, UNDER_WAY, first, shown or evidence, rounds=rounds)
    for state in (AT_RISK, NOT_KEPT):
        found = next((one for one in judged if one.state == state), None)
        if found is not None:
            return Tracked(activity, state, f"{words} {found.why}", shown, found.reason, rounds)
    return Tracked(activity, KEPT, words, shown, rounds=rounds)


def _as_evidence(session, tracked) -> Evidence:
    name = session.title or "Session"
    day = f"{timezone.localtime(session.starts_at):%-d %B %Y}"
    sentence = f"{name}, {day}: {tracked.words.lower()}. {tracked.why}"
    step = "See what this round lacks" if tracked.state != KEPT else ""
    return Evidence(sentence, tracked.state == KEPT, step, f"round-{session.pk}")


def _days_over(activity, since):
    """Days since the service's own time to tell people ran out after a moment, or None."""
    if since is None:
        return None
    over = (timezone.now() - since).days - activity.service.days_to_tell
    return over if over > 0 else None
