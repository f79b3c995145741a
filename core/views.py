"""Pages of the ground floor, and what the views of every app share: `perform`, `paged`, and the chosen service."""

import re

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core import actions, actors, easy_read, languages, registries
from core.access import public_page, signed_in_page, staff_page
from core.forms.base import PlainForm
from core.forms.people_and_sites import MemberForm, ResponsibilityForm, ServiceForm, SiteForm, SwitchServiceForm
from core.locking import lock_screen
from core.memberships import SESSION_KEY, accounts_of, services_of
from core.models import Membership, Service, Site
from core.navigation import by_group
from core.resources import RESOURCES
from core.roles import CARDS, Permission, matrix
from core.scope import public_scope, set_scope

PAGE_SIZE = 25
SERVICE_COOKIE = "service"


def perform(form, action, **kwargs):
    """Run an action for a valid form. Returns its result, or None with the refusal beside its field.

    A refusal that names no field of the form goes to the top, so that nothing typed is lost and nothing is hidden.
    A rule of the database names itself: `form.rules_beside` says beside which field each is told.
    """
    try:
        return action(**kwargs)
    except ValidationError as error:
        fields = error.error_dict if hasattr(error, "error_dict") else {None: error.error_list}
        beside = form.rules_beside
        for field, problems in fields.items():
            for problem in problems:
                known = beside.get(problem.code, field)
                form.add_error(known if known in form.fields else None, problem.messages)
        return None


def posted(request):
    """What was sent with a form, or None for a page that is only opened. An empty form counts as sent."""
    return request.POST if request.method == "POST" else None


def sentence_of(error: ValidationError) -> str:
    """All the sentences of a refusal, for a page without a form."""
    return " ".join(error.messages)


def paged(request, queryset, size=PAGE_SIZE):
    """One page of a list, with a way to the next; a page number that does not exist shows the nearest.

    Looks one row ahead instead of counting a long list. Returns an object with rows, number, has_next, has_previous.
    """
    try:
        number = max(1, min(int(request.GET.get("page", "1")), 10_000))
    except ValueError:
        number = 1
    start = (number - 1) * size
    rows = list(queryset[start : start + size + 1])
    return Page(rows=rows[:size], number=number, has_next=len(rows) > size, query=_query_without_page(request))


class Page:
    """A page of rows: iterable, and knows whether others come before and after it."""

    def __init__(self, rows, number, has_next, query):
        self.rows, self.number, self.has_next, self.query = rows, number, has_next, query
        self.has_previous = number > 1
        self.next_page_number = number + 1
        self.previous_page_number = number - 1

    @property
    def next_url(self) -> str:
        """The address of the page after this one with its filters kept, or "" (for components/pagination.html)."""
        return self._url(self.next_page_number) if self.has_next else ""

    @property
    def previous_url(self) -> str:
        return self._url(self.previous_page_number) if self.has_previous else ""

    def _url(self, number) -> str:
        return f"?{self.query}&page={number}" if self.query else f"?page={number}"

    def __iter__(self):
        return iter(self.rows)

    def __len__(self):
        return len(self.rows)


def _query_without_page(request) -> str:
    query = request.GET.copy()
    query.pop("page", None)
    return query.urlencode()


def chosen_service(request):
    """The service of the public pages: the only one, else the one chosen before (a cookie), else None."""
    services = list(Service.objects.all()[:2])
    if len(services) == 1:
        return services[0]
    slug = request.COOKIES.get(SERVICE_COOKIE, "")
    return Service.objects.filter(slug=slug).first() if re.fullmatch(r"[-\w]{1,60}", slug, re.ASCII) else None


def remember_service(response, service):
    response.set_cookie(SERVICE_COOKIE, service.slug, max_age=90 * 24 * 3600, samesite="Lax", httponly=True)
    return response


def choose_service(request, to: str, title: str):
    """A page that asks which service, linking to the page named `to` of each; one service needs no choice."""
    services = list(Service.objects.all())
    if len(services) == 1:
        return redirect(to, service=services[0].slug)
    links = [(service, reverse(to, kwargs={"service": service.slug})) for service in services]
    return render(request, "core/choose_service.html", {"links": links, "title": title})


