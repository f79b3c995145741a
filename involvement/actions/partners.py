"""Writing partner organisations and what is agreed with them."""

from core.deeds import deed
from core.writing import action, save
from involvement.models import PartnerAgreement, PartnerGroup, PartnerOrganisation


@action
def add_partner(*, by, service, groups=(), **details):
    """Record a partner organisation and the groups it reaches. Returns it."""
    partner = save(PartnerOrganisation(service=service, **details, **deed("recorded", by)))
    _set_partner_groups(partner, groups)
    return partner


@action
def change_partner(*, by, partner, groups=(), **details):
    """Change what is recorded about a partner."""
    for name, value in details.items():
        setattr(partner, name, value)
    save(partner)
    _set_partner_groups(partner, groups)
    return partner


def _set_partner_groups(partner, groups):
    PartnerGroup.objects.filter(partner=partner).exclude(group__in=groups).delete()
    for group in groups:
        PartnerGroup.objects.get_or_create(service=partner.service, partner=partner, group=group)


@action
def add_partner_agreement(*, by, partner, **details):
    """Record a memorandum or written agreement with a partner. Returns it."""
    return save(PartnerAgreement(service=partner.service, partner=partner, **details, **deed("recorded", by)))
