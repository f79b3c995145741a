"""Occasions at which needs have to be met: sessions to come, messages and letters that went out, forms on paper.

Each app yields its own, and what is not arranged yet becomes today's work. Nothing is stored but how a need is met.

    @needs.occasions.add
    def sessions(service, person): yield Occasion(key=f"session-{pk}", person=person, way=Way.MEETING, ...)
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat

from consent import rules
from consent.models import NeedMet, Person, PersonNeed
from core import clock
from core.registries import Registry

# What went out longer ago than this is not asked about any more.
ASKED_FOR = timedelta(days=28)
# Of each kind of occasion, at most so many in today's work.
MOST = 50


@dataclass(frozen=True)
class Occasion:
    """One person reached or met in one `way` (consent.models.needs.Way), with all that `facts_of_needs` reads.

    `key` names it, as `NeedMet.occasion` keeps it. `words`: what it is, after "at" or "in". `happened_at`: for what
    went out already: only needs known by then count. None for what is still to come.
    """

    key: str
    person: Person
    way: str
    words: str
    day: date
    happened_at: datetime | None = None


@dataclass(frozen=True)
class ToMeet:
    """The needs of one person that bear on one occasion, and the notes of how they are met, the newest first."""

    occasion: Occasion
    needs: list[PersonNeed]
    notes: list[NeedMet]

    @property
    def says(self) -> str:
        """The needs in words, after the name of the person."""
        return said_together(self.needs)

    @property
    def ask(self) -> str:
        """What has to be said of it."""
        return "say how it was met" if self.occasion.happened_at else "say how it is arranged"


def said_together(needs) -> str:
    """What is said of somebody, of several needs: "needs more time and lip reads"; "" for none."""
    *first, last = [need.says for need in needs] or [""]
    return f"{', '.join(first)} and {last}" if first else last


occasions = Registry()  # functions (service, person): occasions of one person, or of all whose needs are not met yet


def to_meet(service, person=None) -> list[ToMeet]:
    """What has to be arranged, soonest first: of everybody, what nobody has noted; of one person, noted or not."""
    found = []
    for source in occasions:
        for occasion in source(service, person):
            needs = [
                need
                for need in rules.ignored_by(occasion.person, occasion.way)
                if occasion.happened_at is None or need.recorded_at <= occasion.happened_at
            ]
            notes = [note for need in needs for note in need.met.all() if note.occasion == occasion.key]
            noted = {note.person_need_id for note in notes}
            if needs and (person is not None or not noted.issuperset(need.pk for need in needs)):
                found.append(ToMeet(occasion, needs, notes))
    return sorted(found, key=lambda one: (one.occasion.day, one.occasion.key))


def lately():
    """The moment since when what went out is asked about."""
    return clock.now() - ASKED_FOR


def not_met_yet(rows, prefix, key, way, known_by="", person="person"):
    """Rows of occasions, only those where somebody has a need that bears on `way` and nobody noted how it is met.

    `prefix` and `key`: what the key of the occasion is made of, `key` the column. `known_by`: the column of the moment
    by which the need must have been known. In SQL, so that what is arranged does not crowd out what is not.
    """
    noted = NeedMet.objects.filter(
        ended_at__isnull=True,
        person_need=OuterRef("pk"),
        occasion=Concat(Value(prefix), Cast(OuterRef(OuterRef(key)), CharField()), output_field=CharField()),
    )
    needs = PersonNeed.objects.open().filter(person=OuterRef(person), need__bears_on__contains=[way])
    if known_by:
        needs = needs.filter(recorded_at__lte=OuterRef(known_by))
    return rows.filter(Exists(needs.filter(~Exists(noted))))
