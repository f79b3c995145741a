"""What was shared about people: the list and its file, recording one, and the page and the printed record of each."""

from itertools import islice
from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.forms.disclosures import DiscloseForm, DisclosureFilter
from consent.models import Disclosure, Person, Purpose
from consent.reading import REASON_LASTS, open_person, reason_given
from consent.search import disclosures_found_by
from consent.views.once import FORM_LASTS
from core import actors
from core.access import staff_page
from core.actions import note_export
from core.deeds import who_did
from core.exports import stream_csv
from core.models import Export, User
from core.roles import Permission
from core.views import paged, perform, posted, said

RESTRICTED_PAGE = "what was shared, restricted record"
HEAD = [
    "Reference", "Shared on", "Shared with", "On which ground", "What was shared", "What they needed it for",
    "Why no less would do", "What helps them, passed on with it", "How", "Recorded by", "Recorded on",
    "Asking for it back", "Their answer in words",
]  # fmt: skip
# The pages that a restricted record can be asked for, by the names of their addresses.
CHUNK = 500
PAGES = ("disclosure", "disclosure_to_print", "recall_answer", "recall_letters", "recall_letters_to_print")


def disclosures_of(request):
    """What the reader may see of what was shared."""
    return Disclosure.objects.visible_to(request.reader)


def find_disclosure(request, pk) -> Disclosure:
    """One that the reader may see with all that its page shows, or 404."""
    found = disclosures_of(request).with_restriction().with_everything()
    return get_object_or_404(found, pk=min(pk, 2**63 - 1))


def asks_why_first(request, disclosures, page):
    """The way to the page that asks why, where a record is restricted and no reason was given lately; else None.

    `page`: the name of the address asked for. A form that was opened with a reason may be sent for longer.
    """
    lasts = timezone.timedelta(seconds=FORM_LASTS) if request.method == "POST" else REASON_LASTS
    for disclosure in disclosures:
        person = disclosure.record
        if disclosure.restricted_now and not reason_given(request.user, person, RESTRICTED_PAGE, lasts):
            asked = urlencode({"to": page, "for": [one.pk for one in disclosures]}, doseq=True)
            return redirect(f"{reverse('restricted_disclosures', args=[person.reference])}?{asked}")
    return None


def log_reading(request, disclosures, page):
    """Log that the records of what is shown were opened, each once, with the reason given for a restricted one."""
    for person, restricted in {one.record: one.restricted_now for one in disclosures}.items():
        why = reason_given(request.user, person, RESTRICTED_PAGE) if restricted else ""
        roles = request.reader.roles
        actions.log_opening(by=actors.staff(request.user), person=person, page=page, why=why, roles=roles)


def _filter(request) -> DisclosureFilter:
    recorded = Disclosure.objects.filter(service=request.reader.service).values("recorded_by")
    return DisclosureFilter(request.GET, staff=User.objects.filter(pk__in=recorded).order_by("name", "pk"))


def _found(request, form):
    chosen = form.cleaned_data
    found = disclosures_found_by(disclosures_of(request), chosen["q"]).shown(chosen["show"])
    if chosen["by"]:
        found = found.filter(recorded_by=chosen["by"])
    if chosen["from_day"]:
        found = found.filter(disclosed_on__gte=chosen["from_day"])
    if chosen["to_day"]:
        found = found.filter(disclosed_on__lte=chosen["to_day"])
    return found


@staff_page(Permission.SEE_DISCLOSURES)
@require_GET
def disclosures(request):
    """What was shared, newest first. Restricted records are named by their reference alone."""
    form = _filter(request)
    context = {"form": form, "heading": "What was shared", "wide": True, "query": _query(request)}
    if form.is_valid():
        page = paged(request, _found(request, form).values_list("pk", flat=True))
        page.rows = Disclosure.objects.in_full(page.rows)
        for disclosure in page:
            disclosure.recall = rules.recall_in_words(disclosure)
            disclosure.may_be_picked = (
                rules.must_be_recalled(disclosure)
                and request.reader.may(Permission.RECALL)
                and bool(rules.may_recall(disclosure))
            )
        context |= {
            "page": page,
            "narrowed": form.in_words(),
            "picks": any(disclosure.may_be_picked for disclosure in page),
            "sees_people": request.reader.may(Permission.SEE_PEOPLE),
        }
    return render(request, "consent/disclosures.html", context)


