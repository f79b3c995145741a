"""What somebody may answer themselves on their own page, without a worker."""

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
