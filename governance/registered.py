"""What governance shows on the pages of others (core.registries)."""

from django.urls import reverse

from core import registries
from core.registries import NavigationLink
from core.roles import Permission


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    if reader is not None and (reader.may(Permission.SEE_GOVERNANCE) or reader.may(Permission.SEE_TOTALS)):
        url = reverse("governance")
        yield NavigationLink(70, "Governance", url, request.path.startswith(url))
