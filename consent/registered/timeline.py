"""The moments of a person's timeline that consent knows."""

from datetime import date, datetime

from django.utils import timezone

from consent import rules
from consent.follow_ups import step_says
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    BestInterestsDecision,
    CapacityAssessment,
    Channel,
    CompetenceAssessment,
    DetailToAdd,
    Disclosure,
    EqualityProfile,
    FollowUp,
    FollowUpStep,
    InterestRegistration,
    JoinTask,
    Message,
    NeedMet,
    NeedsAsked,
    PaperForm,
    Person,
    PersonNeed,
    PublicInterestDecision,
    Recipient,
    Restriction,
    ReviewDate,
    SafeContact,
    SearchWord,
    WayToReach,
    Wording,
)
from consent.models.accounts import at_page
from consent.models.agreements import Answer, Ground, NotAskedReason, Route
from consent.models.details import Detail, DetailOutcome
from core import registries
from core.forms.base import lower_first
from core.registries import name_of, said_name


@registries.timeline.moment(Person, "recorded", kind="record")
def was_recorded(person):
    return "Was recorded"


@registries.timeline.moment(Person, "joined", kind="record", needs=["reference"])
def was_joined(person):
    return f"The older record {person['reference']} was joined to the newer one"


GIVER = ["ground", "giver_name", "giver_relationship", "recipient__name"]


def _giver(agreement) -> str:
    """Who answered, where it was not the person, as the end of a sentence."""
    ground = agreement["ground"]
    if ground == Ground.PERSON:
        return ""
    if ground == Ground.BEST_INTERESTS:
        return ", decided in their best interests"
    return f", by {agreement['giver_name']} ({agreement['giver_relationship']})"


def _about(agreement) -> str:
    title = lower_first(agreement["purpose__title"])
    return f"“{title}” with {agreement['recipient__name']}" if agreement["recipient__name"] else f"“{title}”"


@registries.timeline.moment(
    Agreement,
    "recorded",
    kind="answers",
    needs=[
        "answer",
        "not_asked_reason",
        "route",
        "purpose__title",
        "signed_on",
        "recorded_at",
        "wording__version",
        "wording__format",
        *GIVER,
    ],
)
def answered(agreement):
    about = _about(agreement)
    if agreement["answer"] == Answer.NOT_ASKED:
        return f"Was not asked about {about}: {lower_first(NotAskedReason(agreement['not_asked_reason']).label)}"
    how = lower_first(Route(agreement["route"]).label)
    details = []
    if agreement["signed_on"]:
        signed, typed = date.fromisoformat(agreement["signed_on"]), datetime.fromisoformat(agreement["recorded_at"])
        typed = timezone.localtime(typed)
        details.append(f"Signed on {signed:%-d %B %Y}, typed in on {typed:%-d %B %Y}.")
    if version := agreement["wording__version"]:
        easy = ", easy read" if agreement["wording__format"] == Wording.Format.EASY_READ else ""
        details.append(f"Wording version {version}{easy}")
    if agreement["ground"] == Ground.BEST_INTERESTS:
        answer = "yes" if agreement["answer"] == Answer.GIVEN else "no"
        return f"It was decided in their best interests: {answer} to {about}", " ".join(details)
    return f"{Answer(agreement['answer']).label} to {about}, {how}{_giver(agreement)}", " ".join(details)


@registries.timeline.moment(
    Agreement, "ended", kind="answers", needs=["ended_kind", "ended_reason", "purpose__title", *GIVER]
)
def answer_ended(agreement):
    how = rules.ENDING_WORDS[agreement["ended_kind"]]
    return f"{how}: {_about(agreement)}{_giver(agreement)}", agreement["ended_reason"]


@registries.timeline.moment(
    ReviewDate,
    "moved",
    kind="answers",
    needs=["because", "reason", "review_on", "agreement__purpose__title", "agreement__recipient__name"],
)
def review_moved(moved):
    about = _about({key.removeprefix("agreement__"): value for key, value in moved.items()})
    if moved["because"] == ReviewDate.Because.ANOTHER_AGE:
        return f"Is to be asked again about {about}, since their age was changed"
    day = date.fromisoformat(moved["review_on"])
    return f"Asking again about {about} was put off to {day:%-d %B %Y}", moved["reason"]


