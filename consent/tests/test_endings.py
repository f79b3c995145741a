"""Every way in which an answer ends: what may end how, by whom, and that what was said beforehand is what happens."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from consent import actions, rules
from consent.models import Agreement, Disclosure, Message, Person, Purpose
from consent.models.agreements import Answer, Ending
from consent.tests.factories import make_person, make_service, make_staff
from consent.tests.situations import SITUATIONS, adult, answer, recorded, young_person_without_capacity
from core import actors
from core.access import Reader
from core.roles import permissions_of
from core.scope import scope_of_staff

END = {
    Ending.WITHDRAWN: actions.withdraw_agreement,
    Ending.ENDED: actions.end_agreement,
    Ending.INVALIDATED: actions.invalidate_agreement,
}


def reader(role):
    return Reader(permissions=permissions_of([role]))


@pytest.fixture(scope="module")
def northshire(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_service()
        transaction.set_rollback(True)


@pytest.fixture
def service(northshire, db):
    with scope_of_staff(northshire):
        yield northshire


@pytest.fixture
def by(service):
    return actors.staff(make_staff(service))


# --- Every state, ended in every way


def in_state(by, service, state):
    """An answer to being contacted: given, refused, not asked, or ended in one way."""
    person = make_person(service, contact=state if state in Answer.values else "given")
    agreement = person.agreements.get(purpose_id=Purpose.CONTACT)
    if state == Ending.SUPERSEDED:
        answer(by, person, Purpose.CONTACT)
    elif state not in Answer.values:
        END[state](by=by, agreement=agreement, reason="Why")
    return Agreement.objects.select_related("person").get(pk=agreement.pk)


MAY_END = {Answer.GIVEN: set(END), Answer.REFUSED: {Ending.INVALIDATED}, Answer.NOT_ASKED: {Ending.INVALIDATED}}


@pytest.mark.parametrize("kind", END, ids=str)
@pytest.mark.parametrize("state", [*Answer.values, *Ending.values])
def test_every_state_is_ended_in_every_way_or_refused_with_a_sentence(service, by, state, kind):
    agreement = in_state(by, service, state)
    before = Agreement.objects.filter(pk=agreement.pk).values().get()
    if kind in MAY_END.get(state, ()):
        END[kind](by=by, agreement=agreement, reason="Reason")
        after = Agreement.objects.filter(pk=agreement.pk).values().get()
        changed = {name for name in after if after[name] != before[name]}
        assert changed == {"ended_kind", "ended_reason", "ended_at", "ended_by_id"}
        assert (after["ended_kind"], after["ended_reason"], after["ended_by_id"]) == (kind, "Reason", by.user.pk)
    else:
        assert not rules.may_end_as(agreement, kind, reader("manager"))
        with pytest.raises(ValidationError) as refused:
            END[kind](by=by, agreement=agreement, reason="Reason")
        assert refused.value.messages[0][-1] == "."
        assert Agreement.objects.filter(pk=agreement.pk).values().get() == before


# --- What is said beforehand is what happens


def open_answers(person):
    return list(person.agreements.open().order_by("pk"))


def everything_that_may_end():
    """Each situation, each of its answers by place, each way."""
    places = {"adult": 4, "adult_held_in_the_public_interest": 3, "child_of_two_parents": 5}
    for name in SITUATIONS:
        for place in range(places.get(name, 3 if "differ" in name else 2)):
            for kind in END:
                yield pytest.param(name, place, kind, id=f"{name}-{place}-{kind}")


@pytest.mark.parametrize(("name", "place", "kind"), list(everything_that_may_end()))
def test_what_was_said_beforehand_is_what_happens(service, by, name, place, kind):
    person = SITUATIONS[name](by, service)
    answers = open_answers(person)
    agreement = Agreement.objects.select_related("person").get(pk=answers[place].pk)
    if not rules.may_end_as(agreement, kind, reader("manager")):
        return
    could_contact, asked_later = rules.agreed_to_contact(person), person.follow_ups.open().exists()
    follows = rules.what_follows(agreement, kind)
    END[kind](by=by, agreement=agreement, reason="Reason")
    person = Person.objects.get(pk=person.pk)
    ended = person.agreements.filter(pk__in=[each.pk for each in answers], ended_at__isnull=False)
    assert set(ended.values_list("pk", "ended_kind")) == {(each.pk, str(how)) for each, how in follows.ended}
    assert rules.is_restricted(person) == follows.restricts
    assert bool(could_contact and not rules.agreed_to_contact(person)) == follows.stops_contact
    assert (asked_later and not person.follow_ups.open().exists()) == (asked_later and follows.cancels_asking)
    waiting = person.messages.filter(state=Message.State.WAITING).exists()
    assert waiting == bool(person.messages.exists() and rules.agreed_to_contact(person))
    now = rules.status_for(person, agreement.purpose_id)
    if agreement.purpose_id != Purpose.SHARE:
        assert (now.state, now.agreement) == (follows.status.state, follows.status.agreement)
    recalled = set(Disclosure.objects.to_recall().filter(person=person).values_list("agreement", flat=True))
    gone = {each.pk for each, how in follows.ended if how in rules.MUST_BE_RECALLED}
    assert recalled == gone & set(person.disclosures.values_list("agreement", flat=True))


def test_nothing_may_be_done_with_somebody_who_withdrew(service, by):
    person = adult(by, service)
    agreement = person.agreements.get(purpose_id=Purpose.RECORD)
    actions.withdraw_agreement(by=by, agreement=agreement, reason="Changed their mind")
    person = Person.objects.get(pk=person.pk)
    assert not rules.may_contact(person) and not rules.may_be_sent(person, "text")
    assert not rules.grounds_to_disclose(person) and not rules.may_change(person)
    assert [status.state for status in rules.statuses_of(person) if status.agreement] == ["withdrawn"] * 4


def test_a_no_where_a_yes_was_stops_what_waits_in_the_same_transaction(service, by):
    person = adult(by, service)
    answer(by, person, Purpose.CONTACT, Answer.REFUSED)
    assert person.messages.get().stopped_because == "They said no when asked again"


def test_messages_stop_while_parents_differ_and_asking_later_waits_for_them(service, by):
    person = SITUATIONS["child_of_two_parents"](by, service)
    of_ana = person.agreements.open().get(purpose_id=Purpose.RECORD, giver_name="Ana")
    actions.withdraw_agreement(by=by, agreement=of_ana, reason="She rang")
    person = Person.objects.get(pk=person.pk)
    assert rules.status_for(person, Purpose.RECORD).state == "conflicting"
    assert not rules.is_restricted(person)
    assert person.messages.get().state == Message.State.STOPPED
    assert rules.asking_later_holds(person)


# --- Who may


def test_who_may_end_an_answer_in_which_way(service, by):
    own = recorded(by, service).agreements.select_related("person").first()
    decided = young_person_without_capacity(by, service).agreements.select_related("person").first()
    attorneys = SITUATIONS["adult_with_an_attorney"](by, service).agreements.select_related("person").first()
    parents = SITUATIONS["child_of_two_parents"](by, service).agreements.select_related("person").first()
    ways = tuple(END)

    def open_to(role, agreement):
        return [kind for kind in ways if rules.may_end_as(agreement, kind, reader(role))]

    for role in ("practitioner", "manager"):
        assert all(open_to(role, agreement) == list(ways) for agreement in (own, decided, attorneys, parents))
    assert open_to("str_worker", own) == list(ways)
    assert open_to("str_worker", attorneys) == open_to("str_worker", parents) == [Ending.WITHDRAWN]
    assert open_to("str_worker", decided) == []
    assert "best interests" in rules.may_end_as(decided, Ending.WITHDRAWN, reader("str_worker")).why
    assert "rests on an assessment" in rules.may_end_as(parents, Ending.ENDED, reader("str_worker")).why
