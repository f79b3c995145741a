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
from consent.rules.needs import (
    NOTICE,
    access_needs,
    asked_in_words,
    facts_of_needs,
    ignored_by,
    language_in_words,
    last_asked,
    may_end_need,
    may_have,
    may_review_on,
    needs_in_words,
    needs_to_pass_on,
    open_needs,
    was_asked,
    what_helps,
)
from consent.rules.registrations import Change, answer_before_linking, changes_by_linking, may_handle, may_link
from consent.rules.status import Status, has_answered_since, purposes, status_of, statuses_of

__all__ = [
    "Change",
    "FACTS_OF_CONTACT",
    "NOTICE",
    "Status",
    "access_needs",
    "address_on",
    "age_on",
    "answer_before_linking",
    "asked_for_day",
    "asked_in_words",
    "changes_by_linking",
    "contact_in_words",
    "facts_of_needs",
    "has_answered_since",
    "ignored_by",
    "is_restricted",
    "language_in_words",
    "last_asked",
    "may_answer_alone",
    "may_ask_again",
    "may_be_sent",
    "may_change",
    "may_close",
    "may_contact",
    "may_contact_from",
    "may_end_need",
    "may_handle",
    "may_have",
    "may_link",
    "may_replace",
    "may_review_on",
    "may_withdraw",
    "needs_in_words",
    "needs_to_pass_on",
    "open_needs",
    "purposes",
    "safe_channels",
    "status_of",
    "statuses_of",
    "was_asked",
    "what_helps",
]
