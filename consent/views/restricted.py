"""Restricted records: for the information governance lead alone, each opened with a reason."""

from django.db.models import OuterRef, Subquery
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.models import Person, Restriction
from consent.reading import with_everything
from core import actors, registries
from core.access import staff_page
from core.roles import Permission
from core.views import paged, posted


@staff_page(Permission.OPEN_RESTRICTED)
@require_GET
def restricted_people(request):
    """References and days, nothing else: newest first."""
    q = request.GET.get("q", "").replace("\x00", "").strip().upper()[:16]
    open_one = Restriction.objects.filter(person=OuterRef("pk"), ended_at__isnull=True)
    found = Person.objects.restricted_for(request.reader).annotate(
        restricted_at=Subquery(open_one.values("recorded_at")[:1]),
        keep_until=Subquery(open_one.values("keep_until")[:1]),
    )
    if q:
        found = found.filter(reference__startswith=q)
    rows = found.order_by("-restricted_at", "-pk").values("reference", "restricted_at", "keep_until")
    context = {"page": paged(request, rows), "q": q, "heading": "Restricted records"}
    return render(request, "consent/restricted_people.html", context)


@staff_page(Permission.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def restricted_person(request, reference):
    """Ask why, log it, then show the record to read. Shown in answer to the reason, so that none is read without."""
    people = Person.objects.restricted_for(request.reader).select_related("site", "service")
    person = get_object_or_404(with_everything(people), reference=reference[:16])
    form = ReasonForm(
        posted(request),
        label="Why do you open this record?",
        submit_label="Open this record",
        hint="Your reason is logged. The person can read it.",
    )
    back = reverse("restricted_people")
    if form.is_valid():
        why = form.cleaned_data["reason"]
        by, roles = actors.staff(request.user), request.reader.roles
        actions.log_opening(by=by, person=person, page="restricted record", why=why, roles=roles)
        context = {
            "person": person,
            "heading": person.name_to_use,
            "why": why,
            "statuses": rules.statuses_of(person),
            "entries": registries.timeline.of(person, registries.Timeline.KINDS, most=200, reader=request.reader),
            "back_url": back,
        }
        return render(request, "consent/restricted_person.html", context)
    form.cancel_url = back
    context = {"form": form, "heading": f"Open the restricted record {person.reference}", "back_url": back}
    return render(request, "layouts/form.html", context)
