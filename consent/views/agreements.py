"""Closing what was to be asked later."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions
from consent.forms.answering import ReasonForm
from consent.models import FollowUp
from consent.reading import row_of_person
from core import actors
from core.access import staff_page
from core.roles import Permission
from core.views import perform, posted, said


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def close_follow_up(request, pk):
    """Note what came of asking later."""
    follow_up = row_of_person(FollowUp, request, pk)
    person = follow_up.person
    form = ReasonForm(posted(request), label="What came of it?", submit_label="Close this")
    form.cancel_url = back = reverse("person", args=[person.reference])
    if form.is_valid():
        by = actors.staff(request.user)
        outcome = form.cleaned_data["reason"]
        if perform(form, actions.close_follow_up, by=by, follow_up=follow_up, outcome=outcome):
            return said(request, "Asking later is closed, and what came of it is noted.", "person", person.reference)
    context = {"form": form, "follow_up": follow_up, "heading": "Close asking later", "caption": person.name_to_use}
    return render(request, "consent/close_follow_up.html", {**context, "back_url": back})
