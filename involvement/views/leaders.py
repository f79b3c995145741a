"""What staff see and do about an activity that service users lead: name them, hand over, support, and overrule."""

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.forms.leading import BecauseForm, HandOverForm, NameLeaderForm, OverruleForm
from involvement.models import Decision, Leadership, Place, ResourceTransfer
from involvement.views import form_page, refused, seen, seen_activity, with_restricted


def led_of(activity) -> list:
    """Who leads an activity now, each knowing whether the record is `restricted`."""
    return list(with_restricted(activity.leaderships.open().select_related("person")))


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def leaders(request, pk):
    """Who leads, what was handed over and how it was used."""
    activity = seen_activity(request, pk)
    run = request.reader.may(Permission.RUN_ACTIVITIES)
    transfers = list(handed_over(activity))
    context = {
        "heading": "Led by service users",
        "caption": activity.title,
        "activity": activity,
        "leaders": led_of(activity),
        "may_be_led": rules.may_be_led(activity),
        "transfers": transfers,
        "overruled": activity.decisions.filter(overruling__isnull=False).select_related("overruling__instead"),
        "run": run,
        "back_url": reverse("activity", args=[pk]),
        "back_label": "The activity",
    }
    return render(request, "involvement/leaders.html", context)


def handed_over(activity):
    """What was handed over in an activity, each with its lines and what is left of it (`left`)."""
    for transfer in activity.transfers.select_related("recorded_by").prefetch_related("spending__recorded_by"):
        transfer.left = rules.left_of(transfer)
        yield transfer


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def name_leader(request, pk):
    activity = seen_activity(request, pk)
    back, heading = reverse("leaders", args=[pk]), "Name a service user to lead"
    answer = rules.may_be_led(activity)
    if not answer:
        return refused(request, heading, answer.why, back)
    said_yes = Person.objects.visible_to(request.reader).filter(
        places__activity=activity, places__state=Place.State.ACCEPTED
    )
    people = said_yes.exclude(leaderships__in=Leadership.objects.open().filter(activity=activity))
    if not people.exists():
        return refused(request, heading, "Nobody else said yes to taking part. Invite somebody first.", back)
    form = NameLeaderForm(posted(request), people=people)
    if form.is_valid():
        by = staff(request.user)
        if named := perform(form, actions.name_leader, by=by, activity=activity, **form.cleaned_data):
            sentence = f"{named.person.name_to_use} leads this activity now, from their own pages."
            return said(request, sentence, "leaders", pk)
    return form_page(request, form, heading, back, "involvement/name_leader.html", caption=activity.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def end_leadership(request, pk):
    people = Person.objects.visible_to(request.reader)
    found = Leadership.objects.select_related("person", "activity").filter(person__in=people)
    leadership = seen(request, found, pk)
    back, name = reverse("leaders", args=[leadership.activity_id]), leadership.person.name_to_use
    heading = f"{name} no longer leads?"
    answer = rules.may_end_leadership(leadership)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = BecauseForm(posted(request), asks="Why?")
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.end_leadership, by=by, leadership=leadership, **form.cleaned_data):
            return said(
                request, f"{name} does not lead any more. What they decided stays.", "leaders", leadership.activity_id
            )
    context = {"heading": heading, "button": "End this from now on", "kind": "warning", "form": form, "name": name}
    context |= {"cancel_url": back, "back_url": back, "caption": leadership.activity.title}
    return render(request, "involvement/end_leadership.html", context)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def hand_over(request, pk):
    activity = seen_activity(request, pk)
    back, heading = reverse("leaders", args=[pk]), "Record what was handed over"
    answer = rules.may_hand_over(activity)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = HandOverForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.hand_over_resource, by=by, activity=activity, **form.details()):
            return said(request, "It is recorded. Those who lead see it on their pages.", "leaders", pk)
    return form_page(request, form, heading, back, caption=activity.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def take_back_transfer(request, pk):
    transfer = seen(request, ResourceTransfer.objects.select_related("activity"), pk)
    back, heading = reverse("leaders", args=[transfer.activity_id]), "Was this recorded wrongly?"
    answer = rules.may_take_back(transfer)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = BecauseForm(posted(request), asks="What was wrong?")
    if form.is_valid() and perform(form, actions.take_back, by=staff(request.user), row=transfer, **form.cleaned_data):
        return said(request, "It is marked as recorded wrongly, and counts no more.", "leaders", transfer.activity_id)
    context = {"heading": heading, "button": "Mark as recorded wrongly", "kind": "warning", "form": form}
    context |= {"cancel_url": back, "back_url": back, "caption": transfer.activity.title, "what": transfer.what}
    return render(request, "involvement/take_back.html", context)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def overrule(request, pk):
    """Say what happens instead of what service users decided, and why: it goes to them and to everybody told."""
    activity = ("activity__service", "activity__lead", "activity__partner", "overruling")
    decision = seen(request, Decision.objects.select_related("by_leader__person", *activity), pk)
    back, heading = reverse("decision", args=[pk]), "Overrule what service users decided?"
    answer = rules.may_overrule(decision)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = OverruleForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if made := perform(form, actions.overrule, by=by, decision=decision, **form.cleaned_data):
            sentence = "It is overruled. What happens instead is published, and everybody concerned is being told why."
            return said(request, sentence, "decision", made.instead_id)
    context = {"heading": heading, "button": "Overrule it and tell people why", "kind": "warning", "form": form}
    context |= {"cancel_url": back, "back_url": back, "caption": decision.activity.title, "decision": decision}
    return render(request, "involvement/overrule.html", context)
