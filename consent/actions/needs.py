"""Recording what helps people to understand and take part, ending it, and noting how it is met."""

from datetime import timedelta

from django.utils import timezone

from consent import rules
from consent.actions.steps import close_what_was_added
from consent.models import NeedMet, NeedsAsked, Person, PersonNeed
from consent.models.details import Detail
from core import clock
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def record_needs(
    *, by, person, needs=None, other="", language=None, interpreter_needed=None, review_on=None, asked_at=None
):
    """Record what somebody answered when asked what helps them: the whole answer, so what is not named any more ends.

    `needs`: {key of the coded list: details in words}. `other`: anything else that helps. `language` and
    `interpreter_needed`: None leaves them as they are. `review_on`: by default as late as the service allows.
    `asked_at`: where that was not now. Keyword arguments are those of `NeedsForm.answers`. Returns the `NeedsAsked`.
    """
    needs = needs or {}
    person = Person.objects.select_for_update().select_related("service").get(pk=person.pk)
    ensure(rules.may_change(person))
    open_now = {need.need_id: need for need in PersonNeed.objects.open().filter(person=person)}
    ensure(rules.may_have(needs.keys() - open_now.keys()))
    asked_on = timezone.localtime(asked_at or clock.now()).date()
    review_on = review_on or asked_on + timedelta(days=person.service.days_to_review_needs)
    ensure(rules.may_review_on(person.service, review_on, asked_on))
    for key, need in open_now.items():
        if key not in needs:
            _end(need, by, "They were asked again and did not name it", asked_at)
        elif need.details != needs[key]:
            _end(need, by, "The details changed", asked_at)
    for key, details in needs.items():
        if key not in open_now or open_now[key].ended_at is not None:
            _begin(person, key, details, by, asked_at)
    told = {"access_needs": other, "language": language, "interpreter_needed": interpreter_needed}
    changed = {name: value for name, value in told.items() if value not in (None, getattr(person, name))}
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        save(person)
    close_what_was_added(person, by, [Detail.ACCESS_NEEDS])
    return save(
        NeedsAsked(
            service=person.service,
            person=person,
            has_none=not needs and not other,
            review_on=review_on,
            **deed("asked", by, asked_at),
        )
    )


@action
def change_need(*, by, person_need, details):
    """Change the details of a need: the row ends and another begins. Returns the one that holds now."""
    person_need = _held(person_need)
    if person_need.details == details:
        return person_need
    _end(person_need, by, "The details changed")
    return _begin(person_need.person, person_need.need_id, details, by)


@action
def end_need(*, by, person_need, because):
    """End a need that no longer holds, with the reason."""
    return _end(_held(person_need), by, because)


@action
def note_need_met(*, by, person, needs, occasion, about, is_met, how):
    """Note how some open needs are met at an occasion, or why they cannot be. What was noted before ends.

    `needs`: rows of `PersonNeed`. `occasion`: the key that says which, such as "session-12"; `about`: it in words.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    ensure(rules.may_change(person))
    for older in NeedMet.objects.filter(occasion=occasion, person_need__in=needs, ended_at__isnull=True):
        done(older, "ended", by)
        save(older)
    return [
        save(
            NeedMet(
                service=person.service,
                person=person,
                person_need=need,
                occasion=occasion,
                about=about[:250],
                is_met=is_met,
                how=how,
                **deed("noted", by),
            )
        )
        for need in needs
    ]


def _held(person_need):
    """The need, with its person locked, where it may still change."""
    person = Person.objects.select_for_update().get(pk=person_need.person_id)
    ensure(rules.may_change(person))
    person_need = PersonNeed.objects.select_for_update().get(pk=person_need.pk)
    person_need.person = person
    ensure(rules.may_end_need(person_need))
    return person_need


def _end(need, by, because, at=None):
    need.ended_because = because
    done(need, "ended", by, at)
    return save(need)


def _begin(person, key, details, by, at=None):
    row = PersonNeed(service=person.service, person=person, need_id=key, details=details, **deed("recorded", by, at))
    return save(row)
