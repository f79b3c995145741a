"""Asking again: when an answer is due and why, that nothing renews itself, putting off, the list, and reminders."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from consent import actions, reminders, rules
from consent.models import Agreement, Person, Purpose, ReviewDate, ReviewReason
from consent.models.agreements import Answer, Ground
from consent.models.reviews import with_reason
from consent.tests.factories import a_command, in_days, make_person, make_service, make_staff, publish_next, wording
from consent.tests.situations import (
    NOT_COMPETENT,
    adult_with_an_attorney,
    born,
    parent,
    young_person_without_capacity,
)
from core import actors
from core.access import Reader
from core.deeds import deed
from core.roles import permissions_of
from core.scope import scope_of_staff

BY = a_command()


@pytest.fixture(scope="module")
def northshire(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_service()
        transaction.set_rollback(True)


@pytest.fixture
def service(northshire, db):
    with scope_of_staff(northshire):
        yield northshire


def contact_of(person):
    return Agreement.objects.select_related("person").get(person=person, purpose_id=Purpose.CONTACT, ended_at=None)


def child(service, birthday):
    """A child held on a mother's yes, who has this birthday."""
    return actions.record_person(
        by=BY,
        service=service,
        details={"name_to_use": "Toni", "connection": "uses_now", "date_of_birth": birthday},
        record_wording=wording(service),
        contact={"answer": Answer.GIVEN, "wording": wording(service, Purpose.CONTACT)},
        giver=parent("Ana"),
        findings={"competence": NOT_COMPETENT},
    )


# --- When, and why


def test_a_yes_is_asked_again_after_the_months_of_the_service(service):
    agreement = contact_of(make_person(service))
    assert agreement.review_on == in_days(30 * service.months_to_ask_again)
    assert rules.review_reason(agreement, agreement.review_on - timedelta(days=1)) == ""
    assert rules.review_reason(agreement, agreement.review_on) == ReviewReason.DATE
    assert "to be looked at again" in rules.why_review(agreement, agreement.review_on)


def test_a_no_is_not_asked_again_by_itself(service):
    assert contact_of(make_person(service, contact="refused")).review_on is None
    assert contact_of(make_person(service, contact="not_asked")).review_on is None
    own_no = contact_of(make_person(service, contact="refused", date_of_birth=born(17)))
    assert own_no.review_on is None, "Nobody is pressed on a birthday who said no themselves."


@pytest.mark.parametrize(
    ("birth", "sixteen"),
    [(date(2012, 2, 29), date(2028, 2, 29)), (date(2013, 5, 17), date(2029, 5, 17))],
    ids=str,
)
def test_a_parents_yes_is_looked_at_on_the_sixteenth_birthday_and_before_the_eighteenth(service, birth, sixteen):
    agreement = Agreement(answer=Answer.GIVEN, ground=Ground.PARENTAL, recorded_at=timezone.now())
    points = rules.turning_points(agreement, birth)
    assert points[ReviewReason.SIXTEEN] == sixteen
    assert points[ReviewReason.PARENT] == points[ReviewReason.EIGHTEEN] - timedelta(days=90)


def test_somebody_born_on_29_february_is_18_on_1_march_of_a_common_year():
    agreement = Agreement(answer=Answer.GIVEN, ground=Ground.PERSON, recorded_at=timezone.now())
    assert rules.turning_points(agreement, date(2012, 2, 29))[ReviewReason.EIGHTEEN] == date(2030, 3, 1)


def test_a_parents_answer_given_shortly_before_the_eighteenth_birthday_is_due_from_that_day(service):
    agreement = Agreement(answer=Answer.GIVEN, ground=Ground.PARENTAL, recorded_at=timezone.now())
    soon_18 = timezone.localdate().replace(year=timezone.localdate().year - 18, day=1) + timedelta(days=50)
    assert rules.ask_again_on(agreement, soon_18, service) == timezone.localdate()


def test_each_reason_is_told_in_its_own_sentence(service):
    of_parent = contact_of(child(service, born(13)))
    eighteen = rules.birthday(of_parent.person.date_of_birth, 18)
    assert "the answer of Ana (parent) stops counting then" in rules.why_review(of_parent, eighteen)
    sixteen = rules.birthday(of_parent.person.date_of_birth, 16)
    of_parent.review_on = min(of_parent.review_on, sixteen)
    assert rules.review_reason(of_parent, sixteen) == ReviewReason.SIXTEEN
    assert f"They are 16 from {sixteen:%-d %B %Y} on" in rules.why_review(of_parent, sixteen)
    decided = contact_of(young_person_without_capacity(BY, service))
    day = decided.review_on
    assert day == in_days(180)
    assert rules.review_reason(decided, day) == ReviewReason.BEST_INTERESTS
    assert "best interests" in rules.why_review(decided, day)


