"""Every sentence of the audit pages: for each table with a history, what each action does to a row of it.

A new tracked model, or a new action that writes one, needs a line here: tests fail until it has one.
Words in braces are the person's reference, the `thing`, or one of the `needs`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from consent.models import Channel, FollowUpStep, InterestRegistration, WayToReach
from core.forms.base import lower_first
from core.roles import ROLE_CHOICES
from involvement.models import Place, Telling

# What the sentences say when no action of ours is named, so that even a forgotten one reads as a sentence.
OTHERWISE = {"insert": "recorded {thing}", "update": "changed {thing}", "delete": "removed {thing}"}


@dataclass(frozen=True)
class Told:
    """How changes of one table are told. `deeds`: by action, or by action and label ("record_answer:update").

    `needs`: what to read of the row, and how to say it. `nobody`: what stands for a row without a person.
    """

    thing: str
    deeds: dict[str, str]
    needs: dict[str, Callable | None] = field(default_factory=dict)
    nobody: str = "somebody"

    def words(self, action: str, label: str) -> str:
        return self.deeds.get(f"{action}:{label}") or self.deeds.get(action) or ""

    def say(self, action: str, label: str, person: str, data: dict) -> str:
        """What was done, without who did it: "withdrew the agreement “Contact me” of 7KD-PQ2-X4M"."""
        said = {name: say(data.get(name)) if say else data.get(name) or "" for name, say in self.needs.items()}
        said["person"] = person or self.nobody
        said["thing"] = self.thing.format(**said)
        return (self.words(action, label) or OTHERWISE[label]).format(**said)


def _quoted(title) -> str:
    return f"“{title}”" if title else "an activity"


def _quoted_material(title) -> str:
    return f"“{title}”" if title else "a material"


def _quoted_questionnaire(title) -> str:
    return f"“{title}”" if title else "a questionnaire"


def _choice_of_what(what) -> str:
    return {"words": "words", "voice": "voice recordings", "picture": "pictures"}.get(what, "words")


def _quoted_need(name) -> str:
    return f"“{lower_first(name)}”" if name else "something"


def _purpose(title) -> str:
    return f"“{lower_first(title)}”" if title else "a purpose"


def _answer(answer) -> str:
    return {"given": "said yes to", "refused": "said no to"}.get(answer, "was not asked about")


def _channel(channel) -> str:
    ways = {
        Channel.TEXT: "by text message",
        Channel.EMAIL: "by email",
        Channel.TELEPHONE: "by telephone",
        Channel.LETTER: "by letter",
        Channel.WORKER: "through a worker",
        WayToReach.SELF: "only when they contact us themselves",
    }
    return ways.get(channel, "in one way")


def _may(allowed) -> str:
    return "may be contacted" if allowed else "must not be contacted"


def _came(came) -> str:
    return "came to" if came else "did not come to"


def _day(day) -> str:
    return f"{date.fromisoformat(day):%-d %B %Y}" if day else "a later day"


def _choice(choices) -> Callable:
    labels = {value: str(label) for value, label in choices}
    return lambda value: lower_first(labels.get(value, "")) or "not known"


_ANSWERED = "recorded that {person} {answer} {purpose__title}"
_WAY = "recorded that {person} {allowed} {channel}"
_ASK_LATER = "noted that {person} is to be asked again from {not_before}"
_ASKED = "closed the note to ask {person} again from {not_before}"
_TO_TELL = "noted that {person} is to be told of a decision from {decision__activity__title}"
_TO_TELL_WHY = "noted that {person} is to be told why the promise of {decision__activity__title} was not kept"
_CHANGED = "noted that {person} is to be told of a changed decision from {decision__activity__title}"

SENTENCES: dict[str, Told] = {
    # core
    "core.User": Told(
        thing="the account of {name}",
        needs={"name": None},
        deeds={"add_user": "made an account for {name}"},
    ),
    "core.Membership": Told(
        thing="the role “{role}” of {user__name}",
        needs={"role": _choice(ROLE_CHOICES), "user__name": None},
        deeds={
            "add_member": "gave {user__name} the role “{role}”",
            "end_membership": "ended the role “{role}” of {user__name}",
            "set_involvement_responsibility": "set from when {user__name} is responsible for involvement",
        },
    ),
    "core.Service": Told(
        thing="the details of the service",
        deeds={
            "create_service": "set up the service",
            "change_service": "changed the details of the service",
        },
    ),
    # consent
    "consent.Person": Told(
        thing="the record of {person}",
        deeds={
            "record_person": "recorded {person}",
            "record_in_public_interest": "recorded {person} in the public interest",
            "change_details": "changed the details of {person}",
            "record_needs": "noted what helps {person}",
            "join_records": "joined the record {person} to a newer one",
        },
    ),
    "consent.EqualityProfile": Told(
        thing="the equality answers of {person}",
        deeds={
            "give_equality_answers": "gave the equality answers of {person}",
            "give_equality_answers:update": "changed the equality answers of {person}",
            "delete_equality_answers": "deleted the equality answers of {person}",
        },
    ),
    "consent.Agreement": Told(
        thing="the answer of {person} to {purpose__title}",
        needs={"purpose__title": _purpose, "answer": _answer},
        deeds={
            "record_person": _ANSWERED,
            "record_answer": _ANSWERED,
            "record_answer:update": "closed the earlier answer of {person} to {purpose__title}, now replaced",
            "change_details": "queued the answer of {person} to {purpose__title} to be asked again",
            "put_off_review": "moved the day to ask {person} again about {purpose__title}",
            "withdraw_agreement": "withdrew the agreement {purpose__title} of {person}",
            "end_agreement": "ended the agreement {purpose__title} of {person} for the service",
            "invalidate_agreement": "marked the answer of {person} to {purpose__title} as recorded wrongly",
            "restrict_lapsed": "ended the agreement {purpose__title} of {person}, which had no ground any more",
            "review_public_interest": "ended the agreement {purpose__title} of {person}, which had no ground any more",
        },
    ),
    "consent.ReviewDate": Told(
        thing="when {person} is to be asked again",
        needs={"agreement__purpose__title": _purpose, "review_on": _day},
        deeds={
            "put_off_review": "put off asking {person} again about {agreement__purpose__title} to {review_on}",
            "change_details": "noted that {person} is to be asked again about {agreement__purpose__title}",
        },
    ),
    "consent.JoinTask": Told(
        thing="that the record {person} may be joined to an older one",
        deeds=dict.fromkeys(
            ["record_person", "record_in_public_interest", "change_details"],
            "asked the information governance lead whether {person} has an older record",
        )
        | {
            "join_records": "joined an older record to {person}",
            "note_somebody_else": "noted that {person} is somebody else than in any restricted record",
        },
    ),
    "consent.Restriction": Told(
        thing="the restriction of the record of {person}",
        deeds=dict.fromkeys(
            [
                "withdraw_agreement",
                "end_agreement",
                "invalidate_agreement",
                "record_answer",
                "restrict_lapsed",
                "review_public_interest",
            ],
            "restricted the record of {person}",
        )
        | {"join_records": "ended the restriction of the record of {person}"},
    ),
    "consent.CompetenceAssessment": Told(
        thing="an assessment of the competence of {person}",
        needs={"purpose__title": _purpose},
        deeds={
            "assess_competence": "assessed the competence of {person} to decide {purpose__title}",
            "record_person": "assessed the competence of {person} to decide {purpose__title}",
        },
    ),
    "consent.CapacityAssessment": Told(
        thing="an assessment of the capacity of {person}",
        needs={"purpose__title": _purpose},
        deeds={
            "assess_capacity": "assessed the capacity of {person} to decide {purpose__title}",
            "record_person": "assessed the capacity of {person} to decide {purpose__title}",
        },
    ),
    "consent.BestInterestsDecision": Told(
        thing="a best-interests decision for {person}",
        needs={"purpose__title": _purpose},
        deeds={
            "decide_best_interests": "decided {purpose__title} in the best interests of {person}",
            "record_person": "decided {purpose__title} in the best interests of {person}",
        },
    ),
    "consent.PublicInterestDecision": Told(
        thing="a decision in the public interest about {person}",
        deeds={
            "decide_public_interest": "decided about {person} in the public interest",
            "record_in_public_interest": "decided to record {person} in the public interest",
            "review_public_interest": "reviewed a decision in the public interest about {person}",
            "escalate_review": "told every information governance lead that a decision about {person} waits for review",
        },
    ),
    "consent.Recipient": Told(
        thing="whom information about {person} may be shared with",
        deeds={
            "record_answer": "named whom information about {person} may be shared with",
            "decide_public_interest": "named whom information about {person} may be shared with",
            "ask_back_by_letter": "changed where letters reach somebody who holds information about {person}",
        },
    ),
    "consent.Disclosure": Told(
        thing="what was shared about {person}",
        deeds={
            "disclose": "recorded what was shared about {person}",
            "ask_back": "asked for what was shared about {person} back",
            "note_recall_answer": "noted the answer of somebody asked for what was shared about {person}",
        },
    ),
    "consent.NeedsAsked": Told(
        thing="that {person} was asked what helps",
        deeds={"record_needs": "asked {person} what helps them"},
    ),
    "consent.PersonNeed": Told(
        thing="a need of {person}",
        needs={"need__name": _quoted_need},
        deeds={
            "record_needs": "recorded that {need__name} helps {person}",
            "record_needs:update": "ended the need {need__name} of {person}",
            "change_need": "changed the need {need__name} of {person}",
            "end_need": "ended the need {need__name} of {person}",
        },
    ),
    "consent.NeedMet": Told(
        thing="how a need of {person} is met",
        deeds={"note_need_met": "noted how a need of {person} is met"},
    ),
    "consent.DetailToAdd": Told(
        thing="what is to be added about {person}",
        deeds={
            "record_person": "left something to be added about {person}",
            "close_details": "closed what was to be added about {person}",
            "change_details": "added what was left for later about {person}",
            "set_safe_contact": "added what was left for later about {person}",
            "record_needs": "added what was left for later about {person}",
            "hand_over": "handed over what is to be added about {person}",
        },
    ),
    "consent.PaperForm": Told(
        thing="the paper form {reference}",
        needs={"reference": None},
        deeds={
            "print_paper_forms": "printed the paper form {reference}",
            "enter_paper_form": "typed in the paper form {reference} of {person}",
            "enter_paper_answer": "typed in the answer on the paper form {reference} of {person}",
            "enter_paper_refusal": "typed in a no on the paper form {reference}",
            "cancel_paper_form": "cancelled the paper form {reference}",
        },
    ),
    "consent.SafeContact": Told(
        thing="how {person} may be contacted {channel}",
        needs={"channel": _channel, "allowed": _may},
        deeds={
            "record_person": _WAY,
            "set_safe_contact": _WAY,
            "set_safe_contact:update": "ended an earlier rule of how {person} may be contacted {channel}",
        },
    ),
    "consent.FollowUp": Told(
        thing="the note to ask {person} again from {not_before}",
        needs={"not_before": _day},
        deeds={
            "record_person": _ASK_LATER,
            "record_answer": _ASK_LATER,
            "record_answer:update": _ASKED,
            "withdraw_agreement": _ASKED,
            "end_agreement": _ASKED,
            "invalidate_agreement": _ASKED,
            "restrict_lapsed": _ASKED,
            "review_public_interest": _ASKED,
            "close_follow_up": _ASKED,
            "wait_to_ask": "noted to ask {person} again from {not_before}, since they could not decide yet",
            "hand_over": "handed over the note to ask {person} again from {not_before}",
            "give_follow_ups": "handed over the note to ask {person} again from {not_before}",
            "set_safe_contact": "noted that {person} said they will contact us",
            "set_safe_contact:update": _ASKED,
            "plan_follow_up": _ASK_LATER,
            "note_follow_up_try:update": "noted a try to ask {person}, who may be asked from {not_before}",
            "note_heard:update": "noted what {person} said, who may be asked from {not_before}",
            "record_sent:update": "noted that a message asked {person}, who may be asked from {not_before}",
            "put_off_follow_up": "put off asking {person} to {not_before}",
        },
    ),
    "consent.FollowUpStep": Told(
        thing="a note on asking {person} again",
        needs={"outcome": _choice(FollowUpStep.Outcome.choices), "until": _day, "to__name": None},
        deeds={
            "note_follow_up_try": "tried to ask {person}: {outcome}",
            "record_sent": "asked {person} by a message",
            "note_heard": "noted that {person} contacted us: {outcome}",
            "put_off_follow_up": "put off asking {person} to {until}",
            "give_follow_ups": "gave asking {person} to {to__name}",
        },
    ),
    "consent.InterestRegistration": Told(
        thing="the registration {reference}",
        needs={"reference": None, "state": _choice(InterestRegistration.State.choices)},
        deeds={
            "register_interest": "registered interest, reference {reference}",
            "link_registration": "linked the registration {reference} to {person}",
            "record_person_from_registration": "made the record {person} from the registration {reference}",
            "decline_registration": "declined the registration {reference}",
            "confirm_registration": "noted that somebody stands behind the registration {reference}",
            "remove_registration": "removed the registration {reference}, since nobody stood behind it",
            "take_back_registration": "took back the registration {reference}",
            "settle_registration": "asked whoever sent the registration {reference}, which closed it: {state}",
        },
    ),
    # involvement
    "involvement.Place": Told(
        thing="the place of {person} in {activity__title}",
        needs={"activity__title": _quoted, "state": _choice(Place.State.choices)},
        deeds={
            "invite": "invited {person} to {activity__title}",
            "put_on_waiting_list": "put {person} on the waiting list of {activity__title}",
            "ask_for_a_place": "asked for a place in {activity__title} for {person}: {state}",
            "move_up_waiting": "offered {person} a place that became free in {activity__title}",
            "give_up_places": "took back the place of {person} in {activity__title}, since the record is restricted",
            "hold_session": "noted that {person} takes part in {activity__title}, having come to a session",
            "answer_invitation": "recorded what {person} answered to the invitation to {activity__title}: {state}",
        },
    ),
    "involvement.Attendance": Told(
        thing="whether {person} came to a session of {session__activity__title}",
        needs={"session__activity__title": _quoted, "came": _came},
        deeds={"hold_session": "recorded that {person} {came} a session of {session__activity__title}"},
    ),
    "involvement.Notice": Told(
        thing="word to {person} about their place in {activity__title}",
        needs={"activity__title": _quoted},
        deeds=dict.fromkeys(
            ["invite", "move_up_waiting", "change_session", "cancel_session", "move_activity"],
            "owed {person} word about their place in {activity__title}",
        )
        | dict.fromkeys(
            [
                "answer_invitation",
                "change_session:update",
                "cancel_session:update",
                "hold_session",
                "withdraw_agreement",
                "give_up_places",
            ],
            "noted that {person} needs no more word about {activity__title}",
        )
        | {
            "end_notice": "noted whether {person} was told about their place in {activity__title}",
            "record_sent": "told {person} about their place in {activity__title}, by a message or letter",
            "stop_message": "noted that a worker tells {person} about their place in {activity__title}, since the"
            " message to them was stopped",
        },
    ),
    "involvement.ReportBack": Told(
        thing="that {person} reports back from {session__activity__title}",
        needs={"session__activity__title": _quoted},
        deeds={
            "hold_session": "noted that {person} is to report back from {session__activity__title}",
            "report_back": "noted that {person} reported back from {session__activity__title}",
        },
    ),
    "involvement.Leadership": Told(
        thing="that {person} leads {activity__title}",
        needs={"activity__title": _quoted},
        deeds={
            "name_leader": "named {person} to lead {activity__title}",
            "end_leadership": "ended that {person} leads {activity__title}",
        },
    ),
    "involvement.View": Told(
        thing="what {person} said in {activity__title}",
        needs={"activity__title": _quoted},
        nobody="a group",
        deeds={
            "record_view": "recorded what {person} said in {activity__title}",
            "change_view": "corrected what {person} said in {activity__title}",
        },
    ),
    "involvement.JointDecider": Told(
        thing="that {person} decided together with the service",
        needs={"decision__activity__title": _quoted},
        deeds={
            "decide": "named {person} as deciding together with the service in {decision__activity__title}",
            "change_decision": "named {person} as deciding together with the service in {decision__activity__title}",
            "change_decision:delete": "took {person} off those who decided in {decision__activity__title}",
            "discard_decision": "threw away a draft of a decision in which {person} was to be named",
        },
    ),
    "involvement.TellingTry": Told(
        thing="a try to tell {person} of a decision",
        needs={"telling__decision__activity__title": _quoted},
        nobody="a group",
        deeds={"note_try": "noted a try to tell {person} of a decision from {telling__decision__activity__title}"},
    ),
    "involvement.ProgressTelling": Told(
        thing="word to {person} of what has been done",
        needs={"progress__decision__activity__title": _quoted},
        deeds={
            "note_progress": "noted that {person} is to hear what has been done in"
            " {progress__decision__activity__title}",
            "mark_decision_done": "noted that {person} is to hear what has been done in"
            " {progress__decision__activity__title}",
            "record_sent": "told {person} what has been done in {progress__decision__activity__title}, by message",
            "stop_message": "noted that {person} is to hear from a worker what has been done in"
            " {progress__decision__activity__title}, since the message to them was stopped",
            "tell_progress": "noted that {person} heard what has been done in {progress__decision__activity__title}",
        },
    ),
    "involvement.MaterialReading": Told(
        thing="what {person} said of {material__title}",
        needs={"material__title": _quoted_material},
        nobody="a service user",
        deeds={"note_reading": "recorded what {person} said of {material__title}"},
    ),
    "involvement.Featured": Told(
        thing="that {material__title} uses the {what} of {person}",
        needs={"material__title": _quoted_material, "what": _choice_of_what},
        deeds={
            "feature": "noted that {material__title} uses the {what} of {person}",
            "take_out": "noted that the {what} of {person} were taken out of {material__title}",
        },
    ),
    "involvement.Response": Told(
        thing="what {person} answered to {version__questionnaire__title}",
        needs={"version__questionnaire__title": _quoted_questionnaire},
        nobody="somebody without a name",
        deeds={"answer_questionnaire": "recorded what {person} answered to {version__questionnaire__title}"},
    ),
    "involvement.Telling": Told(
        thing="that {person} is to be told of a decision from {decision__activity__title}",
        needs={"decision__activity__title": _quoted, "could_not": _choice(Telling.CouldNot.choices)},
        nobody="a group",
        deeds={
            "publish_decisions": _TO_TELL,
            "publish_decisions:update": _CHANGED,
            "record_view": _TO_TELL,
            "change_view": _TO_TELL,
            "hold_session": _TO_TELL,
            "move_activity": _TO_TELL_WHY,
            "say_promise_not_kept": _TO_TELL_WHY,
            "tell": "noted that {person} was told of a decision from {decision__activity__title}",
            "record_sent": "told {person} of a decision from {decision__activity__title}, by message",
            "stop_message": "noted that {person} is to be told face to face of a decision from"
            " {decision__activity__title}, since the message to them was stopped",
            "give_up_telling": "noted that {person} could not be told of a decision from"
            " {decision__activity__title}: {could_not}",
            "withdraw_agreement": "noted that {person} could not be told of a decision from"
            " {decision__activity__title}: {could_not}",
            "undo_telling": "took back that {person} was told, or could not be told, of a decision from"
            " {decision__activity__title}",
        },
    ),
}

# Actions that change no table with a history, so that nothing of them is on the audit pages but what they call.
WITHOUT_HISTORY = {
    "add_site": "sites are no personal information",
    "keep_file": "each file is a row of its own, with who and when",
    "remove_file": "each file is a row of its own, with who and when",
    "note_day_done": "says that a task was done, and nothing of anybody",
    "note_export": "has a kind of its own on the audit pages",
    "note_asked": "holds no person and no worker, on purpose",
    "note_no": "holds no person and no worker, on purpose",
    "decide_from_draft": "makes a decision in the public interest, which has a sentence of its own",
    "remind_to_ask": "says nothing of anybody, and is its own record",
    "ask_by_message": "the outbox is its own record, and the try has a sentence once the message has left",
    "remind_of_reviews": "says nothing of anybody, and is its own record",
    "record_mail_sent": "says nothing of anybody, and is its own record",
    "drop_mail": "says nothing of anybody, and is its own record",
    "start_draft": "drafts are encrypted and stay outside history, on purpose",
    "keep_answer": "drafts are encrypted and stay outside history, on purpose",
    "throw_away_draft": "drafts are encrypted and stay outside history, on purpose",
    "delete_old_drafts": "drafts are encrypted and stay outside history, on purpose",
    "hand_over_draft": "drafts are encrypted and stay outside history, on purpose",
    "assess_from_draft": "makes an assessment or a decision, which has a sentence of its own",
    "record_person_from_draft": "records a person, which has a sentence of its own",
    "welcome": "the outbox is its own record, and texts stay outside history",
    "note_registration_try": "each try is a row of its own, with who and when",
    "ask_from_registration": "drafts are encrypted and stay outside history, on purpose",
    "register_from_draft": "registers interest, which has a sentence of its own",
    "start_wording": "wording names no person, and its rows are their own history",
    "change_wording": "wording names no person, and its rows are their own history",
    "discard_wording": "wording names no person, and its rows are their own history",
    "publish_wording": "wording names no person, and its rows are their own history",
    "change_contact_by_link": "sets each way of contact, which has a sentence of its own",
    "stop_contact_by_link": "withdraws agreements, which have a sentence of their own",
    "withdraw_by_link": "withdraws agreements, which have a sentence of their own",
    "mark_posted": "the outbox is its own record, and texts stay outside history",
    "note_message": "the outbox is its own record, and texts stay outside history",
    **dict.fromkeys(
        ["write_template", "change_template", "publish_template", "retire_template"],
        "messages written beforehand name nobody, and their rows say who and when",
    ),
    "write_to_person": "the outbox is its own record, and texts stay outside history",
    "note_delivery": "the outbox is its own record, and texts stay outside history",
    "take_back_answers": "withdraws agreements, which have a sentence of their own",
    "set_own_contact": "sets each way of contact, which has a sentence of its own",
    "stop_by_reply": "withdraws agreements, which have a sentence of their own",
    **dict.fromkeys(
        ["confirm_by_link", "take_back_by_link"],
        "confirms or takes back a registration, which has a sentence of its own",
    ),
    **dict.fromkeys(
        ["ask_to_confirm", "remind_of_removal"], "the outbox is its own record, and texts stay outside history"
    ),
    "send_new_link": "the outbox is its own record, and texts stay outside history",
    "invite_to_account": "gives an account, and its message is in the outbox",
    "give_account": "holds ids only, and each is its own record of who and when",
    "end_account": "holds ids only, and each is its own record of who and when",
    "send_code": "the outbox is its own record, and texts stay outside history",
    "publish_standard_wording": "wording is never changed: its rows are their own history",
    "send_receipt": "the outbox is its own record, and texts stay outside history",
    "queue_message": "the outbox is its own record, and texts stay outside history",
    "stop_messages_to": "the outbox is its own record",
    "add_questionnaire": "questions name no person, and a published version is never changed",
    "change_introduction": "questions name no person, and a published version is never changed",
    "add_question": "questions name no person, and a published version is never changed",
    "change_question": "questions name no person, and a published version is never changed",
    "move_question": "questions name no person, and a published version is never changed",
    "remove_question": "questions name no person, and a published version is never changed",
    "start_version": "questions name no person, and a published version is never changed",
    "discard_version": "questions name no person, and a published version is never changed",
    "publish_version": "questions name no person, and a published version is never changed",
    "close_questionnaire": "questions name no person, and a published version is never changed",
    "take_words": "each view has a sentence of its own",
    "leave_words_out": "each note is a row of its own, with who and when",
    "add_partner": "partners are organisations",
    "change_partner": "partners are organisations",
    "add_partner_agreement": "partners are organisations",
    "add_contact": "names whom to speak to at an organisation, with who and when",
    "end_contact": "names whom to speak to at an organisation, with who and when",
    "note_team_step": "each step is a row of its own, with who and when",
    "arrange_feedback": "partners are organisations",
    "end_arrangement": "partners are organisations",
    "receive_feedback": "each is a row of its own, with who and when",
    "remind_of_agreement": "says nothing of anybody, and is its own record",
    "add_material": "material names nobody; whose words it uses is a row of its own",
    "change_material": "material names nobody; whose words it uses is a row of its own",
    "check_material": "each check is a row of its own, with who and when",
    "put_up": "names nobody, with who and when",
    "take_down": "names nobody, with who and when",
    "retire_material": "names nobody, with who and when",
    "plan_activity": "activities name no person who takes part",
    "change_plan": "activities name no person who takes part",
    "plan_session": "sessions name nobody",
    "hand_over_resource": "names no person who takes part, and its rows are their own record of who and when",
    "spend": "names no person who takes part, and its rows are their own record of who and when",
    "take_back": "names no person who takes part, and its rows are their own record of who and when",
    "overrule": "publishes a decision, and what it sets in motion has sentences of its own",
    "answer_questions": "what taking part changed is the person's alone: no staff reads it, so it has no history",
    "write_minutes": "minutes name no person who takes part",
    "agree_terms": "names no person who takes part",
    "settle_offer": "names no person who takes part",
    "note_plan_change": "names no person who takes part",
    "record_views": "records each view, which has a sentence of its own",
    "answer_decision": "records a view, which has a sentence of its own",
    "tell_together": "notes each telling, which has a sentence of its own",
    "queue_messages": "the outbox is its own record, and texts stay outside history",
    "remind_of_loop": "names no person who takes part, and is its own record",
    "withhold_decision": "decisions name no person who takes part",
}

# Who did it, and how the sentence ends.
ACTORS = {
    "person": ("The person", "signed in themselves"),
    "link": ("The person", "by a link in a message"),
    "public": ("Somebody", "on the public form"),
    "task": ("The system", "by a scheduled task"),
    "command": ("The system", "by a command"),
}


def sentence_of(deed: str, by: str, name: str = "", role: str = "") -> str:
    """A whole sentence: `deed` ("withdrew …"), `by` (a user's id or a kind of actor), the user's `name` and `role`."""
    if by in ACTORS:
        who, how = ACTORS[by]
        return f"{who} {deed}, {how}."
    who = name or "Somebody who is no longer here"
    return f"{who}, {role}, {deed}." if role else f"{who} {deed}."
