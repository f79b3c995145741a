"""What may be done with a person today, and if not, why. Derived each time it is asked, so withdrawal acts at once.

Pure but for reading: a rule answers `Allowed` or `Refused` with a sentence fit for the screen (core.rules).
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from consent.models import Agreement, Channel, Purpose, SafeContact
from consent.models.agreements import Answer, Ending
from core.deeds import who_did
from core.rules import Allowed, Refused

AGE_TO_ANSWER_ALONE = 16


def age_on(born: date, day: date) -> int:
    """Whole years. Somebody born on 29 February reaches an age on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def may_answer_alone(born: date | None, today: date | None = None):
    """Only the person's own answer, from 16 on, is recorded here so far; the rest goes by paper."""
    today = today or timezone.localdate()
    if born is None:
        return Allowed()
    if born > today:
        return Refused("Date of birth must be in the past.", field="date_of_birth")
    if age_on(born, today) > 120:
        return Refused("Check the year of birth.", field="date_of_birth")
    if age_on(born, today) < AGE_TO_ANSWER_ALONE:
        return Refused(
            "This person is under 16. Nothing has been stored. Use the paper form for under 16s.",
            field="date_of_birth",
        )
    return Allowed()


@dataclass(frozen=True)
class Status:
    """Where one purpose stands for one person: a word, who decided, since when, and when it is due again."""

    purpose: Purpose
    state: str  # given, refused, withdrawn, expired, not_asked
    sentence: str
    agreement: Agreement | None = None

    @property
    def given(self) -> bool:
        return self.state == "given"


def status_of(purpose: Purpose, agreements, today: date | None = None) -> Status:
    """Derive the status of one purpose from a person's agreements for it (any order). The only place that does.

    Says who decided: an answer that was refused by the person is never shown as refused by staff.
    """
    today = today or timezone.localdate()
    mine = sorted(
        (a for a in agreements if a.purpose_id == purpose.pk), key=lambda a: (a.recorded_at, a.pk), reverse=True
    )
    still_open = next((a for a in mine if a.ended_at is None), None)
    if still_open is not None:
        since = f"{timezone.localtime(still_open.recorded_at):%-d %B %Y}"
        if still_open.answer == Answer.NOT_ASKED:
            reason = still_open.get_not_asked_reason_display().lower()
            return Status(purpose, "not_asked", f"Not asked on {since}: {reason}", still_open)
        if still_open.answer == Answer.REFUSED:
            return Status(purpose, "refused", f"They said no on {since}", still_open)
        if still_open.expires_on is not None and still_open.expires_on <= today:
            return Status(purpose, "expired", f"Their yes ran out on {still_open.expires_on:%-d %B %Y}", still_open)
        return Status(purpose, "given", f"They said yes on {since}", still_open)
    ended = next((a for a in mine if a.ended_kind == Ending.WITHDRAWN), None)
    if ended is not None:
        return Status(purpose, "withdrawn", f"They withdrew on {timezone.localtime(ended.ended_at):%-d %B %Y}", ended)
    return Status(purpose, "not_asked", "Not asked yet")


_purposes: list[Purpose] = []


def purposes() -> list[Purpose]:
    """The purposes in their order. They change with a new version alone, so one reading serves a whole process."""
    if not _purposes:
        _purposes.extend(Purpose.objects.all())
    return _purposes


def statuses_of(person) -> list[Status]:
    """The status of each purpose for one person, in their order. No query where the answers are prefetched."""
    agreements = list(person.agreements.all())
    return [status_of(purpose, agreements) for purpose in purposes()]


# What `may_contact` reads of a person: prefetch these for a list, and it asks the database nothing more.
FACTS_OF_CONTACT = ("agreements", "follow_ups", "safe_contacts", "restrictions")


def is_restricted(person) -> bool:
    """Whether the record is restricted. Known without a query where the person was read `with_restriction()`."""
    known = getattr(person, "restricted_now", None)
    if known is not None:
        return known
    return any(restriction.ended_at is None for restriction in person.restrictions.all())


def asked_for_day(person) -> date | None:
    """The day before which a person asked not to be contacted, where it has not come yet."""
    today = timezone.localdate()
    days = [f.not_before for f in person.follow_ups.all() if f.done_at is None and f.not_before > today]
    return max(days, default=None)


def address_on(person, channel: str) -> str:
    """What a channel needs to reach the person, or "" where it is missing."""
    return {
        Channel.TEXT: str(person.phone or ""),
        Channel.TELEPHONE: str(person.phone or ""),
        Channel.EMAIL: person.email,
        Channel.LETTER: person.address,
        Channel.WORKER: "face to face",
    }[Channel(channel)]


def safe_channels(person) -> list[SafeContact]:
    """The ways of contact a person allows that can be used today. Unknown means no."""
    today = timezone.localdate()
    return [
        rule
        for rule in person.safe_contacts.all()
        if rule.ended_at is None
        and rule.allowed
        and (rule.review_on is None or rule.review_on >= today)
        and address_on(person, rule.channel)
    ]


