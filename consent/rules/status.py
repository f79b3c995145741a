"""Where each purpose stands for one person, derived each time it is asked. `consent.models.effect` is its twin in SQL.

Precedence (design, section 6): the person's own word, then attorney or deputy, then best interests, then holders of
parental responsibility, who show as conflicting where they differ and stop counting on the 18th birthday.
"""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from consent.models import Agreement, PublicInterestDecision, Purpose
from consent.models.agreements import Answer, Ending, Ground
from consent.rules.ages import birthday
from consent.rules.paper import day_of_answer, when_answered

RANK = {Ground.PERSON: 0, Ground.ATTORNEY: 1, Ground.DEPUTY: 1, Ground.BEST_INTERESTS: 2, Ground.PARENTAL: 3}
_YES, _NO, _BACK = "given", "refused", "withdrawn"


@dataclass(frozen=True)
class Status:
    """Where one purpose stands for one person: a word, who decided, since when, and when it is due again."""

    purpose: Purpose
    state: str  # given, refused, conflicting, withdrawn, ended, invalidated, expired, not_asked
    sentence: str
    agreement: Agreement | None = None
    # Where it is conflicting: the newest answer of each of those who differ.
    between: tuple[Agreement, ...] = ()

    @property
    def given(self) -> bool:
        return self.state == _YES

    @property
    def who(self) -> str:
        """Who decided, in words: the person, somebody by name, or a decision in their best interests."""
        return giver_in_words(self.agreement) if self.agreement else ""

    @property
    def answered_on(self) -> date | None:
        """The day on which the person answered: for an answer on paper, when it was signed."""
        return day_of_answer(self.agreement) if self.agreement else None


def giver_in_words(agreement) -> str:
    """Who gave an answer: "the person", "Ana Example (mother)", or "a decision in their best interests"."""
    if agreement.ground == Ground.PERSON:
        return "the person"
    if agreement.ground == Ground.BEST_INTERESTS:
        return "a decision in their best interests"
    return f"{agreement.giver_name} ({agreement.giver_relationship})"


def status_of(purpose: Purpose, agreements, today: date | None = None, born: date | None = None) -> Status:
    """Derive the status of one purpose from a person's agreements for it (any order). The only place that does.

    `born`: the date of birth, on which the end of parental responsibility hangs. For sharing, where each recipient
    has an answer of their own, it is given as soon as sharing with one of them is; see `sharing_of`.
    """
    today = today or timezone.localdate()
    mine = [a for a in agreements if a.purpose_id == purpose.pk]
    if purpose.pk == Purpose.SHARE:
        each = [status for _, status in _by_recipient(purpose, mine, today, born)]
        yes = [status for status in each if status.given]
        if len(each) > 1:
            return _of_several(purpose, each, yes)
        return each[0] if each else Status(purpose, "not_asked", "Not asked yet")
    return _of_one(purpose, mine, today, born)


def _of_several(purpose, each, yes):
    # A conflict about one recipient is never hidden behind a yes for another.
    differ = [status for status in each if status.between]
    sentence = "; ".join(_with_recipient(status) for status in ([*yes, *differ] or each))
    between = tuple(agreement for status in differ for agreement in status.between)
    return Status(purpose, yes[0].state if yes else each[0].state, sentence, (yes or each)[0].agreement, between)


def _with_recipient(status) -> str:
    to = status.agreement and status.agreement.recipient
    return f"{to.name}: {status.sentence}" if to else status.sentence


def sharing_of(agreements, today: date | None = None, born: date | None = None) -> list:
    """Pairs of recipient and status, one for each recipient somebody was asked about."""
    today = today or timezone.localdate()
    mine = [a for a in agreements if a.purpose_id == Purpose.SHARE]
    recipients = {agreement.recipient_id: agreement.recipient for agreement in mine}
    return [
        (recipients[key], status)
        for key, status in _by_recipient(Purpose(pk=Purpose.SHARE), mine, today, born)
        if key is not None
    ]


def _by_recipient(purpose, mine, today, born):
    """Pairs of a recipient's id and the status for it, those named first."""
    found = {}
    for agreement in mine:
        found.setdefault(agreement.recipient_id, []).append(agreement)
    named = {key: rows for key, rows in found.items() if key is not None} or found
    return [(key, _of_one(purpose, rows, today, born)) for key, rows in named.items()]


def _of_one(purpose, mine, today, born) -> Status:
    words = [word for giver in _by_giver(mine) if (word := _word_of(giver, today, born)) is not None]
    if words:
        top = min(RANK[Ground(agreement.ground)] for _, agreement in words)
        decisive = [(said, agreement) for said, agreement in words if RANK[Ground(agreement.ground)] == top]
        said = {said for said, _ in decisive}
        if _YES in said and len(said) > 1:
            return _conflicting(purpose, decisive)
        state = said.pop() if len(said) == 1 else _NO
        newest = max((agreement for _, agreement in decisive), key=_recorded)
        return Status(purpose, state, _sentence(state, newest), newest)
    return _without_a_word(purpose, mine, today, born)


def _recorded(agreement):
    return (agreement.recorded_at, agreement.pk or 0)


def _by_giver(mine):
    givers = {}
    for agreement in sorted(mine, key=_recorded, reverse=True):
        givers.setdefault(agreement.giver_key, []).append(agreement)
    return givers.values()


def _word_of(newest_first, today, born):
    """The latest word of one giver with its row: given, refused or withdrawn; None where they have none."""
    spoken = (a for a in newest_first if a.answer != Answer.NOT_ASKED and a.ended_kind != Ending.INVALIDATED)
    latest = next(spoken, None)
    if latest is None or _stopped_counting(latest, today, born):
        return None
    if latest.ended_kind == Ending.WITHDRAWN:
        return _BACK, latest
    if latest.ended_at is not None or _ran_out(latest, today):
        return None
    return latest.answer, latest


