"""The page on which a manager or an administrator sets how small numbers are protected, and tries to tell people."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core import actions, actors
from core.access import staff_page
from core.forms.people_and_sites import StandardsForm
from core.roles import Permission
from core.suppression import protection_of
from core.views import perform, posted, said


@staff_page(Permission.SET_STANDARDS)
@require_http_methods(["GET", "POST"])
def standards(request):
    service = request.reader.service
    form = StandardsForm(posted(request), initial={name: getattr(service, name) for name in StandardsForm.base_fields})
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.change_service, by=by, service=service, **form.cleaned_data):
            return said(request, "The standards are saved. Every page follows them from now on.", "standards")
        service.refresh_from_db()
    # An administrator has no dashboard, and a manager no page of people and sites.
    back = "people_and_sites" if request.reader.may(Permission.MANAGE_MEMBERSHIPS) else "governance"
    form.cancel_url = reverse(back)
    context = {
        "form": form,
        "heading": "Small numbers, and tries to tell people",
        "back_url": reverse(back),
        "in_words": protection_of(service).in_words,
    }
    return render(request, "core/standards.html", context)
