"""Partner organisations: who they reach, what is agreed with them, and what was done with them."""

from django.db.models import Exists, OuterRef
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import paged, perform, said
from involvement import actions
from involvement.forms.partners import PartnerAgreementForm, PartnerFilter, PartnerForm
from involvement.models import PartnerGroup, PartnerOrganisation
from involvement.views import form_page, seen

MOST_SHOWN = 50


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def partners(request):
    form = PartnerFilter(request.GET or None)
    found = PartnerOrganisation.objects.visible_to(request.reader).prefetch_related("groups")
    if form.is_valid():
        chosen = form.cleaned_data
        if chosen["q"]:
            found = found.filter(name__icontains=chosen["q"])
        if chosen["kind"]:
            found = found.filter(kind=chosen["kind"])
        if chosen["group"]:
            found = found.filter(Exists(PartnerGroup.objects.filter(partner=OuterRef("pk"), group=chosen["group"])))
    return render(
        request,
        "involvement/partners.html",
        {
            "heading": "Partners",
            "form": form,
            "page": paged(request, found.order_by("name", "pk")),
            "manage": request.reader.may(Permission.MANAGE_PARTNERS),
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def partner(request, pk):
    partner = seen(request, PartnerOrganisation.objects.select_related("recorded_by"), pk)
    today = timezone.localdate()
    agreements = list(partner.agreements.all()[:MOST_SHOWN])
    for agreement in agreements:
        agreement.current = agreement.starts_on <= today and (agreement.ends_on is None or agreement.ends_on >= today)
    groups = ", ".join(group.name for group in partner.groups.all())
    return render(
        request,
        "involvement/partner.html",
        {
            "heading": partner.name,
            "partner": partner,
            "facts": [
                {"key": "Kind of organisation", "value": partner.get_kind_display()},
                {"key": "Groups it reaches", "value": groups or "None recorded"},
                {"key": "How to reach them", "value": partner.contact},
                {"key": "Notes", "value": partner.notes},
            ],
            "agreements": agreements,
            "activities": partner.activities.select_related("level")[:MOST_SHOWN],
            "manage": request.reader.may(Permission.MANAGE_PARTNERS),
            "back_url": reverse("partners"),
            "back_label": "All partners",
        },
    )


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def add_partner(request):
    form = PartnerForm(request.POST or None)
    if form.is_valid():
        kwargs = {"service": request.reader.service, **form.cleaned_data}
        if made := perform(form, actions.add_partner, by=staff(request.user), **kwargs):
            return said(request, f"{made.name} is recorded. Record what you agree with them.", "partner", made.pk)
    return form_page(request, form, "Record a partner", reverse("partners"))


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def change_partner(request, pk):
    partner = seen(request, PartnerOrganisation.objects.all(), pk)
    form = PartnerForm(request.POST or None, partner=partner)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.change_partner, by=by, partner=partner, **form.cleaned_data):
        return said(request, "The partner is saved.", "partner", pk)
    return form_page(request, form, f"Change {partner.name}", reverse("partner", args=[pk]))


@staff_page(Permission.MANAGE_PARTNERS)
@require_http_methods(["GET", "POST"])
def add_partner_agreement(request, pk):
    partner = seen(request, PartnerOrganisation.objects.all(), pk)
    form = PartnerAgreementForm(request.POST or None)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.add_partner_agreement, by=by, partner=partner, **form.cleaned_data):
        return said(request, f"The agreement with {partner.name} is recorded.", "partner", pk)
    heading = f"Record an agreement with {partner.name}"
    return form_page(request, form, heading, reverse("partner", args=[pk]))
