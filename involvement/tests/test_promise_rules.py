"""The rules of the promise tracker, over figures alone: kept, at risk or not kept by exactly the evidence named."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.models import Service
from involvement import promises
from involvement.models import Activity, Level
from involvement.models.activities import State
from involvement.promises import AT_RISK, KEPT, NO_DATA, NOT_KEPT, UNDER_WAY
from involvement.promises.evidence import READ, RULES
from involvement.promises.tracking import WORDS

SAD_ENDINGS = [State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD]
OVER = [State.FED_BACK, State.FINISHED]

# Design section 7: what each promise asks for.
ASKED = {
    Level.INFORMATION: ["owner", "check by another", "service-user reader's comment", "review date not passed"],
    Level.CONSULTATION: ["every view answered", "everyone told"],
    Level.PARTICIPATION: ["changes to the plan", "minutes", "a decision that cites views", "everyone told"],
    Level.PARTNERSHIP: ["joint decision-makers", "terms agreed", "payment settled beforehand", "everyone told"],
    Level.CONTROL: ["resources transferred", "decisions by service users", "carried out or explained"],
}

# Figures with all the evidence there, and for each piece of evidence figures that lack it.
ALL_THERE = {
    "materials_made": 2, "materials_owned": 2, "materials_checked": 2, "materials_read": 2, "materials_in_date": 2,
    "views_given": 3, "views_answered": 3,
    "to_be_told": 4, "told": 3, "could_not_be_told": 1,
    "published": 2, "published_with_views": 2, "published_jointly": 2, "published_by_leaders": 2,
    "plan_changes_made": 1, "sessions_planned": 2, "sessions_held": 2, "minutes_given": 2,
    "terms_agreed": 1, "offers_settled_first": 1, "has_run": 1,
    "transfers_made": 1, "leaders_carried_out": 2, "leaders_not_due_yet": 0, "leaders_late": 0,
}  # fmt: skip
NOT_TOLD = [{"told": 2}, {"told": 0, "could_not_be_told": 4}, {"to_be_told": 0, "told": 0, "could_not_be_told": 0}]
LACKING = {
    Level.INFORMATION: [
        [{"materials_owned": 1}, {"materials_owned": 0}],
        [{"materials_checked": 1}, {"materials_checked": 0}],
        [{"materials_read": 1}, {"materials_read": 0}],
        [{"materials_in_date": 1}, {"materials_in_date": 0}],
    ],
    Level.CONSULTATION: [
        [{"views_answered": 2}, {"views_answered": 0}, {"views_given": 0, "views_answered": 0}],
        NOT_TOLD,
    ],
    Level.PARTICIPATION: [
        [{"plan_changes_made": 0}],
        [{"minutes_given": 1}, {"minutes_given": 0}, {"sessions_held": 0, "minutes_given": 0}],
        [{"published_with_views": 0}],
        NOT_TOLD,
    ],
    Level.PARTNERSHIP: [
        [{"published_jointly": 1}, {"published_jointly": 0}, {"published": 0, "published_jointly": 0}],
        [{"terms_agreed": 0}],
        [{"offers_settled_first": 0}, {"offers_settled_first": 0, "has_run": 0}],
        NOT_TOLD,
    ],
    Level.CONTROL: [
        [{"transfers_made": 0}],
        [{"published_by_leaders": 1, "leaders_carried_out": 1}],
        [{"leaders_carried_out": 1}, {"leaders_carried_out": 0}, {"leaders_carried_out": 0, "leaders_late": 1}],
    ],
}
LEVELS = list(RULES)
# What has to be there as long as it runs, or can no longer be had once it does, is at risk at once.
AT_ONCE = {(Level.INFORMATION, number) for number in range(4)} | {(Level.PARTNERSHIP, 2)}


def figured(level, state=State.DECIDED, closed_days_ago=None, days_to_tell=28, reason_given="", **figures):
    """An activity with figures, not stored."""
    activity = Activity(
        level_id=level,
        state=state,
        end_reason="It rained" if state in SAD_ENDINGS else "",
        service=Service(days_to_tell=days_to_tell),
        opened_at=None if state == State.PLANNED else timezone.now(),
    )
    if closed_days_ago is not None:
        activity.closed_at = timezone.now() - timedelta(days=closed_days_ago, minutes=1)
    for name, value in (ALL_THERE | figures | {"reason_given": reason_given}).items():
        setattr(activity, name, value)
    return activity


def lacking():
    for level in LEVELS:
        for number, cases in enumerate(LACKING[level]):
            for case in cases:
                yield pytest.param(level, number, case, id=f"{level}, {number}: {case}")


@pytest.mark.parametrize("level", LEVELS)
def test_each_promise_asks_for_as_many_pieces_as_the_design_names(level):
    assert len(promises.track(figured(level)).evidence) == len(ASKED[level]) == len(LACKING[level])


@pytest.mark.parametrize(("level", "number", "figures"), list(lacking()))
def test_a_missing_piece_of_evidence_shows_as_that_piece_and_no_other(level, number, figures):
    whole = promises.track(figured(level)).evidence
    assert all(item.met for item in whole)
    now = promises.track(figured(level, **figures)).evidence
    assert [item.met for item in now] == [place != number for place in range(len(whole))]
    assert now[number].next_step and now[number].section
    assert now[number].sentence in promises.track(figured(level, **figures)).why


@pytest.mark.parametrize("level", [level for level in LEVELS if level == Level.INFORMATION])
def test_without_any_material_all_of_it_is_missing(level):
    none = dict.fromkeys(READ[level], 0)
    assert [item.met for item in promises.track(figured(level, **none)).evidence] == [False] * 4


@pytest.mark.parametrize("level", [level for level in LEVELS if level == Level.CONTROL])
def test_without_any_decision_control_has_neither_decided_nor_carried_out(level):
    none = {"published": 0, "published_by_leaders": 0, "leaders_carried_out": 0}
    assert [item.met for item in promises.track(figured(level, **none)).evidence] == [True, False, False]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSED, State.DECIDED, *OVER])
def test_with_all_the_evidence_a_promise_is_kept_however_late(level, state):
    for closed in (None, 0, 400):
        for reason in ("", "It was late"):
            tracked = promises.track(figured(level, state, closed_days_ago=closed, reason_given=reason))
            assert (tracked.state, tracked.words, tracked.why) == (KEPT, "Kept", "All the evidence is there.")


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("state", [State.PLANNED, State.OPEN])
def test_before_it_runs_a_promise_is_under_way_whatever_is_there(level, state):
    for figures in ({}, dict.fromkeys(ALL_THERE, 0)):
        tracked = promises.track(figured(level, state, **figures))
        assert (tracked.state, tracked.why) == (UNDER_WAY, "The promise counts from when it runs.")
        assert tracked.evidence


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("state", SAD_ENDINGS)
def test_a_sad_ending_does_not_keep_a_promise_and_gives_its_reason(level, state):
    tracked = promises.track(figured(level, state))
    assert tracked.state == NOT_KEPT
    assert (tracked.why, tracked.reason) == (f"{state.label}: It rained", "It rained")


@pytest.mark.parametrize("level", LEVELS)
def test_an_activity_cancelled_before_it_opened_made_no_promise(level):
    activity = figured(level, State.CANCELLED)
    activity.opened_at = None
    tracked = promises.track(activity)
    assert tracked.state == NO_DATA
    assert "no promise was made" in tracked.why


@pytest.mark.parametrize(("level", "number", "figures"), list(lacking()))
def test_what_a_missing_piece_means_depends_on_where_the_activity_is(level, number, figures):
    def state(*args, **kwargs):
        return promises.track(figured(level, *args, **figures, **kwargs)).state

    at_once = (level, number) in AT_ONCE and figures.get("has_run") != 0
    assert state(State.RUNNING) == (AT_RISK if at_once else UNDER_WAY)
    assert state(State.CLOSED, closed_days_ago=28) == (AT_RISK if at_once else UNDER_WAY)
    assert state(State.CLOSED, closed_days_ago=29) == AT_RISK
    assert state(State.DECIDED, closed_days_ago=1) == AT_RISK
    for over in OVER:
        assert state(over, closed_days_ago=1) == NOT_KEPT
        assert state(over, closed_days_ago=400) == NOT_KEPT


@pytest.mark.parametrize(("level", "number", "figures"), list(lacking()))
@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSED, State.DECIDED, *OVER])
def test_once_people_were_given_the_reason_it_is_not_kept_and_says_so(level, number, figures, state):
    tracked = promises.track(figured(level, state, closed_days_ago=400, reason_given="It rained", **figures))
    assert (tracked.state, tracked.reason) == (NOT_KEPT, "It rained")
    assert tracked.why == "People were given the reason: It rained"
    assert not tracked.evidence[number].met


def test_fed_back_without_a_piece_says_which():
    tracked = promises.track(figured(Level.PARTICIPATION, State.FED_BACK, plan_changes_made=0))
    assert tracked.why == "Fed back without this: 0 changes to the plan that people asked for are recorded."


@pytest.mark.parametrize(
    ("closed", "own_time", "why"),
    [(29, 28, "1 day past"), (30, 28, "2 days past"), (15, 14, "1 day past"), (14, 14, None), (0, 0, None)],
)
def test_late_counts_from_the_services_own_time_to_tell_people(closed, own_time, why):
    activity = figured(
        Level.CONSULTATION, State.CLOSED, closed_days_ago=closed, days_to_tell=own_time, views_answered=2
    )
    tracked = promises.track(activity)
    assert tracked.state == (AT_RISK if why else UNDER_WAY)
    assert tracked.why.startswith(f"{why} the time to tell people. 2 of 3 views" if why else "2 of 3 views")


@pytest.mark.parametrize("level", [level for level in LEVELS if level == Level.CONTROL])
@pytest.mark.parametrize("state", [State.RUNNING, State.DECIDED, State.FED_BACK])
def test_what_is_not_due_yet_puts_no_promise_at_risk(level, state):
    def where(**figures):
        return promises.track(figured(level, state, closed_days_ago=400, leaders_carried_out=1, **figures)).state

    assert where(leaders_not_due_yet=1) == UNDER_WAY
    assert where(leaders_not_due_yet=1, leaders_late=1) == (NOT_KEPT if state == State.FED_BACK else AT_RISK)
    assert where(leaders_not_due_yet=1, transfers_made=0) == (NOT_KEPT if state == State.FED_BACK else AT_RISK)


# --- In words


WORDED = [
    (Level.INFORMATION, {}, 0, "2 of 2 materials have somebody here who answers for it."),
    (
        Level.INFORMATION,
        {"materials_checked": 1},
        1,
        "1 of 2 materials was checked, as it is now, by somebody other than its author.",
    ),
    (
        Level.INFORMATION,
        {"materials_made": 1, "materials_read": 1},
        2,
        "1 of 1 material was read by a service user, with what they said of it.",
    ),
    (Level.INFORMATION, {"materials_in_date": 0}, 3, "0 of 2 materials have a day to look again that has not passed."),
    (Level.INFORMATION, {"materials_made": 0}, 1, "No material has been checked by somebody other than its author."),
    (
        Level.CONSULTATION,
        {"views_given": 1, "views_answered": 1},
        0,
        "1 of 1 view answered by a decision with its reason.",
    ),
    (Level.CONSULTATION, {}, 0, "3 of 3 views answered by a decision with its reason."),
    (Level.CONSULTATION, {}, 1, "3 of 4 to be told have been told, 1 could not be."),
    (Level.CONSULTATION, {"told": 4, "could_not_be_told": 0}, 1, "4 of 4 to be told have been told."),
    (Level.PARTICIPATION, {}, 0, "1 change to the plan that people asked for is recorded."),
    (Level.PARTICIPATION, {"plan_changes_made": 2}, 0, "2 changes to the plan that people asked for are recorded."),
    (Level.PARTICIPATION, {}, 1, "Minutes of 2 of 2 sessions held were given to those who came."),
    (Level.PARTICIPATION, {"sessions_held": 1}, 1, "Minutes of 2 of 1 session held were given to those who came."),
    (Level.PARTICIPATION, {}, 2, "2 decisions rest on views that people gave."),
    (Level.PARTICIPATION, {"published_with_views": 1}, 2, "1 decision rests on views that people gave."),
    (Level.PARTNERSHIP, {}, 0, "2 of 2 decisions name the service users who decided it together with us."),
    (Level.PARTNERSHIP, {"terms_agreed": 0}, 1, "No terms of reference are agreed with service users yet."),
    (Level.PARTNERSHIP, {}, 2, "What people are paid or given was settled with them before it ran."),
    (Level.PARTNERSHIP, {"offers_settled_first": 0}, 2, "What people are paid or given was not settled before it ran."),
    (
        Level.PARTNERSHIP,
        {"offers_settled_first": 0, "has_run": 0},
        2,
        "What people are paid or given is not settled yet.",
    ),
    (Level.CONTROL, {}, 0, "1 thing was handed over to those who lead it, with the amount and the day."),
    (Level.CONTROL, {"published_by_leaders": 1}, 1, "1 of 2 decisions was made by service users."),
    (Level.CONTROL, {}, 2, "2 of 2 decisions of service users were carried out, or people were told why not."),
]


@pytest.mark.parametrize(("level", "figures", "number", "sentence"), [row for row in WORDED if row[0] in LEVELS])
def test_evidence_in_words(level, figures, number, sentence):
    assert promises.track(figured(level, **figures)).evidence[number].sentence == sentence


# --- Whatever the figures


small = st.integers(min_value=0, max_value=4)
some_figures = st.fixed_dictionaries(dict.fromkeys(ALL_THERE, small))


@given(
    level=st.sampled_from(LEVELS),
    state=st.sampled_from(State),
    closed=st.none() | st.integers(min_value=0, max_value=60),
    reason=st.sampled_from(["", "It rained"]),
    figures=some_figures,
)
def test_a_promise_is_kept_only_by_all_its_evidence(level, state, closed, reason, figures):
    tracked = promises.track(figured(level, state, closed_days_ago=closed, reason_given=reason, **figures))
    ready = all(item.met for item in tracked.evidence)
    running = state not in [State.PLANNED, State.OPEN, *SAD_ENDINGS]
    assert (tracked.state == KEPT) == (ready and running)
    assert tracked.lacks == (not ready)
    if state in SAD_ENDINGS or (running and reason and not ready):
        assert tracked.state == NOT_KEPT
    elif tracked.state == NOT_KEPT:
        assert state in OVER and not ready
    assert tracked.state in WORDS and tracked.state != NO_DATA and tracked.why


@given(level=st.sampled_from(LEVELS), state=st.sampled_from(State), figures=some_figures, others=some_figures)
def test_figures_that_a_promise_does_not_ask_for_change_nothing(level, state, figures, others):
    swapped = {name: figures[name] if name in READ[level] else others[name] for name in figures}
    plain, other = promises.track(figured(level, state, **figures)), promises.track(figured(level, state, **swapped))
    assert (plain.state, plain.why, plain.evidence) == (other.state, other.why, other.evidence)


class Reading(SimpleNamespace):
    """Figures that know which of them were read."""

    def __getattribute__(self, name):
        if name in ALL_THERE:
            super().__getattribute__("read").add(name)
        return super().__getattribute__(name)


@pytest.mark.parametrize("level", LEVELS)
def test_each_rule_reads_the_figures_it_names_and_no_others(level):
    read = set()
    for case in [{}, *(case for cases in LACKING[level] for case in cases)]:
        RULES[level](Reading(**ALL_THERE | case, read=read))
    assert read == set(READ[level])
