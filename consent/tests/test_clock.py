"""What time brings about in consent: a record whose last ground ran out is restricted on that day, and no other."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from consent import clock as consent_clock
from consent import rules
from consent.actions import record_person
from consent.models import Agreement, Person, Purpose, Restriction
from consent.tests.factories import NOT_COMPETENT, a_command, make_person, make_service, wording
from core.daily import NotAllDone
from core.models import DayDone
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

MOTHER = {
    "ground": "parental",
    "name": "Ana Example",
    "relationship": "mother",
    "checked": "Birth certificate seen",
    "child_agrees": True,
}
# Of somebody who is 11 to 14 now. Whoever is born on 29 February is 18 on 1 March, since that year is no leap year.
LEAP_YEAR = (timezone.localdate().year - 11) // 4 * 4
BIRTHDAYS = {
    date(LEAP_YEAR, 2, 29): date(LEAP_YEAR + 18, 3, 1),
    date(LEAP_YEAR, 5, 17): date(LEAP_YEAR + 18, 5, 17),
}


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def let_it_be(monkeypatch):
    """Let it be another day, for rules, lists and the worker."""
    return lambda day: monkeypatch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: day)


def child_held_on_a_parents_yes(service, born):
    return record_person(
        by=a_command(),
        service=service,
        details={"name_to_use": "Toni", "connection": "uses_now", "date_of_birth": born},
        record_wording=wording(service),
        contact={"answer": "given", "wording": wording(service, Purpose.CONTACT)},
        giver=MOTHER,
        findings={"competence": NOT_COMPETENT},
    )


@pytest.mark.parametrize(("born", "eighteen"), BIRTHDAYS.items(), ids=str)
def test_a_parents_yes_ends_with_the_eighteenth_birthday_and_the_worker_restricts_the_record(
    service, let_it_be, born, eighteen
):
    person, adult = child_held_on_a_parents_yes(service, born), make_person(service)
    let_it_be(eighteen - timedelta(days=1))
    call_command("run_worker", once=True)
    assert not rules.is_restricted(person)
    let_it_be(eighteen)
    for _ in range(2):
        call_command("run_worker", once=True)
    with scope_of_staff(service):
        [restriction] = Restriction.objects.all()
        assert restriction.person == person
        assert (restriction.recorded_by_kind, restriction.reason) == ("task", "No ground to hold the record was left")
        assert not Agreement.objects.open().filter(person=person, answer="given").exists()
        assert not rules.is_restricted(adult)
        assert DayDone.objects.get(task="grounds that ran out").day == eighteen


def test_a_record_that_cannot_be_restricted_holds_up_no_other_and_is_tried_again(service, let_it_be, monkeypatch):
    [born, *_], [eighteen, *_] = BIRTHDAYS, BIRTHDAYS.values()
    first, second = (child_held_on_a_parents_yes(service, born) for _ in range(2))
    let_it_be(eighteen)
    restrict = consent_clock.restrict_lapsed

    def fail_for_the_first(*, by, person):
        if person == first:
            raise RuntimeError
        return restrict(by=by, person=person)

    monkeypatch.setattr(consent_clock, "restrict_lapsed", fail_for_the_first)
    with pytest.raises(NotAllDone):
        consent_clock.restrict_what_ran_out(service, eighteen)
    assert (rules.is_restricted(first), rules.is_restricted(second)) == (False, True)
    monkeypatch.setattr(consent_clock, "restrict_lapsed", restrict)
    consent_clock.restrict_what_ran_out(service, eighteen)
    assert rules.is_restricted(first)
    assert Restriction.objects.count() == 2


def test_nobody_whose_ground_holds_is_on_the_list(service):
    make_person(service)
    child_held_on_a_parents_yes(service, next(iter(BIRTHDAYS)))
    assert not Person.objects.whose_ground_ran_out().exists()
