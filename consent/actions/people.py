"""Recording people, changing what is held about them, and noting who opened it."""

from django.db.models import Q
from django.utils import timezone

from consent import rules
from consent.actions.steps import (
    ask_lead_to_look,
    assess_for_both,
    close_join_task,
    close_what_was_added,
    give_answer,
    locked,
    look_again,
    lose_ground,
    make_public_interest_decision,
    they_contact_us,
)
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Asked,
    DetailToAdd,
    JoinTask,
    Person,
    PublicInterestDecision,
    Purpose,
    ReviewDate,
    SafeContact,
    SearchWord,
    WayToReach,
)
from consent.models.agreements import Answer, Route
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
    "access_needs",
    "language",
    "interpreter_needed",
    "site",
)
AGE_FIELDS = ("date_of_birth", "age_band")


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
    giver=None,
    findings=None,
    safe_contacts=(),
    route=Route.IN_PERSON,
    present="",
    answered_by=None,
    answered_at=None,
    reference="",
    left_for_later=(),
    signed_on=None,
):
    """Record a new person with the agreement that lets us, in one transaction.

    `details`: values for PERSON_FIELDS. `contact`: dict with `answer` (given, refused, not_asked), `wording`,
    `not_before` (a day, where they said "yes, later") and `not_asked_reason`. `giver`: who gave both answers, as
    `steps.give_answer` takes it; None for the person. `findings`: the assessments behind them, as `assess_for_both`
    takes them. `safe_contacts`: dicts of SafeContact values. `answered_by` and `answered_at`: who took the answers
    and when, where that is not `by` and now (the public form did, some days ago). `reference`: drawn beforehand, so
    that one form sent twice makes one person: the second breaks the unique reference. `left_for_later`: keys of
    `Detail` that were not asked now and become tasks of whoever records. `signed_on`: the day on the paper.
    Returns the person. Raises ValidationError where the age matrix has no place for the answer, and stores nothing.
    """
    person = _new_person(by, service, details, reference, signed_on)
    assess_for_both(by, person, findings or {})
    shared = {
        "by": answered_by or by,
        "person": person,
        "route": route,
        "present": present,
        "signed_on": signed_on,
    }
    given = {"answer": Answer.GIVEN, "wording": record_wording, "at": answered_at}
    give_answer(**shared, purpose_key=Purpose.RECORD, giver=giver, **given)
    # That nobody was asked is noted for the person alone.
    giver = None if contact["answer"] == Answer.NOT_ASKED else giver
    give_answer(**shared, purpose_key=Purpose.CONTACT, giver=giver, at=answered_at, **contact)
    for rule in safe_contacts:
        save(SafeContact(service=service, person=person, **rule, **deed("recorded", answered_by or by, answered_at)))
        if rule["channel"] == WayToReach.SELF and rule["allowed"]:
            they_contact_us(by, person)
    _leave_for_later(by, person, left_for_later)
    return person


@action
def record_in_public_interest(*, by, service, details, decision, safe_contacts=(), reference="", left_for_later=()):
    """Record a new person without their agreement, on a decision in the public interest (the paper, page 1).

    `decision`: values of a PublicInterestDecision to record. Nobody is contacted about involvement on it, since they
    were not asked. `left_for_later`: as `record_person`. Returns the person.
    """
    person = _new_person(by, service, details, reference)
    make_public_interest_decision(by, person, aim=PublicInterestDecision.Aim.RECORD, **decision)
    for rule in safe_contacts:
        save(SafeContact(service=service, person=person, **rule, **deed("recorded", by)))
    _leave_for_later(by, person, left_for_later)
    return person


def _leave_for_later(by, person, details):
    for detail in details:
        save(DetailToAdd(service=person.service, person=person, detail=detail, owner=by.user, **deed("recorded", by)))


def _new_person(by, service, details, reference, day=None):
    ensure(rules.may_be_recorded(details.get("date_of_birth"), details.get("age_band", ""), day))
    person = Person(service=service, **{k: v for k, v in details.items() if k in PERSON_FIELDS})
    if reference:
        person.reference = reference
    done(person, "recorded", by)
    save(person)
    write_search_words(person)
    ask_lead_to_look(by, person)
    return person


