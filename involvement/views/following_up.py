"""What follows a decision: changing what people were told, what has been done, and that it is not what they meant."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent.models import Person
from core.access import my_page, staff_page
from core.actors import staff, the_person
from core.forms import PlainForm
from core.roles import Permission
from core.views import perform, posted, said
from involvement import actions, rules
from involvement.forms.deciding import NotMeantForm, ProgressForm, TheyMeantForm
from involvement.forms.feedback import DecisionForm
from involvement.models import Decision, ProgressTelling
from involvement.views import form_page, name_of, refused
from involvement.views.decisions import names_posted, names_typed, seen_decision
from involvement.views.tellings import lower_name, seen_telling


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def replace_decision(request, pk):
    """New words for what people were told. What they were told stays readable, and all of them are told again."""
    decision = seen_decision(request, pk)
    back, heading = reverse("decision", args=[pk]), "Change what people were told"
    answer = rules.may_replace(decision) and rules.may_touch_decision(decision, request.user)
    answer = answer and rules.may_decide_as(decision.activity, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = DecisionForm(posted(request), activity=decision.activity, decision=decision)
    if not form.is_bound:
        form.initial["views"] = [*form.initial["views"], *rules.unanswered_views(decision.activity)]
        form.initial["due"] = None if decision.is_late else decision.due
    if form.is_valid():
        kwargs = {"activity": decision.activity, "replaces": decision, **form.cleaned_data}
        if made := perform(form, actions.decide, by=staff(request.user), **kwargs):
            sentence = "The change is saved. Nobody has been told of it. Check what people will read, then publish it."
            return said(request, sentence, "decision", made.pk)
    context = {"caption": decision.activity.title, "wide": True, "names": names_typed(form, decision.activity)}
    return form_page(request, form, heading, back, "involvement/replace_decision.html", **context)


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def discard_decision(request, pk):
    decision = seen_decision(request, pk)
    back, heading = reverse("decision", args=[pk]), "Throw this draft away?"
    answer = rules.may_change_decision(decision) and rules.may_touch_decision(decision, request.user)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = PlainForm(posted(request))
    activity = decision.activity_id
    if form.is_valid() and perform(form, actions.discard_decision, by=staff(request.user), decision=decision):
        return said(request, "The draft is thrown away. What people said waits for a decision.", "activity", activity)
    context = {"heading": heading, "button": "Throw it away", "kind": "warning", "decision": decision, "form": form}
    context |= {"cancel_url": back, "back_url": back, "caption": decision.activity.title}
    return render(request, "involvement/discard_decision.html", context)


# --- What has been done


@staff_page(Permission.DECIDE)
@require_http_methods(["GET", "POST"])
def note_progress(request, pk):
    decision = seen_decision(request, pk)
    back, heading = reverse("decision", args=[pk]), "Note what has been done"
    answer = rules.may_note_progress(decision)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = ProgressForm(posted(request), names=names_posted(request, decision))
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.note_progress, by=by, decision=decision, **form.details()):
            return said(request, "It is noted, and everybody who was told of the decision hears of it.", "decision", pk)
    return form_page(request, form, heading, back, caption=decision.we_decided)


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def tell_progress(request, reference):
    """What a person is to hear of what has been done since, for a worker who tells them."""
    people = Person.objects.visible_to(request.reader)
    person = get_object_or_404(people, reference=reference)
    waiting = ProgressTelling.objects.newest_open().filter(person=person)
    waiting = list(waiting.select_related("progress__decision").order_by("pk"))
    heading = f"Tell {person.name_to_use} what has been done"
    form = PlainForm(posted(request))
    if waiting and form.is_valid() and perform(form, actions.tell_progress, by=staff(request.user), person=person):
        return said(request, f"It is noted that {person.name_to_use} heard of it.", "today")
    context = {"heading": heading, "button": "I told them", "form": form, "waiting": waiting, "person": person}
    context |= {"cancel_url": reverse("today"), "cancel_label": "Not now", "back_url": reverse("today")}
    return render(request, "involvement/tell_progress.html", context)


# --- "This is not what I meant"


@staff_page(Permission.TELL_PEOPLE)
@require_http_methods(["GET", "POST"])
def they_meant(request, pk):
    """Somebody who was told, or a group, says that this is not what they meant; a worker writes it down."""
    telling = seen_telling(request, pk)
    back, heading = reverse("telling", args=[pk]), f"What {lower_name(name_of(telling))} meant"
    whose = {"person": telling.person, "session": telling.session, "partner": telling.partner}
    answer = rules.may_answer_decision(telling.decision, **whose)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = TheyMeantForm(posted(request))
    if form.is_valid():
        by, decision = staff(request.user), telling.decision
        if perform(form, actions.answer_decision, by=by, decision=decision, **whose, **form.cleaned_data):
            return said(request, "It is recorded, and waits for a decision again.", "telling", pk)
    context = {"caption": telling.decision.activity.title, "decision": telling.decision}
    return form_page(request, form, heading, back, "involvement/not_meant.html", **context)


@my_page
@require_http_methods(["GET", "POST"])
def not_what_i_meant(request, pk):
    """The person says so of a decision that they were told, or are to be told."""
    person = get_object_or_404(Person.objects.visible_to(request.reader))
    theirs = Decision.objects.filter(published_at__isnull=False, tellings__person=person).distinct()
    decision = get_object_or_404(theirs.select_related("activity", "overruling__instead"), pk=pk)
    back, heading = reverse("my_what_changed"), "This is not what I meant"
    answer = rules.may_answer_decision(decision, person=person)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = NotMeantForm(posted(request))
    if form.is_valid():
        by, words = the_person(person), form.cleaned_data["words"]
        if perform(form, actions.answer_decision, by=by, decision=decision, person=person, words=words):
            sentence = "Thank you for telling us. We look at it again, and tell you what comes of it."
            return said(request, sentence, "my_what_changed")
    return form_page(request, form, heading, back, "involvement/not_meant.html", decision=decision)
