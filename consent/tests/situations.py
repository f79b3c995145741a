"""People on every kind of ground, with all that hangs on their answers: messages that wait, asking later, sharing."""

from django.utils import timezone

from consent import actions, outbox
from consent.models import Purpose
from consent.models.agreements import Answer, Ground
from consent.tests.factories import (
    COMPETENT,
    IN_FAVOUR,
    LACKS_CAPACITY,
    NOT_COMPETENT,
    in_days,
    make_person,
    wording,
)

SAID = [
    "at_risk",
    "harm",
    "pressing",
    "proportionate",
    "facts",
    "consent_words",
    "alternatives",
    "adviser",
    "told_words",
]
PUBLIC_INTEREST = {
    **dict.fromkeys(SAID, "What was found"),
    "purpose": "child",
    "consent_sought": "refused",
    "told": True,
}
ADVOCATE = {"kind": "person", "name": "Kim Advocate", "address": "1 Example Road"}


def born(years):
    """A date of birth of somebody who is so many years old today, and not on their birthday."""
    today = timezone.localdate()
    return today.replace(year=today.year - years, day=1) - timezone.timedelta(days=40)


def parent(name):
    return {
        "ground": Ground.PARENTAL,
        "name": name,
        "relationship": "parent",
        "checked": "Birth certificate seen",
        "child_agrees": True,
    }


ATTORNEY = {
    "ground": Ground.ATTORNEY,
    "name": "Cleo Example",
    "relationship": "daughter",
    "checked": "Stamped copy seen",
}


def answer(by, person, purpose, said=Answer.GIVEN, giver=None, **more):
    words = wording(person.service, purpose)
    return actions.record_answer(
        by=by, person=person, purpose_key=purpose, answer=said, wording=words, giver=giver, **more
    )


def share(by, person, giver=None):
    """A yes to sharing with an advocate, and one passing on of it."""
    agreement = answer(by, person, Purpose.SHARE, giver=giver, recipient=ADVOCATE, information="First name")
    actions.disclose(
        by=by,
        person=person,
        ground=agreement,
        disclosed_on=timezone.localdate(),
        what="First name",
        why="To be met",
        necessary="No less would do",
        how="spoken",
    )
    return agreement


def told_something(by, person):
    """A message that waits."""
    outbox.queue_message(by=by, person=person, about="invitation", channel="text", subject="", text="Hello")
    return person


def recorded(by, service, years=30, giver=None, findings=None):
    details = {"name_to_use": "Sam", "connection": "uses_now", "phone": "07700 900 123", "date_of_birth": born(years)}
    return actions.record_person(
        by=by,
        service=service,
        details=details,
        record_wording=wording(service),
        contact={"answer": Answer.GIVEN, "wording": wording(service, Purpose.CONTACT)},
        giver=giver,
        findings=findings,
        safe_contacts=[{"channel": "text", "allowed": True, "may_say_who": True}],
    )


def adult(by, service):
    person = recorded(by, service)
    share(by, person)
    answer(by, person, Purpose.PUBLISH)
    return told_something(by, person)


def adult_to_be_asked_later(by, service):
    return told_something(by, make_person(service, by=by, not_before=in_days(5)))


def adult_held_in_the_public_interest(by, service):
    details = {"name_to_use": "Sam", "connection": "uses_now", "date_of_birth": born(30)}
    person = actions.record_in_public_interest(by=by, service=service, details=details, decision=PUBLIC_INTEREST)
    for purpose in (Purpose.RECORD, Purpose.CONTACT):
        answer(by, person, purpose)
    share(by, person)
    return told_something(by, person)


def competent_child(by, service):
    return told_something(by, recorded(by, service, 14, findings={"competence": COMPETENT}))


def child_of_two_parents(by, service):
    person = recorded(by, service, 13, giver=parent("Ana"), findings={"competence": NOT_COMPETENT})
    for purpose in (Purpose.RECORD, Purpose.CONTACT):
        answer(by, person, purpose, giver=parent("Ben"))
    actions.assess_competence(by=by, person=person, purpose_key=Purpose.SHARE, **NOT_COMPETENT)
    share(by, person, giver=parent("Ana"))
    return told_something(by, person)


def child_of_parents_who_differ(by, service):
    person = recorded(by, service, 13, giver=parent("Ana"), findings={"competence": NOT_COMPETENT})
    answer(by, person, Purpose.CONTACT, Answer.REFUSED, giver=parent("Ben"))
    return person


def adult_with_an_attorney(by, service):
    return told_something(by, recorded(by, service, 70, giver=ATTORNEY, findings={"capacity": LACKS_CAPACITY}))


def young_person_without_capacity(by, service):
    decided = IN_FAVOUR | {"review_on": in_days(180)}
    giver, findings = {"ground": Ground.BEST_INTERESTS}, {"capacity": LACKS_CAPACITY, "best_interests": decided}
    return told_something(by, recorded(by, service, 17, giver=giver, findings=findings))


SITUATIONS = {
    make.__name__: make
    for make in (
        adult,
        adult_to_be_asked_later,
        adult_held_in_the_public_interest,
        competent_child,
        child_of_two_parents,
        child_of_parents_who_differ,
        adult_with_an_attorney,
        young_person_without_capacity,
    )
}
