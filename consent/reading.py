"""Reading a person's record: found through what the reader may see, and logged."""

from datetime import timedelta

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404

from consent.actions import log_opening
from consent.models import AccessLogEntry, Agreement, Draft, FollowUp, Person, SafeContact
from core import clock
from core.actors import staff

# A reason typed for one page of a restricted record lasts for what follows from it, and no longer.
REASON_LASTS = timedelta(minutes=30)
# One more than a record shows of them, to know whether there are others.
NEWEST_DISCLOSURES = 4


def open_person(request, reference, page, log=True, full=False, people=None) -> Person:
    """The person of a reference whom the reader may see, or 404. Logs that their record was opened.

    `page`: the page's name in words, such as "record" or "timeline". `full`: with everything the rules ask for.
    `people`: whom the reader may see on this page, where that is not whose record they may open.
    """
    people = Person.objects.visible_to(request.reader) if people is None else people
    people = people.select_related("site", "service").with_restriction().with_former_records()
    people = people.with_details_left().with_account() if full else people
    person = get_object_or_404(with_everything(people) if full else people, reference=reference[:16])
    if log:
        log_opening(by=staff(request.user), person=person, page=page, roles=request.reader.roles)
    return person


def row_of_person(model, request, pk, *related):
    """A row of somebody whom the reader may see, with their record, or 404."""
    if pk > 2**63 - 1:
        raise Http404
    people = Person.objects.visible_to(request.reader)
    return get_object_or_404(model.objects.select_related("person", *related), pk=pk, person__in=people)


def with_everything(people):
    """People with all that a record shows of them, so that no rule queries for it."""
    people = people.with_what_helps().with_assessments().with_decisions().with_newest_disclosures(NEWEST_DISCLOSURES)
    return people.prefetch_related(
        Prefetch("agreements", Agreement.objects.select_related("recorded_by", "ended_by", "recipient")),
        Prefetch("safe_contacts", SafeContact.objects.filter(ended_at__isnull=True)),
        Prefetch("follow_ups", FollowUp.objects.open().select_related("owner")),
    )


def reason_given(user, person, page, lasts=REASON_LASTS) -> str:
    """The reason that a user typed lately to open this page of a restricted record, or ""."""
    entries = AccessLogEntry.objects.filter(
        person=person, opened_by=user, page=page, opened_at__gte=clock.now() - lasts
    )
    return entries.exclude(why="").order_by("-opened_at").values_list("why", flat=True).first() or ""


def drafts_left(request, kind) -> list[Draft]:
    """The drafts of a kind that the reader has begun and not finished. Read once, whoever asks on the same page."""
    if not hasattr(request, "drafts_left"):
        drafts = Draft.objects.visible_to(request.reader).select_related("started_by", "handed_over_by")
        request.drafts_left = [draft for draft in drafts[:100] if draft.answers]
    return [draft for draft in request.drafts_left if draft.kind == kind]
