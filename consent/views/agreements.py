"""Asking about involvement again, and closing what was to be asked later."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions
from consent.forms.answering import AskAgainForm, ReasonForm
from consent.models import FollowUp, Purpose
from consent.reading import open_person, row_of_person, words_for
from core import actors
from core.access import staff_page
from core.roles import Permission
from core.views import perform, posted, said


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def ask_again(request, reference):
    """Read out the wording for involvement again, and record the new answer."""
    person = open_person(request, reference, "asking about involvement", log=request.method == "GET")
    wording, other = words_for(request, Purpose.CONTACT)
    back = reverse("person", args=[person.reference])
    if wording is None:
        return render(request, "consent/no_wording.html", {"heading": "Ask about involvement", "back_url": back})
    form = AskAgainForm(posted(request), wording=wording, initial={"route": "in_person"})
    form.cancel_url = back
    if form.is_valid():
        agreement = perform(
            form,
            actions.record_answer,
            by=actors.staff(request.user),
            person=person,
            purpose_key=Purpose.CONTACT,
            route=form.cleaned_data["route"],
            **form.answer,
        )
        if agreement:
            sentence = f"{agreement.get_answer_display()}: the answer of {person.name_to_use} is recorded."
            return said(request, sentence, "person", reference)
    context = {"form": form, "heading": "Ask about involvement", "caption": person.name_to_use, "other": other}
    return render(request, "consent/ask_again.html", {**context, "back_url": back})


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
