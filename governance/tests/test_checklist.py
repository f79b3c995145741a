"""Each item of the paper's checklist over a small world: its exact figures, its edges, and no data said as such."""

import pytest

from consent import actions as consent
from consent.tests.factories import a_command
from core import actions as core
from core.access import Reader
from core.roles import permissions_of
from core.scope import scope_of_staff
from governance.checklist import RULES, checklist
from governance.period import Period, last_12_months
from governance.tests.factories import (
    make_activity,
    make_decision,
    make_partner,
    make_person,
    make_service,
    make_session,
    make_staff,
    make_view,
    on_day,
    the_day,
    the_service,
)
from involvement import actions as involvement
from involvement.models import Group, Level
from involvement.models.activities import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    with the_service() as service:
        yield service


def item(key, service, period=None):
    return RULES[key](service, period or last_12_months())


def figures(found):
    return {figure.key: figure.value for figure in found.figures}


def rows(found, key, service, role="manager"):
    reader = Reader(service=service, roles=(role,), permissions=permissions_of([role]))
    queryset, describe = found.figure(key).rows(reader)
    return [describe(row) for row in queryset]


def days(first, last):
    """The period from so many days ago to so many days ago."""
    return Period(the_day(first), the_day(last))


# --- All of them


def test_with_nothing_recorded_every_item_says_no_data_and_scores_nothing(service):
    items = checklist(service, last_12_months())
    assert len(items) == 8
    for found in items:
        assert found.data is False and found.sentence.startswith("No data")
        assert (found.numerator, found.denominator) == (None, None)


def test_the_items_carry_the_papers_words(service):
    words = [found.words for found in checklist(service, last_12_months())]
    assert words[0].startswith("Give people the opportunity to register")
    assert words[7] == "Make sure service users know what decisions have been made and the rationale behind them"


def test_another_service_counts_for_nothing(service):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        make_staff(other, "str_worker")
        person = make_person(other)
        activity = make_activity(other, opened=60, incentives="Travel", groups=["women"])
        make_session(activity, came=[person], others=2)
        make_view(activity, person=person)
        make_partner(other)
    with scope_of_staff(service):
        assert not any(found.data for found in checklist(service, last_12_months()))


def test_every_figure_has_as_many_rows_as_it_says_where_rows_are_single_things(service):
    make_person(service)
    make_person(service, contact="not_asked")
    make_staff(service, "str_worker")
    partner = make_partner(service, groups=["women"])
    activity = make_activity(service, partner=partner, groups=["women"], closed=10)
    make_activity(service, level=Level.INFORMATION, method="leaflets")
    make_decision(activity, [make_view(activity, ago=20)])
    counted_apart = {"said-no", "unnamed", "could-not"}
    for found in checklist(service, last_12_months()):
        for figure in found.figures:
            if figure.key not in counted_apart:
                assert len(rows(found, figure.key, service)) == figure.value, (found.key, figure.key)


# --- 1. Opportunity to register


def test_register_counts_yes_and_no_of_the_people_first_recorded(service):
    make_person(service, contact="given")
    make_person(service, contact="refused")
    make_person(service, contact="not_asked")
    found = item("register", service)
    assert (found.numerator, found.denominator) == (2, 3)
    assert figures(found) == {"answered": 2, "not-asked": 1, "everybody": 3, "not-asked-no_time": 1}
    assert found.next_step


def test_register_keeps_those_who_refused_everything_outside_the_sum(service):
    make_person(service)
    consent.note_asked(by=a_command(), service=service)
    consent.note_asked(by=a_command(), service=service, day=the_day(500))
    found = item("register", service)
    assert (found.numerator, found.denominator) == (1, 1)
    assert figures(found)["said-no"] == 1
    assert rows(found, "said-no", service)[0].detail == "1 said no"
    assert found.next_step is None


def test_register_leaves_out_those_whose_answer_came_by_the_public_form(service):
    make_person(service)
    with on_day(3):
        consent.record_person(
            by=a_command(),
            service=service,
            details={"name_to_use": "Kit", "connection": "lived_it", "age_band": "18_over"},
            record_wording=_wording(service, "record"),
            contact={"answer": "given", "wording": _wording(service, "contact")},
            route="public_form",
        )
    assert item("register", service).denominator == 1


