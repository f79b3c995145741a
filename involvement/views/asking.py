"""How staff have a questionnaire answered: a card to print, a tablet to hand over, and an interview."""

import uuid

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.locking import hand_over
from core.qr import qr_code
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.forms.answering import HandOverForm, InterviewForm
from involvement.forms.materials import FindSomebodyForm
from involvement.models import Response
from involvement.views import form_page, refused
from involvement.views.questionnaires import seen_questionnaire
from involvement.views.showing import people_to_choose


def address_of(questionnaire) -> str:
    return reverse("answer_questionnaire", args=[questionnaire.code.code])


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def print_card(request, pk):
    """Four cards on a sheet of A4, in plain words or easy read, each with the square code and what to type."""
    questionnaire = seen_questionnaire(request, pk)
    heading, back = "Print cards", reverse("questionnaire", args=[pk])
    if not (answer := rules.may_answer_version(questionnaire.current)):
        return refused(request, heading, answer.why, back)
    address = settings.BASE_URL.rstrip("/") + address_of(questionnaire)
    easy = request.GET.get("words") == "easy_read"
    typed = (settings.BASE_URL + reverse("find_questionnaire")).split("://")[-1].strip("/")
    return render(
        request,
        "involvement/print_card.html",
        {
            "heading": heading,
            "caption": questionnaire.title,
            "questionnaire": questionnaire,
            "service": questionnaire.service,
            "easy": easy,
            "qr": qr_code(f"{address}?words=easy_read" if easy else address),
            "address": typed.split("/"),
            "cards": range(4),
            "back_url": back,
            "back_label": "Back to the questionnaire",
            "wide": True,
        },
    )


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def hand_over_tablet(request, pk):
    """End the session on this device, and leave nothing open on it but the questions."""
    questionnaire = seen_questionnaire(request, pk)
    heading, back = "Hand this device over", reverse("questionnaire", args=[pk])
    if not (answer := rules.may_answer_version(questionnaire.current)):
        return refused(request, heading, answer.why, back)
    form = HandOverForm(posted(request))
    if form.is_valid():
        to = address_of(questionnaire)
        hand_over(request, to=to, back=back, minutes=form.cleaned_data["minutes"])
        return redirect(to)
    return form_page(request, form, heading, back, "involvement/hand_over_tablet.html", caption=questionnaire.title)


def _may_be_named(person):
    answer = rules.may_be_asked_by_name(person)
    return bool(answer), answer.why


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def interview(request, pk):
    """A worker asks the questions and writes down the answers."""
    questionnaire = seen_questionnaire(request, pk)
    version = questionnaire.current
    heading, back = "Ask the questions", reverse("questionnaire", args=[pk])
    if not (answer := rules.may_answer_version(version)):
        return refused(request, heading, answer.why, back)
    find = FindSomebodyForm(request.GET or None)
    people, page, found = people_to_choose(request, find, _may_be_named)
    form = InterviewForm(posted(request), version=version, people=people, found=found, initial={"key": uuid.uuid4()})
    if form.is_valid():
        data = form.cleaned_data
        kept = {"key": data["key"], "person": data["person"], "answers": form.answers, "how": Response.How.INTERVIEW}
        # Sent twice: it was stored the first time.
        if Response.objects.filter(pk=data["key"]).exists() or perform(
            form, actions.answer_questionnaire, by=staff(request.user), version=version, **kept
        ):
            return said(request, "Their answers are saved. Thank them, and say what comes of it.", "questionnaire", pk)
    context = {"caption": questionnaire.title, "find": find, "page": page, "version": version}
    return form_page(request, form, heading, back, "involvement/interview.html", **context)
