"""Activities: the list, and the page of one with its promise and what is missing."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, OuterRef, Q, Window
from django.db.models.functions import JSONObject, RowNumber
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access import staff_page
from core.exports import stream_csv
from core.roles import Permission
from core.views import paged
from involvement import promises, rules
from involvement.forms.activities import ActivityFilter
from involvement.models import Activity, Questionnaire, Telling
from involvement.models.activities import State
from involvement.views import named, sections, with_answered, with_restricted
from involvement.views.people_of import people_and_sessions, sessions_shown
from involvement.words import activity_sentence

# As many as fit a page; each part links to all of them.
MOST_SHOWN = 25
WORDS_PER_THEME = 3


def _found(request, form):
    """The activities that the reader may see and asked for."""
    found = Activity.objects.visible_to(request.reader)
    if form.is_valid():
        chosen = form.cleaned_data
        if chosen["q"]:
            found = found.filter(title__icontains=chosen["q"])
        if chosen["state"]:
            found = found.filter(state=chosen["state"])
        if chosen["level"]:
            found = found.filter(level=chosen["level"])
        if chosen["mine"]:
            found = found.filter(lead=request.user)
    return found


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def activities_file(request):
    """The list as a file for a spreadsheet, with the same filters. It names no person who takes part."""
    found = _found(request, ActivityFilter(request.GET or None))
    head = ["Title", "Level", "Method", "Starts on", "Led by", "Partner", "Where it stands", "Its promise", "Why"]

    def rows():
        for activity in promises.with_figures(found.select_related("service")).iterator(chunk_size=500):
            tracked = promises.track(activity)
            yield [
                activity.title,
                activity.level.name,
                activity.method.name,
                activity.starts_on.isoformat(),
                activity.lead.name,
                activity.partner.name if activity.partner else "",
                activity.get_state_display(),
                tracked.words,
                tracked.why,
            ]

    return stream_csv("activities", head, rows())


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def activities(request):
    form = ActivityFilter(request.GET or None)
    found = _found(request, form)
    page = paged(request, promises.with_figures(found.select_related("service")))
    for activity in page:
        activity.sentence = activity_sentence(activity)
        activity.tracked = promises.track(activity)
    return render(
        request,
        "involvement/activities.html",
        {
            "form": form,
            "page": page,
            "query": request.GET.urlencode(),
            "may_plan": request.reader.may(Permission.RUN_ACTIVITIES),
            "filtered": form.is_bound and any(form.data.get(name) for name in form.fields),
        },
    )


# --- The page of one activity


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def activity(request, pk):
    seen = Activity.objects.visible_to(request.reader).filter(pk=pk).select_related("service", "site")
    written_in = Questionnaire.objects.whose_words_are_in(OuterRef(OuterRef("pk")))
    seen = seen.annotate(written_in=ArraySubquery(written_in.values(json=JSONObject(pk="pk", title="title"))))
    activity = next(iter(promises.read(seen.prefetch_related(sessions_shown()))), None)
    if activity is None:
        raise Http404
    tracked = promises.track(activity)
    reader = request.reader
    run, decide = reader.may(Permission.RUN_ACTIVITIES), reader.may(Permission.DECIDE)
    can, cannot = _moves(activity, run)
    return render(
        request,
        "involvement/activity.html",
        {
            "activity": activity,
            "heading": activity.title,
            "sentence": activity_sentence(activity),
            "promise": activity.promise or activity.level.promise,
            "tracked": tracked,
            "evidence": [sections.evidence_row(item, activity) for item in tracked.evidence],
            "may_give_reason": decide and sections.may_give_reason(activity, tracked),
            **sections.rounds_of(tracked),
            "can": can,
            "cannot": cannot,
            "plan": sections.plan_sections(activity, run and bool(rules.may_edit(activity))),
            "days": sections.days_of(activity),
            **sections.agreed_first(activity, run),
            **sections.material_of(activity, run),
            **people_and_sessions(activity, run),
            "themes": _said(activity),
            "decisions": _decisions(activity),
            "tellings": _waiting(activity),
            "waiting": activity.to_be_told - activity.told - activity.could_not_be_told,
            "plan_changes": activity.plan_changes.select_related("recorded_by")[:MOST_SHOWN],
            "run": run,
            "decide": decide,
            "tell": reader.may(Permission.TELL_PEOPLE),
            "may_record_view": rules.may_record_view(activity),
            "back_url": reverse("activities"),
            "back_label": "All activities",
        },
    )


def _moves(activity, run):
    """What may be done next as buttons, and what may not with the reason."""
    can, cannot = [], []
    for state, answer in rules.next_moves(activity):
        label = rules.MOVE_WORDS[state]
        if not run:
            continue
        if answer:
            can.append({"label": label, "url": reverse("move_activity", args=[activity.pk, state])})
        else:
            cannot.append({"label": label, "reason": answer.why})
    # The end that needs a reason comes last, never as the button to press.
    can.sort(key=lambda deed: deed["label"] == rules.MOVE_WORDS[State.CANCELLED])
    if can and can[0]["label"] == rules.MOVE_WORDS[State.CANCELLED]:
        can[0]["secondary"] = True
    return can, cannot


def _said(activity):
    """The newest words of each theme, with the count of all: [(theme, count, left, views)]."""
    views = with_answered(activity.views.select_related("theme", "group", "session", "person"))
    said = with_restricted(
        views.annotate(
            number=Window(RowNumber(), partition_by=F("theme"), order_by=F("recorded_at").desc()),
            in_theme=Window(Count("pk"), partition_by=F("theme")),
        )
    )
    themes = {}
    for view in said.filter(number__lte=WORDS_PER_THEME).order_by("theme__name", "number"):
        themes.setdefault(view.theme, []).append(view)
    return [(theme, views[0].in_theme, views[0].in_theme - len(views), views) for theme, views in themes.items()]


def _decisions(activity):
    return (
        activity.decisions.select_related("owner")
        .annotate(
            answers=Count("views", distinct=True),
            to_be_told=Count("tellings", distinct=True),
            told=Count("tellings", filter=Q(tellings__told_at__isnull=False), distinct=True),
        )
        .order_by("published_at", "pk")[:MOST_SHOWN]
    )


def _waiting(activity):
    waiting = Telling.objects.open().filter(decision__activity=activity)
    waiting = with_restricted(waiting.select_related("person", "session", "partner", "decision", "worker"))
    return named(waiting.order_by("queued_at", "pk")[:MOST_SHOWN])
