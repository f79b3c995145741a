"""Which answers may be recorded, replaced or withdrawn, and when a record may change."""

from django.utils import timezone

from consent.models import Purpose
from consent.models.agreements import Answer
from consent.rules.contact import is_restricted
from core.deeds import who_did
from core.rules import Allowed, Refused


def may_withdraw(agreement):
    """May this agreement be withdrawn? Only an open yes."""
    if agreement.ended_at is not None:
        return Refused(f"This has ended already. {agreement.get_ended_kind_display()}, {who_did(agreement, 'ended')}.")
    if agreement.answer != Answer.GIVEN:
        return Refused("Only a yes can be withdrawn.")
    return Allowed()


def may_ask_again(person, purpose_key: str):
    """May a new answer be recorded for a purpose? A new answer replaces the open one."""
    if is_restricted(person):
        return Refused("This record is restricted. The information governance lead can join it to a new one.")
    if purpose_key == Purpose.RECORD:
        return Refused("The agreement to hold information is asked for first, when a person is recorded.")
    return Allowed()


def may_replace(open_answer, answer):
    """May this answer take the place of the open one (or None)? What a person said goes only for what they say."""
    if answer == Answer.NOT_ASKED and open_answer is not None and open_answer.answer != Answer.NOT_ASKED:
        since = f"{timezone.localtime(open_answer.recorded_at):%-d %B %Y}"
        return Refused(f"They answered on {since}. That answer stays until they give a new one.")
    return Allowed()


def may_change(person):
    """May details and ways of contact be changed? Not of a restricted record."""
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is changed.")
    return Allowed()


def may_close(follow_up):
    """May asking later be closed? Once."""
    return Refused("This was closed already.") if follow_up.done_at is not None else Allowed()
