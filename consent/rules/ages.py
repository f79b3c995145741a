"""Ages, and who may answer at which age."""

from datetime import date

from django.utils import timezone

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
