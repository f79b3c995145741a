"""Who may be invited to sign in to their own page, and when that ends."""

from consent.models import Channel, Purpose
from consent.rules.contact import is_restricted, safe_channels
from consent.rules.hours import safe_now
from consent.rules.status import status_for
from core import clock
from core.rules import Allowed, Refused

TOO_OLD = Refused("The code was too old by then.")


def may_be_invited(person, *, has_account: bool, shared: bool = False, works_here: bool = False):
    """May this person be given an account, which a code by email opens?

    `shared`: another record has the same email address. `works_here`: somebody who works anywhere has it.
    """
    if is_restricted(person) or person.joined_into_id is not None:
        return Refused("This record is restricted.")
    if has_account:
        return Refused("They have an account already.")
    if not status_for(person, Purpose.RECORD).given:
        return Refused("There is no agreement to hold their information.")
    rule = next((rule for rule in safe_channels(person) if rule.channel == Channel.EMAIL), None)
    if rule is None:
        return Refused("A code to sign in comes by email, and email is not known to be safe for them.")
    hours = safe_now(rule, clock.now())
    if not hours and hours.until is None:
        return Refused("They said in their own words when email is safe. Set the days and hours first.")
    if shared:
        return Refused("Another record has the same email address, so a code would reach somebody else too.")
    if works_here:
        return Refused("This email address belongs to somebody who works here.")
    return Allowed()


def may_end_account(account):
    """May this account be ended? Once."""
    return Allowed() if account.ended_at is None else Refused("This account has ended already.")
