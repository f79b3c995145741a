"""What governance shows on the pages of others (core.registries)."""

from django.urls import reverse

from core import registries
from core.registries import NavigationLink
from core.roles import Permission


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    if reader is not None and (reader.may(Permission.SEE_GOVERNANCE) or reader.may(Permission.SEE_TOTALS)):
        url, audit = reverse("governance"), reverse("audit")
        here = request.path.startswith(url) and not request.path.startswith(audit)
        yield NavigationLink(70, "Governance", url, here)
    if reader is not None and reader.may(Permission.SEE_AUDIT):
        url = reverse("audit")
        yield NavigationLink(15, "Audit", url, request.path.startswith(url))
