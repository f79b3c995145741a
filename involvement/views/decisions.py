"""Decisions on what people said: writing one, seeing what each person will read, publishing, and seeing it done."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from core.access import staff_page
from core.actors import staff
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, said
from involvement import actions, letters, rules
from involvement.forms.feedback import DecisionForm, PublishForm
from involvement.models import Decision, Telling
from involvement.models.activities import State
from involvement.views import form_page, name_of, named, number_in, refused, seen, seen_activity, with_restricted
from involvement.words import telling_sentence

MOST_SHOWN = 200


def _decision(request, pk) -> Decision:
    activity = ("activity__service", "activity__lead", "activity__partner")
    return seen(request, Decision.objects.select_related("owner", "recorded_by", "published_by", *activity), pk)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    heading = "Decide on what people said"
    if activity.state in (State.PLANNED, State.CANCELLED) or not activity.views.exists():
        return refused(request, heading, "Nobody has given a view yet. Record what people said first.", back)
    unanswered = rules.unanswered_views(activity).filter(theme=number_in(request.GET.get("theme")))
    initial = {"views": [view.pk for view in unanswered], "owner": activity.lead}
    form = DecisionForm(request.POST or None, activity=activity, initial=initial)
    if form.is_valid():
        by = staff(request.user)
        if made := perform(form, actions.decide, by=by, activity=activity, **form.cleaned_data):
            sentence = "The decision is saved. Nobody has been told. Check what people will read, then publish it."
            return said(request, sentence, "decision", made.pk)
    return form_page(request, form, heading, back, "involvement/decide.html", caption=activity.title, wide=True)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def change_decision(request, pk):
    decision = _decision(request, pk)
    back = reverse("decision", args=[pk])
    if decision.published_at is not None:
        why = "People were told about this decision, so it stays as it was. Record a new one."
        return refused(request, "Change this decision", why, back)
    form = DecisionForm(request.POST or None, activity=decision.activity, decision=decision)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.change_decision, by=by, decision=decision, **form.cleaned_data):
            return said(request, "The decision is saved. Nobody has been told yet.", "decision", pk)
    title = decision.activity.title
    return form_page(request, form, "Change this decision", back, "involvement/decide.html", caption=title, wide=True)


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def decision(request, pk):
    decision = _decision(request, pk)
    answer = rules.may_publish(decision)
    return render(
        request,
        "involvement/decision.html",
        {
            "heading": "Decision" if decision.published_at else "Decision not published yet",
            "caption": decision.activity.title,
            "decision": decision,
            "views": with_restricted(decision.views.select_related("theme", "group", "session", "person"))[:MOST_SHOWN],
            **(_afterwards(decision) if decision.published_at else _preview([decision])),
            "may_publish": answer,
            "decide": request.reader.may(Permission.DECIDE),
            "tell": request.reader.may(Permission.TELL_PEOPLE),
            "back_url": reverse("activity", args=[decision.activity_id]),
            "back_label": "The activity",
        },
    )


def _preview(decisions) -> dict:
    """Who will be told and how, and exactly what they will read, before anybody is."""
    due = [telling for decision in decisions for telling in rules.tellings_due(decision)]
    recipients = {}
    for telling in due:
        key = (telling.person_id, telling.session_id)
        recipients.setdefault(key, (name_of(telling), telling_sentence(telling), telling))
    people = [telling for _name, _how, telling in recipients.values() if telling.person]
    by_message = [telling for telling in people if telling.how == Telling.How.MESSAGE]
    letter = letters.what_was_decided(people[0].person, decisions)["text"] if people else ""
    return {
        "recipients": [(name, how) for name, how, _telling in recipients.values()],
        "letter": letter,
        "by_message": len(by_message),
        "by_worker": len(people) - len(by_message),
        "groups": len(recipients) - len(people),
    }


def _afterwards(decision) -> dict:
    """Where each telling stands."""
    tellings = with_restricted(decision.tellings.select_related("person", "session", "worker"))
    tellings = named(tellings.order_by("pk")[:MOST_SHOWN])
    return {
        "tellings": tellings,
        "told": sum(1 for telling in tellings if telling.told_at),
        "could_not": sum(1 for telling in tellings if telling.given_up_at),
        "waiting": sum(1 for telling in tellings if not telling.told_at and not telling.given_up_at),
    }


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def publish_decision(request, pk):
    decision = _decision(request, pk)
    back = reverse("decision", args=[pk])
    heading = "Publish this decision?"
    answer = rules.may_publish(decision)
    if not answer:
        return refused(request, heading, answer.why, back)
    others = (
        decision.activity.decisions.filter(published_at__isnull=True, views__isnull=False).exclude(pk=pk).distinct()
    )
    if others.exists():
        form = PublishForm(request.POST if request.method == "POST" else None, others=others)
    else:
        form = PlainForm(request.POST if request.method == "POST" else None)
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
            "form": form,
            "cancel_url": back,
            "back_url": back,
            **_preview([decision]),
        },
    )


def _after_publishing(made, decisions) -> str:
    what = "It is published." if decisions == 1 else f"{decisions} decisions are published."
    messages = len({telling.person_id for telling in made if telling.how == Telling.How.MESSAGE})
    others = len({(t.person_id, t.session_id) for t in made if t.how != Telling.How.MESSAGE})
    if not made:
        return f"{what} There is nobody to be told yet."
    people = "1 person is" if messages == 1 else f"{messages} people are"
    rest = "1 is" if others == 1 else f"{others} are"
    return f"{what} {people} told by message. {rest} still to be told by a worker."


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def decision_done(request, pk):
    decision = _decision(request, pk)
    back = reverse("decision", args=[pk])
    heading = "Has this been done?"
    if decision.published_at is None or decision.done_at is not None:
        why = "Only a published decision that is not done yet can be marked as done."
        return refused(request, heading, why, back)
    form = PlainForm(request.POST if request.method == "POST" else None)
    valid = request.method == "POST" and form.is_valid()
    if valid and perform(form, actions.mark_decision_done, by=staff(request.user), decision=decision):
        return said(request, "It is marked as done. Everybody can read that it is.", "decision", pk)
    context = {"heading": heading, "button": "Yes, it is done", "decision": decision, "form": form}
    return render(request, "involvement/decision_done.html", {**context, "cancel_url": back, "back_url": back})
