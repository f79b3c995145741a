"""Every write of consent: people and their answers, assessments, disclosures, wording, paper forms and access."""

from consent.actions.accounts import end_account, give_account, invite_to_account, send_code
from consent.actions.answers import (
    close_follow_up,
    end_agreement,
    invalidate_agreement,
    record_answer,
    withdraw_agreement,
)
from consent.actions.assessments import (
    assess_capacity,
    assess_competence,
    decide_best_interests,
    decide_public_interest,
    escalate_review,
    review_public_interest,
)
from consent.actions.deciding import assess_from_draft, wait_to_ask
from consent.actions.details import close_details
from consent.actions.disclosures import ask_back, ask_back_by_letter, disclose, note_recall_answer
from consent.actions.drafts import (
    decide_from_draft,
    delete_old_drafts,
    hand_over,
    hand_over_draft,
    keep_answer,
    note_no,
    record_person_from_draft,
    start_draft,
    throw_away_draft,
)
from consent.actions.links import (
    change_contact_by_link,
    send_new_link,
    stop_by_reply,
    stop_contact_by_link,
    withdraw_by_link,
)
from consent.actions.messages import mark_posted, note_delivery, note_message
from consent.actions.needs import change_need, end_need, note_need_met, record_needs
from consent.actions.paper import (
    cancel_paper_form,
    enter_paper_answer,
    enter_paper_form,
    enter_paper_refusal,
    print_paper_forms,
)
from consent.actions.people import (
    change_details,
    join_records,
    log_opening,
    note_asked,
    note_somebody_else,
    record_in_public_interest,
    record_person,
    set_safe_contact,
)
from consent.actions.receipts import send_receipt
from consent.actions.registrations import (
    decline_registration,
    link_registration,
    record_person_from_registration,
    register_from_draft,
    register_interest,
)
from consent.actions.reviews import put_off_review, remind_of_reviews
from consent.actions.steps import RESTRICTED_FOR, on_ended, restrict_lapsed
from consent.actions.templates import (
    change_template,
    publish_template,
    retire_template,
    write_template,
    write_to_person,
)
from consent.actions.triage import (
    ask_from_registration,
    confirm_registration,
    note_registration_try,
    remove_registration,
)
from consent.actions.wording import change_wording, discard_wording, publish_wording, start_wording

__all__ = [
    "remove_registration",
    "note_registration_try",
    "confirm_registration",
    "ask_from_registration",
    "RESTRICTED_FOR",
    "ask_back",
    "ask_back_by_letter",
    "assess_capacity",
    "assess_competence",
    "assess_from_draft",
    "cancel_paper_form",
    "change_contact_by_link",
    "change_details",
    "change_need",
    "change_template",
    "change_wording",
    "close_details",
    "close_follow_up",
    "decide_best_interests",
    "decide_from_draft",
    "decide_public_interest",
    "decline_registration",
    "delete_old_drafts",
    "discard_wording",
    "disclose",
    "end_account",
    "end_agreement",
    "end_need",
    "enter_paper_answer",
    "enter_paper_form",
    "enter_paper_refusal",
    "escalate_review",
    "give_account",
    "hand_over",
    "hand_over_draft",
    "invalidate_agreement",
    "invite_to_account",
    "join_records",
    "keep_answer",
    "link_registration",
    "log_opening",
    "mark_posted",
    "note_asked",
    "note_delivery",
    "note_message",
    "note_need_met",
    "note_no",
    "note_recall_answer",
    "note_somebody_else",
    "on_ended",
    "print_paper_forms",
    "publish_template",
    "publish_wording",
    "put_off_review",
    "record_answer",
    "record_in_public_interest",
    "record_needs",
    "record_person",
    "record_person_from_draft",
    "record_person_from_registration",
    "register_from_draft",
    "register_interest",
    "remind_of_reviews",
    "restrict_lapsed",
    "retire_template",
    "review_public_interest",
    "send_code",
    "send_new_link",
    "send_receipt",
    "set_safe_contact",
    "start_draft",
    "start_wording",
    "stop_by_reply",
    "stop_contact_by_link",
    "throw_away_draft",
    "wait_to_ask",
    "withdraw_agreement",
    "withdraw_by_link",
    "write_template",
    "write_to_person",
]
