"""What came of a questionnaire: its results as protected figures, and its words, which become views of activities."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.actions import log_opening
from consent.models import InterestRegistration, Person
from core.access import staff_page
from core.actors import staff
from core.deeds import who_did
from core.exports import stream_csv
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.words import WordsFilter, WordsForm
from involvement.models import Activity, Answer, Response, Theme
from involvement.results import results_of
from involvement.views import number_in
from involvement.views.questionnaires import seen_questionnaire


def _version(request, questionnaire):
    """The published version whose number the address names, else the newest; and all that are published."""
    versions = list(questionnaire.versions.filter(published_at__isnull=False).select_related("service"))
    if not versions:
        raise Http404
    number = number_in(request.GET.get("version"))
    return next((version for version in versions if version.number == number), versions[0]), versions


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def results(request, pk):
    questionnaire = seen_questionnaire(request, pk)
    version, versions = _version(request, questionnaire)
    return render(
        request,
        "involvement/results.html",
        {
            "heading": "Results",
            "caption": questionnaire.title,
            "questionnaire": questionnaire,
            "version": version,
            "versions": versions,
            "results": results_of(version),
            "back_url": reverse("questionnaire", args=[pk]),
            "back_label": "Back to the questionnaire",
        },
    )


@staff_page(Permission.SEE_PEOPLE)
@require_GET
def answers_by_name(request, pk):
    """What somebody said in an interview, who agreed that it is kept with their record. Opening it is logged."""
    found = Response.objects.filter(person__in=Person.objects.visible_to(request.reader))
    response = get_object_or_404(found.select_related("person", "version__questionnaire"), pk=pk)
    person, questionnaire = response.person, response.version.questionnaire
    log_opening(by=staff(request.user), person=person, page="answers in an interview", roles=request.reader.roles)
    answers = response.answers.select_related("question").order_by("question__order")
    context = {
        "heading": questionnaire.title,
        "caption": f"What {person.name_to_use} answered",
        "response": response,
        "asked_by": who_did(response, "received"),
        "rows": [{"key": answer.question.text, "value": answer.in_words} for answer in answers],
        "run": request.reader.may(Permission.SEE_ACTIVITIES),
        "back_url": reverse("person", args=[person.reference]),
        "back_label": "Back to the record",
    }
    return render(request, "involvement/answers_by_name.html", context)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def results_file(request, pk):
    """The results of one version for a spreadsheet, with the figures that the page shows."""
    version, _versions = _version(request, seen_questionnaire(request, pk))
    results = results_of(version)

    def rows():
        yield ["All", "", results.total, ""]
        yield from results.rows
        yield [results.in_words]

    head = ["Question", "Answer", "How many people", "Share"]
    return stream_csv(f"questionnaire-results-version-{version.number}", head, rows())


# --- Words


def _words_of(request, questionnaire):
    """The words given to a questionnaire, without those of people whose record is restricted."""
    named = Q(response__person__isnull=True) | Q(response__person__in=Person.objects.not_restricted())
    found = Answer.objects.visible_to(request.reader).of_words().filter(question__version__questionnaire=questionnaire)
    return found.filter(named).select_related("question__version", "response", "taken__view__activity")


def _narrowed(request, questionnaire):
    found = _words_of(request, questionnaire)
    form = WordsFilter(request.GET or None, questionnaire=questionnaire)
    chosen = form.cleaned_data if form.is_valid() else {}
    if chosen.get("q"):
        found = found.filter(words__icontains=chosen["q"])
    if chosen.get("question"):
        found = found.filter(question=chosen["question"])
    state = chosen.get("state") or WordsFilter.WAITING
    if state == WordsFilter.WAITING:
        found = found.filter(taken__isnull=True)
    elif state == WordsFilter.VIEWS:
        found = found.filter(taken__view__isnull=False)
    elif state == WordsFilter.LEFT_OUT:
        found = found.filter(taken__isnull=False, taken__view__isnull=True)
    return form, found


@staff_page(Permission.SEE_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def words(request, pk):
    """What people wrote, in no order of time; whoever decides ticks some and makes views of them."""
    questionnaire = seen_questionnaire(request, pk)
    find, found = _narrowed(request, questionnaire)
    page = paged(request, found)
    decide = request.reader.may(Permission.DECIDE)
    open_words = [answer for answer in page if not answer.is_view] if decide else []
    form = None
    if open_words:
        form = WordsForm(
            posted(request),
            answers=open_words,
            hints=_hints(open_words),
            activities=Activity.objects.visible_to(request.reader),
        )
        if form.is_valid() and (done := _taken(request, form)):
            return said(request, done, "words", pk)
    return render(
        request,
        "involvement/words.html",
        {
            "heading": "What people wrote",
            "caption": questionnaire.title,
            "questionnaire": questionnaire,
            "find": find,
            "form": form,
            "page": page,
            "rest": [answer for answer in page if answer not in open_words],
            "themes": Theme.objects.filter(service=questionnaire.service)[:200] if form else [],
            "filtered": find.is_bound and any(find.data.get(name) for name in find.fields),
            "query": request.GET.urlencode(),
            "back_url": reverse("questionnaire", args=[pk]),
            "back_label": "Back to the questionnaire",
        },
    )


def _taken(request, form):
    """Do what the form says with the words that are ticked. Returns a sentence, or nothing where it was refused."""
    by, data = staff(request.user), form.cleaned_data
    ticked = form.ticked
    many = "1 is" if len(ticked) == 1 else f"{len(ticked)} are"
    if data["becomes"] == WordsForm.LEFT_OUT:
        if perform(form, actions.leave_words_out, by=by, answers=ticked, because=data["because"]):
            return f"{many} left out, with the reason."
        return ""
    activity, session = form.chosen_place
    kept = {"activity": activity, "session": session, "theme_name": data["theme_name"], "group": data["group"]}
    if perform(form, actions.take_words, by=by, answers=ticked, **kept):
        now = "a view" if len(ticked) == 1 else "views"
        return f"{many} now {now} of “{activity.title}”, to be decided on."
    return ""


def _hints(answers) -> dict:
    """By the key of an answer: whether somebody is told what comes of it, and to which question it was given."""
    people = rules.who_hears_back(answers)
    keys = {answer.response_id for answer in answers}
    waiting = set(InterestRegistration.objects.waiting().filter(pk__in=keys).values_list("pk", flat=True))
    hints = {}
    for answer in answers:
        hint = f"To “{answer.question.text}”."
        if hasattr(answer, "taken"):
            hint += f" Left out: {answer.taken.because}"
        if answer.response_id in people:
            hint += f" {people[answer.response_id].name_to_use} is told what comes of it."
        elif answer.response_id in waiting:
            hint += " They asked to hear back: look at their registration first, so that they are told."
        hints[answer.pk] = hint
    return hints


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def words_file(request, pk):
    """The words for a spreadsheet, with what became of them. It names nobody."""
    questionnaire = seen_questionnaire(request, pk)
    _find, found = _narrowed(request, questionnaire)

    def rows():
        for answer in found.iterator(chunk_size=500):
            yield [answer.question.version.number, answer.question.text, answer.words, became(answer)]

    return stream_csv("questionnaire-words", ["Version", "Question", "What they wrote", "What became of it"], rows())


def became(answer) -> str:
    """What became of words, as a sentence."""
    if answer.is_view:
        return f"A view of “{answer.taken.view.activity.title}”"
    if hasattr(answer, "taken"):
        return f"Left out: {answer.taken.because}"
    return "Waits"
