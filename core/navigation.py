"""The links of the header that belong to no app: home for the public, today's work, sites, and who may do what."""

from django.urls import reverse

from core import registries
from core.registries import NavigationLink
from core.roles import Permission


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    here = request.path
    if reader is None or reader.service is None:
        yield NavigationLink(10, "Home", reverse("home"), here == "/")
        yield NavigationLink(90, "Find out more", reverse("resources"), here == reverse("resources"))
        return
    if reader.may(Permission.SEE_WORK):
        yield NavigationLink(10, "Today", reverse("today"), here == reverse("today"))
    if reader.may(Permission.MANAGE_MEMBERSHIPS):
        url = reverse("people_and_sites")
        yield NavigationLink(80, "People and sites", url, here.startswith(url))
    if reader.may(Permission.SEE_ROLES):
        yield NavigationLink(95, "Who may do what", reverse("roles"), here == reverse("roles"))
