"""Telling people what was decided: who has not been told yet, by whom and for how long, and ticking each off."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Channel, Person
from consent.needs import said_together
from consent.rules import FACTS_OF_CONTACT, address_on, facts_of_needs, ignored_by, may_contact, safe_channels
from core.access import staff_page
from core.actors import staff
from core.forms import PlainForm
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.feedback import CouldNotForm, SureCouldNotForm, TellForm, TellingFilter, TryForm
from involvement.models import Telling
from involvement.needs import WAYS
from involvement.views import form_page, name_of, named, refused, seen, with_restricted
from involvement.words import telling_sentence

How = Telling.How
DEEDS = {
    How.FACE_TO_FACE: "I told them face to face",
    How.TELEPHONE: "I told them by telephone",
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
        Telling.objects.visible_to(request.reader).select_related(
            "person", "session", "partner", "worker", "decision__activity"
        )
    )
    if state == TellingFilter.TOLD:
        found = found.filter(told_at__isnull=False).order_by("-told_at", "-pk")
    elif state == TellingFilter.COULD_NOT:
        found = found.filter(given_up_at__isnull=False).order_by("-given_up_at", "-pk")
    else:
        found = found.open().order_by("queued_at", "pk")
    if chosen.get("q"):
        named_so = Q(person__name_to_use__icontains=chosen["q"], restricted=False)
        found = found.filter(named_so | Q(decision__activity__title__icontains=chosen["q"]))
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


def seen_telling(request, pk):
    people = Person.objects.visible_to(request.reader)
    found = Telling.objects.select_related(
        "person__service", "session", "partner", "worker", "decision__activity__partner", "told_by", "given_up_by"
    ).filter(Q(person__isnull=True) | Q(person__in=people))
    # Each way to tell them asks the same rules of contact: what those read is read once.
    facts = [f"person__{fact}" for fact in FACTS_OF_CONTACT]
    return seen(request, found.prefetch_related(*facts, *facts_of_needs("person__"), "tries__tried_by"), pk)


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def telling(request, pk):
    telling = seen_telling(request, pk)
    name = name_of(telling)
    ways = [(way, label, rules.may_tell_by(telling, way)) for way, label in DEEDS.items()]
    can = [(way, label) for way, label, answer in ways if answer]
    group = telling.person_id is None
    sure = SureCouldNotForm.SURE in request.POST
    gave_up = CouldNotForm.SENT in request.POST and not sure
    could_not = CouldNotForm(request.POST if gave_up else None, group=group)
    others = _waits_for_too(request, telling)
    tick = TellForm(request.POST if "how" in request.POST else None, ways=can, telling=telling, others=others)
    if request.method == "POST":
        answer = rules.may_end_telling(telling)
        if not answer:
            return refused(request, f"Tell {name}", answer.why, reverse("tellings"))
        if sure:
            return _give_up(request, telling, SureCouldNotForm(request.POST, group=group))
        if could_not.is_bound and could_not.is_valid():
            why = could_not.cleaned_data["could_not"]
            answer = rules.may_give_up(telling, why)
            if answer:
                return _ask_whether_sure(
                    request, telling, SureCouldNotForm(group=group, initial={"could_not": why}), why
                )
            could_not.add_error(answer.field or None, answer.why)
        if tick.is_bound:
            how = request.POST["how"]
            if how not in dict(can):
                raise Http404
            valid, by, told = tick.is_valid(), staff(request.user), [telling]
            told += tick.cleaned_data.get("also", ()) if valid else ()
            kwargs = {"tellings": told, "how": how, "told_on": tick.cleaned_data.get("told_on")}
            if valid and perform(tick, actions.tell_together, by=by, **kwargs):
                return said(request, f"It is noted that {lower_name(name)} was told.", "tellings")
    return render(
        request,
        "involvement/telling.html",
        {
            "heading": f"Tell {lower_name(name)} what was decided",
            "telling": telling,
            "name": name,
            "sentence": telling_sentence(telling),
            "waits": rules.may_end_telling(telling),
            "by_message": telling.how == How.MESSAGE,
            "cannot": [{"label": label, "reason": answer.why} for _way, label, answer in ways if not answer],
            "reach": _reach(telling),
            "to_care_for": _to_care_for(telling, can),
            "why_no_message": rules.why_no_message(telling),
            "may_undo": rules.may_undo_telling(telling),
            "tries": telling.tries.all(),
            "tries_left": rules.tries_left(telling),
            "form": could_not if could_not.is_bound else tick,
            "tick": tick,
            "others": others,
            "could_not": could_not,
            "back_url": reverse("tellings"),
            "back_label": "Everybody to be told",
        },
    )


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def note_try(request, pk):
    """A try that did not reach somebody, one of those the service asks for before giving up."""
    telling = seen_telling(request, pk)
    back, heading = reverse("telling", args=[pk]), f"Note a try to tell {lower_name(name_of(telling))}"
    answer = rules.may_end_telling(telling)
    if not answer:
        return refused(request, heading, answer.why, back)
    ways = [way for way in DEEDS if rules.may_tell_by(telling, way)]
    form = TryForm(request.POST or None, ways=ways, telling=telling)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.note_try, by=by, telling=telling, **form.cleaned_data):
            return said(request, "The try is noted. They still wait to be told.", "telling", pk)
    return form_page(request, form, heading, back, caption=telling.decision.activity.title)


def lower_name(name: str) -> str:
    return f"the group{name.removeprefix('The group')}" if name.startswith("The group of ") else name


def _waits_for_too(request, telling):
    """What else the same person or group waits to hear of, unless it has ended for this one."""
    waiting = Telling.objects.visible_to(request.reader).open().exclude(pk=telling.pk)
    whose = {"person": telling.person_id, "session": telling.session_id, "partner": telling.partner_id}
    return (
        waiting.filter(**whose)
        .select_related("decision__overruling__instead")
        .prefetch_related("decision__progress")
        .order_by("queued_at", "pk")
    )


def _reach(telling):
    """How to reach a person safely: why not now, or each way with its number or address and what to take care of."""
    person = telling.person
    if person is None:
        return None
    answer = may_contact(person)
    if not answer:
        return {"why_not": answer.why}
    ways = [
        {
            "way": rule.get_channel_display(),
            "address": "" if rule.channel == Channel.WORKER else address_on(person, rule.channel),
            "rings": person.phone if rule.channel == Channel.TELEPHONE else None,
            "care": rule.times_in_words,
            "voicemail": rule.voicemail if rule.channel == Channel.TELEPHONE else None,
            "say_who": rule.may_say_who,
        }
        for rule in safe_channels(person)
    ]
    return {"ways": ways}


def _to_care_for(telling, can):
    """For each way in which a person may be told: which of their needs it would ignore unless it is arranged."""
    if telling.person is None:
        return []
    needs = [(label, said_together(ignored_by(telling.person, WAYS[way]))) for way, label in can]
    return [(label, f"{telling.person.name_to_use} {words}") for label, words in needs if words]


def _ask_whether_sure(request, telling, form, why):
    """Nothing is noted with one press: what happens next is said first."""
    here, name = reverse("telling", args=[telling.pk]), lower_name(name_of(telling))
    return render(
        request,
        "involvement/could_not_be_told.html",
        {
            "heading": f"Note that {name} could not be told?",
            "caption": telling.decision.activity.title,
            "why": Telling.CouldNot(why).label if why in Telling.CouldNot.values else "",
            "form": form,
            "button": "Yes, they could not be told",
            "kind": "warning",
            "cancel_url": here,
            "back_url": here,
        },
    )


def _give_up(request, telling, form):
    if form.is_valid():
        kwargs = {"telling": telling, "why": form.cleaned_data["could_not"]}
        if perform(form, actions.give_up_telling, by=staff(request.user), **kwargs):
            name = lower_name(name_of(telling))
            return said(request, f"It is noted that {name} could not be told.", "tellings")
    return _ask_whether_sure(request, telling, form, request.POST.get("could_not", ""))


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def undo_telling(request, pk):
    telling = seen_telling(request, pk)
    name = lower_name(name_of(telling))
    heading, back = f"Is {name} still to be told?", reverse("telling", args=[pk])
    answer = rules.may_undo_telling(telling)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    if form.is_valid() and perform(form, actions.undo_telling, by=staff(request.user), telling=telling):
        return said(request, f"It is put right. {name[:1].upper()}{name[1:]} waits to be told again.", "telling", pk)
    return render(
        request,
        "involvement/undo_telling.html",
        {
            "heading": heading,
            "caption": telling.decision.activity.title,
            "telling": telling,
            "sentence": telling_sentence(telling),
            "form": form,
            "button": "Yes, they still have to be told",
            "cancel_url": back,
            "back_url": back,
        },
    )
