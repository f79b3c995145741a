"""Passing information on, and asking for it back."""

from consent import rules
from consent.actions.steps import locked
from consent.models import Agreement, Disclosure, Recipient
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def disclose(*, by, person, ground, disclosed_on, **values):
    """Record what was passed on. `ground`: the agreement to share, or the decision, that names the recipient.

    `values`: what, why, necessary, how and needs_passed_on. The day may have gone by: it is judged by what held then,
    by the rule and by the database. Returns the disclosure.
    """
    person = locked(by, person)
    ground = type(ground).objects.select_related("recipient").get(pk=ground.pk) if ground else None
    ensure(rules.may_disclose(person, ground, disclosed_on, values.get("what", "")))
    on = {"agreement": ground} if isinstance(ground, Agreement) else {"decision": ground}
    return save(
        Disclosure(
            service=person.service,
            person=person,
            recipient=ground.recipient,
            disclosed_on=disclosed_on,
            **on,
            **values,
            **deed("recorded", by),
        )
    )


@action
def ask_back(*, by, disclosure, words):
    """Note that what was passed on was asked for back, and why. Returns the disclosure."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    ensure(rules.may_recall(disclosure))
    disclosure.recall_words = words
    done(disclosure, "recall_asked", by)
    return save(disclosure)


@action
def ask_back_by_letter(*, by, letters):
    """Ask for several disclosures back at once, all or none: one letter for each.

    `letters`: dicts of `disclosure`, `words` and `address`, where it goes. Returns the disclosures, in this order.
    """
    for letter in letters:
        recipient = Recipient.objects.select_for_update().get(pk=letter["disclosure"].recipient_id)
        if letter["address"] != recipient.address:
            recipient.address = letter["address"]
            save(recipient)
    return [ask_back(by=by, disclosure=letter["disclosure"], words=letter["words"]) for letter in letters]


@action
def note_recall_answer(*, by, disclosure, answer, words=""):
    """Note what the recipient answered when asked for it back. Returns the disclosure."""
    disclosure = Disclosure.objects.select_for_update(of=("self",)).get(pk=disclosure.pk)
    ensure(rules.may_note_recall_answer(disclosure, answer))
    disclosure.recall_answer, disclosure.recall_answer_words = answer, words
    done(disclosure, "recall_answered", by)
    return save(disclosure)
