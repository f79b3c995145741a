"""Items 5 and 7: the partners that the service works with, and the support workers' responsibility."""

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.models import Membership
from governance.checklist.parts import (
    Figure,
    Item,
    Row,
    Step,
    activities_behind,
    describe_activity,
    groups_behind,
    listed,
    ran_in,
)
from involvement.models import Group, PartnerAgreement, PartnerOrganisation


def partners(service, period):
    """Partners with an agreement in force on the last day of the period, of all partners recorded."""
    words = "Partner with organisations working with the service users it would be useful to involve"
    all_partners = PartnerOrganisation.objects.filter(service=service)
    in_force = PartnerAgreement.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=period.last), service=service, starts_on__lte=period.last
    )
    counted = all_partners.aggregate(
        total=Count("pk"), agreed=Count("pk", filter=Q(pk__in=in_force.order_by().values("partner")))
    )
    if not counted["total"]:
        return Item(
            "partners",
            words,
            "No data: no partner organisation is recorded.",
            data=False,
            next_step=Step("Record a partner", reverse("partners")),
        )
    together = ran_in(service, period).filter(partner__isnull=False)
    run_together = together.count()
    reached = Group.objects.filter(Exists(all_partners.filter(groups=OuterRef("pk"))))
    groups = reached.count()
    agreed, total = counted["agreed"], counted["total"]
    with_agreement = all_partners.filter(pk__in=in_force.order_by().values("partner"))
    return Item(
        "partners",
        words,
        f"{agreed} of {total} {'partner' if total == 1 else 'partners'} had an agreement in force on"
        f" {period.last:%-d %B %Y}. {run_together} {'activity' if run_together == 1 else 'activities'} ran with a"
        f" partner. Partners reach {groups} {'group' if groups == 1 else 'groups'}.",
        agreed,
        total,
        [
            Figure("agreed", agreed, "with an agreement in force", _partners_behind(with_agreement)),
            Figure(
                "without",
                total - agreed,
                "without one",
                _partners_behind(all_partners.exclude(pk__in=with_agreement.order_by().values("pk"))),
            ),
            Figure("activities", run_together, "run with a partner", activities_behind(together, _with_partner)),
            Figure("groups", groups, "groups they reach", groups_behind(reached)),
            *_gaps(all_partners),
        ],
        next_step=Step("Record an agreement with the others", reverse("partners")) if agreed < total else None,
    )


def _gaps(all_partners):
    """What is missing: groups nobody reaches, and peer support never considered for the extended team (page 1)."""
    unreached = Group.objects.filter(~Exists(all_partners.filter(groups=OuterRef("pk"))))
    peers = all_partners.filter(kind=PartnerOrganisation.Kind.PEER_SUPPORT, team_steps__isnull=True)
    return [
        Figure("gaps", unreached.count(), "groups that no partner reaches", groups_behind(unreached)),
        Figure("not-considered", peers.count(), "not considered for the extended team", _partners_behind(peers)),
    ]


def _with_partner(activity):
    return describe_activity(activity, f"With {activity.partner}, from {activity.starts_on:%-d %B %Y}.")


def _partners_behind(queryset):
    def rows(reader):
        found = queryset.prefetch_related("groups", "agreements").order_by("name", "pk")
        return found, _describe_partner

    return rows


def _describe_partner(partner):
    groups = listed([group.name.lower() for group in partner.groups.all()])
    until = [_agreement_words(agreement) for agreement in partner.agreements.all()]
    detail = [f"Reaches {groups}." if groups else "No group is recorded.", *until]
    return Row(partner.name, reverse("partner", args=[partner.pk]), " ".join(detail))


def _agreement_words(agreement):
    until = f" until {agreement.ends_on:%-d %B %Y}" if agreement.ends_on else ""
    return f"{agreement.get_kind_display()} from {agreement.starts_on:%-d %B %Y}{until}."


def str_responsibility(service, period):
    """Of the STR workers of today, those who hold a dated responsibility for involvement today."""
    words = (
        "Consider allocating some responsibility for service user involvement into the support, time and recovery"
        " worker's role"
    )
    today = timezone.localdate()
    workers = Membership.objects.filter(service=service, role="str_worker", ended_at__isnull=True, user__is_active=True)
    holds = Q(involvement_from__lte=today) & (Q(involvement_until__isnull=True) | Q(involvement_until__gte=today))
    counted = workers.aggregate(total=Count("pk"), held=Count("pk", filter=holds))
    total, held = counted["total"], counted["held"]
    if not total:
        return Item("str-workers", words, "No data: no support, time and recovery worker is recorded.", data=False)
    return Item(
        "str-workers",
        words,
        f"{held} of {total} support, time and recovery {'worker' if total == 1 else 'workers'}"
        f" {'holds' if held == 1 else 'hold'} a responsibility for involvement today.",
        held,
        total,
        [
            Figure("held", held, "responsible today", _workers_behind(workers.filter(holds))),
            Figure(
                "missing",
                total - held,
                "not responsible today",
                _workers_behind(workers.exclude(pk__in=workers.filter(holds).order_by().values("pk"))),
            ),
        ],
        next_step=(
            Step("Agree it with the others. The administrator of the service then dates it.") if held < total else None
        ),
    )


def _workers_behind(workers):
    def rows(reader):
        return workers.select_related("user").order_by("user__name", "pk"), _describe_worker

    return rows


def _describe_worker(membership):
    if membership.involvement_from is None:
        return Row(str(membership.user), detail="No responsibility is recorded.")
    today = timezone.localdate()
    until = membership.involvement_until
    if until and until < today:
        return Row(str(membership.user), detail=f"Was responsible until {until:%-d %B %Y}.")
    since = "From" if membership.involvement_from > today else "Since"
    ends = f", until {until:%-d %B %Y}" if until else ""
    return Row(str(membership.user), detail=f"{since} {membership.involvement_from:%-d %B %Y}{ends}.")
