"""What time brings about in consent by itself, service by service. Run by the worker; each can be run again."""

from django.core.exceptions import ValidationError

from consent import rules
from consent.actions import (
    delete_equality_answers,
    escalate_review,
    remind_of_removal,
    remove_registration,
    restrict_lapsed,
)
from consent.models import Agreement, InterestRegistration, Person, PublicInterestDecision, Purpose
from consent.notices import send_notices
from core import actors, registries
from core.daily import for_each
from core.scope import scope_of_staff

MOST = 100


def look_after_public_interest(service) -> int:
    """Tell every information governance lead of reviews that are late, and send what waits. Returns emails sent.

    Killed halfway, a late review is either noted with all its emails queued, or looked at again.
    """
    with scope_of_staff(service):
        late = PublicInterestDecision.objects.overdue().filter(service=service, escalated_at__isnull=True)
        for decision in late.order_by("review_due")[:MOST]:
            try:
                escalate_review(by=actors.task("late reviews"), decision=decision)
            except ValidationError:
                # Reviewed at this moment, or nobody is there to be told yet: looked at again next time.
                continue
        return send_notices(service)


@registries.daily.task("grounds that ran out")
def restrict_what_ran_out(service, today):
    """Restrict each record whose last ground ended with time: a parent's yes at 18, or a yes on its last day."""
    by = actors.task("grounds that ran out")
    lapsed = Person.objects.filter(service=service).whose_ground_ran_out().order_by("pk")
    for_each(lapsed.only("pk"), lambda person: restrict_lapsed(by=by, person=person))


@registries.daily.task("registrations that nobody stands behind")
def remove_old_registrations(service, today):
    """Remove each registration whose time is over: not confirmed, or not touched (the settings of the service)."""
    by = actors.task("registrations that nobody stands behind")
    for_each(
        registrations_to_remove(service, today),
        lambda registration: remove_registration(by=by, registration=registration),
    )


@registries.daily.task("registrations that are removed soon")
def remind_before_removal(service, today):
    """Write to those whose own answer would keep what they sent, 7 days before it is removed."""
    by = actors.task("registrations that are removed soon")
    soon = registrations_to_remove(service, today + rules.WARNED_BEFORE)
    for_each(
        [registration for registration in soon if rules.is_to_be_warned(registration, today)],
        lambda registration: remind_of_removal(by=by, registration=registration),
    )


def registrations_to_remove(service, day) -> list:
    """The registrations that are removed by a day, those of a service that belong to nobody."""
    belong_to_nobody = InterestRegistration.objects.filter(service=service, person=None).select_related("service")
    return [
        registration
        for registration in belong_to_nobody.with_last_try()
        if rules.removal_of(registration, registration.last_tried_at).day <= day
    ]


@registries.daily.task("equality answers without a yes")
def delete_equality_answers_that_ran_out(service, today):
    """Delete the equality answers of each person whose yes to keeping them has run out."""
    by = actors.task("equality answers without a yes")
    ran_out = Agreement.objects.open().filter(service=service, purpose_id=Purpose.EQUALITY, expires_on__lte=today)
    for_each(
        ran_out.select_related("person__service"),
        lambda agreement: delete_equality_answers(by=by, person=agreement.person),
    )