def test_a_yes_that_runs_out_is_asked_again_a_month_before(service):
    manager = actors.staff(make_staff(service, role="manager"))
    words = wording(service, Purpose.PUBLISH)
    new = publish_next(manager, words, expires_after=6)
    person = make_person(service)
    agreement = actions.record_answer(
        by=BY, person=person, purpose_key=Purpose.PUBLISH, answer=Answer.GIVEN, wording=new
    )
    assert agreement.review_on == agreement.expires_on - timedelta(days=30)
    assert "The yes runs out on" in rules.why_review(agreement, agreement.review_on)


def test_another_age_queues_every_answer_with_its_reason_and_never_fails(service):
    person = make_person(service, date_of_birth=born(30))
    actions.change_details(by=BY, person=person, details={"date_of_birth": born(12)})
    agreement = contact_of(Person.objects.get(pk=person.pk))
    assert agreement.review_on == timezone.localdate()
    assert rules.review_reason(agreement) == ReviewReason.ANOTHER_AGE
    moved = agreement.review_dates.get()
    assert (moved.because, moved.reason, moved.review_on) == ("another_age", "", timezone.localdate())


@pytest.mark.parametrize(("years", "restricted"), [(17, False), (18, True), (8, False)])
def test_a_corrected_date_of_birth_is_never_refused_and_at_18_takes_a_parents_yes_away(service, years, restricted):
    """Without another ground the record is restricted in the same step, and never held on nobody's word."""
    person = child(service, born(13))
    before = list(person.agreements.order_by("pk").values_list("pk", "answer"))
    person = actions.change_details(by=BY, person=person, details={"date_of_birth": born(years)})
    assert person.date_of_birth == born(years)
    assert rules.is_restricted(person) == restricted
    ends = set(person.agreements.values_list("ended_kind", flat=True))
    assert ends == ({"ended"} if restricted else {""})
    assert list(person.agreements.order_by("pk").values_list("pk", "answer")) == before
    due = Agreement.objects.to_review(timezone.localdate()).filter(person=person)
    assert due.count() == (0 if restricted else 2)


@pytest.mark.parametrize("gone", [{"date_of_birth": None}, {"date_of_birth": None, "age_band": ""}])
def test_an_age_is_corrected_and_never_taken_out(service, gone):
    """Without one nobody knows who may answer, and a parent's yes would never stop counting."""
    person = child(service, born(13))
    with pytest.raises(ValidationError) as refused:
        actions.change_details(by=BY, person=person, details=gone)
    assert refused.value.message_dict == {"age_band": ["Enter a date of birth, or choose an age."]}


def test_a_parents_answer_is_asked_again_where_only_an_age_band_is_left(service):
    person = actions.change_details(
        by=BY, person=child(service, born(13)), details={"date_of_birth": None, "age_band": "16_17"}
    )
    assert rules.review_reason(contact_of(person)) == ReviewReason.ANOTHER_AGE


def test_a_date_of_birth_that_says_what_the_age_band_said_brings_its_birthdays_and_nothing_else(service):
    person = make_person(service, age_band="16_17")
    before = contact_of(person).review_on
    actions.change_details(by=BY, person=person, details={"date_of_birth": born(17)})
    agreement = contact_of(Person.objects.get(pk=person.pk))
    assert agreement.review_on == min(before, rules.birthday(born(17), 18))
    assert not agreement.review_dates.exists()


ANSWERS = st.fixed_dictionaries(
    {
        "answer": st.sampled_from([Answer.GIVEN, Answer.REFUSED]),
        "ground": st.sampled_from([Ground.PERSON, Ground.PARENTAL, Ground.ATTORNEY, Ground.BEST_INTERESTS]),
        "born": st.one_of(st.none(), st.dates(date(2006, 1, 1), date(2014, 12, 31)), st.just(date(2008, 2, 29))),
        # In hours: also shortly before and after midnight in London, in summer and in winter time.
        "said": st.integers(0, 900 * 24),
        "expires": st.one_of(st.none(), st.integers(-100, 400)),
        "due": st.integers(-400, 0),
        "another_age": st.booleans(),
    }
)


