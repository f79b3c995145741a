"""Registrations of interest: kept apart, then linked, made a person, or declined.

A yes on the form counts only where it is the person's own: of somebody under 16, and where a helper filled the form
in, no agreement is made of it. They are asked with the consent form (consent.actions.triage).
"""

from django.utils import timezone

from consent import letters, rules
from consent.actions.answers import record_answer
from consent.actions.needs import record_needs
from consent.actions.people import change_details, record_person, set_safe_contact
from consent.actions.steps import locked, own_draft, waiting_registration
from consent.models import (
    InterestRegistration,
    Message,
    Person,
    Purpose,
)
from consent.models.agreements import Answer, Route
from consent.outbox import machine_channel, queue_message, stop_messages_to
from consent.search import write_search_words
from core.actors import public_form
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def register_interest(*, by, service, key, answers):
    """Keep a filled-in public form, apart from people. `key`: the UUID that the scope names. Returns it.

    Where somebody can be written to by a machine, they are asked whether it was them.
    """
    kept = save(InterestRegistration(pk=key, service=service, **answers, **deed("received", by)))
    ask_to_confirm(by=by, registration=kept)
    return kept


@action
def ask_to_confirm(*, by, registration):
    """Put in the outbox the question whether it was them, if a machine may ask it. Returns the message, or None."""
    channel = rules.asks_to_confirm(registration)
    if not channel:
        return None
    words = letters.to_confirm(registration)
    return queue_message(by=by, registration=registration, about=Message.CONFIRM, channel=channel, **words)


@action
def register_from_draft(*, by, draft, answers):
    """Keep what somebody answered on the public form, and delete the draft of it, both or neither. Returns it.

    `draft`: as its answers were looked at; it is refused where they have changed since, or were sent already.
    """
    now = own_draft(by, draft)
    ensure(rules.may_go_on(now, draft.sealed))
    kept = register_interest(by=by, service=now.service, key=now.pk, answers=answers)
    now.delete()
    return kept


def _handled(registration, by, state, person=None, reason=""):
    registration.state, registration.person, registration.decline_reason = state, person, reason
    done(registration, "handled", by)
    stop_messages_to(by=by, to=registration, why="The registration was looked at.")
    return save(registration)


@action
def link_registration(*, by, registration, person):
    """Say that a registration came from somebody already recorded. Their answer on the form is of the day they sent it.

    What they have told us since then stays: an answer, its withdrawal, or how a channel may be used. What helps them
    is taken over only where nobody has asked them. Where the form is not their own alone, nothing of it is taken over.
    """
    registration = waiting_registration(registration)
    ensure(rules.may_link(registration, person))
    person = locked(by, person)
    ensure(rules.may_ask_again(person, Purpose.CONTACT))
    joins = registration.is_their_own and _take_over_answers(by, registration, person)
    _handled(registration, by, InterestRegistration.State.LINKED, person=person)
    write_search_words(Person.objects.get(pk=person.pk))
    if joins:
        welcome(by=by, person=person)
    return registration


def _take_over_answers(by, registration, person) -> bool:
    """Put what the form says into the record. Returns whether its yes became their newest answer."""
    since = registration.received_at
    newest = not rules.has_answered_since(person, Purpose.CONTACT, since)
    if newest:
        record_answer(
            by=by,
            person=person,
            purpose_key=Purpose.CONTACT,
            answer=Answer.GIVEN,
            wording=registration.contact_wording,
            not_before=_still_to_come(registration.not_before),
            route=Route.PUBLIC_FORM,
            answered_by=public_form(),
            answered_at=since,
        )
        _own_what_is_asked_later(by, person)
        ways = ("phone", "email", "address")
        changes = {k: getattr(registration, k) for k in ways if getattr(registration, k)}
        if changes:
            change_details(by=by, person=person, details=changes)
        for rule in _safe_contacts(registration):
            if not person.safe_contacts.filter(channel=rule["channel"], recorded_at__gt=since).exists():
                set_safe_contact(by=by, person=person, **rule)
    if not rules.was_asked(person):
        _record_needs(by, registration, person)
    return newest


