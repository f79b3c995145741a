"""The pages of an activity for the service users who lead it: sessions, minutes, views, decisions and what was spent.

Every row is reached by `led_by(request.reader)`: of this one activity, and never a record. People are shown by the
name to use alone.
"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from core import actors
from core.access import leading_page
from core.forms import PlainForm
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.calendars import calendar_file, may_be_named_to
from involvement.forms.hearing import ViewsForm
from involvement.forms.leading import BecauseForm, LeadersDecisionForm, SpendForm
from involvement.forms.sessions import CancelSessionForm, ChangeSessionForm, MinutesForm, SessionForm
from involvement.models import Activity, Decision, Minutes, ResourceTransfer, Session, Spending, Telling, Theme
from involvement.views import form_page, refused, with_answered
from involvement.views.leaders import handed_over
from involvement.views.said import NEWEST, keep_in_address, kept_from_address
from involvement.views.sessions import LINES_FOR_OTHERS, after_minutes, close_out_form, groups_of
from involvement.words import session_name

MOST_SHOWN = 50


def _led(request, pk) -> Activity:
    return get_object_or_404(
        Activity.objects.led_by(request.reader).select_related("level", "service", "site", "lead"), pk=pk
    )


def _home(pk) -> str:
    return reverse("leading", args=[pk])


def _names(activity):
    """Those with a place, by the name to use and nothing else."""
    people = Person.objects.not_restricted().filter(places__activity=activity, places__state__in=rules.TAKES_PART)
    return list(people.order_by("name_to_use", "pk").values_list("name_to_use", flat=True))


@leading_page
@require_GET
def leading(request, pk):
    activity = _led(request, pk)
    decisions = activity.decisions.filter(by_leader__isnull=False).select_related("overruling__instead")
    sessions = list(activity.sessions.select_related("minutes").order_by("-starts_at", "-pk")[:MOST_SHOWN])
    for session in sessions:
        session.may_hold, session.may_change = rules.may_hold(session), rules.may_change_session(session)
    context = {
        "activity": activity,
        "heading": activity.title,
        "caption": _("You lead this"),
        "names": _names(activity),
        "sessions": sessions,
        "decisions": decisions.order_by("-recorded_at", "-pk")[:MOST_SHOWN],
        "said": with_answered(activity.views.select_related("theme")).order_by("-recorded_at", "-pk")[:MOST_SHOWN],
        "transfers": list(handed_over(activity)),
        "may_plan": rules.may_plan_session(activity),
        "may_record_view": rules.may_record_view(activity),
        "may_decide": rules.may_decide(activity),
        "back_url": reverse("my_activities"),
    }
    return render(request, "involvement/leading.html", context)


# --- Sessions


def _session(request, pk, session) -> Session:
    found = Session.objects.led_by(request.reader).select_related("activity__service", "activity__site")
    return get_object_or_404(found, pk=session, activity=pk)


@leading_page
@require_http_methods(["GET", "POST"])
def plan_session(request, pk):
    activity = _led(request, pk)
    answer = rules.may_plan_session(activity)
    if not answer:
        return refused(request, _("Plan a session"), answer.why, _home(pk))
    form = SessionForm(posted(request))
    if form.is_valid():
        by = actors.leader(request.user)
        if planned := perform(form, actions.plan_session, by=by, activity=activity, **form.details()):
            return said(request, _("%s is planned.") % session_name(planned), "leading", pk)
    return form_page(request, form, _("Plan a session"), _home(pk), caption=activity.title)


@leading_page
@require_http_methods(["GET", "POST"])
def change_session(request, pk, session):
    session = _session(request, pk, session)
    heading, answer = _("Change %s") % session_name(session), rules.may_change_session(session)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = ChangeSessionForm(posted(request), session=session)
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.change_session, by=by, session=session, **form.details()):
            return said(request, _("The session is changed, and everybody with a place is told."), "leading", pk)
    return form_page(request, form, heading, _home(pk), caption=session.activity.title)


@leading_page
@require_http_methods(["GET", "POST"])
def cancel_session(request, pk, session):
    session = _session(request, pk, session)
    heading, answer = _("Cancel %s?") % session_name(session), rules.may_change_session(session)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = CancelSessionForm(posted(request))
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.cancel_session, by=by, session=session, **form.cleaned_data):
            return said(request, _("The session is cancelled, and everybody with a place is told."), "leading", pk)
    context = {"heading": heading, "button": _("Cancel it and tell people"), "kind": "warning", "form": form}
    context |= {"cancel_url": _home(pk), "back_url": _home(pk), "caption": session.activity.title, "session": session}
    context["places"] = rules.places_to_attend(session).count()
    return render(request, "involvement/cancel_session.html", context)


@leading_page
@require_http_methods(["GET", "POST"])
def hold_session(request, pk, session):
    session = _session(request, pk, session)
    heading, answer = _("Close out %s") % session_name(session), rules.may_hold(session)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = close_out_form(posted(request), session, with_needs=False)
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.hold_session, by=by, session=session, **form.details()):
            return said(request, _("The session is closed out. Write down what people said next."), "leading", pk)
    return form_page(request, form, heading, _home(pk), caption=session.activity.title)


@leading_page
@require_http_methods(["GET", "POST"])
def minutes(request, pk, session):
    session = _session(request, pk, session)
    heading = _("Minutes: %s") % session_name(session)
    held = Minutes.objects.filter(session=session).select_related("published_by").first()
    if held is not None and not rules.may_write_minutes(held):
        if request.method == "POST":
            return refused(request, heading, rules.may_write_minutes(held).why, _home(pk))
        context = {"heading": heading, "minutes": held, "back_url": _home(pk), "caption": session.activity.title}
        return render(request, "involvement/minutes.html", context)
    form = MinutesForm(posted(request), initial={"text": held.text if held else ""})
    if form.is_valid():
        publish = "publish" in request.POST
        kwargs = {"session": session, "text": form.cleaned_data["text"], "publish": publish}
        if perform(form, actions.write_minutes, by=actors.leader(request.user), **kwargs):
            return said(request, after_minutes(publish), "leading", pk)
    return form_page(request, form, heading, _home(pk), caption=session.activity.title)


@leading_page
@require_GET
def attendance_sheet(request, pk, session):
    session = _session(request, pk, session)
    context = {
        "heading": _("Attendance sheet: %s") % session_name(session),
        "session": session,
        "places": list(rules.places_to_attend(session)),
        "lines": range(LINES_FOR_OTHERS),
        "groups": groups_of(session.activity),
        "back_url": _home(pk),
    }
    return render(request, "involvement/attendance_sheet.html", context)


@leading_page
@require_GET
def calendar(request, pk):
    """All sessions as a file for the leader's own calendar: as discreet as their ways of contact ask for."""
    activity = _led(request, pk)
    person = get_object_or_404(Person, pk=request.reader.person_id)
    sessions = activity.sessions.select_related("activity__site")
    return calendar_file(sessions, discreet=not may_be_named_to(person))


