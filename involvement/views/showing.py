"""What a material shows of people and where it is: whose words it uses, what its readers said, and its places."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent.models import Person
from consent.rules import may_change as may_change_record
from consent.search import found_by
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.materials import (
    BecauseForm,
    FeaturedForm,
    FindSomebodyForm,
    PutUpForm,
    ReadingForm,
    TakeDownForm,
)
from involvement.models import Featured, MaterialPlace
from involvement.views import form_page, refused, seen, with_restricted
from involvement.views.materials import seen_material

FOUND_PER_PAGE = 15


# --- Its people


def people_to_choose(request, find, judge):
    """People found by what was typed, as triples of a person, whether they may be chosen, and why or why not."""
    people = Person.objects.visible_to(request.reader)
    chosen = find.cleaned_data if find.is_valid() else {}
    found = found_by(people, chosen["q"]) if chosen.get("q") else people.none()
    found = found.prefetch_related("agreements", "restrictions").order_by("name_to_use", "pk")
    page = paged(request, found, FOUND_PER_PAGE)
    found = [(person, *judge(person)) for person in page]
    return people, page, sorted(found, key=lambda one: not one[1])


def _may_feature(person):
    answer = rules.may_feature(person)
    return bool(answer), answer.why or "They agreed that their words, voice or picture are made public."


def _may_be_named(person):
    answer = may_change_record(person)
    return bool(answer), answer.why


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def feature(request, pk):
    material, back = seen_material(request, pk), reverse("material", args=[pk])
    heading = "Whose words, voice or picture does it use?"
    if not (answer := rules.may_change_material(material)):
        return refused(request, heading, answer.why, back)
    find = FindSomebodyForm(request.GET or None)
    people, page, found = people_to_choose(request, find, _may_feature)
    form = FeaturedForm(posted(request), people=people, found=found)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.feature, by=by, material=material, **form.cleaned_data):
        return said(request, "It is recorded. If they change their mind, each place is listed.", "material", pk)
    context = {"find": find, "page": page, "material": material}
    return form_page(request, form, heading, back, "involvement/feature.html", caption=material.title, **context)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def take_out(request, pk):
    featured = seen(request, with_restricted(Featured.objects.select_related("material", "person")), pk)
    back = reverse("material", args=[featured.material_id])
    heading = "Is this no longer in the material?"
    if not (answer := rules.may_take_out(featured)):
        return refused(request, heading, answer.why, back)
    form = BecauseForm(posted(request))
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.take_out, by=by, featured=featured, **form.cleaned_data):
        sentence = "It is noted. The material has changed, so somebody has to check it again."
        return said(request, sentence, "material", featured.material_id)
    context = {"form": form, "heading": heading, "caption": featured.material.title, "featured": featured}
    context |= {"button": "It is taken out", "cancel_url": back, "back_url": back}
    return render(request, "involvement/take_out.html", context)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def note_reading(request, pk):
    material, back = seen_material(request, pk), reverse("material", args=[pk])
    heading = "What did a service user say of it?"
    if not (answer := rules.may_change_material(material)):
        return refused(request, heading, answer.why, back)
    find = FindSomebodyForm(request.GET or None)
    people, page, found = people_to_choose(request, find, _may_be_named)
    form = ReadingForm(posted(request), people=people, found=found)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.note_reading, by=by, material=material, **form.cleaned_data):
        return said(request, "What they said is recorded. Change the material if it asks for that.", "material", pk)
    context = {"find": find, "page": page, "material": material}
    return form_page(request, form, heading, back, "involvement/note_reading.html", caption=material.title, **context)


# --- Where it hangs


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def put_up(request, pk):
    material, heading, back = seen_material(request, pk), "Where is it?", reverse("material", args=[pk])
    if not (answer := rules.may_put_up(material)):
        return refused(request, heading, answer.why, back)
    form = PutUpForm(posted(request), service=material.service)
    by = staff(request.user)
    if form.is_valid() and (made := perform(form, actions.put_up, by=by, material=material, **form.cleaned_data)):
        return said(request, f"Recorded: it is at {made}.", "material", pk)
    return form_page(request, form, heading, back, caption=material.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def take_down(request, pk):
    place = seen(request, MaterialPlace.objects.select_related("material", "site"), pk)
    back = reverse("material", args=[place.material_id])
    heading = "Was it taken down here?"
    if not (answer := rules.may_take_down(place)):
        return refused(request, heading, answer.why, back)
    form = TakeDownForm(posted(request), place=place)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.take_down, by=by, place=place, **form.cleaned_data):
        return said(request, f"Ticked off: it was taken down at {place}.", "material", place.material_id)
    context = {"form": form, "heading": heading, "caption": place.material.title, "place": place}
    context |= {"button": "Yes, it was taken down", "cancel_url": back, "back_url": back}
    return render(request, "involvement/take_down.html", context)
