"""The links of the header: those that belong to no app, and how few of all of them stand in it.

What is needed every day stands in the header. The rest is one press away, on the page of all pages, by group.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from core import registries
from core.registries import NavigationLink
from core.roles import Permission

# The groups of the page of all pages, in their order.
EVERY_DAY = "Every day"
CONSENT = "Consent"
INVOLVEMENT = "Involvement"
SERVICE = "This service"


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    here = request.path
    if reader is None or reader.service is None:
        yield NavigationLink(10, _("Home"), reverse("home"), here == "/")
        yield NavigationLink(90, _("Find out more"), reverse("resources"), here == reverse("resources"))
        return
    if reader.may(Permission.SEE_WORK):
        yield NavigationLink(10, "Today", reverse("today"), here == reverse("today"))
    if reader.may(Permission.MANAGE_MEMBERSHIPS):
        url = reverse("people_and_sites")
        yield NavigationLink(20, "People and sites", url, here.startswith(url))
    if reader.may(Permission.SET_STANDARDS):
        url = reverse("standards")
        about = "How small numbers are protected, and how often telling people is tried."
        yield NavigationLink(85, "Standards", url, here.startswith(url), SERVICE, about)
    if reader.may(Permission.SEE_ROLES):
        url = reverse("roles")
        yield NavigationLink(95, "Who may do what", url, here == url, SERVICE, "What each role may see and do here.")


def in_header(request) -> list[NavigationLink]:
    """The links of the header, in order. Those with a group stand behind one link to the page that lists them."""
    found = sorted((link for source in registries.navigation for link in source(request)), key=lambda link: link.order)
    behind = [link for link in found if link.group]
    if len(behind) < 2:
        return found
    header = [link for link in found if not link.group]
    url = reverse("all_pages")
    here = request.path == url or any(link.current for link in behind)
    return [*header, NavigationLink(99, "All pages", url, here)]


def by_group(request) -> list[tuple[str, list[NavigationLink]]]:
    """Every page the reader may open from a menu, in the groups of the page of all pages."""
    found = sorted((link for source in registries.navigation for link in source(request)), key=lambda link: link.order)
    groups = {EVERY_DAY: [], CONSENT: [], INVOLVEMENT: [], SERVICE: []}
    for link in found:
        groups[link.group or EVERY_DAY].append(link)
    return [(group, links) for group, links in groups.items() if links]
