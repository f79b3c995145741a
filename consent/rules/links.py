"""Whether a link in a message still works, and what may be done through it."""

from django.utils import timezone

from consent.models import Channel, InterestRegistration, Message
from consent.rules.contact import address_on, is_restricted, ways_to
from core.rules import Allowed, Refused

DEAD = "This link does not work any more."
# Of these a person may say yes or no by a link: each needs something we hold, which the link neither shows nor asks.
WAYS = (Channel.TEXT, Channel.EMAIL, Channel.TELEPHONE, Channel.LETTER, Channel.WORKER)


def may_use_link(link, to):
    """May a change be made through this link? Once, for as long as it lasts, and while there is a record to change.

    `to`: whom it is about, a person or a registration, or None where that is gone.
    """
    if link is None or to is None or link.used_at is not None or link.ends_at <= timezone.now():
        return Refused(DEAD)
    return Allowed() if _is_there(to) else Refused(DEAD)


def _is_there(to) -> bool:
    if isinstance(to, InterestRegistration):
        return to.person_id is None and to.state in to.STANDS
    return not is_restricted(to) and to.joined_into_id is None


def ways_by_link(person) -> list[str]:
    """The ways of contact that somebody may say yes or no to by a link: those that could be used at all."""
    return [way for way in WAYS if address_on(person, way)]


def way_for_a_new_link(to):
    """The rule of the safe way on which a new link may be sent to somebody who asks for one, or None.

    A reply they asked for just now needs no agreement to be contacted about involvement, and only a safe way.
    """
    if not _is_there(to):
        return None
    allowed = {rule.channel: rule for rule in ways_to(to)}
    return next((allowed[channel] for channel in Message.SENT_BY_MACHINE if channel in allowed), None)
