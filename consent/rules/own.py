"""What somebody may answer and change themselves, on their own page or by a link, without a worker."""

from datetime import date, timedelta

from django.utils import timezone

from consent.models import Purpose
from consent.models.agreements import Ground
from consent.rules.answers import may_answer, may_ask_again
from core.rules import Refused

# For the others something has to be settled with them first: what is passed on to whom, or what is shown where.
ON_THEIR_OWN = (Purpose.CONTACT, Purpose.EQUALITY)


def may_answer_on_own_page(person, purpose_key: str):
    """May the person say yes or no to this themselves, today, by the age matrix as it stands?"""
    if purpose_key not in ON_THEIR_OWN:
        return Refused("A worker asks this, so that you can talk about it.")
    may = may_ask_again(person, purpose_key)
    return may_answer(person, purpose_key, Ground.PERSON) if may else may


# Somebody who says themselves that a way is safe is asked again after this time, unless a day was agreed before.
CHECK_AGAIN = timedelta(days=90)


def check_again_on(old) -> date | None:
    """The day on which a way of contact that they confirmed themselves is checked. `old`: its rule until now."""
    today = timezone.localdate()
    if old is not None and old.allowed and (old.review_on is None or old.review_on >= today):
        return old.review_on
    return today + CHECK_AGAIN
