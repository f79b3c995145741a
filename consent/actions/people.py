"""Recording people, changing what is held about them, and noting who opened it."""

from django.utils import timezone

from consent import rules
from consent.actions.steps import answer_contact
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Asked,
    Person,
    Purpose,
    SafeContact,
)
from consent.models.agreements import Answer, Ground, Route
from consent.search import write_search_words
from core.deeds import deed, done
from core.memberships import memberships_of
from core.roles import roles_in_words
from core.rules import ensure
from core.writing import action, save

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
    answer_contact(by=answered_by or by, person=person, route=route, present=present, at=answered_at, **contact)
    for rule in safe_contacts:
        save(SafeContact(service=service, person=person, **rule, **deed("recorded", answered_by or by, answered_at)))
    return person


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
def give_account(*, by, user, person):
    """Let a person sign in to their own area."""
    return save(AccountOf(service=person.service, user=user, person=person))


def log_opening(*, by, person, page, why="", roles=None):
    """Log that somebody opened a person's record. Returns the entry.

    `roles`: keys of the roles they act in, where the page knows them; else their memberships are read. One statement
    and no action around it: every opening of a record pays for it, and the row itself says who and when.
    """
    if roles is None:
        held = memberships_of(by.user) if by.user is not None else []
        roles = [membership.role for membership in held if membership.service_id == person.service_id]
    return AccessLogEntry.objects.create(
        service_id=person.service_id,
        person=person,
        page=page[:80],
        why=why[:300],
        role=roles_in_words(roles)[:200],
        **deed("opened", by),
    )
