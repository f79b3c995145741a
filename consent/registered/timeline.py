"""The moments of a person's timeline that consent knows."""

from datetime import date

from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Channel,
    FollowUp,
    InterestRegistration,
    Message,
    NeedMet,
    NeedsAsked,
    Person,
    PersonNeed,
    Restriction,
    SafeContact,
    SearchWord,
)
from consent.models.agreements import Answer, Ending, NotAskedReason, Route
from core import registries
from core.forms.base import lower_first


@registries.timeline.moment(Person, "recorded", kind="record")
def was_recorded(person):
    return "Was recorded"


@registries.timeline.moment(
    Agreement,
    "recorded",
    kind="answers",
    needs=["answer", "not_asked_reason", "route", "purpose__title", "wording__version"],
)
def answered(agreement):
    title = lower_first(agreement["purpose__title"])
    if agreement["answer"] == Answer.NOT_ASKED:
        return f"Was not asked about “{title}”: {lower_first(NotAskedReason(agreement['not_asked_reason']).label)}"
    how = lower_first(Route(agreement["route"]).label)
    version = agreement["wording__version"]
    return f"{Answer(agreement['answer']).label} to “{title}”, {how}", f"Wording version {version}" if version else ""


@registries.timeline.moment(Agreement, "ended", kind="answers", needs=["ended_kind", "ended_reason", "purpose__title"])
def answer_ended(agreement):
    how = {Ending.WITHDRAWN: "Withdrew", Ending.SUPERSEDED: "Answered again, replacing the answer"}
    title = lower_first(agreement["purpose__title"])
    return f"{how[agreement['ended_kind']]}: “{title}”", agreement["ended_reason"]


@registries.timeline.moment(Restriction, "recorded", kind="record", needs=["reason"])
def was_restricted(restriction):
    return "The record was restricted", restriction["reason"]


@registries.timeline.moment(Restriction, "ended", kind="record")
def restriction_ended(restriction):
    return "The restriction ended"


@registries.timeline.moment(SafeContact, "recorded", kind="contact", needs=["channel", "allowed", "safe_times"])
def way_of_contact(rule):
    may = "may be used" if rule["allowed"] else "must not be used"
    return f"{Channel(rule['channel']).label} {may} for contact", rule["safe_times"]


@registries.timeline.moment(FollowUp, "recorded", kind="contact", needs=["reason", "not_before"])
def to_be_asked_later(follow_up):
    return f"{follow_up['reason']}: not before {date.fromisoformat(follow_up['not_before']):%-d %B %Y}"


@registries.timeline.moment(FollowUp, "done", kind="contact", needs=["outcome"])
def asking_later_closed(follow_up):
    return "Asking later was closed", follow_up["outcome"]


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
    return f"The {entry['page']} page was opened", entry["why"]


registries.timeline.leave_out(SearchWord, because="Made from names and reference, which have entries of their own.")
registries.timeline.leave_out(AccountOf, because="Ids only. Signing in shows in the record of who opened what.")
