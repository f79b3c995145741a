"""Consent forms on paper: printing them with the words in force, typing in what came back, cancelling what did not."""

import re

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.paper import CancelPaperForm, EnterPaperForm, PaperFormFilter, PrintPaperFormsForm
from consent.models import PaperForm, Person, Purpose, Wording
from consent.search import a_restricted_one_is_alike, alike
from consent.views.once import MAYBE_RESTRICTED
from core import actors
from core.access import staff_page
from core.qr import qr_code
from core.roles import Permission
from core.views import paged, perform, posted, said

MOST_KNOWN = 5
STATES = {
    "": Q(entered_at__isnull=True, cancelled_at__isnull=True),
    "entered": Q(entered_at__isnull=False),
    "cancelled": Q(cancelled_at__isnull=False),
}


def _find(request, reference) -> PaperForm:
    papers = PaperForm.objects.visible_to(request.reader)
    related = ("service", "record_wording", "contact_wording", "person", "entered_by", "cancelled_by", "printed_by")
    return get_object_or_404(papers.select_related(*related), reference=reference[:16])


def as_reference(typed: str) -> str:
    """A reference as we write it, of what somebody typed: in any case, with or without the dashes."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())[:9]
    return "-".join(letters[start : start + 3] for start in range(0, len(letters), 3))


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def paper_forms(request):
    """Forms that were printed and not typed in yet, or the others. A whole reference leads straight to its form."""
    form = PaperFormFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    reference = as_reference(chosen.get("q") or "")
    found = PaperForm.objects.visible_to(request.reader).select_related("printed_by", "entered_by", "person")
    if reference and found.filter(reference=reference).exists():
        return redirect("enter_paper_form", reference)
    found = found.filter(STATES.get(chosen.get("show") or "", STATES[""]))
    if reference:
        found = found.filter(reference__startswith=reference)
    if chosen.get("format"):
        found = found.filter(format=chosen["format"])
    context = {
        "heading": "Paper forms",
        "form": form,
        "page": paged(request, found),
        "show": chosen.get("show") or "",
        "filtered": any(chosen.values()),
        "wide": True,
    }
    return render(request, "consent/paper_forms.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def paper_form(request):
    """The address that blank forms had: they are made with a reference now."""
    return redirect("print_paper_forms")


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def print_paper_forms(request):
    """Make sheets, each with a reference of its own, and go to the page that prints them."""
    service = request.reader.service
    today = timezone.localdate()
    languages = Wording.objects.shown_on(today).filter(service=service, purpose=Purpose.RECORD)
    languages = set(languages.values_list("language", flat=True))
    initial = {"format": "standard", "language": "en", "copies": 1}
    form = PrintPaperFormsForm(posted(request), languages=languages, initial=initial)
    form.cancel_url = back = reverse("paper_forms")
    if form.is_valid():
        by = actors.staff(request.user)
        if made := perform(form, actions.print_paper_forms, by=by, service=service, **form.cleaned_data):
            count = "1 form is" if len(made) == 1 else f"{len(made)} forms are"
            return said(request, f"{count} ready. Print this page.", "printed_paper_forms", made[0].pk)
    context = {"form": form, "heading": "Print consent forms", "back_url": back}
    return render(request, "consent/paper_forms_print.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def printed_paper_forms(request, pk):
    """The sheets made together with this one that still wait, as they leave the printer."""
    papers = PaperForm.objects.visible_to(request.reader)
    one = get_object_or_404(papers, pk=pk)
    sheets = papers.waiting().filter(batch=one.batch).order_by("reference")
    sheets = list(sheets.select_related("service", "record_wording", "contact_wording"))
    for sheet in sheets:
        sheet.qr = qr_code(settings.BASE_URL + reverse("enter_paper_form", args=[sheet.reference]))
    context = {
        "heading": "Forms to print",
        "caption": f"Made on {timezone.localtime(one.printed_at):%-d %B %Y at %H:%M}",
        "sheets": sheets,
        "back_url": reverse("paper_forms"),
        "back_label": "Back to paper forms",
        "wide": True,
    }
    return render(request, "consent/paper_forms_printed.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def enter_paper_form(request, reference):
    """Where the QR code leads: type in one sheet, or say what became of it."""
    paper = _find(request, reference)
    if not (may := rules.may_use_paper(paper)):
        return _used_already(request, paper, may)
    maybe_restricted = []

    def find_known(details):
        maybe_restricted.append(a_restricted_one_is_alike(paper.service, details))
        return alike(Person.objects.visible_to(request.reader), details)[:MOST_KNOWN]

    form = EnterPaperForm(posted(request), paper=paper, find_known=find_known)
    form.cancel_url = back = reverse("paper_forms")
    if form.is_valid() and (answer := _store(request, form, paper)):
        if any(maybe_restricted):
            messages.info(request, MAYBE_RESTRICTED)
        return answer
    in_force = Wording.objects.in_force(paper.service, Purpose.CONTACT, format=paper.format)
    context = {
        "form": form,
        "paper": paper,
        "heading": "Type in a paper form",
        "caption": paper.reference,
        "newer": in_force is not None and in_force.pk != paper.contact_wording_id,
        "known": form.known,
        "maybe_restricted": MAYBE_RESTRICTED if any(maybe_restricted) else "",
        "back_url": back,
    }
    return render(request, "consent/paper_form_enter.html", context)


def _store(request, form, paper):
    """Store what the form says, by the one of three actions that fits. Returns where to go, or None if refused."""
    data = form.cleaned_data
    common = {"by": actors.staff(request.user), "paper": paper, "signed_on": data["signed_on"]}
    if form.said_no:
        if perform(form, actions.enter_paper_refusal, site=data["site"], **common):
            sentence = (
                "They said no. A day and a place are noted, and nothing about the person. Destroy the paper form."
            )
            return said(request, sentence, "paper_forms")
        return None
    if person := form.known_person:
        if perform(form, actions.enter_paper_answer, person=person, contact=form.answer, **common):
            sentence = f"The answer of {person.name_to_use} is added. Nothing else on their record was changed."
            return said(request, sentence, "person", person.reference)
        return None
    person = perform(
        form,
        actions.enter_paper_form,
        details={**form.details, "site": data["site"]},
        contact=form.answer,
        safe_contacts=form.safe_contacts,
        present=data["present"],
        **common,
    )
    if person is None:
        return None
    typed = f"The form, signed on {data['signed_on']:%-d %B %Y}, is typed in."
    return said(
        request, f"{typed} {person.name_to_use} is recorded, reference {person.reference}.", "person", person.reference
    )


def _used_already(request, paper, may):
    """A sheet that was typed in or cancelled: what became of it, also for somebody who pressed the button twice."""
    context = {
        "heading": "This form was used already" if paper.entered_at else "This form is cancelled",
        "caption": paper.reference,
        "paper": paper,
        "may": may,
        "back_url": reverse("paper_forms"),
    }
    return render(request, "consent/paper_form_used.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def cancel_paper_form(request, reference):
    """Cancel a sheet that will not be typed in."""
    paper = _find(request, reference)
    if not (may := rules.may_use_paper(paper)):
        return _used_already(request, paper, may)
    form = CancelPaperForm(posted(request))
    if form.is_valid():
        because = form.cleaned_data["because"]
        if perform(form, actions.cancel_paper_form, by=actors.staff(request.user), paper=paper, because=because):
            return said(request, f"The form {paper.reference} is cancelled. It cannot be typed in.", "paper_forms")
    context = {
        "form": form,
        "heading": "Cancel this paper form?",
        "caption": paper.reference,
        "button": "Cancel this form",
        "kind": "warning",
        "cancel_url": reverse("paper_forms"),
    }
    return render(request, "consent/paper_form_cancel.html", context)
