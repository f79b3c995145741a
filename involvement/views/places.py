"""Who takes part: inviting, answers to invitations, sessions, who came, and minutes."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from consent.models import Person
from consent.models.needs import Way
from consent.needs import said_together
from consent.outbox import machine_channel
from consent.rules import FACTS_OF_CONTACT, ignored_by, may_contact, what_helps
from consent.search import found_by
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import paged, perform, said
from involvement import actions, rules
from involvement.forms.places import (
    FACE_TO_FACE,
    AnswerForm,
    CloseOutForm,
    FindPersonForm,
    InviteForm,
    MinutesForm,
    SessionForm,
)
from involvement.models import Minutes, Place, Session
from involvement.views import form_page, refused, seen, seen_activity
from involvement.words import session_name

FOUND_PER_PAGE = 15


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def invite(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    heading = f"Invite somebody to “{activity.title}”"
    answer = rules.may_take_people(activity)
    if not answer:
        return refused(request, heading, answer.why, back)
    find = FindPersonForm(request.GET or None)
    chosen = find.cleaned_data if find.is_valid() else {}
    face_to_face = chosen.get("how") == FACE_TO_FACE
    people = Person.objects.visible_to(request.reader)
    found = found_by(people, chosen.get("q", "")).with_what_helps().prefetch_related(*FACTS_OF_CONTACT)
    page = paged(request, found.order_by("name_to_use", "pk"), FOUND_PER_PAGE)
    form = InviteForm(
        request.POST or None, people=people, found=list(_found(activity, page, face_to_face)), face_to_face=face_to_face
    )
    if form.is_valid():
        by = staff(request.user)
        if place := perform(form, actions.invite, by=by, activity=activity, **form.cleaned_data):
            return said(request, _after_inviting(place.person), "activity", pk)
    form.cancel_url = back
    return render(
        request,
        "involvement/invite.html",
        {"heading": heading, "find": find, "form": form, "page": page, "back_url": back, "activity": activity},
    )


def _found(activity, people, face_to_face):
    """Triples of a person, whether they may be invited, and what to know of it: why, and what helps them."""
    for person, may, why in _invited(activity, people, face_to_face):
        yield person, may, f"{why} {what_helps(person)}".strip()


def _invited(activity, people, face_to_face):
    have = dict(Place.objects.filter(activity=activity, person__in=list(people)).values_list("person_id", "state"))
    for person in people:
        answer = rules.may_involve(person)
        if person.pk in have:
            yield person, False, f"Has a place already: {Place.State(have[person.pk]).label.lower()}."
        elif answer:
            yield person, True, answer.why
        elif face_to_face:
            yield person, True, f"Only because you asked them face to face. {answer.why}"
        else:
            yield person, False, f"Cannot be invited: {answer.why}"


def _after_inviting(person) -> str:
    rule = machine_channel(person) if may_contact(person) else None
    needs = said_together(ignored_by(person, Way.MEETING))
    plan = f" {person.name_to_use} {needs}: arrange it for each session." if needs else ""
    if rule is None:
        return f"{person.name_to_use} is invited. No message goes to them: tell them, and record their answer.{plan}"
    way = rule.get_channel_display().lower()
    return f"{person.name_to_use} is invited. A message goes to them by {way}. Record their answer when it comes.{plan}"


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def answer_invitation(request, pk):
    held = Place.objects.select_related("person", "activity").filter(
        person__in=Person.objects.visible_to(request.reader)
    )
    place = seen(request, held, pk)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.answer_invitation, by=by, place=place, **form.cleaned_data):
            sentence = f"The answer of {place.person.name_to_use} is saved."
            return said(request, sentence, "activity", place.activity_id)
    back = reverse("activity", args=[place.activity_id])
    heading = f"What did {place.person.name_to_use} answer?"
    return form_page(request, form, heading, back, caption=place.activity.title)


# --- Sessions


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def plan_session(request, pk):
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    form = SessionForm(request.POST or None)
    if form.is_valid():
        by = staff(request.user)
        if session := perform(form, actions.plan_session, by=by, activity=activity, **form.details()):
            return said(request, f"{session_name(session)} is planned.", "activity", pk)
    return form_page(request, form, "Plan a session", back, caption=activity.title)


def _session(request, pk) -> Session:
    return seen(request, Session.objects.select_related("activity__service"), pk)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def hold_session(request, pk):
    session = _session(request, pk)
    back = reverse("activity", args=[session.activity_id])
    heading = f"Who came? {session_name(session)}"
    answer = rules.may_hold(session)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = CloseOutForm(request.POST or None, places=list(rules.places_to_attend(session)))
    if form.is_valid():
        kwargs = {"came": form.people(), "others_attended": form.cleaned_data["others_attended"]}
        if perform(form, actions.hold_session, by=staff(request.user), session=session, **kwargs):
            sentence = "The session is closed out. Record what people said, and write the minutes."
            return said(request, sentence, "activity", session.activity_id)
    return form_page(request, form, heading, back, caption=session.activity.title)


@staff_page(Permission.SEE_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def minutes(request, pk):
    session = _session(request, pk)
    back = reverse("activity", args=[session.activity_id])
    heading = f"Minutes: {session_name(session)}"
    held = Minutes.objects.filter(session=session).select_related("recorded_by", "published_by").first()
    run = request.reader.may(Permission.RUN_ACTIVITIES)
    answer = rules.may_write_minutes(held) if held is not None else True
    if not run or not answer:
        if request.method == "POST":
            return refused(
                request, heading, "Your role does not let you write minutes." if answer else answer.why, back
            )
        if held is None:
            raise Http404
        context = {"heading": heading, "minutes": held, "back_url": back, "caption": session.activity.title}
        return render(request, "involvement/minutes.html", context)
    form = MinutesForm(request.POST or None, initial={"text": held.text if held else ""})
    if form.is_valid():
        publish = "publish" in request.POST
        kwargs = {"session": session, "text": form.cleaned_data["text"], "publish": publish}
        if perform(form, actions.write_minutes, by=staff(request.user), **kwargs):
            given = "The minutes are given out. They stay as they are now."
            sentence = given if publish else "The minutes are saved as a draft. Nobody has been given them yet."
            return said(request, sentence, "activity", session.activity_id)
    return form_page(request, form, heading, back, caption=session.activity.title)
