"""Public pages: registering interest, and what is done with information."""

import uuid

from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions
from consent.forms.registering import RegisterInterestForm
from consent.models import InterestRegistration, Purpose, Wording
from core import actors
from core.access import public_page
from core.scope import public_scope, scope
from core.views import choose_service, chosen_service, perform

SALT = "register interest"
SESSION_KEY = "registered"


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
    key, data = _key_and_data(request)
    form = RegisterInterestForm(
        data, record_wording=record, contact_wording=contact, initial={"key": signing.dumps(str(key), salt=SALT)}
    )
    if form.is_valid():
        if form.is_under_16:
            return redirect("register_under_16", service=service.slug)
        with scope(public_scope(service, record=key)):
            kept = InterestRegistration.objects.filter(pk=key).first() or perform(
                form, actions.register_interest, by=actors.public_form(), service=service, key=key, answers=form.answers
            )
        if kept:
            request.session[SESSION_KEY] = str(key)
            return redirect("registered", service=service.slug)
    return render(request, "consent/register_interest.html", {"form": form, "service": service})


def _key_and_data(request):
    """The key the form was opened with, or a new one, and what was sent with a key that holds."""
    if request.method != "POST":
        return uuid.uuid4(), None
    try:
        return uuid.UUID(signing.loads(request.POST.get("key", ""), salt=SALT)), request.POST
    except (signing.BadSignature, ValueError):
        key, data = uuid.uuid4(), request.POST.copy()
        data["key"] = signing.dumps(str(key), salt=SALT)
        return key, data


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
    key = request.session.get(SESSION_KEY, "")
    with scope(public_scope(service, record=key)):
        registration = InterestRegistration.objects.filter(pk=key, service=service).first() if key else None
    if registration is None:
        return redirect(reverse("register_interest_form", args=[service.slug]))
    return render(request, "consent/registered.html", {"registration": registration, "service": service})


@public_page
@require_GET
def privacy(request):
    context = {"purposes": Purpose.objects.all(), "service": chosen_service(request), "heading": "Privacy"}
    return render(request, "consent/privacy.html", context)
