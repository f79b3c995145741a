"""What taking part changed, added up over people: the one place that counts `Outcome`, and it returns no row of it.

Counted in a scope of its own (core.scope), protected as every count of people is (core.suppression). A person counts
where they answered a question both before and after; the newest answer counts.
"""

from dataclasses import dataclass

from core.scope import scope_of_totals
from core.suppression import protection_of
from involvement.models import Outcome

CHANGES = ("More than before", "The same", "Less than before")


@dataclass(frozen=True)
class Totals:
    """`people`: how many answered before and after, each as a `Figure`. `rows`: pairs of a question and its figures."""

    before: object
    after: object
    head: tuple
    rows: list
    in_words: str

    @property
    def nobody(self) -> bool:
        return self.before.number == 0 == self.after.number


def totals_of(service, activities) -> Totals:
    """The totals over some activities of a service (a queryset, or a list of keys)."""
    protection = protection_of(service)
    with scope_of_totals(service):
        answers = list(
            Outcome.objects.filter(service=service, activity__in=activities)
            .order_by("answered_at", "pk")
            .values_list("activity_id", "person_id", "moment", *Outcome.QUESTIONS)
        )
    newest = {(activity, person, moment): values for activity, person, moment, *values in answers}
    rows = []
    for number, question in enumerate(Outcome.QUESTIONS):
        counts = _counts(newest, number)
        label = Outcome._meta.get_field(question).verbose_name
        rows.append((label, protection.table([counts]).cells[0]))
    return Totals(
        before=protection.figure(_people(newest, Outcome.Moment.BEFORE)),
        after=protection.figure(_people(newest, Outcome.Moment.AFTER)),
        head=CHANGES,
        rows=rows,
        in_words=protection.in_words,
    )


def _people(newest, moment) -> int:
    """How many people said anything at a moment, each once, whatever they took part in."""
    return len(
        {key[1] for key, values in newest.items() if key[2] == moment and any(value is not None for value in values)}
    )


def _counts(newest, number) -> list[int]:
    """How many answers to one question went up, stayed and went down."""
    counts = [0, 0, 0]
    for (activity, person, moment), values in newest.items():
        after = newest.get((activity, person, Outcome.Moment.AFTER))
        if moment != Outcome.Moment.BEFORE or after is None or values[number] is None or after[number] is None:
            continue
        change = after[number] - values[number]
        counts[0 if change > 0 else 1 if change == 0 else 2] += 1
    return counts
