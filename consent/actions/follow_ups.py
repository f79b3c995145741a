"""Asking people later: noting tries and what they said, putting off, giving to a colleague, and how it ends."""

from datetime import timedelta

from consent import letters, rules
from consent.actions.answers import take_back_answers
from consent.actions.steps import locked, note_outcome, stop_asking_message
from consent.models import FollowUp, FollowUpNotice, FollowUpStep, MessageTemplate, Person, Purpose
from consent.outbox import on_sent, queue_message
from core import clock
from core.deeds import deed
from core.rules import ensure
from core.writing import action, save, save_all

Kind, Outcome = FollowUpStep.Kind, FollowUpStep.Outcome

STOPPED = "They said no, or asked us to stop, when they were asked"
SAID_YES = "They said yes"


def _held(by, follow_up):
    """A follow-up with its person's row held, and then its own: in this order everywhere, the sender included."""
    person = locked(by, follow_up.person)
    follow_up = FollowUp.objects.select_for_update(of=("self",)).select_related("service").get(pk=follow_up.pk)
    follow_up.person = person
    return follow_up


def _step(by, follow_up, kind, **values):
    return save(
        FollowUpStep(
            service_id=follow_up.service_id,
            person_id=follow_up.person_id,
            follow_up=follow_up,
            kind=kind,
            **values,
            **deed("noted", by),
        )
    )


@action
def plan_follow_up(*, by, person, reason, not_before, owner=None):
    """Note that somebody is to be asked later: they said so to a worker or to a partner. Returns the follow-up.

    Until that day nobody contacts them. `owner`: who asks them, else whoever notes it.
    """
    person = locked(by, person)
    ensure(rules.may_plan_follow_up(person, not_before))
    if owner is not None:
        ensure(rules.may_take_follow_ups(person.service, owner))
    return save(
        FollowUp(
            service=person.service,
            person=person,
            reason=reason,
            not_before=not_before,
            owner=owner or by.user,
            **deed("recorded", by),
        )
    )


@action
def note_follow_up_try(*, by, follow_up, how, outcome, until=None, words=""):
    """Note that somebody tried to ask a person just now, and what came of it. Returns the follow-up.

    It counts as one of the tries that were agreed, and takes the place of a message that the system was about to
    send. A yes and a no end it, and so does the last try. With a no, nobody contacts them any more.
    """
    follow_up = _held(by, follow_up)
    ensure(rules.may_note_follow_up_try(follow_up, how, outcome, until))
    values = {"how": how, "outcome": outcome, "until": until, "words": words}
    return _tried(by, follow_up, **values)


def _tried(by, follow_up, **values):
    service = follow_up.service
    number = follow_up.steps.filter(kind=Kind.TRIED).count() + 1
    _step(by, follow_up, Kind.TRIED, number=number, **values)
    follow_up.next_try_on = clock.today() + timedelta(days=service.days_between_tries)
    save(follow_up)
    _came(by, follow_up, values["outcome"], values.get("until"))
    if follow_up.done_at is None and number >= service.tries_to_ask:
        note_outcome(follow_up, by, rules.came_to_nothing(number))
    return follow_up


@action
def note_heard(*, by, follow_up, outcome, until=None, words=""):
    """Note that a person contacted us, and what they said: at any time, since nobody asked them. Returns it."""
    follow_up = _held(by, follow_up)
    ensure(rules.may_note_heard(follow_up, outcome, until))
    _step(by, follow_up, Kind.HEARD, outcome=outcome, until=until, words=words)
    _came(by, follow_up, outcome, until)
    return follow_up


def _came(by, follow_up, outcome, until):
    """What follows from what came of it: the end, another day, or nothing yet."""
    if outcome == Outcome.LATER:
        follow_up.not_before = until
        save(follow_up)
    elif outcome == Outcome.YES:
        note_outcome(follow_up, by, SAID_YES)
    elif outcome == Outcome.NO:
        note_outcome(follow_up, by, "They said no, or asked us to stop. They are not asked again.")
        take_back_answers(by=by, person=follow_up.person, purpose_key=Purpose.CONTACT, reason=STOPPED)
    if follow_up.done_at is None:
        stop_asking_message(follow_up, by, "Somebody asked them in another way")


@action
def put_off_follow_up(*, by, follow_up, until, words):
    """Put off asking somebody to a later day, with the reason. Returns the follow-up."""
    follow_up = _held(by, follow_up)
    ensure(rules.may_put_off_follow_up(follow_up, until))
    _step(by, follow_up, Kind.PUT_OFF, until=until, words=words)
    follow_up.not_before = until
    save(follow_up)
    stop_asking_message(follow_up, by, "Asking them was put off")
    return follow_up


@action
def close_follow_up(*, by, follow_up, outcome):
    """Note what came of asking later, and close it."""
    follow_up = _held(by, follow_up)
    ensure(rules.may_close(follow_up))
    note_outcome(follow_up, by, outcome)
    return follow_up


@action
def give_follow_ups(*, by, follow_ups, to):
    """Make a colleague the owner of open follow-ups, and note it on each. Returns how many these are.

    `follow_ups`: a queryset. Few statements, for as many as somebody who leaves was to ask.
    """
    # Their people first, and each in order, as everywhere: whoever sends to one of them waits, and nobody for ever.
    people = Person.objects.filter(pk__in=follow_ups.values("person")).order_by("pk")
    list(people.select_for_update().values_list("pk", flat=True))
    held = FollowUp.objects.select_for_update(of=("self",)).filter(pk__in=follow_ups.values("pk")).open()
    held = list(held.select_related("service").order_by("pk"))
    if held:
        ensure(rules.may_take_follow_ups(held[0].service, to))
    FollowUp.objects.filter(pk__in=[one.pk for one in held]).update(owner=to, **deed("handed_over", by))
    save_all(
        FollowUpStep(
            service=one.service, person_id=one.person_id, follow_up=one, kind=Kind.GIVEN, to=to, **deed("noted", by)
        )
        for one in held
    )
    return len(held)


@action
def ask_by_message(*, by, follow_up, channel):
    """Queue the message that asks somebody, on a safe way, as the next try. Returns it, or None where it is not due.

    The try counts once the message has left. It leaves by day, whenever it was queued.
    """
    follow_up = _held(by, follow_up)
    if not rules.asks_by_itself(follow_up) or not rules.may_ask_now(follow_up):
        return None
    person = follow_up.person
    words = letters.ask_again(person, MessageTemplate.objects.that_asks_later(follow_up.service))
    message = queue_message(by=by, person=person, about=letters.ASK, channel=channel, follow_up=follow_up, **words)
    message.lease_until = rules.by_day(clock.now())
    return save(message)


@on_sent.add
def after_message_that_asks(by, message):
    """A message that asks somebody has left: the try counts. Its person's row is held by the sender."""
    if message.follow_up_id is not None:
        _tried(by, message.follow_up, how=message.channel, outcome=Outcome.SENT, message=message)


@action
def remind_to_ask(*, by, service, to, about, on, due, late):
    """Queue one email to a colleague that people are to be asked: numbers, and nobody's name."""
    return save(FollowUpNotice(service=service, to=to, about=about, on=on, due=due, late=late, **deed("queued", by)))
