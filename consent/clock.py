"""What time brings about in consent by itself, service by service. Run by the worker; each can be run again."""

from django.core.exceptions import ValidationError

from consent.actions import escalate_review, restrict_lapsed
from consent.models import Person, PublicInterestDecision
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
