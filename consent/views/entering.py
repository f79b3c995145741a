"""Everything about a person on one page, stored in one go."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions
from consent.forms.whole import PersonDetailsForm
from consent.models import Person, Purpose, Wording
from consent.search import a_restricted_one_is_alike, alike
from consent.views.once import MAYBE_RESTRICTED, key_for, recorded, reference_in, what_was_recorded
from core import actors
from core.access import staff_page
from core.models import Site, next_reference
from core.roles import Permission
from core.views import perform, said

MOST_KNOWN = 5


def _wordings(service) -> dict:
    """The wording in force of both questions, by purpose; None where none is published."""
    return {key: Wording.objects.in_force(service, key) for key in (Purpose.RECORD, Purpose.CONTACT)}


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def record_person_details(request):
    """Stores the person, both answers and the safe ways of contact in one go, or nothing."""
    service = request.reader.service
    wordings = _wordings(service)
    record, contact = wordings[Purpose.RECORD], wordings[Purpose.CONTACT]
    if record is None or contact is None:
        return render(request, "consent/no_wording.html", {"heading": "Record consent"})
    if request.GET.get("wording") != str(record.pk):
        messages.info(request, "The words to read out have changed, or were not read yet. Start again here.")
        return redirect("record_person")
    reference, data = _one_form_one_person(request)
    if already := recorded(request, reference):
        return said(request, f"{already.name_to_use} was recorded already. This is the record.", "person", reference)
    initial = {"key": key_for(request, next_reference())}
    form = PersonDetailsForm(data, wording=contact, initial=initial)
    if data and not reference:
        form.add_error(None, "This page was open for too long. Check the answers and press the button again.")
    known, maybe_restricted = [], False
    if form.is_valid():
        maybe_restricted = a_restricted_one_is_alike(service, form.details)
        others = Person.objects.visible_to(request.reader).exclude(reference=reference)
        known = list(alike(others, form.details)[:MOST_KNOWN])
        if known and not form.cleaned_data["somebody_else"]:
            form.ask_whether_known()
    if form.is_valid():
        person = perform(
            form,
            actions.record_person,
            by=actors.staff(request.user),
            service=service,
            details={**form.details, "site": _site(request, service)},
            record_wording=record,
            contact=form.answer,
            safe_contacts=form.safe_contacts,
            route=form.cleaned_data["route"],
            present=form.cleaned_data["present"],
            reference=reference,
        )
        person = person or recorded(request, reference)
        if person:
            if maybe_restricted:
                messages.info(request, MAYBE_RESTRICTED)
            return said(request, what_was_recorded(person, form.answer), "person", person.reference)
        if Person.objects.filter(service=service, reference=reference).exists():
            messages.info(request, "This form was sent already. The record that it made is not shown here any more.")
            return redirect("people")
    context = {
        "form": form,
        "heading": "They said yes: record the rest",
        "back_url": reverse("record_person"),
        "known": known,
        "maybe_restricted": MAYBE_RESTRICTED if maybe_restricted else "",
    }
    return render(request, "consent/record_person_details.html", context)


def _one_form_one_person(request):
    """The reference drawn when the form was opened ("" if it is not ours), and the data with a key that holds.

    A form sent twice carries one reference, which the database lets in once.
    """
    if request.method != "POST":
        return "", None
    try:
        return reference_in(request), request.POST
    except signing.BadSignature:
        data = request.POST.copy()
        data["key"] = key_for(request, next_reference())
        return "", data


def _site(request, service):
    site = request.GET.get("site", "")
    return (
        Site.objects.filter(service=service, pk=site).first()
        if site.isascii() and site.isdigit() and len(site) < 10
        else None
    )
