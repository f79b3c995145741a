"""Joining a restricted record to a newer one of the same person: for the information governance lead alone.

Nothing of either record is shown before a reason was typed, which counts for half an hour and is logged for both.
"""

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.forms.joining import NewerRecordForm
from consent.models import JoinTask, Person
from consent.reading import reason_given
from consent.search import alike, reference_typed
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said

# Under which name a reason is looked for: the one that opened the restricted record counts for joining it, too.
OPENED, JOINING = "restricted record", "joining records"
DOES = (
    "The restriction ends, and the older record is not found in a search any more.",
    "What is recorded in both stays as it was. Staff who may open the newer record read the history of both there.",
    "What the person took back stays taken back. Only the answers of the newer record count.",
    "If they sign in, they see the newer record from then on.",
    "This cannot be undone.",
)


@staff_page(Permission.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def join_task(request, pk):
    """A new record that may be of somebody whose record is restricted: compare it with those it may be."""
    task = _task(request, pk)
    person = task.person
    why, form = _reason(request, person, JOINING)
    if form.is_bound and form.is_valid():
        return _again(request)
    context = {
        "heading": "Does this person have a restricted record?",
        "caption": person.reference,
        "back_url": reverse("today"),
        "task": task,
    }
    if not why:
        form.cancel_url = context["back_url"]
        return render(request, "layouts/form.html", {**context, "form": form})
    found = alike(Person.objects.restricted_for(request.reader), _details(person))
    for restricted in found:
        _log(request, restricted, why)
        restricted.rows = _rows(restricted)
        restricted.join_url = _join_url(restricted, person)
    context |= {"found": found, "rows": _rows(person)}
    return render(request, "consent/join_task.html", context)


def _task(request, pk):
    if pk > 2**63 - 1:
        raise Http404
    here = Person.objects.to_be_joined_by(request.reader)
    return get_object_or_404(JoinTask.objects.open().select_related("person"), pk=pk, person__in=here)


@staff_page(Permission.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def somebody_else(request, pk):
    """Say that the new record is of nobody whose record is restricted."""
    task = _task(request, pk)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.note_somebody_else, by=actors.staff(request.user), task=task):
        return said(request, f"It is noted that {task.person.reference} is somebody else. Nothing was joined.", "today")
    context = {
        "form": form,
        "heading": f"Is {task.person.reference} somebody else?",
        "button": "Note that it is somebody else",
        "cancel_url": reverse("join_task", args=[task.pk]),
    }
    return render(request, "consent/somebody_else.html", context)


@staff_page(Permission.OPEN_RESTRICTED)
@require_http_methods(["GET", "POST"])
def join_restricted(request, reference):
    """Choose the newer record, compare the two side by side, and join them."""
    restricted = get_object_or_404(Person.objects.restricted_for(request.reader), reference=reference[:16])
    why, form = _reason(request, restricted, OPENED)
    if form.is_bound and form.is_valid():
        return _again(request)
    context = {
        "heading": "Join this record to a newer one",
        "caption": restricted.reference,
        "back_url": reverse("restricted_people"),
    }
    if not why:
        form.cancel_url = context["back_url"]
        return render(request, "layouts/form.html", {**context, "form": form})
    choose = NewerRecordForm(request.GET or None)
    new = _newer(request, restricted, choose) if choose.is_valid() else None
    if new is None:
        choose.cancel_url = context["back_url"]
        return render(request, "consent/join_choose.html", {**context, "form": choose})
    _log(request, new, why)
    confirm = PlainForm(posted(request))
    if confirm.is_valid():
        by = actors.staff(request.user)
        if joined := perform(confirm, actions.join_records, by=by, restricted=restricted, new=new):
            sentence = f"{restricted.reference} is joined to {joined.reference}. It is not restricted any more."
            return said(request, sentence, "restricted_people")
    context |= {
        "form": confirm,
        "heading": "Are these the same person?",
        "pairs": _pairs(restricted, new),
        "restricted": restricted,
        "new": new,
        "does": DOES,
        "button": "Join these records",
        "kind": "warning",
        "cancel_url": reverse("join_restricted", args=[restricted.reference]),
        "cancel_label": "No, choose another record",
    }
    return render(request, "consent/join_compare.html", context)


def _newer(request, restricted, choose):
    """The record that was chosen, or None with the reason beside the field."""
    reference = reference_typed(choose.cleaned_data["reference"])
    new = Person.objects.to_be_joined_by(request.reader).filter(reference=reference).first()
    if new is None:
        choose.add_error("reference", "There is no open record with this reference. Check it with who recorded them.")
        return None
    may = rules.may_join(restricted, new)
    if not may:
        choose.add_error("reference", may.why)
        return None
    return new


def _reason(request, person, page):
    """The reason typed now or lately, and the form that asks for it. A reason typed now is logged with the opening."""
    form = ReasonForm(
        request.POST if request.method == "POST" and "reason" in request.POST else None,
        label="Why do you look at these records?",
        submit_label="Look at them",
        hint="Your reason is logged. The person can read it.",
    )
    if form.is_valid():
        why = form.cleaned_data["reason"]
        by, roles = actors.staff(request.user), request.reader.roles
        actions.log_opening(by=by, person=person, page=page, why=why, roles=roles)
        return why, form
    return reason_given(request.user, person, page), form


def _again(request):
    """The same page, opened: a reason that was just typed is not sent twice by loading it again."""
    query = request.GET.urlencode()
    return HttpResponseRedirect(f"{request.path}?{query}" if query else request.path)


def _log(request, person, why):
    by, roles = actors.staff(request.user), request.reader.roles
    actions.log_opening(by=by, person=person, page=JOINING, why=why, roles=roles)


def _join_url(restricted, new) -> str:
    return f"{reverse('join_restricted', args=[restricted.reference])}?reference={new.reference}"


def _details(person) -> dict:
    return {name: getattr(person, name) for name in ("name_to_use", "full_name", "phone", "date_of_birth")}


def _facts(person) -> dict:
    """What tells whether two records are of one person, and no more of either."""
    born = f"{person.date_of_birth:%-d %B %Y}" if person.date_of_birth else person.get_age_band_display()
    return {
        "Reference": person.reference,
        "Name to use": person.name_to_use,
        "Full name": person.full_name,
        "Date of birth or age": born,
        "Telephone": person.phone.as_national if person.phone else "",
        "Email": person.email,
        "Recorded on": f"{person.recorded_at:%-d %B %Y}",
    }


def _rows(person) -> list[dict]:
    return [{"key": key, "value": value} for key, value in _facts(person).items()]


def _pairs(restricted, new) -> list[dict]:
    before, after = _facts(restricted), _facts(new)
    return [
        {"what": key, "old": before[key], "new": after[key], "differs": before[key] != after[key]} for key in before
    ]
