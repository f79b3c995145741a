"""Ways round the rules of answers and of who gives them, tried below the ORM: each is refused under its own name."""

import pytest
from django.apps import apps
from django.db import connection, transaction

from core.scope import scope_of_system
from tests.test_database_disclosures import refused_as
from tests.test_database_rules import copy_row, run

ATTORNEY, BEST_INTERESTS, PARENT = "ground = 'attorney'", "ground = 'best_interests'", "ground = 'parental'"
OPEN = "answer = 'given' and ground = 'person' and ended_at is null and purpose_id = 'record'"
OVER_15 = " and person_id in (select id from consent_person where date_of_birth < current_date - interval '20 years')"
NOBODY = {"ended_at": "null", "ended_by_id": "null", "ended_by_kind": "''", "ended_kind": "''", "ended_reason": "''"}
NOW = NOBODY | {"recorded_at": "clock_timestamp()"}
ANOTHER = {"giver_key": "ground || ':another'"}
A_PARENT = {
    "ground": "'parental'",
    "giver_key": "'parental:another'",
    "child_agrees": "true",
    "why_asked": "''",
    "best_interests_id": "null",
    "giver_name": "'Ana'",
    "giver_relationship": "'mother'",
    "giver_checked": "'seen'",
}
WITHDRAWN = {"ended_kind": "'withdrawn'", "ended_reason": "'x'", "ended_by_id": "null", "ended_by_kind": "'task'"}
ENDED = WITHDRAWN | {"ended_kind": "'ended'", "ended_at": "clock_timestamp()"}
MAY_WAIT = "(select max(id) from consent_{0} o where o.person_id <> consent_agreement.person_id)"


def answer(where, **wrong):
    return lambda: copy_row(apps.get_model("consent.Agreement"), where, **wrong)


def born(where, age):
    """Those of whom there is such an answer are so old today, and answered today for the first time."""
    run(
        f"update consent_person set date_of_birth = (current_date - interval '{age} years')::date"
        f" where id in (select person_id from consent_agreement where {where})"
    )


NEVER_STORED = {
    "for a reason not on the list": (
        answer(OPEN, answer="'not_asked'", not_asked_reason="'bored'", wording_id="null"),
        "consent_agreement_not_asked_has_reason",
    ),
    "ended in a way not on the list": (
        answer(OPEN, **ENDED | {"ended_kind": "'vanished'"}),
        "consent_agreement_ending_complete",
    ),
    "ended for a reason of spaces": (
        answer(OPEN, **ENDED | {"ended_reason": "E' \\n'"}),
        "consent_agreement_ending_complete",
    ),
    "ended before it was given": (
        answer(OPEN, **ENDED | {"ended_at": "recorded_at - interval '1 day'"}),
        "consent_agreement_ends_after_it_began",
    ),
    "to be ended tomorrow": (
        answer(OPEN, **ENDED | {"ended_at": "clock_timestamp() + interval '1 day'"}),
        "agreement_has_come",
    ),
    "a parent of no name": (answer(PARENT, giver_name="'  '"), "consent_agreement_names_giver"),
    "an attorney under the key of a parent": (
        answer(ATTORNEY, **NOW | {"giver_key": "'parental:ana'"}),
        "consent_agreement_names_giver",
    ),
    "shared without a word of what": (
        answer("recipient_id is not null and ended_at is null", **NOW | {"information": "' '"}),
        "consent_agreement_share_names_recipient",
    ),
    "in words of another service": (
        answer(
            OPEN + OVER_15,
            **NOW,
            wording_id="(select w.id from consent_wording w where w.purpose_id = 'record'"
            " and w.service_id <> consent_agreement.service_id and w.published_at is not null limit 1)",
        ),
        "agreement_wording_fits",
    ),
    "on somebody else's competence": (
        answer(OPEN + OVER_15, **NOW, competence_id=MAY_WAIT.format("competenceassessment")),
        "agreement_rests_on_own",
    ),
    "on somebody else's capacity": (
        answer(OPEN + OVER_15, **NOW, capacity_id=MAY_WAIT.format("capacityassessment")),
        "agreement_rests_on_own",
    ),
    "against what was decided in their best interests": (
        answer(BEST_INTERESTS, **NOW, answer="case answer when 'given' then 'refused' else 'given' end"),
        "agreement_best_interests",
    ),
    "a yes from before they took it back": (
        answer(
            "ended_kind = 'withdrawn' and ground = 'person'",
            **NOBODY | {"recorded_at": "ended_at - interval '1 minute'"},
        ),
        "agreement_follows_last_word",
    ),
    "a yes on paper from before they took it back": (
        answer(
            "ended_kind = 'withdrawn' and ground = 'person' and purpose_id = 'record'",
            **NOW,
            route="'paper'",
            signed_on="(ended_at at time zone 'Europe/London')::date - 1",
        ),
        "agreement_follows_last_word",
    ),
}


@pytest.mark.parametrize("how", NEVER_STORED)
def test_an_answer_that_breaks_a_rule_is_never_stored(world, how):
    act, rule = NEVER_STORED[how]
    refused_as(rule, act)


