"""Where a purpose stands, over random histories: Python and SQL say the same, and a withdrawal is never a yes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consent import rules
from consent.models import Agreement, BestInterestsDecision, CapacityAssessment, Person, Purpose, Recipient
from consent.models.agreements import Answer, Ending, Ground
from consent.models.disclosures import NOT_COVERED
from consent.models.effect import EffectiveAnswer
from consent.tests.factories import IN_FAVOUR, LACKS_CAPACITY, a_command, make_person, make_service, wording
from core.deeds import deed
from core.scope import scope_of_staff

BY = a_command()
GIVERS = [
    (Ground.PERSON, ""),
    (Ground.ATTORNEY, "Ada"),
    (Ground.DEPUTY, "Dee"),
    (Ground.BEST_INTERESTS, ""),
    (Ground.PARENTAL, "Ana"),
    (Ground.PARENTAL, "Ben"),
]
ENDINGS = ["", *Ending.values]
rows = st.tuples(
    st.sampled_from(GIVERS),
    st.sampled_from(Answer.values),
    st.sampled_from(ENDINGS),
    st.sampled_from([None, -1, 0, 1]),
)
YES, NO = Answer.GIVEN, Answer.REFUSED


def possible(history):
    """The rows that constraints and actions let in: one open answer of each giver, the newest; only a yes withdrawn.

    An answer is superseded by a newer one of the same giver, so the newest of each is not.
    """
    kept, newest = [], {}
    for number, (giver, answer, ended, days) in enumerate(history):
        if answer == Answer.NOT_ASKED and giver[0] != Ground.PERSON:
            continue
        if answer != YES:
            ended = Ending.SUPERSEDED if ended == Ending.WITHDRAWN else ended
            days = None
        if giver in newest and not kept[newest[giver]][3]:
            place = newest[giver]
            kept[place] = (*kept[place][:3], Ending.SUPERSEDED, kept[place][4])
        newest[giver] = len(kept)
        kept.append((number, giver, answer, ended, days))
    for place in newest.values():
        number, giver, answer, ended, days = kept[place]
        kept[place] = (number, giver, answer, "" if ended == Ending.SUPERSEDED else ended, days)
    return kept


class Teller:
    """Stores histories of answers to one question of one person, without the triggers that refuse most of them.

    `step`: how long after one another they answered.
    """

    def __init__(self, person, purpose=Purpose.CONTACT, recipient=None, step=timedelta(hours=1)):
        self.person, self.start, self.step = person, timezone.now() - timedelta(days=30), step
        self.purpose, self.to = purpose, {"recipient": recipient, "information": "First name" if recipient else ""}
        words = {"service": person.service, "person": person, "purpose_id": purpose}
        self.capacity = CapacityAssessment.objects.create(**words, **LACKS_CAPACITY, **deed("assessed", BY))
        self.decision = BestInterestsDecision.objects.create(
            **words, **IN_FAVOUR, capacity=self.capacity, review_on=timezone.localdate(), **deed("decided", BY)
        )
        self.words = wording(person.service, purpose)

    def tells(self, history, years):
        """Put a history in the place of the one before, for somebody of so many years today. Returns the person.

        `years`: or the date of birth itself.
        """
        today = timezone.localdate()
        born = years if isinstance(years, date) else today.replace(year=today.year - years, day=1)
        Agreement.objects.filter(person=self.person, purpose_id=self.purpose).delete()
        Person.objects.filter(pk=self.person.pk).update(date_of_birth=born)
        for number, (ground, name), answer, ended, days in possible(history):
            at = self.start + number * self.step
            not_asked = answer == Answer.NOT_ASKED
            Agreement.objects.create(
                service=self.person.service,
                person=self.person,
                purpose_id=self.purpose,
                answer=answer,
                not_asked_reason="no_time" if not_asked else "",
                ground=ground,
                giver_key="self" if ground == Ground.PERSON else f"{ground}:{name}" if name else str(ground),
                giver_name=name,
                giver_relationship="kin" if name else "",
                giver_checked="seen" if name else "",
                child_agrees=True if ground == Ground.PARENTAL else None,
                best_interests=self.decision if ground == Ground.BEST_INTERESTS else None,
                wording=None if not_asked else self.words,
                **({} if not_asked else self.to),
                route="in_person",
                expires_on=None if days is None else today + timedelta(days=days),
                ended_kind=ended,
                ended_reason="why" if ended else "",
                **deed("recorded", BY, at),
                **(deed("ended", BY, at + self.step * 0.6) if ended else {}),
            )
        return Person.objects.annotate(held=EffectiveAnswer(self.purpose, today)).get(pk=self.person.pk)


@pytest.fixture
def somebody(db):
    service = make_service()
    with scope_of_staff(service):
        person = make_person(service)
        with connection.cursor() as cursor:
            for table in ("agreement", "person", "capacityassessment", "bestinterestsdecision"):
                cursor.execute(f"alter table consent_{table} disable trigger user")
        yield person


@pytest.fixture
def teller(somebody):
    return Teller(somebody)


@given(history=st.lists(rows, max_size=8), years=st.sampled_from([15, 17, 18, 40]))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(
    history=[((Ground.PERSON, ""), YES, Ending.WITHDRAWN, None), ((Ground.PARENTAL, "Ana"), YES, "", None)], years=15
)
@example(history=[((Ground.PARENTAL, "Ana"), YES, "", None), ((Ground.PARENTAL, "Ben"), NO, "", None)], years=15)
@example(history=[((Ground.PARENTAL, "Ana"), YES, "", None)], years=18)
@example(
    history=[((Ground.PERSON, ""), YES, Ending.WITHDRAWN, None), ((Ground.PERSON, ""), YES, Ending.INVALIDATED, None)],
    years=40,
)
@example(
    history=[((Ground.PERSON, ""), YES, Ending.WITHDRAWN, None), ((Ground.PERSON, ""), Answer.NOT_ASKED, "", None)],
    years=40,
)
def test_python_and_the_database_say_the_same_and_a_withdrawal_is_never_a_yes(teller, history, years):
    person = teller.tells(history, years)
    status = rules.status_for(person, Purpose.CONTACT)
    spoken = status.state if status.state in ("given", "refused", "withdrawn", "conflicting") else ""
    assert spoken == person.held
    for row in withdrawn_last(person):
        assert not (status.given and status.agreement.giver_key == row.giver_key)
        if row.ground == Ground.PERSON:
            assert status.state == "withdrawn"


def withdrawn_last(person):
    """The newest yes or no of each giver, where it was taken back. What was recorded wrongly was never said."""
    newest = {}
    for row in person.agreements.filter(purpose=Purpose.CONTACT).order_by("recorded_at", "pk"):
        if row.answer != Answer.NOT_ASKED and row.ended_kind != Ending.INVALIDATED:
            newest[row.giver_key] = row
    return [row for row in newest.values() if row.ended_kind == Ending.WITHDRAWN]


WORDS = {
    "given": (YES, "", None),
    "refused": (NO, "", None),
    "withdrawn": (YES, Ending.WITHDRAWN, None),
    "ended": (YES, Ending.ENDED, None),
    "invalidated": (YES, Ending.INVALIDATED, None),
    "expired": (YES, "", 0),
}
SPOKEN = ("given", "refused", "withdrawn")


@pytest.mark.parametrize("second", WORDS)
@pytest.mark.parametrize("first", WORDS)
def test_every_pair_of_two_parents(teller, first, second):
    """Those who differ conflict; one who says nothing leaves it to the other."""
    history = [((Ground.PARENTAL, "Ana"), *WORDS[first]), ((Ground.PARENTAL, "Ben"), *WORDS[second])]
    person = teller.tells(history, 15)
    spoken = {word for word in (first, second) if word in SPOKEN}
    if "given" in spoken and len(spoken) > 1:
        expected = "conflicting"
    elif len(spoken) == 1:
        [expected] = spoken
    else:
        # Two ways of no are a no; where nobody has a word, the newest row is told.
        expected = "refused" if spoken else second
    assert rules.status_for(person, Purpose.CONTACT).state == expected
    assert person.held == (expected if expected in (*SPOKEN, "conflicting") else "")


@pytest.mark.parametrize("own", WORDS)
@pytest.mark.parametrize("other", [giver for giver in GIVERS if giver[0] != Ground.PERSON], ids=str)
def test_their_own_word_stands_above_all_others(teller, own, other):
    person = teller.tells([((Ground.PERSON, ""), *WORDS[own]), (other, YES, "", None)], 15)
    status = rules.status_for(person, Purpose.CONTACT)
    assert status.state == (own if own in SPOKEN else "given")
    assert (status.agreement.ground == Ground.PERSON) == (own in SPOKEN)


@pytest.mark.parametrize(("years", "state"), [(17, "given"), (18, "ended")])
def test_a_parents_answer_stops_counting_at_18(teller, years, state):
    person = teller.tells([((Ground.PARENTAL, "Ana"), YES, "", None)], years)
    status = rules.status_for(person, Purpose.CONTACT)
    assert status.state == state
    assert "Ana (kin)" in status.sentence


# --- Corrected dates of birth, 29 February, and days gone by


# Who is 18 on one of the days around today, those born on 29 February included.
AROUND_18 = st.one_of(
    st.integers(-2, 2).map(lambda days: rules.birthday(timezone.localdate(), -18) + timedelta(days=days)),
    st.sampled_from([date(2008, 2, 29), date(2012, 2, 29), date(2004, 2, 29)]),
    st.dates(date(1990, 1, 1), date(2014, 12, 31)),
)


@given(history=st.lists(rows, max_size=5), first=AROUND_18, corrected=AROUND_18)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_corrected_date_of_birth_changes_what_counts_and_not_what_was_said(teller, history, first, corrected):
    teller.tells(history, first)
    before = list(Agreement.objects.filter(person=teller.person).order_by("pk").values())
    Person.objects.filter(pk=teller.person.pk).update(date_of_birth=corrected)
    today = timezone.localdate()
    person = Person.objects.annotate(held=EffectiveAnswer(Purpose.CONTACT, today)).get(pk=teller.person.pk)
    status = rules.status_for(person, Purpose.CONTACT)
    assert (status.state if status.state in (*SPOKEN, "conflicting") else "") == person.held
    if status.given and status.agreement.ground == Ground.PARENTAL:
        assert rules.age_on(corrected, today) < 18
    for row in withdrawn_last(person):
        assert not (status.given and status.agreement.giver_key == row.giver_key)
    assert list(person.agreements.order_by("pk").values()) == before


LEAP_BIRTHDAYS = [
    (date(2008, 2, 29), date(2026, 2, 28), "given"),
    (date(2008, 2, 29), date(2026, 3, 1), ""),
    (date(2010, 2, 29 - 1), date(2028, 2, 28), ""),
    (date(2012, 2, 29), date(2030, 2, 28), "given"),
    (date(2012, 2, 29), date(2030, 3, 1), ""),
    (date(2008, 12, 31), date(2026, 12, 30), "given"),
    (date(2008, 12, 31), date(2026, 12, 31), ""),
]


@pytest.mark.parametrize(("birth", "day", "held"), LEAP_BIRTHDAYS, ids=str)
def test_a_parents_yes_holds_to_the_last_day_before_the_birthday_and_no_longer(teller, birth, day, held):
    """On 28 February of a common year whoever was born on the 29th is 17 still; a leap year takes the 29th itself."""
    teller.tells([((Ground.PARENTAL, "Ana"), YES, "", None)], birth)
    [row] = Agreement.objects.filter(person=teller.person, purpose=Purpose.CONTACT)
    status = rules.status_of(Purpose(pk=Purpose.CONTACT), [row], today=day, born=birth)
    assert (status.state if status.given else "") == held
    person = Person.objects.annotate(held=EffectiveAnswer(Purpose.CONTACT, day)).get(pk=teller.person.pk)
    assert person.held == held


@given(history=st.lists(rows, max_size=7), years=st.sampled_from([15, 17, 18, 40]))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(history=[((Ground.PARENTAL, "Ana"), YES, "", None), ((Ground.PARENTAL, "Ben"), NO, "", None)], years=15)
@example(
    history=[((Ground.ATTORNEY, "Ada"), YES, "", None), ((Ground.PERSON, ""), YES, Ending.WITHDRAWN, None)], years=40
)
@example(
    history=[
        ((Ground.PERSON, ""), YES, Ending.SUPERSEDED, None),
        ((Ground.ATTORNEY, "Ada"), NO, "", None),
        ((Ground.PERSON, ""), NO, "", None),
    ],
    years=40,
)
def test_what_the_database_lets_pass_on_is_what_the_rule_allows_on_every_day(somebody, history, years):
    """Also on days gone by, on which the answers stood differently: nobody's word above it, nobody who differs."""
    recipient, _ = Recipient.objects.get_or_create(
        service=somebody.service, person=somebody, kind="role", name="Tutor", key="tutor", defaults=deed("recorded", BY)
    )
    teller = Teller(somebody, Purpose.SHARE, recipient, step=timedelta(days=1))
    person = teller.tells(history, years)
    prefetch_related_objects([person], "agreements__recipient", "public_interest_decisions")
    known = {answer.pk: answer for answer in person.agreements.all()}
    covered = what_the_database_covers(person)
    for day in {timezone.localdate() - timedelta(days=days) for days in (0, *range(21, 32))}:
        allowed = [ground for ground, _ in rules.grounds_to_disclose(person, day)]
        let = [known[key] for key, on in covered if on == day]
        assert set(allowed) <= set(let)
        # Where several of one rank said yes, the rule names the newest; the database lets each of them pass.
        assert {rules.status.RANK[row.ground] for row in let} == {rules.status.RANK[row.ground] for row in allowed}


EVERY_DAY = f"""
    SELECT new.agreement_id, new.disclosed_on FROM (
      SELECT a.id AS agreement_id, NULL::bigint AS decision_id, a.person_id, a.recipient_id, day::date AS disclosed_on
      FROM consent_agreement a, generate_series(current_date - 32, current_date, interval '1 day') day
      WHERE a.person_id = %s AND a.purpose_id = 'share') AS new
    WHERE NOT coalesce({NOT_COVERED}, false)
    """  # noqa: S608  (SQL of constants)


def what_the_database_covers(person) -> set:
    """Pairs of an answer and a day of the last month on which the trigger would let something pass on it."""
    with connection.cursor() as cursor:
        cursor.execute(EVERY_DAY, [person.pk])
        return set(cursor.fetchall())