def may_contact(person):
    """May we contact this person about involvement today?

    `PersonQuerySet.may_be_contacted` says the same in SQL, for lists; a test holds the two together.
    """
    if is_restricted(person):
        return Refused("This record is restricted.")
    agreements = list(person.agreements.all())
    record = status_of(Purpose(pk=Purpose.RECORD), agreements)
    if not record.given:
        return Refused(f"There is no agreement to hold their information. {record.sentence}.")
    contact = status_of(Purpose(pk=Purpose.CONTACT), agreements)
    if not contact.given:
        return Refused(f"They have not agreed to be contacted about involvement. {contact.sentence}.")
    later = asked_for_day(person)
    if later is not None:
        return Refused(f"They asked not to be contacted before {later:%-d %B %Y}.")
    if not safe_channels(person):
        return Refused("No safe way to contact them is known.")
    return Allowed("They agreed to be contacted about involvement.")


def may_contact_from(person) -> date | None:
    """The day from which a person who agreed may be contacted, where they asked to wait for it. Else None."""
    later = asked_for_day(person)
    if later is None or is_restricted(person):
        return None
    agreements = list(person.agreements.all())
    agreed = all(status_of(Purpose(pk=key), agreements).given for key in (Purpose.RECORD, Purpose.CONTACT))
    return later if agreed else None


def contact_in_words(person) -> str:
    """May we contact somebody, and how, in a few words for a list. For people read `with_contact_answer()`."""
    if person.record_answer != Answer.GIVEN:
        return "No: there is no agreement to hold their information"
    if person.contact_answer != Answer.GIVEN:
        if person.contact_answer:
            return {Answer.REFUSED: "No: they said no", Answer.NOT_ASKED: "No: they were not asked"}[
                Answer(person.contact_answer)
            ]
        return "No: they withdrew" if person.contact_withdrawn else "No: there is no answer"
    if person.asked_for_day:
        return f"Not before {person.asked_for_day:%-d %B %Y}"
    ways = [rule.get_channel_display().lower() for rule in safe_channels(person)]
    return f"Yes: {', '.join(ways)}" if ways else "No: they agreed, but no safe way is known"


def may_be_sent(person, channel: str, written_at=None):
    """May a message leave on this channel now? The one function every sender goes through.

    `written_at`: when its words were chosen. They may say no more than the rule of the channel lets them today.
    """
    answer = may_contact(person)
    if not answer:
        return answer
    rule = next((rule for rule in safe_channels(person) if rule.channel == channel), None)
    if rule is None:
        return Refused("This way of contact is not allowed, or what it needs is missing.")
    if written_at is not None and not rule.may_say_who and _could_say_who(person, channel, written_at):
        return Refused("What may be said on this way of contact has changed since it was written.")
    return Allowed()


def _could_say_who(person, channel, moment) -> bool:
    return any(
        rule.may_say_who and rule.recorded_at <= moment and (rule.ended_at is None or rule.ended_at > moment)
        for rule in person.safe_contacts.all()
        if rule.channel == channel
    )


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


def has_answered_since(person, purpose_key: str, moment) -> bool:
    """Whether a person gave, or took back, an answer to a purpose after a moment."""
    return any(
        answer.recorded_at > moment or (answer.ended_at is not None and answer.ended_at > moment)
        for answer in person.agreements.all()
        if answer.purpose_id == purpose_key and answer.answer != Answer.NOT_ASKED
    )


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
        Change("Safe way", "\n".join(map(_way_in_words, held)), _way_in_words(registration)),
    ]


def _in_words(phone) -> str:
    return phone.as_national if phone else ""


def _way_in_words(rule) -> str:
    return ": ".join(filter(None, [rule.get_channel_display(), rule.safe_times]))


def answer_before_linking(person) -> Status | None:
    """That a person said no to being contacted, or took back their yes; else None."""
    status = status_of(Purpose(pk=Purpose.CONTACT), list(person.agreements.all()))
    return status if status.state in ("refused", "withdrawn") else None


def may_change(person):
    """May details and ways of contact be changed? Not of a restricted record."""
    if is_restricted(person):
        return Refused("This record is restricted, and nothing in it is changed.")
    return Allowed()


def may_close(follow_up):
    """May asking later be closed? Once."""
    return Refused("This was closed already.") if follow_up.done_at is not None else Allowed()


def may_link(registration, person):
    """May this registration be linked to this person? Of the same service."""
    if person.service_id != registration.service_id:
        return Refused("This person belongs to another service.")
    return Allowed()


def may_handle(registration):
    """May this registration still be linked, made a person, or declined?"""
    if registration.state != registration.State.NEW:
        return Refused(f"This has been looked at already: {registration.get_state_display().lower()}.")
    return Allowed()
