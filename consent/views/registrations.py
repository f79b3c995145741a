"""Registrations of interest: the queue, and trying, asking, linking, recording or declining one."""

import uuid

from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, interest, rules
from consent.clock import registrations_to_remove
from consent.forms.people import PersonSearch
from consent.forms.triage import (
    DeclineForm,
    LinkRegistrationForm,
    NoteTryForm,
    RecordRegistrationForm,
    RegistrationFilter,
)
from consent.models import InterestRegistration, Person, Purpose
from consent.models.people import AgeBand
from consent.models.registrations import FilledInBy
from consent.search import alike, found_by, normalised, registrations_matching
from core import actors
from core.access import staff_page
from core.deeds import who_did
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said

MOST_MATCHES = 10
ORDERS = {
    "": ["received_at", "pk"],
    "newest": ["-received_at", "pk"],
    "name": ["name_to_use", "helper_name", "pk"],
    "ask": [F("not_before").asc(nulls_first=True), "received_at", "pk"],
}


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_GET
def registrations(request):
    """The queue, oldest first; what was looked at already, newest first."""
    form = RegistrationFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    show, q = chosen.get("show") or "", chosen.get("q") or ""
    found = _shown(request, show, chosen.get("order") or "")
    if q:
        found = found.filter(registrations_matching(q))
    page = paged(request, found)
    context = {
        "form": form,
        "page": page,
        "rows": [(registration, _removal(registration)) for registration in page],
        "handled": show == "handled",
        "filtered": bool(q) or show not in ("", "handled"),
        "q": q,
        "heading": "Registrations of interest",
        "wide": True,
    }
    return render(request, "consent/registrations.html", context)


def _shown(request, show, order):
    found = InterestRegistration.objects.visible_to(request.reader).select_related("service").with_last_try()
    if show == "handled":
        return found.exclude(state=InterestRegistration.State.NEW).order_by("-handled_at", "pk")
    found = found.waiting().order_by(*ORDERS[order])
    if show == "children":
        return found.filter(age_band=AgeBand.TEN_FIFTEEN)
    if show == "helpers":
        return found.exclude(filled_in_by=FilledInBy.SELF)
    if show == "soon":
        soon = registrations_to_remove(request.reader.service, timezone.localdate() + rules.WARNED_BEFORE)
        return found.filter(pk__in=[registration.pk for registration in soon])
    return found


def _removal(registration):
    """When a registration that waits is removed, where that is near. Else None."""
    removal = rules.removal_of(registration, registration.last_tried_at)
    near = timezone.localdate() + rules.WARNED_BEFORE
    return removal if removal and removal.day <= near and rules.may_handle(registration) else None


def _registration(request, pk):
    found = InterestRegistration.objects.visible_to(request.reader).with_last_try()
    return get_object_or_404(found.select_related("handled_by", "confirmed_by", "person", "service"), pk=pk)


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
        "told": rules.said_of(registration),
        "handled_by": who_did(registration, "handled"),
        "confirmed_by": who_did(registration, "confirmed"),
        "messages_to_them": registration.messages.order_by("queued_at", "pk").defer("text"),
        "tries": list(registration.tries.select_related("tried_by")),
        "removal": rules.removal_of(registration, registration.last_tried_at) if may else None,
        "form": form,
        "q": q,
        "matches": _matches(request, registration, q) if may else [],
        "rows": _rows(registration),
        "heading": registration.name_said,
        "back_url": reverse("registrations"),
    }
    return render(request, "consent/registration.html", context)


def _matches(request, registration, q) -> list:
    """People it may be: those the reader searched for, else those who are alike by name, number or email address."""
    people = Person.objects.visible_to(request.reader)
    if q:
        return list(found_by(people, q)[:MOST_MATCHES])
    details = {"name_to_use": registration.name_to_use, "phone": registration.phone}
    likely = alike(people, details)
    found = found_by(people, registration.name_to_use) if normalised(registration.name_to_use) else people.none()
    if registration.phone:
        found = found | people.filter(phone=registration.phone)
    if registration.email:
        found = found | people.filter(email__iexact=registration.email)
    others = found.exclude(pk__in=[person.pk for person in likely])
    return [*likely, *others[: MOST_MATCHES - len(likely)]]


