"""Reminding colleagues of answers that are due to be asked again: once when some become due, weekly while they wait.

Whoever recorded an answer is reminded of it. What was recorded by somebody who works here no longer, or by the public
form, is for the managers. The emails say how many, and nothing of anybody.
"""

from django.conf import settings
from django.db.models import Count, Max, Q
from django.urls import reverse

from consent import rules
from consent.actions import remind_of_reviews
from consent.models import Agreement, ReviewReminder
from consent.models.reviews import MOST_LATE
from core import actors, registries
from core.daily import for_each
from core.memberships import staff_of
from core.roles import CARDS, Permission
from core.scope import scope_of_staff
from core.staff_mail import send_staff_mail

BY = actors.task("answers to be asked again")
RECORDS = tuple(key for key, card in CARDS.items() if Permission.RECORD_PEOPLE in card.permissions)
SUBJECT = "Answers to be asked again"


class Owed:
    """What one colleague is to be reminded of: how many answers, how many of them late, and the newest day."""

    def __init__(self, to):
        self.to, self.pk = to, to.pk
        self.due, self.late, self.newest = 0, 0, None

    def add(self, row):
        self.due += row["due"]
        self.late += row["late"]
        self.newest = max(filter(None, (self.newest, row["newest"])))


@registries.daily.task("answers to be asked again")
def remind_of_what_is_due(service, today):
    """Queue the reminders of a day. `send_reminders` sends them."""
    told = dict(ReviewReminder.objects.filter(service=service).order_by().values_list("to").annotate(newest=Max("on")))
    due = [owed for owed in owed_by(service, today) if rules.is_to_be_reminded(told.get(owed.pk), owed.newest, today)]
    for_each(
        due,
        lambda owed: remind_of_reviews(by=BY, service=service, to=owed.to, on=today, due=owed.due, late=owed.late),
    )


def owed_by(service, today) -> list[Owed]:
    """What is due today, by whom it is for. A few statements, however much is due."""
    records = {user.pk: user for user in staff_of(service, *RECORDS)}
    managers = list(staff_of(service, "manager")) or list(records.values())
    found = {}
    for row in (
        Agreement.objects.to_review(today)
        .filter(service=service)
        .order_by()
        .values("recorded_by")
        .annotate(due=Count("pk"), late=Count("pk", filter=Q(review_on__lt=today - MOST_LATE)), newest=Max("review_on"))
    ):
        owner = records.get(row["recorded_by"])
        for user in [owner] if owner is not None else managers:
            found.setdefault(user.pk, Owed(user)).add(row)
    return list(found.values())


def send_reminders(service) -> int:
    """Send the reminders that wait in a service. Returns how many left."""
    with scope_of_staff(service):
        waiting = ReviewReminder.objects.waiting().filter(service=service).select_related("to")
        return send_staff_mail(waiting.all, _words, BY)


def _words(reminder):
    """Subject and body; None where they work here no longer, or nothing is due any more."""
    works_here = staff_of(reminder.service, *RECORDS).filter(pk=reminder.to_id).exists()
    if not works_here or not Agreement.objects.to_review(reminder.on).filter(service=reminder.service).exists():
        return None
    return SUBJECT, f"{_how_many(reminder)}\n\n{settings.BASE_URL}{reverse('reviews')}\n"


def _how_many(reminder) -> str:
    due = "1 answer is" if reminder.due == 1 else f"{reminder.due} answers are"
    late = ""
    if reminder.late:
        waits = "1 of them waits" if reminder.late == 1 else f"{reminder.late} of them wait"
        late = f" {waits} longer than two weeks." if reminder.due > 1 else " It waits longer than two weeks."
    return f"{due} due to be asked again.{late} Sign in to see whom to ask."