def _own_what_is_asked_later(by, person):
    """Whoever looked at the form asks them when the day has come: the public form itself can own no task."""
    for follow_up in person.follow_ups.open().filter(owner=None):
        follow_up.owner = by.user
        save(follow_up)


def _record_needs(by, registration, person):
    """What they said helps them. Where they skipped the question it stays open, and is no “nothing helps”."""
    if registration.needs or registration.access_needs:
        record_needs(
            by=by,
            person=person,
            needs=dict.fromkeys(registration.needs, ""),
            other=registration.access_needs,
            language=registration.language or None,
            interpreter_needed=registration.interpreter_needed or None,
            asked_at=registration.received_at,
        )


@action
def record_person_from_registration(*, by, registration, site=None):
    """Make a new person of a registration: the form carried its own wording for both answers, given that day."""
    registration = waiting_registration(registration)
    ensure(rules.may_make_person(registration))
    person = record_person(
        by=by,
        service=registration.service,
        details={
            "name_to_use": registration.name_to_use,
            "age_band": registration.age_band,
            "connection": registration.connection,
            "phone": registration.phone,
            "email": registration.email,
            "address": registration.address,
            "access_needs": registration.access_needs,
            "language": registration.language,
            "interpreter_needed": registration.interpreter_needed,
            "site": site,
        },
        record_wording=registration.record_wording,
        contact={
            "answer": Answer.GIVEN,
            "wording": registration.contact_wording,
            "not_before": _still_to_come(registration.not_before),
        },
        safe_contacts=_safe_contacts(registration),
        route=Route.PUBLIC_FORM,
        answered_by=public_form(),
        answered_at=registration.received_at,
    )
    _own_what_is_asked_later(by, person)
    _record_needs(by, registration, person)
    _handled(registration, by, InterestRegistration.State.RECORDED, person=person)
    write_search_words(person)
    welcome(by=by, person=person)
    return person


@action
def welcome(*, by, person):
    """Put a few kind words in the outbox for somebody who joined, where they may be contacted now on a safe way."""
    person = Person.objects.get(pk=person.pk)
    rule = machine_channel(person) if rules.may_contact(person) else None
    if rule is not None:
        queue_message(by=by, person=person, about=letters.WELCOME, channel=rule.channel, **letters.welcome(person))


@action
def settle_registration(*, by, draft, person=None):
    """What becomes of the registration that a journey of recording was begun from, where it was begun from one.

    `person`: whom it made; None where they said no. One that was looked at meanwhile stays as it is.
    """
    key = draft.answers.get("about", {}).get("registration")
    state = InterestRegistration.State
    waiting = InterestRegistration.objects.select_for_update().waiting()
    registration = waiting.filter(pk=key, service=draft.service).first() if key else None
    if registration is None:
        return
    if person is None:
        _handled(registration, by, state.DECLINED, reason="They said no when they were asked")
        return
    _handled(registration, by, state.RECORDED, person=person)
    write_search_words(person)
    welcome(by=by, person=person)


def _still_to_come(day):
    return day if day and day > timezone.localdate() else None


def _safe_contacts(registration) -> list[dict]:
    """The one way they named, as a rule: also that they contact us themselves, so that nobody contacts them."""
    times = ", ".join(filter(None, [registration.worker_name, registration.safe_times]))[:200]
    return [{"channel": registration.channel, "allowed": True, "safe_times": times}]


@action
def decline_registration(*, by, registration, reason, words=""):
    """Decline a registration with a reason. `words`: what is written to them, on the way that they named; or none."""
    registration = waiting_registration(registration)
    declined = _handled(registration, by, InterestRegistration.State.DECLINED, reason=reason)
    if words:
        ensure(rules.may_write_about(registration, words))
        queue_message(
            by=by,
            registration=registration,
            about=letters.DECLINED,
            channel=registration.channel,
            **letters.declined(registration, words),
        )
    return declined


@action
def take_back_registration(*, by, registration, reason):
    """Whoever sent a registration takes it back: nobody contacts them, and it is removed the day after. Returns it."""
    registration = InterestRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    ensure(rules.may_take_back(registration))
    registration.state, registration.decline_reason = InterestRegistration.State.WITHDRAWN, reason
    done(registration, "handled", by)
    stop_messages_to(by=by, to=registration, why=reason)
    return save(registration)
