"""Closing what was left for later when a person was recorded."""

from consent import rules
from consent.actions.steps import close_detail
from consent.models import DetailToAdd, Person
from core.rules import ensure
from core.writing import action


@action
def close_details(*, by, person, details, outcome):
    """Note what came of some details to add, and close them. `details`: keys of `Detail`. Returns those closed."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_change(person))
    waiting = list(DetailToAdd.objects.open().filter(person=person, detail__in=details))
    for detail in waiting:
        close_detail(detail, by, outcome)
    return waiting
