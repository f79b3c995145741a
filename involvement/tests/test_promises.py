"""The promise tracker: kept, at risk or not kept by exactly the evidence that the level's promise asks for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.deeds import deed
from core.history import acting
from core.models import Service
from involvement import actions, promises
from involvement.models import Activity, Attendance, Decision, Level, Minutes, PlanChange, Session, Telling
from involvement.models.activities import State
from involvement.promises import AT_RISK, KEPT, NO_DATA, NOT_KEPT, UNDER_WAY
from involvement.tests.factories import BY, House

# Design section 7: what each promise asks for.
CONSULTATION = ["every view answered by a decision with its rationale", "everyone told"]
PARTICIPATION = [
    "people's changes to the plan recorded",
    "minutes published to participants",
    "at least one decision that cites their views",
    "everyone told",
]
SAD_ENDINGS = [State.CANCELLED, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD]

# Figures with all the evidence there, and for each piece of evidence figures that lack it.
ALL_THERE = {
    "views_given": 3,
    "views_answered": 3,
    "to_be_told": 4,
    "told": 3,
    "could_not_be_told": 1,
    "published": 2,
    "published_with_views": 2,
    "plan_changes_made": 1,
    "sessions_planned": 2,
    "sessions_held": 2,
    "minutes_given": 2,
}
LACKING = {
    Level.CONSULTATION: [
        [{"views_answered": 2}, {"views_answered": 0}, {"views_given": 0, "views_answered": 0}],
        [{"told": 2}, {"told": 0, "could_not_be_told": 4}, {"to_be_told": 0, "told": 0, "could_not_be_told": 0}],
    ],
    Level.PARTICIPATION: [
        [{"plan_changes_made": 0}],
        [{"minutes_given": 1}, {"minutes_given": 0}, {"sessions_held": 0, "minutes_given": 0}],
        [{"published_with_views": 0}],
        [{"told": 2}, {"told": 0, "could_not_be_told": 4}, {"to_be_told": 0, "told": 0, "could_not_be_told": 0}],
    ],
}
TRACKED = list(LACKING)
UNTRACKED = [Level.INFORMATION, Level.PARTNERSHIP, Level.CONTROL]


def figured(level, state=State.DECIDED, closed_days_ago=None, days_to_tell=28, **figures):
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
    for name, value in (ALL_THERE | figures).items():
        setattr(activity, name, value)
    return activity


def lacking():
    for level, pieces in LACKING.items():
        for number, cases in enumerate(pieces):
            for case in cases:
                yield pytest.param(level, number, case, id=f"{level}, {number}: {case}")


def test_each_promise_asks_for_as_many_pieces_as_the_design_names():
    for level, pieces in [(Level.CONSULTATION, CONSULTATION), (Level.PARTICIPATION, PARTICIPATION)]:
        assert len(promises.track(figured(level)).evidence) == len(pieces) == len(LACKING[level])


@pytest.mark.parametrize(("level", "number", "figures"), list(lacking()))
def test_a_missing_piece_of_evidence_shows_as_that_piece_and_no_other(level, number, figures):
    whole = promises.track(figured(level)).evidence
    assert all(item.met for item in whole)
    now = promises.track(figured(level, **figures)).evidence
    assert [item.met for item in now] == [place != number for place in range(len(whole))]
    assert now[number].next_step and now[number].section
    assert promises.track(figured(level, **figures)).why == now[number].sentence


@pytest.mark.parametrize("level", TRACKED)
@pytest.mark.parametrize("state", [State.RUNNING, State.CLOSED, State.DECIDED, State.FED_BACK])
def test_with_all_the_evidence_a_promise_is_kept_however_late(level, state):
    for closed in (None, 0, 400):
        tracked = promises.track(figured(level, state, closed_days_ago=closed))
        assert (tracked.state, tracked.words, tracked.why) == (KEPT, "Kept", "All the evidence is there.")


@pytest.mark.parametrize("level", TRACKED)
@pytest.mark.parametrize("state", [State.PLANNED, State.OPEN])
def test_before_it_runs_a_promise_is_under_way_whatever_is_there(level, state):
    for figures in ({}, dict.fromkeys(ALL_THERE, 0)):
        tracked = promises.track(figured(level, state, **figures))
        assert (tracked.state, tracked.why) == (UNDER_WAY, "The promise counts from when it runs.")
        assert tracked.evidence


@pytest.mark.parametrize("level", TRACKED)
@pytest.mark.parametrize("state", SAD_ENDINGS)
def test_a_sad_ending_does_not_keep_a_promise_and_gives_its_reason(level, state):
    tracked = promises.track(figured(level, state))
    assert tracked.state == NOT_KEPT
    assert tracked.why == f"{state.label}: It rained"


@pytest.mark.parametrize("level", TRACKED)
def test_an_activity_cancelled_before_it_opened_made_no_promise(level):
    activity = figured(level, State.CANCELLED)
    activity.opened_at = None
    tracked = promises.track(activity)
    assert tracked.state == NO_DATA
    assert "no promise was made" in tracked.why


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("level", UNTRACKED)
def test_a_level_without_a_rule_yet_has_no_data_and_no_score(level, state):
    tracked = promises.track(figured(level, state))
    assert (tracked.state, tracked.words, tracked.evidence) == (NO_DATA, "No data yet", [])


@pytest.mark.parametrize(("level", "number", "figures"), list(lacking()))
def test_what_a_missing_piece_means_depends_on_where_the_activity_is(level, number, figures):
    def state(*args, **kwargs):
        return promises.track(figured(level, *args, **figures, **kwargs)).state

    assert state(State.RUNNING) == UNDER_WAY
    assert state(State.CLOSED, closed_days_ago=28) == UNDER_WAY
    assert state(State.CLOSED, closed_days_ago=29) == AT_RISK
    assert state(State.DECIDED, closed_days_ago=1) == AT_RISK
    assert state(State.FED_BACK, closed_days_ago=1) == NOT_KEPT
    assert state(State.FED_BACK, closed_days_ago=400) == NOT_KEPT


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


@pytest.mark.parametrize(
    ("figures", "number", "sentence"),
    [
        ({"views_given": 1, "views_answered": 1}, 0, "1 of 1 view answered by a decision with its reason."),
        ({}, 0, "3 of 3 views answered by a decision with its reason."),
        ({}, 1, "3 of 4 to be told have been told, 1 could not be."),
        ({"told": 4, "could_not_be_told": 0}, 1, "4 of 4 to be told have been told."),
    ],
)
def test_evidence_of_a_consultation_in_words(figures, number, sentence):
    assert promises.track(figured(Level.CONSULTATION, **figures)).evidence[number].sentence == sentence


@pytest.mark.parametrize(
    ("figures", "number", "sentence"),
    [
        ({}, 0, "1 change to the plan that people asked for is recorded."),
        ({"plan_changes_made": 2}, 0, "2 changes to the plan that people asked for are recorded."),
        ({}, 1, "Minutes of 2 of 2 sessions held were given to those who came."),
        ({"sessions_held": 1}, 1, "Minutes of 2 of 1 session held were given to those who came."),
        ({}, 2, "2 decisions rest on views that people gave."),
        ({"published_with_views": 1}, 2, "1 decision rests on views that people gave."),
    ],
)
def test_evidence_of_a_participation_in_words(figures, number, sentence):
    assert promises.track(figured(Level.PARTICIPATION, **figures)).evidence[number].sentence == sentence


small = st.integers(min_value=0, max_value=4)


@given(
    level=st.sampled_from(TRACKED + UNTRACKED),
    state=st.sampled_from(State),
    closed=st.none() | st.integers(min_value=0, max_value=60),
    figures=st.fixed_dictionaries(dict.fromkeys(ALL_THERE, small)),
)
def test_whatever_the_figures_a_promise_is_kept_only_by_all_its_evidence(level, state, closed, figures):
    tracked = promises.track(figured(level, state, closed_days_ago=closed, **figures))
    assert (tracked.state == NO_DATA) == (level in UNTRACKED)
    if level in UNTRACKED:
        return
    ready = all(item.met for item in tracked.evidence)
    told = figures["to_be_told"] > 0 and figures["told"] > 0
    told = told and figures["told"] + figures["could_not_be_told"] == figures["to_be_told"]
    assert tracked.evidence[-1].met == told
    running = state not in [State.PLANNED, State.OPEN, *SAD_ENDINGS]
    assert (tracked.state == KEPT) == (ready and running)
    assert (tracked.state == NOT_KEPT) == (state in SAD_ENDINGS or (state == State.FED_BACK and not ready))
    assert tracked.why


@given(
    level=st.sampled_from(TRACKED),
    state=st.sampled_from(State),
    unrelated=st.fixed_dictionaries({"published": small, "sessions_planned": small}),
)
def test_figures_that_no_promise_asks_for_change_nothing(level, state, unrelated):
    plain, other = promises.track(figured(level, state)), promises.track(figured(level, state, **unrelated))
    assert (plain.state, plain.why, plain.evidence) == (other.state, other.why, other.evidence)


# --- From real rows


def tracked_of(activity):
    [with_figures] = promises.with_figures(Activity.objects.filter(pk=activity.pk))
    return promises.track(with_figures)


def met(activity):
    return [item.met for item in tracked_of(activity).evidence]


def kept(house, level):
    """An activity with every piece of evidence, made through the actions. Returns it with the people in it."""
    activity = house.activity(State.RUNNING, level=Level.objects.get(pk=level))
    sam, kim = house.person("Sam", may_say_who=False), house.person("Kim", may_say_who=False)
    for person in (sam, kim):
        house.place(activity, person)
    session = house.session(activity)
    actions.hold_session(by=house.by, minutes="We met.", session=session, came=[sam.pk, kim.pk])
    if level == Level.PARTICIPATION:
        actions.note_plan_change(by=house.by, activity=activity, asked="Later", changed="It is later")
        actions.write_minutes(by=house.by, session=session, text="We met.", publish=True)
    views = [house.view(activity, "One", person=sam), house.view(activity, "Two", session=session)]
    first, second, group = house.publish(house.decision(activity, views))
    actions.tell(by=house.by, telling=first, how="face_to_face")
    house.give_up(second)
    actions.tell(by=house.by, telling=group, how="meeting")
    return activity, sam


@pytest.mark.parametrize("level", TRACKED)
def test_a_promise_that_is_kept_from_invitation_to_telling(house, level):
    activity, _sam = kept(house, level)
    assert tracked_of(activity).state == KEPT
    for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
        assert tracked_of(activity).state == KEPT


WORDS_OF_KEPT = {
    Level.CONSULTATION: [
        "2 of 2 views answered by a decision with its reason.",
        "2 of 3 to be told have been told, 1 could not be.",
    ],
    Level.PARTICIPATION: [
        "1 change to the plan that people asked for is recorded.",
        "Minutes of 1 of 1 session held were given to those who came.",
        "1 decision rests on views that people gave.",
        "2 of 3 to be told have been told, 1 could not be.",
    ],
}


def another_view(house, activity, sam):
    house.view(activity, "Three", person=sam)


def somebody_not_told(house, activity, sam):
    with acting(BY, "not told"):
        Telling.objects.filter(decision__activity=activity, told_at__isnull=False, person=sam).update(
            told_at=None, told_by=None
        )


def nobody_told(house, activity, sam):
    with acting(BY, "nobody told"):
        Telling.objects.filter(decision__activity=activity, told_at__isnull=False).update(
            told_at=None, told_by=None, could_not="left", **deed("given_up", BY)
        )


def no_change_to_the_plan(house, activity, sam):
    PlanChange.objects.filter(activity=activity).delete()


def minutes_not_given_out(house, activity, sam):
    Minutes.objects.filter(session__activity=activity).update(published_at=None, published_by=None)


def another_session_without_minutes(house, activity, sam):
    actions.hold_session(by=house.by, minutes="We met.", session=house.session(activity))


def minutes_of_a_session_to_come_alone(house, activity, sam):
    minutes_not_given_out(house, activity, sam)
    coming = house.session(activity, days_ago=-2)
    actions.write_minutes(by=house.by, session=coming, text="Agenda", publish=True)


@pytest.mark.parametrize(
    ("level", "number", "lose"),
    [
        (Level.CONSULTATION, 0, another_view),
        (Level.CONSULTATION, 1, somebody_not_told),
        (Level.CONSULTATION, 1, nobody_told),
        (Level.PARTICIPATION, 0, no_change_to_the_plan),
        (Level.PARTICIPATION, 1, minutes_not_given_out),
        (Level.PARTICIPATION, 1, another_session_without_minutes),
        (Level.PARTICIPATION, 1, minutes_of_a_session_to_come_alone),
        (Level.PARTICIPATION, 3, somebody_not_told),
        (Level.PARTICIPATION, 3, nobody_told),
    ],
)
def test_losing_one_piece_of_evidence_unmakes_that_item_alone(house, level, number, lose):
    activity, sam = kept(house, level)
    assert all(met(activity))
    lose(house, activity, sam)
    assert met(activity) == [place != number for place in range(len(LACKING[level]))]
    assert tracked_of(activity).state != KEPT


def test_a_decision_that_cites_no_view_is_no_evidence(house):
    """Below the actions, which let none be published."""
    activity = house.activity(State.RUNNING, level=Level.objects.get(pk=Level.PARTICIPATION))
    decision = house.decision(activity, [])
    Decision.objects.filter(pk=decision.pk).update(**deed("published", BY))
    assert not met(activity)[2]
    house.publish(house.decision(activity, [house.view(activity)]))
    assert met(activity)[2]


def test_a_draft_answers_no_view(house):
    activity = house.activity(State.RUNNING)
    view = house.view(activity)
    draft = house.decision(activity, [view])
    assert not met(activity)[0]
    house.publish(draft)
    assert met(activity)[0]


def test_two_decisions_on_one_view_count_it_once(house):
    activity = house.activity(State.RUNNING)
    view = house.view(activity)
    for _ in range(2):
        house.publish(house.decision(activity, [view]))
    assert tracked_of(activity).evidence[0].sentence == "1 of 1 view answered by a decision with its reason."


def test_a_consultation_asks_for_neither_minutes_nor_changes_to_the_plan(house):
    activity, _sam = kept(house, Level.CONSULTATION)
    assert not Minutes.objects.filter(session__activity=activity, published_at__isnull=False).exists()
    another_session_without_minutes(house, activity, None)
    assert tracked_of(activity).state == KEPT


def test_a_new_view_puts_a_promise_that_was_kept_at_risk(house):
    activity, sam = kept(house, Level.CONSULTATION)
    for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    house.view(activity, "That is not what I meant", person=sam)
    activity.refresh_from_db()
    tracked = tracked_of(activity)
    assert (activity.state, tracked.state) == (State.DECIDED, AT_RISK)
    assert tracked.why == "2 of 3 views answered by a decision with its reason."


# Things that happen in the same house and bear on no promise of another activity.
UNRELATED = {
    "a draft decision": lambda house, activity, sam: house.decision(activity, list(activity.views.all())),
    "a session to come": lambda house, activity, sam: house.session(activity, days_ago=-3),
    "a partner": lambda house, activity, sam: house.partner(f"Partner {timezone.now()}"),
    "a place": lambda house, activity, sam: house.place(activity, house.person("Guest")),
    "another activity": lambda house, activity, sam: house.view(house.activity(State.RUNNING), person=sam),
    "another activity with all its evidence": lambda house, activity, sam: kept(house, Level.PARTICIPATION),
    "a decision that is done": lambda house, activity, sam: mark_done(house, activity),
    "somebody who did not come": lambda house, activity, sam: stay_away(house, activity),
}


def mark_done(house, activity):
    decision = activity.decisions.filter(published_at__isnull=False, done_at=None).first()
    if decision is not None:
        actions.mark_decision_done(by=house.by, decision=decision)


def stay_away(house, activity):
    session = Session.objects.filter(activity=activity, held_at__isnull=False).first()
    with acting(BY, "stay away"):
        Attendance.objects.create(
            service=house.service,
            session=session,
            person=house.person("Away", email=""),
            came=False,
            **deed("recorded", BY),
        )


@pytest.fixture(params=TRACKED)
def kept_one(house, request):
    return kept(house, request.param)


# Each example adds to what happened before it: that changes nothing either.
@settings(
    max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(happened=st.lists(st.sampled_from(sorted(UNRELATED)), min_size=1, max_size=3))
def test_what_no_promise_asks_for_changes_nothing(house, kept_one, happened):
    activity, sam = kept_one
    for what in happened:
        UNRELATED[what](house, activity, sam)
    tracked = tracked_of(activity)
    assert tracked.state == KEPT
    assert [item.sentence for item in tracked.evidence] == WORDS_OF_KEPT[activity.level_id]


def test_another_service_changes_nothing(house):
    activity, _sam = kept(house, Level.PARTICIPATION)
    before = tracked_of(activity)
    other = House("Eastshire")
    with other.scope():
        theirs, _ = kept(other, Level.PARTICIPATION)
        assert tracked_of(theirs).state == KEPT
        assert not promises.with_figures(Activity.objects.filter(pk=activity.pk))
    assert tracked_of(activity).evidence == before.evidence


def test_the_figures_of_any_number_of_activities_are_one_query(house, django_assert_num_queries):
    for level in TRACKED:
        kept(house, level)
    with django_assert_num_queries(1):
        for activity in promises.with_figures(Activity.objects.select_related("service")):
            promises.track(activity)
