"""Every write of consent: recording people and their answers, endings, registrations, follow-ups and access."""

from datetime import timedelta

from django.utils import timezone

from consent import rules
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Asked,
    FollowUp,
    InterestRegistration,
    Person,
    Purpose,
    Restriction,
    SafeContact,
)
from consent.models.agreements import Answer, Ending, Ground, Route
from consent.outbox import stop_messages_to
from consent.search import write_search_words
from core.actors import public_form
from core.deeds import deed, done
from core.registries import Registry
from core.rules import ensure
from core.writing import action, save

# Kept this long after the last ground ended, unless the retention rules say otherwise.
RESTRICTED_FOR = timedelta(days=365)

# What other apps do in the same transaction when an agreement ends: functions (by, agreement).
on_ended = Registry()

# Details of a person that a form may set.
PERSON_FIELDS = (
    "name_to_use",
    "full_name",
    "pronouns",
    "date_of_birth",
    "age_band",
    "connection",
    "phone",
    "email",
    "address",
    "has_access_needs",
    "access_needs",
    "language",
    "interpreter_needed",
    "site",
)


@action
def note_asked(*, by, service, site=None, day=None):
    """Note that the first question was asked and answered no: a day and a site, nothing about the person."""
    return save(Asked(service=service, site=site, purpose_id=Purpose.RECORD, asked_on=day or timezone.localdate()))


@action
def record_person(
    *,
    by,
    service,
    details,
    record_wording,
    contact,
    safe_contacts=(),
    route=Route.IN_PERSON,
    present="",
    answered_by=None,
    answered_at=None,
    reference="",
):
    """Record a new person with their own agreement, in one transaction.

    `details`: values for PERSON_FIELDS. `contact`: dict with `answer` (given, refused, not_asked), `wording`,
    `not_before` (a day, where they said "yes, later") and `not_asked_reason`. `safe_contacts`: dicts of
    SafeContact values. `answered_by` and `answered_at`: who took the answers and when, where that is not `by` and
    now (the public form did, some days ago). `reference`: drawn beforehand, so that one form sent twice makes one
    person: the second breaks the unique reference. Returns the person. Raises ValidationError for anybody under 16,
    and stores nothing.
    """
    ensure(rules.may_answer_alone(details.get("date_of_birth")))
    person = Person(service=service, **{k: v for k, v in details.items() if k in PERSON_FIELDS})
    if reference:
        person.reference = reference
    done(person, "recorded", by)
    save(person)
    write_search_words(person)
    save(
        Agreement(
            service=service,
            person=person,
            site=person.site,
            route=route,
            present=present,
            purpose_id=Purpose.RECORD,
            answer=Answer.GIVEN,
            ground=Ground.PERSON,
            wording=record_wording,
            **deed("recorded", answered_by or by, answered_at),
        )
    )
    _answer_contact(by=answered_by or by, person=person, route=route, present=present, at=answered_at, **contact)
    for rule in safe_contacts:
        save(SafeContact(service=service, person=person, **rule, **deed("recorded", answered_by or by, answered_at)))
    return person


def _answer_contact(*, by, person, answer, wording=None, not_before=None, not_asked_reason="", at=None, **shared):
    if answer == Answer.NOT_ASKED:
        wording, not_before = None, None
    agreement = save(
        Agreement(
            **shared,
            person=person,
            service=person.service,
            site=person.site,
            purpose_id=Purpose.CONTACT,
            answer=answer,
            not_asked_reason=not_asked_reason,
            wording=wording,
            **deed("recorded", by, at),
        )
    )
    if not_before and agreement.answer == Answer.GIVEN:
        save(
            FollowUp(
                service=person.service,
                person=person,
                reason="They asked to be asked later",
                not_before=not_before,
                owner=by.user,
                **deed("recorded", by, at),
            )
        )
    return agreement


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
):
    """Record a person's new answer to a purpose. An answer that was open is superseded, never overwritten.

    `answered_by` and `answered_at`: who took the answer and when, where that is not `by` and now.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_ask_again(person, purpose_key))
    old = person.agreements.open().filter(purpose_id=purpose_key, giver_key="self").first()
    ensure(rules.may_replace(old, answer))
    if old is not None:
        _end(old, by, Ending.SUPERSEDED, "Asked again")
    for waiting in person.follow_ups.open():
        _close_follow_up(waiting, by, "Asked again")
    return _answer_contact(
        by=answered_by or by,
        person=person,
        answer=answer,
        wording=wording,
        not_before=not_before,
        not_asked_reason=not_asked_reason,
        route=route,
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
    _end(agreement, by, Ending.WITHDRAWN, reason)
    if agreement.purpose_id == Purpose.RECORD:
        for other in person.agreements.open().filter(answer=Answer.GIVEN):
            _end(other, by, Ending.WITHDRAWN, "They withdrew the agreement to hold their information")
        _restrict(person, by, "They withdrew the agreement to hold their information")
    if agreement.purpose_id in (Purpose.RECORD, Purpose.CONTACT):
        for follow_up in person.follow_ups.open():
            _close_follow_up(follow_up, by, "They withdrew")
        stop_messages_to(by=by, person=person, why="They withdrew")
    for consequence in on_ended:
        consequence(by, agreement)
    return agreement


def _end(agreement, by, kind, reason):
    agreement.ended_kind, agreement.ended_reason = kind, reason
    done(agreement, "ended", by)
    save(agreement)


def _restrict(person, by, reason):
    if not rules.is_restricted(person):
        save(
            Restriction(
                service=person.service,
                person=person,
                reason=reason,
                keep_until=timezone.localdate() + RESTRICTED_FOR,
                **deed("recorded", by),
            )
        )


def _close_follow_up(follow_up, by, outcome):
    follow_up.outcome = outcome
    done(follow_up, "done", by)
    save(follow_up)


@action
def close_follow_up(*, by, follow_up, outcome):
    """Note what came of asking later, and close it."""
    follow_up = FollowUp.objects.select_for_update().get(pk=follow_up.pk)
    ensure(rules.may_close(follow_up))
    _close_follow_up(follow_up, by, outcome)
    return follow_up


@action
def change_details(*, by, person, details):
    """Change what is held about a person. What was there before stays in history."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_change(person))
    ensure(rules.may_answer_alone(details.get("date_of_birth", person.date_of_birth)))
    for field in PERSON_FIELDS:
        if field in details:
            setattr(person, field, details[field])
    save(person)
    write_search_words(person)
    return person


