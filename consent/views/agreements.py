"""What happens to an answer after it was given: withdrawing, and closing what was to be asked later."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent import actions, rules
from consent.forms.answering import ReasonForm
from consent.models import Agreement, FollowUp, Person, Purpose
from core import actors, registries
from core.access import staff_page
from core.roles import Permission
from core.views import perform, posted, said


def _find(model, request, pk, *related):
    """A row of a person whom the reader may see, or 404."""
    if pk > 2**63 - 1:
        raise Http404
    people = Person.objects.visible_to(request.reader)
    return get_object_or_404(model.objects.select_related("person", *related), pk=pk, person__in=people)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def withdraw(request, pk):
    """Say beforehand what withdrawing will do, ask why, and do it."""
    agreement = _find(Agreement, request, pk, "purpose", "person__service")
    person = agreement.person
    may = rules.may_withdraw(agreement)
    form = ReasonForm(
        posted(request),
        label="Why do they withdraw?",
        hint="They do not have to say why. If they gave no reason, write that.",
    )
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if perform(form, actions.withdraw_agreement, by=actors.staff(request.user), agreement=agreement, reason=reason):
            return _withdrawn(request, agreement)
    context = {
        "form": form,
        "agreement": agreement,
        "person": person,
        "may": may,
        "consequences": [sentence for source in registries.consequences for sentence in source(agreement)],
        "heading": f"Withdraw “{agreement.purpose.title}”?",
        "caption": person.name_to_use,
        "button": "Withdraw this agreement",
        "kind": "warning",
        "cancel_url": reverse("person", args=[person.reference]),
    }
    return render(request, "consent/withdraw.html", context)


def _withdrawn(request, agreement):
    person = agreement.person
    if agreement.purpose_id == Purpose.RECORD:
        sentence = (
            f"{person.name_to_use} withdrew, and the record {person.reference} is restricted. From now on only the"
            " information governance lead and the person can read it."
        )
        if restriction := person.restrictions.filter(ended_at__isnull=True).first():
            sentence += f" It is kept until {restriction.keep_until:%-d %B %Y}."
        return said(request, sentence, "people")
    sentence = f"The agreement “{agreement.purpose.title}” is withdrawn. It acts at once, everywhere."
    return said(request, sentence, "person", person.reference)


@staff_page(Permission.RECORD_PEOPLE)
@require_http_methods(["GET", "POST"])
def close_follow_up(request, pk):
    """Note what came of asking later."""
    follow_up = _find(FollowUp, request, pk)
    person = follow_up.person
    form = ReasonForm(posted(request), label="What came of it?", submit_label="Close this")
    form.cancel_url = back = reverse("person", args=[person.reference])
    if form.is_valid():
        by = actors.staff(request.user)
        outcome = form.cleaned_data["reason"]
        if perform(form, actions.close_follow_up, by=by, follow_up=follow_up, outcome=outcome):
            return said(request, "Asking later is closed, and what came of it is noted.", "person", person.reference)
    context = {"form": form, "follow_up": follow_up, "heading": "Close asking later", "caption": person.name_to_use}
    return render(request, "consent/close_follow_up.html", {**context, "back_url": back})
