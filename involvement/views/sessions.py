"""Sessions: planning, changing and cancelling them, the sheet for the door, calendar files, closing out, minutes."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from consent.models.needs import Way
from consent.rules import ignored_by
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.calendars import calendar_file
from involvement.forms.sessions import CancelSessionForm, ChangeSessionForm, CloseOutForm, MinutesForm, SessionForm
from involvement.models import Group, Minutes, Notice, Session
from involvement.views import form_page, refused, seen, seen_activity
from involvement.words import session_name

# Lines on the sheet for those who come without a place.
LINES_FOR_OTHERS = 8


def _session(request, pk) -> Session:
    found = Session.objects.select_related("activity__service", "activity__site", "activity__lead")
    return seen(request, found, pk)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def plan_session(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    answer = rules.may_plan_session(activity)
    if not answer:
        return refused(request, "Plan a session", answer.why, back)
    form = SessionForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if session := perform(form, actions.plan_session, by=by, activity=activity, **form.details()):
            return said(
                request, f"{session_name(session)} is planned.{_clash_sentence(session)}", "session", session.pk
            )
    return form_page(request, form, "Plan a session", back, caption=activity.title)


def clashes_of(session) -> list[str]:
    """Who of those with a place is to be somewhere else at the same time, as sentences."""
    if session.held_at or session.cancelled_at:
        return []
    held = {place.person_id: place.person.name_to_use for place in rules.places_to_attend(session)}
    found = rules.clashes(held, [(session.starts_at, session.ends_at)], session.activity)
    return [
        f"{held[key]} also has a place in “{title}” at that time." for key, both in found.items() for title, _ in both
    ]


def _clash_sentence(session) -> str:
    clashes = clashes_of(session)
    return f" {len(clashes)} of those with a place are to be somewhere else then." if clashes else ""


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def session(request, pk):
    """Everything about one session: when, what changed, who has been told, and what can be done."""
    session = _session(request, pk)
    run = request.reader.may(Permission.RUN_ACTIVITIES)
    notices = Notice.objects.visible_to(request.reader).filter(session=session)
    return render(
        request,
        "involvement/session.html",
        {
            "heading": session_name(session),
            "caption": session.activity.title,
            "session": session,
            "run": run,
            "can": _can(session) if run else [],
            "why_not": rules.may_change_session(session),
            "may_hold": rules.may_hold(session),
            "clashes": clashes_of(session),
            "came": session.attendance.filter(came=True).count(),
            "places": rules.places_to_attend(session).count(),
            "others": session.others_of_groups.select_related("group"),
            "changes": session.changes.select_related("changed_by"),
            "told": notices.filter(outcome=Notice.Outcome.TOLD).count(),
            "still_to_tell": notices.open().count(),
            "minutes": Minutes.objects.filter(session=session).first(),
            "duties": session.report_backs.filter(person__in=Person.objects.not_restricted()).select_related("person"),
            "back_url": reverse("activity", args=[session.activity_id]),
            "back_label": "The activity",
        },
    )


def _can(session):
    buttons = []
    if rules.may_hold(session):
        buttons.append({"label": "Close out this session", "url": reverse("hold_session", args=[session.pk])})
    if rules.may_change_session(session):
        buttons.append(
            {"label": "Change this session", "url": reverse("change_session", args=[session.pk]), "secondary": True}
        )
        buttons.append(
            {"label": "Cancel this session", "url": reverse("cancel_session", args=[session.pk]), "secondary": True}
        )
    return buttons


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def change_session(request, pk):
    session = _session(request, pk)
    back, heading = reverse("session", args=[pk]), f"Change {session_name(session)}"
    answer = rules.may_change_session(session)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = ChangeSessionForm(posted(request), session=session)
    if form.is_valid():
        by = staff(request.user)
        if changed := perform(form, actions.change_session, by=by, session=session, **form.details()):
            sentence = f"The session is changed. {_who_is_told(session)}{_clash_sentence(changed)}"
            return said(request, sentence, "session", pk)
    return form_page(request, form, heading, back, caption=session.activity.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def cancel_session(request, pk):
    session = _session(request, pk)
    back, heading = reverse("session", args=[pk]), f"Cancel {session_name(session)}?"
    answer = rules.may_change_session(session)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = CancelSessionForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.cancel_session, by=by, session=session, **form.cleaned_data):
            return said(request, f"The session is cancelled. {_who_is_told(session)}", "session", pk)
    context = {"heading": heading, "button": "Cancel this session and tell people", "kind": "warning", "form": form}
    context |= {"cancel_url": back, "back_url": back, "caption": session.activity.title, "session": session}
    context["places"] = rules.places_to_attend(session).count()
    return render(request, "involvement/cancel_session.html", context)


def _who_is_told(session) -> str:
    """Who hears of it, and who still has to be told by somebody."""
    to_tell = Notice.objects.open().filter(session=session)
    by_message = to_tell.filter(how=Notice.How.MESSAGE).count()
    others = to_tell.exclude(how=Notice.How.MESSAGE).count()
    if not by_message and not others:
        return "Nobody has a place, so nobody has to be told."
    return f"{by_message} told by message, {others} by letter or by a worker: see “Word about places”."


@staff_page(Permission.RUN_ACTIVITIES)
@require_GET
def attendance_sheet(request, pk):
    """One sheet of paper for the door: names to use, whether something is to be arranged, and lines for others."""
    session = _session(request, pk)
    places = list(rules.places_to_attend(session))
    for place in places:
        place.to_arrange = bool(ignored_by(place.person, Way.MEETING))
    context = {
        "heading": f"Attendance sheet: {session_name(session)}",
        "session": session,
        "places": places,
        "lines": range(LINES_FOR_OTHERS),
        "groups": groups_of(session.activity),
        "back_url": reverse("session", args=[pk]),
    }
    return render(request, "involvement/attendance_sheet.html", context)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def session_calendar(request, pk):
    return calendar_file([_session(request, pk)], discreet=False, name="session")


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def activity_calendar(request, pk):
    activity = seen_activity(request, pk)
    return calendar_file(activity.sessions.select_related("activity__site"), discreet=False)


def groups_of(activity) -> list:
    """The groups by which others who came may be counted: those it is for, else all."""
    return list(activity.groups.all()) or list(Group.objects.all())


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def hold_session(request, pk):
    session = _session(request, pk)
    back = reverse("session", args=[pk])
    heading = f"Close out {session_name(session)}"
    answer = rules.may_hold(session)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = close_out_form(posted(request), session)
    if form.is_valid() and perform(
        form, actions.hold_session, by=staff(request.user), session=session, **form.details()
    ):
        sentence = "The session is closed out, with its minutes. Record what people said next."
        return said(request, sentence, "activity", session.activity_id)
    return form_page(request, form, heading, back, caption=session.activity.title)


def close_out_form(data, session, with_needs=True) -> CloseOutForm:
    """The form that closes a session out, with the minutes as far as they are written."""
    minutes = Minutes.objects.filter(session=session).first()
    text = None if minutes and minutes.published_at else getattr(minutes, "text", "")
    places, groups = list(rules.places_to_attend(session)), groups_of(session.activity)
    return CloseOutForm(data, places=places, groups=groups, text=text, with_needs=with_needs)


@staff_page(Permission.SEE_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def minutes(request, pk):
    session = _session(request, pk)
    back = reverse("activity", args=[session.activity_id])
    heading = f"Minutes: {session_name(session)}"
    held = Minutes.objects.filter(session=session).select_related("recorded_by", "published_by").first()
    run = request.reader.may(Permission.RUN_ACTIVITIES)
    answer = rules.may_write_minutes(held) if held is not None else True
    if not run or not answer:
        if request.method == "POST":
            return refused(
                request, heading, "Your role does not let you write minutes." if answer else answer.why, back
            )
        if held is None:
            raise Http404
        context = {"heading": heading, "minutes": held, "back_url": back, "caption": session.activity.title}
        return render(request, "involvement/minutes.html", context)
    form = MinutesForm(posted(request), initial={"text": held.text if held else ""})
    if form.is_valid():
        publish = "publish" in request.POST
        kwargs = {"session": session, "text": form.cleaned_data["text"], "publish": publish}
        if perform(form, actions.write_minutes, by=staff(request.user), **kwargs):
            return said(request, after_minutes(publish), "activity", session.activity_id)
    return form_page(request, form, heading, back, caption=session.activity.title)


def after_minutes(publish: bool) -> str:
    if publish:
        return "The minutes are given out. They stay as they are now."
    return "The minutes are saved as a draft. Nobody has been given them yet."
