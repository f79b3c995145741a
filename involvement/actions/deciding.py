"""Writing what has been done about a decision since people were told of it, and word of that to each of them."""

from consent.models import Person
from consent.outbox import machine_channel, queue_messages
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save, save_all
from involvement import letters, rules
from involvement.models import Decision, DecisionProgress, ProgressTelling, Telling


@action
def note_progress(*, by, decision, words, percent=None, due=None):
    """Note what has been done about a published decision, and send word to everybody who was told of it.

    `due`: a new day, where it will be done later or sooner than people were told. Returns the progress.
    """
    decision = _locked(decision)
    ensure(rules.may_note_progress(decision))
    ensure(rules.may_be_done_by(due))
    if due is not None:
        decision.due = due
        save(decision)
    return _tell_of(by, decision, words, percent, due)


@action
def mark_decision_done(*, by, decision, words="It is done."):
    """Note that what was decided has been done, and send word to everybody who was told of it. Returns the decision."""
    decision = _locked(decision)
    ensure(rules.may_mark_done(decision))
    done(decision, "done", by)
    save(decision)
    _tell_of(by, decision, words, 100, None)
    return decision


@action
def tell_progress(*, by, person):
    """Tick off that a person was told what has been done since: all that waited. Returns how many there were."""
    waiting = list(ProgressTelling.objects.select_for_update().filter(person=person, told_at__isnull=True))
    for word in waiting:
        done(word, "told", by)
        save(word)
    return len(waiting)


def _locked(decision):
    return Decision.objects.select_for_update(of=("self",)).select_related("activity").get(pk=decision.pk)


def _tell_of(by, decision, words, percent, due):
    progress = save(
        DecisionProgress(
            service=decision.service,
            decision=decision,
            words=words,
            percent=percent,
            due=due,
            **deed("recorded", by),
        )
    )
    told = Telling.objects.filter(decision=decision, told_at__isnull=False, person__isnull=False)
    people = set(told.values_list("person_id", flat=True))
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    ways = rules.ways_to_tell(people)
    by_message = [person for person, how in ways if how == Telling.How.MESSAGE]
    letter = [letters.what_has_been_done(person, progress) for person in by_message]
    words = [
        (person, machine_channel(person, may_say_who=True).channel, one["subject"], one["text"])
        for person, one in zip(by_message, letter, strict=True)
    ]
    sent = {message.person_id: message for message in queue_messages(by=by, about="progress", words=words)}
    save_all(
        ProgressTelling(
            service=decision.service,
            progress=progress,
            person=person,
            message=sent.get(person.pk),
            **deed("queued", by),
        )
        for person, _how in ways
    )
    return progress
