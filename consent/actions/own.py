"""What somebody does about their own record, signed in to their own pages: each acts at once."""

from consent import rules
from consent.actions.people import set_safe_contact
from core.writing import action


@action
def set_own_contact(*, by, person, channel, allowed, **rule):
    """Somebody says how a way of contact may be used for them. Returns the new rule."""
    old = person.safe_contacts.filter(channel=channel, ended_at__isnull=True).first()
    if not allowed:
        return set_safe_contact(by=by, person=person, channel=channel, allowed=False)
    rule["review_on"] = rules.check_again_on(old)
    return set_safe_contact(by=by, person=person, channel=channel, allowed=True, **rule)
