"""The rules of decisions in the public interest, each branch; and what a review does at once."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consent import actions, rules
from consent.models import Disclosure, PublicInterestDecision
from consent.tests.deciding import DECISION, decide_to_record, decide_to_share
from consent.tests.factories import a_command, make_person, make_service, make_staff
from core import clock
from core.actions import add_member, change_service, end_membership
from core.actors import staff
from core.models import Membership
from core.roles import CARDS
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db

DECIDE = {"practitioner", "manager"}
REVIEW = {"manager", "ig_lead"}


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def priya(service):
    return make_staff(service, "practitioner")


@pytest.fixture
def morgan(service):
    return make_staff(service, "manager", name="Morgan")


@pytest.fixture
def decision(service, priya):
    return decide_to_share(make_person(service), priya)


def review(decision, user, outcome="upheld"):
    return actions.review_public_interest(by=staff(user), decision=decision, outcome=outcome, words="On the facts")


# --- Who may decide, and who may review


@pytest.mark.parametrize("role", CARDS)
def test_practitioners_and_managers_decide_and_nobody_else(service, role):
    user = make_staff(service, role)
    assert bool(rules.may_decide_public_interest(service, user)) == (role in DECIDE)
    assert (user in rules.who_may_decide(service)) == (role in DECIDE)


def test_nobody_decides_in_another_service_or_without_being_somebody(service, priya):
    other = make_service()
    assert not rules.may_decide_public_interest(other, priya)
    assert not rules.may_decide_public_interest(service, None)
    assert "Only a practitioner or a manager" in rules.may_decide_public_interest(service, None).why


def test_who_has_left_decides_no_more(service, priya):
    end_membership(by=a_command(), membership=Membership.objects.get(service=service, user=priya))
    assert not rules.may_decide_public_interest(service, priya)


@pytest.mark.parametrize("role", CARDS)
def test_managers_and_leads_review_and_nobody_else(service, decision, role):
    user = make_staff(service, role)
    assert bool(rules.may_review(decision, user)) == (role in REVIEW)
    assert (user in rules.second_persons(decision)) == (role in REVIEW)


def test_nobody_reviews_their_own_decision(service, morgan):
    decision = decide_to_share(make_person(service), morgan)
    assert rules.may_review(decision, morgan).why == "You made this decision. A second person reviews it."
    assert morgan not in rules.second_persons(decision)


def test_a_decision_is_reviewed_once(decision, morgan):
    assert "reviewed already: upheld" in rules.may_review(review(decision, morgan), morgan).why


def test_nobody_reviews_in_another_service_or_without_being_somebody(decision):
    stranger = make_staff(make_service(), "manager")
    assert "of this service reviews it" in rules.may_review(decision, stranger).why
    assert not rules.may_review(decision, None)


# --- Time


def test_the_time_to_review_is_the_services_and_counts_from_the_decision(service, priya):
    service = change_service(by=a_command(), service=service, hours_to_review=5)
    decision = decide_to_share(make_person(service), priya)
    assert abs(decision.review_due - decision.decided_at - timedelta(hours=5)) < timedelta(seconds=5)


def test_a_decision_is_overdue_from_the_moment_it_was_due_until_it_is_reviewed(decision, morgan):
    assert not rules.is_overdue(decision)
    assert not rules.is_overdue(decision, decision.review_due - timedelta(seconds=1))
    assert rules.is_overdue(decision, decision.review_due)
    assert not rules.is_overdue(review(decision, morgan), decision.review_due)


def test_a_late_review_is_escalated_once_and_only_to_somebody(service, priya):
    with clock.at(timezone.now() - timedelta(days=9)):
        late = decide_to_share(make_person(service), priya)
    assert "no information governance lead" in rules.may_escalate(late).why
    lead = make_staff(service, "ig_lead")
    assert rules.may_escalate(late)
    assert list(rules.leads(service)) == [lead]
    assert "told already" in rules.may_escalate(actions.escalate_review(by=a_command(), decision=late)).why


def test_a_review_that_has_time_is_not_escalated(service, decision):
    make_staff(service, "ig_lead")
    assert rules.may_escalate(decision).why == "This review is not late."


# --- What turning down does, said beforehand and done


def test_turning_down_the_only_ground_restricts_the_record_at_once(service, priya, morgan):
    decision = decide_to_record(service, priya)
    assert "restricted at once" in " ".join(rules.what_turning_down_does(decision))
    review(decision, morgan, "turned_down")
    assert rules.is_restricted(decision.person)


def test_turning_down_leaves_a_record_that_is_held_on_another_decision(service, priya, morgan):
    decision = decide_to_record(service, priya)
    actions.decide_public_interest(by=staff(morgan), person=decision.person, aim="record", **DECISION)
    assert rules.what_turning_down_does(decision) == ["The record stays: it is held on another ground as well."]
    review(decision, morgan, "turned_down")
    assert not rules.is_restricted(decision.person)


def test_turning_down_leaves_a_record_that_the_person_agreed_to(service, priya, morgan):
    person = make_person(service)
    decision = actions.decide_public_interest(by=staff(priya), person=person, aim="record", **DECISION)
    assert rules.what_turning_down_does(decision) == ["The record stays: it is held on another ground as well."]
    review(decision, morgan, "turned_down")
    assert not rules.is_restricted(person)


def test_what_is_restricted_already_stays_so(service, priya, morgan):
    decision = decide_to_record(service, priya)
    second = actions.decide_public_interest(by=staff(priya), person=decision.person, aim="record", **DECISION)
    review(decision, morgan, "turned_down")
    review(second, morgan, "turned_down")
    assert rules.what_turning_down_does(second) == ["The record is restricted already, and stays so."]


@pytest.mark.parametrize(("times", "says"), [(0, "Nothing was shared"), (1, "What was shared"), (2, "the 2 times")])
def test_turning_down_a_decision_to_share_lists_what_was_shared_for_recall(decision, priya, morgan, times, says):
    for number in range(times):
        actions.disclose(
            by=staff(priya),
            person=decision.person,
            ground=decision,
            disclosed_on=timezone.localdate(),
            what=f"His name, {number}",
            why="To keep him safe",
            necessary="No less would do",
            how="spoken",
        )
    assert says in " ".join(rules.what_turning_down_does(decision))
    review(decision, morgan, "turned_down")
    assert Disclosure.objects.to_recall().count() == times


def test_upholding_changes_nothing_else(service, priya, morgan):
    decision = review(decide_to_record(service, priya), morgan)
    assert not rules.is_restricted(decision.person)
    assert list(PublicInterestDecision.objects.holding()) == [decision]


@pytest.mark.parametrize("words", ["", "  "])
def test_a_review_needs_its_reasons(decision, morgan, words):
    with pytest.raises(ValidationError, match="says what was found, and why"):
        actions.review_public_interest(by=staff(morgan), decision=decision, outcome="upheld", words=words)


def test_a_reviewer_who_leaves_afterwards_leaves_the_review_as_it_was(service, decision, morgan):
    review(decision, morgan)
    another = make_staff(service, "admin")
    end_membership(by=staff(another), membership=Membership.objects.get(service=service, user=morgan))
    decision.refresh_from_db()
    assert (decision.outcome, decision.reviewed_by) == ("upheld", morgan)


def test_somebody_with_two_roles_may_decide_and_still_not_review_their_own(service, priya):
    add_member(by=a_command(), service=service, email=priya.email, name=priya.name, role="ig_lead")
    decision = decide_to_share(make_person(service), priya)
    assert not rules.may_review(decision, priya)
    assert list(rules.second_persons(decision)) == []
