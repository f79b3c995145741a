"""Registrations of interest: kept apart, then linked, made a person, or declined."""

from django.utils import timezone

from consent import rules
from consent.actions.answers import record_answer
from consent.actions.people import change_details, record_person, set_safe_contact
from consent.actions.steps import locked
from consent.models import (
    InterestRegistration,
    Person,
    Purpose,
)
from consent.models.agreements import Answer, Route
from consent.search import write_search_words
from core.actors import public_form
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


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
    person = locked(by, person)
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