def _rows(registration) -> list[dict]:
    later = registration.not_before
    helps = [str(need.name) for need in rules.access_needs() if need.key in registration.needs]
    interpreter = "An interpreter" if registration.interpreter_needed else ""
    rows = [
        ("Reference", registration.reference),
        ("Filled in by", registration.get_filled_in_by_display()),
        ("Helper", "\n".join(filter(None, _helper(registration)))),
        ("Age", registration.get_age_band_display()),
        ("How they know us", registration.get_connection_display()),
        ("Would like to", "\n".join(registration.wishes_in_words)),
        ("When to ask", f"Not before {later:%-d %B %Y}" if later else "Now" if registration.wishes_asked else ""),
        ("Safe way to reach them", registration.get_channel_display()),
        ("Telephone number", _number(registration.phone)),
        ("Email", registration.email),
        ("Postal address", registration.address),
        ("Their worker", registration.worker_name),
        ("Safe times", registration.safe_times),
        ("We may talk to", "\n".join(filter(None, [registration.get_talk_to_display(), registration.talk_to_name]))),
        ("What would help them", "\n".join(filter(None, [*helps, registration.access_needs, interpreter]))),
        ("Language", registration.language),
    ]
    # What was not asked of a child or of a helper is not told as “not given”.
    asked_all = registration.is_their_own
    return [{"key": key, "value": value} for key, value in rows if value or (asked_all and key not in _RARELY_ASKED)]


_RARELY_ASKED = ("Helper", "Postal address", "Their worker", "We may talk to")


def _number(phone) -> str:
    return phone.as_national if phone else ""


def _helper(registration) -> list[str]:
    number = _number(registration.helper_phone)
    return [registration.helper_name, registration.helper_relation, number, registration.helper_email]


def _confirm(request, registration, form, may=None, **context):
    context = {
        "registration": registration,
        "form": form,
        "may": rules.may_handle(registration) if may is None else may,
        "caption": registration.name_said,
        "cancel_url": reverse("registration", args=[registration.pk]),
        **context,
    }
    return render(request, "consent/registration_confirm.html", context)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def try_registration(request, pk):
    """Note a try to reach whoever registered. Reaching them keeps the registration."""
    registration = _registration(request, pk)
    form = NoteTryForm(posted(request), registration=registration)
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.note_registration_try, by=by, registration=registration, **form.cleaned_data):
            return said(request, "The try is noted.", "registration", registration.pk)
    return _confirm(
        request, registration, form, heading="What came of trying to reach them?", button="Note this try", is_try=True
    )


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def ask_registration(request, pk):
    """Begin to record consent with what is on the form, where the yes on it is not the person's alone."""
    registration = _registration(request, pk)
    form = PlainForm(posted(request))
    if form.is_valid():
        kwargs = {"registration": registration, "key": uuid.uuid4(), "answers": interest.known_from(registration)}
        if draft := perform(form, actions.ask_from_registration, by=actors.staff(request.user), **kwargs):
            return redirect("go_on_recording", pk=draft.pk)
    heading = "Ask them yourself, with the consent form"
    may = rules.may_ask_them(registration)
    return _confirm(request, registration, form, may, heading=heading, button="Begin to ask them", is_asking=True)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def link_registration(request, pk):
    """Say that the registration came from somebody already recorded: `?person=` names them."""
    registration = _registration(request, pk)
    reference = request.GET.get("person", "").replace("\x00", "")[:16]
    person = get_object_or_404(Person.objects.visible_to(request.reader), reference=reference)
    own = registration.is_their_own
    newer = not own or rules.has_answered_since(person, Purpose.CONTACT, registration.received_at)
    changes = rules.changes_by_linking(registration, person)
    answer = rules.answer_before_linking(person)
    check = not newer and bool(answer or any(change.differs for change in changes))
    form = LinkRegistrationForm(posted(request), check=check)
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.link_registration, by=by, registration=registration, person=person):
            which = "What they told us since then stays" if newer else "Their answers on the form are their newest"
            which = which if own else "Nothing was agreed to by it: ask them yourself"
            return said(request, f"The registration is linked to {person}. {which}.", "person", person.reference)
    heading = f"Link to {person}?"
    context = {"person": person, "own": own, "newer": newer, "changes": changes, "answer": answer}
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
    heading = f"Make a new person of {registration.name_said}?"
    may = rules.may_make_person(registration)
    return _confirm(request, registration, form, may, heading=heading, button="Make a new person", is_new=True)


@staff_page(Permission.HANDLE_REGISTRATIONS)
@require_http_methods(["GET", "POST"])
def decline_registration(request, pk):
    """Decline with a reason and, where they named a way, a few kind words that are read once more before they go."""
    registration = _registration(request, pk)
    form = DeclineForm(posted(request), registration=registration)
    preview = None
    if form.is_valid():
        if form.is_to_be_read:
            preview = form.as_sent()
        elif perform(form, actions.decline_registration, by=actors.staff(request.user), **form.decided):
            told = " They are written to." if form.decided["words"] else ""
            return said(request, f"The registration of {registration.name_said} is declined.{told}", "registrations")
    heading = f"Decline the registration of {registration.name_said}?"
    button = "Decline, and write this to them" if preview else "Decline this registration"
    context = {"preview": preview, "way": registration.get_channel_display(), "is_declining": True, "kind": "warning"}
    return _confirm(request, registration, form, heading=heading, button=button, **context)
