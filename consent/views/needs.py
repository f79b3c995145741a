"""What helps a person: asking, changing one need, and saying how needs are met at a session or in a letter."""

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.forms.needs import MeetNeedsForm, OneNeedForm, PersonNeedsForm, answers_of
from consent.models import Person, PersonNeed
from consent.needs import to_meet
from consent.reading import open_person
from core import actors
from core.access import staff_page
from core.roles import Permission
from core.views import perform, posted, said


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_needs(request, reference):
    """Ask what helps them, for the first time or again: what was answered before is filled in."""
    person = open_person(request, reference, "access needs", log=request.method == "GET")
    form = PersonNeedsForm(posted(request), answers=answers_of(person))
    if form.is_valid():
        kwargs = {"person": person, "review_on": form.cleaned_data["review_on"], **form.answers}
        if asked := perform(form, actions.record_needs, by=actors.staff(request.user), **kwargs):
            sentence = f"What helps {person.name_to_use} is saved. Look at it again by {asked.review_on:%-d %B %Y}."
            return said(request, sentence, "person", reference)
    form.cancel_url = back = reverse("person", args=[reference])
    context = {
        "form": form,
        "heading": f"Ask what helps {person.name_to_use}",
        "person": person,
        "needs": rules.open_needs(person),
        "back_url": back,
    }
    return render(request, "consent/person_needs.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def person_need(request, pk):
    """Change the details of one need, or end it because it no longer holds."""
    people = Person.objects.visible_to(request.reader)
    found = PersonNeed.objects.open().filter(person__in=people).select_related("person", "need")
    need = get_object_or_404(found, pk=pk)
    person, by = need.person, actors.staff(request.user)
    form = OneNeedForm(posted(request), initial={"details": need.details})
    if form.is_valid():
        data = form.cleaned_data
        if data["holds"]:
            done = perform(form, actions.change_need, by=by, person_need=need, details=data["details"])
            sentence = f"The details are saved: {need.need}."
        else:
            done = perform(form, actions.end_need, by=by, person_need=need, because=data["because"])
            sentence = f"{need.need}: it is noted that this no longer holds."
        if done:
            return said(request, sentence, "person_needs", person.reference)
    form.cancel_url = back = reverse("person_needs", args=[person.reference])
    context = {"form": form, "heading": str(need.need), "caption": person.name_to_use, "back_url": back}
    return render(request, "layouts/form.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def needs_to_meet(request, reference):
    """What has to be arranged for a person and what is noted already; `for` in the address names one to note."""
    person = open_person(request, reference, "arrangements", log=request.method == "GET")
    listed = to_meet(person.service, person)
    chosen = next((one for one in listed if one.occasion.key == request.GET.get("for")), None)
    if chosen is not None:
        return _note(request, person, chosen)
    if request.method == "POST":
        return redirect("needs_to_meet", reference)
    context = {
        "person": person,
        "listed": listed,
        "heading": f"What to arrange for {person.name_to_use}",
        "back_url": reverse("person", args=[reference]),
    }
    return render(request, "consent/needs_to_meet.html", context)


def _note(request, person, one):
    form = MeetNeedsForm(posted(request), needs=one.needs, happened=one.occasion.happened_at is not None)
    if form.is_valid():
        kwargs = {"person": person, "occasion": one.occasion.key, "about": one.occasion.words, **form.note}
        if perform(form, actions.note_need_met, by=actors.staff(request.user), **kwargs):
            return said(request, f"It is noted for {one.occasion.words}.", "needs_to_meet", person.reference)
    form.cancel_url = back = reverse("needs_to_meet", args=[person.reference])
    context = {
        "form": form,
        "heading": f"{person.name_to_use} {one.says}",
        "caption": one.occasion.words[:1].upper() + one.occasion.words[1:],
        "back_url": back,
    }
    return render(request, "layouts/form.html", context)
