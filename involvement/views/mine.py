"""A service user's own pages of involvement."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from consent.models import Person
from core.access import my_page
from core.views import paged
from involvement.registered import decisions_for
from involvement.rules.telling import needs_easy_read


@my_page
@require_GET
def my_what_changed(request):
    person = get_object_or_404(Person.objects.visible_to(request.reader))
    page = paged(request, decisions_for(person), 10)
    return render(
        request,
        "involvement/my_what_changed.html",
        {"heading": _("What changed because of what you said"), "page": page, "easy": needs_easy_read(person)},
    )
