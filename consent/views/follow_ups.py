"""People who asked to be asked later: the work list, the page of each, and what may be done with it."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.follow_ups import history_of, sentence_of, standing_of, ways_of, with_all
from consent.forms.answering import ReasonForm
from consent.forms.follow_ups import (
    ALL,
    ENDED,
    LATER,
    MINE,
    NOBODYS,
    OVERDUE,
    SELF,
    TODAY,
    WEEK,
    FollowUpFilter,
    GiveFollowUpForm,
    NoteTryForm,
    PlanFollowUpForm,
    PutOffAskingForm,
)
from consent.models import FollowUp, Person, SafeContact
from consent.reading import open_person, row_of_person
from consent.search import found_by
from core import actors, registries
from core.access import staff_page
from core.actions import note_export
from core.exports import stream_csv
from core.models import Export
from core.roles import Permission
from core.views import paged, perform, posted, said

HEAD = ["Person", "Reference", "Why", "Not before", "Next try from", "Tries", "Who asks", "Site", "What came of it"]
DAYS_AHEAD = timezone.timedelta(days=7)


def _found(request, chosen):
    today, show = timezone.localdate(), chosen["show"]
    found = FollowUp.objects.visible_to(request.reader)
    if show == ENDED:
        found = found.filter(done_at__isnull=False)
    elif show == SELF:
        found = found.open().of_those_who_contact_us()
    elif show == ALL:
        found = found.open()
    else:
        week = today + DAYS_AHEAD
        days = {
            TODAY: {"due_on": today},
            OVERDUE: {"due_on__lt": today},
            WEEK: {"due_on__gt": today, "due_on__lte": week},
            LATER: {"due_on__gt": week},
        }
        found = found.to_be_asked().filter(**days.get(show, {"due_on__lte": today}))
    if chosen["owner"]:
        whose = {MINE: {"owner": request.user}, NOBODYS: {"owner": None}}
        found = found.filter(**whose.get(chosen["owner"], {"owner": chosen["owner"]}))
    if chosen["site"]:
        found = found.filter(person__site=chosen["site"])
    if chosen["how"]:
        open_ways = SafeContact.objects.filter(ended_at__isnull=True, allowed=True, channel=chosen["how"])
        found = found.filter(person__in=open_ways.values("person"))
    if chosen["q"]:
        found = found.filter(person__in=found_by(Person.objects.visible_to(request.reader), chosen["q"]))
    return found.order_by("-done_at", "-pk") if show == ENDED else found.order_by("due_on", "pk")


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def follow_ups(request):
    """Whom to ask, the longest waiting first, each with what may be said and how."""
    form = FollowUpFilter(request.GET, service=request.reader.service)
    context = {"form": form, "heading": "People to ask", "wide": True}
    if form.is_valid():
        page = paged(request, with_all(_found(request, form.cleaned_data)))
        query = request.GET.copy()
        query.pop("page", None)
        context |= {
            "page": page,
            "rows": [_row(follow_up) for follow_up in page],
            "narrowed": form.in_words(),
            "query": query.urlencode(),
        }
    context["may_share_out"] = request.reader.may(Permission.SHARE_OUT_WORK)
    return render(request, "consent/follow_ups/list.html", context)


def _row(follow_up) -> dict:
    may, waits = rules.may_ask_now(follow_up), rules.contacts_us(follow_up.person)
    return {
        "follow_up": follow_up,
        # The sentence has said so already.
        "why": "" if waits else may.why or "No safe way to ask them is known.",
        "sentence": sentence_of(follow_up),
        "standing": standing_of(follow_up),
        "ways": ways_of(follow_up),
        "button": "Ask them" if may else "Look at this",
    }


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def follow_ups_file(request):
    """The list as it is filtered, for a spreadsheet."""
    form = FollowUpFilter(request.GET, service=request.reader.service)
    if not form.is_valid():
        return redirect(f"{reverse('follow_ups')}?{request.GET.urlencode()}")
    by, service = actors.staff(request.user), request.reader.service
    note_export(by=by, service=service, what=Export.What.FOLLOW_UPS, narrowed_to=form.in_words())
    found = _found(request, form.cleaned_data).select_related("person__site", "owner").prefetch_related("steps")
    rows = (
        [
            follow_up.person.name_to_use,
            follow_up.person.reference,
            follow_up.reason,
            follow_up.not_before.isoformat(),
            follow_up.due_on.isoformat(),
            len(rules.tries_of(follow_up)),
            str(follow_up.owner or ""),
            str(follow_up.person.site or ""),
            follow_up.outcome,
        ]
        for follow_up in found.iterator(500)
    )
    return stream_csv("people-to-ask", HEAD, rows)


def _opened(request, pk, page):
    """A follow-up of somebody whom the reader may see, with all that the rules ask of them. Opening it is logged."""
    follow_up = row_of_person(FollowUp, request, pk, "owner", "waits_for", "service", "recorded_by", "done_by")
    log = request.method == "GET"
    follow_up.person = open_person(request, follow_up.person.reference, page, log=log, full=True)
    return follow_up


def _page(request, follow_up, form, heading, template="layouts/form.html", **context):
    form.cancel_url = back = reverse("follow_up", args=[follow_up.pk])
    context = {"form": form, "follow_up": follow_up, "heading": heading, "back_url": back, **context}
    return render(request, template, {"caption": follow_up.person.name_to_use, **context})


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def follow_up(request, pk):
    """Whether, how and with which care somebody may be asked now; what was tried; and what to do next."""
    follow_up = _opened(request, pk, "asking later")
    person, may = follow_up.person, rules.may_ask_now(follow_up)
    ways = rules.ways_to_ask(follow_up)
    context = {
        "follow_up": follow_up,
        "person": person,
        "may": may,
        "sentence": sentence_of(follow_up),
        "standing": standing_of(follow_up),
        "ways": [rule for rule in rules.safe_channels(person) if rule.channel in ways and rule.channel != "worker"],
        "face_to_face": "worker" in ways,
        "can": _what_may_be_done(request, follow_up, may),
        "waiting": follow_up.messages.waiting().first(),
        "entries": history_of(follow_up),
        "heading": person.name_to_use,
        "back_url": reverse("follow_ups"),
        "back_label": "Back to people to ask",
    }
    return render(request, "consent/follow_ups/follow_up.html", context)


def _what_may_be_done(request, follow_up, may) -> list[dict]:
    if follow_up.done_at is not None or not request.reader.may(Permission.RECORD_PEOPLE):
        return []

    def deed(label, name, **rest):
        return {"label": label, "url": reverse(name, args=[follow_up.pk]), **rest}

    ask = [follow_up.person.reference, follow_up.waits_for_id or "contact"]
    with_words = {"label": "Ask with today’s words", "url": reverse("ask", args=ask), "secondary": True}
    return [
        deed("Note what came of it" if may else "They contacted us", "try_follow_up", secondary=not may),
        *([with_words] if may else []),
        *([] if rules.contacts_us(follow_up.person) else [deed("Put off", "put_off_follow_up", secondary=True)]),
        deed("Give to a colleague", "give_follow_up", secondary=True),
        deed("Stop asking", "close_follow_up", secondary=True),
    ]


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def try_follow_up(request, pk):
    """Note what came of asking somebody, or that they contacted us."""
    follow_up = _opened(request, pk, "asking later")
    person, by = follow_up.person, actors.staff(request.user)
    ways = rules.ways_to_ask(follow_up) if rules.may_ask_now(follow_up) else []
    voicemail = any(rule.voicemail for rule in rules.safe_channels(person) if rule.channel in ways)
    form = NoteTryForm(posted(request), ways=ways, voicemail=voicemail, may_decide=follow_up.waits_for_id is None)
    if form.is_valid():
        values = form.cleaned_data
        how = values.pop("how")
        if how == rules.THEY_CAME:
            noted = perform(form, actions.note_heard, by=by, follow_up=follow_up, **values)
        else:
            noted = perform(form, actions.note_follow_up_try, by=by, follow_up=follow_up, how=how, **values)
        if noted:
            return said(request, _what_is_next(noted), "follow_up", noted.pk)
    heading = "What came of asking them?" if ways else "What did they say?"
    return _page(request, follow_up, form, heading, "consent/follow_ups/try.html", ways=ways)


def _what_is_next(follow_up) -> str:
    if follow_up.done_at is not None:
        return f"It is noted. {follow_up.outcome.rstrip('.')}."
    day = max(filter(None, [follow_up.not_before, follow_up.next_try_on]))
    return f"It is noted. The next try is from {day:%-d %B %Y} on."


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def put_off_follow_up(request, pk):
    """Choose a later day to ask somebody, and say why."""
    follow_up = _opened(request, pk, "asking later")
    form = PutOffAskingForm(posted(request))
    if form.is_valid():
        by = actors.staff(request.user)
        if moved := perform(form, actions.put_off_follow_up, by=by, follow_up=follow_up, **form.cleaned_data):
            sentence = f"{follow_up.person.name_to_use} is not asked before {moved.not_before:%-d %B %Y}."
            return said(request, sentence, "follow_up", moved.pk)
    return _page(request, follow_up, form, "Ask them later")


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def give_follow_up(request, pk):
    """Choose a colleague who asks somebody from now on."""
    follow_up = _opened(request, pk, "asking later")
    colleagues = rules.who_asks(request.reader.service).exclude(pk=follow_up.owner_id)
    form = GiveFollowUpForm(posted(request), colleagues=colleagues)
    if form.is_valid():
        by, to = actors.staff(request.user), form.cleaned_data["to"]
        this_one = FollowUp.objects.visible_to(request.reader).filter(pk=follow_up.pk)
        if perform(form, actions.give_follow_ups, by=by, follow_ups=this_one, to=to) is not None:
            sentence = f"{to} asks {follow_up.person.name_to_use} from now on, and sees it under “Today”."
            return said(request, sentence, "follow_up", follow_up.pk)
    return _page(request, follow_up, form, "Give to a colleague")


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def close_follow_up(request, pk):
    """Stop asking, and note what came of it."""
    follow_up = row_of_person(FollowUp, request, pk)
    form = ReasonForm(posted(request), label="What came of it?", submit_label="Close this")
    if form.is_valid():
        by = actors.staff(request.user)
        outcome = form.cleaned_data["reason"]
        if perform(form, actions.close_follow_up, by=by, follow_up=follow_up, outcome=outcome):
            to = follow_up.person.reference
            return said(request, "Asking later is closed, and what came of it is noted.", "person", to)
    return _page(request, follow_up, form, "Stop asking them", "consent/follow_ups/close.html")


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def plan_follow_up(request, reference):
    """Note from which day somebody may be asked, as they told us or a partner."""
    person = open_person(request, reference, "asking later", log=request.method == "GET")
    form = PlanFollowUpForm(
        posted(request),
        partners=[name for source in registries.partners for name in source(request)],
        colleagues=rules.who_asks(request.reader.service).exclude(pk=request.user.pk),
    )
    form.cancel_url = back = reverse("person", args=[person.reference])
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("not_before", "owner")}
        by = actors.staff(request.user)
        if planned := perform(form, actions.plan_follow_up, by=by, person=person, reason=form.reason(), **values):
            sentence = f"{person.name_to_use} is not contacted before {planned.not_before:%-d %B %Y}, and asked then."
            return said(request, sentence, "follow_up", planned.pk)
    context = {"form": form, "heading": "Ask them later", "caption": person.name_to_use, "back_url": back}
    return render(request, "layouts/form.html", context)
