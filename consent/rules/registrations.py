"""Whether a registration may be handled, and what linking it would change."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from consent.models import Message, Purpose, SafeContact
from consent.models.registrations import FilledInBy, SpokeTo, TalkTo, TryOutcome, WayToReach
from consent.rules.discreet import may_be_discreet
from consent.rules.hours import NotYet, is_any_time
from consent.rules.status import Status, status_for
from core.rules import Allowed, Refused

# So long before it is removed, a registration stands in today's work with its day.
WARNED_BEFORE = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """What linking a registration would put in place of what is held: both in words, "" for nothing."""

    what: str
    old: str
    new: str

    @property
    def differs(self) -> bool:
        return bool(self.new) and self.old != self.new


def changes_by_linking(registration, person) -> list[Change]:
    """The ways of reaching somebody, in the record and on the form, to be read side by side."""
    held = [rule for rule in person.safe_contacts.all() if rule.ended_at is None and rule.allowed]
    same = next((rule for rule in held if rule.channel == registration.channel), None)
    if same is not None and same.safe_times == registration.safe_times:
        held = [same]
    return [
        Change("Telephone number", _in_words(person.phone), _in_words(registration.phone)),
        Change("Email", person.email, registration.email),
        Change("Postal address", person.address, registration.address),
        Change("Safe way", "\n".join(map(_way_in_words, held)), _way_in_words(registration)),
    ]


def _in_words(phone) -> str:
    return phone.as_national if phone else ""


def _way_in_words(rule) -> str:
    return ": ".join(filter(None, [rule.get_channel_display(), rule.safe_times]))


def answer_before_linking(person) -> Status | None:
    """That a person said no to being contacted, or took back their yes; else None."""
    status = status_for(person, Purpose.CONTACT)
    return status if status.state in ("refused", "withdrawn") else None


def may_link(registration, person):
    """May this registration be linked to this person? Of the same service."""
    if person.service_id != registration.service_id:
        return Refused("This person belongs to another service.")
    return Allowed()


def may_make_person(registration):
    """May a new person be made of the answers on the form? Only where the yes on it is the person's own."""
    may = may_handle(registration)
    if not may:
        return may
    if registration.is_of_a_child:
        return Refused("They are under 16: ask them yourself. First it is assessed whether they can decide.")
    if not registration.is_their_own:
        return Refused("A helper filled it in: ask the person yourself. Only their own yes counts.")
    return Allowed()


def may_ask_them(registration):
    """May the person be asked with the consent form, because the yes on the public form is not theirs alone?"""
    may = may_handle(registration)
    if may and registration.is_their_own:
        return Refused("They said yes on the form themselves.")
    return may


def may_note_try(registration, outcome, spoke_to, why):
    """May this try to reach them be noted? A child's parent or carer only as the child said, or with a reason."""
    may = may_handle(registration)
    if not may:
        return may
    if spoke_to == SpokeTo.NAMED and registration.talk_to in ("", TalkTo.NOBODY):
        return Refused("They named nobody we may talk to.", field="spoke_to")
    needs_reason = registration.is_of_a_child and registration.talk_to != TalkTo.PARENT
    if spoke_to == SpokeTo.PARENT and needs_reason and not why.strip():
        return Refused("They did not say that we may talk to a parent or carer. Write down why you did.", field="why")
    return Allowed()


def confirms(registration, outcome, spoke_to) -> bool:
    """Whether a try shows that somebody stands behind the form: they, or the helper who filled it in."""
    return outcome == TryOutcome.REACHED and spoke_to == SpokeTo.THEM


@dataclass(frozen=True)
class Removal:
    """The day on which a registration is removed, and why, as the end of a sentence."""

    day: date
    why: str


def removal_of(registration, last_tried_at=None) -> Removal | None:
    """When a registration is removed by itself. None for one that belongs to a person.

    Nobody is tried before the day from which they said we may ask, so the days are counted from it where it is later.
    """
    service, state = registration.service, registration.State
    if registration.state in (state.LINKED, state.RECORDED):
        return None
    untouched = f"nobody touched it for {service.days_untouched} days"
    if registration.state == state.WITHDRAWN:
        return Removal(_day(registration.handled_at) + timedelta(days=1), "they took it back")
    if registration.state == state.DECLINED:
        return Removal(_day(registration.handled_at) + timedelta(days=service.days_untouched), untouched)
    start = max(filter(None, [_day(registration.received_at), registration.not_before]))
    touched = max(filter(None, [start, _day(last_tried_at), _day(registration.confirmed_at)]))
    removals = [Removal(touched + timedelta(days=service.days_untouched), untouched)]
    if registration.confirmed_at is None:
        unconfirmed = f"nobody reached them in {service.days_to_confirm} days"
        removals.append(Removal(start + timedelta(days=service.days_to_confirm), unconfirmed))
    return min(removals, key=lambda removal: removal.day)