@action
def set_safe_contact(*, by, person, channel, **rule):
    """Record how a channel may be used. The rule before it ends and stays readable. Returns the new rule."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_change(person))
    for old in person.safe_contacts.filter(channel=channel, ended_at__isnull=True):
        done(old, "ended", by)
        save(old)
    return save(SafeContact(service=person.service, person=person, channel=channel, **rule, **deed("recorded", by)))


@action
def register_interest(*, by, service, key, answers):
    """Keep a filled-in public form, apart from people. `key`: the UUID that the scope names. Returns it."""
    return save(InterestRegistration(pk=key, service=service, **answers, **deed("received", by)))


def _take(registration):
    registration = InterestRegistration.objects.select_for_update().get(pk=registration.pk)
    ensure(rules.may_handle(registration))
    return registration


def _handled(registration, by, state, person=None, reason=""):
    registration.state, registration.person, registration.decline_reason = state, person, reason
    done(registration, "handled", by)
    return save(registration)


@action
def link_registration(*, by, registration, person):
    """Say that a registration came from somebody already recorded. Their answer on the form is of the day they sent it.

    What they have told us since then stays: an answer, its withdrawal, or how a channel may be used.
    """
    registration = _take(registration)
    ensure(rules.may_link(registration, person))
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_ask_again(person, Purpose.CONTACT))
    since = registration.received_at
    if not rules.has_answered_since(person, Purpose.CONTACT, since):
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
        changes = {k: getattr(registration, k) for k in ("phone", "email") if getattr(registration, k)}
        if changes:
            change_details(by=by, person=person, details=changes)
        if not person.safe_contacts.filter(channel=registration.channel, recorded_at__gt=since).exists():
            set_safe_contact(by=by, person=person, **_safe_contact(registration))
    _handled(registration, by, InterestRegistration.State.LINKED, person=person)
    write_search_words(Person.objects.get(pk=person.pk))
    return registration


@action
def record_person_from_registration(*, by, registration, site=None):
    """Make a new person of a registration: the form carried its own wording for both answers, given that day."""
    registration = _take(registration)
    person = record_person(
        by=by,
        service=registration.service,
        details={
            "name_to_use": registration.name_to_use,
            "age_band": registration.age_band,
            "connection": registration.connection,
            "phone": registration.phone,
            "email": registration.email,
            "has_access_needs": bool(registration.access_needs),
            "access_needs": registration.access_needs,
            "language": registration.language,
            "site": site,
        },
        record_wording=registration.record_wording,
        contact={
            "answer": Answer.GIVEN,
            "wording": registration.contact_wording,
            "not_before": _still_to_come(registration.not_before),
        },
        safe_contacts=[_safe_contact(registration)],
        route=Route.PUBLIC_FORM,
        answered_by=public_form(),
        answered_at=registration.received_at,
    )
    _handled(registration, by, InterestRegistration.State.RECORDED, person=person)
    write_search_words(person)
    return person


def _still_to_come(day):
    return day if day and day > timezone.localdate() else None


def _safe_contact(registration):
    return {"channel": registration.channel, "allowed": True, "safe_times": registration.safe_times}


@action
def decline_registration(*, by, registration, reason):
    """Decline a registration with a reason."""
    registration = _take(registration)
    return _handled(registration, by, InterestRegistration.State.DECLINED, reason=reason)


@action
def give_account(*, by, user, person):
    """Let a person sign in to their own area."""
    return save(AccountOf(service=person.service, user=user, person=person))


def log_opening(*, by, person, page, why=""):
    """Log that somebody opened a person's record. Returns the entry.

    One statement and no action around it: every opening of a record pays for it, and the row itself says who and when.
    """
    return AccessLogEntry.objects.create(
        service_id=person.service_id, person=person, page=page[:80], why=why[:300], **deed("opened", by)
    )
