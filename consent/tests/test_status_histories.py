"""Where a purpose stands, over random histories: Python and SQL say the same, and a withdrawal is never a yes."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from consent import rules
from consent.models import Agreement, BestInterestsDecision, CapacityAssessment, Person, Purpose
from consent.models.agreements import Answer, Ending, Ground
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
    """Stores histories of answers to being contacted of one person, without the triggers that refuse most of them."""

    def __init__(self, person):
        self.person, self.start = person, timezone.now() - timedelta(days=30)
        words = {"service": person.service, "person": person, "purpose_id": Purpose.CONTACT}
        self.capacity = CapacityAssessment.objects.create(**words, **LACKS_CAPACITY, **deed("assessed", BY))
        self.decision = BestInterestsDecision.objects.create(
            **words, **IN_FAVOUR, capacity=self.capacity, review_on=timezone.localdate(), **deed("decided", BY)
        )
        self.words = wording(person.service, Purpose.CONTACT)

    def tells(self, history, years):
        """Put a history in the place of the one before, for somebody of so many years today. Returns the person."""
        today = timezone.localdate()
        Agreement.objects.filter(person=self.person, purpose_id=Purpose.CONTACT).delete()
        Person.objects.filter(pk=self.person.pk).update(date_of_birth=today.replace(year=today.year - years, day=1))
        for number, (ground, name), answer, ended, days in possible(history):
            at = self.start + timedelta(hours=number)
            Agreement.objects.create(
                service=self.person.service,
                person=self.person,
                purpose_id=Purpose.CONTACT,
                answer=answer,
                not_asked_reason="no_time" if answer == Answer.NOT_ASKED else "",
                ground=ground,
                giver_key="self" if ground == Ground.PERSON else f"{ground}:{name}" if name else str(ground),
                giver_name=name,
                giver_relationship="kin" if name else "",
                giver_checked="seen" if name else "",
                child_agrees=True if ground == Ground.PARENTAL else None,
                best_interests=self.decision if ground == Ground.BEST_INTERESTS else None,
                wording=None if answer == Answer.NOT_ASKED else self.words,
                route="in_person",
                expires_on=None if days is None else today + timedelta(days=days),
                ended_kind=ended,
                ended_reason="why" if ended else "",
                **deed("recorded", BY, at),
                **(deed("ended", BY, at + timedelta(minutes=1)) if ended else {}),
            )
        return Person.objects.annotate(held=EffectiveAnswer(Purpose.CONTACT, today)).get(pk=self.person.pk)


@pytest.fixture
def teller(db):
    service = make_service()
    with scope_of_staff(service):
        person = make_person(service)
        with connection.cursor() as cursor:
            for table in ("agreement", "person", "capacityassessment", "bestinterestsdecision"):
                cursor.execute(f"alter table consent_{table} disable trigger user")
        yield Teller(person)


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
