"""Every write of consent: people and their answers, endings, registrations, follow-ups and access."""

from consent.actions.answers import close_follow_up, record_answer, withdraw_agreement
from consent.actions.needs import change_need, end_need, note_need_met, record_needs
from consent.actions.people import (
    change_details,
    give_account,
    log_opening,
    note_asked,
    record_person,
    set_safe_contact,
)
from consent.actions.registrations import (
    decline_registration,
    link_registration,
    record_person_from_registration,
    register_interest,
)
from consent.actions.steps import RESTRICTED_FOR, on_ended

__all__ = [
    "RESTRICTED_FOR",
    "change_details",
    "change_need",
    "close_follow_up",
    "decline_registration",
    "end_need",
    "give_account",
    "link_registration",
    "log_opening",
    "note_asked",
    "note_need_met",
    "on_ended",
    "record_answer",
    "record_needs",
    "record_person",
    "record_person_from_registration",
    "register_interest",
    "set_safe_contact",
    "withdraw_agreement",
]