def _wording(service, purpose):
    from consent.models import Wording

    return Wording.objects.in_force(service, purpose)


def test_register_holds_both_days_of_the_period_and_no_others(service):
    for ago, hour in [(11, 23), (10, 0), (5, 23), (4, 0)]:
        with on_day(ago, hour):
            make_person(service)
    assert item("register", service, days(10, 5)).denominator == 2


def test_register_counts_somebody_asked_later_as_asked(service):
    person = make_person(service, contact="not_asked")
    consent.record_answer(
        by=a_command(),
        person=person,
        purpose_key="contact",
        answer="refused",
        wording=_wording(service, "contact"),
    )
    found = item("register", service)
    assert (found.numerator, found.denominator) == (1, 1)


def test_register_counts_a_restricted_person_without_naming_them(service):
    make_person(service, name_to_use="Ada")
    person = make_person(service, name_to_use="Secret")
    consent.withdraw_agreement(by=a_command(), agreement=person.agreements.get(purpose="record"), reason="They asked")
    found = item("register", service)
    assert (found.numerator, found.denominator) == (2, 2)
    named, restricted = rows(found, "everybody", service)
    assert named.label.startswith("Ada") and named.url
    assert (restricted.label, restricted.url, restricted.detail) == ("Somebody whose record is restricted", "", "")


def test_nobody_is_named_to_a_reader_who_may_not_open_records(service):
    make_person(service, name_to_use="Ada")
    [row] = rows(item("register", service), "everybody", service, role="commissioner")
    assert (row.label, row.url, row.detail) == ("Somebody", "", "")


# --- 2. Range of methods


def test_methods_counts_levels_used_and_different_methods(service):
    make_activity(service)
    make_activity(service)
    make_activity(service, method="film")
    make_activity(service, level=Level.INFORMATION, method="leaflets")
    found = item("methods", service)
    assert (found.numerator, found.denominator) == (2, 5)
    assert figures(found) == {
        "information": 1,
        "consultation": 0,
        "participation": 3,
        "partnership": 0,
        "control": 0,
        "methods": 3,
    }
    assert found.sentence == "4 activities ran at 2 of the 5 levels, by 3 different methods."


def test_methods_leaves_out_what_did_not_run(service):
    make_activity(service, state=State.PLANNED)
    make_activity(service, state=State.OPEN)
    cancelled = make_activity(service)
    involvement.move_activity(by=a_command(), activity=cancelled, to=State.CANCELLED, reason="Nobody could come")
    assert item("methods", service).data is False


def test_an_activity_counts_in_each_period_that_it_reaches_into(service):
    make_activity(service, opened=100, closed=50)
    assert item("methods", service, days(120, 101)).data is False
    for period in (days(120, 100), days(80, 60), days(50, 0)):
        assert figures(item("methods", service, period))["participation"] == 1
    assert item("methods", service, days(49, 0)).data is False


def test_an_activity_that_still_runs_counts_today(service):
    make_activity(service, opened=700)
    assert figures(item("methods", service, days(1, 0)))["participation"] == 1


# --- 3. Range of groups


def test_groups_are_reached_by_coming_being_counted_or_saying_something(service):
    came = make_activity(service, groups=["women"])
    make_session(came, came=[make_person(service)])
    counted = make_activity(service, groups=["older_people"])
    make_session(counted, others=3)
    spoke = make_activity(service, groups=["bme"])
    make_view(spoke)
    make_view(spoke, group=_group("young_people"))
    make_activity(service, groups=["homeless"])
    empty = make_activity(service, groups=["mental_health"])
    make_session(empty)
    found = item("groups", service)
    assert (found.numerator, found.denominator) == (4, 8)
    assert {row.label for row in rows(found, "reached", service)} == {
        "Women",
        "Older people",
        "Black and minority ethnic (BME) communities",
        "Young people",
    }


def _group(key):
    from involvement.models import Group

    return Group.objects.get(pk=key)


