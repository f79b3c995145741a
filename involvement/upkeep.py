"""What has to be looked after in information material and with partners: what comes down, ends or is due."""

from datetime import timedelta

from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from consent.models import Agreement, Purpose
from consent.models.agreements import Answer
from core import registries
from core.memberships import staff_of
from core.registries import WorkRow
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


@registries.work.add
def work(request):
    """Material to take down, for everybody who can; material to look at again, for whoever answers for it."""
    reader = request.reader
    if not reader.may(Permission.RUN_ACTIVITIES):
        return
    taken_back = Agreement.objects.filter(featured__material=OuterRef("material"), ended_at__isnull=False)
    places = MaterialPlace.objects.filter(service=reader.service).to_take_down()
    places = places.annotate(taken_back_at=Subquery(taken_back.order_by("-ended_at").values("ended_at")[:1]))
    for place in places.select_related("material", "site").order_by("pk")[:MOST]:
        why = "somebody in it took back their yes" if place.shows_stopped else "it is no longer used"
        since = place.taken_back_at if place.shows_stopped else place.material.retired_at
        yield WorkRow(
            1,
            f"Take down “{place.material.title}”, {place}: {why}",
            "Tick it off",
            reverse("take_down", args=[place.pk]),
            timezone.localtime(since).date() if since else None,
        )
    today = timezone.localdate()
    due = Material.objects.filter(service=reader.service).to_review(today + DUE_WITHIN).with_evidence()
    # Nobody would see to what is left behind by somebody who works here no more.
    for material in due.filter(Q(owner=request.user) | Q(has_owner=False)).order_by("review_on", "pk")[:MOST]:
        day = f"{material.review_on:%-d %B %Y}"
        when = f"was to be looked at again by {day}" if material.review_on < today else f"is to be looked at by {day}"
        yield WorkRow(
            5,
            f"“{material.title}” {when}",
            "Look at it",
            reverse("material", args=[material.pk]),
            material.review_on,
        )


@registries.work.add
def partners(request):
    """Agreements that end, for whoever answers for them; feedback that is due, for everybody who may note it."""
    reader, today = request.reader, timezone.localdate()
    if not reader.may(Permission.MANAGE_PARTNERS):
        return
    ending = PartnerAgreement.objects.filter(service=reader.service).ending_by(today + ENDING_WITHIN)
    mine = ending.filter(Q(owner=request.user) | Q(owner__isnull=True) | ~Q(owner__in=staff_of(reader.service)))
    for agreement in mine.select_related("partner").order_by("ends_on", "pk")[:MOST]:
        yield WorkRow(
            5,
            f"The agreement with {agreement.partner} ends on {agreement.ends_on:%-d %B %Y}",
            "See the partner",
            reverse("partner", args=[agreement.partner_id]),
            agreement.ends_on,
        )
    due = FeedbackArrangement.objects.filter(service=reader.service, next_due__lte=today).still_on()
    for one in due.select_related("partner").order_by("next_due", "pk")[:MOST]:
        yield WorkRow(
            4,
            f"Feedback from {one.partner} was due on {one.next_due:%-d %B %Y}: {one.what}",
            "Note what came",
            reverse("receive_feedback", args=[one.pk]),
            one.next_due,
        )
