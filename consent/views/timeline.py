"""Everything that happened to a person: by the pageful, on paper, and as a file. Each is logged as a reading."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from consent.forms.people import TimelineFilter
from consent.reading import open_person
from core.access import staff_page
from core.actions import note_export
from core.actors import staff
from core.exports import stream_csv
from core.models import Export
from core.registries import timeline
from core.roles import Permission
from core.views import Page, paged

PAGE = 50
MOST_ON_PAPER = 500
MOST_IN_A_FILE = 10_000
HEAD = ["When", "What happened", "Detail", "By"]


def _form(request) -> TimelineFilter:
    return TimelineFilter(request.GET, kinds=timeline.kinds_for(request.reader).items())


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def person_timeline(request, reference):
    """One timeline of all that happened, newest first, by kind and by days."""
    person = open_person(request, reference, "timeline")
    form = _form(request)
    context = {
        "person": person,
        "form": form,
        "page": _page(request, person, form) if form.is_valid() else None,
        "query": _query(request),
        "heading": f"Timeline of {person.name_to_use}",
        "back_url": reverse("person", args=[person.reference]),
    }
    return render(request, "consent/person_timeline.html", context)


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def timeline_to_print(request, reference):
    """The whole timeline on one page, laid out for A4, with who printed it and when."""
    form = _form(request)
    if not form.is_valid():
        return _back_to_the_form(request, reference)
    person = open_person(request, reference, "printable timeline")
    entries = _entries(request, person, form, 0, MOST_ON_PAPER + 1)
    context = {
        "person": person,
        "entries": entries[:MOST_ON_PAPER],
        "most": MOST_ON_PAPER if len(entries) > MOST_ON_PAPER else None,
        "narrowed": form.in_words(),
        "now": timezone.localtime(),
        "heading": f"Timeline of {person.name_to_use}",
        "back_url": f"{reverse('person_timeline', args=[person.reference])}?{_query(request)}",
        "back_label": "Back to the timeline",
        "wide": True,
    }
    return render(request, "consent/timeline_to_print.html", context)


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def timeline_file(request, reference):
    """The timeline as a file for a spreadsheet. That it was taken out is noted."""
    form = _form(request)
    if not form.is_valid():
        return _back_to_the_form(request, reference)
    person = open_person(request, reference, "timeline download")
    narrowed = f"the record {person.reference}, {form.in_words()}"
    by, what = staff(request.user), Export.What.TIMELINE
    note_export(by=by, service=request.reader.service, what=what, narrowed_to=narrowed)
    entries = _entries(request, person, form, 0, MOST_IN_A_FILE)
    rows = (
        [f"{timezone.localtime(entry.when):%Y-%m-%d %H:%M:%S}", entry.sentence, entry.detail, entry.who]
        for entry in entries
    )
    return stream_csv(f"timeline-{person.reference}", HEAD, rows)


def _page(request, person, form) -> Page:
    class Entries:
        def __getitem__(self, asked):
            return _entries(request, person, form, asked.start, asked.stop - asked.start)

    return paged(request, Entries(), PAGE)


def _entries(request, person, form, start, most):
    kinds = form.kinds(timeline.KINDS)
    return timeline.of(person, kinds, start, most, reader=request.reader, **form.moments())


def _back_to_the_form(request, reference) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('person_timeline', args=[reference])}?{_query(request)}")


def _query(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
