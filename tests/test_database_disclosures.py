"""Each way round the rules of disclosures and recipients, tried below the ORM: refused under the rule's own name."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from core.scope import scope_of_system
from tests.broken_grounds import _ANSWERED as ANSWERED
from tests.broken_grounds import _ASKED as ASKED
from tests.test_database_rules import copy_row, run

ON_AGREEMENT = "agreement_id in (select id from consent_agreement where ended_at is null)"
ON_WITHDRAWN = "agreement_id in (select id from consent_agreement where ended_kind = 'withdrawn')"
ON_DECISION = "decision_id is not null"
OTHER_RECIPIENT = "(select min(r.id) from consent_recipient r where r.id <> consent_disclosure.recipient_id)"
OTHER_PERSON = (
    "(select min(p.id) from consent_person p where p.id <> consent_disclosure.person_id"
    " and p.service_id = consent_disclosure.service_id)"
)
LONG_AGO, TODAY = "date '2020-01-01'", "(now() at time zone 'Europe/London')::date"
ENDED_ON = (
    "(select (a.ended_at at time zone 'Europe/London')::date from consent_agreement a"
    " where a.id = consent_disclosure.agreement_id)"
)
SAID = {"recall_words": "'Please destroy it'"}

NEVER_STORED = {
    "to another recipient": (ON_AGREEMENT, {"recipient_id": OTHER_RECIPIENT}, "disclosure_is_covered"),
    "about another person": (ON_AGREEMENT, {"person_id": OTHER_PERSON}, "disclosure_is_covered"),
    "before they agreed": (ON_AGREEMENT, {"disclosed_on": LONG_AGO}, "disclosure_is_covered"),
    "on the day it was withdrawn": (
        ON_WITHDRAWN,
        {"disclosed_on": ENDED_ON, "recorded_at": "clock_timestamp()"},
        "disclosure_is_covered",
    ),
    "decision, another recipient": (ON_DECISION, {"recipient_id": OTHER_RECIPIENT}, "disclosure_is_covered"),
    "decision, another person": (ON_DECISION, {"person_id": OTHER_PERSON}, "disclosure_is_covered"),
    "before it was decided": (ON_DECISION, {"disclosed_on": LONG_AGO}, "disclosure_is_covered"),
    "tomorrow": (ON_AGREEMENT, {"disclosed_on": f"{TODAY} + 1"}, "disclosure_day_has_come"),
    "without words for why": (ON_DECISION, {"why": "E' \\n'"}, "consent_disclosure_is_complete"),
    "without why no less would do": (ON_DECISION, {"necessary": "''"}, "consent_disclosure_is_complete"),
    "words of a recall that nobody asked": (ON_DECISION, SAID, "consent_disclosure_recall_says_what"),
    "a recall of spaces": (ON_DECISION, ASKED | {"recall_words": "'  '"}, "consent_disclosure_recall_says_what"),
    "an answer that nobody asked for": (
        ON_DECISION,
        ANSWERED | {"recall_answer": "'destroyed'"},
        "consent_disclosure_recall_says_what",
    ),
    "an answer without a word": (ON_DECISION, ASKED | SAID | ANSWERED, "consent_disclosure_recall_answer_complete"),
    "an unknown answer": (
        ON_DECISION,
        ASKED | SAID | ANSWERED | {"recall_answer": "'lost'"},
        "consent_disclosure_recall_answer_complete",
    ),
    "kept for no reason": (
        ON_DECISION,
        ASKED | SAID | ANSWERED | {"recall_answer": "'kept'", "recall_answer_words": "' '"},
        "consent_disclosure_recall_answer_complete",
    ),
    "an answer that nobody noted": (
        ON_DECISION,
        ASKED | SAID | {"recall_answer": "'destroyed'"},
        "consent_disclosure_recall_answer_complete",
    ),
}
ANSWERED_ONCE = " where recall_answered_at is not null"
ASKED_ONCE = " where recall_asked_at is not null and recall_answered_at is null"
NEVER_CHANGED = {
    "delete from consent_disclosure": "disclosure_stays",
    "update consent_disclosure set disclosed_on = disclosed_on - 1": "disclosure_stays",
    "update consent_disclosure set necessary = 'x'": "disclosure_stays",
    "update consent_disclosure set recall_words = 'x'" + ASKED_ONCE: "disclosure_stays",
    "update consent_disclosure set recall_answer = 'kept', recall_answer_words = 'x'"
    + ANSWERED_ONCE: "disclosure_stays",
    "update consent_disclosure set recall_answered_at = null, recall_answered_by_id = null, recall_answer = ''"
    + ANSWERED_ONCE: "disclosure_stays",
    "delete from consent_recipient": "recipient_stays",
    "update consent_recipient set kind = 'role'": "recipient_stays",
    "update consent_recipient set key = 'x'": "recipient_stays",
}


def refused_as(rule, act):
    with scope_of_system(), pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    assert error.value.__cause__.diag.constraint_name == rule


@pytest.mark.parametrize("how", NEVER_STORED)
def test_a_disclosure_that_breaks_a_rule_is_never_stored(world, how):
    where, wrong, rule = NEVER_STORED[how]
    refused_as(rule, lambda: copy_row(apps.get_model("consent.Disclosure"), where, **wrong))


@pytest.mark.parametrize("sql", NEVER_CHANGED)
def test_what_was_shared_and_with_whom_stays_as_it_was(world, sql):
    refused_as(NEVER_CHANGED[sql], lambda: run(sql))


def test_a_decision_that_was_turned_down_covers_only_the_days_before(world):
    with scope_of_system(), transaction.atomic():
        turned_down = copy_row(
            apps.get_model("consent.PublicInterestDecision"),
            "aim = 'share' and reviewed_at is not null",
            outcome="'turned_down'",
            decided_at="decided_at - interval '9 days'",
            reviewed_at="now() - interval '3 days'",
        )
        model = apps.get_model("consent.Disclosure")
        on = {"decision_id": str(turned_down)}
        copy_row(model, ON_DECISION, **on, disclosed_on=f"{TODAY} - 4")
        refused_as("disclosure_is_covered", lambda: copy_row(model, ON_DECISION, **on, disclosed_on=f"{TODAY} - 3"))


def test_a_disclosure_has_one_ground_though_two_would_cover_it(world):
    with scope_of_system(), transaction.atomic():
        of_theirs = {
            column: f"(select {column} from consent_disclosure where {ON_AGREEMENT} limit 1)"
            for column in ("person_id", "recipient_id", "service_id")
        }
        long_ago = {"decided_at": "now() - interval '300 days'"}
        where = "aim = 'share' and reviewed_at is not null"
        decision = copy_row(apps.get_model("consent.PublicInterestDecision"), where, **of_theirs, **long_ago)
        both = {"decision_id": str(decision)}
        refused_as(
            "consent_disclosure_one_ground",
            lambda: copy_row(apps.get_model("consent.Disclosure"), ON_AGREEMENT, **both),
        )


@pytest.mark.parametrize("where", [ON_AGREEMENT, ON_DECISION])
def test_a_copy_with_nothing_wrong_is_stored(world, where):
    """So that what is refused above is refused for what is wrong with it."""
    with scope_of_system(), transaction.atomic():
        assert copy_row(apps.get_model("consent.Disclosure"), where)


def test_where_letters_reach_somebody_may_change(world):
    with scope_of_system(), transaction.atomic():
        run("update consent_recipient set address = '7 New Road'")
