"""Partner organisations: who they reach, what is agreed with them, and what was done with them."""

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.exports import stream_csv
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions
from involvement.forms.partners import PartnerFilter, PartnerForm
from involvement.models import Activity, Group, PartnerGroup, PartnerOrganisation
from involvement.models.activities import State
from involvement.models.partners import AgreementState
from involvement.views import form_page, seen

MOST_SHOWN = 50
ORDERS = {"": ("name", "pk"), "kind": ("kind", "name", "pk"), "newest": ("-recorded_at", "-pk")}


# --- The list


def _found(request, form):
    """The partners that the reader may see and asked for, each with the state of its agreement."""
    found = PartnerOrganisation.objects.visible_to(request.reader).with_agreement_state().prefetch_related("groups")
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        found = found.filter(Q(name__icontains=chosen["q"]) | Q(contacts__name__icontains=chosen["q"])).distinct()
    if chosen.get("kind"):
        found = found.filter(kind=chosen["kind"])
    if chosen.get("group"):
        found = found.filter(Exists(PartnerGroup.objects.filter(partner=OuterRef("pk"), group=chosen["group"])))
    if chosen.get("agreed"):
        found = found.filter(agreed=chosen["agreed"])
    return found.order_by(*ORDERS[chosen.get("order") or ""])


def _groups(partner) -> str:
    return ", ".join(group.name for group in partner.groups.all()) or "None recorded"


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def partners(request):
    form = PartnerFilter(request.GET or None)
    page = paged(request, _found(request, form))
    for partner in page:
        partner.agreed_words, partner.reaches = AgreementState(partner.agreed).label, _groups(partner)
    return render(
        request,
        "involvement/partners.html",
        {
            "heading": "Partners",
            "form": form,
            "page": page,
            "query": request.GET.urlencode(),
            "unreached": _reach(request).filter(reached=False),
            "manage": request.reader.may(Permission.MANAGE_PARTNERS),
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def partners_file(request):
    """The list as a file for a spreadsheet, with the same filters. It names organisations alone."""
    found = _found(request, PartnerFilter(request.GET or None))

    def rows():
        for one in found.iterator(chunk_size=500):
            yield [one.name, one.get_kind_display(), _groups(one), AgreementState(one.agreed).label, one.contact]

    return stream_csv("partners", ["Name", "Kind", "Groups it reaches", "Agreement", "How to reach them"], rows())


# --- Which groups are reached


def _reach(request):
    """Every group, each knowing whether a partner of the service reaches it (`reached`)."""
    theirs = PartnerGroup.objects.filter(group=OuterRef("pk"), service=request.reader.service)
    return Group.objects.annotate(reached=Exists(theirs))


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def groups_reached(request):
    """Each group with the partners who reach it, and the activities that want it: those without a partner first."""
    service = request.reader.service
    under_way = Activity.objects.filter(service=service, state__in=[State.PLANNED, State.OPEN, State.RUNNING])
    groups = _reach(request).prefetch_related(
        Prefetch("partners", PartnerOrganisation.objects.filter(service=service), to_attr="theirs"),
        Prefetch("activities", under_way, to_attr="wanted_by"),
    )
    return render(
        request,
        "involvement/groups_reached.html",
        {
            "heading": "Which groups partners reach",
            "groups": groups.order_by("reached", "order"),
            "manage": request.reader.may(Permission.MANAGE_PARTNERS),
            "back_url": reverse("partners"),
            "back_label": "All partners",
        },
    )


# --- The page of one


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def partner(request, pk):
    partner = seen(request, PartnerOrganisation.objects.with_agreement_state().select_related("recorded_by"), pk)
    today = timezone.localdate()
    agreements = list(partner.agreements.select_related("owner", "file", "partner")[:MOST_SHOWN])
    for agreement in agreements:
        agreement.current = agreement.starts_on <= today and (agreement.ends_on is None or agreement.ends_on >= today)
        agreement.coming = agreement.starts_on > today
    steps = list(partner.team_steps.select_related("noted_by")[:MOST_SHOWN])
    arrangements = partner.arrangements.still_on().prefetch_related("came")
    return render(
        request,
        "involvement/partner.html",
        {
            "heading": partner.name,
            "partner": partner,
            "today": today,
            "facts": [
                {"key": "Kind of organisation", "value": partner.get_kind_display()},
                {"key": "Groups it reaches", "value": _groups(partner)},
                {"key": "Agreement", "value": AgreementState(partner.agreed).label},
                {"key": "How to reach them", "value": partner.contact},
                {"key": "Notes", "value": partner.notes},
            ],
            "contacts": partner.contacts.still_on()[:MOST_SHOWN],
            "agreements": agreements,
            "steps": steps,
            # The paper asks this of specialist engagement and peer support (page 1).
            "asks_about_team": partner.kind == PartnerOrganisation.Kind.PEER_SUPPORT,
            "arrangements": arrangements[:MOST_SHOWN],
            "activities": partner.activities.select_related("level")[:MOST_SHOWN],
            "manage": request.reader.may(Permission.MANAGE_PARTNERS),
            "back_url": reverse("partners"),
            "back_label": "All partners",
        },
    )


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def add_partner(request):
    form = PartnerForm(posted(request))
    if form.is_valid():
        kwargs = {"service": request.reader.service, **form.cleaned_data}
        if made := perform(form, actions.add_partner, by=staff(request.user), **kwargs):
            return said(request, f"{made.name} is recorded. Record what you agree with them.", "partner", made.pk)
    return form_page(request, form, "Record a partner", reverse("partners"))


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def change_partner(request, pk):
    partner = seen(request, PartnerOrganisation.objects.all(), pk)
    form = PartnerForm(posted(request), partner=partner)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.change_partner, by=by, partner=partner, **form.cleaned_data):
        return said(request, "The partner is saved.", "partner", pk)
    return form_page(request, form, f"Change {partner.name}", reverse("partner", args=[pk]))
