"""Every write of consent: people and their answers, endings, registrations, follow-ups and access."""

from consent.actions.answers import close_follow_up, record_answer, withdraw_agreement
from consent.actions.details import close_details
from consent.actions.drafts import (
    delete_old_drafts,
    hand_over,
    keep_answer,
    note_no,
    record_person_from_draft,
    start_draft,
    throw_away_draft,
)
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
    "close_details",
    "close_follow_up",
    "decline_registration",
    "delete_old_drafts",
    "give_account",
    "hand_over",
    "keep_answer",
    "link_registration",
    "log_opening",
    "note_asked",
    "note_no",
    "on_ended",
    "record_answer",
    "record_person",
    "record_person_from_draft",
    "record_person_from_registration",
    "register_interest",
    "set_safe_contact",
    "start_draft",
    "throw_away_draft",
    "withdraw_agreement",
]
