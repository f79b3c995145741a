"""Questionnaires for staff: the list, the page of one, and writing its versions question by question."""

from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access import staff_page
from core.actors import staff
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.answering import AnswersForm
from involvement.forms.questionnaires import IntroductionForm, QuestionForm, QuestionnaireFilter
from involvement.models import Answer, Question, Questionnaire, QuestionnaireVersion
from involvement.views import form_page, refused, seen
from involvement.words import day_of


def seen_questionnaire(request, pk) -> Questionnaire:
    return seen(request, Questionnaire.objects.select_related("code", "service"), pk)


def _seen_version(request, pk) -> QuestionnaireVersion:
    return seen(request, QuestionnaireVersion.objects.select_related("questionnaire", "service"), pk)


def _seen_question(request, pk) -> Question:
    return seen(request, Question.objects.select_related("version__questionnaire", "service"), pk)


# --- The list and the page of one


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def questionnaires(request):
    form = QuestionnaireFilter(request.GET or None)
    page = paged(request, _found(request, form))
    for questionnaire in page:
        questionnaire.sentence = _sentence(questionnaire)
    return render(
        request,
        "involvement/questionnaires.html",
        {
            "heading": "Questionnaires",
            "form": form,
            "page": page,
            "write": request.reader.may(Permission.MANAGE_WORDING),
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
        },
    )


def _found(request, form):
    found = Questionnaire.objects.visible_to(request.reader).with_state().select_related("code")
    found = found.annotate(
        asks=Max("versions__questions__order"), published_on=Max("versions__published_at", filter=Q(closed_at=None))
    )
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        found = found.filter(Q(title__icontains=chosen["q"]) | Q(code__code__iexact=chosen["q"].strip()))
    state = chosen.get("state")
    if state == QuestionnaireFilter.CLOSED:
        found = found.filter(closed_at__isnull=False)
    elif state:
        found = found.filter(closed_at__isnull=True, has_published=state == QuestionnaireFilter.OPEN)
    return found.order_by("title", "pk")


def _sentence(questionnaire) -> str:
    """Where a questionnaire `with_state` stands."""
    if questionnaire.closed_at is not None:
        return f"Closed on {day_of(questionnaire.closed_at)}"
    if not questionnaire.has_published:
        return "Being written: nobody can answer it yet"
    return "People can answer it" + (", and a new version is being written" if questionnaire.has_draft else "")


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def questionnaire(request, pk):
    questionnaire = seen(request, Questionnaire.objects.with_state().select_related("code"), pk)
    versions = list(questionnaire.versions.annotate(asks=Count("questions")).select_related("published_by"))
    draft = next((version for version in versions if version.published_at is None), None)
    current = next((version for version in versions if version.published_at), None)
    write = request.reader.may(Permission.MANAGE_WORDING)
    shown = draft if draft is not None and (write or current is None) else current
    return render(
        request,
        "involvement/questionnaire.html",
        {
            "heading": questionnaire.title,
            "caption": "Questionnaire",
            "questionnaire": questionnaire,
            "sentence": _sentence(questionnaire),
            "versions": [version for version in versions if version.published_at],
            "shown": shown,
            "questions": list(shown.questions.all()),
            "writes": write and shown.published_at is None,
            "publishing": rules.may_publish_version(shown) if shown.published_at is None else None,
            "may_add": shown.published_at is None and rules.may_add_question(shown),
            "start": write and draft is None and rules.may_start_version(questionnaire),
            "close": write and bool(rules.may_close_questionnaire(questionnaire)),
            "answered": questionnaire.has_published,
            "waiting": Answer.objects.waiting().filter(question__version__questionnaire=questionnaire).exists(),
            "open": questionnaire.has_published and questionnaire.closed_at is None,
            "run": request.reader.may(Permission.RUN_ACTIVITIES),
            "back_url": reverse("questionnaires"),
            "back_label": "All questionnaires",
        },
    )


@staff_page(Permission.SEE_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def try_questionnaire(request, pk):
    """A version as people see it, to be tried out. Nothing of what is typed is kept."""
    version = _seen_version(request, pk)
    easy = request.GET.get("words") == "easy_read"
    form = AnswersForm(posted(request), version=version, easy=easy)
    form.submit_label = "Try sending it"
    tried = form.is_bound and form.is_valid()
    return render(
        request,
        "involvement/try_questionnaire.html",
        {
            "heading": version.questionnaire.title,
            "caption": "Trying it out",
            "version": version,
            "introduction": version.easy_introduction if easy else version.introduction,
            "easy": easy,
            "form": form,
            "tried": tried,
            "questions": bool(form.questions),
            "back_url": reverse("questionnaire", args=[version.questionnaire_id]),
            "back_label": "Back to the questionnaire",
        },
    )


# --- Writing it


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def add_questionnaire(request):
    form = IntroductionForm(posted(request))
    form.submit_label = "Save, and write the questions"
    by, service = staff(request.user), request.reader.service
    if form.is_valid():
        made = perform(form, actions.add_questionnaire, by=by, service=service, **form.cleaned_data)
        if made:
            return said(request, f"“{made.title}” is begun. Add its questions.", "questionnaire", made.pk)
    return form_page(request, form, "Write a questionnaire", reverse("questionnaires"))


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def change_introduction(request, pk):
    version = _seen_version(request, pk)
    heading, back = "What people read first", _page_of(version)
    if not (answer := rules.may_change_version(version)):
        return refused(request, heading, answer.why, back)
    questionnaire = version.questionnaire
    keeps = questionnaire.versions.filter(published_at__isnull=False).exists()
    first = {name: getattr(version, name) for name in ("introduction", "easy_introduction")}
    form = IntroductionForm(posted(request), keeps_title=keeps, initial={**first, "title": questionnaire.title})
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.change_introduction, by=by, version=version, **form.cleaned_data):
        return said(request, "The words are saved.", "questionnaire", questionnaire.pk)
    return form_page(request, form, heading, back, caption=questionnaire.title)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def add_question(request, pk):
    version = _seen_version(request, pk)
    heading, back = "Add a question", _page_of(version)
    if not (answer := rules.may_add_question(version)):
        return refused(request, heading, answer.why, back)
    form = QuestionForm(posted(request))
    by = staff(request.user)
    if form.is_valid() and (made := perform(form, actions.add_question, by=by, version=version, **form.kept)):
        sentence = f"Question {made.order} is added."
        return said(request, sentence, "questionnaire", version.questionnaire_id)
    return form_page(request, form, heading, back, caption=version.questionnaire.title)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def change_question(request, pk):
    question = _seen_question(request, pk)
    heading, back = f"Change question {question.order}", _page_of(question.version)
    if not (answer := rules.may_change_version(question.version)):
        return refused(request, heading, answer.why, back)
    form = QuestionForm(posted(request), question=question)
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.change_question, by=by, question=question, **form.kept):
        return said(request, "The question is saved.", "questionnaire", question.version.questionnaire_id)
    return form_page(request, form, heading, back, caption=question.version.questionnaire.title)


