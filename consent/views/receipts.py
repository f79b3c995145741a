"""A receipt of somebody's answers: to print, to send on a safe way, and on their own page."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, letters, rules
from consent.models import Agreement, Person
from consent.models.wording import Wording
from consent.reading import open_person
from core import actors, clock, easy_read
from core.access import my_page, staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said


def _receipt(person, easy) -> dict:
    """What the page of a receipt needs. `easy`: in easy read."""
    lines = rules.receipt_of(person)
    keys = [line.agreement.pk for line in lines]
    shown = {row.pk: row.wording for row in Agreement.objects.filter(pk__in=keys).select_related("wording")}
    return {
        "person": person,
        "service": person.service,
        "lines": [(line, shown[line.agreement.pk]) for line in lines],
        "easy": easy,
        "today": clock.today(),
    }


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def person_receipt(request, reference):
    """The receipt that staff print and give to the person."""
    person = open_person(request, reference, "receipt")
    words = Wording.Format.EASY_READ if rules.needs_easy_read(person) else ""
    easy = request.GET.get("words", words) == Wording.Format.EASY_READ
    context = _receipt(person, easy) | {
        "heading": "Receipt of their answers",
        "caption": person.name_to_use,
        "may_send": rules.may_send_receipt(person),
        "back_url": reverse("person", args=[person.reference]),
        "back_label": "Back to the record",
        "for_staff": True,
    }
    return render(request, "consent/receipt.html", context)


@my_page
@require_GET
def my_receipt(request):
    """The same receipt, on the person's own page."""
    people = Person.objects.visible_to(request.reader).select_related("service").with_restriction()
    person = get_object_or_404(people.prefetch_related("agreements"))
    context = _receipt(person, easy_read.is_on()) | {"heading": _("Your choices"), "back_url": reverse("my_home")}
    return render(request, "consent/receipt.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def send_receipt(request, reference):
    """Show exactly what would be sent and how, and send it."""
    person = open_person(request, reference, "sending a receipt", log=request.method == "GET")
    may, rule, form = rules.may_send_receipt(person), rules.receipt_rule(person), PlainForm(posted(request))
    back = reverse("person_receipt", args=[person.reference])
    if form.is_valid():
        by = actors.staff(request.user)
        if message := perform(form, actions.send_receipt, by=by, person=person):
            way = message.get_channel_display().lower()
            return said(request, f"A receipt leaves for {person.name_to_use} by {way}.", "person", person.reference)
    context = {
        "form": form,
        "may": may,
        "rule": rule,
        "words": letters.receipt(person, rule) if may else None,
        "heading": "Send this receipt?",
        "caption": person.name_to_use,
        "button": "Send the receipt",
        "cancel_url": back,
    }
    return render(request, "consent/send_receipt.html", context)
