"""New records that may be of somebody whose record is restricted, in the work of the information governance lead."""

from django.urls import reverse
from django.utils import timezone

from consent.models import JoinTask, Person
from core import registries
from core.registries import WorkRow
from core.roles import Permission


@registries.work.add
def may_be_joined(request):
    reader = request.reader
    if not reader.may(Permission.OPEN_RESTRICTED):
        return
    here = Person.objects.to_be_joined_by(reader)
    for task in JoinTask.objects.open().filter(service=reader.service, person__in=here)[:50]:
        day = timezone.localtime(task.noted_at).date()
        yield WorkRow(
            4,
            f"Somebody recorded as new on {day:%-d %B %Y} may have a restricted record",
            "Compare them",
            reverse("join_task", args=[task.pk]),
            day,
        )
