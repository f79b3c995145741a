"""What waits for one member of staff alone: drafts they left, and what they or a colleague left for later."""

from datetime import timedelta
from itertools import groupby

from django.urls import reverse
from django.utils import timezone

from consent.journey import WALK
from consent.models import DetailToAdd, Draft, FollowUp, Person
from consent.models.details import Detail
from consent.reading import drafts_left
from core import registries
from core.registries import Section, WorkRow, day_said, name_of, said_name
from core.roles import Permission

# How long a task that waits for its day is shown to whom it was handed over, so that they have heard of it.
HEARD_OF = timedelta(hours=24)


@registries.work.add
def drafts(request):
    reader = request.reader
    if not reader.may(Permission.RECORD_PEOPLE):
        return
    for draft in drafts_left(request, Draft.Kind.RECORD_PERSON):
        began = timezone.localtime(draft.started_at)
        where = WALK.where_it_waits(draft.answers)
        if draft.handed_over_by is None:
            sentence = f"You began recording consent at {began:%H:%M}, {where}"
        else:
            sentence = f"{draft.handed_over_by} handed over recording consent, begun at {began:%H:%M}, {where}"
        yield WorkRow(2, sentence, "Go on", reverse("go_on_recording", args=[draft.pk]), began.date())


@registries.work.add
def left_for_later(request):
    """One row for each person, with all that is to be added."""
    reader = request.reader
    if not reader.may(Permission.RECORD_PEOPLE):
        return
    waiting = (
        DetailToAdd.objects.open()
        .filter(service=reader.service, owner=reader.user, person__in=Person.objects.not_restricted())
        .select_related("person", "handed_over_by")
        .order_by("person_id", "recorded_at", "pk")[:200]
    )
    for person, details in groupby(waiting, key=lambda detail: detail.person):
        details = list(details)
        sentence = f"Add {_and([detail.get_detail_display() for detail in details])} for {person.name_to_use}"
        if by := next((detail.handed_over_by for detail in details if detail.handed_over_by), None):
            sentence += f", handed over by {by}"
        url = reverse("details_to_add", args=[person.reference])
        yield WorkRow(5, sentence, "Add this", url, timezone.localtime(details[0].recorded_at).date())


def _handed_over_lately(request):
    reader = request.reader
    handed = FollowUp.objects.open().filter(service=reader.service, owner=reader.user)
    handed = handed.filter(not_before__gt=timezone.localdate(), handed_over_at__gt=timezone.now() - HEARD_OF)
    return handed.filter(person__in=Person.objects.not_restricted()).order_by("not_before", "pk")


@registries.work.kind(
    Permission.RECORD_PEOPLE,
    rows=_handed_over_lately,
    needs=["person__name_to_use", "person__reference", "not_before", *name_of("handed_over_by")],
)
def handed_over_to_wait(follow_up):
    """Asking later that a colleague has just handed over, although its day has not come."""
    day, by = day_said(follow_up["not_before"]), said_name(follow_up, "handed_over_by")
    return WorkRow(
        5,
        f"Ask {follow_up['person__name_to_use']} again from {day:%-d %B %Y}, handed over by {by}",
        "Open the record",
        reverse("person", args=[follow_up["person__reference"]]),
        day,
    )


@registries.person_sections.add
def still_to_add(request, person):
    """What was left for later, on the record: `person` is read `with_details_left()`."""
    if not person.details_left:
        return None
    context = {
        "details": [Detail(detail).label for detail in person.details_left],
        "person": person,
        "may_close": request.reader.may(Permission.RECORD_PEOPLE),
    }
    return Section(15, "consent/sections/to_add.html", context)


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
