"""Planning an activity, changing its plan, and moving it from state to state."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.access import staff_page
from core.actors import staff
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, said
from involvement import actions, rules
from involvement.forms.activities import PlanForm, ReasonForm
from involvement.methods import METHODS
from involvement.models import Group, Level
from involvement.models.activities import State
from involvement.views import form_page, refused, seen_activity


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def plan_activity(request):
    service = request.reader.service
    form = PlanForm(request.POST or None, service=service, initial={"lead": request.user, **_chosen(request.GET)})
    if form.is_valid():
        by = staff(request.user)
        if made := perform(form, actions.plan_activity, by=by, service=service, **form.cleaned_data):
            return said(
                request, f"“{made.title}” is planned. Plan its sessions, then open it to people.", "activity", made.pk
            )
    return form_page(
        request, form, "Plan an activity", reverse("activities"), template="involvement/plan_activity.html"
    )


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def copy_activity(request, pk):
    """Plan another activity from the plan of this one. Days, people and what came of it are not copied."""
    activity = seen_activity(request, pk)
    service = request.reader.service
    kept = {name: value for name, value in PlanForm.values_of(activity).items() if name not in ("starts_on", "ends_on")}
    form = PlanForm(request.POST or None, service=service, initial=kept)
    if form.is_valid():
        by = staff(request.user)
        if made := perform(form, actions.plan_activity, by=by, service=service, **form.cleaned_data):
            return said(request, f"“{made.title}” is planned, with nobody in it yet.", "activity", made.pk)
    back = reverse("activity", args=[pk])
    return form_page(request, form, "Plan it again", back, "involvement/copy_activity.html", caption=activity.title)


def _chosen(asked):
    """What the planner chose, from the address of a new plan; a word it does not know counts for nothing."""
    known = {"level": Level.objects.values_list("pk", flat=True), "method": [method.key for method in METHODS]}
    chosen = {name: asked[name] for name, keys in known.items() if asked.get(name) in list(keys)}
    groups = set(asked.getlist("groups")) & set(Group.objects.values_list("pk", flat=True))
    return {**chosen, "groups": list(groups), "standing": asked.get("standing") == "on"}


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def change_plan(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    answer = rules.may_edit(activity)
    if not answer:
        return refused(request, f"Change the plan of “{activity.title}”", answer.why, reverse("activity", args=[pk]))
    form = PlanForm(request.POST or None, service=request.reader.service, activity=activity)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.change_plan, by=by, activity=activity, **form.cleaned_data):
            return said(request, "The plan is saved.", "activity", pk)
    return form_page(request, form, f"Change the plan of “{activity.title}”", back)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def move_activity(request, pk, to):
    if to not in State.values:
        raise Http404
    activity = seen_activity(request, pk)
    to = State(to)
    words = rules.MOVE_WORDS.get(to, "")
    answer = rules.may_move(activity, to)
    heading = f"{words}: “{activity.title}”?"
    if not answer:
        return refused(request, heading, answer.why, reverse("activity", args=[pk]))
    needs_reason = to in rules.NEEDS_REASON
    form = (ReasonForm if needs_reason else PlainForm)(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        by = staff(request.user)
        kwargs = {"activity": activity, "to": to, **form.cleaned_data}
        if perform(form, actions.move_activity, by=by, **kwargs):
            return said(request, AFTER_MOVE[to], "activity", pk)
    return render(
        request,
        "involvement/move_activity.html",
        {
            "activity": activity,
            "form": form,
            "heading": heading,
            "button": words,
            "kind": "warning" if needs_reason else "",
            "next": NEXT[to],
            "to": to,
            "cancel_url": reverse("activity", args=[pk]),
            "back_url": reverse("activity", args=[pk]),
        },
    )


# What happens next, before and after each move.
NEXT = {
    State.OPEN: "People can be invited. The promise below is given to them, and its level stays from now on.",
    State.RUNNING: "Decisions can be published from now on. People can still be invited.",
    State.CLOSED: "No more sessions. Views that come late can still be recorded. Then every view needs a decision.",
    State.DECIDED: "Every view has its decision. Now everybody who is still waiting has to be told.",
    State.FED_BACK: "Everybody was told, or could not be. A new view or decision would start the telling again.",
    State.CLOSED_WITHOUT_VIEWS: "It ends here. Its promise counts as not kept, with your reason.",
    State.NOBODY_TOLD: "It ends here. Its promise counts as not kept, with your reason.",
    State.FINISHED: "It ends here. What it left behind stays in the record.",
    State.CANCELLED: "It ends here and cannot be opened again. Tell the people who were invited.",
}
AFTER_MOVE = {
    State.OPEN: "It is open. Invite people next.",
    State.RUNNING: "It is running. Record what people say, and close out each session.",
    State.CLOSED: "It is closed for views. Decide on what people said next.",
    State.DECIDED: "Every view has a decision. Tell everybody who is waiting next.",
    State.FED_BACK: "It is fed back: everybody was told what came of it.",
    State.CLOSED_WITHOUT_VIEWS: "It is closed without views.",
    State.NOBODY_TOLD: "It is closed: nobody could be told.",
    State.FINISHED: "It is finished.",
    State.CANCELLED: "It is cancelled. Tell the people who were invited.",
}
