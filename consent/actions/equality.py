"""Equality answers: given, changed and deleted by the person, and deleted when their yes to keeping them ends.

In the person's own scope: nobody else can read them, or write them.
"""

from consent import rules
from consent.actions.steps import on_ended
from consent.models import EqualityProfile, Person, Purpose
from core.deeds import deed, done
from core.rules import ensure
from core.scope import scope_of_person
from core.writing import action, save


@action
def give_equality_answers(*, by, person, answers):
    """Store what somebody answers, in place of what they answered before. Returns the answers."""
    with scope_of_person(person.service, person.pk):
        person = Person.objects.select_for_update(of=("self",)).select_related("service").get(pk=person.pk)
        ensure(rules.may_give_equality_answers(person))
        profile = EqualityProfile.objects.select_for_update(of=("self",)).filter(person=person).first()
        if profile is None:
            profile = EqualityProfile(service=person.service, person=person, **deed("given", by))
        else:
            done(profile, "changed", by)
        for name, answer in answers.items():
            setattr(profile, name, answer)
        return save(profile)


@action
def delete_equality_answers(*, by, person):
    """Delete what somebody answered. Returns whether there was something."""
    with scope_of_person(person.service, person.pk):
        deleted, _models = EqualityProfile.objects.filter(person=person).delete()
        return bool(deleted)


@on_ended.add
def after_their_yes_ended(by, agreement):
    """Without their yes the answers go at once, however it ended."""
    if agreement.purpose_id == Purpose.EQUALITY:
        delete_equality_answers(by=by, person=agreement.person)
