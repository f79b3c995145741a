"""What has to be looked after in information material and with partners: what comes down, ends or is due."""

from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from consent.models import Agreement, Purpose
from consent.models.agreements import Answer
from core import registries
from core.memberships import staff_of
from core.registries import WorkRow, day_said
from core.roles import Permission
from involvement.models import FeedbackArrangement, Material, MaterialPlace, PartnerAgreement
from involvement.models.partners import ENDING_WITHIN

MOST = 50
DUE_WITHIN = timedelta(days=14)


@registries.consequences.add
def of_being_shown_no_more(follows):
    """Each place where their words, voice or picture is up, where a yes to publish them ends: it comes down."""
    if not any(one.purpose_id == Purpose.PUBLISH and one.answer == Answer.GIVEN for one, _how in follows.ended):
        return
    places = MaterialPlace.objects.that_show(follows.agreement.person).select_related("material", "site")
    for place in places.order_by("material__title", "pk")[:MOST]:
        yield f"“{place.material.title}” has to be taken down: {place}."


def _to_take_down(request):
    taken_back = Agreement.objects.filter(featured__material=OuterRef("material"), ended_at__isnull=False)
    return (
        MaterialPlace.objects.filter(service=request.reader.service)
        .to_take_down()
        .annotate(taken_back_at=Subquery(taken_back.order_by("-ended_at").values("ended_at")[:1]))
        .order_by("pk")
    )


@registries.work.kind(
    Permission.RUN_ACTIVITIES,
    rows=_to_take_down,
    needs=["pk", "material__title", "material__retired_at", "site__name", "where", "shows_stopped", "taken_back_at"],
)
def to_take_down(place):
    """Where material hangs that may not, for everybody who can take it down."""
    stopped = place["shows_stopped"]
    why = "somebody in it took back their yes" if stopped else "it is no longer used"
    since = place["taken_back_at"] if stopped else place["material__retired_at"]
    where = MaterialPlace.in_words(place["site__name"], place["where"])
    return WorkRow(
        1,
        f"Take down “{place['material__title']}”, {where}: {why}",
        "Tick it off",
        reverse("take_down", args=[place["pk"]]),
        day_said(since),
    )


def _to_look_at(request):
    # Nobody would see to what is left behind by somebody who works here no more.
    due = Material.objects.filter(service=request.reader.service).to_review(timezone.localdate() + DUE_WITHIN)
    return due.with_evidence().filter(Q(owner=request.user) | Q(has_owner=False)).order_by("review_on", "pk")


@registries.work.kind(Permission.RUN_ACTIVITIES, rows=_to_look_at, needs=["pk", "title", "review_on"])
def to_look_at(material):
    """Material to look at again, for whoever answers for it."""
    due = day_said(material["review_on"])
    when = "was to be looked at again" if due < timezone.localdate() else "is to be looked at"
    return WorkRow(
        5,
        f"“{material['title']}” {when} by {due:%-d %B %Y}",
        "Look at it",
        reverse("material", args=[material["pk"]]),
        due,
    )


def _ending(request):
    service = request.reader.service
    ending = PartnerAgreement.objects.filter(service=service).ending_by(timezone.localdate() + ENDING_WITHIN)
    mine = Q(owner=request.user) | Q(owner__isnull=True) | ~Q(owner__in=staff_of(service))
    return ending.filter(mine).order_by("ends_on", "pk")


@registries.work.kind(Permission.MANAGE_PARTNERS, rows=_ending, needs=["pk", "partner_id", "partner__name", "ends_on"])
def ending(agreement):
    """Agreements that end, for whoever answers for them."""
    ends = day_said(agreement["ends_on"])
    return WorkRow(
        5,
        f"The agreement with {agreement['partner__name']} ends on {ends:%-d %B %Y}",
        "See the partner",
        reverse("partner", args=[agreement["partner_id"]]),
        ends,
    )


def _feedback_due(request):
    due = FeedbackArrangement.objects.filter(service=request.reader.service, next_due__lte=timezone.localdate())
    return due.still_on().order_by("next_due", "pk")


@registries.work.kind(Permission.MANAGE_PARTNERS, rows=_feedback_due, needs=["pk", "partner__name", "what", "next_due"])
def feedback_due(one):
    """Feedback that is due from a partner, for everybody who may note it."""
    due = day_said(one["next_due"])
    return WorkRow(
        4,
        f"Feedback from {one['partner__name']} was due on {due:%-d %B %Y}: {one['what']}",
        "Note what came",
        reverse("receive_feedback", args=[one["pk"]]),
        due,
    )
