"""Reading a person's record: found through what the reader may see, and logged."""

from django.shortcuts import get_object_or_404

from consent.actions import log_opening
from consent.models import Person
from core.actors import staff


def open_person(request, reference, page, log=True) -> Person:
    """The person of a reference whom the reader may see, or 404. Logs that their record was opened.

    `page`: the page's name in words, such as "record" or "timeline".
    """
    people = Person.objects.visible_to(request.reader).select_related("site", "service")
    person = get_object_or_404(people, reference=reference)
    if log:
        log_opening(by=staff(request.user), person=person, page=page)
    return person
