"""What consent holds about a person, in words for them (core.held)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    BestInterestsDecision,
    CapacityAssessment,
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
    PersonEvent,
    PersonNeed,
    PublicInterestDecision,
    Recipient,
    Restriction,
    ReviewDate,
    SafeContact,
    SearchWord,
)
from consent.models.agreements import Answer
from consent.models.equality import ANSWERS
from core.held import everything_held

held = everything_held.rows
DETAILS = {
    "reference": _("Reference"),
    "name_to_use": _("Name we use"),
    "full_name": _("Full name"),
    "pronouns": _("Pronouns"),
    "date_of_birth": _("Date of birth"),
    "age_band": _("Age"),
    "connection": _("How we know you"),
    "phone": _("Phone number"),
    "email": _("Email address"),
    "address": _("Postal address"),
    "access_needs": _("What helps you"),
    "language": _("Language"),
    "interpreter_needed": _("You need an interpreter"),
    "site__name": _("Where we met"),
    "recorded_at": _("Written down on"),
}

held(Person, _("Your details"), DETAILS, by="pk")
held(
    PersonEvent,
    _("Your details as they were before"),
    {"pgh_created_at": _("Changed on")}
    | {name: words for name, words in DETAILS.items() if name not in ("reference", "site__name", "recorded_at")},
    by="pgh_obj",
)
held(
    Agreement,
    _("What you, or others for you, said yes or no to"),
    {
        "purpose__title": _("About"),
        "answer": _("Answer"),
        "ground": _("Who answered"),
        "giver_name": _("Name of who answered for you"),
        "recipient__name": _("Who we may tell"),
        "information": _("What we may tell them"),
        "wording__question": _("The question"),
        "wording__text": _("The words that were shown"),
        "route": _("How"),
        "signed_on": _("Signed on"),
        "recorded_at": _("Written down on"),
        "review_on": _("We ask again on"),
        "expires_on": _("Runs out on"),
        "ended_kind": _("How it ended"),
        "ended_reason": _("Why it ended"),
        "ended_at": _("Ended on"),
    },
    only=lambda rows: rows.exclude(answer=Answer.NOT_ASKED),
)
held(
    Recipient,
    _("People and groups that we may tell about you, or told"),
    {"name": _("Name"), "kind": _("What they are"), "address": _("Address")},
)
held(
    Disclosure,
    _("What we shared about you"),
    {
        "recipient__name": _("Who we told"),
        "disclosed_on": _("When"),
        "what": _("What we told them"),
        "why": _("Why"),
        "needs_passed_on": _("What helps you, as we told them"),
        "how": _("How"),
        "recall_asked_at": _("We asked for it back on"),
        "recall_answer": _("What they did with it"),
    },
    # Shared without their yes: what may be said of it is on their page, and the rest is given on request.
    only=lambda rows: rows.filter(agreement__isnull=False),
)
held(
    SafeContact,
    _("How we may contact you"),
    {
        "channel": _("Way"),
        "allowed": _("We may use it"),
        "may_say_who": _("We may say who we are"),
        "voicemail": _("We may leave a message"),
        "days": _("Days"),
        "from_time": _("Not before"),
        "until_time": _("Not after"),
        "safe_times": _("In your words"),
        "review_on": _("We ask again on"),
        "recorded_at": _("From"),
        "ended_at": _("Until"),
    },
)
held(
    FollowUp,
    _("When to ask you later"),
    {
        "reason": _("Why"),
        "not_before": _("Not before"),
        "outcome": _("What came of it"),
        "recorded_at": _("Written down on"),
        "done_at": _("Done on"),
    },
)
held(
    FollowUpStep,
    _("How we tried to reach you"),
    {
        "noted_at": _("When"),
        "kind": _("What was done"),
        "how": _("How"),
        "outcome": _("What came of it"),
        "until": _("Put off until"),
        "words": _("In words"),
    },
)
held(
    PersonNeed,
    _("What helps you"),
    {"need__name": _("Need"), "details": _("More"), "recorded_at": _("From"), "ended_at": _("Until")},
)
held(
    NeedsAsked,
    _("When we asked what helps you"),
    {"asked_at": _("Asked on"), "has_none": _("You needed nothing special"), "review_on": _("We ask again on")},
)
held(
    NeedMet,
    _("How what helps you was met"),
    {"person_need__need__name": _("Need"), "about": _("For"), "is_met": _("Met"), "how": _("How"), "noted_at": _("On")},
)
held(
    Message,
    _("Messages to you"),
    {
        "about": _("About"),
        "channel": _("How"),
        "subject": _("Subject"),
        "text": _("Text"),
        "queued_at": _("Written on"),
        "sent_at": _("Left on"),
        "stopped_because": _("Why it was stopped"),
        "delivery": _("What became of it"),
    },
)
held(
    InterestRegistration,
    _("When you registered your interest"),
    {
        "reference": _("Reference"),
        "received_at": _("On"),
        "filled_in_by": _("Filled in by"),
        "name_to_use": _("Name"),
        "age_band": _("Age"),
        "phone": _("Phone number"),
        "email": _("Email address"),
        "address": _("Postal address"),
        "safe_times": _("Safe times"),
        "access_needs": _("What helps you"),
        "language": _("Language"),
        "words_shown": _("The words that were shown"),
        "state": _("What became of it"),
    },
)
held(
    PaperForm,
    _("Paper forms that you signed"),
    {"reference": _("Reference"), "signed_on": _("Signed on"), "entered_at": _("Typed in on")},
)
held(
    Restriction,
    _("When your record was locked away"),
    {"recorded_at": _("From"), "ended_at": _("Until"), "keep_until": _("Kept until")},
)
held(
    AccessLogEntry,
    _("Who looked at your record"),
    {"opened_at": _("When"), "role": _("Who"), "page": _("Which page"), "why": _("Why")},
    only=lambda rows: rows.filter(Q(opened_by__isnull=False)),
)
held(AccountOf, _("Your account"), {"given_at": _("From"), "ended_at": _("Until")})
held(
    EqualityProfile,
    _("Your equality answers"),
    {name: EqualityProfile._meta.get_field(name).verbose_name for name in ANSWERS}
    | {"given_at": _("Given on"), "changed_at": _("Changed on")},
)
everything_held.on_request(CapacityAssessment, _("How it was found whether you could decide"))
everything_held.on_request(CompetenceAssessment, _("How it was found, under 16, whether you could decide yourself"))
everything_held.on_request(BestInterestsDecision, _("What was decided for you, because you could not"))
everything_held.on_request(PublicInterestDecision, _("Decisions to write something down or share it without your yes"))
everything_held.leave_out(SearchWord, because="Made from names and reference, which are in it.")
everything_held.leave_out(JoinTask, because="A question to staff whether two records are of one person.")
everything_held.leave_out(DetailToAdd, because="What staff still have to ask: it says nothing of the person.")
everything_held.leave_out(ReviewDate, because="Why an answer is asked again; the day stands with the answer.")
