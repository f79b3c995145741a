"""Asking people who asked to be asked later: when, how often, in which way, and when it ends.

`design.md` section 6: not before a day, tries with their outcomes, stop after the agreed number. The database keeps
the day, the number and the spacing too (`consent.models.follow_ups`).
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from consent.models import Channel, FollowUpStep
from consent.rules.contact import (
    THEY_CONTACT_US,
    agreed_to_contact,
    asked_for_day,
    contacts_us,
    is_restricted,
    safe_channels,
)
from consent.rules.drafts import MAY_RECORD
from core import clock
from core.memberships import staff_of
from core.rules import Allowed, Refused

Kind, Outcome = FollowUpStep.Kind, FollowUpStep.Outcome

# As how they reached us themselves is named beside the ways in which we reach them.
THEY_CAME = "self"
# The tries that the system may make by itself: the others are for people.
BY_ITSELF = 2
# When a message that asks may leave: whoever said “any time” did not mean midnight, when the day begins.
EARLIEST, LATEST = time(9), time(19)
# Asking later is put off so far at most at once.
MOST_PUT_OFF = timedelta(days=366)
# What a way of contact can end in.
ENDS_OF = {
    Channel.TELEPHONE: (*FollowUpStep.SAID, Outcome.NO_ANSWER, Outcome.VOICEMAIL, Outcome.NOT_SAFE),
    Channel.WORKER: (*FollowUpStep.SAID, Outcome.NO_ANSWER, Outcome.NOT_SAFE),
    Channel.TEXT: (Outcome.SENT, *FollowUpStep.SAID),
    Channel.EMAIL: (Outcome.SENT, *FollowUpStep.SAID),
    Channel.LETTER: (Outcome.SENT, *FollowUpStep.SAID),
    THEY_CAME: FollowUpStep.SAID,
}


def tries_of(follow_up) -> list:
    """The tries that were made, oldest first. Reads its `steps`."""
    return [step for step in follow_up.steps.all() if step.kind == Kind.TRIED]


def tries_left(follow_up) -> int:
    return max(follow_up.service.tries_to_ask - len(tries_of(follow_up)), 0)


def may_ask_now(follow_up):
    """May somebody be asked today? Allowed, or Refused with the reason: the day, the spacing, or that they said stop.

    Reads the steps of the follow-up and the facts of contact of its person.
    """
    person, today = follow_up.person, clock.today()
    if follow_up.done_at is not None:
        return Refused("This was closed already.")
    if is_restricted(person):
        return Refused("This record is restricted.")
    if contacts_us(person):
        return Refused(THEY_CONTACT_US)
    if follow_up.waits_for_id is None:
        agreed = agreed_to_contact(person)
        if not agreed:
            return agreed
    day = max(filter(None, [follow_up.not_before, follow_up.waits_for_id is None and asked_for_day(person)]))
    if day > today:
        return Refused(f"They are not to be asked before {day:%-d %B %Y}.")
    if not tries_left(follow_up):
        return Refused("They were tried as often as this service agreed to.")
    if follow_up.next_try_on is not None and follow_up.next_try_on > today:
        return Refused(f"They were tried lately. The next try is from {follow_up.next_try_on:%-d %B %Y} on.")
    return Allowed()


def ways_to_ask(follow_up) -> list[str]:
    """The ways in which they may be asked, as channels: those that are safe, and face to face unless they said no.

    Somebody who did not agree to be contacted, since a decision waits, is asked face to face alone.
    """
    person = follow_up.person
    if contacts_us(person):
        return []
    closed = {rule.channel for rule in person.safe_contacts.all() if rule.ended_at is None and not rule.allowed}
    face_to_face = [] if Channel.WORKER in closed else [str(Channel.WORKER)]
    if follow_up.waits_for_id is not None and not agreed_to_contact(person):
        return face_to_face
    return list(dict.fromkeys([*(str(rule.channel) for rule in safe_channels(person)), *face_to_face]))


def may_note_follow_up_try(follow_up, how, outcome, until=None):
    """May a try to ask them be noted, made just now in this way, with what came of it?"""
    may = may_ask_now(follow_up)
    if not may:
        return may
    if how not in ways_to_ask(follow_up):
        return Refused("This way of contact is not safe for them. Choose another.", field="how")
    if outcome not in ENDS_OF[how]:
        return Refused("This cannot come of it in this way.", field="outcome")
    rule = next((rule for rule in safe_channels(follow_up.person) if rule.channel == how), None)
    if outcome == Outcome.VOICEMAIL and not (rule and rule.voicemail):
        return Refused("They did not say that we may leave a voicemail.", field="outcome")
    return _may_come_of_it(follow_up, outcome, until)


def may_note_heard(follow_up, outcome, until=None):
    """May it be noted that they contacted us, with what they said? At any time, while it is open."""
    if follow_up.done_at is not None:
        return Refused("This was closed already.")
    if outcome not in FollowUpStep.SAID:
        return Refused("Say what they said.", field="outcome")
    return _may_come_of_it(follow_up, outcome, until)


def _may_come_of_it(follow_up, outcome, until):
    if outcome == Outcome.YES and follow_up.waits_for_id is not None:
        return Refused("Ask them with today’s words, so that their answer is kept with them.", field="outcome")
    if outcome == Outcome.LATER:
        return _may_wait_until(until)
    return Allowed()


def may_put_off_follow_up(follow_up, until: date):
    """May asking them be put off to a day? To a later one than they gave: sooner is for them to say."""
    if follow_up.done_at is not None:
        return Refused("This was closed already.")
    if until is not None and until <= follow_up.not_before:
        return Refused(f"Choose a day after {follow_up.not_before:%-d %B %Y}.", field="until")
    return _may_wait_until(until)


def _may_wait_until(until):
    if until is None or until <= clock.today():
        return Refused("Enter a day to come.", field="until")
    if until > clock.today() + MOST_PUT_OFF:
        return Refused("Enter a day within a year.", field="until")
    return Allowed()


def may_plan_follow_up(person, not_before: date):
    """May it be noted that somebody is to be asked later? Where a yes to be contacted is behind it."""
    if is_restricted(person):
        return Refused("This record is restricted.")
    agreed = agreed_to_contact(person)
    if not agreed:
        return agreed
    if any(other.done_at is None and other.waits_for_id is None for other in person.follow_ups.all()):
        return Refused("They are to be asked later already. Change the day of that instead.")
    waits = _may_wait_until(not_before)
    return waits if waits else Refused(waits.why, field="not_before")


def asks_by_itself(follow_up) -> bool:
    """Whether the next try is one that the system makes: the first or second, where the service has it turned on.

    A try that somebody made takes the place of the next one of these. After a message that was stopped, people ask.
    """
    if not follow_up.service.ask_by_message or follow_up.waits_for_id is not None:
        return False
    stopped = any(message.state != "sent" for message in follow_up.messages.all())
    return len(tries_of(follow_up)) < BY_ITSELF and not stopped


def is_late_to_ask(follow_up) -> bool:
    """Whether they should have been asked so long ago that a manager hears of it."""
    days = timedelta(days=follow_up.service.days_to_escalate)
    return follow_up.done_at is None and follow_up.due_on + days < clock.today()


def who_asks(service):
    """Users who may ask people: those who record them, by name."""
    return staff_of(service, *MAY_RECORD).order_by("name", "pk")


def may_take_follow_ups(service, to):
    """May follow-ups be given to this colleague?"""
    if to is None or not who_asks(service).filter(pk=to.pk).exists():
        return Refused("Choose a colleague of this service who may record people.", field="to")
    return Allowed()


def by_day(moment):
    """The first moment from now on at which a message that nobody waits for may leave: between 9am and 7pm."""
    local = timezone.localtime(moment)
    if local.time() < EARLIEST:
        return timezone.make_aware(datetime.combine(local.date(), EARLIEST))
    if local.time() >= LATEST:
        return timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), EARLIEST))
    return None


def came_to_nothing(tries: int) -> str:
    """What is noted where nobody was reached in the agreed tries."""
    many = "1 try" if tries == 1 else f"{tries} tries"
    return f"Not reached in {many}, as agreed. They are not asked again, and may always contact us."
