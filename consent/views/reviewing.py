"""Decisions in the public interest: the list, each with its facts, and the review by a second person."""

from datetime import timedelta

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.forms.reviewing import DecisionsFilter, ReviewForm
from consent.models import Person, PublicInterestDecision
from consent.models.people import AgeBand
from consent.reading import reason_given
from consent.rules import AgeGroup
from consent.search import reference_typed
from core import actors
from core.access import staff_page
from core.deeds import who_did
from core.roles import Permission
from core.views import paged, perform, posted, said

PAGE = "decision in the public interest"
WRITING_LASTS = timedelta(hours=12)


@staff_page(Permission.SEE_ASSESSMENTS, Permission.REVIEW_PUBLIC_INTEREST)
@require_GET
def decisions_in_public_interest(request):
    """What waits for a review, the first that is due first; what was reviewed, newest first."""
    form = DecisionsFilter(request.GET)
    form.is_valid()
    chosen = form.cleaned_data
    show = chosen.get("show") or "waiting"
    visible = PublicInterestDecision.objects.visible_to(request.reader)
    found = {
        "waiting": lambda: visible.to_review().order_by("review_due", "pk"),
        "overdue": lambda: visible.overdue().order_by("review_due", "pk"),
        "reviewed": lambda: visible.reviewed().order_by("-reviewed_at", "-pk"),
    }[show]()
    if aim := chosen.get("aim"):
        found = found.filter(aim=aim)
    if reference := reference_typed(chosen.get("q") or ""):
        found = found.filter(person__reference__startswith=reference)
    page = paged(request, found.select_related("person", "recipient", "decided_by", "reviewed_by"))
    for decision in page:
        decision.says = _review_in_words(decision)
        decision.overdue = rules.is_overdue(decision)
    context = {
        "form": form,
        "page": page,
        "show": show,
        "filtered": bool(chosen.get("q") or chosen.get("aim")),
        "names": request.reader.may(Permission.SEE_PEOPLE),
        "may_decide": request.reader.may(Permission.DECIDE_PUBLIC_INTEREST),
        "heading": "Decisions in the public interest",
        "wide": True,
    }
    return render(request, "consent/public_interest/list.html", context)


def _moment(when) -> str:
    when = timezone.localtime(when)
    return f"{when:%H:%M} on {when:%-d %B %Y}"


def _review_in_words(decision) -> str:
    """Where a decision stands, in a sentence."""
    if decision.reviewed_at:
        day = timezone.localtime(decision.reviewed_at)
        return f"{decision.get_outcome_display()} by {who_did(decision, 'reviewed')} on {day:%-d %B %Y}"
    if rules.is_overdue(decision):
        return f"Overdue: to be reviewed by {_moment(decision.review_due)}"
    return f"To be reviewed by {_moment(decision.review_due)}"


@staff_page(Permission.SEE_ASSESSMENTS, Permission.REVIEW_PUBLIC_INTEREST)
@require_http_methods(["GET", "POST"])
def decision_in_public_interest(request, pk):
    """The facts of a decision, what was shared on it, and its review. Reading it is logged as opening the record.

    Enough to review it by: whoever may not open people's records needs none of them, and reads no name here but in
    what was written. A restricted record asks for a reason first.
    """
    decision = _decision(request, pk)
    if decision is None:
        return _reviewed_by_another(request, pk)
    person, why = decision.person, ""
    if rules.is_restricted(person):
        # A review may take longer to write than the reason lasts for reading.
        lasts = {"lasts": WRITING_LASTS} if request.method == "POST" else {}
        why = reason_given(request.user, person, PAGE, **lasts)
        if not why:
            return _ask_why(request, decision)
    may = rules.may_review(decision, request.user)
    form = ReviewForm(posted(request), does=rules.what_turning_down_does(decision) if may else ())
    if form.is_valid():
        by = actors.staff(request.user)
        if reviewed := perform(form, actions.review_public_interest, by=by, decision=decision, **form.cleaned_data):
            return _reviewed(request, reviewed)
        decision = _decision(request, pk)
        if decision is None:
            return _reviewed_by_another(request, pk)
    if request.method == "GET":
        _log(request, person, why)
    return _page(request, decision, form)


def _log(request, person, why=""):
    by, roles = actors.staff(request.user), request.reader.roles
    actions.log_opening(by=by, person=person, page=PAGE, why=why, roles=roles)


def _decision(request, pk):
    if pk > 2**63 - 1:
        raise Http404
    found = PublicInterestDecision.objects.visible_to(request.reader).filter(pk=pk)
    decision = found.select_related("recipient", "decided_by", "reviewed_by", "service").first()
    if decision is not None:
        decision.person = Person.objects.with_restriction().get(pk=decision.person_id)
    return decision


