"""Putting off asking somebody again, and reminding colleagues of what is due."""

from consent import rules
from consent.actions.steps import locked, look_again
from consent.models import Agreement, ReviewDate, ReviewReminder
from core.deeds import deed
from core.rules import ensure
from core.writing import action, save


@action
def put_off_review(*, by, agreement, until, reason):
    """Put off asking somebody again to a day, with the reason. The answer stays as it is. Returns the note of it."""
    person = locked(by, agreement.person)
    ensure(rules.may_change(person))
    agreement = Agreement.objects.select_for_update(of=("self",)).select_related("person").get(pk=agreement.pk)
    ensure(rules.may_put_off(agreement, until))
    return look_again(by, agreement, until, ReviewDate.Because.PUT_OFF, reason)


@action
def remind_of_reviews(*, by, service, to, on, due, late):
    """Queue one email to a colleague that answers are due to be asked again: numbers, and nobody's name."""
    return save(ReviewReminder(service=service, to=to, on=on, due=due, late=late, **deed("queued", by)))
