"""Recording answers, and ending them each in its own way."""

from consent import rules
from consent.actions.steps import (
    end,
    ended_for_good,
    give_answer,
    giver_key,
    locked,
    lose_ground,
    name_recipient,
    note_outcome,
    stop_what_is_not_agreed,
    tell_others,
)
from consent.models import Agreement, Person, Purpose
from consent.models.agreements import Answer, Ending, Ground, Route
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
    giver=None,
    recipient=None,
    information="",
    not_before=None,
    not_asked_reason="",
    route=Route.IN_PERSON,
    present="",
    answered_by=None,
    answered_at=None,
    signed_on=None,
):
    """Record a new answer to a purpose. An answer of the same giver that was open is superseded, never overwritten.

    `giver`: as `give_answer` takes it, None for the person. `recipient`: for sharing, a dict of `kind`, `name` and
    `address`, with `information`, what may be shared. `answered_by` and `answered_at`: who took the answer and when,
    where that is not `by` and now. Where nobody's yes holds the record any more, it is restricted. `signed_on`: the
    day on the paper; what was said after it stays. Returns the answer.
    """
    person = locked(by, person)
    ensure(rules.may_ask_again(person, purpose_key))
    to = name_recipient(by, person, **recipient) if recipient else None
    ground = giver["ground"] if giver else Ground.PERSON
    key = giver_key(ground, (giver or {}).get("name", ""))
    old = person.agreements.open().filter(purpose_id=purpose_key, giver_key=key, recipient=to).first()
    ensure(rules.may_replace(old, answer))
    if signed_on is not None:
        ensure(rules.may_count_from_paper(list(person.agreements.all()), purpose_key, answer, signed_on))
    if old is not None:
        end(old, by, Ending.SUPERSEDED, "Asked again")
    for waiting in person.follow_ups.open().about(purpose_key):
        note_outcome(waiting, by, "Asked again")
    agreement = give_answer(
        by=answered_by or by,
        person=person,
        purpose_key=purpose_key,
        answer=answer,
        wording=wording,
        giver=giver,
        recipient=to,
        information=information,
        not_before=not_before,
        not_asked_reason=not_asked_reason,
        route=route,
        present=present,
        signed_on=signed_on,
        at=answered_at,
    )
    _follow_a_new_answer(by, Person.objects.get(pk=person.pk), old, agreement)
    return agreement


def _follow_a_new_answer(by, person, old, agreement):
    """A no where a yes was acts as a withdrawal does, in the same transaction. `person`: read after it was given."""
    if agreement.purpose_id == Purpose.RECORD and not rules.has_ground(person):
        lose_ground(by, person, "The answer to holding their information is no")
    if agreement.answer != Answer.REFUSED:
        return
    if agreement.purpose_id in (Purpose.RECORD, Purpose.CONTACT):
        stop_what_is_not_agreed(by, person, "They said no when asked again")
    if old is not None and old.answer == Answer.GIVEN:
        tell_others(by, [old])


def _taken(agreement):
    """The agreement with its person's row held, so that what follows from ending it is one step."""
    Person.objects.select_for_update().get(pk=agreement.person_id)
    return Agreement.objects.select_for_update(of=("self",)).select_related("person").get(pk=agreement.pk)


@action
def withdraw_agreement(*, by, agreement, reason):
    """The one who gave it takes back a yes. Always succeeds for an open yes, and acts everywhere at once.

    Where it was the last ground to hold their information, the record is restricted in the same transaction.
    """
    agreement = _taken(agreement)
    ensure(rules.may_withdraw(agreement))
    end(agreement, by, Ending.WITHDRAWN, reason)
    ended_for_good(by, agreement)
    return agreement


@action
def take_back_answers(*, by, person, purpose_key, reason, recipient=None):
    """The person takes back all that was agreed for a purpose: theirs is withdrawn, and others' is relied on no more.

    `recipient`: for sharing, with whom. Returns what ended.
    """
    given = person.agreements.open().filter(purpose_id=purpose_key, recipient=recipient, answer=Answer.GIVEN)
    for agreement in (given := list(given)):
        end_it = withdraw_agreement if agreement.ground == Ground.PERSON else end_agreement
        end_it(by=by, agreement=agreement, reason=reason)
    return given


@action
def end_agreement(*, by, agreement, reason):
    """The service ends a yes: nobody took it back, and it is no longer relied on. It acts as a withdrawal does."""
    agreement = _taken(agreement)
    ensure(rules.may_end(agreement))
    end(agreement, by, Ending.ENDED, reason)
    ended_for_good(by, agreement)
    return agreement


@action
def invalidate_agreement(*, by, agreement, reason):
    """Mark an answer as recorded wrongly: it counts as never given, and stays readable with the reason."""
    agreement = _taken(agreement)
    ensure(rules.may_invalidate(agreement))
    end(agreement, by, Ending.INVALIDATED, reason)
    ended_for_good(by, agreement)
    return agreement
