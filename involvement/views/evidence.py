"""Recording what shows that a promise is kept, and giving people the reason where one was not."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import perform, said
from involvement import actions, promises, rules
from involvement.forms.evidence import OfferForm, PlanChangeForm, PromiseNotKeptForm, TermsForm
from involvement.models import Activity
from involvement.views import form_page, refused, seen_activity


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def note_plan_change(request, pk):
    activity = seen_activity(request, pk)
    answer = rules.may_record_view(activity)
    if not answer:
        return refused(request, "Record a change that people asked for", answer.why, reverse("activity", args=[pk]))
    form = PlanChangeForm(request.POST or None)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.note_plan_change, by=by, activity=activity, **form.cleaned_data):
            return said(request, "The change is recorded. It shows that people shaped this.", "activity", pk)
    back = reverse("activity", args=[pk])
    return form_page(request, form, "Record a change that people asked for", back, caption=activity.title)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def agree_terms(request, pk):
    return _settle(
        request,
        pk,
        TermsForm,
        actions.agree_terms,
        "Record the terms of reference",
        "The terms of reference are recorded.",
    )


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def settle_offer(request, pk):
    return _settle(
        request,
        pk,
        OfferForm,
        actions.settle_offer,
        "Record what people are paid or given",
        "What was settled is recorded.",
    )


def _settle(request, pk, form_class, action, heading, after):
    activity = seen_activity(request, pk)
    back = f"{reverse('activity', args=[pk])}#terms"
    answer = rules.may_settle(activity)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = form_class(request.POST or None, initial=form_class.values_of(activity))
    if form.is_valid() and perform(form, action, by=staff(request.user), activity=activity, **form.cleaned_data):
        return said(request, after, "activity", pk)
    return form_page(request, form, heading, back, caption=activity.title)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def promise_not_kept(request, pk):
    """Say why a promise was not kept. Shows the promise, what is missing, and that everybody is told."""
    figures = promises.with_figures(Activity.objects.visible_to(request.reader).select_related("service"))
    activity = get_object_or_404(figures, pk=pk)
    back, heading = reverse("activity", args=[pk]), "Say why the promise was not kept"
    tracked = promises.track(activity)
    rounds = rules.rounds_without_reason(activity)
    answer = rules.may_say_promise_not_kept(activity, tracked.lacks, next(iter(rounds or []), None))
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PromiseNotKeptForm(request.POST or None, rounds=rounds, initial={"session": request.GET.get("round")})
    if form.is_valid():
        kwargs = {"activity": activity, **form.cleaned_data}
        if perform(form, actions.say_promise_not_kept, by=staff(request.user), **kwargs):
            return said(request, "The reason is recorded. Tell those who are waiting next.", "activity", pk)
    context = {"activity": activity, "tracked": tracked, "caption": activity.title}
    return form_page(request, form, heading, back, "involvement/promise_not_kept.html", **context)