@registries.timeline.moment(CompetenceAssessment, "assessed", kind="assessments", needs=["outcome", "purpose__title"])
def competence_assessed(assessment):
    outcome = CompetenceAssessment.Outcome(assessment["outcome"]).label
    return f"Competence was assessed for “{lower_first(assessment['purpose__title'])}”: {lower_first(outcome)}"


@registries.timeline.moment(CapacityAssessment, "assessed", kind="assessments", needs=["outcome", "purpose__title"])
def capacity_assessed(assessment):
    outcome = CapacityAssessment.Outcome(assessment["outcome"]).label
    return f"Capacity was assessed for “{lower_first(assessment['purpose__title'])}”: {lower_first(outcome)}"


@registries.timeline.moment(BestInterestsDecision, "decided", kind="assessments", needs=["in_favour", "purpose__title"])
def best_interests_decided(decision):
    found = "it is in their best interests" if decision["in_favour"] else "it is not in their best interests"
    return f"Decided about “{lower_first(decision['purpose__title'])}”: {found}"


PUBLIC_INTEREST = ["aim", "purpose", "outcome", "recipient__name"]


def _aim(decision) -> str:
    to = f" with {decision['recipient__name']}" if decision["recipient__name"] else ""
    return (
        f"{lower_first(PublicInterestDecision.Aim(decision['aim']).label)}{to} without consent, in the public interest"
    )


@registries.timeline.moment(PublicInterestDecision, "decided", kind="assessments", needs=PUBLIC_INTEREST)
def public_interest_decided(decision):
    return f"Decided {_aim(decision)}"


@registries.timeline.moment(PublicInterestDecision, "reviewed", kind="assessments", needs=PUBLIC_INTEREST)
def public_interest_reviewed(decision):
    outcome = PublicInterestDecision.Outcome(decision["outcome"]).label.lower()
    return f"Reviewed the decision {_aim(decision)}: {outcome}"


@registries.timeline.moment(PublicInterestDecision, "escalated", kind="assessments", needs=PUBLIC_INTEREST)
def public_interest_escalated(decision):
    return f"Every information governance lead was told that the decision {_aim(decision)} waits for its review"


@registries.timeline.moment(Disclosure, "recorded", kind="disclosures", needs=["recipient__name", "disclosed_on"])
def was_disclosed(disclosure):
    day = date.fromisoformat(disclosure["disclosed_on"])
    return f"Information was shared with {disclosure['recipient__name']} on {day:%-d %B %Y}"


@registries.timeline.moment(Disclosure, "recall_asked", kind="disclosures", needs=["recipient__name"])
def recall_asked(disclosure):
    return f"Asked {disclosure['recipient__name']} to give back or destroy what was shared"


@registries.timeline.moment(
    Disclosure, "recall_answered", kind="disclosures", needs=["recipient__name", "recall_answer"]
)
def recall_answered(disclosure):
    answer = Disclosure.RecallAnswer(disclosure["recall_answer"]).label
    return f"{disclosure['recipient__name']} was asked for it back: {lower_first(answer)}"


registries.timeline.leave_out(Recipient, because="Named by an agreement or a decision, which has an entry of its own.")


@registries.timeline.moment(Restriction, "recorded", kind="record", needs=["reason"])
def was_restricted(restriction):
    return "The record was restricted", restriction["reason"]


@registries.timeline.moment(Restriction, "ended", kind="record")
def restriction_ended(restriction):
    return "The restriction ended"


@registries.timeline.moment(SafeContact, "recorded", kind="contact", needs=["channel", "allowed", "safe_times"])
def way_of_contact(rule):
    if rule["channel"] == WayToReach.SELF:
        will = "They will contact us: nobody contacts them"
        return will if rule["allowed"] else "They took back that they will contact us", rule["safe_times"]
    may = "may be used" if rule["allowed"] else "must not be used"
    return f"{Channel(rule['channel']).label} {may} for contact", rule["safe_times"]


