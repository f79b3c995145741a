"""Registrations of interest: the queue, and linking, recording or declining one."""

from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.forms.people import LinkRegistrationForm, PersonSearch, RecordRegistrationForm, RegistrationFilter
from consent.models import InterestRegistration, Person, Purpose
from consent.search import found_by, normalised, reference_typed
from core import actors
from core.access import staff_page
from core.deeds import who_did
from core.roles import Permission
from core.views import paged, perform, posted, said

MOST_MATCHES = 10


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_GET
def registrations(request):
    """The queue, oldest first; what was looked at already, newest first."""
    form = RegistrationFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    found = InterestRegistration.objects.visible_to(request.reader)
    if chosen.get("show") == "handled":
        found = found.exclude(state=InterestRegistration.State.NEW).order_by("-handled_at", "pk")
    else:
        found = found.waiting()
    if q := chosen.get("q"):
        matching = Q(name_to_use__icontains=q)
        if reference := reference_typed(q):
            matching |= Q(reference__startswith=reference)
        found = found.filter(matching)
    context = {
        "form": form,
        "page": paged(request, found),
        "handled": chosen.get("show") == "handled",
        "filtered": bool(chosen.get("q")),
        "q": chosen.get("q") or "",
        "heading": "Registrations of interest",
        "wide": True,
    }
    return render(request, "consent/registrations.html", context)


def _registration(request, pk):
    found = InterestRegistration.objects.visible_to(request.reader).select_related("handled_by", "person", "service")
    return get_object_or_404(found, pk=pk)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_GET
def registration(request, pk):
    """What somebody wrote, who it might be, and what to do with it."""
    registration = _registration(request, pk)
    may = rules.may_handle(registration)
    form = PersonSearch(request.GET)
    form.is_valid()
    q = form.cleaned_data.get("q")
    context = {
        "registration": registration,
        "may": may,
        "handled_by": who_did(registration, "handled"),
        "form": form,
        "q": q,
        "matches": _matches(request, registration, q) if may else [],
        "rows": _rows(registration),
        "heading": registration.name_to_use,
        "back_url": reverse("registrations"),
    }
    return render(request, "consent/registration.html", context)


def _matches(request, registration, q) -> list:
    """People it may be: those the reader searched for, else those with the same name, telephone number or email."""
    people = Person.objects.visible_to(request.reader)
    if q:
        return list(found_by(people, q)[:MOST_MATCHES])
    found = found_by(people, registration.name_to_use) if normalised(registration.name_to_use) else people.none()
    if registration.phone:
        found = found | people.filter(phone=registration.phone)
    if registration.email:
        found = found | people.filter(email__iexact=registration.email)
    return list(found[:MOST_MATCHES])


def _rows(registration) -> list[dict]:
    later = registration.not_before
    return [
        {"key": "Reference", "value": registration.reference},
        {"key": "Age", "value": registration.get_age_band_display()},
        {"key": "How they know us", "value": registration.get_connection_display()},
        {"key": "Would like to", "value": "\n".join(registration.wishes_in_words)},
        {"key": "When to ask", "value": f"Not before {later:%-d %B %Y}" if later else "Now"},
        {"key": "Safe way to reach them", "value": registration.get_channel_display()},
        {"key": "Telephone number", "value": registration.phone.as_national if registration.phone else ""},
        {"key": "Email", "value": registration.email},
        {"key": "Safe times", "value": registration.safe_times},
        {"key": "What would help them", "value": registration.access_needs},
        {"key": "Language", "value": registration.language},
    ]


def _confirm(request, registration, form, **context):
    context = {
        "registration": registration,
        "form": form,
        "may": rules.may_handle(registration),
        "caption": registration.name_to_use,
        "cancel_url": reverse("registration", args=[registration.pk]),
        **context,
    }
    return render(request, "consent/registration_confirm.html", context)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def link_registration(request, pk):
    """Say that the registration came from somebody already recorded: `?person=` names them."""
    registration = _registration(request, pk)
    reference = request.GET.get("person", "").replace("\x00", "")[:16]
    person = get_object_or_404(Person.objects.visible_to(request.reader), reference=reference)
    newer = rules.has_answered_since(person, Purpose.CONTACT, registration.received_at)
    changes = rules.changes_by_linking(registration, person)
    answer = rules.answer_before_linking(person)
    check = not newer and bool(answer or any(change.differs for change in changes))
    form = LinkRegistrationForm(posted(request), check=check)
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.link_registration, by=by, registration=registration, person=person):
            which = "What they told us since then stays" if newer else "Their answers on the form are their newest"
            return said(request, f"The registration is linked to {person}. {which}.", "person", person.reference)
    heading = f"Link to {person}?"
    context = {"person": person, "newer": newer, "changes": changes, "answer": answer}
    return _confirm(request, registration, form, heading=heading, button="Link to this person", **context)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def record_registration(request, pk):
    """Make a new person of the registration."""
    registration = _registration(request, pk)
    form = RecordRegistrationForm(posted(request), service=request.reader.service)
    if form.is_valid():
        by = actors.staff(request.user)
        kwargs = {"registration": registration, "site": form.cleaned_data["site"]}
        if person := perform(form, actions.record_person_from_registration, by=by, **kwargs):
            sentence = f"{person.name_to_use} is recorded, reference {person.reference}, with the answers on the form."
            return said(request, sentence, "person", person.reference)
    heading = f"Make a new person of {registration.name_to_use}?"
    return _confirm(request, registration, form, heading=heading, button="Make a new person", is_new=True)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def decline_registration(request, pk):
    registration = _registration(request, pk)
    form = ReasonForm(posted(request), label="Why is it declined?")
    if form.is_valid():
        by = actors.staff(request.user)
        kwargs = {"registration": registration, "reason": form.cleaned_data["reason"]}
        if perform(form, actions.decline_registration, by=by, **kwargs):
            return said(request, f"The registration of {registration.name_to_use} is declined.", "registrations")
    heading = f"Decline the registration of {registration.name_to_use}?"
    return _confirm(request, registration, form, heading=heading, button="Decline this registration", kind="warning")
