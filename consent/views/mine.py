"""A service user's own page."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consent.models import Person
from consent.registered.my_page import openings_in_words
from consent.registered.sharing import in_their_words, told_to
from core import registries
from core.access import my_page
from core.views import paged


@my_page
@require_GET
def my_home(request):
    """What changed, what they are part of, what they said yes to, how we reach them, and who looked."""
    people = Person.objects.visible_to(request.reader).select_related("service").with_restriction()
    person = get_object_or_404(people.prefetch_related("agreements", "safe_contacts", "follow_ups"))
    sections = registries.sections(registries.my_home, request, person)
    return render(request, "consent/my_home.html", {"person": person, "sections": sections})


@my_page
@require_GET
def my_openings(request):
    """Everybody who opened their record, newest first."""
    person = get_object_or_404(Person.objects.visible_to(request.reader).select_related("service"))
    page = paged(request, person.access_log.select_related("opened_by").order_by("-opened_at", "-pk"), 100)
    context = {
        "person": person,
        "page": page,
        "openings": list(openings_in_words(person, page)),
        "heading": _("Who has looked at your record"),
        "back_url": reverse("my_home"),
    }
    return render(request, "consent/my_openings.html", context)


@my_page
@require_GET
def my_shared(request):
    """Everything that was shared about them and that they may read of, newest first."""
    person = get_object_or_404(Person.objects.visible_to(request.reader).select_related("service"))
    page = paged(request, told_to(person))
    context = {
        "person": person,
        "page": page,
        "shared": [in_their_words(disclosure) for disclosure in page],
        "heading": _("What we shared about you"),
        "back_url": reverse("my_home"),
    }
    return render(request, "consent/my_shared.html", context)
