"""Decisions on what people said: writing one, seeing what each person will read, publishing, and seeing it done."""

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, letters, rules
from involvement.forms.deciding import DoneForm
from involvement.forms.feedback import DecisionForm, PublishForm, WithholdForm
from involvement.models import Decision, Level, Telling
from involvement.views import (
    form_page,
    name_of,
    named,
    number_in,
    refused,
    seen,
    seen_activity,
    with_answered,
    with_restricted,
)
from involvement.words import telling_sentence

MOST_SHOWN = 200


def seen_decision(request, pk) -> Decision:
    activity = ("service", "activity__service", "activity__lead", "activity__partner")
    related = ("owner", "recorded_by", "published_by", "by_leader", "overruling__instead", "overrules", "replaces")
    return seen(request, Decision.objects.select_related(*related, *activity), pk)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    heading = "Decide on what people said"
    answer = rules.may_decide(activity) and rules.may_decide_as(activity, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    unanswered = rules.unanswered_views(activity).filter(theme=number_in(request.GET.get("theme")))
    initial = {"views": [view.pk for view in unanswered], "owner": activity.lead}
    form = DecisionForm(request.POST or None, activity=activity, initial=initial)
    if form.is_valid():
        by = staff(request.user)
        if made := perform(form, actions.decide, by=by, activity=activity, **form.cleaned_data):
            sentence = "The decision is saved. Nobody has been told. Check what people will read, then publish it."
            return said(request, sentence, "decision", made.pk)
    context = {"caption": activity.title, "wide": True, "names": names_typed(form, activity)}
    return form_page(request, form, heading, back, "involvement/decide.html", **context)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def change_decision(request, pk):
    decision = seen_decision(request, pk)
    back = reverse("decision", args=[pk])
    answer = rules.may_change_decision(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, "Change this decision", answer.why, back)
    form = DecisionForm(request.POST or None, activity=decision.activity, decision=decision)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.change_decision, by=by, decision=decision, **form.cleaned_data):
            return said(request, "The decision is saved. Nobody has been told yet.", "decision", pk)
    context = {"caption": decision.activity.title, "wide": True, "names": names_typed(form, decision.activity)}
    return form_page(request, form, "Change this decision", back, "involvement/decide.html", **context)


def names_typed(form, activity) -> list[str]:
    """Words in what was typed, or else stands there, that may name somebody in the activity."""
    words = {name: str(form[name].value() or "") for name in ("you_said", "we_decided", "rationale")}
    return rules.names_in([Decision(activity=activity, **words)])


def names_posted(request, decision) -> list[str]:
    """Words that were sent about a decision, and that may name somebody in its activity."""
    return rules.names_in([Decision(activity=decision.activity, rationale=request.POST.get("words", ""))])


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def decision(request, pk):
    decision = seen_decision(request, pk)
    answer, may_decide = rules.may_publish(decision), request.reader.may(Permission.DECIDE)
    return render(
        request,
        "involvement/decision.html",
        {
            "heading": "Decision" if decision.published_at else "Decision not published yet",
            "caption": decision.activity.title,
            "decision": decision,
            "views": _views(decision),
            "joint": _joint(decision),
            "names": [] if decision.published_at else rules.names_in([decision]),
            "may_withhold": rules.may_withhold(decision),
            "may_replace": rules.may_replace(decision),
            "may_note_progress": rules.may_note_progress(decision),
            "replies": _replies(decision) if decision.published_at else [],
            "newer": decision.replacements.first() if decision.published_at else None,
            **(_afterwards(decision) if decision.published_at else _preview([decision])),
            "may_publish": answer,
            "decide": may_decide and bool(rules.may_touch_decision(decision, request.user)),
            "may_overrule": may_decide and rules.may_overrule(decision),
            "tell": request.reader.may(Permission.TELL_PEOPLE),
            "back_url": reverse("activity", args=[decision.activity_id]),
            "back_label": "The activity",
        },
    )


def _views(decision):
    views = decision.views.select_related("theme", "group", "session", "person")
    return with_answered(with_restricted(views))[:MOST_SHOWN]


def _replies(decision):
    """What people said of it that is not what they meant, while no published decision answers it."""
    replies = decision.replies.select_related("theme", "group", "session", "person")
    return [view for view in with_answered(with_restricted(replies)) if not view.answered]


def _joint(decision) -> list[str]:
    """The names of those who made it together with the service, but of a record that is restricted."""
    if decision.activity.level_id != Level.PARTNERSHIP:
        return []
    people = Person.objects.not_restricted().filter(joint_decisions__decision=decision)
    return list(people.order_by("name_to_use", "pk").values_list("name_to_use", flat=True))


