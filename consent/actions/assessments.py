"""Assessing whether somebody can decide, deciding in their best interests, and decisions in the public interest."""

from consent import rules
from consent.actions.steps import (
    locked,
    lose_ground,
    make_public_interest_decision,
    name_recipient,
    queue_notices,
    store_best_interests,
    store_capacity,
    store_competence,
)
from consent.models import (
    Person,
    PublicInterestDecision,
    ReviewNotice,
)
from core.deeds import done
from core.rules import ensure
from core.writing import action, save


@action
def assess_competence(*, by, person, purpose_key, **values):
    """Record whether a child of 10 to 15 is competent to decide this, now (Gillick). Returns the assessment."""
    return store_competence(by, locked(by, person), purpose_key, values)


@action
def assess_capacity(*, by, person, purpose_key, **values):
    """Record whether somebody of 16 or over can make this decision (Mental Capacity Act 2005, sections 1 to 3)."""
    return store_capacity(by, locked(by, person), purpose_key, values)


@action
def decide_best_interests(*, by, person, purpose_key, **values):
    """Record what is in the best interests of somebody who lacks capacity for this (section 4). Returns it."""
    return store_best_interests(by, locked(by, person), purpose_key, values)


@action
def decide_public_interest(*, by, person, aim, recipient=None, **values):
    """Decide to record or share without consent, on the facts of one situation (the paper, page 1).

    `recipient`: for sharing, a dict of `kind`, `name` and `address`. Returns the decision, which counts until a
    review turns it down.
    """
    person = locked(by, person)
    ensure(rules.may_change(person))
    to = name_recipient(by, person, **recipient) if recipient else None
    return make_public_interest_decision(by, person, aim=aim, recipient=to, **values)


@action
def review_public_interest(*, by, decision, outcome, words):
    """A second person upholds a decision or turns it down. Turned down, it ends as a ground at once.

    Where it was the last ground to hold the record, the record is restricted; what was passed on shows for recall.
    """
    person = Person.objects.select_for_update().get(pk=decision.person_id)
    decision = PublicInterestDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    ensure(rules.may_review(decision, by.user))
    decision.outcome, decision.review_words = outcome, words
    done(decision, "reviewed", by)
    save(decision)
    if not rules.has_ground(person) and not rules.is_restricted(person):
        lose_ground(by, person, "A decision to record in the public interest was turned down")
    return decision


@action
def escalate_review(*, by, decision):
    """Note that a review is late, and have every information governance lead of the service told, once each."""
    decision = PublicInterestDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    ensure(rules.may_escalate(decision))
    done(decision, "escalated", by)
    save(decision)
    queue_notices(by, decision, ReviewNotice.About.OVERDUE, rules.leads(decision.service))
    return decision