@staff_page(Permission.MANAGE_WORDING)
@require_POST
def move_question(request, pk, way):
    question = _seen_question(request, pk)
    if rules.may_change_version(question.version):
        actions.move_question(by=staff(request.user), question=question, up=way == "up")
    return redirect(f"{_page_of(question.version)}#questions")


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def remove_question(request, pk):
    question = _seen_question(request, pk)
    sure = Sure(f"Take out question {question.order}?", f"“{question.text}”", "Take it out", _page_of(question.version))
    removed, page = sure.asks(
        request, rules.may_change_version(question.version), actions.remove_question, question=question
    )
    return (
        said(request, "The question is taken out.", "questionnaire", question.version.questionnaire_id)
        if removed
        else page
    )


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def discard_version(request, pk):
    version = _seen_version(request, pk)
    goes = "What people answer now stays as it is." if version.number > 1 else "The whole questionnaire goes."
    sure = Sure("Throw this draft away?", goes, "Throw it away", _page_of(version))
    is_left, page = sure.asks(request, rules.may_change_version(version), actions.discard_version, version=version)
    if is_left is None:
        return page
    if is_left:
        return said(request, "The draft is thrown away.", "questionnaire", version.questionnaire_id)
    return said(request, "The questionnaire is thrown away. Nobody had seen it.", "questionnaires")


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def publish_version(request, pk):
    version = _seen_version(request, pk)
    before = " It takes the place of the version before, and the results of both stay apart."
    text = "Once it is published, its words and questions never change."
    sure = Sure(
        "Let people answer this?",
        text + (before if version.questionnaire.current else " Try it out first."),
        "Publish it",
        _page_of(version),
        kind="",
    )
    published, page = sure.asks(request, rules.may_publish_version(version), actions.publish_version, version=version)
    if not published:
        return page
    done = "It is published. People can answer it by its link, by its card, or with a worker."
    return said(request, done, "questionnaire", version.questionnaire_id)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def start_version(request, pk):
    questionnaire = seen_questionnaire(request, pk)
    sure = Sure(
        "Write a new version?",
        "It begins with the words of this one. People go on answering this one until you publish the new one."
        " The results of both stay apart.",
        "Write a new version",
        reverse("questionnaire", args=[pk]),
        kind="",
    )
    answer = rules.may_start_version(questionnaire)
    made, page = sure.asks(request, answer, actions.start_version, questionnaire=questionnaire)
    if not made:
        return page
    return said(request, f"Version {made.number} is begun. Change what you like.", "questionnaire", pk)


@staff_page(Permission.MANAGE_WORDING)
@require_http_methods(["GET", "POST"])
def close_questionnaire(request, pk):
    questionnaire = seen_questionnaire(request, pk)
    draft = " The draft of a new version is thrown away." if questionnaire.draft else ""
    sure = Sure(
        "Close this questionnaire?",
        f"Nobody can answer it any more, and it cannot be opened again. What people answered stays.{draft}"
        " Take down the cards with its code.",
        "Close it",
        reverse("questionnaire", args=[pk]),
    )
    answer = rules.may_close_questionnaire(questionnaire)
    closed, page = sure.asks(request, answer, actions.close_questionnaire, questionnaire=questionnaire)
    return said(request, "It is closed. Its results stay.", "questionnaire", pk) if closed else page


def _page_of(version) -> str:
    return reverse("questionnaire", args=[version.questionnaire_id])


@dataclass(frozen=True)
class Sure:
    """A question before a deed, in words."""

    heading: str
    text: str
    button: str
    back: str
    kind: str = "warning"

    def asks(self, request, answer, deed, **of):
        """What the deed returned, or None where it was not done; and then the page that asks, or says why not."""
        if not answer:
            return None, refused(request, self.heading, answer.why, self.back)
        form = PlainForm(posted(request))
        if form.is_valid() and (result := perform(form, deed, by=staff(request.user), **of)) is not None:
            return result, None
        context = {"form": form, "heading": self.heading, "text": self.text, "button": self.button, "kind": self.kind}
        return None, render(
            request, "involvement/sure.html", {**context, "cancel_url": self.back, "back_url": self.back}
        )
