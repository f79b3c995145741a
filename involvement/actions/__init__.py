"""Every write of involvement: partners, activities, who takes part, what people said, decisions, telling people."""

from involvement.actions.activities import change_plan, move_activity, plan_activity
from involvement.actions.deciding import mark_decision_done, note_progress, tell_progress
from involvement.actions.evidence import agree_terms, settle_offer
from involvement.actions.feedback import (
    answer_decision,
    change_decision,
    change_view,
    decide,
    discard_decision,
    note_plan_change,
    publish_decisions,
    record_view,
    record_views,
    withhold_decision,
)
from involvement.actions.partners import add_partner, add_partner_agreement, change_partner
from involvement.actions.places import answer_invitation, hold_session, invite, plan_session, write_minutes
from involvement.actions.reminders import drop_reminder, record_reminder_sent, remind_of_loop
from involvement.actions.telling import (
    after_agreement_ended,
    after_message_sent,
    after_message_stopped,
    give_up_telling,
    note_try,
    tell,
    tell_together,
    undo_telling,
)

__all__ = [
    "drop_reminder",
    "record_reminder_sent",
    "remind_of_loop",
    "add_partner",
    "add_partner_agreement",
    "after_agreement_ended",
    "after_message_sent",
    "after_message_stopped",
    "agree_terms",
    "answer_decision",
    "answer_invitation",
    "change_decision",
    "change_partner",
    "change_plan",
    "change_view",
    "decide",
    "discard_decision",
    "give_up_telling",
    "hold_session",
    "invite",
    "mark_decision_done",
    "move_activity",
    "note_plan_change",
    "note_progress",
    "note_try",
    "plan_activity",
    "plan_session",
    "publish_decisions",
    "record_view",
    "record_views",
    "settle_offer",
    "tell",
    "tell_progress",
    "tell_together",
    "undo_telling",
    "withhold_decision",
    "write_minutes",
]
