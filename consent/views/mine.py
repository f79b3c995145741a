"""A service user's own page."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from consent.models import Person
from core import registries
from core.access import my_page


@my_page
@require_GET
def my_home(request):
    """What changed, what they are part of, what they said yes to, how we reach them, and who looked."""
    people = Person.objects.visible_to(request.reader).select_related("service").with_restriction()
    person = get_object_or_404(people.prefetch_related("agreements", "safe_contacts", "follow_ups"))
    sections = registries.sections(registries.my_home, request, person)
    return render(request, "consent/my_home.html", {"person": person, "sections": sections})
