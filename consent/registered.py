"""What consent shows on the pages of others (core.registries)."""

from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consent import rules
from consent.actions import RESTRICTED_FOR
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Channel,
    FollowUp,
    InterestRegistration,
    Message,
    Person,
    Restriction,
    SafeContact,
    SearchWord,
)
from consent.models.agreements import Answer, Ending, NotAskedReason, Route
from core import memberships, registries
from core.forms.base import lower_first
from core.registries import NavigationLink, Section, WorkRow
from core.roles import Permission

MOST_OPENINGS = 10


@memberships.accounts.add
def accounts_of(user):
    """Pairs of service id and person id of a user."""
    return list(AccountOf.objects.filter(user=user).values_list("service_id", "person_id"))


# --- The timeline of a person


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


# --- What withdrawing will do


@registries.consequences.add
def of_withdrawing(agreement):
    """Sentences for the page that asks before an agreement is withdrawn."""
    person = agreement.person
    if agreement.purpose_id == "record":
        yield "The record is restricted: only the information governance lead and the person can read it."
        day = timezone.localdate() + RESTRICTED_FOR
        yield f"The restricted record is kept until {day:%-d %B %Y}."
        yield "Every other yes they gave ends with it."
    if agreement.purpose_id in ("record", "contact"):
        yield "Nobody contacts them about involvement, and they cannot be invited, from now on."
        waiting = person.messages.filter(state=Message.State.WAITING).count()
        if waiting == 1:
            yield "1 message that waits to be sent is stopped."
        elif waiting:
            yield f"{waiting} messages that wait to be sent are stopped."
        if person.follow_ups.open().exists():
            yield "Asking them later is cancelled."
    yield "The answer they gave at the time stays in the record as it was."


# --- A service user's own page


@registries.my_home.add
def what_you_said_yes_to(request, person):
    """One sentence for each yes that holds, and since when."""
    given = [status for status in rules.statuses_of(person) if status.given]
    return Section(30, "consent/sections/my_agreements.html", {"given": given, "service": person.service})


@registries.my_home.add
def how_we_may_contact_you(request, person):
    """The ways that are safe, and when we may use them."""
    ways = [
        {"words": _way(person, rule), "times": rule.safe_times, "says_who": rule.may_say_who}
        for rule in rules.safe_channels(person)
    ]
    context = {
        "ways": ways,
        "may_contact": bool(rules.may_contact(person)),
        "not_before": rules.asked_for_day(person),
        "service": person.service,
    }
    return Section(40, "consent/sections/my_contact.html", context)


def _way(person, rule) -> str:
    """One way of contact in the words of the person's own page."""
    number = person.phone.as_national if person.phone else ""
    return {
        Channel.TEXT: _("by text message to %s") % number,
        Channel.TELEPHONE: _("by phone on %s") % number,
        Channel.EMAIL: _("by email to %s") % person.email,
        Channel.LETTER: _("by letter"),
        Channel.WORKER: _("through your worker, face to face"),
    }[Channel(rule.channel)]


@registries.my_home.add
def who_looked(request, person):
    """Who opened the record and on which day, newest first; several times on one day are one line."""
    openings = {}
    for entry in person.access_log.select_related("opened_by")[:100]:
        day = timezone.localtime(entry.opened_at).date()
        openings.setdefault((entry.opened_by_id, day, entry.why), entry)
    context = {"openings": list(openings.values())[:MOST_OPENINGS]}
    return Section(50, "consent/sections/my_openings.html", context)


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
