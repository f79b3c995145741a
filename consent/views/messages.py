"""The outbox: what was sent to people, what waits and what was stopped and why; and what is passed on by hand."""

import uuid

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.messages import NoteMessageForm, OutboxFilter
from consent.links import PLACE, address_of, token_of
from consent.models import Channel, InterestRegistration, Message, Person
from consent.search import found_by, registrations_matching
from core import actors, clock
from core.access import staff_page
from core.actions import note_export
from core.deeds import who_did
from core.exports import stream_csv
from core.models import Export
from core.qr import qr_code
from core.roles import Permission
from core.views import paged, perform, posted, said

HEAD = ["Written on", "To", "Reference", "About", "Way of contact", "Where it stands", "Sent on"]
# As many as one prints and folds in one go.
MOST_LETTERS = 25


def _found(request, form):
    chosen = form.cleaned_data
    found = Message.objects.visible_to(request.reader).shown(chosen["show"])
    if chosen["q"]:
        people = found_by(Person.objects.visible_to(request.reader), chosen["q"])
        registrations = InterestRegistration.objects.filter(registrations_matching(chosen["q"]))
        found = found.filter(Q(person__in=people) | Q(registration__in=registrations))
    if chosen["channel"]:
        found = found.filter(channel=chosen["channel"])
    if chosen["from_day"]:
        found = found.filter(queued_at__gte=clock.start_of(chosen["from_day"]))
    if chosen["to_day"]:
        found = found.filter(queued_at__lt=clock.after(chosen["to_day"]))
    return found.select_related("person", "registration").order_by("-queued_at", "-id")


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def outbox(request):
    """Every message, the newest first. What it says is on its own page, whose opening is logged."""
    form = OutboxFilter(request.GET)
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "heading": "Messages to people", "wide": True, "query": query.urlencode()}
    context["may_tell"] = request.reader.may(Permission.TELL_PEOPLE)
    if form.is_valid():
        context |= {"page": paged(request, _found(request, form).defer("text")), "narrowed": form.in_words()}
    return render(request, "consent/messages/outbox.html", context)


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def outbox_file(request):
    """The list as it is filtered, for a spreadsheet, without what the messages say."""
    form = OutboxFilter(request.GET)
    if not form.is_valid():
        return redirect(f"{reverse('outbox')}?{request.GET.urlencode()}")
    by, service = actors.staff(request.user), request.reader.service
    note_export(by=by, service=service, what=Export.What.MESSAGES, narrowed_to=form.in_words())
    rows = (
        [
            f"{timezone.localtime(message.queued_at):%Y-%m-%d %H:%M}",
            message.to.name_to_use,
            message.to.reference,
            message.about,
            message.get_channel_display(),
            message.state_in_words,
            f"{timezone.localtime(message.sent_at):%Y-%m-%d %H:%M}" if message.sent_at else "",
        ]
        for message in _found(request, form).defer("text").iterator(500)
    )
    return stream_csv("messages", HEAD, rows)


@staff_page(Permission.SEE_PEOPLE)
@require_http_methods(["GET", "POST"])
def message(request, pk):
    """One message: what it says, where it stands; and for one that is passed on by hand, what came of it."""
    found = Message.objects.visible_to(request.reader).select_related("person__service", "registration__service")
    message = get_object_or_404(found, pk=pk)
    by, to = actors.staff(request.user), message.to
    if request.method == "GET" and message.person is not None:
        actions.log_opening(by=by, person=message.person, page="message", roles=request.reader.roles)
    # Pressed a second time, the refusal of the action says that it does not wait any more.
    may_note = message.channel in Message.BY_HAND and request.reader.may(Permission.TELL_PEOPLE)
    form = NoteMessageForm(posted(request))
    if (
        may_note
        and form.is_valid()
        and (noted := perform(form, actions.note_message, by=by, message=message, **form.cleaned_data))
    ):
        return _noted(request, noted, told=form.cleaned_data["told"])
    context = {
        "message": message,
        "to": to,
        "form": form if may_note and (message.state == Message.State.WAITING or form.errors) else None,
        "may": rules.may_be_sent(to, message.channel, message.queued_at) if message.state == "waiting" else None,
        "ways": [rule for rule in rules.ways_to(to) if rule.channel == message.channel],
        "written_by": who_did(message, "queued"),
        "sent_by": who_did(message, "sent"),
        "heading": f"{message.get_channel_display()} to {to.name_to_use}",
        "back_url": reverse("outbox"),
        "back_label": "Back to messages",
    }
    return render(request, "consent/messages/message.html", context)


def _noted(request, message, told):
    if told and message.state == Message.State.STOPPED:
        messages.warning(request, f"This was stopped, since they may not be told: {message.stopped_because}")
        return redirect("message", message.pk)
    if told and message.state == Message.State.WAITING:
        messages.warning(request, f"They may not be told yet, and nothing is noted. {message.waits_because}")
        return redirect("message", message.pk)
    done = "were told" if told else "are not told this way"
    return said(request, f"It is noted that they {done}.", "message", message.pk)


def _letters(request):
    waiting = Message.objects.visible_to(request.reader).waiting().filter(channel=Channel.LETTER)
    facts = [*(f"person__{fact}" for fact in rules.FACTS_OF_CONTACT), "registration__tries"]
    waiting = waiting.select_related("person__service", "registration__service")
    return waiting.prefetch_related(*facts).order_by("queued_at", "id")


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def letters_to_post(request):
    """The letters that wait and may be sent today, each on a sheet of its own; once posted, they are marked as such."""
    if request.method == "POST":
        keys = [key for key in request.POST.getlist("letter[]") if _is_key(key)][:MOST_LETTERS]
        asked = list(_letters(request).filter(pk__in=keys))
        gone = actions.mark_posted(by=actors.staff(request.user), messages=asked)
        if left := len(asked) - len(gone):
            messages.warning(request, f"{_many(left)} stopped: do not post. The list of messages says why.")
        return said(request, f"{_many(len(gone))} marked as posted.", "letters_to_post")
    letters, held = [], []
    for letter in _letters(request)[:MOST_LETTERS]:
        (letters if rules.may_be_sent(letter.to, Channel.LETTER, letter.queued_at) else held).append(letter)
    for letter in letters:
        roles, by = request.reader.roles, actors.staff(request.user)
        if letter.person is not None:
            actions.log_opening(by=by, person=letter.person, page="letter to post", roles=roles)
        address = address_of(token_of(letter))
        letter.printed, letter.qr = letter.text.replace(PLACE, address), qr_code(address)
    context = {
        "letters": letters,
        "held": held,
        "heading": "Letters to print and post",
        "back_url": reverse("outbox"),
        "back_label": "Back to messages",
    }
    return render(request, "consent/messages/letters.html", context)


def _is_key(text) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _many(count) -> str:
    return "1 letter is" if count == 1 else f"{count} letters are"
