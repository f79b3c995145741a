"""Asking for what was passed on back: when it must be, what the letter says, and what may be noted of the answer."""

from datetime import date

from django.utils import timezone

from consent.models import Disclosure, Purpose
from consent.models.agreements import Ending
from consent.models.disclosures import TIME_TO_ANSWER
from core.rules import Allowed, Refused

# How a yes to sharing ended, where what was shared on it is asked for back.
MUST_BE_RECALLED = (Ending.WITHDRAWN, Ending.INVALIDATED)


def _day(moment) -> date:
    return timezone.localtime(moment).date()


def _words(day: date) -> str:
    return f"{day:%-d %B %Y}"


def disclosures_to_recall_if(follows):
    """What was shared that is to be asked for back once an answer is ended, by what `what_follows` says of it."""
    gone = [
        agreement.pk
        for agreement, kind in follows.ended
        if agreement.purpose_id == Purpose.SHARE and kind in MUST_BE_RECALLED
    ]
    return Disclosure.objects.filter(agreement__in=gone, recall_asked_at__isnull=True)


def may_recall(disclosure):
    """May what was passed on be asked for back? Once."""
    if disclosure.recall_asked_at is not None:
        return Refused("It was asked for back already.")
    return Allowed()


def may_note_recall_answer(disclosure, answer=""):
    """May the answer to a recall be noted? Once, after it was asked for; that there is none, once the day has passed.

    `answer`: what is to be noted, where it is known already.
    """
    if disclosure.recall_asked_at is None:
        return Refused("Ask for it back first.")
    if disclosure.recall_answered_at is not None:
        return Refused("Their answer was noted already.")
    if answer == Disclosure.RecallAnswer.SILENT and not answer_is_overdue(disclosure):
        due = _words(answer_due(disclosure))
        return Refused(f"They were given until {due} to answer. Note it after that day.", field="answer")
    return Allowed()


def must_be_recalled(disclosure) -> bool:
    """Whether the ground on which something was passed on is gone: withdrawn, recorded wrongly, or turned down.

    `DisclosureQuerySet.to_recall` says the same in SQL, of those that nobody has asked for yet.
    """
    if disclosure.agreement_id is not None:
        return disclosure.agreement.ended_kind in MUST_BE_RECALLED
    return disclosure.decision.outcome == disclosure.decision.Outcome.TURNED_DOWN


def why_to_recall(disclosure) -> str:
    """How the ground went, as a sentence; "" while it stands, or where time or the service ended it."""
    since = to_recall_since(disclosure)
    if since is None:
        return ""
    day = _words(since)
    if disclosure.agreement_id is None:
        return f"The review turned the decision down on {day}."
    if disclosure.agreement.ended_kind == Ending.WITHDRAWN:
        return f"The agreement was withdrawn on {day}."
    return f"The agreement was found to be recorded wrongly on {day}."


def to_recall_since(disclosure) -> date | None:
    """The day on which the ground went; None while it stands."""
    if not must_be_recalled(disclosure):
        return None
    return _day(disclosure.agreement.ended_at if disclosure.agreement_id else disclosure.decision.reviewed_at)


def answer_due(disclosure) -> date | None:
    """The day by which a recipient was asked to confirm, or None where nobody has asked."""
    return _day(disclosure.recall_asked_at) + TIME_TO_ANSWER if disclosure.recall_asked_at else None


def answer_is_overdue(disclosure) -> bool:
    """Whether a recipient who was asked let the day pass without an answer."""
    due = answer_due(disclosure)
    return due is not None and disclosure.recall_answered_at is None and due < timezone.localdate()


def recall_in_words(disclosure) -> str:
    """Where a recall stands, as one sentence; "" where nothing has to be asked for back."""
    if disclosure.recall_answered_at is not None:
        return f"{disclosure.get_recall_answer_display()}, noted on {_words(_day(disclosure.recall_answered_at))}."
    if disclosure.recall_asked_at is not None:
        asked, due = _words(_day(disclosure.recall_asked_at)), _words(answer_due(disclosure))
        return f"Asked for back on {asked}. The answer {'was' if answer_is_overdue(disclosure) else 'is'} due by {due}."
    return f"To be asked for back. {why_to_recall(disclosure)}" if must_be_recalled(disclosure) else ""


HOW = {
    Disclosure.How.SPOKEN: "by word of mouth",
    Disclosure.How.EMAIL: "by email",
    Disclosure.How.LETTER: "on paper",
    Disclosure.How.SYSTEM: "in a shared system",
}


def words_of_recall(disclosure) -> str:
    """What a letter that asks for something back says, before anybody changes it.

    It names the person and the day, so that the recipient can find it. It does not repeat what was shared, nor say
    who took the ground away, or why.
    """
    name = disclosure.person.full_name or disclosure.person.name_to_use
    return (
        f"On {_words(disclosure.disclosed_on)} we gave you information about {name}, {HOW[disclosure.how]}."
        " We are no longer allowed to share it.\n\n"
        "Please destroy what you hold of it, or give it back to us. Do not use it, and do not pass it on. If you passed"
        " it on already, tell us to whom, and ask them to do the same.\n\n"
        "If you have to keep any of it, tell us what, and why."
    )
