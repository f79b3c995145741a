"""Telling people what was decided: who has not been told yet, by whom and for how long, and ticking each off."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Channel, Person
from consent.rules import safe_channels
from core.access import staff_page
from core.actors import staff
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, said
from involvement import actions, rules
from involvement.forms.feedback import CouldNotForm, TellingFilter
from involvement.models import Telling
from involvement.views import name_of, named, refused, seen, with_restricted
from involvement.words import telling_sentence

How = Telling.How
DEEDS = {
    How.FACE_TO_FACE: "I told them face to face",
    How.MEETING: "I told them at a meeting",
    How.LETTER: "I told them by letter",
    How.PARTNER: "I told them through the partner",
}


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def tellings(request):
    form = TellingFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state") or TellingFilter.WAITING
    found = with_restricted(
        Telling.objects.visible_to(request.reader).select_related("person", "session", "worker", "decision__activity")
    )
    if state == TellingFilter.TOLD:
        found = found.filter(told_at__isnull=False).order_by("-told_at", "-pk")
    elif state == TellingFilter.COULD_NOT:
        found = found.filter(given_up_at__isnull=False).order_by("-given_up_at", "-pk")
    else:
        found = found.open().order_by("queued_at", "pk")
    if chosen.get("who") == "mine":
        found = found.filter(worker=request.user)
    if chosen.get("activity"):
        found = found.filter(decision__activity=chosen["activity"])
    page = paged(request, found)
    named(page)
    return render(
        request,
        "involvement/tellings.html",
        {
            "heading": "Telling people what was decided",
            "form": form,
            "page": page,
            "state": state,
            "tell": request.reader.may(Permission.TELL_PEOPLE),
        },
    )


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def telling(request, pk):
    people = Person.objects.visible_to(request.reader)
    found = Telling.objects.select_related(
        "person__service", "session", "worker", "decision__activity__partner", "told_by", "given_up_by"
    ).filter(Q(person__isnull=True) | Q(person__in=people))
    telling = seen(request, found, pk)
    name = name_of(telling)
    ways = list(_ways(telling))
    gave_up = CouldNotForm.SENT in request.POST
    could_not = CouldNotForm(request.POST if gave_up else None, group=telling.person_id is None)
    tick = PlainForm(request.POST if "how" in request.POST else None)
    if request.method == "POST":
        answer = rules.may_end_telling(telling)
        if not answer:
            return refused(request, f"Tell {name}", answer.why, reverse("tellings"))
        if could_not.is_bound and could_not.is_valid():
            kwargs = {"telling": telling, "why": could_not.cleaned_data["could_not"]}
            if perform(could_not, actions.give_up_telling, by=staff(request.user), **kwargs):
                return said(request, f"It is noted that {_lower(name)} could not be told.", "tellings")
        if tick.is_bound:
            how = request.POST["how"]
            if how not in [way for way, _label, why_not in ways if not why_not]:
                raise Http404
            if perform(tick, actions.tell, by=staff(request.user), telling=telling, how=how):
                return said(request, f"It is noted that {_lower(name)} was told.", "tellings")
    return render(
        request,
        "involvement/telling.html",
        {
            "heading": f"Tell {_lower(name)} what was decided",
            "telling": telling,
            "name": name,
            "sentence": telling_sentence(telling),
            "waits": rules.may_end_telling(telling),
            "by_message": telling.how == How.MESSAGE,
            "can": [(way, label) for way, label, why_not in ways if not why_not],
            "cannot": [{"label": label, "reason": why_not} for _way, label, why_not in ways if why_not],
            "form": could_not if could_not.is_bound else tick,
            "could_not": could_not,
            "back_url": reverse("tellings"),
            "back_label": "Everybody to be told",
        },
    )


def _lower(name: str) -> str:
    return f"the group{name.removeprefix('The group')}" if name.startswith("The group of ") else name


def _ways(telling):
    """Each way to tell them: its key, the words of its button, and why it cannot be used or ""."""
    yield How.FACE_TO_FACE, DEEDS[How.FACE_TO_FACE], ""
    yield How.MEETING, DEEDS[How.MEETING], ""
    letter = ""
    if telling.person is not None:
        allowed = {rule.channel for rule in safe_channels(telling.person)}
        letter = "" if Channel.LETTER in allowed else "They have not said that letters are safe for them."
    yield How.LETTER, DEEDS[How.LETTER], letter
    partner = telling.decision.activity.partner
    yield How.PARTNER, DEEDS[How.PARTNER], "" if partner else "The activity has no partner."
