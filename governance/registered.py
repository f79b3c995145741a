"""What governance shows on the pages of others (core.registries)."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from core import registries
from core.models import Membership
from core.registries import NavigationLink, WorkRow, day_said, name_of, said_name
from core.roles import Permission

# How long before a responsibility for involvement ends somebody is asked what comes after it.
RESPONSIBILITY_NOTICE = timedelta(days=30)


def _responsibility_ends(request):
    """Support workers whose responsibility for involvement ends soon, or ended lately."""
    today = timezone.localdate()
    held = Membership.objects.filter(service=request.reader.service, ended_at__isnull=True, user__is_active=True)
    return held.filter(
        involvement_until__range=(today - RESPONSIBILITY_NOTICE, today + RESPONSIBILITY_NOTICE)
    ).order_by("involvement_until", "pk")


@registries.work.kind(
    Permission.SEE_GOVERNANCE, rows=_responsibility_ends, needs=["involvement_until", *name_of("user")]
)
def responsibility_ends(membership):
    until = day_said(membership["involvement_until"])
    ends = "ended" if until < timezone.localdate() else "ends"
    sentence = f"The responsibility of {said_name(membership, 'user')} for involvement {ends} on {until:%-d %B %Y}"
    return WorkRow(4, sentence, "See who is responsible", reverse("checklist_item", args=["str-workers"]), until)


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
