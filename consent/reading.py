"""Reading a person's record: found through what the reader may see, and logged."""

from datetime import timedelta

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from consent.actions import log_opening
from consent.models import (
    AccessLogEntry,
    Agreement,
    FollowUp,
    Person,
    SafeContact,
    Wording,
)
from core import clock
from core.actors import staff

# A reason typed for one page of a restricted record lasts for what follows from it, and no longer.
REASON_LASTS = timedelta(minutes=30)
# One more than a record shows of them, to know whether there are others.
NEWEST_DISCLOSURES = 4


def open_person(request, reference, page, log=True, full=False) -> Person:
    """The person of a reference whom the reader may see, or 404. Logs that their record was opened.

    `page`: the page's name in words, such as "record" or "timeline". `full`: with everything the rules ask for.
    """
    people = Person.objects.visible_to(request.reader).select_related("site", "service").with_restriction()
    people = people.with_details_left() if full else people
    person = get_object_or_404(with_everything(people) if full else people, reference=reference[:16])
    if log:
        log_opening(by=staff(request.user), person=person, page=page, roles=request.reader.roles)
    return person


def with_everything(people):
    """People with what helps them, answers, decisions, ways of contact and follow-ups, so that no rule queries."""
    people = people.with_what_helps().with_decisions().with_newest_disclosures(NEWEST_DISCLOSURES)
    return people.prefetch_related(
        Prefetch("agreements", Agreement.objects.select_related("recorded_by", "ended_by", "recipient")),
        Prefetch("safe_contacts", SafeContact.objects.filter(ended_at__isnull=True)),
        Prefetch("follow_ups", FollowUp.objects.open().select_related("owner")),
    )


def words_for(request, purpose: str):
    """The words to ask with, in the format that the address asks for (`?words=easy_read`), and the other format.

    Returns (wording, other): standard words where easy read is not in force; None for what there is not.
    """
    service = request.reader.service
    easy = request.GET.get("words") == Wording.Format.EASY_READ
    pair = [Wording.objects.in_force(service, purpose, format=format) for format in Wording.Format]
    standard, easy_read = pair
    if easy and easy_read is not None:
        return easy_read, standard
    return standard, easy_read


def reason_given(user, person, page, lasts=REASON_LASTS) -> str:
    """The reason that a user typed lately to open this page of a restricted record, or ""."""
    entries = AccessLogEntry.objects.filter(
        person=person, opened_by=user, page=page, opened_at__gte=clock.now() - lasts
    )
    return entries.exclude(why="").order_by("-opened_at").values_list("why", flat=True).first() or ""
