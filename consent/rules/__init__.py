"""What may be done with a person today, and if not, why. Derived each time it is asked, so withdrawal acts at once.

Pure but for reading: a rule answers `Allowed` or `Refused` with a sentence fit for the screen (core.rules).
"""

from consent.rules.ages import age_on, may_answer_alone
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
from consent.rules.paper import (
    MOST_COPIES,
    day_of_answer,
    may_count_from_paper,
    may_have_been_signed,
    may_print,
    may_use_paper,
    when_answered,
)
from consent.rules.registrations import Change, answer_before_linking, changes_by_linking, may_handle, may_link
from consent.rules.status import Status, has_answered_since, purposes, status_of, statuses_of
from consent.rules.wording import advice_on, may_change_wording, may_publish, missing_from

__all__ = [
    "Change",
    "FACTS_OF_CONTACT",
    "MOST_COPIES",
    "Status",
    "address_on",
    "advice_on",
    "age_on",
    "answer_before_linking",
    "asked_for_day",
    "changes_by_linking",
    "contact_in_words",
    "day_of_answer",
    "has_answered_since",
    "is_restricted",
    "may_answer_alone",
    "may_ask_again",
    "may_be_sent",
    "may_change",
    "may_change_wording",
    "may_close",
    "may_contact",
    "may_contact_from",
    "may_count_from_paper",
    "may_handle",
    "may_have_been_signed",
    "may_link",
    "may_print",
    "may_publish",
    "may_replace",
    "may_use_paper",
    "may_withdraw",
    "missing_from",
    "purposes",
    "safe_channels",
    "status_of",
    "statuses_of",
    "when_answered",
]
