"""Recording answers and ending them."""

from consent import rules
from consent.actions.steps import answer_contact, end, note_outcome, on_ended, restrict
from consent.models import (
    Agreement,
    FollowUp,
    Person,
    Purpose,
)
from consent.models.agreements import Answer, Ending, Route
from consent.outbox import stop_messages_to
from core.rules import ensure
from core.writing import action


@action
def record_answer(
    *,
    by,
    person,
    purpose_key,
    answer,
    wording=None,
    not_before=None,
    not_asked_reason="",
    route=Route.IN_PERSON,
    answered_by=None,
    answered_at=None,
    signed_on=None,
):
    """Record a person's new answer to a purpose. An answer that was open is superseded, never overwritten.

    `answered_by` and `answered_at`: who took the answer and when, where that is not `by` and now. `signed_on`: the
    day on the paper; what the person said after it stays.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_ask_again(person, purpose_key))
    old = person.agreements.open().filter(purpose_id=purpose_key, giver_key="self").first()
    ensure(rules.may_replace(old, answer))
    if signed_on is not None:
        ensure(rules.may_count_from_paper(list(person.agreements.all()), purpose_key, answer, signed_on))
    if old is not None:
        end(old, by, Ending.SUPERSEDED, "Asked again")
    for waiting in person.follow_ups.open():
        note_outcome(waiting, by, "Asked again")
    return answer_contact(
        by=answered_by or by,
        person=person,
        answer=answer,
        wording=wording,
        not_before=not_before,
        not_asked_reason=not_asked_reason,
        route=route,
        signed_on=signed_on,
        at=answered_at,
    )


@action
def withdraw_agreement(*, by, agreement, reason):
    """The person takes back their yes. Always succeeds for an open yes, and acts everywhere at once by derivation.

    Where it was the last ground to hold their information, the record is restricted in the same transaction.
    """
    person = Person.objects.select_for_update().get(pk=agreement.person_id)
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("person").get(pk=agreement.pk)
    ensure(rules.may_withdraw(agreement))
    end(agreement, by, Ending.WITHDRAWN, reason)
    if agreement.purpose_id == Purpose.RECORD:
        for other in person.agreements.open().filter(answer=Answer.GIVEN):
            end(other, by, Ending.WITHDRAWN, "They withdrew the agreement to hold their information")
        restrict(person, by, "They withdrew the agreement to hold their information")
    if agreement.purpose_id in (Purpose.RECORD, Purpose.CONTACT):
        for follow_up in person.follow_ups.open():
            note_outcome(follow_up, by, "They withdrew")
        stop_messages_to(by=by, person=person, why="They withdrew")
    for consequence in on_ended:
        consequence(by, agreement)
    return agreement


@action
def close_follow_up(*, by, follow_up, outcome):
    """Note what came of asking later, and close it."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    ensure(rules.may_close(follow_up))
    note_outcome(follow_up, by, outcome)
    return follow_up
