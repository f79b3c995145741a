"""Public pages: registering interest, and what is done with information."""

import time
import uuid

from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, limits
from consent.forms.registering import RegisterInterestForm
from consent.models import InterestRegistration, Purpose, Wording
from core import actors
from core.access import public_page
from core.forms.base import lower_first
from core.scope import public_scope, scope
from core.views import choose_service, chosen_service, perform

SALT = "register interest"
SESSION_KEY = "registered"
FORM_LASTS = 12 * 60 * 60
# The page with the reference can be opened again for so long, and no longer: the computer may be shared.
PAGE_LASTS = 30 * 60


@public_page
@require_GET
def register_interest(request):
    return choose_service(request, "register_interest_form", "Register your interest")


@public_page
@require_http_methods(["GET", "POST"])
def register_interest_form(request, service):
    """The form. It carries a key of its own, so that one form sent twice is stored once."""
    request.public_service = service
    record = Wording.objects.in_force(service, Purpose.RECORD)
    contact = Wording.objects.in_force(service, Purpose.CONTACT)
    if record is None or contact is None:
        return render(
            request, "consent/register_closed.html", {"heading": "Register your interest", "service": service}
        )
    key, data, holds = _key_and_data(request)
    form = RegisterInterestForm(
        data, record_wording=record, contact_wording=contact, initial={"key": signing.dumps(str(key), salt=SALT)}
    )
    if data and not form.errors and form.is_under_16:
        return redirect("register_under_16", service=service.slug)
    if data and not holds:
        form.add_error(None, _("This page was open for too long. Check the answers and press the button again."))
    if form.is_valid():
        with scope(public_scope(service, record=key)):
            kept = _stored(service, key)
            if kept is None and limits.too_many_registrations(request):
                return render(request, "consent/register_too_many.html", {"service": service}, status=429)
            if kept is None:
                kept = perform(
                    form,
                    actions.register_interest,
                    by=actors.public_form(),
                    service=service,
                    key=key,
                    answers=form.answers,
                )
                if kept:
                    limits.count_registration(request)
                # The same form, sent twice at one moment: the other one was stored.
                kept = kept or _stored(service, key)
        if kept:
            request.session[SESSION_KEY] = {"key": str(key), "until": int(time.time()) + PAGE_LASTS}
            return redirect("registered", service=service.slug)
    return render(request, "consent/register_interest.html", {"form": form, "service": service})


def _stored(service, key):
    return InterestRegistration.objects.filter(pk=key, service=service).first()


def _key_and_data(request):
    """The key the form was opened with, or a new one; what was sent with a key that holds; whether the one sent did."""
    if request.method != "POST":
        return uuid.uuid4(), None, True
    try:
        key = signing.loads(request.POST.get("key", ""), salt=SALT, max_age=FORM_LASTS)
        return uuid.UUID(key), request.POST, True
    except (signing.BadSignature, ValueError):
        key, data = uuid.uuid4(), request.POST.copy()
        data["key"] = signing.dumps(str(key), salt=SALT)
        return key, data, False


@public_page
@require_GET
def under_16(request, service):
    request.public_service = service
    return render(request, "consent/register_under_16.html", {"heading": "Talk to a worker", "service": service})


@public_page
@require_GET
def registered(request, service):
    """The page to keep: reference, what happens next, who to ring, and how to stop."""
    request.public_service = service
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        request.session.pop(SESSION_KEY, None)
        kept = {"key": ""}
    key = kept["key"]
    with scope(public_scope(service, record=key)):
        registration = _stored(service, key) if key else None
    if registration is None:
        return redirect(reverse("register_interest_form", args=[service.slug]))
    return render(request, "consent/registered.html", {"registration": registration, "service": service})


@public_page
@require_GET
def privacy(request):
    purposes = [(purpose, lower_first(purpose.title)) for purpose in Purpose.objects.all()]
    context = {"purposes": purposes, "service": chosen_service(request), "heading": "Privacy"}
    return render(request, "consent/privacy.html", context)
