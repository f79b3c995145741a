"""Answers that are due to be asked again, in today's work; the reminders of them are in `consent.reminders`."""

from django.urls import reverse
from django.utils import timezone

from consent import (
    reminders,  # noqa: F401  (adds a daily task)
    rules,
)
from consent.models import Agreement, ReviewReason
from core import registries
from core.registries import WorkRow
from core.roles import Permission

# More than these are not counted out.
MOST = 99


@registries.work.add
def to_be_asked_again(request):
    """A row for each parent's answer that is about to stop counting, and one for all the others together."""
    reader = request.reader
    if not reader.may(Permission.RECORD_PEOPLE):
        return
    due = Agreement.objects.to_review(timezone.localdate()).filter(service=reader.service)
    due = list(due.select_related("person", "purpose").prefetch_related("review_dates")[: MOST + 1])
    others = []
    for agreement in due:
        if rules.review_reason(agreement) != ReviewReason.PARENT:
            others.append(agreement)
            continue
        yield WorkRow(
            2,
            f"{agreement.person.name_to_use}: {rules.why_review(agreement)}",
            "Ask again",
            reverse("ask", args=[agreement.person.reference, agreement.purpose_id]),
            agreement.review_on,
        )
    if others:
        yield _together(others)


def _together(due):
    many = "More than 99 answers are" if len(due) > MOST else f"{len(due)} answers are"
    how_many = "1 answer is" if len(due) == 1 else many
    oldest = due[0].review_on
    since = f", the oldest since {oldest:%-d %B %Y}" if len(due) > 1 else f", since {oldest:%-d %B %Y}"
    return WorkRow(3, f"{how_many} due to be asked again{since}", "See whom to ask", reverse("reviews"), oldest)
