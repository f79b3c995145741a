"""Every cell of the age and capacity matrix, by the rule and by the database beneath it (design, section 6)."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consent import actions, rules
from consent.models import Agreement, BestInterestsDecision, CapacityAssessment, CompetenceAssessment, Person
from consent.models.agreements import Ground
from consent.models.effect import age_sql, london_day
from consent.models.reviews import Birthday
from consent.rules import AgeGroup, Finding
from consent.tests.factories import (
    COMPETENT,
    HAS_CAPACITY,
    IN_FAVOUR,
    LACKS_CAPACITY,
    NOT_COMPETENT,
    a_command,
    make_person,
    make_service,
    wording,
)
from core import clock
from core.deeds import deed
from core.history import acting
from core.scope import scope_of_staff

BY = a_command()
YEARS = {AgeGroup.UNDER_TEN: 9, AgeGroup.CHILD: 12, AgeGroup.YOUNG: 16, AgeGroup.ADULT: 18}
FINDINGS = {
    AgeGroup.UNDER_TEN: [Finding.NONE],
    AgeGroup.UNKNOWN: [Finding.NONE],
    AgeGroup.CHILD: [Finding.NONE, Finding.COMPETENT, Finding.NOT_COMPETENT],
    AgeGroup.YOUNG: [Finding.NONE, Finding.HAS, Finding.LACKS],
    AgeGroup.ADULT: [Finding.NONE, Finding.HAS, Finding.LACKS],
}
BORN_OR_BAND = {group: ["born", "band"] for group in (AgeGroup.CHILD, AgeGroup.YOUNG, AgeGroup.ADULT)}
BORN_OR_BAND |= {AgeGroup.UNDER_TEN: ["born"], AgeGroup.UNKNOWN: ["neither"]}
ASSESSED = {
    Finding.COMPETENT: (CompetenceAssessment, COMPETENT),
    Finding.NOT_COMPETENT: (CompetenceAssessment, NOT_COMPETENT),
    Finding.HAS: (CapacityAssessment, HAS_CAPACITY),
    Finding.LACKS: (CapacityAssessment, LACKS_CAPACITY),
}
CELLS = [
    (group, known, finding, ground, purpose)
    for group, findings in FINDINGS.items()
    for known, finding, ground, purpose in product(BORN_OR_BAND[group], findings, Ground, ["equality", "publish"])
]


def born_years_ago(years):
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=1)


@pytest.fixture(scope="module")
def northshire(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_service()
        transaction.set_rollback(True)


@pytest.fixture
def service(northshire, db):
    with scope_of_staff(northshire):
        yield northshire


def somebody(service, group, known):
    """A person of an age group, below the actions: by date of birth, by age band, or of unknown age."""
    person = make_person(service)
    values = {"date_of_birth": None, "age_band": ""}
    if known == "born":
        values["date_of_birth"] = born_years_ago(YEARS[group])
    elif known == "band":
        values["age_band"] = str(group)
    with acting(BY, "age"):
        Person.objects.filter(pk=person.pk).update(**values)
    return Person.objects.get(pk=person.pk)


def store_answer(person, ground, purpose, finding=Finding.NONE, **values):
    """Store a yes on a ground by the ORM alone, with all that the ground could rest on. Triggers decide."""
    words = {"service": person.service, "person": person, "purpose_id": purpose}
    with acting(BY, "answer"), transaction.atomic():
        if finding in ASSESSED:
            model, found = ASSESSED[finding]
            assessment = model.objects.create(**words, **found, **deed("assessed", BY))
            values["competence" if model is CompetenceAssessment else "capacity"] = assessment
        if ground == Ground.BEST_INTERESTS and finding == Finding.LACKS and purpose != "publish":
            values["best_interests"] = BestInterestsDecision.objects.create(
                **words,
                **IN_FAVOUR,
                capacity=values["capacity"],
                review_on=timezone.localdate(),
                **deed("decided", BY),
            )
        named = ground in (Ground.ATTORNEY, Ground.DEPUTY, Ground.PARENTAL)
        return Agreement.objects.create(
            **words,
            answer="given",
            ground=ground,
            giver_key={Ground.PERSON: "self", Ground.BEST_INTERESTS: "best_interests"}.get(ground, f"{ground}:ana"),
            giver_name="Ana" if named else "",
            giver_relationship="mother" if named else "",
            giver_checked="seen" if named else "",
            child_agrees=True if ground == Ground.PARENTAL else None,
            route="in_person",
            **{"wording": wording(person.service, purpose), **values},
            **deed("recorded", BY),
        )


@pytest.mark.parametrize(("group", "known", "finding", "ground", "purpose"), CELLS)
def test_each_cell_is_the_same_in_the_rule_and_in_the_database(service, group, known, finding, ground, purpose):
    person = somebody(service, group, known)
    answer = rules.may_give(ground, group, finding, purpose, known == "born")
    if answer:
        assert store_answer(person, ground, purpose, finding).pk
    else:
        assert answer.why.endswith(".")
        with pytest.raises(IntegrityError) as refused:
            store_answer(person, ground, purpose, finding)
        rule = refused.value.__cause__.diag.constraint_name
        # Without the decision itself the row of a best-interests answer is incomplete as well.
        assert rule.startswith("agreement_") or rule == "consent_agreement_names_giver"


def test_the_matrix_says_who_may_answer():
    """The card of the design, in full: what stands here is all that is ever allowed."""
    allowed = {
        (group, finding): set(rules.grounds_open(group, finding, "contact", born_known=True))
        for group, findings in FINDINGS.items()
        for finding in findings
    }
    assert {cell: who for cell, who in allowed.items() if who} == {
        (AgeGroup.CHILD, Finding.COMPETENT): {Ground.PERSON},
        (AgeGroup.CHILD, Finding.NOT_COMPETENT): {Ground.PARENTAL},
        (AgeGroup.YOUNG, Finding.NONE): {Ground.PERSON},
        (AgeGroup.YOUNG, Finding.HAS): {Ground.PERSON},
        (AgeGroup.YOUNG, Finding.LACKS): {Ground.BEST_INTERESTS, Ground.PARENTAL},
        (AgeGroup.ADULT, Finding.NONE): {Ground.PERSON},
        (AgeGroup.ADULT, Finding.HAS): {Ground.PERSON},
        (AgeGroup.ADULT, Finding.LACKS): {Ground.ATTORNEY, Ground.DEPUTY, Ground.BEST_INTERESTS},
    }


def test_competence_is_found_for_today_and_not_for_tomorrow(service):
    person = somebody(service, AgeGroup.CHILD, "born")
    with clock.at(timezone.now() - timedelta(days=1)):
        actions.assess_competence(by=BY, person=person, purpose_key="equality", **COMPETENT)
    with pytest.raises(ValidationError, match="Assess first, today"):
        actions.record_answer(
            by=BY, person=person, purpose_key="equality", answer="given", wording=wording(service, "equality")
        )
    yesterday = CompetenceAssessment.objects.get()
    with pytest.raises(IntegrityError) as refused:
        store_answer(person, Ground.PERSON, "equality", competence=yesterday)
    assert refused.value.__cause__.diag.constraint_name == "agreement_competent_child"


def test_the_newest_assessment_of_capacity_counts(service):
    person = somebody(service, AgeGroup.ADULT, "born")
    answer = {"by": BY, "person": person, "purpose_key": "equality", "answer": "given"}
    answer["wording"] = wording(service, "equality")
    actions.assess_capacity(by=BY, person=person, purpose_key="equality", **LACKS_CAPACITY)
    with pytest.raises(ValidationError, match="Assess again before they answer themselves"):
        actions.record_answer(**answer)
    actions.assess_capacity(by=BY, person=person, purpose_key="equality", **HAS_CAPACITY)
    assert actions.record_answer(**answer).capacity.outcome == "has"
    attorney = {"ground": Ground.ATTORNEY, "name": "Ada", "relationship": "aunt", "checked": "Registered, seen"}
    with pytest.raises(ValidationError, match="unless an assessment finds"):
        actions.record_answer(**answer, giver=attorney)


def test_capacity_for_one_decision_says_nothing_of_another(service):
    person = somebody(service, AgeGroup.ADULT, "born")
    actions.assess_capacity(by=BY, person=person, purpose_key="publish", **LACKS_CAPACITY)
    words = wording(service, "equality")
    assert actions.record_answer(by=BY, person=person, purpose_key="equality", answer="given", wording=words)


# Deeds to come are refused, so these are of a year that has gone by.
LAST_YEAR = timezone.localdate().year - 1


@pytest.mark.parametrize(
    ("moment", "old_enough"),
    [
        (datetime(LAST_YEAR, 7, 14, 22, 30, tzinfo=UTC), False),
        (datetime(LAST_YEAR, 7, 14, 23, 30, tzinfo=UTC), True),  # half past midnight on the 15th in London
        (datetime(LAST_YEAR, 1, 14, 23, 30, tzinfo=UTC), False),
    ],
)
def test_the_day_of_an_age_is_the_day_in_london(service, moment, old_enough):
    """Somebody who is 16 on that 15th answers for themselves from midnight in London, summer time or not."""
    person = somebody(service, AgeGroup.ADULT, "born")
    born, words = date(LAST_YEAR - 16, moment.month, 15), wording(service, "equality")
    with acting(BY, "age"):
        Person.objects.filter(pk=person.pk).update(date_of_birth=born)
    assert (rules.age_group(born, day=timezone.localtime(moment).date()) == AgeGroup.YOUNG) == old_enough
    with clock.at(moment):
        if old_enough:
            assert store_answer(person, Ground.PERSON, "equality", wording=words).pk
        else:
            with pytest.raises(IntegrityError) as refused:
                store_answer(person, Ground.PERSON, "equality", wording=words)
            assert refused.value.__cause__.diag.constraint_name == "agreement_competent_child"


# The clocks of 2026 go forward on 29 March and back on 25 October, at 01:00 in UTC.
DAYS_IN_LONDON = [
    (datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC), date(2026, 3, 28)),
    (datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 22, 59, 59, tzinfo=UTC), date(2026, 3, 29)),
    (datetime(2026, 3, 29, 23, 0, tzinfo=UTC), date(2026, 3, 30)),  # midnight is an hour earlier than the night before
    (datetime(2026, 7, 14, 23, 30, tzinfo=UTC), date(2026, 7, 15)),
    (datetime(2026, 10, 24, 23, 0, tzinfo=UTC), date(2026, 10, 25)),
    (datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 25)),  # a day of 25 hours
    (datetime(2026, 10, 26, 0, 0, tzinfo=UTC), date(2026, 10, 26)),
    (datetime(2024, 2, 29, 23, 59, tzinfo=UTC), date(2024, 2, 29)),
    (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
]


def test_the_day_in_london_is_the_same_in_the_rules_and_in_the_database(db):
    moments, days = zip(*DAYS_IN_LONDON, strict=True)
    assert tuple(timezone.localtime(moment).date() for moment in moments) == days
    with connection.cursor() as cursor:
        cursor.execute(f"select {london_day('m')} from unnest(%s::timestamptz[]) m", [list(moments)])  # noqa: S608
        assert tuple(day for (day,) in cursor.fetchall()) == days


LEAP = st.builds(date, st.sampled_from(range(1920, 2024, 4)), st.just(2), st.just(29))
BIRTHS = st.one_of(st.dates(date(1910, 1, 1), date(2026, 12, 31)), LEAP)


@given(st.lists(st.tuples(BIRTHS, st.dates(date(2020, 1, 1), date(2050, 12, 31))), min_size=20, max_size=80))
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([(date(2008, 2, 29), date(2026, 2, 28)), (date(2008, 2, 29), date(2026, 3, 1))])
@example([(date(2008, 2, 29), date(2024, 2, 28)), (date(2008, 2, 29), date(2024, 2, 29))])
def test_ages_and_birthdays_are_the_same_in_the_rules_and_in_the_database(db, pairs):
    """Each birthday is the first day of an age: whoever is born on 29 February is older on 1 March of a common year."""
    births, days = (list(dates) for dates in zip(*pairs, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {age_sql('b', 'd')} from unnest(%s::date[], %s::date[]) as t (b, d)",  # noqa: S608
            [births, days],
        )
        assert [age for (age,) in cursor.fetchall()] == [rules.age_on(*pair) for pair in pairs]
        for age in (10, 16, 18):
            template = Birthday("born", age).extra["template"] % {"expressions": "b"}
            cursor.execute(f"select {template} from unnest(%s::date[]) b", [births])  # noqa: S608
            assert [day for (day,) in cursor.fetchall()] == [rules.birthday(born, age) for born in births]
    for born in births:
        for age in (10, 16, 18):
            day = rules.birthday(born, age)
            assert (rules.age_on(born, day), rules.age_on(born, day - timedelta(days=1))) == (age, age - 1)


@pytest.mark.parametrize(
    ("age", "year", "day"),
    [(16, 2024, date(2024, 2, 29)), (18, 2026, date(2026, 3, 1)), (16, 2023, date(2023, 3, 1))],
)
def test_a_birthday_on_29_february_is_reached_on_1_march_of_a_common_year(age, year, day):
    assert rules.birthday(date(year - age, 2, 28), age) == date(year, 2, 28)
    born = {2024: date(2008, 2, 29), 2026: date(2008, 2, 29), 2023: date(2007, 3, 1)}[year]
    assert rules.birthday(born, age) == day
    assert rules.age_on(born, day) == age
    assert rules.age_on(born, day - timedelta(days=1)) == age - 1