def _preview(decisions) -> dict:
    """Who will be told and how, and exactly what they will read, before anybody is."""
    due = [telling for decision in decisions for telling in rules.tellings_due(decision)]
    recipients = {}
    for telling in due:
        key = (telling.person_id, telling.session_id, telling.partner_id)
        recipients.setdefault(key, (name_of(telling), telling_sentence(telling), telling))
    people = [telling for _name, _how, telling in recipients.values() if telling.person]
    by_message = [telling for telling in people if telling.how == Telling.How.MESSAGE]
    letter, easy_letter = "", ""
    if people:
        has_easy = any(decision.has_easy_read for decision in decisions)
        letter = letters.what_was_decided(people[0].person, decisions, easy=False)["text"]
        easy_letter = letters.what_was_decided(people[0].person, decisions, easy=True)["text"] if has_easy else ""
    shown = [(name, how) for name, how, _telling in recipients.values()][:MOST_SHOWN]
    return {
        "recipients": shown,
        "left_out": len(recipients) - len(shown),
        "letter": letter,
        "easy_letter": easy_letter,
        "by_message": len(by_message),
        "by_worker": len(people) - len(by_message),
        "groups": len(recipients) - len(people),
    }


def _afterwards(decision) -> dict:
    """How many were told of a published decision, and where each telling stands: those who wait come first."""
    ended_at = Coalesce("told_at", "given_up_at")
    counts = decision.tellings.aggregate(
        told=Count("pk", filter=Q(told_at__isnull=False)),
        could_not=Count("pk", filter=Q(given_up_at__isnull=False)),
        waiting=Count("pk", filter=Q(told_at__isnull=True, given_up_at__isnull=True)),
    )
    tellings = with_restricted(decision.tellings.select_related("person", "session", "partner", "worker"))
    shown = named(tellings.order_by(ended_at.asc(nulls_first=True), "pk")[:MOST_SHOWN])
    return {"tellings": shown, "left_out": sum(counts.values()) - len(shown), **counts}


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def publish_decision(request, pk):
    decision = seen_decision(request, pk)
    back = reverse("decision", args=[pk])
    heading = "Publish this decision?"
    answer = rules.may_publish(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    others = (
        decision.activity.decisions.filter(published_at__isnull=True, views__isnull=False).exclude(pk=pk).distinct()
    )
    chosen = others.filter(pk__in=[number_in(key) for key in request.POST.getlist("together")])
    names = rules.names_in([decision, *chosen])
    form = PublishForm(posted(request), others=others, names=names)
    if request.method == "POST" and form.is_valid():
        together = [decision, *form.cleaned_data.get("together", ())]
        made = perform(form, actions.publish_decisions, by=staff(request.user), decisions=together)
        if made is not None:
            return said(request, _after_publishing(made, len(together)), "decision", pk)
    return render(
        request,
        "involvement/publish_decision.html",
        {
            "heading": heading,
            "caption": decision.activity.title,
            "button": "Publish and tell people",
            "decision": decision,
            "names": names,
            "form": form,
            "cancel_url": back,
            "back_url": back,
            **_preview([decision]),
        },
    )


def _after_publishing(made, decisions) -> str:
    what = "It is published." if decisions == 1 else f"{decisions} decisions are published."
    messages = len({telling.person_id for telling in made if telling.how == Telling.How.MESSAGE})
    others = len({(t.person_id, t.session_id, t.partner_id) for t in made if t.how != Telling.How.MESSAGE})
    if not made:
        return f"{what} There is nobody to be told yet."
    people = "1 person is" if messages == 1 else f"{messages} people are"
    rest = "1 is" if others == 1 else f"{others} are"
    return f"{what} {people} told by message. {rest} still to be told by a worker."


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def decision_done(request, pk):
    decision = seen_decision(request, pk)
    back = reverse("decision", args=[pk])
    heading = "Has this been done?"
    answer = rules.may_mark_done(decision)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = DoneForm(posted(request), names=names_posted(request, decision))
    kwargs = {"decision": decision, **form.details()} if form.is_valid() else {}
    if kwargs and perform(form, actions.mark_decision_done, by=staff(request.user), **kwargs):
        return said(request, "It is marked as done. Everybody can read that it is.", "decision", pk)
    context = {"heading": heading, "button": "Yes, it is done", "decision": decision, "form": form}
    return render(request, "involvement/decision_done.html", {**context, "cancel_url": back, "back_url": back})


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def withhold_decision(request, pk):
    decision = seen_decision(request, pk)
    back = reverse("decision", args=[pk])
    heading = "Take this decision off the public page?"
    answer = rules.may_withhold(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = WithholdForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.withhold_decision, by=by, decision=decision, **form.cleaned_data):
            return said(request, "It is off the public page. Those who were told still read it.", "decision", pk)
    context = {"heading": heading, "button": "Take it off the public page", "kind": "warning", "decision": decision}
    context |= {"form": form, "cancel_url": back, "back_url": back, "caption": decision.activity.title}
    return render(request, "involvement/withhold_decision.html", context)