def _ran_out(agreement, today) -> bool:
    return (
        agreement.ended_at is None
        and agreement.answer == Answer.GIVEN
        and agreement.expires_on is not None
        and agreement.expires_on <= today
    )


def _stopped_counting(agreement, today, born) -> bool:
    """Whether parental responsibility has ended by age."""
    return agreement.ground == Ground.PARENTAL and born is not None and birthday(born, 18) <= today


def _day(moment) -> str:
    return f"{timezone.localtime(moment):%-d %B %Y}"


def _sentence(state, agreement) -> str:
    if state == _BACK:
        day = _day(agreement.ended_at)
        if agreement.ground == Ground.PERSON:
            return f"They withdrew on {day}"
        if agreement.ground == Ground.BEST_INTERESTS:
            return f"Taken back in their best interests on {day}"
        return f"{giver_in_words(agreement)} took back their yes on {day}"
    day = _day(agreement.recorded_at)
    if agreement.ground == Ground.BEST_INTERESTS:
        if state == _YES:
            return f"Decided in their best interests on {day}"
        return f"Decided on {day} that it is not in their best interests"
    who = "They" if agreement.ground == Ground.PERSON else giver_in_words(agreement)
    return f"{who} said {'yes' if state == _YES else 'no'} {when_answered(agreement)}"


def _conflicting(purpose, decisive):
    decisive = sorted(decisive, key=lambda word: _recorded(word[1]))
    told = "; ".join(_sentence(said, agreement) for said, agreement in decisive)
    newest = decisive[-1][1]
    sentence = f"Those who answer for them do not agree, so nothing may be done until it is settled. {told}"
    return Status(purpose, "conflicting", sentence, newest, tuple(agreement for _, agreement in decisive))


def _without_a_word(purpose, mine, today, born) -> Status:
    """Nobody's yes or no holds: say what the newest row tells."""
    newest = max((a for a in mine if a.ended_kind != Ending.SUPERSEDED), key=_recorded, default=None)
    if newest is None:
        return Status(purpose, "not_asked", "Not asked yet")
    if newest.ended_kind == Ending.ENDED:
        return Status(purpose, "ended", f"The service ended it on {_day(newest.ended_at)}", newest)
    if newest.ended_kind == Ending.INVALIDATED:
        return Status(purpose, "invalidated", f"Found to be recorded wrongly on {_day(newest.ended_at)}", newest)
    if newest.answer == Answer.NOT_ASKED:
        reason = newest.get_not_asked_reason_display().lower()
        return Status(purpose, "not_asked", f"Not asked on {_day(newest.recorded_at)}: {reason}", newest)
    if _stopped_counting(newest, today, born):
        day = f"{birthday(born, 18):%-d %B %Y}"
        return Status(
            purpose, "ended", f"The answer of {giver_in_words(newest)} stopped counting on {day}, at 18", newest
        )
    whose = "Their yes" if newest.ground == Ground.PERSON else f"The yes of {giver_in_words(newest)}"
    return Status(purpose, "expired", f"{whose} ran out on {newest.expires_on:%-d %B %Y}", newest)


_purposes: list[Purpose] = []


def purposes() -> list[Purpose]:
    """The purposes in their order. They change with a new version alone, so one reading serves a whole process."""
    if not _purposes:
        _purposes.extend(Purpose.objects.all())
    return _purposes


def statuses_of(person) -> list[Status]:
    """The status of each purpose for one person, in their order. No query where the answers are prefetched."""
    agreements = list(person.agreements.all())
    return [status_of(purpose, agreements, born=person.date_of_birth) for purpose in purposes()]


def status_for(person, purpose_key: str) -> Status:
    """The status of one purpose for one person."""
    return status_of(Purpose(pk=purpose_key), list(person.agreements.all()), born=person.date_of_birth)


def is_held_in_public_interest(person) -> bool:
    """Whether a decision in the public interest, upheld or waiting for its review, holds the record."""
    known = getattr(person, "held_in_public_interest", None)
    if known is not None:
        return known
    return any(
        decision.aim == decision.Aim.RECORD and decision.outcome != decision.Outcome.TURNED_DOWN
        for decision in decisions_about(person)
    )


def decisions_about(person) -> list[PublicInterestDecision]:
    """The decisions in the public interest about somebody. No query for people read `with_decisions()`."""
    known = getattr(person, "decisions_now", None)
    if known is not None:
        return [PublicInterestDecision.of_json(person, dict(json)) for json in known]
    return list(person.public_interest_decisions.all())


def has_ground(person) -> bool:
    """Whether information about somebody may be held today. Parents who differ hold it until it is settled."""
    return status_for(person, Purpose.RECORD).state in (_YES, "conflicting") or is_held_in_public_interest(person)


def has_answered_since(person, purpose_key: str, moment) -> bool:
    """Whether a person gave, or took back, an answer to a purpose after a moment.

    An answer on paper was given on the day it was signed; on the day of the moment itself it counts as given after.
    """
    return any(
        (answer.recorded_at > moment if answer.signed_on is None else answer.signed_on >= _date_of(moment))
        or (answer.ended_at is not None and answer.ended_at > moment)
        for answer in person.agreements.all()
        if answer.purpose_id == purpose_key and answer.answer != Answer.NOT_ASKED
    )


def _date_of(moment) -> date:
    return timezone.localtime(moment).date()
