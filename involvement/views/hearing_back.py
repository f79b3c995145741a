"""Asking to hear what comes of one's answers: a registration of interest, kept apart from the answers.

It has the key of the response and nothing of what was answered, so that a worker who has made it a person on record
can make views of the words, and that person is told what was decided on them.
"""

import uuid

from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent.actions import register_interest
from consent.models import InterestRegistration
from consent.words import words_on_the_page
from core import actors
from core.access import public_page
from core.limits import HourlyLimit
from core.scope import public_scope, scope
from core.views import perform, posted
from involvement.forms.hearing_back import HearBackForm
from involvement.views.answering import answered_just_now, opened_by_code

LIMIT = HourlyLimit("hear-back", most=30)


@public_page
@require_http_methods(["GET", "POST"])
def hear_back(request, code):
    """The form, for half an hour after the answers were sent from this browser; and the page of thanks."""
    questionnaire = opened_by_code(request, code)
    answered = answered_just_now(request)
    if answered is None:
        return redirect("answer_questionnaire", code=code)
    service, key = questionnaire.service, uuid.UUID(answered["key"])
    wordings = {f"{purpose}_wording": words for purpose, words in words_on_the_page(service).items()}
    page = {"heading": "Hear what comes of it", "questionnaire": questionnaire, "service": service, "code": code}
    page |= {"back_url": reverse("answers_sent", args=[code])}
    with scope(public_scope(service, record=key)):
        if InterestRegistration.objects.filter(pk=key).exists():
            return render(request, "involvement/hears_back.html", page)
    if None in wordings.values():
        return render(request, "involvement/hear_back_not_now.html", page)
    form = HearBackForm(posted(request), **wordings)
    if form.is_bound and form.is_under_16:
        return render(request, "involvement/hear_back_not_now.html", {**page, "under_16": True})
    if form.is_valid():
        if LIMIT.reached(request):
            return render(request, "involvement/too_many_answers.html", page, status=429)
        with scope(public_scope(service, record=key)):
            kept = {"service": service, "key": key, "answers": form.answers}
            if perform(form, register_interest, by=actors.public_form(), **kept):
                LIMIT.count(request)
                return redirect("hear_back", code=code)
    return render(request, "involvement/hear_back.html", {**page, "form": form})
