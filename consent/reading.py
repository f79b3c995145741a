"""Reading a person's record: found through what the reader may see, and logged."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404

from consent.actions import log_opening
from consent.models import Agreement, FollowUp, Person, SafeContact
from core.actors import staff


def open_person(request, reference, page, log=True, full=False) -> Person:
    """The person of a reference whom the reader may see, or 404. Logs that their record was opened.

    `page`: the page's name in words, such as "record" or "timeline". `full`: with everything the rules ask for.
    """
    people = Person.objects.visible_to(request.reader).select_related("site", "service").with_restriction()
    person = get_object_or_404(with_everything(people) if full else people, reference=reference[:16])
    if log:
        log_opening(by=staff(request.user), person=person, page=page, roles=request.reader.roles)
    return person


def with_everything(people):
    """People with their answers, ways of contact and follow-ups, so that no rule queries for them."""
    return people.prefetch_related(
        Prefetch("agreements", Agreement.objects.select_related("recorded_by", "ended_by")),
        Prefetch("safe_contacts", SafeContact.objects.filter(ended_at__isnull=True)),
        Prefetch("follow_ups", FollowUp.objects.open().select_related("owner")),
    )
