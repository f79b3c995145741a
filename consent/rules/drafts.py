"""Whether a journey that was begun may go on, and to whom it may be handed over."""

from core.memberships import staff_of
from core.roles import CARDS, Permission
from core.rules import Allowed, Refused

MAY_RECORD = tuple(card.key for card in CARDS.values() if Permission.RECORD_PEOPLE in card.permissions)
MAY_ASSESS = tuple(key for key in MAY_RECORD if Permission.ASSESS_CAPACITY in CARDS[key].permissions)


def may_go_on(draft, sealed: str = ""):
    """May these answers be stored? `draft`: as it is now, or None; `sealed`: the answers as they were looked at."""
    if draft is None:
        return Refused("These answers were recorded already, handed over, or thrown away.")
    if sealed and draft.sealed != sealed:
        return Refused("The answers were changed in another window. Check them again.")
    return Allowed()


def colleagues(service, user, to_assess=False):
    """Who may take over from a user: others of their service who record people, by name.

    `to_assess`: only those who may assess whether somebody can decide.
    """
    return staff_of(service, *(MAY_ASSESS if to_assess else MAY_RECORD)).exclude(pk=user.pk).order_by("name", "pk")


def may_take_over(service, user, colleague, to_assess=False):
    """May this colleague take over a user's drafts and open tasks?"""
    if not colleagues(service, user, to_assess).filter(pk=colleague.pk).exists():
        what = "assess whether somebody can decide" if to_assess else "record people"
        return Refused(f"Choose a colleague of this service who may {what}.", field="to")
    return Allowed()