# --- Public pages


@public_page
@require_GET
def home(request):
    service = chosen_service(request)
    if service is None:
        return render(request, "core/home.html", {"services": Service.objects.all()})
    return _home_of(request, service)


@public_page
@require_GET
def home_of_service(request, service):
    return remember_service(_home_of(request, service), service)


def _home_of(request, service):
    set_scope(public_scope(service))
    request.public_service = service
    sections = registries.sections(registries.public_home, request, service)
    return render(request, "core/home.html", {"service": service, "sections": sections})


@public_page
@require_GET
def resources(request):
    """The paper's "find out more", organisations and documents apart; `kind` in the address shows only the one."""
    kinds = [("organisation", _("Organisations")), ("document", _("Documents"))]
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in dict(kinds) else ""
    shown = [
        (title, [resource for resource in RESOURCES if resource.kind == kind])
        for kind, title in kinds
        if chosen in ("", kind)
    ]
    return render(request, "core/resources.html", {"kinds": kinds, "chosen": chosen, "shown": shown})


@public_page
@require_GET
def cookies(request):
    names = {
        "service_cookie": SERVICE_COOKIE,
        "easy_read_cookie": easy_read.COOKIE,
        "language_cookie": languages.COOKIE,
    }
    return render(request, "core/cookies.html", names)


@public_page
@require_GET
def accessibility(request):
    return render(request, "core/accessibility.html", {"service": chosen_service(request)})


# --- Signing in


@signed_in_page
@require_GET
def landing(request):
    """Where somebody goes after signing in, by role; a page that does not exist yet is said in a sentence."""
    if request.reader.service is None:
        if services_of(request.user):
            return redirect("switch_service")
        return redirect("my_home") if accounts_of(request.user) else render(request, "core/no_role.html")
    cards = [CARDS[role] for role in request.reader.roles]
    for card in cards:
        try:
            return redirect(reverse(card.landing))
        except NoReverseMatch:
            continue
    return render(request, "core/landing.html", {"cards": cards})


@public_page
@require_POST
def lock(request):
    """Lock the screen. Public, so that a press after the session has run out leads to signing in, and back nowhere."""
    if request.user.is_authenticated:
        lock_screen(request, request.POST.get("page", ""))
    return redirect("account_login")


@signed_in_page
@require_http_methods(["GET", "POST"])
def switch_service(request):
    """Choose the current service, of those somebody works in or has an account in."""
    worked_in = services_of(request.user)
    pairs = dict(accounts_of(request.user))
    keys = {service.pk for service in worked_in}
    services = worked_in + list(Service.objects.filter(pk__in=pairs.keys() - keys))
    form = SwitchServiceForm(services, posted(request), initial={"service": request.session.get(SESSION_KEY)})
    if form.is_valid():
        request.session[SESSION_KEY] = chosen = int(form.cleaned_data["service"])
        return redirect("landing" if chosen in keys else "my_home")
    return render(request, "core/switch_service.html", {"form": form, "services": services})


# --- Staff


@staff_page(Permission.SEE_WORK)
@require_GET
def today(request):
    here = [one for one in request.memberships if one.service_id == request.reader.service.pk]
    held = (one for one in here if one.is_responsible_on(timezone.localdate()))
    context = {
        "responsibility": next(held, None),
        "rows": registries.work.of(request),
        "may_record": request.reader.may(Permission.RECORD_PEOPLE),
    }
    return render(request, "core/today.html", context)


@staff_page(Permission.SEE_ROLES)
@require_GET
def all_pages(request):
    return render(request, "core/all_pages.html", {"heading": "All pages", "groups": by_group(request)})


