"""The figures of the promise tracker, from real rows: each piece of evidence, and nothing else, makes its item."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from consent.actions import give_account
from core import actors
from core.actions import add_user, end_membership
from core.deeds import deed
from core.history import acting
from involvement import actions, promises
from involvement.models import Activity, Attendance, Decision, Level, Method, Minutes, PlanChange, Session, Telling
from involvement.models.activities import State
from involvement.promises import AT_RISK, KEPT, UNDER_WAY
from involvement.promises.evidence import RULES
from involvement.tests.factories import BY, REASON, House

LEVELS = list(RULES)


def tracked_of(activity):
    [with_figures] = promises.with_figures(Activity.objects.filter(pk=activity.pk))
    return promises.track(with_figures)


def met(activity):
    return [item.met for item in tracked_of(activity).evidence]


def kept(house, level, without=""):
    """An activity with every piece of evidence, made through the actions. Returns it with somebody in it.

    `without`: an action of `agreed_first` that is left out.
    """
    if level == Level.INFORMATION:
        return informed(house), house.person("Sam", may_say_who=False)
    if level == Level.CONTROL:
        return led(house)
    together = level == Level.PARTNERSHIP
    method = {"method": Method.objects.get(pk="recruitment_panels")} if together else {}
    activity = house.activity(State.RUNNING, level=Level.objects.get(pk=level), **method)
    sam, kim = house.person("Sam", may_say_who=False), house.person("Kim", may_say_who=False)
    for person in (sam, kim):
        house.place(activity, person)
    session = house.session(activity)
    actions.hold_session(by=house.by, minutes="We met.", session=session, came=[sam.pk, kim.pk])
    if level == Level.PARTICIPATION:
        actions.note_plan_change(by=house.by, activity=activity, asked="Later", changed="It is later")
        actions.write_minutes(by=house.by, session=session, text="We met.", publish=True)
    if together:
        agreed_first(house, activity, without)
    views = [house.view(activity, "One", person=sam), house.view(activity, "Two", session=session)]
    decision = house.decision(activity, views, joint=[sam] if together else [])
    first, second, group = house.publish(decision)
    actions.tell(by=house.by, telling=first, how="face_to_face")
    house.give_up(second)
    actions.tell(by=house.by, telling=group, how="meeting")
    return activity, sam


def agreed_first(house, activity, without):
    today = timezone.localdate()
    if without != "agree_terms":
        terms = {"text": "Everybody has one vote.", "agreed_with": "The panel", "agreed_on": today}
        actions.agree_terms(by=house.by, activity=activity, **terms)
    if without != "settle_offer":
        actions.settle_offer(by=house.by, activity=activity, offer="£75 for four hours", settled_on=today)


def informed(house):
    """An information activity with a leaflet that is owned, checked, read and in date."""
    activity = house.activity(
        State.RUNNING, level=Level.objects.get(pk=Level.INFORMATION), method=Method.objects.get(pk="leaflets")
    )
    leaflet(house, activity)
    return activity


def leaflet(house, activity, title="You have a say"):
    in_a_month = timezone.localdate() + timedelta(days=30)
    material = actions.add_material(
        by=house.by,
        service=house.service,
        activity=activity,
        title=title,
        kind="leaflet",
        owner=house.practitioner,
        author=house.practitioner,
        review_on=in_a_month,
    )
    actions.check_material(by=actors.staff(house.str_worker), material=material, review_on=in_a_month)
    actions.note_reading(by=house.by, material=material, comment="It is clear.")
    return material


def led(house):
    """A user-led activity: money handed over, and a decision of its leader that is carried out."""
    activity = house.activity(
        State.RUNNING, level=Level.objects.get(pk=Level.CONTROL), method=Method.objects.get(pk="peer_support")
    )
    money = {"kind": "money", "amount": Decimal(100), "what": "Cash", "transferred_on": timezone.localdate()}
    actions.hand_over_resource(by=house.by, activity=activity, **money)
    by, decision = name_leader_who_decides(house, activity)
    actions.mark_decision_done(by=by, decision=decision)
    for telling in decision.tellings.all():
        actions.tell(by=house.by, telling=telling, how="face_to_face")
    return activity, activity.leaderships.get().person


def name_leader_who_decides(house, activity):
    """A service user who leads an activity and has decided something. Returns them as an actor, and the decision."""
    lea = house.person("Lea", may_say_who=False)
    house.place(activity, lea)
    account = add_user(by=BY, email=f"lea{activity.pk}@example.org", name="Lea")
    give_account(by=BY, user=account, person=lea)
    actions.name_leader(by=house.by, activity=activity, person=lea)
    by = actors.leader(account)
    return by, leader_decides(by, activity, person=lea)


def leader_decides(by, activity, person=None, **changes):
    view = actions.record_view(by=by, activity=activity, words="We want to cook.", theme_name="Food", person=person)
    details = {
        "you_said": "We want to cook.",
        "outcome": "adopted",
        "we_decided": "We cook once a month.",
        "rationale": REASON,
        "owner": by.user,
    }
    decision = actions.decide(by=by, activity=activity, views=[view], **details | changes)
    actions.publish_decisions(by=by, decisions=[decision])
    return decision


def leader_of(activity):
    return actors.leader(activity.leaderships.get().person.accounts.get().user)


@pytest.mark.parametrize("level", LEVELS)
def test_a_promise_that_is_kept_from_invitation_to_telling(house, level):
    activity, _sam = kept(house, level)
    assert tracked_of(activity).state == KEPT
    ends = (State.FINISHED,) if level == Level.INFORMATION else (State.DECIDED, State.FED_BACK)
    for to in (State.CLOSED, *ends):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
        assert tracked_of(activity).state == KEPT


WORDS_OF_KEPT = {
    Level.CONTROL: [
        "1 thing was handed over to those who lead it, with the amount and the day.",
        "1 of 1 decision was made by service users.",
        "1 of 1 decision of service users was carried out, or people were told why not.",
    ],
    Level.INFORMATION: [
        "1 of 1 material has somebody here who answers for it.",
        "1 of 1 material was checked, as it is now, by somebody other than its author.",
        "1 of 1 material was read by a service user, with what they said of it.",
        "1 of 1 material has a day to look again that has not passed.",
    ],
    Level.CONSULTATION: [
        "2 of 2 views answered by a decision with its reason.",
        "2 of 3 to be told have been told, 1 could not be.",
    ],
    Level.PARTNERSHIP: [
        "1 of 1 decision names the service users who decided it together with us.",
        "Terms of reference were agreed with service users.",
        "What people are paid or given was settled with them before it ran.",
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


def owner_left(house, activity, sam):
    end_membership(by=BY, membership=house.practitioner.memberships.get(service=house.service))


def changed_after_the_check(house, activity, sam):
    material = activity.materials.get()
    actions.change_material(by=house.by, material=material, says="Something else")


def nobody_read_it(house, activity, sam):
    with acting(BY, "nobody read it"):
        activity.materials.get().readings.all().delete()


def review_day_passed(house, activity, sam):
    activity.materials.update(review_on=timezone.localdate() - timedelta(days=1))


def recorded_wrongly(house, activity, sam):
    actions.take_back(by=house.by, row=activity.transfers.get(), because="It was for another group")


def staff_decide(house, activity, sam):
    actions.end_leadership(by=house.by, leadership=activity.leaderships.get(), because="She moved away")
    house.publish(house.decision(activity, [house.view(activity)]))


def decided_alone(house, activity, sam):
    for telling in house.publish(house.decision(activity, [house.view(activity, "Three", person=sam)])):
        actions.tell(by=house.by, telling=telling, how="meeting")


def another_decision_of_the_leader(house, activity, sam):
    leader_decides(leader_of(activity), activity)


@pytest.mark.parametrize(
    ("level", "number", "lose"),
    [
        (Level.CONTROL, 0, recorded_wrongly),
        (Level.CONTROL, 1, staff_decide),
        (Level.CONTROL, 2, another_decision_of_the_leader),
        (Level.INFORMATION, 0, owner_left),
        (Level.INFORMATION, 1, changed_after_the_check),
        (Level.INFORMATION, 2, nobody_read_it),
        (Level.INFORMATION, 3, review_day_passed),
        (Level.CONSULTATION, 0, another_view),
        (Level.CONSULTATION, 1, somebody_not_told),
        (Level.CONSULTATION, 1, nobody_told),
        (Level.PARTNERSHIP, 0, decided_alone),
        (Level.PARTNERSHIP, 3, somebody_not_told),
        (Level.PARTNERSHIP, 3, nobody_told),
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
    assert met(activity) == [place != number for place in range(len(WORDS_OF_KEPT[level]))]
    assert tracked_of(activity).state != KEPT


@pytest.mark.parametrize(("without", "number"), [("agree_terms", 1), ("settle_offer", 2)])
def test_what_was_not_agreed_first_is_missing_from_a_partnership(house, without, number):
    activity, _sam = kept(house, Level.PARTNERSHIP, without)
    assert met(activity) == [place != number for place in range(4)]
    assert tracked_of(activity).state != KEPT


def test_whoever_leads_a_partnership_is_named_by_deciding(house):
    activity = house.activity(
        State.RUNNING,
        level=Level.objects.get(pk=Level.PARTNERSHIP),
        method=Method.objects.get(pk="recruitment_panels"),
    )
    _by, decision = name_leader_who_decides(house, activity)
    assert not decision.joint_deciders.exists() and met(activity)[0]


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


def test_a_decision_that_was_overruled_counts_once_its_people_were_told_why(house):
    activity, _lea = led(house)
    decision = leader_decides(leader_of(activity), activity, due=timezone.localdate() + timedelta(days=20))
    assert tracked_of(activity).state == UNDER_WAY
    because = "The fire certificate of the room does not allow it, and we cannot change that."
    actions.overrule(by=house.by, decision=decision, instead="You can cook next door.", because=because)
    assert met(activity) == [True, True, False]
    for telling in Telling.objects.open().filter(decision__overrules__decision=decision):
        actions.tell(by=house.by, telling=telling, how="face_to_face")
    assert tracked_of(activity).state == KEPT


def test_a_decision_of_service_users_not_to_do_something_needs_no_doing(house):
    activity, _lea = led(house)
    leader_decides(leader_of(activity), activity, outcome="not_adopted")
    assert met(activity) == [True, True, True]


def test_money_counts_as_handed_over_with_its_amount_and_a_room_without(house):
    activity, _lea = led(house)
    recorded_wrongly(house, activity, None)
    room = {"kind": "time", "what": "A worker's mornings", "transferred_on": timezone.localdate()}
    actions.hand_over_resource(by=house.by, activity=activity, **room)
    assert not met(activity)[0]
    actions.hand_over_resource(by=house.by, activity=activity, **room | {"kind": "room", "what": "The room at the hub"})
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
    "a draft decision": lambda house, activity, sam: draft(house, activity),
    "a session to come": lambda house, activity, sam: house.session(activity, days_ago=-3),
    "a partner": lambda house, activity, sam: house.partner(f"Partner {timezone.now()}"),
    "a place": lambda house, activity, sam: house.place(activity, house.person("Guest")),
    "another activity": lambda house, activity, sam: house.view(house.activity(State.RUNNING), person=sam),
    "another activity with all its evidence": lambda house, activity, sam: kept(house, Level.PARTICIPATION),
    "a decision that is done": lambda house, activity, sam: mark_done(house, activity),
    "somebody who did not come": lambda house, activity, sam: stay_away(house, activity),
    "what has been done since": lambda house, activity, sam: note_progress(house, activity),
    "material of no activity": lambda house, activity, sam: leaflet(house, None, f"Poster {timezone.now()}"),
}


def draft(house, activity):
    if activity.level_id != Level.CONTROL:
        house.decision(activity, list(activity.views.all()))


def mark_done(house, activity):
    decision = activity.decisions.filter(published_at__isnull=False, done_at=None).first()
    if decision is not None:
        actions.mark_decision_done(by=house.by, decision=decision)


def note_progress(house, activity):
    decision = activity.decisions.filter(published_at__isnull=False, done_at=None).first()
    if decision is not None:
        actions.note_progress(by=house.by, decision=decision, words="It has begun.")


def stay_away(house, activity):
    session = Session.objects.filter(activity=activity, held_at__isnull=False).first()
    if session is None:
        return
    with acting(BY, "stay away"):
        Attendance.objects.create(
            service=house.service,
            session=session,
            person=house.person("Away", email=""),
            came=False,
            **deed("recorded", BY),
        )


@pytest.fixture(params=LEVELS)
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


def test_the_figures_of_any_number_of_activities_are_one_query_and_one_for_rounds(house, django_assert_num_queries):
    for level in LEVELS:
        kept(house, level)
    with django_assert_num_queries(2):
        for activity in promises.with_figures(Activity.objects.select_related("service")):
            promises.track(activity)
