"""Deciding to record or to share without consent, a few questions a screen. The answers are a draft until the end."""

import uuid
from datetime import timedelta
from functools import wraps

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent import public_interest as journey
from consent.models import Draft, Person, PublicInterestDecision
from consent.models.details import Detail
from consent.reading import open_person
from consent.search import a_restricted_one_is_alike, alike
from consent.views.once import MAYBE_RESTRICTED, key_for, reference_in
from consent.views.recording import SITE_KEY
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.models import Site
from core.roles import Permission
from core.views import perform, posted, said

CAPTIONS = {
    PublicInterestDecision.Aim.RECORD: "Record without consent",
    PublicInterestDecision.Aim.SHARE: "Share without consent",
}


def _caption(person) -> str:
    caption = CAPTIONS[journey.aim_of(person)]
    return caption if person is None else f"{caption}: {person.name_to_use}"


def who_reviews(request) -> dict:
    """By when a decision that is made now is reviewed, and by whom, for the page."""
    service = request.reader.service
    return {
        "review_due": timezone.now() + timedelta(hours=service.hours_to_review),
        "reviewers": [user.name or user.email for user in rules.who_may_review(service, request.user.pk)],
    }


# --- Beginning


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
def decide_to_record(request):
    """What it takes, and the first question. Its answer begins a draft."""
    # Somebody who was about to be asked for consent: what helps them was said already, and moves along.
    instead = _recording_draft(request)
    initial = instead.answers.get("help") if instead is not None else {}
    return _first_question(request, None, initial, instead)


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
def decide_to_share(request, reference):
    """The same about somebody who is recorded: to share with one named recipient."""
    page = "sharing in the public interest"
    return _first_question(request, open_person(request, reference, page, log=request.method == "GET"))


def _recording_draft(request):
    try:
        key = uuid.UUID(request.GET.get("instead", ""))
    except ValueError:
        return None
    return Draft.objects.visible_to(request.reader).recording().filter(pk=key).first()


def _first_question(request, person, initial=None, instead=None):
    walk = journey.TO_RECORD if person is None else journey.TO_SHARE
    step = walk.next_step({})
    initial = {"draft": uuid.uuid4(), **(initial or {})}
    form = step.form(posted(request), service=request.reader.service, known={}, initial=initial)
    if form.is_valid() and (draft := _begin(request, form, step, person)):
        if instead is not None:
            actions.throw_away_draft(by=actors.staff(request.user), draft=instead)
        return _go_on(draft, walk)
    context = {
        "form": form,
        "step": step,
        "person": person,
        "heading": _caption(person),
        "back_url": reverse("people") if person is None else reverse("person", args=[person.reference]),
        "begun": [(draft, where) for draft, where in journey.begun_by(request) if _is_about(draft, person)],
        "hours": request.reader.service.hours_to_review,
    }
    return render(request, step.template, context)


def _is_about(draft, person) -> bool:
    return journey.reference_in(draft.answers) == (person.reference if person else "")


def _begin(request, form, step, person):
    by, key = actors.staff(request.user), form.cleaned_data["draft"] or uuid.uuid4()
    if draft := Draft.objects.visible_to(request.reader).deciding().filter(pk=key).first():
        return perform(form, actions.keep_answer, by=by, draft=draft, step=step.key, kept=form.kept)
    if Draft.objects.filter(pk=key).exists():
        key = uuid.uuid4()
    return perform(
        form,
        actions.start_draft,
        by=by,
        service=request.reader.service,
        key=key,
        step=step.key,
        kept=form.kept,
        kind=Draft.Kind.PUBLIC_INTEREST,
        about=journey.about(person) if person else None,
    )


# --- Going on


class NotThere(Exception):
    """There is no such draft, or not for this reader, or whom it is about cannot be opened any more."""


def of_own_draft(view):
    """A page of a draft, which says so where it is not there: after a lost connection it may just have gone."""

    @wraps(view)
    def open_page(request, pk, **kwargs):
        try:
            return view(request, *_own_draft(request, pk), **kwargs)
        except NotThere:
            context = {"heading": "These answers are not here any more", "caption": "Decide without consent"}
            return render(request, "consent/public_interest/gone.html", context, status=404)

    return open_page


def _own_draft(request, pk) -> tuple:
    """The reader's own draft, its journey, and the person it is about, None where they are not recorded yet."""
    draft = Draft.objects.visible_to(request.reader).deciding().filter(pk=pk).first()
    if draft is None or not draft.answers:
        raise NotThere
    person = None
    if reference := journey.reference_in(draft.answers):
        people = Person.objects.visible_to(request.reader).with_what_helps().with_restriction()
        person = people.select_related("service").filter(reference=reference).first()
        if person is None:
            raise NotThere
    return draft, journey.walk_of(draft.answers), person


