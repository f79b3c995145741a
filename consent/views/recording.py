"""Recording somebody with their consent, one question a screen. The answers are a draft until the end."""

import uuid
from functools import wraps

from django.contrib import messages
from django.core import signing
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions
from consent.forms.answering import NO
from consent.journey import FIRST, WALK, details_of, left_for_later, what_to_record
from consent.models import Draft, Person, Purpose
from consent.models.details import Detail
from consent.search import a_restricted_one_is_alike, alike
from consent.views.once import MAYBE_RESTRICTED, key_for, recorded, reference_in, what_was_recorded
from consent.walk import signature
from consent.words import WordsToReadOut
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.locking import kept_over_a_lock
from core.models import Site
from core.roles import Permission
from core.views import perform, posted, said

SITE_KEY = "recording_site"
kept_over_a_lock.add(SITE_KEY)
# After these steps there is enough to know whether somebody may be recorded already.
TELLING_STEPS = ("name", "age", "their-name")
CAPTION = "Record consent"
NOTHING_STORED = "The answers are thrown away. Nothing of them was stored."
MOST_BEGUN = 5


def _nothing_to_read_out(request):
    return render(request, "consent/no_wording.html", {"heading": CAPTION})


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def record_person(request):
    """The first question. Its answer begins a draft."""
    service = request.reader.service
    if not WordsToReadOut(request).are_there:
        return _nothing_to_read_out(request)
    step = FIRST
    form = step.form(posted(request), service=service, known={}, initial={"draft": uuid.uuid4()})
    if form.is_valid() and (draft := _begin(request, form, step)):
        return _go_on(draft.pk, WALK.next_step(draft.answers))
    context = {
        "form": form,
        "step": step,
        "back_url": reverse("today"),
        "begun": [(draft, WALK.where_it_waits(draft.answers)) for draft in _begun(request)],
    }
    return render(request, step.template, context)


def _begun(request) -> list:
    return [draft for draft in Draft.objects.visible_to(request.reader).recording()[:MOST_BEGUN] if draft.answers]


def _begin(request, form, step):
    by, key = actors.staff(request.user), form.cleaned_data["draft"] or uuid.uuid4()
    if draft := Draft.objects.visible_to(request.reader).recording().filter(pk=key).first():
        return perform(form, actions.keep_answer, by=by, draft=draft, step=step.key, kept=form.kept)
    if Draft.objects.filter(pk=key).exists():
        key = uuid.uuid4()
    service = request.reader.service
    return perform(form, actions.start_draft, by=by, service=service, key=key, step=step.key, kept=form.kept)


class NotThere(Exception):
    """There is no such draft, or not for this reader, or not any more."""


def of_own_draft(view):
    """A page of a draft, which says so where the draft is not there: after a lost connection it may just have gone."""

    @wraps(view)
    def open_page(request, pk, **kwargs):
        try:
            return view(request, pk, **kwargs)
        except NotThere:
            context = {"heading": "These answers are not here any more", "caption": CAPTION}
            return render(request, "consent/recording/gone.html", context, status=404)

    return open_page


def _own_draft(request, pk) -> tuple:
    """The reader's own draft, its answers but for those to words that have been replaced since, and today's words."""
    draft = Draft.objects.visible_to(request.reader).recording().filter(pk=pk).first()
    if draft is None or not draft.answers:
        raise NotThere
    words = WordsToReadOut(request)
    held = WALK.still_answered(draft.answers, request.user, timezone.localdate())
    answers = {
        step.key: held[step.key]
        for step in WALK.steps
        if step.key in held and (not step.reads_out or words.shown(draft, step.reads_out))
    }
    return draft, answers, words


def _go_on(pk, step):
    return redirect("record_step", pk=pk, step=step.key) if step else redirect("check_answers", pk=pk)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
