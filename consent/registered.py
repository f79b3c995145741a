"""What consent shows on the pages of others (core.registries)."""

from django.urls import reverse
from django.utils import timezone

from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    FollowUp,
    InterestRegistration,
    Message,
    Person,
    Restriction,
    SafeContact,
    SearchWord,
)
from consent.models.agreements import Ending
from core import memberships, registries
from core.deeds import who_did
from core.registries import NavigationLink, TimelineEntry, WorkRow
from core.roles import Permission


@memberships.accounts.add
def accounts_of(user):
    """Pairs of service id and person id of a user."""
    return list(AccountOf.objects.filter(user=user).values_list("service_id", "person_id"))


# --- The timeline of a person


@registries.timeline.source(Person)
def recorded(person):
    yield TimelineEntry(person.recorded_at, "Was recorded", who_did(person, "recorded"))


@registries.timeline.source(Agreement)
def answers(person):
    for agreement in person.agreements.select_related("purpose", "recorded_by", "ended_by", "wording"):
        title = agreement.purpose.title.lower()
        if agreement.answer == "not_asked":
            sentence = f"Was not asked about “{title}”: {agreement.get_not_asked_reason_display().lower()}"
        else:
            sentence = f"{agreement.get_answer_display()} to “{title}”, {agreement.get_route_display().lower()}"
        words = f"Wording version {agreement.wording.version}" if agreement.wording else ""
        yield TimelineEntry(agreement.recorded_at, sentence, who_did(agreement, "recorded"), words)
        if agreement.ended_at:
            how = {Ending.WITHDRAWN: "Withdrew", Ending.SUPERSEDED: "Answered again, replacing the answer"}
            sentence = f"{how[agreement.ended_kind]}: “{title}”"
            yield TimelineEntry(agreement.ended_at, sentence, who_did(agreement, "ended"), agreement.ended_reason)


@registries.timeline.source(Restriction)
def restrictions(person):
    for restriction in person.restrictions.select_related("recorded_by", "ended_by"):
        who = who_did(restriction, "recorded")
        yield TimelineEntry(restriction.recorded_at, "The record was restricted", who, restriction.reason)
        if restriction.ended_at:
            yield TimelineEntry(restriction.ended_at, "The restriction ended", who_did(restriction, "ended"))


@registries.timeline.source(SafeContact)
def safe_contacts(person):
    for rule in person.safe_contacts.select_related("recorded_by"):
        may = "may be used" if rule.allowed else "must not be used"
        sentence = f"{rule.get_channel_display()} {may} for contact"
        yield TimelineEntry(rule.recorded_at, sentence, who_did(rule, "recorded"), rule.safe_times)


@registries.timeline.source(FollowUp)
def follow_ups(person):
    for follow_up in person.follow_ups.select_related("recorded_by", "done_by"):
        sentence = f"{follow_up.reason}: not before {follow_up.not_before:%-d %B %Y}"
        yield TimelineEntry(follow_up.recorded_at, sentence, who_did(follow_up, "recorded"))
        if follow_up.done_at:
            sentence = "Asking later was closed"
            yield TimelineEntry(follow_up.done_at, sentence, who_did(follow_up, "done"), follow_up.outcome)


@registries.timeline.source(InterestRegistration)
def registrations(person):
    for registration in person.registrations.select_related("received_by", "handled_by"):
        yield TimelineEntry(registration.received_at, "Registered interest", who_did(registration, "received"))
        sentence = registration.get_state_display()
        yield TimelineEntry(registration.handled_at, f"Registration: {sentence.lower()}", who_did(registration, "handled"))


@registries.timeline.source(Message)
def messages(person):
    for message in person.messages.select_related("queued_by", "sent_by"):
        channel = message.get_channel_display().lower()
        yield TimelineEntry(
            message.queued_at, f"A message about the {message.about} was queued by {channel}", who_did(message, "queued")
        )
        if message.sent_at:
            yield TimelineEntry(message.sent_at, f"The {channel} was sent", who_did(message, "sent"))
        elif message.stopped_because:
            yield TimelineEntry(message.queued_at, f"The {channel} was stopped", "", message.stopped_because)


@registries.timeline.source(AccessLogEntry)
def openings(person):
    for entry in person.access_log.select_related("opened_by")[:200]:
        yield TimelineEntry(entry.opened_at, f"The {entry.page} page was opened", who_did(entry, "opened"), entry.why)


registries.timeline.leave_out(SearchWord, because="Made from names and reference, which have entries of their own.")
registries.timeline.leave_out(AccountOf, because="Ids only. Signing in shows in the record of who opened what.")


# --- What withdrawing will do


@registries.consequences.add
def of_withdrawing(agreement):
    """Sentences for the page that asks before an agreement is withdrawn."""
    person = agreement.person
    if agreement.purpose_id == "record":
        yield "The record is restricted: only the information governance lead and the person can read it."
        yield "Every other yes they gave ends with it."
    if agreement.purpose_id in ("record", "contact"):
        yield "Nobody contacts them about involvement, and they cannot be invited, from now on."
        waiting = person.messages.filter(state=Message.State.WAITING).count()
        if waiting:
            yield f"{waiting} messages that wait to be sent are stopped."
        if person.follow_ups.open().exists():
            yield "Asking them later is cancelled."
    yield "The answer they gave at the time stays in the record as it was."


# --- Today's work


@registries.work.add
def work(request):
    reader = request.reader
    if reader.may(Permission.HANDLE_REGISTRATIONS):
        for registration in InterestRegistration.objects.filter(service=reader.service).waiting()[:50]:
            day = timezone.localtime(registration.received_at).date()
            yield WorkRow(
                3,
                f"{registration.name_to_use} registered interest on {day:%-d %B %Y}",
                "Look at it",
                reverse("registration", args=[registration.pk]),
                day,
            )
    if reader.may(Permission.SEE_PEOPLE):
        due = FollowUp.objects.open().filter(
            service=reader.service, not_before__lte=timezone.localdate(), person__in=Person.objects.not_restricted()
        )
        for follow_up in due.select_related("person")[:50]:
            name = follow_up.person.name_to_use
            yield WorkRow(
                1,
                f"{name} asked to be asked again from {follow_up.not_before:%-d %B %Y}",
                "Open the record",
                reverse("person", args=[follow_up.person.reference]),
                follow_up.not_before,
            )


# --- Links of the header


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    if reader is None:
        return
    here = request.path
    if reader.may(Permission.SEE_PEOPLE):
        url = reverse("people")
        yield NavigationLink(20, "People", url, here.startswith("/consent/people"))
    if reader.may(Permission.OPEN_RESTRICTED):
        url = reverse("restricted_people")
        yield NavigationLink(20, "Restricted records", url, here.startswith(url))
    if reader.may(Permission.HANDLE_REGISTRATIONS):
        url = reverse("registrations")
        yield NavigationLink(30, "Registrations", url, here.startswith(url))
    if reader.person_id is not None:
        yield NavigationLink(20, "My page", reverse("my_home"), here == reverse("my_home"))
