"""Public pages: registering interest, one question a page, and what is done with information.

The answers are a draft without an owner, encrypted; the session holds nothing but its key. It is gone after a day.
"""

import time
import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from consent import actions, rules
from consent.forms.registering import SKIP
from consent.forms.sending import SendForm
from consent.interest import LEAST_TIME, WALK, is_under_10, number_of, what_to_keep, words_for
from consent.models import Draft, InterestRegistration, Purpose
from consent.registered.leaving import REGISTERING
from consent.words import words_on_the_page
from core import actors, clock, easy_read
from core.access import public_page
from core.forms.base import lower_first
from core.limits import HourlyLimit
from core.scope import public_scope, set_scope
from core.views import choose_service, chosen_service, perform, posted

DRAFT_KEY, DONE_KEY = REGISTERING, "registered"
# The page with the reference can be opened again for so long, and no longer: the computer may be shared.
PAGE_LASTS = 30 * 60
FIRST = WALK.steps[0]
# A custody suite has one address for everybody in it. Nothing is counted by name, number or email address: a limit on
# those would tell who has registered.
SENT = HourlyLimit("registrations-sent", most=30, most_in_service=200)
# Of answers that were begun, each is a row until it is sent, or a day old.
BEGUN = HourlyLimit("registrations-begun", most=60, most_in_service=600)


@public_page
@require_GET
def register_interest(request):
    return choose_service(request, "register_interest_form", _("Register your interest"))


def _open(request, service):
    """The draft of this visitor, where they have one for this service: it alone is seen from here on. Else None."""
    request.public_service = service
    held = request.session.get(DRAFT_KEY)
    if not isinstance(held, dict) or held["service"] != service.pk:
        return None
    set_scope(public_scope(service, record=held["key"]))
    return Draft.objects.fresh().filter(pk=held["key"], kind=Draft.Kind.REGISTRATION).first()


def _go_on(service, step):
    return redirect("register_step", service=service.slug, step=step.key) if step else _to_check(service)


def _to_check(service):
    return redirect("register_check", service=service.slug)


@public_page
@require_http_methods(["GET", "POST"])
def register_interest_form(request, service):
    """What it is about, and the first question. Its answer begins a draft."""
    if not all(words_on_the_page(service).values()):
        context = {"heading": _("Register your interest"), "service": service}
        return render(request, "consent/registering/closed.html", context)
    return _ask(request, service, _open(request, service), FIRST)


@public_page
@require_http_methods(["GET", "POST"])
def register_step(request, service, step):
    """One question, where those before it have their answers."""
    draft = _open(request, service)
    if draft is None:
        return _begin_again(request, service)
    step = WALK.may_be_opened(draft.answers, step)
    if step is None:
        return _go_on(service, WALK.next_step(draft.answers))
    if step is FIRST:
        return redirect("register_interest_form", service=service.slug)
    return _ask(request, service, draft, step)


def _begin_again(request, service):
    """The answers are gone, with the session or after a day: said on the first page, where they can be given again."""
    if DRAFT_KEY in request.session:
        messages.info(request, _("Your answers are not here any more. They were not sent. You can begin again."))
    return redirect("register_interest_form", service=service.slug)


def _ask(request, service, draft, step):
    answers = draft.answers if draft else {}
    data, switches = posted(request), easy_read.pressed(request)
    skips = step.form.may_skip and data is not None and SKIP in data
    form = step.form(
        None if skips else data,
        service=service,
        known=WALK.known_from(answers),
        initial=step.form.shown(answers.get(step.key, {})),
    )
    if switches:
        form.finds_no_fault()
    elif skips or form.is_valid():
        kept = {} if skips else form.kept
        if is_under_10(kept):
            _throw_away(request, draft)
            return redirect("register_under_10", service=service.slug)
        if draft is None and BEGUN.reached(request, service):
            return render(request, "consent/registering/too_many.html", {"service": service}, status=429)
        if now := _keep(request, form, service, draft, step, kept):
            return _go_on(service, WALK.next_step(now.answers))
    number, of = number_of(answers, step)
    before = WALK.step_before(answers, step)
    context = {
        "form": form,
        "step": step,
        "service": service,
        "number": number,
        "of": of,
        "is_first": step is FIRST,
        "began": draft is not None,
        "back_url": _back_url(service, answers, before),
    }
    return render(request, "consent/registering/question.html", context)


def _back_url(service, answers, before) -> str:
    if before is None:
        return ""
    if answers and WALK.next_step(answers) is None:
        return reverse("register_check", args=[service.slug])
    if before is FIRST:
        return reverse("register_interest_form", args=[service.slug])
    return reverse("register_step", args=[service.slug, before.key])


