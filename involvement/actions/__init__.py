"""Every write of involvement: partners, material, activities, who takes part, what people said, decisions, telling."""

from involvement.actions.activities import change_plan, move_activity, plan_activity
from involvement.actions.evidence import agree_terms, settle_offer
from involvement.actions.feedback import (
    change_decision,
    change_view,
    decide,
    mark_decision_done,
    note_plan_change,
    publish_decisions,
    record_view,
    withhold_decision,
)
from involvement.actions.materials import (
    add_material,
    change_material,
    check_material,
    feature,
    note_reading,
    put_up,
    retire_material,
    take_down,
    take_out,
)
from involvement.actions.partners import add_partner, add_partner_agreement, change_partner
from involvement.actions.places import answer_invitation, hold_session, invite, plan_session, write_minutes
from involvement.actions.promises import say_promise_not_kept
from involvement.actions.telling import (
    after_agreement_ended,
    after_message_sent,
    after_message_stopped,
    give_up_telling,
    tell,
    undo_telling,
)

__all__ = [
    "add_material",
    "add_partner",
    "add_partner_agreement",
    "after_agreement_ended",
    "after_message_sent",
    "after_message_stopped",
    "agree_terms",
    "answer_invitation",
    "change_decision",
    "change_material",
    "change_partner",
    "change_plan",
    "change_view",
    "check_material",
    "decide",
    "feature",
    "give_up_telling",
    "hold_session",
    "invite",
    "mark_decision_done",
    "move_activity",
    "note_plan_change",
    "note_reading",
    "plan_activity",
    "plan_session",
    "publish_decisions",
    "put_up",
    "record_view",
    "say_promise_not_kept",
    "retire_material",
    "settle_offer",
    "take_down",
    "take_out",
    "tell",
    "undo_telling",
    "withhold_decision",
    "write_minutes",
]
