"""Assessing whether somebody on record can decide something, and deciding in their best interests, step by step."""

import uuid

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.deciding import ABOUT, TITLES, WALKS, values_of
from consent.models import Draft, Person, Purpose
from consent.reading import open_person
from consent.views.recording import NOTHING_STORED, NotThere, of_own_draft
from consent.walk import signature
from core import actors
from core.access import staff_page
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said

MAY = {
    "competence": lambda person, purpose: rules.may_assess_competence(person),
    "capacity": lambda person, purpose: rules.may_assess_capacity(person),
    "best-interests": rules.may_decide_best_interests,
}
STORED = {
    "competence": "The assessment of competence is recorded. It counts for today.",
    "capacity": "The assessment of capacity is recorded.",
    "best-interests": "The decision is recorded. Now record the answer that follows from it.",
}


@staff_page(Permission.ASSESS_CAPACITY)
@require_http_methods(["GET", "POST"])
def assess(request, reference, purpose, kind):
    """What an assessment is, and whether it may be made. A press begins it, or goes on with one that was begun."""
    if kind not in WALKS or purpose not in ABOUT:
        raise Http404
    person = open_person(request, reference, TITLES[kind].lower(), log=request.method == "GET")
    may, form = MAY[kind](person, purpose), PlainForm(posted(request))
    about = {"person": person.pk, "purpose": purpose, "kind": kind}
    begun = _begun(request, about)
    if may and form.is_valid():
        draft = begun or perform(
            form,
            actions.start_draft,
            by=actors.staff(request.user),
            service=person.service,
            key=uuid.uuid4(),
            step="begun",
            kept={},
            kind=Draft.Kind.ASSESSMENT,
            about=about,
        )
        return redirect("go_on_assessing", pk=draft.pk)
    context = {
        "heading": TITLES[kind],
        "caption": person.name_to_use,
        "kind_of": kind,
        "about": ABOUT[purpose],
        "may": may,
        "form": form,
        "begun": begun,
        "button": "Go on" if begun else "Begin",
        "cancel_url": reverse("ask", args=[person.reference, purpose]),
        "cancel_label": "Back to asking",
    }
    return render(request, "consent/assessing/begin.html" if may else "consent/assessing/not_now.html", context)


def _begun(request, about):
    drafts = Draft.objects.visible_to(request.reader).assessing()
    return next((draft for draft in drafts if draft.answers.get("about") == about), None)


class Assessing:
    """One assessment that was begun: its draft, whom it is about, and where it stands. Raises NotThere."""

    def __init__(self, request, pk):
        draft = Draft.objects.visible_to(request.reader).assessing().filter(pk=pk).first()
        if draft is None or not draft.answers:
            raise NotThere
        about = draft.answers["about"]
        person = Person.objects.visible_to(request.reader).select_related("service").filter(pk=about["person"]).first()
        if person is None:
            raise NotThere
        self.draft, self.person, self.purpose, self.kind = draft, person, about["purpose"], about["kind"]
        self.walk = WALKS[self.kind]
        self.answers = self.walk.still_answered(draft.answers, request.user, timezone.localdate())
        self.known = {"about_what": ABOUT[self.purpose], **self.walk.known_from(self.answers)}

    @property
    def shown(self) -> dict:
        """What every page of it shows."""
        return {
            "draft": self.draft,
            "caption": f"{TITLES[self.kind]}: {self.person.name_to_use}",
            "journey": f"{TITLES[self.kind]}: {self.person.name_to_use}",
        }

    def goes_on(self):
        step = self.walk.next_step(self.answers)
        if step is None:
            return redirect("check_assessment", pk=self.draft.pk)
        return redirect("assess_step", pk=self.draft.pk, step=step.key)

    def url_of(self, step) -> str:
        return reverse("assess_step", args=[self.draft.pk, step.key])

    @property
    def begins_at(self) -> str:
        return reverse("assess", args=[self.person.reference, self.purpose, self.kind])


@staff_page(Permission.ASSESS_CAPACITY)
@require_http_methods(["GET"])
@of_own_draft
def go_on_assessing(request, pk):
    return Assessing(request, pk).goes_on()