# --- What people said, and what the group decides


@leading_page
@require_http_methods(["GET", "POST"])
def record_view(request, pk):
    activity = _led(request, pk)
    heading, answer = _("Write down what people said"), rules.may_record_view(activity)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    kept = kept_from_address(request, activity)
    form = ViewsForm(posted(request), activity=activity, people=Person.objects.none(), initial=kept)
    # Words are kept without a name here: whose they are is not for those who lead to record. Nor are they staff's.
    del form.fields["person"], form.fields["kind"]
    if form.is_valid():
        by = actors.leader(request.user)
        if views := perform(form, actions.record_views, by=by, activity=activity, rows=form.rows()):
            messages.success(request, _("It is saved. You can write the next one."))
            return redirect(f"{reverse('leading_view', args=[pk])}?{keep_in_address(views[0])}")
    context = {
        "caption": activity.title,
        "activity": activity,
        "themes": Theme.objects.filter(views__activity=activity).distinct(),
        "views": activity.views.select_related("theme").order_by("-recorded_at", "-pk")[:NEWEST],
        "keeps_focus": True,
    }
    return form_page(request, form, heading, _home(pk), "involvement/leading_view.html", **context)


@leading_page
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    activity = _led(request, pk)
    heading, answer = _("Decide"), rules.may_decide(activity)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = LeadersDecisionForm(posted(request), activity=activity)
    if form.is_valid():
        by, owner = actors.leader(request.user), request.user
        if made := perform(form, actions.decide, by=by, activity=activity, owner=owner, **form.cleaned_data):
            return said(request, _("The decision is saved. Nobody has been told yet."), "leading_decision", pk, made.pk)
    return form_page(request, form, heading, _home(pk), caption=activity.title)


def _decision(request, pk, decision) -> Decision:
    found = Decision.objects.led_by(request.reader).select_related(
        "activity__service", "activity__lead", "overruling__instead"
    )
    return get_object_or_404(found, pk=decision, activity=pk)


@leading_page
@require_GET
def decision(request, pk, decision):
    """One decision: what people read of it, whom it has reached, and whether staff overruled it."""
    decision = _decision(request, pk, decision)
    tellings = Telling.objects.filter(decision=decision)
    yours = rules.may_touch_decision(decision, request.user)
    return render(
        request,
        "involvement/leading_decision.html",
        {
            "heading": _("Decision") if decision.published_at else _("Decision not published yet"),
            "caption": decision.activity.title,
            "decision": decision,
            "views": with_answered(decision.views.select_related("theme")),
            "may_change": yours and rules.may_change_decision(decision),
            "may_publish": yours and rules.may_publish(decision),
            "may_replace": yours and rules.may_replace(decision),
            "may_mark_done": rules.may_mark_done(decision),
            "told": tellings.filter(told_at__isnull=False).count(),
            "waiting": tellings.open().count(),
            "names": [] if decision.published_at else rules.names_in([decision]),
            "back_url": _home(pk),
        },
    )


