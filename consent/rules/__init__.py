"""What may be done with a person today, and if not, why. Derived each time it is asked, so withdrawal acts at once.

Pure but for reading: a rule answers `Allowed` or `Refused` with a sentence fit for the screen (core.rules).
"""

from consent.rules.ages import AGE_TO_ANSWER_ALONE, age_on, may_answer_alone
from consent.rules.answers import may_ask_again, may_change, may_close, may_replace, may_withdraw
from consent.rules.contact import (
    FACTS_OF_CONTACT,
    address_on,
    asked_for_day,
    contact_in_words,
    is_restricted,
    may_be_sent,
    may_contact,
    may_contact_from,
    safe_channels,
)
from consent.rules.drafts import colleagues, may_go_on, may_take_over
from consent.rules.registrations import Change, answer_before_linking, changes_by_linking, may_handle, may_link
from consent.rules.status import Status, has_answered_since, purposes, status_of, statuses_of

__all__ = [
    "AGE_TO_ANSWER_ALONE",
    "Change",
    "FACTS_OF_CONTACT",
    "Status",
    "address_on",
    "age_on",
    "answer_before_linking",
    "asked_for_day",
    "changes_by_linking",
    "colleagues",
    "contact_in_words",
    "has_answered_since",
    "is_restricted",
    "may_answer_alone",
    "may_ask_again",
    "may_be_sent",
    "may_change",
    "may_close",
    "may_contact",
    "may_contact_from",
    "may_go_on",
    "may_handle",
    "may_link",
    "may_replace",
    "may_take_over",
    "may_withdraw",
    "purposes",
    "safe_channels",
    "status_of",
    "statuses_of",
]
