"""Recording a person with their consent: the first question, then everything else at once."""

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions
from consent.forms.answering import FirstAnswerForm
from consent.forms.whole import PersonDetailsForm
from consent.models import Person, Purpose, Wording
from consent.search import a_restricted_one_is_alike, alike
from core import actors
from core.access import staff_page
from core.models import Site, next_reference
from core.roles import Permission
from core.views import perform, posted, said

SITE_KEY = "recording_site"
FORM_LASTS = 12 * 60 * 60
MOST_KNOWN = 5
MAYBE_RESTRICTED = (
    "There may be a restricted record of this person. Carry on, and ask the information governance lead to join them."
)


def _wordings(service) -> dict:
    """The wording in force of both questions, by purpose; None where none is published."""
    return {key: Wording.objects.in_force(service, key) for key in (Purpose.RECORD, Purpose.CONTACT)}


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def record_person(request):
    """The first page: the words to read out and two equal answers. A yes stores nothing yet; a no stores no person."""
    service = request.reader.service
    wording = Wording.objects.in_force(service, Purpose.RECORD)
    if wording is None:
        return render(request, "consent/no_wording.html", {"heading": "Record consent"})
    site = request.session.get(SITE_KEY)
    form = FirstAnswerForm(posted(request), service=service, question=wording.question, initial={"site": site})
    if form.is_valid():
        chosen = form.cleaned_data["site"]
        request.session[SITE_KEY] = chosen.pk if chosen else None
        if not form.cleaned_data["over_16"]:
            return redirect("record_on_paper")
        answer = request.POST.get("answer")
        if answer == "yes":
            query = f"?wording={wording.pk}" + (f"&site={chosen.pk}" if chosen else "")
            return redirect(reverse("record_person_details") + query)
        if answer == "no":
            if perform(form, actions.note_asked, by=actors.staff(request.user), service=service, site=chosen):
                return redirect("asked")
        else:
            form.add_error(None, "Press “They said yes” or “They said no”.")
    context = {"form": form, "heading": "Record consent", "wording": wording}
    return render(request, "consent/record_person.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def record_on_paper(request):
    return render(request, "consent/record_on_paper.html", {"heading": "Go on by paper"})


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def asked(request):
    return render(request, "consent/asked.html", {"heading": "They said no"})


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def paper_form(request):
    """Both wordings to print, with room for the answers."""
    wordings = _wordings(request.reader.service)
    return render(request, "consent/paper_form.html", {"heading": "Consent form", "wordings": wordings})


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def record_person_details(request):
    """The second page: stores the person, both answers and the safe ways of contact in one go, or nothing."""
    service = request.reader.service
    wordings = _wordings(service)
    record, contact = wordings[Purpose.RECORD], wordings[Purpose.CONTACT]
    if record is None or contact is None:
        return render(request, "consent/no_wording.html", {"heading": "Record consent"})
    if request.GET.get("wording") != str(record.pk):
        messages.info(request, "The words to read out have changed, or were not read yet. Start again here.")
        return redirect("record_person")
    reference, data = _one_form_one_person(request)
    if already := _recorded(request, reference):
        return said(request, f"{already.name_to_use} was recorded already. This is the record.", "person", reference)
    initial = {"key": _key_for(request, next_reference())}
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
        person = person or _recorded(request, reference)
        if person:
            if maybe_restricted:
                messages.info(request, MAYBE_RESTRICTED)
            return said(request, _what_was_recorded(person, form.answer), "person", person.reference)
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


def _key_for(request, reference) -> str:
    return signing.dumps(reference, salt=f"record person, user {request.user.pk}")


def _one_form_one_person(request):
    """The reference drawn when the form was opened ("" if it is not ours), and the data with a key that holds.

    A form sent twice carries one reference, which the database lets in once.
    """
    if request.method != "POST":
        return "", None
    try:
        key = request.POST.get("key", "")
        reference = signing.loads(key, salt=f"record person, user {request.user.pk}", max_age=FORM_LASTS)
        return reference, request.POST
    except signing.BadSignature:
        data = request.POST.copy()
        data["key"] = _key_for(request, next_reference())
        return "", data


def _recorded(request, reference):
    """The person whom this form made, where the reader may see them: a restricted one is not named by a form."""
    return Person.objects.visible_to(request.reader).filter(reference=reference).first() if reference else None


def _site(request, service):
    site = request.GET.get("site", "")
    return (
        Site.objects.filter(service=service, pk=site).first()
        if site.isascii() and site.isdigit() and len(site) < 10
        else None
    )


def _what_was_recorded(person, answer) -> str:
    name = person.name_to_use
    if answer["answer"] == "given" and answer["not_before"]:
        contact = f"They will be asked about involvement from {answer['not_before']:%-d %B %Y}."
    elif answer["answer"] == "given":
        contact = "They agreed to be contacted about involvement."
    elif answer["answer"] == "refused":
        contact = "They said no to being contacted about involvement, and nobody will."
    else:
        contact = "They were not asked about involvement. Ask when the time is right."
    return f"{name} is recorded, reference {person.reference}. They agreed that we hold their information. {contact}"
