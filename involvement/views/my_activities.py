"""A service user's own activities: what they are part of, answering, sessions to come, and what it changed for them."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from consent.rules import is_restricted
from core.access import my_page
from core.actors import the_person
from core.forms import PlainForm
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.calendars import calendar_file, may_be_named_to
from involvement.forms.places import QuestionsForm, ReportBackForm
from involvement.models import Activity, Leadership, Outcome, Place, ReportBack, Session
from involvement.models.activities import State
from involvement.views import form_page, refused

MOST_SHOWN = 50


def _me(request) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.reader).select_related("service"))


def _my_place(request, pk) -> Place:
    held = Place.objects.filter(person=request.reader.person_id)
    return get_object_or_404(held.select_related("person__service", "activity__level", "activity__site"), activity=pk)


@my_page
@require_GET
def my_activities(request):
    """What they are part of, what they lead, what they are to do, and what is open to anybody."""
    me = _me(request)
    places = list(
        me.places.select_related("activity__level", "activity__site").order_by("-invited_at", "-pk")[:MOST_SHOWN]
    )
    taking_part = [place for place in places if place.state in rules.TAKES_PART or place.state == Place.State.WAITING]
    sessions = Session.objects.to_come().filter(activity__in=[place.activity_id for place in taking_part])
    coming = {}
    for session in sessions.order_by("starts_at"):
        coming.setdefault(session.activity_id, []).append(session)
    now_on = (State.PLANNED, State.OPEN, State.RUNNING)
    for place in places:
        place.coming = coming.get(place.activity_id, []) if place.state in rules.TAKES_PART else []
        place.is_on = place.activity.state in now_on
    open_to_all = Activity.objects.filter(
        service=me.service, access=Activity.Access.ANYONE, state__in=[State.OPEN, State.RUNNING]
    ).exclude(pk__in=me.places.values("activity"))
    context = {
        "heading": _("My activities"),
        "invited": [place for place in places if place.state == Place.State.INVITED and place.is_on],
        "taking_part": [place for place in taking_part if place.state != Place.State.INVITED and place.is_on],
        "before": [place for place in places if place not in taking_part or not place.is_on],
        "leads": Leadership.objects.open().filter(person=me).select_related("activity"),
        "duties": ReportBack.objects.open().filter(person=me).select_related("session__activity"),
        "open_to_all": open_to_all.select_related("level", "site")[:MOST_SHOWN],
        "clashes": my_clashes(me, coming),
        "may_ask": not is_restricted(me),
        "back_url": reverse("my_home"),
    }
    return render(request, "involvement/my_activities.html", context)


def my_clashes(me, coming) -> list:
    """Pairs of my own sessions to come that are at the same time in two activities."""
    sessions = sorted((one for many in coming.values() for one in many), key=lambda session: session.starts_at)
    return [
        (one, other)
        for number, one in enumerate(sessions)
        for other in sessions[number + 1 :]
        if one.activity_id != other.activity_id and other.starts_at < rules.end_of(one.starts_at, one.ends_at)
    ]


@my_page
@require_GET
def my_activity(request, pk):
    """One activity that I have a place in: its promise, its sessions and minutes, and what it changed for me."""
    place = _my_place(request, pk)
    came_to = set(place.person.attendance.filter(session__activity=pk, came=True).values_list("session_id", flat=True))
    sessions = list(place.activity.sessions.select_related("minutes")[:MOST_SHOWN])
    for session in sessions:
        session.i_came = session.pk in came_to
    context = {
        "heading": place.activity.title,
        "place": place,
        "activity": place.activity,
        "sessions": sessions,
        "answers": rules.answers_open(place),
        "moments": rules.moments_open(place),
        "changed": changed_for_me(place),
        "said": said_by_me(place),
        "duties": place.person.report_backs.filter(session__activity=pk).select_related("session"),
        "back_url": reverse("my_activities"),
    }
    return render(request, "involvement/my_activity.html", context)


def said_by_me(place) -> list:
    """What I said by name, newest first. Where a worker corrected my words, each knows how they were (`before`)."""
    views = place.person.views.filter(activity=place.activity_id).prefetch_related("history")
    views = list(views.order_by("-recorded_at", "-pk")[:MOST_SHOWN])
    for view in views:
        kept = sorted(view.history.all(), key=lambda row: row.pgh_id)
        words = [row.words for row in kept if row.words != view.words]
        view.before = words[-1] if words else ""
    return views


def changed_for_me(place) -> list[dict]:
    """My own answers before and after, by question, in words. Only answered questions; the newest answer counts."""
    newest = {}
    for outcome in Outcome.objects.filter(activity=place.activity_id, person=place.person_id):
        newest.setdefault(outcome.moment, outcome)
    before, after = newest.get(Outcome.Moment.BEFORE), newest.get(Outcome.Moment.AFTER)
    rows = []
    for name in Outcome.QUESTIONS:
        field = Outcome._meta.get_field(name)
        words = [_in_words(outcome, name) for outcome in (before, after)]
        if any(words):
            rows.append({"question": field.verbose_name, "before": words[0], "after": words[1]})
    hopes = [outcome.hopes if outcome else "" for outcome in (before, after)]
    if any(hopes):
        rows.append({"question": _("In my own words"), "before": hopes[0], "after": hopes[1]})
    return rows


def _in_words(outcome, name) -> str:
    value = getattr(outcome, name) if outcome else None
    return Outcome.Scale(value).label if value else ""


# --- Answering


QUESTIONS = {
    Place.State.ACCEPTED: (later("Say yes to “%s”?"), later("Yes, I will take part")),
    Place.State.DECLINED: (later("Say no to “%s”?"), later("No, thank you")),
    Place.State.WITHDRAWN: (later("Give up your place in “%s”?"), later("Give up my place")),
    Place.State.WAITING: (later("Wait for a place in “%s”?"), later("Put me on the waiting list")),
}
SAID = {
    Place.State.ACCEPTED: later("You said yes. We look forward to seeing you."),
    Place.State.DECLINED: later("You said no. That is fine, and it changes nothing for you."),
    Place.State.WITHDRAWN: later("You gave up your place. You can come back while a place is free."),
    Place.State.WAITING: later("You are on the waiting list. We tell you when a place is free."),
}


@my_page
@require_http_methods(["GET", "POST"])
def my_answer(request, pk, answer):
    """Say yes or no to an invitation, give up a place, or wait for one: asked once more before it counts."""
    if answer not in QUESTIONS:
        raise Http404
    place = _my_place(request, pk)
    back, state = reverse("my_activity", args=[pk]), Place.State(answer)
    heading, button = str(QUESTIONS[state][0]) % place.activity.title, QUESTIONS[state][1]
    if not rules.may_answer(place, state):
        return refused(request, heading, _why_not(place, state), back)
    form = PlainForm(posted(request))
    by = the_person(place.person)
    if form.is_valid() and perform(form, actions.answer_invitation, by=by, place=place, state=state):
        return said(request, str(SAID[state]), "my_activity", pk)
    context = {"heading": heading, "button": button, "form": form, "cancel_url": back, "back_url": back}
    context |= {"activity": place.activity, "kind": "warning" if state == Place.State.WITHDRAWN else "", "state": state}
    return render(request, "involvement/my_answer.html", context)


def _why_not(place, state) -> str:
    """Why an answer cannot be given, said to the person."""
    room = rules.has_room(place.activity)
    if state == Place.State.ACCEPTED and place.state not in rules.TAKES_PART and not room:
        return room.why
    return _("It stands at “%s” now, so this cannot be done.") % place.get_state_display().lower()


@my_page
@require_http_methods(["GET", "POST"])
def ask_for_a_place(request, pk):
    me = _me(request)
    activities = Activity.objects.filter(service=me.service, access=Activity.Access.ANYONE)
    activity = get_object_or_404(activities.select_related("level", "site"), pk=pk)
    back, heading = reverse("my_activities"), _("Take part in “%s”?") % activity.title
    mine = Place.objects.filter(activity=activity, person=me)
    if mine.exists():
        return said(request, _("You have asked already."), "my_activity", pk)
    answer = rules.may_ask_for_a_place(activity, me)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    asked = form.is_valid() and perform(form, actions.ask_for_a_place, by=the_person(me), activity=activity, person=me)
    if asked:
        got = asked.state == Place.State.ACCEPTED
        waits = _("All places are taken. You are on the waiting list, and we tell you when a place is free.")
        return said(request, _("You have a place. We look forward to seeing you.") if got else waits, "my_activity", pk)
    context = {
        "heading": heading,
        "button": _("Yes, I want a place"),
        "form": form,
        "cancel_url": back,
        "back_url": back,
    }
    context |= {"activity": activity, "state": "ask", "full": not rules.has_room(activity)}
    return render(request, "involvement/my_answer.html", context)


# --- Calendar files


@my_page
@require_GET
def my_calendar(request, pk):
    """The sessions of an activity that I have a place in."""
    place = _my_place(request, pk)
    if place.state not in rules.TAKES_PART:
        raise Http404
    sessions = Session.objects.filter(activity=pk).select_related("activity__site")
    return calendar_file(sessions, discreet=not may_be_named_to(place.person))


# --- What is asked of me


@my_page
@require_http_methods(["GET", "POST"])
def my_report_back(request, pk):
    me = _me(request)
    duty = get_object_or_404(ReportBack.objects.select_related("session__activity").filter(person=me), pk=pk)
    back, heading = reverse("my_activities"), _("Have you told %s?") % duty.constituency
    answer = rules.may_report_back(duty)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = ReportBackForm(posted(request))
    form.fields["how"].label = _("How did you tell them?")
    if form.is_valid() and perform(form, actions.report_back, by=the_person(me), duty=duty, **form.cleaned_data):
        return said(request, _("Thank you. It is noted that you told them."), "my_activities")
    return form_page(request, form, heading, back, caption=duty.session.activity.title)


@my_page
@require_http_methods(["GET", "POST"])
def my_questions(request, pk, moment):
    if moment not in Outcome.Moment.values:
        raise Http404
    place = _my_place(request, pk)
    back, heading = reverse("my_activity", args=[pk]), _("What taking part changes for you")
    answer = rules.may_answer_questions(place, moment)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = QuestionsForm(posted(request), moment=moment, mine=True)
    if form.is_valid():
        kwargs = {"place": place, "moment": moment, "answers": form.cleaned_data}
        if perform(form, actions.answer_questions, by=the_person(place.person), **kwargs):
            return said(request, _("Thank you. Only you can read your answers."), "my_activity", pk)
    context = {"caption": place.activity.title, "moment": moment, "name": ""}
    return form_page(request, form, heading, back, "involvement/ask_questions.html", **context)
