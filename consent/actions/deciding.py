"""Assessments and decisions that were written step by step in a draft, and waiting until somebody can decide."""

from consent import rules
from consent.actions.assessments import assess_capacity, assess_competence, decide_best_interests
from consent.actions.steps import locked, own_draft
from consent.models import FollowUp
from core.deeds import deed
from core.rules import ensure
from core.writing import action, save

MAKERS = {
    "competence": assess_competence,
    "capacity": assess_capacity,
    "best-interests": decide_best_interests,
}


@action
def assess_from_draft(*, by, draft, kind, person, purpose_key, values):
    """Store the assessment or decision of a draft and delete the draft, all or nothing. Returns it.

    `kind`: a key of `MAKERS`. `draft`: as its answers were looked at; it is refused where they have changed since.
    """
    now = own_draft(by, draft)
    ensure(rules.may_go_on(now, draft.sealed))
    made = MAKERS[kind](by=by, person=person, purpose_key=purpose_key, **values)
    now.delete()
    return made


@action
def wait_to_ask(*, by, person, purpose, not_before, draft=None):
    """They cannot decide yet and it can wait: ask again from a day, and keep nothing of what was noted about them."""
    person = locked(by, person)
    ensure(rules.may_ask_again(person, purpose.pk))
    if draft is not None and (now := own_draft(by, draft)) is not None:
        now.delete()
    return save(
        FollowUp(
            service=person.service,
            person=person,
            waits_for=purpose,
            reason=f"Could not decide yet: {purpose.title[:1].lower()}{purpose.title[1:]}",
            not_before=not_before,
            owner=by.user,
            **deed("recorded", by),
        )
    )
