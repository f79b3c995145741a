"""Whether, when and how a person may be contacted today. Withdrawal acts at once, since nothing is stored."""

from datetime import date

from django.utils import timezone

from consent.models import Channel, InterestRegistration, Message, Purpose, SafeContact, WayToReach
from consent.models.agreements import Ground
from consent.rules.hours import safe_now
from consent.rules.registrations import may_reach_by, way_of
from consent.rules.status import giver_in_words, is_held_in_public_interest, status_for, status_of
from core.rules import Allowed, Refused

# What `may_contact` reads of a person: prefetch these for a list, and it asks the database nothing more.
FACTS_OF_CONTACT = ("agreements", "follow_ups", "safe_contacts", "restrictions", "public_interest_decisions")

THEY_CONTACT_US = "They said that they will contact us. Nobody contacts them."


def is_restricted(person) -> bool:
    """Whether the record is restricted, or the newer one that an older record is read through.

    Known without a query where the person was read `with_restriction()`.
    """
    known = getattr(person, "restricted_now", None)
    if known is not None:
        return known
    if any(restriction.ended_at is None for restriction in person.restrictions.all()):
        return True
    return person.joined_into_id is not None and is_restricted(person.joined_into)


def asked_for_day(person) -> date | None:
    """The day before which a person asked not to be contacted, where it has not come yet."""
    today = timezone.localdate()
    asked = [f for f in person.follow_ups.all() if f.done_at is None and f.waits_for_id is None]
    return max((f.not_before for f in asked if f.not_before > today), default=None)


def address_on(person, channel: str) -> str:
    """What a channel needs to reach the person, or "" where it is missing."""
    return {
        Channel.TEXT: str(person.phone or ""),
        Channel.TELEPHONE: str(person.phone or ""),
        Channel.EMAIL: person.email,
        Channel.LETTER: person.address,
        Channel.WORKER: "face to face",
    }[Channel(channel)]


def contacts_us(person):
    """The rule by which a person said that they will contact us, so that nobody contacts them; None where not."""
    of_self = (rule for rule in person.safe_contacts.all() if rule.channel == WayToReach.SELF)
    return next((rule for rule in of_self if rule.ended_at is None and rule.allowed), None)


def safe_channels(person) -> list[SafeContact]:
    """The ways of contact a person allows that can be used today. Unknown means no."""
    today = timezone.localdate()
    return [
        rule
        for rule in person.safe_contacts.all()
        if rule.ended_at is None
        and rule.allowed
        and rule.channel != WayToReach.SELF
        and (rule.review_on is None or rule.review_on >= today)
        and address_on(person, rule.channel)
    ]


def may_contact(person):
    """May we contact this person about involvement today?

    `PersonQuerySet.may_be_contacted` says the same in SQL, for lists; a test holds the two together.
    """
    if is_restricted(person):
        return Refused("This record is restricted.")
    agreed = agreed_to_contact(person)
    if not agreed:
        return agreed
    if contacts_us(person):
        return Refused(THEY_CONTACT_US)
    later = asked_for_day(person)
    if later is not None:
        return Refused(f"They asked not to be contacted before {later:%-d %B %Y}.")
    if not safe_channels(person):
        return Refused("No safe way to contact them is known.")
    return Allowed(_who_agreed(_status(person, Purpose.CONTACT, None).agreement))


def _who_agreed(agreement) -> str:
    if agreement.ground == Ground.PERSON:
        return "They agreed to be contacted about involvement."
    if agreement.ground == Ground.BEST_INTERESTS:
        return "It was decided in their best interests that we contact them about involvement."
    return f"{giver_in_words(agreement)} agreed that we contact them about involvement."


def agreed_to_contact(person, agreements=None):
    """Whether contact about involvement is agreed to, whenever and however. `agreements`: as they would stand."""
    record = _status(person, Purpose.RECORD, agreements)
    if not record.given and not (record.state != "conflicting" and is_held_in_public_interest(person)):
        return Refused(f"There is no agreement to hold their information. {record.sentence}.")
    contact = _status(person, Purpose.CONTACT, agreements)
    if contact.state == "conflicting":
        return Refused(f"{contact.sentence}.")
    if not contact.given:
        return Refused(f"They have not agreed to be contacted about involvement. {contact.sentence}.")
    return Allowed()