@of_own_draft
def go_on_recording(request, pk):
    """To the first question of a draft that has no answer yet."""
    draft, answers, _ = _own_draft(request, pk)
    return _go_on(draft.pk, WALK.next_step(answers))


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
@of_own_draft
def record_step(request, pk, step):
    """One question of the journey."""
    draft, answers, words = _own_draft(request, pk)
    if not words.are_there:
        return _nothing_to_read_out(request)
    step = WALK.may_be_opened(answers, step)
    if step is None:
        return _go_on(draft.pk, WALK.next_step(answers))
    if not may_answer(request, step):
        return _for_an_assessor(request, draft, step)
    known = WALK.known_from(answers)
    wording, others = words.to_show(step, known)
    form = step.form(
        posted(request),
        service=request.reader.service,
        known=known,
        initial=_initial(request, step, draft),
        **({"words": wording} if step.reads_out else {}),
    )
    if form.is_valid() and (answered := _answer(request, draft, step, form, wording)):
        return answered
    before = WALK.step_before(answers, step)
    context = {
        "form": form,
        "step": step,
        "draft": draft,
        "to": known.get("giver_name", ""),
        "wording": wording,
        "others": others,
        "said": before.form.said(answers[before.key]) if before else "",
        "asked_again": step.key in draft.answers and step.key not in answers,
        "back_url": _back_url(draft, before, step, answers),
    }
    return render(request, step.template, context)


def may_answer(request, step) -> bool:
    return not step.permission or request.reader.may(step.permission)


def _for_an_assessor(request, draft, step):
    """For whoever may not assess: a colleague goes on, with all that was answered."""
    context = {
        "heading": "A practitioner or manager goes on from here",
        "caption": CAPTION,
        "asks": step.asks,
        "draft": draft,
        "back_url": reverse("today"),
    }
    return render(request, "consent/recording/for_an_assessor.html", context)


def _initial(request, step, draft) -> dict:
    # The answer to words that were replaced is not shown again: buttons hold none anyway.
    initial = step.form.shown(draft.answers.get(step.key, {}))
    if step.key == "site" and not initial:
        initial = {"site": request.session.get(SITE_KEY)}
    return initial


def _back_url(draft, before, step, answers) -> str:
    if step.optional or WALK.next_step(answers) is None:
        return reverse("check_answers", args=[draft.pk])
    return reverse("record_step", args=[draft.pk, before.key]) if before else reverse("today")


def _answer(request, draft, step, form, wording):
    """Keep a valid answer, or act on one that ends the journey. Returns where to go, or None where it was refused."""
    by, kept = actors.staff(request.user), form.kept
    if step.leads_out:
        perform(form, actions.throw_away_draft, by=by, draft=draft)
        messages.info(request, NOTHING_STORED)
        return redirect(step.leads_out)
    if step.reads_out == Purpose.RECORD and NO in kept.values():
        site = Site.objects.filter(service=request.reader.service, pk=request.session.get(SITE_KEY)).first()
        return redirect("asked") if perform(form, actions.note_no, by=by, draft=draft, site=site) else None
    if "site" in kept:
        request.session[SITE_KEY] = kept["site"]
    if step.signed:
        kept |= signature(request.user, timezone.localdate())
    now = perform(
        form,
        actions.keep_answer,
        by=by,
        draft=draft,
        step=step.key,
        kept=kept,
        reads_out=step.reads_out,
        wording=wording,
    )
    if now is None:
        return None
    if step.key in TELLING_STEPS and _others_like(request, draft, draft.answers, now.answers):
        return redirect("known_already", pk=draft.pk)
    _, answers, _ = _own_draft(request, draft.pk)
    return _go_on(draft.pk, WALK.next_step(answers))


# --- Somebody who may be recorded already


def _likeness(request, answers):
    """People who may be the one of these answers, and whether a restricted record may be."""
    known = WALK.known_from(answers)
    if not known.get("name_to_use"):
        return [], False
    details = details_of(known)
    people = Person.objects.visible_to(request.reader)
    return alike(people, details), a_restricted_one_is_alike(request.reader.service, details)