@leading_page
@require_http_methods(["GET", "POST"])
def change_decision(request, pk, decision):
    decision = _decision(request, pk, decision)
    back, answer = reverse("leading_decision", args=[pk, decision.pk]), rules.may_change_decision(decision)
    answer = answer and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, _("Change this decision"), answer.why, back)
    form = LeadersDecisionForm(posted(request), activity=decision.activity, decision=decision)
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.change_decision, by=by, decision=decision, **form.cleaned_data):
            return said(
                request, _("The decision is saved. Nobody has been told yet."), "leading_decision", pk, decision.pk
            )
    return form_page(request, form, _("Change this decision"), back, caption=decision.activity.title)


@leading_page
@require_http_methods(["GET", "POST"])
def replace_decision(request, pk, decision):
    """New words for what people were told: they are told again once it is published."""
    decision = _decision(request, pk, decision)
    back, heading = reverse("leading_decision", args=[pk, decision.pk]), _("Change what people were told")
    answer = rules.may_replace(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = LeadersDecisionForm(posted(request), activity=decision.activity, decision=decision)
    if form.is_valid():
        by, kwargs = actors.leader(request.user), {"activity": decision.activity, "replaces": decision}
        if made := perform(form, actions.decide, by=by, owner=request.user, **kwargs, **form.cleaned_data):
            sentence = _("The change is saved. Nobody has been told of it yet.")
            return said(request, sentence, "leading_decision", pk, made.pk)
    return form_page(request, form, heading, back, caption=decision.activity.title)


@leading_page
@require_http_methods(["GET", "POST"])
def publish_decision(request, pk, decision):
    decision = _decision(request, pk, decision)
    back, heading = reverse("leading_decision", args=[pk, decision.pk]), _("Publish this decision?")
    answer = rules.may_publish(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.publish_decisions, by=by, decisions=[decision]) is not None:
            return said(
                request, _("It is published. Everybody concerned is being told."), "leading_decision", pk, decision.pk
            )
    context = {"heading": heading, "button": _("Publish and tell people"), "form": form, "decision": decision}
    context |= {"cancel_url": back, "back_url": back, "caption": decision.activity.title}
    context["names"] = rules.names_in([decision])
    return render(request, "involvement/leading_publish.html", context)


@leading_page
@require_http_methods(["GET", "POST"])
def decision_done(request, pk, decision):
    decision = _decision(request, pk, decision)
    back, heading = reverse("leading_decision", args=[pk, decision.pk]), _("Has this been done?")
    answer = rules.may_mark_done(decision)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.mark_decision_done, by=actors.leader(request.user), decision=decision):
        return said(
            request, _("It is marked as done. Everybody can read that it is."), "leading_decision", pk, decision.pk
        )
    context = {"heading": heading, "button": _("Yes, it is done"), "decision": decision, "form": form}
    return render(request, "involvement/decision_done.html", {**context, "cancel_url": back, "back_url": back})


# --- What was handed over


@leading_page
@require_http_methods(["GET", "POST"])
def spend(request, pk, transfer):
    transfers = ResourceTransfer.objects.led_by(request.reader).select_related("activity__service")
    transfer = get_object_or_404(transfers.prefetch_related("spending"), pk=transfer, activity=pk)
    heading, answer = _("How was it used?"), rules.may_spend(transfer)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = SpendForm(posted(request), transfer=transfer)
    if form.is_valid():
        by = actors.leader(request.user)
        if perform(form, actions.spend, by=by, transfer=transfer, **form.cleaned_data):
            return said(request, _("It is written down."), "leading", pk)
    context = {"caption": transfer.what, "transfer": transfer, "left": rules.left_of(transfer)}
    return form_page(request, form, heading, _home(pk), "involvement/spend.html", **context)


@leading_page
@require_http_methods(["GET", "POST"])
def take_back_spending(request, pk, line):
    transfers = ResourceTransfer.objects.led_by(request.reader).filter(activity=pk)
    line = get_object_or_404(
        Spending.objects.select_related("transfer__activity").filter(transfer__in=transfers), pk=line
    )
    heading, answer = _("Was this written down wrongly?"), rules.may_take_back(line)
    if not answer:
        return refused(request, heading, answer.why, _home(pk))
    form = BecauseForm(posted(request), asks=_("What was wrong?"))
    if form.is_valid() and perform(
        form, actions.take_back, by=actors.leader(request.user), row=line, **form.cleaned_data
    ):
        return said(request, _("It counts no more. It still shows, with what was wrong."), "leading", pk)
    context = {"heading": heading, "button": _("Take it back"), "kind": "warning", "form": form, "what": line.what_for}
    context |= {"cancel_url": _home(pk), "back_url": _home(pk), "caption": line.transfer.activity.title}
    return render(request, "involvement/take_back.html", context)
