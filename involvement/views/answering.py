"""Answering a questionnaire by its code: without an account, on one's own phone or on a tablet that was handed over."""

import time
import uuid

from django.core import signing
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core import actors, easy_read
from core.access import public_page
from core.limits import HourlyLimit
from core.scope import public_scope, scope, set_scope
from core.views import perform
from involvement import actions, rules
from involvement.codes import questionnaire_of
from involvement.forms.answering import CodeForm, PublicAnswersForm
from involvement.models import Questionnaire, QuestionnaireVersion, Response

SALT = "answer a questionnaire"
SESSION_KEY = "answered"
FORM_LASTS = 12 * 60 * 60
# The page of thanks can be opened again for so long, and no longer: the device may be shared.
PAGE_LASTS = 30 * 60
# A custody suite has one address for everybody in it.
LIMIT = HourlyLimit("answers", most=60)
TOO_LONG = "This page was open for too long. Check your answers and press the button again."


@public_page
@require_GET
def find_questionnaire(request):
    """For those who type the code from a card."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and (found := form.found) is not None:
        return redirect("answer_questionnaire", code=found.code)
    return render(request, "involvement/find_questionnaire.html", {"form": form, "heading": _("Answer some questions")})


def opened_by_code(request, code) -> Questionnaire:
    """The questionnaire with a code, in the scope of the public of its service. What nobody published is not there."""
    found = questionnaire_of(code)
    if found is None:
        raise Http404
    request.public_service = found.service
    set_scope(public_scope(found.service))
    questionnaire = Questionnaire.objects.with_state().select_related("service").get(pk=found.questionnaire_id)
    if not questionnaire.has_published:
        raise Http404
    return questionnaire


@public_page
@require_http_methods(["GET", "POST"])
def answer_questionnaire(request, code):
    """The questions, in plain words or easy read. Sent twice, one form is stored once."""
    questionnaire = opened_by_code(request, code)
    key, version, data, holds = _key_version_and_data(request, questionnaire)
    page = {"heading": questionnaire.title, "questionnaire": questionnaire, "code": code}
    if data is None and request.handed_over:
        # The next person is here: they ask nothing in the name of the one before, nor read in the words of that choice.
        request.session.pop(SESSION_KEY, None)
        easy_read.choose(request, request.GET.get("words") == "easy_read")
    if not rules.may_answer_version(version):
        return render(request, "involvement/questionnaire_closed.html", page)
    switches = easy_read.pressed(request)
    easy = easy_read.is_on()
    hidden = {"key": signing.dumps([str(key), version.pk], salt=SALT)}
    if switches:
        # Switching keeps what was answered, and finds no fault with it yet.
        form = PublicAnswersForm(
            version=version, easy=easy, initial={**PublicAnswersForm.typed(data, version), **hidden}
        )
    else:
        form = PublicAnswersForm(data, version=version, easy=easy, initial=hidden)
    if form.is_bound and not holds:
        form.add_error(None, TOO_LONG)
    if form.is_valid():
        how = Response.How.TABLET if request.handed_over else Response.How.LINK
        kept = {"version": version, "key": key, "how": how, "answers": form.answers, "easy_read": easy}
        with scope(public_scope(questionnaire.service, record=key)):
            if not _is_stored(key) and LIMIT.reached(request):
                return render(request, "involvement/too_many_answers.html", page, status=429)
            if _is_stored(key) or perform(form, actions.answer_questionnaire, by=actors.public_form(), **kept):
                stored = True
                LIMIT.count(request)
            else:
                # The same form, sent twice at one moment: the other one was stored.
                stored = _is_stored(key)
        if stored:
            request.session[SESSION_KEY] = {"key": str(key), "until": int(time.time()) + PAGE_LASTS}
            return redirect("answers_sent", code=code)
    return render(
        request,
        "involvement/answer_questionnaire.html",
        {
            **page,
            "form": form,
            "must": any(question.required for question in form.questions.values()),
            "introduction": version.easy_introduction if easy else version.introduction,
        },
    )


def _is_stored(key) -> bool:
    return Response.objects.filter(pk=key).exists()


def _key_version_and_data(request, questionnaire):
    """The key and version the form was opened with, else new ones; what was sent; whether its key still holds."""
    data = request.POST if request.method == "POST" else None
    try:
        key, version = signing.loads((data or {}).get("key", ""), salt=SALT, max_age=FORM_LASTS)
        # Its own version, though a newer one may have been published while it was filled in.
        version = QuestionnaireVersion.objects.select_related("questionnaire", "service").get(
            pk=version, questionnaire=questionnaire
        )
        return uuid.UUID(key), version, data, True
    except (signing.BadSignature, QuestionnaireVersion.DoesNotExist):
        newest = questionnaire.versions.filter(published_at__isnull=False).select_related("questionnaire", "service")
        key, version = uuid.uuid4(), newest.first()
        if data is not None:
            data = data.copy()
            data["key"] = signing.dumps([str(key), version.pk], salt=SALT)
        return key, version, data, False


@public_page
@require_GET
def answers_sent(request, code):
    """Thanks, and what comes of it. It shows nothing of what was answered."""
    questionnaire = opened_by_code(request, code)
    if answered_just_now(request) is None:
        return redirect("answer_questionnaire", code=code)
    context = {"heading": _("Thank you"), "questionnaire": questionnaire, "code": code}
    return render(request, "involvement/answers_sent.html", context)


def answered_just_now(request) -> dict | None:
    """The key of the response that was sent from this browser a moment ago."""
    kept = request.session.get(SESSION_KEY)
    if not isinstance(kept, dict) or kept["until"] < time.time():
        request.session.pop(SESSION_KEY, None)
        return None
    return kept
