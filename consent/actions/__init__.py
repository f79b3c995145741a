"""Every write of consent: people and their answers, endings, registrations, follow-ups and access."""

from consent.actions.answers import close_follow_up, record_answer, withdraw_agreement
from consent.actions.paper import (
    cancel_paper_form,
    enter_paper_answer,
    enter_paper_form,
    enter_paper_refusal,
    print_paper_forms,
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
from consent.actions.wording import change_wording, discard_wording, publish_wording, start_wording

__all__ = [
    "RESTRICTED_FOR",
    "cancel_paper_form",
    "change_details",
    "change_wording",
    "close_follow_up",
    "decline_registration",
    "discard_wording",
    "enter_paper_answer",
    "enter_paper_form",
    "enter_paper_refusal",
    "give_account",
    "link_registration",
    "log_opening",
    "note_asked",
    "on_ended",
    "print_paper_forms",
    "publish_wording",
    "record_answer",
    "record_person",
    "record_person_from_registration",
    "register_interest",
    "set_safe_contact",
    "start_wording",
    "withdraw_agreement",
]