def test_groups_not_reached_come_with_the_partners_who_reach_them(service):
    make_activity(service)
    make_partner(service, groups=["women"], name="Anawim")
    found = item("groups", service)
    assert found.numerator == 0
    details = {row.label: row.detail for row in rows(found, "missing", service)}
    assert details["Women"] == "Partners who reach them: Anawim."
    assert details["Older people"] == "No partner reaches them yet."


def test_groups_reached_before_the_period_do_not_count(service):
    activity = make_activity(service, opened=100, groups=["women"])
    make_session(activity, ago=90, others=3)
    make_view(activity, ago=90)
    assert item("groups", service, days(80, 0)).numerator == 0
    assert item("groups", service, days(90, 0)).numerator == 1


# --- 4. People from other services


def test_other_services_counts_participants_by_connection(service):
    activity = make_activity(service)
    now = make_person(service, connection="uses_now")
    elsewhere = make_person(service, connection="other_service")
    stayed_away = make_person(service, connection="lived_it")
    make_session(activity, came=[now, elsewhere], others=5)
    with on_day(40):
        involvement.invite(by=a_command(), activity=activity, person=stayed_away, face_to_face_on=the_day(40))
    spoke = make_person(service, connection="carer")
    make_view(activity, person=spoke)
    make_view(activity, person=now)
    found = item("other-services", service)
    assert (found.numerator, found.denominator) == (2, 3)
    assert figures(found) == {
        "elsewhere": 2,
        "everybody": 3,
        "uses_now": 1,
        "other_service": 1,
        "carer": 1,
        "unnamed": 5,
    }


def test_other_services_with_only_unnamed_people_has_no_data_but_shows_them(service):
    make_session(make_activity(service), others=5)
    found = item("other-services", service)
    assert found.data is False and figures(found) == {"unnamed": 5}


def test_a_restricted_participant_is_counted_and_not_named(service):
    person = make_person(service, name_to_use="Secret")
    make_session(make_activity(service), came=[person])
    consent.withdraw_agreement(by=a_command(), agreement=person.agreements.get(purpose="record"), reason="They asked")
    found = item("other-services", service)
    assert found.denominator == 1
    [row] = rows(found, "everybody", service)
    assert "Secret" not in row.label and row.url == "" and row.detail == ""


# --- 5. Partners


def test_partners_counts_agreements_in_force_on_the_last_day(service):
    current = make_partner(service, groups=["women", "bme"])
    ended = make_partner(service, groups=["women"])
    coming = make_partner(service)
    agree = involvement.add_partner_agreement
    details = {"kind": "written", "feedback_clause": True}
    agree(by=a_command(), partner=current, starts_on=the_day(0), ends_on=the_day(0), **details)
    agree(by=a_command(), partner=current, starts_on=the_day(400), ends_on=None, **details)
    agree(by=a_command(), partner=ended, starts_on=the_day(400), ends_on=the_day(1), **details)
    agree(by=a_command(), partner=coming, starts_on=the_day(-1), ends_on=None, **details)
    make_activity(service, partner=ended)
    make_activity(service)
    found = item("partners", service)
    assert (found.numerator, found.denominator) == (1, 3)
    gaps = Group.objects.count() - 2
    assert figures(found) == {
        "agreed": 1,
        "without": 2,
        "activities": 1,
        "groups": 2,
        "gaps": gaps,
        "not-considered": 0,
    }
    assert item("partners", service, days(30, 1)).numerator == 2


# --- 6. Incentives


def test_incentives_counts_activities_opened_in_the_period_that_say_what_is_offered(service):
    make_activity(service, opened=30, incentives="Travel and lunch")
    make_activity(service, opened=30)
    make_activity(service, opened=30, level=Level.INFORMATION, method="leaflets")
    make_activity(service, opened=90, incentives="Travel")
    make_activity(service, state=State.PLANNED, incentives="Travel")
    found = item("incentives", service, days(30, 0))
    assert (found.numerator, found.denominator) == (1, 2)
    assert rows(found, "stated", service)[0].detail == "Travel and lunch"
    assert item("incentives", service, days(29, 0)).data is False


