"""What may be done with paper forms, and what an answer on paper counts for when it is typed in days later."""

from datetime import date

from django.utils import timezone

from consent.models.agreements import Agreement, Answer, Ending
from core import clock
from core.rules import Allowed, Refused

MOST_COPIES = 50


def may_print(record_wording, contact_wording):
    """May forms be printed? Only with published words for both questions."""
    if record_wording is None or contact_wording is None:
        return Refused("There are no published words for both questions in this format. Publish them first.")
    return Allowed()


def may_use_paper(paper):
    """May a paper form be typed in or cancelled? Once, and not after the other."""
    if paper.entered_at is not None:
        return Refused(f"This form was typed in already, on {_day(paper.entered_at):%-d %B %Y}.")
    if paper.cancelled_at is not None:
        because = paper.get_cancelled_because_display().lower()
        return Refused(f"This form was cancelled on {_day(paper.cancelled_at):%-d %B %Y}: {because}.")
    return Allowed()


def may_have_been_signed(paper, signed_on: date):
    """May this be the day on which a sheet was signed? From the day it was printed until today."""
    if signed_on > clock.today():
        return Refused("The day it was signed must be today or in the past.", field="signed_on")
    if signed_on < _day(paper.printed_at):
        return Refused(
            f"This sheet was printed on {_day(paper.printed_at):%-d %B %Y}, so it was signed on that day or later.",
            field="signed_on",
        )
    return Allowed()


def may_count_from_paper(agreements, purpose_key: str, answer: str, signed_on: date):
    """May an answer on paper, signed on a day, take the place of what stands? A later word of the person outranks it.

    `agreements`: all of the person. Of two words on one day nobody knows the order, so a no stands against a yes.
    """
    for said, on, words in sorted(_words_of(agreements, purpose_key), key=lambda word: word[1], reverse=True):
        if on > signed_on or (on == signed_on and answer == Answer.GIVEN and said != Answer.GIVEN):
            same = "the same day" if on == signed_on else f"{on:%-d %B %Y}, after this was signed"
            return Refused(f"They {words} on {same}. That stays: ask them again.", field="signed_on")
    return Allowed()


def day_of_answer(agreement) -> date:
    """The day on which the person answered: when the paper was signed, else when the answer was recorded."""
    return agreement.signed_on or _day(agreement.recorded_at)


def when_answered(agreement) -> str:
    """When the person answered, for a sentence: "on 3 March 2027", or for paper when it was signed and typed in."""
    if agreement.signed_on is None:
        return f"on {_day(agreement.recorded_at):%-d %B %Y}"
    typed = _day(agreement.recorded_at)
    return f"on paper, signed on {agreement.signed_on:%-d %B %Y}, typed in on {typed:%-d %B %Y}"


def _words_of(agreements: list[Agreement], purpose_key):
    """What the person said about a purpose: (answer, day, in words). That nobody asked is no word of theirs."""
    for agreement in agreements:
        if agreement.purpose_id != purpose_key or agreement.answer == Answer.NOT_ASKED:
            continue
        said = "said yes" if agreement.answer == Answer.GIVEN else "said no"
        yield agreement.answer, day_of_answer(agreement), said
        if agreement.ended_kind == Ending.WITHDRAWN:
            yield Answer.REFUSED, _day(agreement.ended_at), "withdrew"


def _day(moment) -> date:
    return timezone.localtime(moment).date()
