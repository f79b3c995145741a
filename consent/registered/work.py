"""What of consent waits in today's work, and the links of the header."""

from django.db.models import Case, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consent import rules
from consent.models import (
    Channel,
    FollowUp,
    InterestRegistration,
    Message,
    Person,
)
from consent.models.registrations import FilledInBy
from core import registries
from core.navigation import CONSENT
from core.registries import NavigationLink, WorkRow, day_said, name_of, said_name
from core.roles import Permission


@registries.work.add
def work(request):
    reader = request.reader
    if not reader.may(Permission.HANDLE_REGISTRATIONS):
        return
    waiting = InterestRegistration.objects.filter(service=reader.service).waiting()
    for registration in waiting.select_related("service").with_last_try()[:50]:
        day = timezone.localtime(registration.received_at).date()
        removal = rules.removal_of(registration, registration.last_tried_at)
        soon = removal.day <= timezone.localdate() + rules.WARNED_BEFORE
        ends = f". It is removed on {removal.day:%-d %B %Y} if {removal.why}" if soon else ""
        yield WorkRow(
            3,
            f"{_registered(registration)} on {day:%-d %B %Y}{ends}",
            "Look at it",
            reverse("registration", args=[registration.pk]),
            day,
        )


def _registered(registration) -> str:
    if registration.filled_in_by == FilledInBy.AWAY:
        return f"{registration.helper_name} asked us to reach somebody through them"
    age = " (10 to 15)" if registration.is_of_a_child else ""
    return f"{registration.name_to_use}{age} registered interest"


TO_DO = {Channel.TELEPHONE: "Ring {name} about the {about}", Channel.WORKER: "Tell {name} face to face: the {about}"}


@registries.work.add
def messages_by_hand(request):
    """What somebody has to say or post, which the system does not send."""
    if not request.reader.may(Permission.TELL_PEOPLE):
        return
    waiting = Message.objects.visible_to(request.reader).waiting().by_hand()
    waiting = list(waiting.select_related("person", "registration").defer("text").order_by("queued_at")[:50])
    letters = [message for message in waiting if message.channel == Channel.LETTER]
    if letters:
        many = "1 message waits" if len(letters) == 1 else f"{len(letters)} messages wait"
        since = timezone.localtime(letters[0].queued_at).date()
        yield WorkRow(2, f"{many} to be printed and posted as letters", "Print them", reverse("letters_to_post"), since)
    for message in waiting:
        if message.channel in TO_DO:
            sentence = TO_DO[message.channel].format(name=message.to.name_to_use, about=message.about)
            since = timezone.localtime(message.queued_at).date()
            yield WorkRow(2, sentence, "What to say", reverse("message", args=[message.pk]), since)


def _to_ask_again(request):
    due = FollowUp.objects.to_be_asked().filter(service=request.reader.service, due_on__lte=timezone.localdate())
    due = due.filter(person__in=Person.objects.not_restricted()).order_by("due_on", "pk")
    own = Q(owner=request.user) | Q(owner__isnull=True)
    return due.annotate(theirs=Case(When(own, then=Value(True)), default=Value(False)))


@registries.work.kind(
    Permission.SEE_PEOPLE,
    rows=_to_ask_again,
    needs=[
        "id", "person__name_to_use", "person__reference", "not_before", "waits_for_id", "reason", "theirs",
        *name_of("handed_over_by"), *name_of("owner"),
    ],
)  # fmt: skip
def to_ask_again(follow_up):
    """One's own first, and those of colleagues, who may be away, further down with their names."""
    name, reference = follow_up["person__name_to_use"], follow_up["person__reference"]
    day, by = day_said(follow_up["not_before"]), said_name(follow_up, "handed_over_by")
    by = f", handed over by {by}" if by else ""
    by += "" if follow_up["theirs"] else f". {said_name(follow_up, 'owner')} is to ask them"
    harm = 1 if follow_up["theirs"] else 2
    if follow_up["waits_for_id"]:
        sentence = f"See whether {name} can decide now. {follow_up['reason']}{by}"
        return WorkRow(harm, sentence, "Ask again", reverse("ask", args=[reference, follow_up["waits_for_id"]]), day)
    sentence = f"{name} asked to be asked again from {day:%-d %B %Y}{by}"
    return WorkRow(harm, sentence, "Ask them", reverse("follow_up", args=[follow_up["id"]]), day)


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    if reader is None:
        return
    here = request.path
    if reader.may(Permission.SEE_PEOPLE):
        url = reverse("people")
        yield NavigationLink(20, "People", url, here.startswith("/consent/people"))
        url = reverse("follow_ups")
        about = "Who asked to be asked later: today, overdue and to come, and what was tried."
        yield NavigationLink(25, "People to ask", url, here.startswith(url), CONSENT, about)
    if reader.may(Permission.OPEN_RESTRICTED):
        url = reverse("restricted_people")
        yield NavigationLink(20, "Restricted records", url, here.startswith(url))
    if reader.may(Permission.SEE_PEOPLE):
        url = reverse("outbox")
        yield NavigationLink(52, "Messages", url, here.startswith(url))
    if reader.may(Permission.HANDLE_REGISTRATIONS):
        url = reverse("registrations")
        yield NavigationLink(30, "Registrations", url, here.startswith(url))
    if reader.may(Permission.RECORD_PEOPLE):
        url = reverse("paper_forms")
        about = "Print forms with a number, and enter what came back on paper."
        yield NavigationLink(35, "Paper forms", url, here.startswith(url), CONSENT, about)
        url = reverse("reviews")
        about = "Answers that are due to be asked again, and when."
        yield NavigationLink(36, "Reviews due", url, here.startswith(url), CONSENT, about)
    if reader.may(Permission.MANAGE_WORDING):
        url = reverse("wordings")
        about = "The words that people are asked with, their versions and languages."
        yield NavigationLink(75, "Wording", url, here.startswith(url), CONSENT, about)
    if reader.person_id is not None:
        yield NavigationLink(20, _("My page"), reverse("my_home"), here == reverse("my_home"))
