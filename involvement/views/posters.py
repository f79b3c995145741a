"""A poster and a leaflet of the service itself, to print: what being involved is, and a QR code to its form."""

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access import staff_page
from core.qr import qr_code
from core.roles import Permission

STANDARD, EASY_READ = "standard", "easy_read"


def _printed(request, what, template):
    service = request.reader.service
    address = settings.BASE_URL + reverse("register_interest_form", kwargs={"service": service.slug})
    easy = request.GET.get("words") == EASY_READ
    context = {
        "heading": f"Print a {what}",
        "what": what,
        "service": service,
        "easy": easy,
        # Typed from paper, so without what every browser adds by itself; in parts, so that it breaks between them.
        "address": address.removeprefix("https://").removeprefix("http://").strip("/").split("/"),
        "email": service.contact_email.split("@") if service.contact_email else [],
        # The form opens in the words of the paper.
        "qr": qr_code(f"{address}?words={EASY_READ}" if easy else address),
        "record": request.reader.may(Permission.RUN_ACTIVITIES),
        "back_url": reverse("materials"),
        "back_label": "All information material",
        "wide": True,
    }
    return render(request, template, context)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def print_poster(request):
    """One side of A4, in plain words or easy read."""
    return _printed(request, "poster", "involvement/print_poster.html")


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def print_leaflet(request):
    """Two sides of A4 across, folded once: a leaflet of four A5 pages, in plain words or easy read."""
    return _printed(request, "leaflet", "involvement/print_leaflet.html")
