"""Writing that people were told, or could not be, and what follows for it from what happens in consent."""

from consent.models import Message, Person, Purpose
from consent.rules import is_restricted, may_change, status_for
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.feedback import withhold_decision
from involvement.actions.leading import after_leader_restricted
from involvement.actions.places import after_record_restricted
from involvement.actions.steps import close_notices, noon_of
from involvement.models import Activity, Notice, ProgressTelling, Telling, TellingTry


@action
def tell(*, by, telling, how, told_on=None):
    """Tick off that somebody was told, now or on an earlier day."""
    telling = Telling.objects.select_for_update().get(pk=telling.pk)
    ensure(rules.may_end_telling(telling))
    ensure(rules.may_tell_by(telling, how))
    ensure(rules.may_be_told_on(told_on))
    telling.how = how
    done(telling, "told", by, noon_of(told_on))
    return save(telling)


@action
def tell_together(*, by, tellings, how, told_on=None):
    """Tick off that one person or group was told of several decisions at once. Returns the tellings."""
    return [tell(by=by, telling=telling, how=how, told_on=told_on) for telling in tellings]


@action
def note_try(*, by, telling, how, came_of_it, tried_on=None):
    """Note a try to tell somebody that did not reach them, now or on an earlier day. Returns the try."""
    telling = Telling.objects.select_for_update().get(pk=telling.pk)
    ensure(rules.may_note_try(telling, how))
    ensure(rules.may_be_told_on(tried_on, field="tried_on"))
    return save(
        TellingTry(
            service=telling.service,
            telling=telling,
            person=telling.person,
            how=how,
            came_of_it=came_of_it,
            **deed("tried", by, noon_of(tried_on)),
        )
    )


@action
def give_up_telling(*, by, telling, why):
    """Note that somebody could not be told, and why."""
    telling = Telling.objects.select_for_update().get(pk=telling.pk)
    ensure(rules.may_give_up(telling, why))
    telling.could_not = why
    done(telling, "given_up", by)
    return save(telling)


@action
def undo_telling(*, by, telling):
    """Take back that somebody was told, or could not be: they wait again. History keeps what was noted."""
    activity = Activity.objects.select_for_update().get(decisions__tellings=telling.pk)
    if telling.person_id is not None:
        # A withdrawal is before this, and then they are not owed it again, or after it, and ends what is owed.
        ensure(may_change(Person.objects.select_for_update(no_key=True).get(pk=telling.person_id)))
    telling = Telling.objects.select_for_update(of=("self",)).select_related("decision").get(pk=telling.pk)
    telling.decision.activity = activity
    ensure(rules.may_undo_telling(telling))
    telling.told_at, telling.told_by, telling.told_by_kind = None, None, ""
    telling.given_up_at, telling.given_up_by, telling.given_up_by_kind, telling.could_not = None, None, "", ""
    if telling.message is not None and telling.message.state != Message.State.WAITING:
        telling.how = Telling.How.FACE_TO_FACE
    return save(telling)


def after_message_sent(by, message):
    """A message about decisions, what was done since, or a place has left: whoever it was for has been told."""
    for telling in [*Telling.objects.open().filter(message=message), *_words_of_progress(message)]:
        done(telling, "told", by)
        save(telling)
    close_notices(by, Notice.objects.filter(message=message), Notice.Outcome.TOLD)


def after_message_stopped(by, message):
    """A message about decisions, or about a place, may not leave: a worker tells them face to face instead."""
    for telling in Telling.objects.open().filter(message=message):
        telling.how = Telling.How.FACE_TO_FACE
        save(telling)
    for word in _words_of_progress(message):
        word.message = None
        save(word)
    for notice in Notice.objects.open().filter(message=message):
        notice.how = Notice.How.WORKER
        save(notice)


def _words_of_progress(message):
    return ProgressTelling.objects.filter(message=message, told_at__isnull=True)


def after_publishing_ended(by, agreement):
    """Nothing holds their leave to show their words: decisions that quote or name them leave the public page."""
    person = Person.objects.get(pk=agreement.person_id)
    if agreement.purpose_id != Purpose.PUBLISH or status_for(person, Purpose.PUBLISH).given:
        return
    for decision in rules.shown_under_publish(person):
        withhold_decision(by=by, decision=decision, because="Somebody took back that their words may be shown")


def after_agreement_ended(by, agreement):
    """The record lost its last ground: what they were still to be told ends as could not be told."""
    if agreement.purpose_id != "record" or not is_restricted(Person.objects.get(pk=agreement.person_id)):
        return
    for telling in Telling.objects.open().filter(person=agreement.person):
        telling.could_not = Telling.CouldNot.WITHDREW
        done(telling, "given_up", by)
        save(telling)
    after_leader_restricted(by, agreement.person)
    after_record_restricted(by, agreement.person)
