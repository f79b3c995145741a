"""Whether a registration may be handled, and what linking it would change."""

from dataclasses import dataclass

from consent.models import Purpose
from consent.rules.status import Status, status_for
from core.rules import Allowed, Refused


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
    status = status_for(person, Purpose.CONTACT)
    return status if status.state in ("refused", "withdrawn") else None


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
