"""Writing partner organisations and what is agreed with them."""

from django.utils import timezone

from core.actions import keep_file
from core.clock import months_after
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.actions.steps import noon_of
from involvement.models import (
    AgreementReminder,
    FeedbackArrangement,
    FeedbackReceived,
    PartnerAgreement,
    PartnerContact,
    PartnerGroup,
    PartnerOrganisation,
    TeamStep,
)


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
def add_partner_agreement(*, by, partner, upload=None, **details):
    """Record a memorandum or written agreement with a partner. `upload`: its file, or None. Returns it."""
    file = keep_file(by=by, service=partner.service, upload=upload) if upload else None
    return save(
        PartnerAgreement(service=partner.service, partner=partner, file=file, **details, **deed("recorded", by))
    )


@action
def add_contact(*, by, partner, **details):
    """Record somebody at a partner to speak to. Returns the contact."""
    return save(PartnerContact(service=partner.service, partner=partner, **details, **deed("recorded", by)))


@action
def end_contact(*, by, contact):
    """Note that somebody is not the one to speak to any more."""
    contact = PartnerContact.objects.select_for_update().get(pk=contact.pk)
    ensure(rules.may_end_once(contact))
    done(contact, "ended", by)
    return save(contact)


@action
def note_team_step(*, by, partner, step, because="", noted_on=None):
    """Note where it stands whether a partner can be part of the extended team. Returns the step."""
    ensure(rules.may_note_step(step, because))
    at = noon_of(noted_on)
    return save(TeamStep(service=partner.service, partner=partner, step=step, because=because, **deed("noted", by, at)))


@action
def arrange_feedback(*, by, partner, **details):
    """Record that a partner passes on what people say. Returns the arrangement."""
    return save(FeedbackArrangement(service=partner.service, partner=partner, **details, **deed("recorded", by)))


@action
def end_arrangement(*, by, arrangement):
    """Note that a partner passes nothing on under this arrangement any more."""
    arrangement = FeedbackArrangement.objects.select_for_update().get(pk=arrangement.pk)
    ensure(rules.may_end_once(arrangement))
    done(arrangement, "ended", by)
    return save(arrangement)


@action
def receive_feedback(*, by, arrangement, what, received_on=None):
    """Note what came from a partner, now or on an earlier day, and when the next is due. Returns what came."""
    arrangement = FeedbackArrangement.objects.select_for_update().get(pk=arrangement.pk)
    ensure(rules.may_receive(arrangement, received_on))
    came = save(
        FeedbackReceived(
            service=arrangement.service,
            arrangement=arrangement,
            what=what,
            **deed("received", by, noon_of(received_on)),
        )
    )
    months = FeedbackArrangement.MONTHS[FeedbackArrangement.Every(arrangement.every)]
    # From the day it was due, so that a late one does not push all the others back; never into the past.
    due = months_after(arrangement.next_due, months)
    while due <= timezone.localdate():
        due = months_after(due, months)
    arrangement.next_due = due
    save(arrangement)
    return came


@action
def remind_of_agreement(*, by, agreement, to, days):
    """Queue one email to a colleague that an agreement ends in so many days. Returns the reminder."""
    return save(
        AgreementReminder(service=agreement.service, agreement=agreement, to=to, days=days, **deed("queued", by))
    )
