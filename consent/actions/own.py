"""What somebody does about their own record, signed in to their own pages: each acts at once."""

from datetime import timedelta

from django.utils import timezone

from consent.actions.people import set_safe_contact
from core.writing import action

# Somebody who says themselves that a way is safe is asked again after this time, unless a day was agreed before.
CHECK_AGAIN = timedelta(days=90)


def check_again_on(old):
    """The day on which a way of contact that they confirmed themselves is checked. `old`: its rule until now."""
    today = timezone.localdate()
    if old is not None and old.allowed and (old.review_on is None or old.review_on >= today):
        return old.review_on
    return today + CHECK_AGAIN


@action
def set_own_contact(*, by, person, channel, allowed, **rule):
    """Somebody says how a way of contact may be used for them. Returns the new rule."""
    old = person.safe_contacts.filter(channel=channel, ended_at__isnull=True).first()
    if not allowed:
        return set_safe_contact(by=by, person=person, channel=channel, allowed=False)
    rule["review_on"] = check_again_on(old)
    return set_safe_contact(by=by, person=person, channel=channel, allowed=True, **rule)