def _others_like(request, draft, before, now) -> bool:
    """Whether the newest answer brought up somebody who was not shown yet."""
    found, restricted = _likeness(request, now)
    if not found and not restricted:
        return False
    shown, shown_restricted = _likeness(request, before)
    return bool(set(found) - set(shown)) or restricted and not shown_restricted


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
@of_own_draft
def known_already(request, pk):
    """There may already be a record: look, or carry on. It blocks nothing."""
    draft, answers, _ = _own_draft(request, pk)
    found, restricted = _likeness(request, answers)
    if not found and not restricted:
        return _go_on(draft.pk, WALK.next_step(answers))
    context = {
        "heading": "There may already be a record",
        "caption": CAPTION,
        "known_people": found,
        "maybe_restricted": MAYBE_RESTRICTED if restricted else "",
        "draft": draft,
        "back_url": reverse("record_step", args=[draft.pk, "name"]),
    }
    return render(request, "consent/recording/known.html", context)


# --- The end


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
@of_own_draft
def check_answers(request, pk):
    """All the answers, each with a way to change it. The one button stores everything, once."""
    if request.method == "POST" and (already := _made_already(request)):
        return already
    draft, answers, words = _own_draft(request, pk)
    if missing := WALK.next_step(answers):
        return _go_on(draft.pk, missing)
    if closed := next((step for step in WALK.steps_for(answers) if not may_answer(request, step)), None):
        return _for_an_assessor(request, draft, closed)
    known = WALK.known_from(answers)
    found, restricted = _likeness(request, answers)
    form = PlainForm(posted(request))
    if form.is_valid():
        site = Site.objects.filter(service=request.reader.service, pk=known.get("site")).first()
        what = what_to_record(known, words.of(draft), site)
        by = actors.staff(request.user)
        if person := perform(form, actions.record_person_from_draft, by=by, draft=draft, **what):
            if restricted:
                messages.info(request, MAYBE_RESTRICTED)
            return said(request, what_was_recorded(person, what["contact"], what["giver"]), "person", person.reference)
        if already := _made_already(request):
            return already
    context = {
        "heading": "Check the answers",
        "caption": CAPTION,
        "form": form,
        "draft": draft,
        "key": key_for(request, draft.reference),
        "rows": _rows(draft, answers),
        "later": [str(Detail(detail).label) for detail in left_for_later(known)],
        "known_people": found,
        "maybe_restricted": MAYBE_RESTRICTED if restricted else "",
        "button": "Record this person",
        "back_url": _last_question(draft, answers),
    }
    return render(request, "consent/recording/check.html", context)


def _rows(draft, answers) -> list[dict]:
    return [
        {
            "key": step.asks,
            "value": step.form.words(answers[step.key]),
            "url": reverse("record_step", args=[draft.pk, step.key]),
        }
        for step in WALK.steps_for(answers)
        if step.key in answers
    ]


def _last_question(draft, answers) -> str:
    *_, last = (step for step in WALK.steps_for(answers) if not step.optional)
    return reverse("record_step", args=[draft.pk, last.key])


def _made_already(request):
    """Where a form sent twice leads: to the person it made the first time. None where it made nobody yet."""
    try:
        reference = reference_in(request)
    except signing.BadSignature:
        return None
    if already := recorded(request, reference):
        return said(request, f"{already.name_to_use} was recorded already. This is the record.", "person", reference)
    if Person.objects.filter(service=request.reader.service, reference=reference).exists():
        messages.info(request, "This form was sent already. The record that it made is not shown here any more.")
        return redirect("people")
    return None


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
@of_own_draft
def throw_away_draft(request, pk):
    """Ask before the answers go."""
    draft, answers, _ = _own_draft(request, pk)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.throw_away_draft, by=actors.staff(request.user), draft=draft):
        return said(request, NOTHING_STORED, "today")
    context = {
        "heading": "Throw these answers away?",
        "caption": CAPTION,
        "form": form,
        "kind": "warning",
        "button": "Throw the answers away",
        "cancel_url": reverse("go_on_recording", args=[draft.pk]),
        "cancel_label": "No, go on",
    }
    return render(request, "consent/recording/throw_away.html", context)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def under_10(request):
    """What is done about a child of whom nothing is recorded here."""
    return render(request, "consent/under_10.html", {"heading": "Tell the safeguarding lead"})


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def asked(request):
    return render(request, "consent/asked.html", {"heading": "They said no"})
