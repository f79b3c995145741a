"""When an answer is to be looked at again, and why. A date only queues it: nothing renews itself, and nothing ends.

`Agreement.review_on` is the first of the days on which something calls for asking again, set as the answer is given
(`ask_again_on`). `consent.models.reviews` says the same reasons in SQL, for lists; a test holds the two together.
"""

from datetime import date, timedelta

from django.utils import timezone

from consent.models.agreements import Answer, Ground
from consent.models.reviews import (
    BEFORE_A_PARENT_STOPS_COUNTING,
    BEFORE_IT_RUNS_OUT,
    MOST_LATE,
    ReviewDate,
    ReviewReason,
)
from consent.rules.ages import birthday
from consent.rules.paper import day_of_answer
from consent.rules.status import giver_in_words
from core.roles import Permission
from core.rules import Allowed, Refused

REMIND_EVERY = timedelta(days=7)
# How long asking again may be put off at once, and where the age calls for it.
MOST_PUT_OFF, MOST_PUT_OFF_AT_AN_AGE = timedelta(days=90), timedelta(days=28)
OF_AN_AGE = (ReviewReason.ANOTHER_AGE, ReviewReason.PARENT, ReviewReason.EIGHTEEN, ReviewReason.SIXTEEN)


def turning_points(agreement, born: date | None) -> dict:
    """The days after the answer on which something changes for it, by reason: birthdays, and running out.

    A no that somebody gave themselves stands: no birthday calls for asking them again.
    """
    answered = day_of_answer(agreement)
    points = {}
    own_no = agreement.answer == Answer.REFUSED and agreement.ground == Ground.PERSON
    if born is not None and not own_no:
        if agreement.ground == Ground.PARENTAL:
            points[ReviewReason.PARENT] = birthday(born, 18) - BEFORE_A_PARENT_STOPS_COUNTING
        for reason, age in ((ReviewReason.EIGHTEEN, 18), (ReviewReason.SIXTEEN, 16)):
            if answered < birthday(born, age):
                points[reason] = birthday(born, age)
    if agreement.expires_on is not None:
        points[ReviewReason.RUNS_OUT] = agreement.expires_on - BEFORE_IT_RUNS_OUT
    return points


def ask_again_on(agreement, born: date | None, service, decision=None) -> date | None:
    """The first day on which a new answer is to be looked at again, or None. Not before it was given.

    A yes: after the months of the service, or when the `decision` in their best interests is to be reviewed.
    """
    if agreement.answer == Answer.NOT_ASKED:
        return None
    days = list(turning_points(agreement, born).values())
    if agreement.answer == Answer.GIVEN:
        in_time = day_of_answer(agreement) + timedelta(days=30 * service.months_to_ask_again)
        days.append(decision.review_on if decision else in_time)
    return max(min(days), day_of_answer(agreement)) if days else None


def review_reason(agreement, by_day: date | None = None) -> str:
    """Why an open answer is due to be asked again by a day (today): a `ReviewReason`, "" where it is not.

    Reads the person, and `review_dates` of the answer.
    """
    by_day = by_day or timezone.localdate()
    if agreement.ended_at is not None or agreement.answer == Answer.NOT_ASKED:
        return ""
    if agreement.review_on is None or agreement.review_on > by_day:
        return ""
    if any(moved.because == ReviewDate.Because.ANOTHER_AGE for moved in agreement.review_dates.all()):
        return ReviewReason.ANOTHER_AGE
    points = turning_points(agreement, agreement.person.date_of_birth)
    for reason in (ReviewReason.PARENT, ReviewReason.EIGHTEEN, ReviewReason.SIXTEEN, ReviewReason.RUNS_OUT):
        if reason in points and points[reason] <= by_day:
            return reason
    return ReviewReason.BEST_INTERESTS if agreement.ground == Ground.BEST_INTERESTS else ReviewReason.DATE


def why_review(agreement, by_day: date | None = None) -> str:
    """The reason to ask again in a sentence without its full stop, "" where there is none by that day."""
    reason = review_reason(agreement, by_day)
    born, today = agreement.person.date_of_birth, timezone.localdate()
    if reason == ReviewReason.ANOTHER_AGE:
        return "Their age was changed, so who may answer may be somebody else"
    if reason == ReviewReason.PARENT:
        day = f"{birthday(born, 18):%-d %B %Y}"
        stops = "stops counting then" if birthday(born, 18) > today else "does not count any more"
        return f"They are 18 on {day}, and the answer of {giver_in_words(agreement)} {stops}"
    if reason in (ReviewReason.EIGHTEEN, ReviewReason.SIXTEEN):
        age = 18 if reason == ReviewReason.EIGHTEEN else 16
        return f"They are {age} from {birthday(born, age):%-d %B %Y} on"
    if reason == ReviewReason.RUNS_OUT:
        ran = "runs out" if agreement.expires_on > today else "ran out"
        return f"The yes {ran} on {agreement.expires_on:%-d %B %Y}"
    if reason == ReviewReason.BEST_INTERESTS:
        return f"The decision in their best interests is to be reviewed by {agreement.review_on:%-d %B %Y}"
    if reason == ReviewReason.DATE:
        return f"It was to be looked at again on {agreement.review_on:%-d %B %Y}"
    return ""


def put_off(agreement):
    """The newest putting off that its date follows, or None."""
    newest = max(agreement.review_dates.all(), key=lambda moved: moved.pk, default=None)
    follows = newest is not None and newest.because == ReviewDate.Because.PUT_OFF
    return newest if follows and newest.review_on == agreement.review_on else None


def is_late(agreement, today: date | None = None) -> bool:
    """Whether an answer waits longer than two weeks to be asked again."""
    today = today or timezone.localdate()
    return agreement.review_on is not None and agreement.review_on < today - MOST_LATE


def last_day_to_put_off(agreement, today: date | None = None) -> date:
    """The last day to which asking again may be put off."""
    today = today or timezone.localdate()
    reason = review_reason(agreement, max(today, agreement.review_on or today))
    last = today + (MOST_PUT_OFF_AT_AN_AGE if reason in OF_AN_AGE else MOST_PUT_OFF)
    to_come = [day for day in turning_points(agreement, agreement.person.date_of_birth).values() if day > today]
    return min([last, *to_come])


def may_put_off(agreement, until: date, today: date | None = None):
    """May asking again be put off to a day? To one that comes soon, and before something changes for the answer."""
    today = today or timezone.localdate()
    if agreement.ended_at is not None or agreement.review_on is None:
        return Refused("This answer is not waiting to be asked again.")
    if until <= today:
        return Refused("Enter a day to come.", field="until")
    last = last_day_to_put_off(agreement, today)
    if until > last:
        return Refused(f"It can be put off to {last:%-d %B %Y} at most.", field="until")
    return Allowed()


def may_put_off_as(agreement, reader):
    """May this reader put off asking again? A decision in their best interests is for those who may make one."""
    if agreement.ended_at is not None or agreement.review_on is None:
        return Refused("This answer is not waiting to be asked again.")
    if agreement.ground == Ground.BEST_INTERESTS and not reader.may(Permission.ASSESS_CAPACITY):
        return Refused("This was decided in their best interests. A practitioner or a manager looks at it again.")
    return Allowed()


def is_to_be_reminded(reminded_on: date | None, newest_due: date, today: date) -> bool:
    """Whether a colleague is to be reminded today: something became due since the last time, or a week has gone by."""
    return reminded_on is None or newest_due > reminded_on or today - reminded_on >= REMIND_EVERY
