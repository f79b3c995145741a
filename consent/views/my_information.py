"""A service user's own information: to read, to take along as a file, and their equality answers."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.equality import EqualityForm
from consent.models import EqualityProfile, Person, Purpose
from consent.models.equality import ANSWERS
from consent.views.my_consent import own_record
from core import actors, clock
from core.access import my_page
from core.forms import PlainForm
from core.held import everything_held, in_words
from core.scope import scope_of_person, scope_of_staff
from core.views import perform, posted, said

# Nothing on a shared phone says what it is about.
FILE_NAME = "my-information"


@my_page
@require_GET
def my_information(request):
    """What is held, in short, with the ways to all of it."""
    person = own_record(request)
    context = {
        "person": person,
        "kinds": [(kind.title, len(rows)) for kind, rows in _all_of(person)],
        "asked_for": everything_held.asked_for,
        "equality": _equality_of(person),
        "service": person.service,
        "heading": _("Your information"),
        "back_url": reverse("my_home"),
    }
    return render(request, "consent/my_information.html", context)


def _equality_of(person):
    return EqualityProfile.objects.filter(person=person).first()


def _all_of(person) -> list:
    """Everything held, of older records that were joined to this one too. Pairs of kind and rows."""
    found = {}
    for key in [person.pk, *_former_records(person)]:
        with scope_of_person(person.service, key):
            for kind, rows in everything_held.of(Person(pk=key)):
                found.setdefault(kind.title, (kind, []))[1].extend(rows)
    return list(found.values())


def _former_records(person) -> list[int]:
    """The keys of records that were joined to this one: the person's own scope shows no other, be it one of theirs."""
    with scope_of_staff(person.service):
        return list(Person.objects.filter(joined_into=person.pk).values_list("pk", flat=True))


@my_page
@require_GET
def my_information_page(request):
    """Everything, as a page to keep, which needs nothing else to be read."""
    person = own_record(request)
    kinds = [(kind.title, [_told(kind, row) for row in rows]) for kind, rows in _all_of(person)]
    context = {"person": person, "kinds": kinds, "today": clock.today(), "asked_for": everything_held.asked_for}
    return _as_file(HttpResponse(render_to_string("consent/my_information_file.html", context)), "html")


def _told(kind, row) -> list[tuple]:
    """The fields of a row that say something, each with what it is."""
    said = [(words, in_words(row[path])) for path, words in kind.fields.items()]
    return [(words, value) for words, value in said if value]


@my_page
@require_GET
def my_information_data(request):
    """Everything, for a machine to read."""
    person = own_record(request)
    data = {
        "made_on": clock.today(),
        "service": person.service.name,
        "held": [{"title": str(kind.title), "rows": rows} for kind, rows in _all_of(person)],
        "given_on_request": everything_held.asked_for,
    }
    return _as_file(JsonResponse(data, json_dumps_params={"indent": 2, "ensure_ascii": False}), "json")


def _as_file(response, kind):
    response["Content-Disposition"] = f'attachment; filename="{FILE_NAME}.{kind}"'
    return response


@my_page
@require_http_methods(["GET", "POST"])
def my_equality(request):
    """Give equality answers, or change them. Without a yes to keeping them, that is asked first."""
    person = own_record(request)
    if not rules.may_give_equality_answers(person):
        return redirect("my_answer_to", purpose=Purpose.EQUALITY)
    before = _equality_of(person)
    form = EqualityForm(posted(request), initial={name: getattr(before, name) for name in ANSWERS} if before else {})
    form.cancel_url = back = reverse("my_information")
    if form.is_valid():
        by = actors.the_person(person)
        if perform(form, actions.give_equality_answers, by=by, person=person, answers=form.cleaned_data):
            return said(request, _("Your answers are saved. No worker can see them."), "my_information")
    context = {"form": form, "heading": _("Your equality answers"), "back_url": back}
    return render(request, "consent/my_equality.html", context)


@my_page
@require_http_methods(["GET", "POST"])
def my_equality_delete(request):
    """Delete the equality answers. The yes to keeping them stays, so that they can be given again."""
    person = own_record(request)
    form = PlainForm(posted(request))
    if form.is_valid():
        actions.delete_equality_answers(by=actors.the_person(person), person=person)
        return said(request, _("Your equality answers are deleted."), "my_information")
    context = {"form": form, "heading": _("Delete your equality answers?"), "button": _("Delete my answers")}
    context |= {"kind": "warning", "cancel_url": reverse("my_information")}
    return render(request, "consent/my_equality_delete.html", context)
