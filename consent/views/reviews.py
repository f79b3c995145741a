"""Answers that are due to be asked again: the list, and putting one off."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from consent import actions, rules
from consent.forms.reviews import LATE, SOON, PutOffForm, ReviewFilter
from consent.models import Agreement, Person
from consent.models.reviews import MOST_LATE, with_reason
from consent.reading import row_of_person
from consent.search import found_by
from core import actors
from core.access import staff_page
from core.roles import Permission
from core.views import paged, perform, posted, said

DAYS_AHEAD = timezone.timedelta(days=30)


@staff_page(Permission.RECORD_PEOPLE)
@require_GET
def reviews(request):
    """What waits to be asked again, the longest waiting first; or what comes in the next 30 days."""
    form = ReviewFilter(request.GET)
    form.is_valid()
    chosen, today = form.cleaned_data, timezone.localdate()
    by_day = today + DAYS_AHEAD if chosen.get("show") == SOON else today
    found = Agreement.objects.to_review(by_day).filter(service=request.reader.service)
    if chosen.get("show") == LATE:
        found = found.filter(review_on__lt=today - MOST_LATE)
    elif chosen.get("show") == SOON:
        found = found.filter(review_on__gt=today)
    if chosen.get("reason"):
        found = with_reason(found, by_day).filter(reason=chosen["reason"])
    if chosen.get("whose"):
        found = found.filter(recorded_by=request.user)
    if chosen.get("q"):
        found = found.filter(person__in=found_by(Person.objects.visible_to(request.reader), chosen["q"]))
    page = paged(request, found.select_related("person", "purpose", "recipient").prefetch_related("review_dates"))
    for agreement in page:
        _say(request, agreement, by_day)
    context = {
        "form": form,
        "page": page,
        "soon": chosen.get("show") == SOON,
        "filtered": any(chosen.get(name) for name in form.fields),
        "heading": "Answers to be asked again",
        "wide": True,
    }
    return render(request, "consent/reviews.html", context)


def _say(request, agreement, by_day):
    """What a row of the list says of an answer, and where it leads."""
    agreement.why = rules.why_review(agreement, by_day)
    agreement.giver = rules.giver_in_words(agreement)
    agreement.answered_on = rules.day_of_answer(agreement)
    agreement.is_late = rules.is_late(agreement)
    agreement.put_off = rules.put_off(agreement)
    agreement.may_put_off = rules.may_put_off_as(agreement, request.reader)
    url = reverse("ask", args=[agreement.person.reference, agreement.purpose_id])
    # At another age somebody else may have to answer, so nobody is chosen beforehand.
    of_age = rules.review_reason(agreement, by_day) in rules.OF_AN_AGE
    agreement.ask_url = url if of_age else f"{url}?by={agreement.ground}&as={agreement.pk}"


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def put_off_review(request, pk):
    """Choose another day to ask again, and say why."""
    agreement = row_of_person(Agreement, request, pk, "purpose", "recipient")
    person, may = agreement.person, rules.may_put_off_as(agreement, request.reader)
    form = PutOffForm(posted(request), last=rules.last_day_to_put_off(agreement))
    form.cancel_url = back = reverse("reviews")
    if may and form.is_valid():
        by = actors.staff(request.user)
        if moved := perform(form, actions.put_off_review, by=by, agreement=agreement, **form.cleaned_data):
            sentence = f"{person.name_to_use} is asked again from {moved.review_on:%-d %B %Y} on. The answer stays."
            return said(request, sentence, "reviews")
    context = {
        "form": form,
        "may": may,
        "agreement": agreement,
        "why": rules.why_review(agreement, max(filter(None, (agreement.review_on, timezone.localdate())))),
        "heading": f"Ask again about “{agreement.purpose.title}” later",
        "caption": person.name_to_use,
        "back_url": back,
    }
    return render(request, "consent/put_off_review.html", context)