@staff_page(Permission.SEE_ROLES)
@require_GET
def roles(request):
    cards = list(CARDS.values())
    rows = [(permission, list(zip(cards, answers, strict=True))) for permission, answers in matrix()]
    return render(request, "core/roles.html", {"cards": cards, "rows": rows})


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_GET
def people_and_sites(request):
    """Who works in the service and where: searched by name or email address, by the pageful."""
    service = request.reader.service
    words = request.GET.get("q", "").replace("\x00", "")[:100].strip()
    memberships = Membership.objects.filter(service=service, ended_at__isnull=True).select_related("user")
    if words:
        memberships = memberships.filter(Q(user__name__icontains=words) | Q(user__email__icontains=words))
    return render(
        request,
        "core/people_and_sites.html",
        {
            "memberships": paged(request, memberships.order_by("user__name", "pk")),
            "words": words,
            "today": timezone.localdate(),
            "sites": Site.objects.filter(service=service),
        },
    )


def _form_page(request, form, title, back="people_and_sites", **context):
    form.cancel_url = reverse(back)
    return render(request, "layouts/form.html", {"form": form, "heading": title, "back_url": reverse(back), **context})


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_http_methods(["GET", "POST"])
def add_member(request):
    form = MemberForm(posted(request))
    if form.is_valid():
        added = perform(
            form,
            actions.add_member,
            by=actors.staff(request.user),
            service=request.reader.service,
            **form.cleaned_data,
        )
        if added:
            role = added.get_role_display()
            return said(request, f"{form.cleaned_data['name']} now has the role “{role}”.", "people_and_sites")
    return _form_page(request, form, "Add a person who works here")


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_http_methods(["GET", "POST"])
def change_service(request):
    service = request.reader.service
    form = ServiceForm(posted(request), initial={name: getattr(service, name) for name in ServiceForm.base_fields})
    if form.is_valid():
        by = actors.staff(request.user)
        if perform(form, actions.change_service, by=by, service=service, **form.cleaned_data):
            return said(
                request, "The details of the service are saved. Public pages show them now.", "people_and_sites"
            )
    return _form_page(request, form, "Change the details of the service")


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_http_methods(["GET", "POST"])
def add_site(request):
    form = SiteForm(posted(request))
    if form.is_valid():
        by = actors.staff(request.user)
        if site := perform(form, actions.add_site, by=by, service=request.reader.service, **form.cleaned_data):
            return said(request, f"{site} was added.", "people_and_sites")
    return _form_page(request, form, "Add a site")


def _open_membership(request, pk):
    return get_object_or_404(Membership, pk=pk, service=request.reader.service, ended_at__isnull=True)


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_http_methods(["GET", "POST"])
def end_membership(request, pk):
    membership = _open_membership(request, pk)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.end_membership, by=actors.staff(request.user), membership=membership):
        return said(request, f"The role of {membership.user} has ended.", "people_and_sites")
    return render(
        request,
        "core/end_membership.html",
        {
            "membership": membership,
            "left_behind": _left_behind(membership),
            "form": form,
            "heading": f"End the role “{membership.get_role_display()}” of {membership.user}?",
            "button": "End this role",
            "kind": "warning",
            "cancel_url": reverse("people_and_sites"),
        },
    )


def _left_behind(membership) -> list[str]:
    return [one for source in registries.left_behind for one in source(membership.service, membership.user)]


@staff_page(Permission.MANAGE_MEMBERSHIPS)
@require_http_methods(["GET", "POST"])
def set_responsibility(request, pk):
    membership = _open_membership(request, pk)
    if membership.role != "str_worker":
        raise Http404
    form = ResponsibilityForm(
        posted(request),
        initial={"from_day": membership.involvement_from, "until_day": membership.involvement_until},
    )
    if form.is_valid():
        by = actors.staff(request.user)
        kwargs = {"membership": membership, **form.cleaned_data}
        if perform(form, actions.set_involvement_responsibility, by=by, **kwargs):
            return said(request, f"The responsibility of {membership.user} is saved.", "people_and_sites")
    return _form_page(request, form, f"Responsibility for involvement of {membership.user}")


def said(request, sentence, to, *args, **kwargs) -> HttpResponseRedirect:
    """Say what was done, and go to the page where it shows."""
    messages.success(request, sentence)
    return redirect(to, *args, **kwargs)