def asking_later_holds(person, agreements=None) -> bool:
    """Whether a yes is still behind asking somebody later, be it one that others who answer for them dispute."""
    record = _status(person, Purpose.RECORD, agreements).state
    held = record in ("given", "conflicting") or is_held_in_public_interest(person)
    return held and _status(person, Purpose.CONTACT, agreements).state in ("given", "conflicting")


def _status(person, purpose_key, agreements):
    if agreements is None:
        return status_for(person, purpose_key)
    return status_of(Purpose(pk=purpose_key), agreements, born=person.date_of_birth)


def may_contact_from(person) -> date | None:
    """The day from which a person who agreed may be contacted, where they asked to wait for it. Else None."""
    later = asked_for_day(person)
    if later is None or is_restricted(person) or contacts_us(person):
        return None
    agreed = all(status_for(person, key).given for key in (Purpose.RECORD, Purpose.CONTACT))
    return later if agreed else None


def contact_in_words(person) -> str:
    """May we contact somebody, and how, in a few words for a list. For people read `with_contact_answer()`."""
    if person.record_answer == "conflicting" or not (person.record_answer == "given" or person.held_in_public_interest):
        return "No: there is no agreement to hold their information"
    if person.contact_answer != "given":
        return {
            "refused": "No: they said no",
            "withdrawn": "No: they withdrew",
            "conflicting": "No: those who answer for them do not agree",
        }.get(person.contact_answer, "No: there is no answer")
    if contacts_us(person):
        return "No: they will contact us themselves"
    if person.asked_for_day:
        return f"Not before {person.asked_for_day:%-d %B %Y}"
    ways = [rule.get_channel_display().lower() for rule in safe_channels(person)]
    return f"Yes: {', '.join(ways)}" if ways else "No: they agreed, but no safe way is known"


def ways_to(to) -> list[SafeContact]:
    """The ways that are safe today: of a person those they allow, of a registration the one that was named on it."""
    if not isinstance(to, InterestRegistration):
        return safe_channels(to)
    way = way_of(to)
    return [way] if way is not None and address_on(to, way.channel) else []


def may_be_sent(to, channel: str, written_at=None, *, reply=False, own=False, now=None):
    """May a message leave on this channel now? The one function every sender goes through.

    `to`: a person, or a registration, to whoever sent it. `written_at`: when its words were chosen. They may say no
    more than the rule of the channel lets them today. `reply`: they asked for it just now, so that it needs no
    agreement to be contacted about involvement. `own`: it leads to their own record, which they may read while it is
    restricted. `now`: the moment, if another. Returns Allowed, Refused, or `NotYet`, where only the time is wrong and
    the message waits.
    """
    if isinstance(to, InterestRegistration):
        answer = may_reach_by(to, channel, reply=reply, now=now)
    elif contacts_us(to):
        return Refused(THEY_CONTACT_US)
    else:
        answer = _may_be_answered(to, own) if reply else may_contact(to)
    if not answer:
        return answer
    rule = next((rule for rule in ways_to(to) if rule.channel == channel), None)
    if rule is None:
        return Refused("This way of contact is not allowed, or what it needs is missing.")
    if written_at is not None and not rule.may_say_who and _could_say_who(to, channel, written_at):
        return Refused("What may be said on this way of contact has changed since it was written.")
    # A letter and a person who rings or comes heed what was said of times by reading it.
    return safe_now(rule, now or timezone.now()) if channel in Message.SENT_BY_MACHINE else Allowed()


def _may_be_answered(person, own):
    if is_restricted(person) and not own or person.joined_into_id is not None:
        return Refused("This record is restricted.")
    return Allowed()


def _could_say_who(to, channel, moment) -> bool:
    return not isinstance(to, InterestRegistration) and any(
        rule.may_say_who and rule.recorded_at <= moment and (rule.ended_at is None or rule.ended_at > moment)
        for rule in to.safe_contacts.all()
        if rule.channel == channel
    )
