"""Public pages: the spectrum with its promises, and what changed because people spoke up. Nothing names a person."""

from django.db.models import Q
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from core.access import public_page
from core.views import choose_service, paged, remember_service
from involvement.forms.feedback import WhatChangedFilter
from involvement.models import Level, Theme
from involvement.rules import decisions_open_to_the_public


@public_page
@require_GET
def about_involvement(request):
    return choose_service(request, "about_involvement_of", _("Ways to be involved"))


@public_page
@require_GET
def about_involvement_of(request, service):
    request.public_service = service
    levels = Level.objects.prefetch_related("methods")
    context = {"heading": _("Ways to be involved"), "levels": levels, "service": service, "wide": True}
    return remember_service(render(request, "involvement/about_involvement.html", context), service)


@public_page
@require_GET
def what_changed(request):
    return choose_service(request, "what_changed_of", _("What changed"))


@public_page
@require_GET
def what_changed_of(request, service):
    request.public_service = service
    found = decisions_open_to_the_public(service)
    themes = Theme.objects.filter(decisions__in=found.order_by().values("pk")).distinct()
    form = WhatChangedFilter(request.GET or None, themes=themes)
    if form.is_valid():
        if form.cleaned_data["theme"]:
            found = found.filter(themes=form.cleaned_data["theme"])
        text, outcome = form.cleaned_data["q"], form.cleaned_data["outcome"]
        if text:
            found = found.filter(
                Q(you_said__icontains=text) | Q(we_decided__icontains=text) | Q(rationale__icontains=text)
            )
        if outcome:
            found = found.filter(outcome=outcome)
    context = {
        "heading": _("What changed because people spoke up"),
        "form": form,
        "page": paged(request, found, 10),
        "service": service,
        "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
    }
    return remember_service(render(request, "involvement/what_changed.html", context), service)
