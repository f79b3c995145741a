"""What a receipt of somebody's answers says to them, and whether it may be sent."""

from dataclasses import dataclass

from django.utils import timezone

from consent.models import Message, Purpose
from consent.models.agreements import Agreement, Ground
from consent.rules.contact import is_restricted, may_be_sent, safe_channels
from consent.rules.paper import day_of_answer
from consent.rules.status import Status, giver_in_words, purposes, sharing_of, status_of
from core.rules import Allowed, Refused

ABOUT = "receipt"
NO_CHANNEL = "Neither email nor text message is a safe way for them. Print it and give it to them."


@dataclass(frozen=True)
class ReceiptLine:
    """One answer as the person reads it. `said`: a sentence; `agreement`: the answer with the words that were shown."""

    purpose: Purpose
    recipient: object
    said: str
    agreement: Agreement
    state: str

    @property
    def answered_on(self):
        """The day of the answer: for one on paper, when it was signed."""
        return day_of_answer(self.agreement)

    @property
    def given(self) -> bool:
        return self.state == "given"


def receipt_of(person) -> list[ReceiptLine]:
    """Everything somebody answered, or others for them, each as it stands. What nobody asked is left out."""
    agreements = list(person.agreements.all())
    lines = []
    for purpose in purposes():
        if purpose.pk == Purpose.SHARE:
            found = sharing_of(agreements, born=person.date_of_birth)
        else:
            found = [(None, status_of(purpose, agreements, born=person.date_of_birth))]
        lines += [
            ReceiptLine(purpose, recipient, _said(status), status.agreement, status.state)
            for recipient, status in found
            if status.agreement is not None and status.state != "not_asked"
        ]
    return lines


def _said(status: Status) -> str:
    agreement = status.agreement
    day = f"{day_of_answer(agreement):%-d %B %Y}"
    if status.state == "conflicting":
        return "Those who answer for you do not agree. We do nothing until it is settled."
    if status.state == "invalidated":
        return "This was written down wrongly. It does not count."
    if status.state == "expired":
        return f"The yes of {day} has run out."
    if status.state == "ended":
        return f"The yes of {day} does not count any more."
    if status.state == "withdrawn":
        return f"{_who(agreement, 'yes')} on {day}, and took it back on {_ended(agreement)}."
    return f"{_who(agreement, 'yes' if status.given else 'no')} on {day}."


def _ended(agreement) -> str:
    return f"{timezone.localtime(agreement.ended_at):%-d %B %Y}"


def _who(agreement, said) -> str:
    if agreement.ground == Ground.PERSON:
        return f"You said {said}"
    if agreement.ground == Ground.BEST_INTERESTS:
        return f"It was decided in your best interests: {said},"
    return f"{giver_in_words(agreement)} said {said} for you"


def receipt_rule(person):
    """The rule of the way on which the system can send a receipt, or None."""
    allowed = {rule.channel: rule for rule in safe_channels(person)}
    return next((allowed[channel] for channel in Message.SENT_BY_MACHINE if channel in allowed), None)


def may_send_receipt(person):
    """May a receipt be sent now? Only where a message may be, and not while one waits."""
    if is_restricted(person):
        return Refused("This record is restricted.")
    rule = receipt_rule(person)
    if rule is None:
        return Refused(NO_CHANNEL)
    may = may_be_sent(person, rule.channel)
    if not may:
        return Refused(f"{may.why} Print it and give it to them.")
    if person.messages.filter(about=ABOUT, state=Message.State.WAITING).exists():
        return Refused("A receipt is waiting to be sent already.")
    return Allowed()
