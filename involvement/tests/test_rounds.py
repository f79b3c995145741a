"""Standing activities: each closed-out session is a round, judged alone; and the reason where one was not kept."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from core import clock
from involvement import actions, promises, rules
from involvement.models import Activity, Decision, Level, Method, Telling
from involvement.models.activities import State
from involvement.promises import AT_RISK, KEPT, NO_DATA, NOT_KEPT, UNDER_WAY
from involvement.tests.factories import REASON

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(house):
    """A reference group that goes on, at the level of consultation: two pieces of evidence a round."""
    return house.activity(State.RUNNING, standing=True, method=Method.objects.get(pk="service_user_panels"))


def round_of(house, group, person=None, days_ago=1, words="More light"):
    """A round with one view, and somebody who came to it where there is a person."""
    session = house.session(group, f"Meeting {days_ago} days ago", days_ago=days_ago)
    came = [person.pk] if person else []
    with clock.at(timezone.now() - timedelta(days=days_ago)):
        session = actions.hold_session(by=house.by, minutes="We met.", session=session, came=came)
    return session, house.view(group, words, session=session, person=person)


def answer(house, view):
    for telling in house.publish(house.decision(view.activity, [view])):
        if telling.how != Telling.How.MESSAGE:
            actions.tell(by=house.by, telling=telling, how="face_to_face")


def tracked(group):
    return promises.track(promises.with_figures(Activity.objects.filter(pk=group.pk)).get())


def states(group):
    """The states of the rounds, newest first."""
    return [one.state for _session, one in tracked(group).rounds]


@pytest.fixture
def sam(house, group):
    person = house.person("Sam", may_say_who=False)
    house.place(group, person)
    return person


def test_before_its_first_round_a_standing_activity_is_under_way(group):
    one = tracked(group)
    assert (one.state, one.why, one.rounds) == (UNDER_WAY, "No session has been closed out yet.", [])


def test_each_round_is_judged_alone(house, group, sam):
    _first, said = round_of(house, group, sam, days_ago=60)
    answer(house, said)
    round_of(house, group, sam, days_ago=40, words="Unanswered")
    round_of(house, group, sam, days_ago=2, words="Just said")
    assert states(group) == [UNDER_WAY, AT_RISK, KEPT]
    one = tracked(group)
    assert one.state == AT_RISK
    assert one.why.startswith("Kept in 1 of 2 rounds of the last 12 months. 12 days past the time to tell people.")
    assert [item.met for item in one.evidence] == [False, False, True]


def test_it_is_kept_as_a_whole_while_the_newest_round_still_has_time(house, group, sam):
    _first, said = round_of(house, group, sam, days_ago=60)
    answer(house, said)
    round_of(house, group, sam, days_ago=2)
    assert tracked(group).state == KEPT
    assert tracked(group).why == "Kept in 1 of 1 round of the last 12 months."


def test_a_round_older_than_a_year_stands_beside_and_is_not_in_the_sum(house, group, sam):
    round_of(house, group, sam, days_ago=400)
    _second, said = round_of(house, group, sam, days_ago=60)
    answer(house, said)
    assert states(group) == [KEPT, AT_RISK]
    assert tracked(group).state == KEPT


def test_a_round_in_which_nothing_was_said_or_decided_is_not_judged(house, group):
    session = house.session(group)
    actions.hold_session(by=house.by, minutes="We met.", session=session)
    [(_session, one)] = tracked(group).rounds
    assert (one.state, tracked(group).state) == (NO_DATA, UNDER_WAY)


def test_a_session_to_come_is_no_round(house, group):
    house.session(group, days_ago=-3)
    assert tracked(group).rounds == []


def test_only_those_of_the_round_are_told_of_its_decisions(house, group, sam):
    kim = house.person("Kim", may_say_who=False)
    house.place(group, kim)
    round_of(house, group, sam, days_ago=40)
    second, said = round_of(house, group, kim, days_ago=2)
    decision = house.decision(group, [said])
    assert rules.rounds_of(decision) == {second.pk}
    assert rules.recipients_of(decision).people == {kim.pk}


def test_whoever_comes_to_a_later_round_is_owed_nothing_of_an_earlier_one(house, group, sam):
    kim = house.person("Kim", may_say_who=False)
    _first, said = round_of(house, group, sam, days_ago=40)
    answer(house, said)
    house.place(group, kim)
    round_of(house, group, kim, days_ago=2)
    assert not Telling.objects.filter(person=kim).exists()
    assert states(group)[1] == KEPT


def test_a_decision_belongs_to_the_round_it_was_taken_at(house, group, sam):
    first, said = round_of(house, group, sam, days_ago=40)
    second, _ = round_of(house, group, days_ago=2, words="Something else")
    decision = house.decision(group, [said], session=second)
    assert rules.rounds_of(decision) == {first.pk, second.pk}


def test_an_activity_that_ends_has_no_rounds(house):
    activity = house.activity(State.RUNNING)
    sam = house.person("Sam")
    house.place(activity, sam)
    _session, said = round_of(house, activity, sam)
    assert tracked(activity).rounds == []
    assert rules.rounds_of(house.decision(activity, [said])) is None


def test_what_is_said_in_a_standing_activity_names_its_round(house, group):
    with pytest.raises(ValidationError, match="Choose the session: each is a round"):
        house.view(group, "Said on the telephone")


def test_terms_and_offers_count_for_the_rounds_after_them(house):
    board = house.activity(
        State.RUNNING,
        standing=True,
        level=Level.objects.get(pk=Level.PARTNERSHIP),
        method=Method.objects.get(pk="governance_of_schemes"),
    )
    round_of(house, board, days_ago=40)
    round_of(house, board, days_ago=2)
    day = timezone.localdate() - timedelta(days=20)
    actions.agree_terms(by=house.by, activity=board, text="We meet.", agreed_on=day, agreed_with="The board")
    actions.settle_offer(by=house.by, activity=board, offer="£75", settled_on=day)
    found = promises.with_figures(Activity.objects.filter(pk=board.pk)).get()
    assert [(one.terms_agreed, one.offers_settled_first) for one in found.rounds] == [(1, 1), (0, 0)]


# --- Whether it goes on stays once it is open


def test_whether_it_goes_on_may_change_until_it_opens(house):
    planned = house.activity()
    actions.change_plan(by=house.by, activity=planned, standing=True)
    planned.refresh_from_db()
    assert planned.standing
    running = house.activity(State.RUNNING)
    with pytest.raises(ValidationError, match="Whether it goes on in rounds stays"):
        actions.change_plan(by=house.by, activity=running, standing=True)


# --- The reason that goes to people


def test_the_reason_of_a_round_goes_to_that_round_and_to_whoever_holds_a_place(house, group, sam):
    kim = house.person("Kim", may_say_who=False)
    session, _ = round_of(house, group, kim, days_ago=40)
    said = actions.say_promise_not_kept(by=house.by, activity=group, because=REASON, session=session)
    assert set(said.tellings.values_list("person", flat=True)) == {sam.pk, kim.pk}
    assert states(group) == [NOT_KEPT]
    assert tracked(group).reason == REASON
    with pytest.raises(ValidationError, match="People were given the reason already"):
        actions.say_promise_not_kept(by=house.by, activity=group, because=REASON, session=session)


def test_a_standing_activity_needs_the_round_that_the_reason_is_for(house, group):
    with pytest.raises(ValidationError, match="Choose the round"):
        actions.say_promise_not_kept(by=house.by, activity=group, because=REASON)
    coming = house.session(group, days_ago=-3)
    with pytest.raises(ValidationError, match="Choose a round of this activity"):
        actions.say_promise_not_kept(by=house.by, activity=group, because=REASON, session=coming)


def test_a_round_that_was_kept_needs_no_reason(house, group, sam):
    session, said = round_of(house, group, sam, days_ago=40)
    answer(house, said)
    with pytest.raises(ValidationError, match="All the evidence is there"):
        actions.say_promise_not_kept(by=house.by, activity=group, because=REASON, session=session)


def test_giving_the_reason_tells_everybody_and_reopens_a_closed_loop(house):
    activity = house.activity(State.RUNNING, level=Level.objects.get(pk=Level.PARTICIPATION))
    sam = house.person("Sam", may_say_who=False)
    view = house.view(activity, person=sam)
    answer(house, view)
    for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    assert tracked(activity).state == NOT_KEPT and not tracked(activity).reason
    said = actions.say_promise_not_kept(by=house.by, activity=activity, because=REASON)
    activity.refresh_from_db()
    assert (activity.state, said.you_said, said.rationale) == (State.DECIDED, activity.promise, REASON)
    [telling] = said.tellings.all()
    assert telling.person == sam
    assert (tracked(activity).state, tracked(activity).reason) == (NOT_KEPT, REASON)
    assert rules.may_move(activity, State.FED_BACK).why == "Tell everyone first: 1 still to be told."
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    activity = actions.move_activity(by=house.by, activity=activity, to=State.FED_BACK)
    assert (tracked(activity).state, tracked(activity).reason) == (NOT_KEPT, REASON)


def test_a_reason_is_no_decision_that_answers_people(house):
    activity = house.activity(State.RUNNING)
    house.view(activity, person=house.person("Sam", may_say_who=False))
    said = actions.say_promise_not_kept(by=house.by, activity=activity, because=REASON)
    activity = actions.move_activity(by=house.by, activity=activity, to=State.CLOSED)
    assert rules.may_move(activity, State.DECIDED).why == "Publish at least one decision first."
    assert said not in rules.decisions_open_to_the_public(house.service)


@pytest.mark.parametrize("state", [State.PLANNED, State.OPEN])
def test_there_is_no_reason_to_give_before_it_runs(house, state):
    with pytest.raises(ValidationError, match="The promise counts from when it runs"):
        actions.say_promise_not_kept(by=house.by, activity=house.activity(state), because=REASON)


def test_closing_without_views_gives_its_reason_to_whoever_was_invited(house):
    activity = house.activity(State.RUNNING)
    sam = house.person("Sam", may_say_who=False)
    house.place(activity, sam)
    activity = actions.move_activity(by=house.by, activity=activity, to=State.CLOSED)
    with pytest.raises(ValidationError, match="Give the reason in at least 40 characters"):
        actions.move_activity(by=house.by, activity=activity, to=State.CLOSED_WITHOUT_VIEWS, reason="Nobody came")
    activity = actions.move_activity(by=house.by, activity=activity, to=State.CLOSED_WITHOUT_VIEWS, reason=REASON)
    [said] = Decision.objects.filter(activity=activity)
    assert (said.outcome, said.rationale) == (Decision.Outcome.PROMISE_NOT_KEPT, REASON)
    assert [telling.person for telling in said.tellings.all()] == [sam]
    assert (tracked(activity).state, tracked(activity).reason) == (NOT_KEPT, REASON)


def test_the_message_says_what_was_promised_and_why_it_was_not_kept(house):
    activity = house.activity(State.RUNNING)
    sam = house.person("Sam")
    house.view(activity, person=sam)
    said = actions.say_promise_not_kept(by=house.by, activity=activity, because=REASON)
    text = said.tellings.get().message.text
    assert "We made you a promise and did not keep it. We are sorry." in text
    assert f"We promised: {activity.promise}\nWe did not keep this promise.\nBecause: {REASON}" in text
