"""Reading one assessment or best-interests decision: for those who need it, each reading logged."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from consent.deciding import WALKS, kept_of
from consent.models import BestInterestsDecision, CapacityAssessment, CompetenceAssessment, Person
from consent.reading import open_person
from core.access import staff_page
from core.deeds import who_did
from core.roles import Permission

MODELS = {
    "competence": (CompetenceAssessment, "Assessment of competence", "assessed"),
    "capacity": (CapacityAssessment, "Assessment of capacity", "assessed"),
    "best-interests": (BestInterestsDecision, "Best-interests decision", "decided"),
}


@staff_page(Permission.SEE_ASSESSMENTS)
@require_GET
def assessment(request, kind, pk):
    """One assessment or decision in full, as it was made."""
    if kind not in MODELS or pk > 2**63 - 1:
        raise Http404
    model, title, deed = MODELS[kind]
    people = Person.objects.with_assessments_for(request.reader)
    found = get_object_or_404(model.objects.select_related("person", "purpose"), pk=pk, person__in=people)
    open_person(request, found.person.reference, title.lower(), people=people)
    may_open_record = request.reader.may(Permission.SEE_PEOPLE)
    context = {
        "heading": title,
        "caption": found.person.name_to_use,
        "found": found,
        "made": who_did(found, deed),
        "rows": _rows(found, kind),
        "back_url": reverse("person", args=[found.person.reference]) if may_open_record else reverse("today"),
        "back_label": f"Back to {found.person.name_to_use}" if may_open_record else "Back to today",
    }
    return render(request, "consent/assessment.html", context)


def _rows(found, kind) -> list[dict]:
    """The questions that were asked and their answers, in the words of the page on which they were checked."""
    kept = kept_of(found, kind)
    steps = (step for step in WALKS[kind].steps if step.when(kept) and not step.leads_out)
    return [{"key": step.asks, "value": step.form.words(kept)} for step in steps]
