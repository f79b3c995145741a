"""Emails to whoever answers for an agreement with a partner, 90 and 30 days before it ends. Each is sent once.

Where nobody who works here answers for it, the managers are told.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core import actors, registries
from core.daily import for_each
from core.memberships import staff_of
from core.scope import scope_of_staff
from core.staff_mail import send_staff_mail
from involvement import actions, rules
from involvement.models import AgreementReminder, PartnerAgreement

BY = actors.task("agreements with partners")


@registries.daily.task("agreements with partners that end")
def remind_of_agreements_that_end(service, today):
    """Queue what is due by today and was not queued yet. `send_agreement_reminders` sends it."""
    working, managers = set(staff_of(service)), list(staff_of(service, "manager"))
    due = [
        (agreement, to, days)
        for agreement, days in rules.agreements_to_remind_of(service, today)
        for to in ([agreement.owner] if agreement.owner in working else managers)
        if not rules.was_reminded(agreement, to, days)
    ]
    for_each([Due(*one) for one in due], lambda one: one.queue())


class Due:
    """One reminder to queue."""

    def __init__(self, agreement, to, days):
        self.agreement, self.to, self.days, self.pk = agreement, to, days, agreement.pk

    def queue(self):
        return actions.remind_of_agreement(by=BY, agreement=self.agreement, to=self.to, days=self.days)


def send_agreement_reminders(service) -> int:
    """Send the reminders that wait in a service. Returns how many left."""
    with scope_of_staff(service):
        waiting = AgreementReminder.objects.waiting().filter(service=service).select_related("agreement__partner", "to")
        return send_staff_mail(waiting.all, _words, BY)


def _words(reminder):
    """Subject and body; None where it was renewed or is over, or they work here no longer."""
    agreement = reminder.agreement
    still = PartnerAgreement.objects.filter(pk=agreement.pk).ending_by(agreement.ends_on).exists()
    if not still or not staff_of(reminder.service).filter(pk=reminder.to_id).exists():
        return None
    left = (agreement.ends_on - timezone.localdate()).days
    when = f"on {agreement.ends_on:%-d %B %Y}, in {left} day{'' if left == 1 else 's'}"
    address = settings.BASE_URL + reverse("partner", args=[agreement.partner_id])
    body = (
        f"{agreement} ends {when}.\n\nAgree with them whether it goes on, and record the new agreement.\n\n{address}\n"
    )
    return "An agreement with a partner ends soon", body