def _reviewed_by_another(request, pk):
    """What was turned down a moment ago may have restricted the record, so that only this is left to say."""
    here = PublicInterestDecision.objects.filter(service=request.reader.service, pk=pk).reviewed()
    decision = here.select_related("reviewed_by").first()
    if request.method == "GET" or decision is None or not request.reader.may(Permission.REVIEW_PUBLIC_INTEREST):
        raise Http404
    sentence = (
        f"{who_did(decision, 'reviewed')} reviewed this at {_moment(decision.reviewed_at)}, before you:"
        f" {decision.get_outcome_display().lower()}. The record is restricted now. What you wrote was not stored."
    )
    return said(request, sentence, "decisions_in_public_interest")


def _ask_why(request, decision):
    """A restricted record opens with a reason. Shown in answer to it, so that nothing is read without."""
    form = ReasonForm(
        request.POST if "reason" in request.POST else None,
        label="Why do you open this decision?",
        submit_label="Open this decision",
        hint="The record it is about is restricted. Your reason is logged. The person can read it.",
    )
    if form.is_valid():
        _log(request, decision.person, form.cleaned_data["reason"])
        return _page(request, decision, ReviewForm(None, does=rules.what_turning_down_does(decision)))
    form.cancel_url = back = reverse("decisions_in_public_interest")
    heading = f"Open a decision about the restricted record {decision.person.reference}"
    return render(request, "layouts/form.html", {"form": form, "heading": heading, "back_url": back})


def _reviewed(request, decision):
    person = decision.person
    if decision.outcome == PublicInterestDecision.Outcome.UPHELD:
        sentence = "You upheld the decision. It stands, and it stays readable here."
    elif decision.aim == PublicInterestDecision.Aim.SHARE:
        sentence = f"You turned the decision down. From now on nothing may be shared with {decision.recipient} on it."
    elif person.restrictions.filter(ended_at__isnull=True).exists():
        sentence = (
            f"You turned the decision down, and the record {person.reference} is restricted. From now on only the"
            " information governance lead and the person can read it."
        )
        return said(request, sentence, "decisions_in_public_interest")
    else:
        sentence = "You turned the decision down. The record stays: it is held on another ground as well."
    return said(request, sentence, "decision_in_public_interest", decision.pk)


def _page(request, decision, form):
    reader, person = request.reader, decision.person
    may = rules.may_review(decision, request.user)
    shared = decision.disclosures.select_related("recorded_by") if reader.may(Permission.SEE_DISCLOSURES) else ()
    reviewed = decision.reviewed_at is not None
    context = {
        "decision": decision,
        "person": person,
        "heading": _heading(decision),
        "caption": "Decision in the public interest",
        "rows": _rows(request, decision),
        "answers": _answers(decision),
        "says": _review_in_words(decision),
        "overdue": rules.is_overdue(decision),
        "shared": shared,
        "may": may,
        "form": form if may else None,
        # Two reviewed at once: what the second one wrote is theirs to copy.
        "lost": form.data.get("words", "") if reviewed and form.errors else "",
        "reviewers": () if reviewed else [user.name or user.email for user in rules.second_persons(decision)],
        "may_disclose": reader.may(Permission.DISCLOSE) and decision.aim == PublicInterestDecision.Aim.SHARE,
        "back_url": reverse("decisions_in_public_interest"),
        "back_label": "Back to decisions in the public interest",
    }
    return render(request, "consent/public_interest/decision.html", context)


def _heading(decision) -> str:
    if decision.recipient is not None:
        return f"To share with {decision.recipient} without consent"
    return "To record without consent"


def _age(person) -> str:
    group = rules.age_group(person.date_of_birth, person.age_band)
    return {AgeGroup.UNDER_TEN: "Under 10", AgeGroup.UNKNOWN: ""}.get(group) or str(AgeBand(group).label)


def _rows(request, decision) -> list[dict]:
    """Whom it is about, in no more than the reader needs; who decided, and when."""
    person = decision.person
    about = {"key": "About the person with the reference", "value": person.reference}
    if request.reader.may(Permission.SEE_PEOPLE):
        about = {"key": "About", "value": f"{person.name_to_use}, {person.reference}", "action": "Open the record"}
        about |= {"url": reverse("person", args=[person.reference]), "about": f"of {person.name_to_use}"}
    return [
        about,
        {"key": "Age", "value": _age(person)},
        {"key": "Decided", "value": f"By {who_did(decision, 'decided')}, at {_moment(decision.decided_at)}"},
    ]


def _answers(decision) -> list[dict]:
    field = PublicInterestDecision._meta.get_field
    names = ("at_risk", "harm", "pressing", "proportionate", "facts")
    rows = [{"key": "Which public interest", "value": decision.get_purpose_display()}]
    rows += [{"key": _upper(field(name).verbose_name), "value": getattr(decision, name)} for name in names]
    told = "Yes" if decision.told else "No"
    return rows + [
        {
            "key": "Why there is no consent",
            "value": f"{decision.get_consent_sought_display()}\n{decision.consent_words}",
        },
        {"key": "What else was considered", "value": decision.alternatives},
        {"key": "Who advised", "value": decision.adviser},
        {"key": "Was the person told?", "value": f"{told}\n{decision.told_words}"},
    ]


def _upper(text) -> str:
    return f"{text[:1].upper()}{text[1:]}"
