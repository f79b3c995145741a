"""What may happen to an activity and who may take part: the same in the rules and in the database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from consent.actions import set_safe_contact, withdraw_agreement
from core import actors
from core.deeds import deed, who_did
from core.history import acting
from core.writing import check_deferred_constraints
from involvement import actions, rules
from involvement.models import (
    Activity,
    ActivityMove,
    Attendance,
    Decision,
    DecisionView,
    Level,
    Method,
    Minutes,
    Place,
    Session,
    Telling,
    Theme,
    View,
)
from involvement.models.activities import MOVES, SECTIONS_NEEDED, State
from involvement.tests.factories import BY, REASON, House

# Design section 6, "Moves". A late view or decision reopens the ending "nobody could be told" as it does "fed back".
DESIGN = {
    "planned": {"open", "cancelled"},
    "open": {"running", "cancelled"},
    "running": {"closed", "cancelled"},
    "closed": {"decided", "closed_without_views", "finished"},
    "decided": {"fed_back", "nobody_told"},
    "fed_back": {"decided"},
    "nobody_told": {"decided"},
    "closed_without_views": set(),
    "finished": set(),
    "cancelled": set(),
}
TABLE = [(State(old), State(new)) for old, following in DESIGN.items() for new in sorted(following)]
moves_of_the_table = pytest.mark.parametrize(
    ("old", "new"), TABLE, ids=[f"{old.value} to {new.value}" for old, new in TABLE]
)
every_state = pytest.mark.parametrize("state", State)


def other_states(state):
    """The states that the table does not let follow a state."""
    return [new for new in State if new != state and new.value not in DESIGN[state.value]]


def path_to(state) -> list:
    """The states to pass from planned to a state, that state included."""
    known = {State.PLANNED: []}
    while state not in known:
        known |= {new: [*path, new] for old, path in list(known.items()) for new in MOVES[old] if new not in known}
    return known[state]


def put(activity, state):
    """Change a state below the rules, by the database alone."""
    with acting(BY, "put"), transaction.atomic():
        Activity.objects.filter(pk=activity.pk).update(state=state)
    activity.refresh_from_db()
    return activity


def in_state(house, state, told=True, views=True, **plan):
    """An activity in a state, with a view that is answered and a group that was told, below actions and rules."""
    activity = house.activity(**plan)
    Activity.objects.filter(pk=activity.pk).update(promise="We will listen.", end_reason="It had to.")
    if views:
        answered_and_told(house, activity, told)
    for step in path_to(state):
        put(activity, step)
    return activity


def answered_and_told(house, activity, told=True):
    service, now = house.service, timezone.now()
    with acting(BY, "answered_and_told"):
        theme, _ = Theme.objects.get_or_create(service=service, name="Waiting")
        session = Session.objects.create(service=service, activity=activity, starts_at=now, **deed("planned", BY))
        view = View.objects.create(
            service=service, activity=activity, theme=theme, session=session, words="Long", **deed("recorded", BY)
        )
        decision = Decision.objects.create(
            service=service,
            activity=activity,
            you_said="Long",
            we_decided="Shorter",
            outcome="adopted",
            rationale=REASON,
            owner=house.practitioner,
            **deed("recorded", BY),
        )
        DecisionView.objects.create(service=service, decision=decision, view=view)
        Decision.objects.filter(pk=decision.pk).update(**deed("published", BY))
        Telling.objects.create(
            service=service,
            decision=decision,
            session=session,
            how="meeting",
            **deed("queued", BY),
            **(deed("told", BY) if told else {"could_not": "left", **deed("given_up", BY)}),
        )
    return decision


# --- Moves


def test_the_moves_are_those_of_the_design():
    assert {old.value: {new.value for new in following} for old, following in MOVES.items()} == DESIGN


@moves_of_the_table
def test_the_database_lets_an_activity_make_a_move_of_the_table(house, old, new):
    assert put(in_state(house, old), new).state == new


@every_state
def test_the_database_refuses_every_other_move(house, state):
    # All that "fed back" asks for is there, so that only the move itself can be wrong.
    activity = in_state(house, state)
    for new in other_states(state):
        with pytest.raises(IntegrityError) as error:
            put(activity, new)
        assert error.value.__cause__.diag.constraint_name == "activity_moves", new


# What must be different from "answered and told" for the rules to allow a move of the table.
FITTING = {
    State.CLOSED_WITHOUT_VIEWS: {"views": False},
    State.FINISHED: {"views": False, "level": Level.INFORMATION},
    State.NOBODY_TOLD: {"told": False},
}
BY_ITSELF = {(State.FED_BACK, State.DECIDED), (State.NOBODY_TOLD, State.DECIDED)}


def ready_for(house, old, new):
    facts = dict(FITTING.get(new, {}))
    if "level" in facts:
        facts["level"] = Level.objects.get(pk=facts["level"])
    return held(in_state(house, old, **facts))


def held(activity):
    with acting(BY, "hold"):
        for session in Session.objects.filter(activity=activity, held_at=None):
            Minutes.objects.create(service=activity.service, session=session, text="We met.", **deed("recorded", BY))
        Session.objects.filter(activity=activity, held_at=None).update(**deed("held", BY))
        check_deferred_constraints()
    return activity


@moves_of_the_table
def test_the_rules_allow_a_move_of_the_table_for_which_all_is_there(house, old, new):
    answer = rules.may_move(ready_for(house, old, new), new)
    if (old, new) in BY_ITSELF:
        assert answer.why == "It goes back there by itself when a new view or decision comes."
    else:
        assert answer


@every_state
def test_the_rules_and_the_action_refuse_every_other_move(house, state):
    activity = held(in_state(house, state))
    moves = ActivityMove.objects.filter(activity=activity).count()
    for new in [state, *other_states(state)]:
        sentence = f"It is “{state.label}”, and cannot become “{new.label}” from there."
        assert rules.may_move(activity, new).why == sentence
        with pytest.raises(ValidationError, match=sentence):
            actions.move_activity(by=house.by, activity=activity, to=new, reason=REASON)
    activity.refresh_from_db()
    assert (activity.state, ActivityMove.objects.filter(activity=activity).count()) == (state, moves)


@pytest.mark.parametrize(("old", "new"), [pair for pair in TABLE if pair not in BY_ITSELF])
def test_the_action_makes_a_move_with_its_record(house, old, new):
    moved = actions.move_activity(
        by=house.by,
        activity=ready_for(house, old, new),
        to=new,
        reason=REASON,
    )
    assert moved.state == new
    move = ActivityMove.objects.filter(activity=moved).first()
    assert (move.from_state, move.to_state, move.reason) == (old, new, REASON)
    assert move.moved_by == house.practitioner
    endings = {State.FED_BACK, State.CLOSED_WITHOUT_VIEWS, State.NOBODY_TOLD, State.FINISHED, State.CANCELLED}
    assert (moved.ended_at is not None) == (new in endings)
    assert (moved.closed_at is not None) == (new == State.CLOSED)
    assert (moved.opened_at is not None) == (new == State.OPEN)


@pytest.mark.parametrize("to", sorted(rules.NEEDS_REASON))
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_sad_ending_needs_a_reason(house, to, reason):
    old = next(old for old, following in MOVES.items() if to in following)
    activity = ready_for(house, old, to)
    with pytest.raises(ValidationError) as refused:
        actions.move_activity(by=house.by, activity=activity, to=to, reason=reason)
    assert refused.value.message_dict == {"reason": ["Give the reason: people who took part will be told."]}
    activity.refresh_from_db()
    assert activity.state == old


def test_opening_copies_the_promise_of_the_level_as_it_is_that_day(house):
    activity = house.activity(State.OPEN)
    assert activity.promise == activity.level.promise != ""
    with acting(BY, "reword"):
        Level.objects.filter(pk=activity.level_id).update(promise="Something else")
    activity.refresh_from_db()
    assert activity.promise != "Something else"


def test_the_level_stays_once_people_were_given_its_promise(house):
    activity, other = house.activity(State.OPEN), Level.objects.get(pk=Level.PARTICIPATION)
    with pytest.raises(ValidationError) as refused:
        actions.change_plan(by=house.by, activity=activity, **house.plan(level=other))
    assert list(refused.value.message_dict) == ["level"]
    planned = house.activity()
    assert actions.change_plan(by=house.by, activity=planned, **house.plan(level=other)).level == other


@every_state
@pytest.mark.parametrize("level", [Level.INFORMATION, Level.CONSULTATION])
def test_the_page_shows_the_moves_that_make_sense_for_the_level(house, state, level):
    information = level == Level.INFORMATION
    activity = Activity(pk=0, state=state, level_id=level)
    shown = [to for to, _answer in rules.next_moves(activity)]
    expected = [to for to in MOVES[state] if (state, to) not in BY_ITSELF]
    never = {State.DECIDED, State.CLOSED_WITHOUT_VIEWS} if information else {State.FINISHED}
    assert shown == [to for to in expected if to not in never]
    assert all(to in rules.MOVE_WORDS for to in shown)


# --- What each move still asks for


@pytest.mark.parametrize("name", SECTIONS_NEEDED)
def test_it_opens_only_when_every_section_of_its_plan_says_something(house, name):
    activity = house.activity(**{name: "  "})
    assert rules.may_move(activity, State.OPEN).why == (
        f"Finish the plan first. It does not say {SECTIONS_NEEDED[name]}."
    )


def test_all_that_is_missing_is_named_at_once(house):
    activity = house.activity(principles="", process="", impact="")
    assert rules.may_move(activity, State.OPEN).why == (
        "Finish the plan first. It does not say what everybody holds to, how people are prepared and supported"
        " or what should be different afterwards."
    )


def test_information_may_open_without_saying_what_can_change(house):
    information = house.activity(can_change="  ", level=Level.objects.get(pk=Level.INFORMATION))
    assert rules.may_move(information, State.OPEN)


def test_it_closes_only_when_its_sessions_are_closed_out(house):
    activity = house.activity(State.RUNNING)
    sessions = [house.session(activity) for _ in range(2)]
    for left in (2, 1):
        assert rules.may_move(activity, State.CLOSED).why == (
            f"Close out its sessions first: {left} still without attendance."
        )
        actions.hold_session(by=house.by, minutes="We met.", session=sessions.pop())
    assert rules.may_move(activity, State.CLOSED)


def closed(house, **plan):
    activity = house.activity(State.RUNNING, **plan)
    return actions.move_activity(by=house.by, activity=activity, to=State.CLOSED)


def test_it_is_decided_only_with_a_published_decision_and_an_answer_to_every_view(house):
    activity = closed(house)
    first, second = house.view(activity, "One"), house.view(activity, "Two")
    assert rules.may_move(activity, State.DECIDED).why == "Publish at least one decision first."
    decision = house.decision(activity, [first])
    assert rules.may_move(activity, State.DECIDED).why == "Publish at least one decision first."
    house.publish(decision)
    assert list(rules.unanswered_views(activity)) == [second]
    assert rules.may_move(activity, State.DECIDED).why == "Answer every view first: 1 without a published decision."
    both = house.decision(activity, [first, second])
    assert not rules.may_move(activity, State.DECIDED), "A draft answers nothing yet."
    house.publish(both)
    assert rules.may_move(activity, State.DECIDED)


def test_it_closes_without_views_only_without_views(house):
    activity = closed(house)
    assert rules.may_move(activity, State.CLOSED_WITHOUT_VIEWS)
    house.view(activity)
    assert rules.may_move(activity, State.CLOSED_WITHOUT_VIEWS).why == "People gave views. Decide on them instead."


def test_only_information_is_finished_and_it_is_neither_decided_nor_closed_without_views(house):
    assert rules.may_move(closed(house), State.FINISHED).why == (
        "Only an information activity is finished without decisions."
    )
    information = closed(house, level=Level.objects.get(pk=Level.INFORMATION))
    assert rules.may_move(information, State.FINISHED)
    for to in (State.DECIDED, State.CLOSED_WITHOUT_VIEWS):
        assert rules.may_move(information, to).why == "An information activity asks nobody's view. Finish it instead."


def decided(house, people=1):
    """An activity that is decided, and the tellings that wait."""
    activity = house.activity(State.RUNNING)
    views = [house.view(activity, f"View {n}", person=house.person(f"P{n}", email="")) for n in range(people)]
    tellings = house.publish(house.decision(activity, views))
    for to in (State.CLOSED, State.DECIDED):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    return activity, tellings


def tick(house, telling):
    return actions.tell(by=house.by, telling=telling, how="face_to_face")


def give_up(house, telling):
    return house.give_up(telling)


def test_it_is_fed_back_only_when_nobody_waits_and_somebody_was_told(house):
    activity, tellings = decided(house, people=3)
    for left in (3, 2, 1):
        assert rules.may_move(activity, State.FED_BACK).why == f"Tell everyone first: {left} still to be told."
        (tick if left == 3 else give_up)(house, tellings.pop())
    assert rules.may_move(activity, State.FED_BACK)


def test_where_nobody_could_be_told_it_is_not_fed_back(house):
    activity, [telling] = decided(house)
    assert rules.may_move(activity, State.NOBODY_TOLD).why == "There are people still to be told."
    give_up(house, telling)
    assert rules.may_move(activity, State.FED_BACK).why == (
        "Nobody was told. Close it as “nobody could be told” with the reason."
    )
    assert rules.may_move(activity, State.NOBODY_TOLD)


def test_where_somebody_was_told_it_is_not_closed_as_nobody_told(house):
    activity, [telling] = decided(house)
    tick(house, telling)
    assert rules.may_move(activity, State.NOBODY_TOLD).why == "Somebody was told. Mark it as fed back instead."


def test_no_ending_passes_over_a_view_that_came_while_people_were_told(house):
    activity, [telling] = decided(house)
    give_up(house, telling)
    house.view(activity, "One more thing")
    for ending in (State.NOBODY_TOLD, State.FED_BACK):
        assert rules.may_move(activity, ending).why == "Answer every view first: 1 without a published decision."


# --- Who may be invited


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


@every_state
def test_people_are_invited_while_it_is_open_or_runs(house, state):
    answer = rules.may_take_people(Activity(state=state))
    assert bool(answer) == (state in (State.OPEN, State.RUNNING))
    if not answer:
        assert answer.why == f"People can be invited once it is open. It is “{state.label}”."


@pytest.mark.parametrize("state", Place.State)
def test_nobody_is_invited_twice(house, state):
    activity, person = house.activity(State.OPEN, places=0 if state == Place.State.WAITING else None), house.person()
    if state == Place.State.WAITING:
        actions.put_on_waiting_list(by=house.by, activity=activity, person=person)
    elif state == Place.State.INVITED:
        actions.invite(by=house.by, activity=activity, person=person)
    else:
        house.place(activity, person, state=state)
    assert rules.may_invite(activity, person).why == "This person already has a place in the activity."
    other = house.activity(State.OPEN)
    assert rules.may_invite(other, person)


def test_nobody_is_invited_when_all_places_are_taken(house):
    activity = house.activity(State.OPEN, places=2)
    late = house.person("Late")
    first = house.place(activity, house.person("One"))
    actions.invite(by=house.by, activity=activity, person=house.person("Two"))
    assert rules.may_invite(activity, late).why == "All 2 places are taken."
    with pytest.raises(ValidationError, match="All 2 places are taken."):
        actions.invite(by=house.by, activity=activity, person=late)
    actions.answer_invitation(by=house.by, place=first, state="withdrawn")
    assert rules.may_invite(activity, late)


@pytest.mark.parametrize(
    ("places", "why"), [(None, ""), (0, "All 0 places are taken."), (1, "The only place is taken.")]
)
def test_an_activity_may_have_no_end_of_places_or_one(house, places, why):
    activity = house.activity(State.OPEN, places=places)
    if places != 0:
        house.place(activity, house.person("One"))
    assert rules.may_invite(activity, house.person("Two")).why in (
        why,
        "They agreed to be contacted about involvement.",
    )
    assert bool(rules.may_invite(activity, house.person("Two"))) == (why == "")


@pytest.mark.parametrize("left", ["declined", "withdrawn"])
def test_somebody_who_said_no_gets_back_in_only_while_there_is_room(house, left):
    activity = house.activity(State.OPEN, places=1)
    place = house.place(activity, house.person("One"), state=left)
    other = house.place(activity, house.person("Two"))
    with pytest.raises(ValidationError, match="The only place is taken."):
        actions.answer_invitation(by=house.by, place=place, state="accepted")
    place.refresh_from_db()
    assert place.state == left
    actions.answer_invitation(by=house.by, place=other, state="withdrawn")
    assert actions.answer_invitation(by=house.by, place=place, state="accepted").state == "accepted"


def test_somebody_with_a_place_may_answer_though_all_are_taken(house):
    activity = house.activity(State.OPEN, places=1)
    place = house.place(activity, house.person())
    assert rules.may_answer(place, "withdrawn")
    assert rules.may_answer(place, "invited").field == "state"


def test_a_restricted_person_is_not_invited_even_face_to_face(house):
    activity, person = house.activity(State.OPEN), house.person()
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    for day in (None, in_days(0)):
        assert rules.may_invite(activity, person, day).why == "This record is restricted."


@pytest.mark.parametrize("answer", ["refused", "given"])
def test_who_may_not_be_contacted_is_invited_only_face_to_face_on_a_day_that_has_come(house, answer):
    activity = house.activity(State.OPEN)
    person = house.person(answer=answer, email="")
    why = rules.may_invite(activity, person).why
    assert why.startswith("They have not agreed" if answer == "refused" else "No safe way")
    assert rules.may_invite(activity, person, in_days(0)).why == "Asked face to face."
    assert rules.may_invite(activity, person, in_days(-3))
    assert rules.may_invite(activity, person, in_days(1)).why == (
        "The day they were asked face to face must be today or before."
    )


def test_the_day_and_the_worker_of_an_invitation_face_to_face_are_noted(house):
    activity, person = house.activity(State.OPEN), house.person(answer="refused", email="")
    worker = actors.staff(house.str_worker)
    place = actions.invite(by=worker, activity=activity, person=person, face_to_face_on=in_days(-3))
    place.refresh_from_db()
    assert timezone.localdate(place.invited_at) == in_days(-3)
    assert who_did(place, "invited") == house.str_worker.name
    assert not person.messages.exists()
    today = actions.invite(by=worker, activity=house.activity(State.OPEN), person=person, face_to_face_on=in_days(0))
    assert today.invited_at <= timezone.now()


def test_an_invitation_goes_out_by_the_way_they_allow_and_says_no_more_than_it_may(house):
    activity = house.activity(State.OPEN, title="A walk in the park")
    loud, discreet = house.person("Loud"), house.person("Quiet", may_say_who=False)
    for person in (loud, discreet):
        actions.invite(by=house.by, activity=activity, person=person)
    assert "A walk in the park" in loud.messages.get().text
    assert "A walk in the park" not in discreet.messages.get().text


def test_a_refused_invitation_leaves_neither_place_nor_message(house):
    activity, person = house.activity(State.OPEN), house.person(answer="refused")
    with pytest.raises(ValidationError):
        actions.invite(by=house.by, activity=activity, person=person)
    assert not Place.objects.exists() and not person.messages.exists()


# --- What may be recorded, and when


@every_state
def test_the_plan_changes_only_while_people_can_still_join(state):
    answer = rules.may_edit(Activity(state=state))
    assert bool(answer) == (state in (State.PLANNED, State.OPEN, State.RUNNING))
    if not answer:
        assert answer.why == f"It is “{state.label}”: its plan stays as it was."


@every_state
def test_views_come_from_the_moment_it_is_open_until_it_ends_for_good(state):
    answer = rules.may_record_view(Activity(state=state, level_id=Level.CONSULTATION))
    closed_to_views = {State.PLANNED, State.CANCELLED, State.FINISHED, State.CLOSED_WITHOUT_VIEWS}
    assert bool(answer) == (state not in closed_to_views)
    information = rules.may_record_view(Activity(state=state, level_id=Level.INFORMATION))
    assert not information
    if answer:
        assert information.why == "An information activity asks nobody's view."


def test_a_view_is_of_a_session_of_its_own_activity(house):
    one, other = house.activity(State.RUNNING), house.activity(State.RUNNING)
    with pytest.raises(ValidationError) as refused:
        house.view(one, session=house.session(other))
    assert refused.value.message_dict == {"session": ["Choose a session of this activity."]}


def test_a_theme_is_known_again_in_any_case(house):
    activity = house.activity(State.RUNNING)
    one, other = house.view(activity, theme="Waiting"), house.view(activity, theme=" waiting ")
    assert one.theme == other.theme


@every_state
def test_a_decision_is_published_once_it_runs(house, state):
    activity = in_state(house, state, views=state not in (State.CLOSED_WITHOUT_VIEWS, State.FINISHED))
    with acting(BY, "draft"):
        view = View.objects.filter(activity=activity).first() or View.objects.create(
            service=house.service,
            activity=activity,
            theme=Theme.objects.get_or_create(service=house.service, name="Waiting")[0],
            words="Long",
            **deed("recorded", BY),
        )
    answer = rules.may_publish(house.decision(activity, [view]))
    assert bool(answer) == (state not in (State.PLANNED, State.OPEN, State.CANCELLED))
    if not answer:
        assert answer.why == f"Decisions are published once it is running. It is “{state.label}”."


def test_a_decision_answers_something_and_is_published_once(house):
    activity = house.activity(State.RUNNING)
    assert rules.may_publish(house.decision(activity, [])).why == "Choose at least one view that it answers."
    decision = house.decision(activity, [house.view(activity)])
    house.publish(decision)
    decision.refresh_from_db()
    assert rules.may_publish(decision).why == "This was published already."
    with pytest.raises(ValidationError, match="This was published already."):
        house.publish(decision)


def test_a_decision_answers_views_of_its_own_activity(house):
    one, other = house.activity(State.RUNNING), house.activity(State.RUNNING)
    house.view(one)
    with pytest.raises(ValidationError) as refused:
        house.decision(one, [house.view(other)])
    assert refused.value.message_dict == {"views": ["Choose views of this activity."]}
    assert not Decision.objects.exists()


@pytest.mark.parametrize("rationale", ["", "Because.", " " * 80, "x" * 39])
def test_a_decision_needs_its_reason(house, rationale):
    activity = house.activity(State.RUNNING)
    with pytest.raises(ValidationError):
        house.decision(activity, [house.view(activity)], rationale=rationale)
    assert not Decision.objects.exists()


def test_a_published_decision_stays_and_may_be_marked_as_done_once(house):
    activity = house.activity(State.RUNNING)
    view = house.view(activity)
    decision = house.decision(activity, [view])
    with pytest.raises(ValidationError):
        actions.mark_decision_done(by=house.by, decision=decision)
    changed = actions.change_decision(by=house.by, decision=decision, views=[view], we_decided="Every half hour.")
    house.publish(changed)
    changed.refresh_from_db()
    with pytest.raises(ValidationError, match="Record a new one"):
        actions.change_decision(by=house.by, decision=changed, views=[view], we_decided="Never.")
    done = actions.mark_decision_done(by=house.by, decision=changed)
    assert done.done_by == house.practitioner
    with pytest.raises(ValidationError):
        actions.mark_decision_done(by=house.by, decision=done)


def test_only_what_is_published_is_open_to_the_public_newest_first(house):
    activity = house.activity(State.RUNNING)
    first, second, draft = (house.decision(activity, [house.view(activity)]) for _ in range(3))
    for decision in (first, second):
        house.publish(decision)
    assert list(rules.decisions_open_to_the_public(house.service)) == [second, first]
    other = House("Eastshire")
    with other.scope():
        assert not rules.decisions_open_to_the_public(house.service).exists()
        assert not rules.decisions_open_to_the_public(other.service).exists()


# --- Sessions


def test_a_session_is_closed_out_once_and_not_before_it_starts(house):
    activity = house.activity(State.RUNNING)
    coming, past = house.session(activity, days_ago=-1), house.session(activity)
    assert rules.may_hold(coming).why == "This session has not started yet."
    assert rules.may_hold(past)
    actions.hold_session(by=house.by, minutes="We met.", session=past)
    with pytest.raises(ValidationError, match="This session was closed out already."):
        actions.hold_session(by=house.by, minutes="We met.", session=past)


@every_state
def test_a_session_is_closed_out_while_its_activity_is_open_or_runs(state):
    session = Session(activity=Activity(state=state), starts_at=timezone.now() - timedelta(hours=1))
    answer = rules.may_hold(session)
    assert bool(answer) == (state in (State.OPEN, State.RUNNING))
    if not answer:
        assert answer.why == f"The activity is “{state.label}”."


def test_a_session_is_planned_only_while_people_can_still_join(house):
    with pytest.raises(ValidationError, match="no session can be added"):
        house.session(closed(house))


def test_closing_out_notes_everyone_with_an_open_place_and_counts_the_others(house):
    activity = house.activity(State.RUNNING)
    came, stayed_away, invited, declined, stranger = (house.person(name) for name in "ABCDE")
    house.place(activity, came)
    house.place(activity, stayed_away)
    actions.invite(by=house.by, activity=activity, person=invited)
    house.place(activity, declined, state="declined")
    session = house.session(activity)
    assert [place.person for place in rules.places_to_attend(session)] == [came, stayed_away, invited]
    held = actions.hold_session(
        by=house.by, minutes="We met.", session=session, came=[came.pk, stranger.pk], others_attended=4
    )
    noted = dict(Attendance.objects.filter(session=session).values_list("person__name_to_use", "came"))
    assert noted == {"A": True, "B": False, "C": False}
    assert (held.others_attended, held.held_by) == (4, house.practitioner)


def test_somebody_restricted_has_no_line_when_a_session_is_closed_out(house):
    activity, person = house.activity(State.RUNNING), house.person()
    house.place(activity, person)
    session = house.session(activity)
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="record"), reason="They asked")
    assert not rules.places_to_attend(session).exists()
    actions.hold_session(by=house.by, minutes="We met.", session=session, came=[person.pk])
    assert not Attendance.objects.exists()


def test_minutes_are_a_draft_until_they_are_given_out_and_then_stay(house):
    session = house.session(house.activity(State.RUNNING))
    draft = actions.write_minutes(by=house.by, session=session, text="We met.", publish=False)
    assert draft.published_at is None
    given = actions.write_minutes(by=house.by, session=session, text="We met again.", publish=True)
    assert (given.pk, given.text, given.published_by) == (draft.pk, "We met again.", house.practitioner)
    with pytest.raises(ValidationError, match="These minutes were given out already."):
        actions.write_minutes(by=house.by, session=session, text="Never.", publish=True)


# --- Telling


@pytest.mark.parametrize(
    ("endings", "why"),
    [
        ({}, ""),
        ({"told_at": True}, "They were told already."),
        ({"given_up_at": True}, "This was noted as could not be told."),
    ],
)
def test_a_telling_ends_once(endings, why):
    assert rules.may_end_telling(Telling(**endings)).why == why


def test_a_telling_ends_once_whatever_comes_second(house):
    for first in (tick, give_up):
        _activity, [telling] = decided(house)
        first(house, telling)
        for second in (tick, give_up):
            with pytest.raises(ValidationError):
                second(house, telling)


def test_a_message_can_carry_what_was_decided_only_where_it_may_say_who_writes(house):
    activity = house.activity(State.RUNNING)
    named = {
        "by email": house.person("A"),
        "discreet": house.person("B", may_say_who=False),
        "no way": house.person("C", email=""),
        "said no": house.person("D", answer="refused"),
        "text is discreet and email is not": house.person("E", phone="07700 900123"),
    }
    set_safe_contact(by=house.by, person=named["text is discreet and email is not"], channel="text", allowed=True)
    views = [house.view(activity, name, person=person) for name, person in named.items()]
    decision = house.decision(activity, views)
    how = {telling.person_id: telling.how for telling in rules.tellings_due(decision)}
    assert {name: how[person.pk] for name, person in named.items()} == {
        "by email": "message",
        "discreet": "face_to_face",
        "no way": "face_to_face",
        "said no": "face_to_face",
        "text is discreet and email is not": "message",
    }
    house.publish(decision)
    for name in ("by email", "text is discreet and email is not"):
        assert named[name].messages.get().channel == "email"


# --- Correcting, and taking off the public page


def test_words_are_not_moved_into_a_session_of_another_activity(house):
    view = house.view(house.activity(State.RUNNING))
    other = house.session(house.activity(State.RUNNING))
    with pytest.raises(ValidationError) as refused:
        actions.change_view(by=house.by, view=view, words="A", theme_name="B", session=other)
    assert list(refused.value.message_dict) == ["session"]


def test_taking_a_name_off_words_of_a_session_owes_its_group_what_was_decided(house):
    activity = house.activity(State.RUNNING)
    session = house.session(activity)
    house.publish(house.decision(activity, [house.view(activity, person=house.person(email=""))]))
    view = house.view(activity, session=session, person=house.person(email=""))
    assert not Telling.objects.filter(session=session).exists()
    actions.change_view(by=house.by, view=view, words="A", theme_name="B", session=session)
    assert Telling.objects.filter(session=session).count() == 1


@pytest.mark.parametrize(
    ("facts", "done", "withhold"),
    [
        ({}, "Only a published decision can be marked as done.", "It is not published, so nobody can read it."),
        ({"published_at": True}, "", ""),
        ({"published_at": True, "done_at": True}, "This is marked as done already.", ""),
        ({"published_at": True, "withheld_at": True}, "", "It was taken off the public page already."),
    ],
)
def test_what_is_published_is_done_once_and_taken_off_the_public_page_once(facts, done, withhold):
    decision = Decision(**facts)
    assert rules.may_mark_done(decision).why == done
    assert rules.may_withhold(decision).why == withhold


def test_a_method_suits_some_levels_and_says_which(house):
    for method in Method.objects.prefetch_related("levels"):
        for level in Level.objects.all():
            answer = rules.may_use_method(method, level)
            assert bool(answer) == (level in method.levels.all())
            if not answer:
                assert answer.field == "method" and answer.why.startswith(f"{method.name} suits ")
