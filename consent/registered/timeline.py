"""The moments of a person's timeline that consent knows."""

from datetime import date, datetime

from django.utils import timezone

from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Channel,
    FollowUp,
    InterestRegistration,
    Message,
    PaperForm,
    Person,
    Restriction,
    SafeContact,
    SearchWord,
    Wording,
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
    needs=[
        "answer",
        "not_asked_reason",
        "route",
        "purpose__title",
        "signed_on",
        "recorded_at",
        "wording__version",
        "wording__format",
    ],
)
def answered(agreement):
    title = lower_first(agreement["purpose__title"])
    if agreement["answer"] == Answer.NOT_ASKED:
        return f"Was not asked about “{title}”: {lower_first(NotAskedReason(agreement['not_asked_reason']).label)}"
    how = lower_first(Route(agreement["route"]).label)
    details = []
    if agreement["signed_on"]:
        signed, typed = date.fromisoformat(agreement["signed_on"]), datetime.fromisoformat(agreement["recorded_at"])
        typed = timezone.localtime(typed)
        details.append(f"Signed on {signed:%-d %B %Y}, typed in on {typed:%-d %B %Y}.")
    if version := agreement["wording__version"]:
        easy = ", easy read" if agreement["wording__format"] == Wording.Format.EASY_READ else ""
        details.append(f"Wording version {version}{easy}")
    return f"{Answer(agreement['answer']).label} to “{title}”, {how}", " ".join(details)


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
    return f"The {entry['page']} page was opened", entry["why"]


registries.timeline.leave_out(SearchWord, because="Made from names and reference, which have entries of their own.")
registries.timeline.leave_out(AccountOf, because="Ids only. Signing in shows in the record of who opened what.")