# --- 7. STR responsibility


def test_str_responsibility_counts_those_who_hold_it_today(service):
    def worker(from_day=None, until_day=None):
        make_staff(service, "str_worker")
        membership = service_memberships(service).latest("pk")
        if from_day:
            core.set_involvement_responsibility(
                by=a_command(), membership=membership, from_day=from_day, until_day=until_day
            )
        return membership

    worker(the_day(0))
    worker(the_day(30), the_day(0))
    worker(the_day(30), the_day(1))
    worker(the_day(-1))
    worker()
    gone = worker(the_day(30))
    core.end_membership(by=a_command(), membership=gone)
    make_staff(service, "practitioner")
    found = item("str-workers", service)
    assert (found.numerator, found.denominator) == (2, 5)
    assert found.next_step.url == ""
    assert len(rows(found, "missing", service)) == 3


def service_memberships(service):
    from core.models import Membership

    return Membership.objects.filter(service=service)


# --- 8. Decisions made known


def looped(service, closed=60, told=None, could_not="", people=1, published=50):
    """A closed activity on whose one view a decision was published."""
    activity = make_activity(service, opened=90, closed=closed)
    views = [make_view(activity, ago=80, person=make_person(service)) for _ in range(people)]
    make_decision(activity, views, ago=published, told=told, could_not=could_not)
    return activity


def test_told_counts_closed_activities_where_everyone_was_told_in_time(service):
    looped(service, told=40)
    looped(service)
    found = item("told", service)
    assert (found.numerator, found.denominator) == (1, 2)
    assert "within 28 days" in found.sentence


@pytest.mark.parametrize(("told", "in_time"), [(32, 1), (31, 0)])
def test_told_on_the_last_day_is_in_time_and_a_day_later_is_not(service, told, in_time):
    looped(service, closed=60, told=told)
    found = item("told", service)
    assert (found.numerator, found.denominator) == (in_time, 1)


def test_told_follows_the_services_own_time(service):
    service.days_to_tell = 10
    looped(service, closed=60, told=40)
    assert item("told", service).numerator == 0


def test_told_needs_every_view_answered(service):
    activity = looped(service, told=40)
    make_view(activity, ago=80)
    assert item("told", service).numerator == 0


def test_told_counts_an_activity_closed_without_views_as_not_told(service):
    activity = make_activity(service, closed=60)
    involvement.move_activity(
        by=a_command(),
        activity=activity,
        to=State.CLOSED_WITHOUT_VIEWS,
        reason="Nobody said anything, though asked twice.",
    )
    found = item("told", service)
    assert (found.numerator, found.denominator) == (0, 1)


def test_told_counts_those_who_could_not_be_told_apart(service):
    activity = make_activity(service, opened=90, closed=60)
    first = make_view(activity, ago=80, person=make_person(service))
    make_decision(activity, [first], ago=50, told=40)
    second = make_view(activity, ago=80, person=make_person(service))
    make_decision(activity, [second], ago=50, could_not="died")
    nobody = looped(service, could_not="no_safe_channel")
    found = item("told", service)
    assert (found.numerator, found.denominator) == (1, 2)
    assert figures(found)["could-not"] == 2
    assert {row.label for row in rows(found, "could-not", service)} == {activity.title, nobody.title}


def test_told_leaves_those_with_time_left_outside_the_sum(service):
    looped(service, closed=5, published=4)
    found = item("told", service)
    assert found.data is False and figures(found) == {"waiting": 1}
    looped(service, closed=60)
    found = item("told", service)
    assert (found.numerator, found.denominator) == (0, 1)
    assert figures(found) == {"told": 0, "late": 1, "waiting": 1}


def test_told_leaves_information_out(service):
    make_activity(service, level=Level.INFORMATION, method="leaflets", closed=60)
    assert item("told", service).data is False


def test_told_looks_at_what_closed_in_the_period(service):
    looped(service, closed=60, told=40)
    assert item("told", service, days(60, 0)).denominator == 1
    assert item("told", service, days(59, 0)).data is False
    assert item("told", service, days(90, 61)).data is False
