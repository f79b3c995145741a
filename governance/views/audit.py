"""Who changed and who read what: the list, one change, the list as a file, and the reason for a restricted record."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent.actions import log_opening
from consent.forms.answering import ReasonForm
from consent.models import Person
from consent.reading import reason_given
from consent.search import found_by, reference_typed
from core.access import staff_page
from core.actions import note_export
from core.actors import staff
from core.exports import stream_csv
from core.models import Export
from core.roles import Permission
from core.views import posted
from governance.audit import changes, listing
from governance.audit.sources import CHANGES, Narrowed, source_named
from governance.forms.audit import AuditFilter

PAGE, RESTRICTED_PAGE = "audit", "audit of a restricted record"
MOST_NAMED = 20
LENGTH_OF_REFERENCE = 11
HEAD = ["When", "Kind", "What happened", "Reason or detail", "Record", "Done by"]


@staff_page(Permission.SEE_AUDIT)
@require_GET
def audit(request):
    """Newest first; rows name a record by its reference alone. Looking up one person is itself logged as a reading."""
    form = AuditFilter(request.GET, service=request.reader.service)
    context = {"form": form, "heading": "Audit", "wide": True}
    if not form.is_valid():
        return render(request, "governance/audit.html", context)
    typed = form.cleaned_data["person"]
    person = _person(request, typed)
    if typed and person is None:
        context |= {"typed": typed, "named": list(_named(request, typed)), "query": _query(request, "person")}
        return render(request, "governance/audit_whose.html", context)
    if person is not None:
        if answer := _needs_reason(request, person, _query(request)):
            return answer
        _log(request, person, PAGE)
        context |= {"person": person, "heading": f"Audit of {person.reference}"}
    narrowed = Narrowed(request.reader.service, person, **form.narrowed())
    page = listing.page_of(narrowed, request.GET.dict())
    query = _query(request)
    context |= {"page": page, "query": query, "narrowed": form.in_words(), "most": f"{listing.MOST_IN_A_FILE:,}"}
    return render(request, "governance/audit.html", context)


@staff_page(Permission.SEE_AUDIT)
@require_GET
def audit_file(request):
    """The list as a file for a spreadsheet, with the same filter. That it was taken out is itself in the list."""
    form = AuditFilter(request.GET, service=request.reader.service)
    typed = form.cleaned_data["person"] if form.is_valid() else ""
    person = _person(request, typed)
    if not form.is_valid() or (typed and person is None):
        return redirect(f"{reverse('audit')}?{_query(request)}")
    if person is not None:
        if answer := _needs_reason(request, person, _query(request)):
            return answer
        _log(request, person, "audit download")
    words = [f"the record {person.reference}"] if person else []
    narrowed_to = ", ".join([*words, *filter(None, [form.in_words()])])
    by, service = staff(request.user), request.reader.service
    note_export(by=by, service=service, what=Export.What.AUDIT, narrowed_to=narrowed_to)
    rows = listing.all_of(Narrowed(service, person, **form.narrowed()))
    return stream_csv("audit", HEAD, _lines(rows))


def _lines(rows):
    written = 0
    for row in rows:
        written += 1
        when = timezone.localtime(row.when)
        yield [f"{when:%Y-%m-%d %H:%M:%S}", row.kind_in_words, row.sentence, row.detail, row.reference, row.who]
    if written >= listing.MOST_IN_A_FILE:
        yield ["", "", f"Only the newest {written:,} rows are in this file. Narrow the days to take out the others."]


@staff_page(Permission.SEE_AUDIT)
@require_GET
def audit_change(request, table, pk):
    """One change: who, when, and each field from what to what, with what was done together with it."""
    source = source_named(table)
    if source is None or source.kind != CHANGES:
        raise Http404
    service = request.reader.service
    event = changes.event_of(source, service, min(pk, 2**31 - 1))
    if event is None:
        raise Http404
    people = Person.objects.audited_by(request.reader).with_restriction()
    person = people.filter(pk=changes.person_id_of(source, event)).first()
    if person is not None:
        if answer := _needs_reason(request, person, urlencode({"table": table, "pk": pk})):
            return answer
        _log(request, person, PAGE)
    row = listing.one(Narrowed(service), source, event.pk)
    together = Narrowed(service, kinds=(CHANGES,), since=row.when, deed=row.deed) if row.deed else None
    others = listing.find(together, None, listing.PAGE) if together else []
    context = {
        "row": row,
        "person": person,
        "changed": changes.fields_changed(event),
        "how": event.pgh_label,
        "others": [other for other in others if other.change != row.change],
        "heading": "One change",
        "caption": "Audit",
        "back_url": reverse("audit"),
        "back_label": "Back to the audit",
        "wide": True,
    }
    return render(request, "governance/audit_change.html", context)


@staff_page(Permission.SEE_AUDIT)
@require_http_methods(["GET", "POST"])
def audit_restricted(request, reference):
    """Ask why before anything of a restricted record's audit is shown. The reason is logged, and lasts half an hour."""
    people = Person.objects.audited_by(request.reader).with_restriction()
    person = get_object_or_404(people, restricted_now=True, reference=reference[:16])
    form = ReasonForm(
        posted(request),
        label="Why do you look into this record?",
        submit_label="Look into this record",
        hint="Your reason is logged, and counts for half an hour. The person can read it.",
    )
    if form.is_valid():
        _log(request, person, RESTRICTED_PAGE, form.cleaned_data["reason"])
        return redirect(_what_was_asked(request, person))
    form.cancel_url = back = reverse("audit")
    heading = f"Look into the restricted record {person.reference}"
    return render(request, "layouts/form.html", {"form": form, "heading": heading, "back_url": back})


def _what_was_asked(request, person) -> str:
    """The page that asked for the reason: of one change, else the list about this person."""
    if "table" in request.GET:
        try:
            return reverse("audit_change", args=[request.GET["table"], int(request.GET.get("pk", ""))])
        except (NoReverseMatch, ValueError):
            pass
    return f"{reverse('audit')}?{_query(request, 'table', 'pk', person=person.reference)}"


def _person(request, typed) -> Person | None:
    """The person of a reference, however it was typed, restricted or not; None for anything else."""
    reference = reference_typed(typed)
    if len(reference) != LENGTH_OF_REFERENCE:
        return None
    return Person.objects.audited_by(request.reader).with_restriction().filter(reference=reference).first()


def _named(request, typed):
    """People by name. Restricted people are found by their reference alone: nothing else uses their search words."""
    people = Person.objects.audited_by(request.reader).not_restricted()
    return found_by(people, typed).order_by("name_to_use", "pk")[:MOST_NAMED]


def _needs_reason(request, person, query):
    """The way to the page that asks why, where a record is restricted and no reason was given lately; else None."""
    if not person.restricted_now or reason_given(request.user, person, RESTRICTED_PAGE):
        return None
    return redirect(f"{reverse('audit_restricted', args=[person.reference])}?{query}")


def _log(request, person, page, why=""):
    if not why and getattr(person, "restricted_now", False):
        why = reason_given(request.user, person, RESTRICTED_PAGE)
    log_opening(by=staff(request.user), person=person, page=page, why=why, roles=request.reader.roles)


def _query(request, *without, **more) -> str:
    """The filter of this address, to keep it in another. Where in the list one was is not part of it."""
    kept = {
        name: value
        for name, value in request.GET.items()
        if value and name not in (*without, "older", "newer") and (name in AuditFilter.base_fields or "_day_" in name)
    }
    return urlencode({**kept, **more})