@staff_page(Permission.SEE_DISCLOSURES)
@require_GET
def disclosures_file(request):
    """The list as a file, with the same filter. It names records by reference; that it was taken out is noted."""
    form = _filter(request)
    if not form.is_valid():
        return redirect(f"{reverse('disclosures')}?{_query(request)}")
    by, what = actors.staff(request.user), Export.What.DISCLOSURES
    note_export(by=by, service=request.reader.service, what=what, narrowed_to=form.in_words())
    return stream_csv("what-was-shared", HEAD, _lines(_found(request, form)))


def _lines(found):
    keys = found.values_list("pk", flat=True).iterator(chunk_size=CHUNK)
    while chunk := list(islice(keys, CHUNK)):
        yield from map(_line, Disclosure.objects.in_full(chunk))


def _line(disclosure) -> list:
    """One row of the file. Of a restricted record no more than that something was shared, with whom and when."""
    line = [disclosure.reference, disclosure.disclosed_on.isoformat(), disclosure.recipient.name]
    recall = rules.recall_in_words(disclosure)
    if disclosure.restricted_now:
        return [*line, "The record is restricted", *[""] * 7, recall, ""]
    return [
        *line,
        rules.ground_in_words(disclosure.ground),
        disclosure.what,
        disclosure.why,
        disclosure.necessary,
        disclosure.needs_passed_on,
        disclosure.get_how_display(),
        who_did(disclosure, "recorded"),
        f"{timezone.localtime(disclosure.recorded_at):%Y-%m-%d}",
        recall,
        disclosure.recall_answer_words,
    ]


@staff_page(Permission.SEE_DISCLOSURES)
@require_GET
def disclosure(request, pk):
    """All that is known of one: what, to whom, on which ground, who recorded it, and what became of a recall."""
    disclosure = find_disclosure(request, pk)
    if answer := asks_why_first(request, [disclosure], "disclosure"):
        return answer
    log_reading(request, [disclosure], "what was shared")
    context = {
        **_told(disclosure),
        "can": _what_may_be_done(request, disclosure),
        "back_url": reverse("disclosures"),
        "back_label": "Back to what was shared",
        "sees_people": request.reader.may(Permission.SEE_PEOPLE),
        "decision_url": _decision_url(request, disclosure),
    }
    return render(request, "consent/disclosure.html", context)


def _decision_url(request, disclosure) -> str:
    """The page of the decision that allowed it, for who may open that; "" for an agreement."""
    if (
        disclosure.decision_id is None
        or disclosure.restricted_now
        or not request.reader.may(Permission.SEE_ASSESSMENTS)
    ):
        return ""
    return reverse("decision_in_public_interest", args=[disclosure.decision_id])


@staff_page(Permission.SEE_DISCLOSURES)
@require_GET
def disclosure_to_print(request, pk):
    """The record of one disclosure on a sheet of A4, with who printed it and when."""
    disclosure = find_disclosure(request, pk)
    if answer := asks_why_first(request, [disclosure], "disclosure_to_print"):
        return answer
    log_reading(request, [disclosure], "printable record of what was shared")
    context = {
        **_told(disclosure),
        "now": timezone.localtime(),
        "back_url": reverse("disclosure", args=[disclosure.pk]),
        "back_label": "Back to what was shared",
    }
    return render(request, "consent/disclosure_to_print.html", context)