@staff_page(Permission.ASSESS_CAPACITY)
@require_http_methods(["GET", "POST"])
@of_own_draft
def assess_step(request, pk, step):
    """A few questions of an assessment."""
    assessing = Assessing(request, pk)
    walk, draft = assessing.walk, assessing.draft
    step = walk.may_be_opened(assessing.answers, step)
    if step is None:
        return assessing.goes_on()
    form = step.form(
        posted(request),
        service=assessing.person.service,
        known=assessing.known,
        initial=step.form.shown(draft.answers.get(step.key, {})),
    )
    if form.is_valid() and (answered := _answer(request, assessing, step, form)):
        return answered
    before = walk.step_before(assessing.answers, step)
    back = assessing.url_of(before) if before else assessing.begins_at
    if walk.next_step(assessing.answers) is None:
        back = reverse("check_assessment", args=[draft.pk])
    context = {"form": form, "step": step, "back_url": back, **assessing.shown}
    return render(request, "consent/assessing/question.html", context)


def _answer(request, assessing, step, form):
    by, draft, person = actors.staff(request.user), assessing.draft, assessing.person
    if step.leads_out:
        wait = {"purpose": Purpose.objects.get(pk=assessing.purpose), "not_before": form.cleaned_data["ask_on"]}
        follow_up = perform(form, actions.wait_to_ask, by=by, person=person, draft=draft, **wait)
        sentence = f"Ask {person.name_to_use} again from {form.cleaned_data['ask_on']:%-d %B %Y}. {NOTHING_STORED}"
        return follow_up and said(request, sentence, "person", person.reference)
    kept = form.kept | (signature(request.user, timezone.localdate()) if step.signed else {})
    now = perform(form, actions.keep_answer, by=by, draft=draft, step=step.key, kept=kept)
    return now and Assessing(request, draft.pk).goes_on()


@staff_page(Permission.ASSESS_CAPACITY)
@require_http_methods(["GET", "POST"])
@of_own_draft
def check_assessment(request, pk):
    """All the answers, each with a way to change it. The one button records the assessment, and the draft goes."""
    assessing = Assessing(request, pk)
    if assessing.walk.next_step(assessing.answers):
        return assessing.goes_on()
    form = PlainForm(posted(request))
    if form.is_valid():
        made = perform(
            form,
            actions.assess_from_draft,
            by=actors.staff(request.user),
            draft=assessing.draft,
            kind=assessing.kind,
            person=assessing.person,
            purpose_key=assessing.purpose,
            values=values_of(assessing.kind, assessing.known),
        )
        if made:
            return said(request, STORED[assessing.kind], "ask", assessing.person.reference, assessing.purpose)
    steps = assessing.walk.steps_for(assessing.answers)
    context = {
        "heading": "Check the answers",
        "form": form,
        "rows": [
            {"key": step.asks, "value": step.form.words(assessing.answers[step.key]), "url": assessing.url_of(step)}
            for step in steps
        ],
        "button": "Record this decision" if assessing.kind == "best-interests" else "Record this assessment",
        "back_url": assessing.url_of(steps[-1]),
        **assessing.shown,
    }
    return render(request, "consent/assessing/check.html", context)


@staff_page(Permission.ASSESS_CAPACITY)
@require_http_methods(["GET", "POST"])
@of_own_draft
def throw_away_assessment(request, pk):
    """Ask before the answers go."""
    assessing = Assessing(request, pk)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(
        form, actions.throw_away_draft, by=actors.staff(request.user), draft=assessing.draft
    ):
        return said(request, NOTHING_STORED, "ask", assessing.person.reference, assessing.purpose)
    context = {
        "heading": "Throw these answers away?",
        "form": form,
        "kind": "warning",
        "button": "Throw the answers away",
        "cancel_url": reverse("go_on_assessing", args=[pk]),
        "cancel_label": "No, go on",
        **assessing.shown,
    }
    return render(request, "consent/recording/throw_away.html", context)
