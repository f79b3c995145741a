"""Occasions of involvement at which needs have to be met (consent.needs): sessions to come, and telling people."""

from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator

from consent.models import Person
from consent.models.needs import Way
from consent.needs import MOST, Occasion, lately, not_met_yet, occasions
from consent.rules import facts_of_needs
from involvement.models import Place, Telling
from involvement.rules import TAKES_PART
from involvement.words import day_of

# In which way somebody is reached by each way of telling. A message is an occasion of its own.
WAYS = {
    Telling.How.LETTER: Way.LETTER,
    Telling.How.TELEPHONE: Way.TELEPHONE,
    Telling.How.FACE_TO_FACE: Way.MEETING,
    Telling.How.MEETING: Way.MEETING,
    Telling.How.PARTNER: Way.MEETING,
}
_FACTS = ["person", *facts_of_needs("person__", met=True)]


@occasions.add
def sessions_to_come(service, person=None):
    """Each session that is still to be held, for each person with a place in its activity."""
    rows = (
        Place.objects.filter(service=service, state__in=TAKES_PART)
        .annotate(
            session=F("activity__sessions__pk"),
            session_title=F("activity__sessions__title"),
            starts=F("activity__sessions__starts_at"),
            held=F("activity__sessions__held_at"),
            cancelled=F("activity__sessions__cancelled_at"),
        )
        .filter(starts__gte=timezone.now(), held__isnull=True, cancelled__isnull=True)
    )
    if person is not None:
        rows = rows.filter(person=person)
    else:
        rows = not_met_yet(rows, "session-", "session", Way.MEETING).filter(person__in=Person.objects.not_restricted())
    rows = rows.select_related("activity").prefetch_related(*_FACTS)
    for place in rows.order_by("starts", "pk")[:MOST]:
        title, starts = place.session_title or place.activity.title, timezone.localtime(place.starts)
        yield Occasion(
            key=f"session-{place.session}",
            person=place.person,
            way=Way.MEETING,
            words=f"“{Truncator(title).chars(120)}” on {day_of(starts)} at {starts:%H:%M}",
            day=starts.date(),
        )


@occasions.add
def tellings(service, person=None):
    """Telling somebody what was decided: what waits for a worker, and letters and telephone calls of late."""
    rows = Telling.objects.filter(service=service, person__isnull=False, how__in=WAYS, given_up_at__isnull=True)
    gone = Q(told_at__gte=lately(), how__in=[Telling.How.LETTER, Telling.How.TELEPHONE])
    rows = rows.filter(Q(told_at__isnull=True) | gone)
    if person is not None:
        rows = rows.filter(person=person)
    else:
        waiting = None
        for how, way in WAYS.items():
            unmet = not_met_yet(rows.filter(how=how), "telling-", "pk", way)
            waiting = unmet if waiting is None else waiting | unmet
        rows = waiting.filter(person__in=Person.objects.not_restricted())
    rows = rows.select_related("decision").prefetch_related(*_FACTS)
    for telling in rows.order_by("queued_at", "pk")[:MOST]:
        since = telling.told_at or telling.queued_at
        done = f", {telling.get_how_display().lower()}, on {day_of(since)}" if telling.told_at else ""
        decided = Truncator(telling.decision.we_decided).chars(100)
        yield Occasion(
            key=f"telling-{telling.pk}",
            person=telling.person,
            way=WAYS[Telling.How(telling.how)],
            words=f"telling them “{decided}”{done}",
            day=timezone.localtime(since).date(),
            happened_at=telling.told_at,
        )