@pytest.mark.parametrize(
    ("where", "wrong", "last_age", "rule"),
    [
        (ATTORNEY, ANOTHER, 17, "agreement_attorney"),
        (ATTORNEY, ANOTHER | {"ground": "'deputy'", "giver_key": "'deputy:another'"}, 17, "agreement_attorney"),
        (BEST_INTERESTS, {}, 15, "agreement_best_interests"),
    ],
)
def test_nobody_too_young_is_answered_for_by_others(world, where, wrong, last_age, rule):
    """One year later the same answer gets past the age matrix, so the age it was that refused."""
    for age, refused_by in ((last_age, rule), (last_age + 1, "")):
        with scope_of_system(), transaction.atomic():
            born(where, age)
            if refused_by:
                refused_as(refused_by, answer(where, **NOW | wrong))
            else:
                run(
                    "update consent_agreement set ended_at = clock_timestamp(), ended_by_kind = 'task',"
                    f" ended_kind = 'ended', ended_reason = 'x' where ended_at is null and {where}"
                )
                assert answer(where, **NOW | wrong)()
            transaction.set_rollback(True)


def test_no_parent_answers_for_an_adult_who_lacks_capacity(world):
    with scope_of_system(), transaction.atomic():
        born(ATTORNEY, 17)
        assert answer(ATTORNEY, **NOW | A_PARENT)()
        born(ATTORNEY, 18)
        refused_as("agreement_parental", answer(ATTORNEY, **NOW | A_PARENT))
        run(
            f"update consent_person set date_of_birth = null, age_band = '16_17' where id in"
            f" (select person_id from consent_agreement where {ATTORNEY})"
        )
        refused_as("agreement_parental", answer(ATTORNEY, **NOW | A_PARENT))
        transaction.set_rollback(True)


def test_what_was_found_last_counts(world):
    """Capacity or competence found afterwards takes the ground away from those who answered for them."""
    with scope_of_system(), transaction.atomic():
        able = dict.fromkeys(["understands", "retains", "weighs", "communicates"], "true")
        of_them = f"person_id in (select person_id from consent_agreement where {ATTORNEY})"
        copy_row(
            apps.get_model("consent.CapacityAssessment"),
            of_them,
            **able,
            outcome="'has'",
            assessed_at="clock_timestamp()",
        )
        for where in (ATTORNEY,):
            refused_as("agreement_attorney", answer(where, **NOW | ANOTHER))
        transaction.set_rollback(True)


def test_a_child_found_not_competent_after_all_does_not_answer_on_the_finding_before(world):
    where = "competence_id is not null and ground = 'person'"
    with scope_of_system(), transaction.atomic():
        child = f"person_id in (select person_id from consent_agreement where {where})"
        copy_row(
            apps.get_model("consent.CompetenceAssessment"),
            child + " and outcome = 'competent'",
            weighs="false",
            outcome="'not_competent'",
            assessed_at="assessed_at + interval '1 second'",
        )
        refused_as(
            "agreement_competent_child",
            answer(where, **NOBODY | {"recorded_at": "recorded_at + interval '2 seconds'"}),
        )
        transaction.set_rollback(True)


def test_a_decision_in_their_best_interests_follows_the_assessment_it_rests_on(world):
    refused_as(
        "best_interests_needs_assessment",
        lambda: copy_row(
            apps.get_model("consent.BestInterestsDecision"), decided_at="decided_at - interval '10 years'"
        ),
    )


# Who somebody is, and of which service, never changes by a row being moved. Beside it stands which rule says so.
def moving():
    for model in apps.get_app_config("consent").get_models():
        if model.__name__.endswith("Event"):
            continue
        columns = {field.column for field in model._meta.local_concrete_fields}
        for column in ("service_id", "person_id"):
            if column in columns and model._meta.label not in MAY_MOVE.get(column, ()):
                yield model, column


# A search word is made again whenever its person changes; a registration, a paper form and an account get a person.
# Messages and links have no such rule yet, and nor has what is kept of registrations and their drafts.
FREE = {"consent.SearchWord", "consent.Message", "consent.Link", "consent.RegistrationTry"}
MAY_MOVE = {
    "service_id": FREE | {"consent.Wording", "consent.MessageTemplate"},
    "person_id": FREE | {"consent.InterestRegistration", "consent.PaperForm", "consent.AccountOf"},
}


@pytest.mark.parametrize(("model", "column"), list(moving()), ids=lambda one: getattr(one, "__name__", one))
def test_no_row_moves_to_another_person_or_service(world, model, column):
    table, other = model._meta.db_table, "service" if column == "service_id" else "person"
    of = "core_service" if column == "service_id" else "consent_person"
    with scope_of_system(), connection.cursor() as cursor:
        cursor.execute(f"select exists (select from {table})")
        if not cursor.fetchone()[0]:
            pytest.skip(f"The demonstration has no {model._meta.verbose_name}.")
    with scope_of_system(), pytest.raises(Exception) as error, transaction.atomic():
        run(f"update {table} t set {column} = (select min(o.id) from {of} o where o.id <> t.{column}), id = id")
    assert getattr(error.value.__cause__, "pgcode", "") == "23514", f"{model._meta.label} moves to another {other}"