@registries.timeline.moment(FollowUp, "recorded", kind="contact", needs=["reason", "first_day", "not_before"])
def to_be_asked_later(follow_up):
    day = date.fromisoformat(follow_up["first_day"] or follow_up["not_before"])
    return f"{follow_up['reason']}: not before {day:%-d %B %Y}"


@registries.timeline.moment(
    FollowUpStep,
    "noted",
    kind="contact",
    needs=["kind", "number", "how", "outcome", "until", "words", *name_of("to")],
)
def step_of_asking_later(step):
    return f"Asking later: {lower_first(step_says({**step, 'to': said_name(step, 'to')}))}", step["words"]


@registries.timeline.moment(FollowUp, "done", kind="contact", needs=["outcome"])
def asking_later_closed(follow_up):
    return "Asking later was closed", follow_up["outcome"]


@registries.timeline.moment(DetailToAdd, "done", kind="record", needs=["detail", "outcome"])
def detail_closed(left):
    outcome = lower_first(DetailOutcome(left["outcome"]).label)
    return f"Left for later, {Detail(left['detail']).label}: {outcome}"


@registries.timeline.moment(NeedsAsked, "asked", kind="needs", needs=["has_none", "review_on"])
def needs_asked(asked):
    none = ", and needs nothing of this kind" if asked["has_none"] else ""
    again = f"To be looked at again on {date.fromisoformat(asked['review_on']):%-d %B %Y}"
    return f"Was asked what helps them{none}", again


@registries.timeline.moment(PersonNeed, "recorded", kind="needs", needs=["need__name", "details"])
def need_recorded(row):
    return f"Need recorded: “{row['need__name']}”", row["details"]


@registries.timeline.moment(PersonNeed, "ended", kind="needs", needs=["need__name", "ended_because"])
def need_ended(row):
    return f"Need ended: “{row['need__name']}”", row["ended_because"]


@registries.timeline.moment(NeedMet, "noted", kind="needs", needs=["about", "is_met", "how", "person_need__need__name"])
def need_met(note):
    can = "is met" if note["is_met"] else "cannot be met"
    return f"Noted that “{note['person_need__need__name']}” {can}, for {note['about']}", note["how"]


@registries.timeline.moment(InterestRegistration, "received", kind="record", needs=["reference"])
def registered_interest(registration):
    return f"Registered interest, reference {registration['reference']}"


@registries.timeline.moment(InterestRegistration, "handled", kind="record", needs=["state"])
def registration_handled(registration):
    return f"Registration: {lower_first(InterestRegistration.State(registration['state']).label)}"


@registries.timeline.moment(PaperForm, "entered", kind="record", needs=["reference"])
def paper_form_entered(paper):
    return f"The paper form {paper['reference']} was typed in"


@registries.timeline.moment(Message, "queued", kind="messages", needs=["about", "channel", "stopped_because"])
def message_queued(message):
    channel = lower_first(Channel(message["channel"]).label)
    sentence = f"A message about the {message['about']} was queued by {channel}"
    return sentence, f"It was stopped: {message['stopped_because']}" if message["stopped_because"] else ""


@registries.timeline.moment(Message, "sent", kind="messages", needs=["about", "channel"])
def message_sent(message):
    return f"The {lower_first(Channel(message['channel']).label)} about the {message['about']} was sent"


@registries.timeline.moment(AccessLogEntry, "opened", kind="openings", needs=["page", "why"])
def was_opened(entry):
    return f"The record was opened{at_page(entry['page'])}", entry["why"]


registries.timeline.leave_out(
    EqualityProfile, because="Theirs alone. History keeps that it was given, changed or deleted, and when."
)
registries.timeline.leave_out(SearchWord, because="Made from names and reference, which have entries of their own.")
registries.timeline.leave_out(
    JoinTask, because="That a restricted record may be of the same person is for the information governance lead."
)


@registries.timeline.moment(AccountOf, "given", kind="record")
def account_given(account):
    return "Was invited to an account of their own"


@registries.timeline.moment(AccountOf, "ended", kind="record")
def account_ended(account):
    return "Their account was ended"