def test_python_and_the_database_give_the_same_reason(service):
    """Over random answers that are due, stored without the triggers that refuse most of them."""
    from django.db import connection

    agreement = contact_of(make_person(service))
    with connection.cursor() as cursor:
        for table in ("agreement", "person", "reviewdate"):
            cursor.execute(f"alter table consent_{table} disable trigger user")

    @given(values=ANSWERS)
    @settings(max_examples=150)
    def compare(values):
        today = timezone.localdate()
        expires = values["expires"] if values["answer"] == Answer.GIVEN else None
        Person.objects.filter(pk=agreement.person_id).update(date_of_birth=values["born"])
        ReviewDate.objects.all().delete()
        if values["another_age"]:
            ReviewDate.objects.create(
                service=service,
                person=agreement.person,
                agreement=agreement,
                because="another_age",
                review_on=today,
                **deed("moved", BY),
            )
        with transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(
                answer=values["answer"],
                recorded_at=timezone.now() - timedelta(hours=values["said"]),
                expires_on=None if expires is None else today + timedelta(days=expires),
                review_on=today + timedelta(days=values["due"]),
            )
            row = Agreement.objects.select_related("person").filter(pk=agreement.pk)
            # The ground hangs together with other columns; here only what it means for asking again matters.
            found = row.get()
            said = with_reason(row, today).get().reason
        assert said == rules.review_reason(found)

    compare()


# --- Nothing renews itself


def test_nothing_renews_itself_however_long_nobody_asks(service, monkeypatch):
    person = make_person(service)
    before = list(person.agreements.order_by("pk").values())
    for days in (300, 361, 800):
        day = in_days(days)
        with monkeypatch.context() as patch:
            patch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None, day=day: day)
            reminders.remind_of_what_is_due(service, day)
            status = rules.status_for(person, Purpose.CONTACT)
            assert status.given, "Only running out, a withdrawal or another ending ends it."
    assert list(person.agreements.order_by("pk").values()) == before


# --- Putting off


def test_asking_again_is_put_off_to_a_day_with_a_reason_and_the_answer_stays(service):
    agreement = contact_of(make_person(service))
    before = Agreement.objects.filter(pk=agreement.pk).values().get()
    moved = actions.put_off_review(by=BY, agreement=agreement, until=in_days(40), reason="In hospital")
    after = Agreement.objects.filter(pk=agreement.pk).values().get()
    assert {name for name in after if after[name] != before[name]} == {"review_on"}
    assert after["review_on"] == moved.review_on == in_days(40)
    agreement = contact_of(agreement.person)
    assert rules.put_off(agreement).reason == "In hospital"
    assert rules.review_reason(agreement) == ""


@pytest.mark.parametrize(
    ("days", "words"), [(0, "a day to come"), (-1, "a day to come"), (91, "It can be put off to"), (900, "at most")]
)
def test_it_is_put_off_to_a_day_that_comes_soon(service, days, words):
    agreement = contact_of(make_person(service))
    assert words in rules.may_put_off(agreement, in_days(days)).why


def test_at_an_age_it_is_put_off_four_weeks_at_most_and_never_past_what_changes_the_answer(service):
    person = make_person(service, date_of_birth=born(30))
    actions.change_details(by=BY, person=person, details={"date_of_birth": born(20)})
    agreement = contact_of(Person.objects.get(pk=person.pk))
    assert rules.last_day_to_put_off(agreement) == in_days(28)
    nearly = timezone.localdate().replace(year=timezone.localdate().year - 18) + timedelta(days=20)
    of_parent = Agreement(
        pk=1, answer=Answer.GIVEN, ground=Ground.PARENTAL, recorded_at=timezone.now(), review_on=timezone.localdate()
    )
    of_parent.person = Person(date_of_birth=nearly)
    of_parent._prefetched_objects_cache = {"review_dates": []}
    assert rules.last_day_to_put_off(of_parent) == rules.birthday(nearly, 18)


def test_an_answer_that_ended_or_waits_for_nothing_is_not_put_off(service):
    agreement = contact_of(make_person(service))
    actions.withdraw_agreement(by=BY, agreement=agreement, reason="They rang")
    with pytest.raises(ValidationError, match="not waiting"):
        actions.put_off_review(by=BY, agreement=agreement, until=in_days(5), reason="x")
    refused = contact_of(make_person(service, contact="refused"))
    assert not rules.may_put_off(refused, in_days(5))


def test_a_decision_in_their_best_interests_is_put_off_by_those_who_may_make_one(service):
    decided = contact_of(young_person_without_capacity(BY, service))
    attorneys = contact_of(adult_with_an_attorney(BY, service))
    worker, manager = (Reader(permissions=permissions_of([role])) for role in ("str_worker", "manager"))
    assert not rules.may_put_off_as(decided, worker) and rules.may_put_off_as(decided, manager)
    assert rules.may_put_off_as(attorneys, worker)
