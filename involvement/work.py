"""What of involvement waits in today's work (core.registries): people to tell, promises, decisions, sessions."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from consent.models import Person
from core import registries
from core.registries import WorkRow, day_said
from core.roles import Permission
from involvement import promises
from involvement.models import (
    Activity,
    Answer,
    Decision,
    Notice,
    ProgressTelling,
    Questionnaire,
    ReportBack,
    Session,
    Telling,
    View,
)
from involvement.models.activities import State
from involvement.words import group_name, session_name

# How long before it is due a duty to report back is in today's work.
REPORT_BACK_NOTICE = timedelta(days=7)


@registries.work.add
def work(request):
    reader = request.reader
    if reader.may(Permission.TELL_PEOPLE):
        waiting = Telling.objects.open().filter(service=reader.service).exclude(how=Telling.How.MESSAGE)
        today = timezone.localdate()
        waiting = waiting.filter(Q(person__isnull=True) | Q(person__in=Person.objects.not_restricted()))
        for telling in waiting.select_related("person", "session__activity", "partner", "decision__activity")[:50]:
            who = telling.person.name_to_use if telling.person else group_name(telling)
            since = timezone.localtime(telling.queued_at).date()
            yield WorkRow(
                2,
                f"{who} has waited {(today - since).days} days to be told what was decided:"
                f" “{Truncator(telling.decision.we_decided).words(8)}”",
                "Tell them",
                reverse("telling", args=[telling.pk]),
                since,
            )
    if reader.may(Permission.RUN_ACTIVITIES):
        mine = Activity.objects.filter(
            service=reader.service, lead=request.user, state__in=[State.RUNNING, State.CLOSED, State.DECIDED]
        )
        for activity in promises.read(mine.select_related("service"), most=50):
            tracked = promises.track(activity)
            if tracked.state == promises.AT_RISK:
                yield WorkRow(
                    4,
                    f"The promise of “{activity.title}” is at risk. {tracked.why}",
                    "See what is missing",
                    reverse("activity", args=[activity.pk]),
                    timezone.localtime(activity.closed_at).date() if activity.closed_at else None,
                )


def _late_decisions(request):
    late = Decision.objects.in_force().filter(owner=request.user, done_at__isnull=True, due__lt=timezone.localdate())
    return late.filter(service=request.reader.service).order_by("due", "pk")


@registries.work.kind(Permission.SEE_ACTIVITIES, rows=_late_decisions, needs=["pk", "we_decided", "due"])
def not_done_in_time(decision):
    due = day_said(decision["due"])
    return WorkRow(
        3,
        f"“{Truncator(decision['we_decided']).words(14)}” was to be done by {due:%-d %B %Y}",
        "See the decision",
        reverse("decision", args=[decision["pk"]]),
        due,
    )


def _not_meant(request):
    answered = Decision.objects.filter(views=OuterRef("pk"), published_at__isnull=False)
    replies = View.objects.filter(~Exists(answered), about_decision=OuterRef("pk"))
    replies = replies.filter(Q(person__isnull=True) | Q(person__in=Person.objects.not_restricted()))
    first = Subquery(replies.order_by("recorded_at").values("recorded_at")[:1])
    asked = Decision.objects.filter(service=request.reader.service, replies__isnull=False).distinct()
    return asked.annotate(said_at=first).filter(said_at__isnull=False).order_by("pk")


@registries.work.kind(Permission.DECIDE, rows=_not_meant, needs=["pk", "we_decided", "said_at"])
def not_what_they_meant(decision):
    """Somebody who was told what was decided says that this is not what they meant."""
    decided = Truncator(decision["we_decided"]).words(12)
    url = reverse("decision", args=[decision["pk"]]) + "#replies"
    sentence = f"Somebody says of “{decided}” that it is not what they meant"
    return WorkRow(2, sentence, "Read it", url, day_said(decision["said_at"]))


def _to_hear_of_progress(request):
    waiting = ProgressTelling.objects.newest_open().filter(service=request.reader.service, message__isnull=True)
    return waiting.filter(person__in=Person.objects.not_restricted()).order_by("queued_at", "pk")


@registries.work.kind(
    Permission.TELL_PEOPLE,
    rows=_to_hear_of_progress,
    needs=["person__reference", "person__name_to_use", "progress__words", "queued_at"],
)
def to_hear_of_progress(word):
    """What has been done since, for whoever gets no message."""
    done = Truncator(word["progress__words"]).words(12)
    sentence = f"{word['person__name_to_use']} is to hear what has been done since: “{done}”"
    url = reverse("tell_progress", args=[word["person__reference"]])
    return WorkRow(3, sentence, "Tell them", url, day_said(word["queued_at"]))


@registries.work.add
def work_of_taking_part(request):
    """Word that somebody waits for. Letters are printed from the outbox."""
    reader = request.reader
    if not reader.may(Permission.RUN_ACTIVITIES):
        return
    waiting = Notice.objects.open().filter(service=reader.service, person__in=Person.objects.not_restricted())
    waiting = waiting.filter(how=Notice.How.WORKER).select_related("person", "activity")
    for notice in waiting.order_by("queued_at", "pk")[:100]:
        about = Notice.About(notice.about).label
        yield WorkRow(
            2,
            f"{notice.person.name_to_use} is to be told: {about[0].lower()}{about[1:]}, “{notice.activity.title}”",
            "Tell them",
            reverse("notice", args=[notice.pk]),
            timezone.localtime(notice.queued_at).date(),
        )


def _not_closed_out(request):
    begun = Session.objects.to_come().filter(service=request.reader.service, starts_at__lt=timezone.now())
    mine = begun.filter(activity__lead=request.user, activity__state__in=[State.OPEN, State.RUNNING])
    return mine.order_by("starts_at", "pk")


@registries.work.kind(Permission.RUN_ACTIVITIES, rows=_not_closed_out, needs=["pk", "title", "starts_at"])
def not_closed_out(session):
    held = Session(title=session["title"], starts_at=datetime.fromisoformat(session["starts_at"]))
    sentence = f"{session_name(held)} is not closed out: who came, and what happened"
    url = reverse("hold_session", args=[session["pk"]])
    return WorkRow(3, sentence, "Close it out", url, day_said(session["starts_at"]))


def _to_report_back(request):
    soon = timezone.localdate() + REPORT_BACK_NOTICE
    duties = ReportBack.objects.open().filter(service=request.reader.service, due__lte=soon)
    return duties.filter(person__in=Person.objects.not_restricted()).order_by("due", "pk")


@registries.work.kind(
    Permission.RUN_ACTIVITIES, rows=_to_report_back, needs=["pk", "person__name_to_use", "constituency", "due"]
)
def to_report_back(duty):
    """Groups that are to be told by those of them who came."""
    due = day_said(duty["due"])
    when = "was" if due < timezone.localdate() else "is"
    who = duty["person__name_to_use"]
    sentence = f"{who} {when} to report back to {duty['constituency']} by {due:%-d %B %Y}"
    return WorkRow(4, sentence, "Note that they did", reverse("report_back", args=[duty["pk"]]), due)


def _words_that_wait(request):
    waiting = Answer.objects.waiting().filter(question__version__questionnaire=OuterRef("pk"))
    found = Questionnaire.objects.visible_to(request.reader).annotate(words_wait=Exists(waiting))
    return found.filter(words_wait=True).order_by("title", "pk")


@registries.work.kind(Permission.DECIDE, rows=_words_that_wait, needs=["pk", "title"])
def words_not_looked_at(questionnaire):
    return WorkRow(
        4,
        f"What people wrote to “{questionnaire['title']}” waits to be decided on",
        "Read their words",
        reverse("words", args=[questionnaire["pk"]]),
    )