def may_remove(registration, last_tried_at=None):
    """May a registration be removed today?"""
    removal = removal_of(registration, last_tried_at)
    if removal is None:
        return Refused("What a person sent on the form stays with their record.")
    if removal.day > timezone.localdate():
        return Refused(f"It is kept until {removal.day:%-d %B %Y}.")
    return Allowed()


def _day(moment) -> date | None:
    return timezone.localtime(moment).date() if moment else None


def said_of(registration) -> str:
    """What staff should know before anything else, in a sentence, or ""."""
    if registration.filled_in_by == FilledInBy.AWAY:
        return f"{registration.helper_name} filled this in for somebody who was not there, or had not said yes."
    if registration.is_of_a_child:
        helped = f" {registration.helper_name} helped them." if registration.filled_in_by == FilledInBy.HERE else ""
        return f"{registration.name_to_use} is 10 to 15 years old.{helped}"
    if registration.filled_in_by == FilledInBy.HERE:
        return f"{registration.helper_name} filled this in with {registration.name_to_use}, who agreed."
    return ""


def may_handle(registration):
    """May this registration still be linked, made a person, or declined?"""
    if registration.state == registration.State.WITHDRAWN:
        return Refused("Whoever sent this took it back. Do not contact them because of it.")
    if registration.state != registration.State.NEW:
        return Refused(f"This has been looked at already: {registration.get_state_display().lower()}.")
    return Allowed()


def way_of(registration) -> SafeContact | None:
    """The one way of contact that was named on a form, as a rule that is stored nowhere. None for any other."""
    if registration.channel in ("", WayToReach.SELF):
        return None
    return SafeContact(channel=registration.channel, allowed=True, safe_times=registration.safe_times)


def may_reach_by(registration, channel, *, reply=False, now=None):
    """May whoever sent a registration be written to or rung on this way of contact? `reply`: they asked for it.

    Returns Allowed, Refused, or `NotYet` before the day from which they said we may ask. What a machine sends it sends
    at any time or not at all, since nobody has put what they said of safe times into hours.
    """
    if registration.person_id is not None:
        return Refused("A person is on record for this registration: what they allow counts.")
    if registration.state == registration.State.WITHDRAWN:
        return Refused("They took their registration back.")
    now = now or timezone.now()
    today = timezone.localtime(now).date()
    last = max((one.tried_at for one in registration.tries.all()), default=None)
    if removal_of(registration, last).day <= today:
        return Refused("The time for which the registration is kept is over.")
    if registration.not_before and registration.not_before > today and not reply:
        begins = timezone.make_aware(datetime.combine(registration.not_before, time()))
        return NotYet(f"They asked not to be contacted before {registration.not_before:%-d %B %Y}.", until=begins)
    if channel in Message.SENT_BY_MACHINE and not is_any_time(registration.safe_times):
        return NotYet("They said in their own words when it is safe. Reach them yourself, as they said.")
    return Allowed()


def asks_to_confirm(registration) -> str:
    """The way of contact on which we ask whether it was them who registered, or "" where a worker reaches them.

    Asked is only who filled the form in alone and is not a child: to anybody else a worker speaks first.
    """
    by_machine = registration.channel in Message.SENT_BY_MACHINE and is_any_time(registration.safe_times)
    waits = registration.state == registration.State.NEW and registration.confirmed_at is None
    return registration.channel if waits and by_machine and registration.is_their_own else ""


def is_to_be_warned(registration, today) -> bool:
    """Whether somebody is told now that what they sent is removed soon: where their answer alone would keep it."""
    removal = removal_of(registration, registration.last_tried_at)
    return bool(asks_to_confirm(registration)) and today < removal.day <= today + WARNED_BEFORE


def may_write_about(registration, words=""):
    """May a few words be written to whoever sent a registration, on the way they named? They must be discreet."""
    if registration.channel in ("", WayToReach.SELF):
        return Refused("They named no way on which we may write to them.")
    answer = may_be_discreet(registration.name_to_use, text=words)
    return answer if answer else replace(answer, field="words")


def may_confirm(registration):
    """May whoever sent a registration say that it was them? While it waits, and once."""
    may = may_handle(registration)
    if may and registration.confirmed_at is not None:
        return Refused("It is known by now that it was them.")
    return may


def may_take_back(registration):
    """May whoever sent a registration take it back? While it belongs to nobody, and once."""
    if registration.person_id is not None or registration.state not in registration.STANDS:
        return Refused("This registration does not stand any more.")
    return Allowed()