def _go_on(draft, walk):
    step = walk.next_step(draft.answers)
    return redirect("decide_step", pk=draft.pk, step=step.key) if step else redirect("check_decision", pk=draft.pk)


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_GET
@of_own_draft
def go_on_deciding(request, draft, walk, person):
    """To the first question that has no answer yet."""
    return _go_on(draft, walk)


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
@of_own_draft
def decide_step(request, draft, walk, person, step):
    """One screen of questions."""
    step = walk.may_be_opened(draft.answers, step)
    if step is None:
        return _go_on(draft, walk)
    initial = step.form.shown(draft.answers.get(step.key, {}))
    if step.key == "site" and not initial:
        initial = {"site": request.session.get(SITE_KEY)}
    known = walk.known_from(draft.answers)
    form = step.form(posted(request), service=request.reader.service, known=known, initial=initial)
    if form.is_valid():
        by = actors.staff(request.user)
        if now := perform(form, actions.keep_answer, by=by, draft=draft, step=step.key, kept=form.kept):
            return _go_on(now, walk)
    before = walk.step_before(draft.answers, step)
    context = {
        "form": form,
        "step": step,
        "draft": draft,
        "person": person,
        "caption": _caption(person),
        "said": before.form.said(draft.answers[before.key]) if before else "",
        "back_url": _back_url(draft, walk, before),
    }
    return render(request, step.template, context)


def _back_url(draft, walk, before) -> str:
    if walk.next_step(draft.answers) is None:
        return reverse("check_decision", args=[draft.pk])
    return reverse("decide_step", args=[draft.pk, before.key]) if before else reverse("today")


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
@of_own_draft
def throw_away_decision(request, draft, walk, person):
    """Ask before the answers go."""
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.throw_away_draft, by=actors.staff(request.user), draft=draft):
        return said(
            request, "The answers are thrown away. Nothing was decided, and nothing of them was stored.", "today"
        )
    context = {
        "heading": "Throw these answers away?",
        "caption": _caption(person),
        "form": form,
        "kind": "warning",
        "button": "Throw the answers away",
        "cancel_url": reverse("go_on_deciding", args=[draft.pk]),
        "cancel_label": "No, go on",
    }
    return render(request, "consent/recording/throw_away.html", context)


# --- The end


@staff_page(Permission.DECIDE_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
def check_decision(request, pk):
    """All the answers, each with a way to change it. The one button decides, once."""
    if request.method == "POST" and (already := _decided_already(request)):
        return already
    return _check(request, pk=pk)


@of_own_draft
def _check(request, draft, walk, person):
    if walk.next_step(draft.answers):
        return _go_on(draft, walk)
    known = walk.known_from(draft.answers)
    form = PlainForm(posted(request))
    found, restricted = _likeness(request, known) if person is None else ([], False)
    if form.is_valid():
        site = Site.objects.filter(service=request.reader.service, pk=known.get("site")).first()
        what = journey.what_to_decide(known, person, site)
        by = actors.staff(request.user)
        if decision := perform(form, actions.decide_from_draft, by=by, draft=draft, **what):
            if restricted:
                messages.info(request, MAYBE_RESTRICTED)
            return said(request, _what_was_decided(decision), "decision_in_public_interest", decision.pk)
        if already := _decided_already(request):
            return already
    steps = walk.steps_for(draft.answers)
    context = {
        "heading": "Check the answers",
        "caption": _caption(person),
        "form": form,
        "draft": draft,
        "person": person,
        "key": key_for(request, [person.reference if person else draft.reference, draft.started_at.isoformat()]),
        "rows": [row for step in steps for row in _rows(draft, step)],
        "later": [] if person else [str(Detail(detail).label) for detail in journey.left_for_later(known)],
        "known_people": found,
        "maybe_restricted": MAYBE_RESTRICTED if restricted else "",
        "button": "Record this decision and this person" if person is None else "Record this decision",
        "back_url": reverse("decide_step", args=[draft.pk, steps[-1].key]),
        **who_reviews(request),
    }
    return render(request, "consent/public_interest/check.html", context)


def _rows(draft, step) -> list[dict]:
    url = reverse("decide_step", args=[draft.pk, step.key])
    return [{"key": asked, "value": answer, "url": url} for asked, answer in step.form.told(draft.answers[step.key])]


def _likeness(request, known):
    details = journey.details_of(known)
    people = Person.objects.visible_to(request.reader)
    return alike(people, details), a_restricted_one_is_alike(request.reader.service, details)


def _what_was_decided(decision) -> str:
    person, due = decision.person, timezone.localtime(decision.review_due)
    if decision.recipient is None:
        done = f"{person.name_to_use} is recorded, reference {person.reference}, without consent."
    else:
        done = f"The decision is recorded: {decision.recipient} may be told what is needed, and no more."
    return f"{done} A second person reviews it by {due:%H:%M} on {due:%-d %B %Y}."


def _decided_already(request):
    """Where a form sent twice leads: to the decision it made the first time. None where it made none yet."""
    try:
        reference, began = reference_in(request)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    made = PublicInterestDecision.objects.visible_to(request.reader).filter(
        decided_by=request.user, person__reference=reference, decided_at__gte=parse_datetime(began)
    )
    if decision := made.order_by("-decided_at").first():
        sentence = "This decision was recorded already. Here it is."
        return said(request, sentence, "decision_in_public_interest", decision.pk)
    return None