def _keep(request, form, service, draft, step, kept):
    by = actors.public_form()
    if draft is not None:
        return perform(form, actions.keep_answer, by=by, draft=draft, step=step.key, kept=kept)
    key = uuid.uuid4()
    set_scope(public_scope(service, record=key))
    kind = Draft.Kind.REGISTRATION
    begun = perform(form, actions.start_draft, by=by, service=service, key=key, step=step.key, kept=kept, kind=kind)
    if begun:
        BEGUN.count(request, service)
        request.session[DRAFT_KEY] = {"service": service.pk, "key": str(key)}
        request.session.pop(DONE_KEY, None)
    return begun


def _throw_away(request, draft):
    if draft is not None:
        actions.throw_away_draft(by=actors.public_form(), draft=draft)
    request.session.pop(DRAFT_KEY, None)


@public_page
@require_POST
def register_stop(request, service):
    """Throw the answers away and leave."""
    _throw_away(request, _open(request, service))
    messages.info(request, _("Your answers are deleted. Nothing was sent."))
    return redirect("home")


@public_page
@require_GET
def register_under_10(request, service):
    """Whom a child under 10 can turn to. Nothing was stored."""
    request.public_service = service
    return render(request, "consent/registering/under_10.html", {"service": service})


@public_page
@require_http_methods(["GET", "POST"])
def register_check(request, service):
    """All the answers, each with a way to change it, the words, and the one button that sends it."""
    draft = _open(request, service)
    if draft is None:
        return _sent_already(request, service) or _begin_again(request, service)
    if missing := WALK.next_step(draft.answers):
        return _go_on(service, missing)
    wordings = words_on_the_page(service)
    if not all(wordings.values()):
        return redirect("register_interest_form", service=service.slug)
    known = WALK.known_from(draft.answers)
    shown = words_for(known, service, wordings)
    too_quick = clock.now() - draft.started_at < LEAST_TIME
    form = SendForm(posted(request), shown=shown, too_quick=too_quick)
    if form.is_valid():
        if SENT.reached(request, service):
            return render(request, "consent/registering/too_many.html", {"service": service}, status=429)
        answers = {**what_to_keep(known), **shown.kept}
        if perform(form, actions.register_from_draft, by=actors.public_form(), draft=draft, answers=answers):
            SENT.count(request, service)
            return _sent(request, service, draft.pk)
        if already := _sent_already(request, service):
            return already
    context = {
        "form": form,
        "service": service,
        "rows": [_row(service, step, draft.answers) for step in WALK.steps_for(draft.answers)],
        "heading": _("Check your answers"),
        "back_url": _row(service, WALK.steps_for(draft.answers)[-1], draft.answers)["url"],
    }
    return render(request, "consent/registering/check.html", context)


def _row(service, step, answers) -> dict:
    here = {"register_interest_form": [service.slug]} if step is FIRST else {"register_step": [service.slug, step.key]}
    [(name, args)] = here.items()
    kept = answers[step.key]
    return {"key": step.asks, "value": step.form.words(kept) if kept else "", "url": reverse(name, args=args)}


def _sent(request, service, key):
    request.session.pop(DRAFT_KEY, None)
    request.session[DONE_KEY] = {"key": str(key), "until": int(time.time()) + PAGE_LASTS}
    return redirect("registered", service=service.slug)


def _sent_already(request, service):
    """Where a form that is sent twice leads: to the page of the first time. None where nothing was sent."""
    key = (request.session.get(DRAFT_KEY) or request.session.get(DONE_KEY) or {}).get("key")
    if key is None:
        return None
    set_scope(public_scope(service, record=key))
    return _sent(request, service, key) if _stored(service, key) else None


def _stored(service, key):
    return InterestRegistration.objects.filter(pk=key, service=service).first()


@public_page
@require_GET
def registered(request, service):
    """The page to keep: reference, what happens next and when, who to ring, and how to stop."""
    request.public_service = service
    kept = request.session.get(DONE_KEY)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        request.session.pop(DONE_KEY, None)
        return redirect("register_interest_form", service=service.slug)
    set_scope(public_scope(service, record=kept["key"]))
    registration = _stored(service, kept["key"])
    if registration is None:
        return redirect("register_interest_form", service=service.slug)
    context = {"registration": registration, "service": service, "asked": rules.asks_to_confirm(registration)}
    return render(request, "consent/registering/done.html", context)


@public_page
@require_GET
def privacy(request):
    purposes = [(purpose, lower_first(_(purpose.title))) for purpose in Purpose.objects.all()]
    context = {"purposes": purposes, "service": chosen_service(request), "heading": _("Privacy")}
    return render(request, "consent/privacy.html", context)