def _told(disclosure) -> dict:
    ground = disclosure.ground
    return {
        "disclosure": disclosure,
        "person": disclosure.record,
        "heading": f"Shared with {disclosure.recipient.name}",
        "ground": rules.ground_in_words(ground),
        "held_until": rules.held_until(ground),
        "recorded_by": who_did(disclosure, "recorded"),
        "recall": rules.recall_in_words(disclosure),
        "why_to_recall": rules.why_to_recall(disclosure),
        "asked_by": who_did(disclosure, "recall_asked"),
        "answered_by": who_did(disclosure, "recall_answered"),
    }


def _what_may_be_done(request, disclosure) -> list[dict]:
    can = []
    if request.reader.may(Permission.RECALL):
        if rules.may_recall(disclosure):
            url = f"{reverse('recall_letters')}?for={disclosure.pk}"
            # Where the ground stands, something else than a withdrawal has to speak for asking for it back.
            can.append({"label": "Ask for it back", "url": url, "secondary": not rules.must_be_recalled(disclosure)})
        elif rules.may_note_recall_answer(disclosure):
            can.append({"label": "Note their answer", "url": reverse("recall_answer", args=[disclosure.pk])})
        if disclosure.recall_asked_at is not None:
            url = f"{reverse('recall_letters_to_print')}?for={disclosure.pk}"
            can.append({"label": "Print the letter again", "url": url, "secondary": True})
    url = reverse("disclosure_to_print", args=[disclosure.pk])
    return [*can, {"label": "Print this record", "url": url, "secondary": True}]


@staff_page(Permission.DISCLOSE)
@require_http_methods(["GET", "POST"])
def disclose(request, reference):
    """Record what is shared, on one of the grounds that allow it; without any, say why and what can be done."""
    person = open_person(request, reference, "sharing information", log=request.method == "GET", full=True)
    back = reverse("person", args=[person.reference])
    context = {"person": person, "back_url": back, "caption": person.name_to_use, "heading": "Record what was shared"}
    may = rules.why_nothing_can_be_shared(person)
    if not may:
        context |= {
            "may": may,
            "ask_url": reverse("ask", args=[person.reference, Purpose.SHARE]),
            "decide_url": reverse("decide_to_share", args=[person.reference]),
        }
        return render(request, "consent/nothing_to_share.html", context)
    form = DiscloseForm(posted(request), person=person)
    form.cancel_url = back
    if form.is_valid():
        by = actors.staff(request.user)
        if disclosure := perform(form, actions.disclose, by=by, person=person, **form.values):
            day = f"{disclosure.disclosed_on:%-d %B %Y}"
            sentence = f"What was shared with {disclosure.recipient.name} on {day} is recorded."
            return said(request, sentence, "disclosure", disclosure.pk)
    return render(request, "consent/disclose.html", {**context, "form": form})


@staff_page(Permission.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def restricted_disclosures(request, reference):
    """Ask why before anything that was shared out of a restricted record is shown. The reason lasts half an hour."""
    person = get_object_or_404(Person.objects.restricted_for(request.reader), reference=reference[:16])
    form = ReasonForm(
        posted(request),
        label="Why do you look into this record?",
        submit_label="Look into this record",
        hint="Your reason is logged, and counts for half an hour. The person can read it.",
    )
    if form.is_valid():
        by, roles, why = actors.staff(request.user), request.reader.roles, form.cleaned_data["reason"]
        actions.log_opening(by=by, person=person, page=RESTRICTED_PAGE, why=why, roles=roles)
        return redirect(_page_asked_for(request, person))
    form.cancel_url = back = reverse("disclosures")
    heading = f"What was shared out of the restricted record {person.reference}"
    return render(request, "layouts/form.html", {"form": form, "heading": heading, "back_url": back})


def _page_asked_for(request, person) -> str:
    page = request.GET.get("to", "")
    asked = [pk for pk in request.GET.getlist("for") if pk.isascii() and pk.isdigit()]
    if page not in PAGES or not asked:
        return f"{reverse('disclosures')}?{urlencode({'q': person.reference})}"
    if page.startswith("recall_letters"):
        return f"{reverse(page)}?{urlencode({'for': asked}, doseq=True)}"
    return reverse(page, args=[int(asked[0])])


def _query(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()
