"""Decisions in the public interest on the pages of others: today's work, the header, and a person's record."""

from django.urls import reverse
from django.utils import timezone

from consent import rules
from consent.models import PublicInterestDecision
from consent.public_interest import begun_by
from core import registries
from core.navigation import CONSENT
from core.registries import NavigationLink, Section, WorkRow
from core.roles import Permission

MOST = 50


def _moment(when) -> str:
    when = timezone.localtime(when)
    return f"{when:%H:%M} on {when:%-d %B %Y}"


@registries.work.add
def to_review(request):
    """What waits for a second person: the overdue first, each to whoever may review it."""
    reader = request.reader
    if not reader.may(Permission.REVIEW_PUBLIC_INTEREST):
        return
    waiting = PublicInterestDecision.objects.visible_to(reader).to_review().exclude(decided_by=reader.user)
    for decision in waiting.select_related("person", "recipient").order_by("review_due", "pk")[:MOST]:
        who = decision.person.name_to_use if reader.may(Permission.SEE_PEOPLE) else decision.person.reference
        overdue = rules.is_overdue(decision)
        what = f"the decision {_what(decision)} about {who} without consent"
        due = _moment(decision.review_due)
        yield WorkRow(
            1 if overdue else 2,
            f"Overdue since {due}: review {what}" if overdue else f"Review {what}, by {due}",
            "Review it",
            reverse("decision_in_public_interest", args=[decision.pk]),
            timezone.localtime(decision.review_due).date(),
        )


def _what(decision) -> str:
    return f"to tell {decision.recipient}" if decision.recipient else "to record information"


@registries.work.add
def begun(request):
    """Decisions that somebody began and left."""
    reader = request.reader
    if not reader.may(Permission.DECIDE_PUBLIC_INTEREST):
        return
    for draft, where in begun_by(request):
        began = timezone.localtime(draft.started_at)
        sentence = f"You began a decision in the public interest at {began:%H:%M}, {where}"
        yield WorkRow(2, sentence, "Go on", reverse("go_on_deciding", args=[draft.pk]), began.date())


@registries.navigation.add
def link(request):
    reader = getattr(request, "reader", None)
    if reader is None:
        return
    if reader.may(Permission.SEE_ASSESSMENTS) or reader.may(Permission.REVIEW_PUBLIC_INTEREST):
        url = reverse("decisions_in_public_interest")
        about = "What was recorded or shared without consent, and what waits for a second person."
        yield NavigationLink(38, "Public interest", url, request.path.startswith(url), CONSENT, about)


@registries.person_sections.add
def decided_about_them(request, person):
    """What was decided without their consent, and the way to decide to share, on the record of whom it is about."""
    reader = request.reader
    if not reader.may(Permission.SEE_ASSESSMENTS):
        return None
    decisions = [(decision, _stands(decision)) for decision in rules.decisions_about(person)]
    context = {
        "person": person,
        "decisions": decisions,
        "may_decide": reader.may(Permission.DECIDE_PUBLIC_INTEREST),
    }
    return Section(19, "consent/sections/public_interest.html", context)


def _stands(decision) -> str:
    if decision.outcome:
        return f"{decision.get_outcome_display().lower()} by a second person"
    if rules.is_overdue(decision):
        return f"not reviewed by {_moment(decision.review_due)}, as it should have been"
    return f"to be reviewed by {_moment(decision.review_due)}"