@action
def change_details(*, by, person, details):
    """Change what is held about a person. What was there before stays in history.

    Correcting a date of birth never fails for what was answered: it queues the answers to be asked again. Where that
    ends the last ground, since a parent's answer does not count from 18 on, the record is restricted.
    """
    person = locked(by, person)
    ensure(rules.may_change(person))
    ensure(rules.may_be_corrected_to(*(details.get(field, getattr(person, field)) for field in AGE_FIELDS)))
    before = tuple(getattr(person, field) for field in AGE_FIELDS)
    for field in PERSON_FIELDS:
        if field in details:
            setattr(person, field, details[field])
    save(person)
    write_search_words(person)
    close_what_was_added(person, by, [name for name in PERSON_FIELDS if getattr(person, name)])
    if before != tuple(getattr(person, field) for field in AGE_FIELDS):
        _look_at_answers_again(by, person, before)
        if not rules.has_ground(person):
            lose_ground(by, person, "By their date of birth, a parent’s answer does not count any more")
    if {"name_to_use", "full_name", "phone", "date_of_birth"} & details.keys():
        ask_lead_to_look(by, person)
    return person


def _look_at_answers_again(by, person, before):
    """Another age may put an answer outside the age matrix. It stays, and is queued to be asked again.

    `before`: the date of birth and the age band until now. A date of birth that says what the band said already only
    brings its birthdays with it.
    """
    for agreement in person.agreements.open().exclude(answer=Answer.NOT_ASKED):
        first = agreement.review_on
        if _same_age(agreement, person, before):
            days = rules.turning_points(agreement, person.date_of_birth).values()
            agreement.review_on = min(filter(None, [first, *days]), default=None)
            save(agreement)
        else:
            day = min(first or timezone.localdate(), timezone.localdate())
            look_again(by, agreement, day, ReviewDate.Because.ANOTHER_AGE)


def _same_age(agreement, person, before) -> bool:
    born, band = before
    day = rules.day_of_answer(agreement)
    same = rules.age_group(person.date_of_birth, person.age_band, day) == rules.age_group(born, band, day)
    return born is None and bool(band) and same


@action
def set_safe_contact(*, by, person, channel, **rule):
    """Record how a channel may be used. The rule before it ends and stays readable. Returns the new rule.

    `channel`: also that they will contact us, which closes every other way until one is opened again.
    """
    person = locked(by, person)
    ensure(rules.may_change(person))
    comes = channel == WayToReach.SELF
    ends = Q(channel=channel)
    if rule.get("allowed"):
        # Whoever contacts us themselves is contacted in no other way; a way that opens again ends that.
        ends |= ~Q(channel=WayToReach.SELF) & Q(allowed=True) if comes else Q(channel=WayToReach.SELF)
    for old in person.safe_contacts.filter(ends, ended_at__isnull=True):
        done(old, "ended", by)
        save(old)
    if rule.get("allowed"):
        close_what_was_added(person, by, ["safe_contact", *(["safe_times"] if rule.get("safe_times") else [])])
    made = save(SafeContact(service=person.service, person=person, channel=channel, **rule, **deed("recorded", by)))
    if comes and made.allowed:
        they_contact_us(by, person)
    return made


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


@action
def join_records(*, by, restricted, new):
    """Join a restricted record to a newer one of the same person, which ends the restriction.

    Both keep what was recorded on them. The older one is read through the newer from now on, is not found in a
    search, and whoever signs in to it sees the newer. Returns the newer.
    """
    first, second = sorted([restricted.pk, new.pk])
    held = {person.pk: person for person in Person.objects.select_for_update().filter(pk__in=[first, second])}
    restricted, new = held[restricted.pk], held[new.pk]
    ensure(rules.may_join(restricted, new))
    restricted.joined_into = new
    done(restricted, "joined", by)
    save(restricted)
    for restriction in restricted.restrictions.filter(ended_at__isnull=True):
        done(restriction, "ended", by)
        save(restriction)
    _move_accounts(by, restricted, new)
    SearchWord.objects.filter(person=restricted).delete()
    for task in new.join_tasks.select_for_update().open():
        close_join_task(by, task, JoinTask.Outcome.JOINED)
    return new


def _move_accounts(by, restricted, new) -> None:
    """Whoever signs in to the older record sees the newer. Where that has an account of its own, the older one ends."""
    has_one = new.accounts.open().exists()
    for account in AccountOf.objects.open().filter(person=restricted):
        if has_one:
            done(account, "ended", by)
        else:
            account.person = new
        save(account)


@action
def note_somebody_else(*, by, task):
    """Note that a new record is of somebody else than any restricted one. Returns the closed task."""
    task = JoinTask.objects.select_for_update(of=("self",)).get(pk=task.pk)
    ensure(rules.may_close_join_task(task))
    return close_join_task(by, task, JoinTask.Outcome.ANOTHER)
