"""Where each purpose stands for one person, derived each time it is asked."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from consent.models import Agreement, Purpose
from consent.models.agreements import Answer, Ending
from consent.rules.paper import day_of_answer, when_answered


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

    @property
    def answered_on(self) -> date | None:
        """The day on which the person answered: for an answer on paper, when it was signed."""
        return day_of_answer(self.agreement) if self.agreement else None


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
        if still_open.answer == Answer.NOT_ASKED:
            since = f"{timezone.localtime(still_open.recorded_at):%-d %B %Y}"
            reason = still_open.get_not_asked_reason_display().lower()
            return Status(purpose, "not_asked", f"Not asked on {since}: {reason}", still_open)
        if still_open.answer == Answer.REFUSED:
            return Status(purpose, "refused", f"They said no {when_answered(still_open)}", still_open)
        if still_open.expires_on is not None and still_open.expires_on <= today:
            return Status(purpose, "expired", f"Their yes ran out on {still_open.expires_on:%-d %B %Y}", still_open)
        return Status(purpose, "given", f"They said yes {when_answered(still_open)}", still_open)
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


def has_answered_since(person, purpose_key: str, moment) -> bool:
    """Whether a person gave, or took back, an answer to a purpose after a moment.

    An answer on paper was given on the day it was signed; on the day of the moment itself it counts as given after.
    """
    return any(
        (answer.recorded_at > moment if answer.signed_on is None else answer.signed_on >= _day(moment))
        or (answer.ended_at is not None and answer.ended_at > moment)
        for answer in person.agreements.all()
        if answer.purpose_id == purpose_key and answer.answer != Answer.NOT_ASKED
    )


def _day(moment) -> date:
    return timezone.localtime(moment).date()
