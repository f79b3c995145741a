"""Drafts: begun, answered step by step, stored as a person, noted as a no, handed over, thrown away."""

from consent import rules
from consent.actions.assessments import decide_public_interest
from consent.actions.follow_ups import give_follow_ups
from consent.actions.needs import record_needs
from consent.actions.people import note_asked, record_in_public_interest, record_person
from consent.actions.registrations import settle_registration
from consent.actions.steps import own_draft
from consent.models import DetailToAdd, Draft, FollowUp, PublicInterestDecision
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def start_draft(*, by, service, key, step, kept, kind=Draft.Kind.RECORD_PERSON, about=None):
    """Begin a journey with its first answer. `key`: a UUID drawn with the page; `kept`: the answer as JSON.

    `about`: what is known before the first question, as JSON.
    """
    draft = Draft(pk=key, service=service, owner=by.user, kind=kind, **deed("started", by))
    draft.answers = {**({"about": about} if about else {}), step: kept}
    return save(draft)


@action
def keep_answer(*, by, draft, step, kept, reads_out="", wording=None):
    """Keep the answer to one step. `wording`: the words that were read out for a purpose, where it shows them."""
    draft = own_draft(by, draft)
    ensure(rules.may_go_on(draft))
    draft.answers = {**draft.answers, step: kept}
    if wording is not None:
        draft.wordings = {**draft.wordings, reads_out: wording.pk}
    return save(draft)


@action
def note_no(*, by, draft, site=None):
    """They said no: nothing of the draft stays, and that somebody was asked is noted."""
    draft = own_draft(by, draft)
    ensure(rules.may_go_on(draft))
    settle_registration(by=by, draft=draft)
    draft.delete()
    return note_asked(by=by, service=draft.service, site=site)


@action
def throw_away_draft(*, by, draft):
    """Delete a draft. Nothing of it stays."""
    draft = own_draft(by, draft)
    if draft is not None:
        draft.delete()
    return True


@action
def record_person_from_draft(*, by, draft, helps=None, **what):
    """Store the person of a draft with everything they answered, and delete the draft, all or nothing.

    `draft`: as its answers were looked at; it is refused where they have changed since. `helps`: what helps them, as
    `record_needs` takes it, None where nobody said. `what`: as `record_person`.
    """
    now = own_draft(by, draft)
    ensure(rules.may_go_on(now, draft.sealed))
    person = record_person(by=by, service=now.service, reference=now.reference, **what)
    if helps is not None:
        record_needs(by=by, person=person, **helps)
    settle_registration(by=by, draft=now, person=person)
    now.delete()
    return person


@action
def decide_from_draft(*, by, draft, decision, person=None, recipient=None, details=None, helps=None, left_for_later=()):
    """Store the decision in the public interest of a draft, and delete the draft, all or nothing.

    `decision`: values of a PublicInterestDecision. To share: `person` and `recipient`, as `decide_public_interest`
    takes it. To record: `details` of the new person, what `helps` them, as `record_needs` takes it, None where nobody
    could ask, and what is `left_for_later`. Returns the decision.
    """
    now = own_draft(by, draft)
    ensure(rules.may_go_on(now, draft.sealed))
    if person is not None:
        made = decide_public_interest(
            by=by, person=person, aim=PublicInterestDecision.Aim.SHARE, recipient=recipient, **decision
        )
    else:
        recorded = record_in_public_interest(
            by=by,
            service=now.service,
            details=details,
            decision=decision,
            reference=now.reference,
            left_for_later=left_for_later,
        )
        if helps is not None:
            record_needs(by=by, person=recorded, **helps)
        made = recorded.public_interest_decisions.get()
    now.delete()
    return made


@action
def hand_over(*, by, service, to):
    """Hand one's drafts and open tasks over to a colleague. Returns how many."""
    ensure(rules.may_take_over(service, by.user, to))
    own = {"service": service, "owner": by.user}
    given = give_follow_ups(by=by, follow_ups=FollowUp.objects.open().filter(**own), to=to)
    waiting = [
        *Draft.objects.select_for_update().filter(**own).fresh().recording(),
        *DetailToAdd.objects.select_for_update().open().filter(**own),
    ]
    for thing in waiting:
        thing.owner = to
        done(thing, "handed_over", by)
        save(thing)
    return len(waiting) + given


@action
def hand_over_draft(*, by, draft, to):
    """Hand one journey over to a colleague who may assess whether somebody can decide. Returns it."""
    ensure(rules.may_take_over(draft.service, by.user, to, to_assess=True))
    draft = own_draft(by, draft)
    ensure(rules.may_go_on(draft))
    draft.owner = to
    done(draft, "handed_over", by)
    return save(draft)


@action
def delete_old_drafts(*, by, service):
    """Delete the drafts of a service that are a day old. Returns how many."""
    deleted, _ = Draft.objects.filter(service=service).stale().delete()
    return deleted
