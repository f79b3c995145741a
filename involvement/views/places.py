"""Who takes part: inviting, the waiting list, answers, word that has to reach people, and reporting back."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from consent.models import Person
from consent.models.needs import Way
from consent.needs import said_together
from consent.rules import FACTS_OF_CONTACT, ignored_by, what_helps
from consent.search import found_by
from core.access import staff_page
from core.actors import staff
from core.roles import Permission
from core.views import paged, perform, posted, said
from involvement import actions, rules
from involvement.forms.places import (
    FACE_TO_FACE,
    AnswerForm,
    FindPersonForm,
    InviteForm,
    NoticeForm,
    QuestionsForm,
    ReportBackForm,
)
from involvement.models import Notice, Outcome, Place, ReportBack
from involvement.views import form_page, refused, seen, seen_activity
from involvement.words import day_of

FOUND_PER_PAGE = 15


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def invite(request, pk):
    """Invite somebody, or put them on the waiting list where all places are taken."""
    activity = seen_activity(request, pk)
    back = reverse("activity", args=[pk])
    heading = f"Invite somebody to “{activity.title}”"
    answer = rules.may_take_people(activity)
    if not answer:
        return refused(request, heading, answer.why, back)
    room = rules.has_room(activity)
    find = FindPersonForm(request.GET or None)
    chosen = find.cleaned_data if find.is_valid() else {}
    face_to_face = chosen.get("how") == FACE_TO_FACE
    people = Person.objects.visible_to(request.reader)
    found = found_by(people, chosen.get("q", "")).with_what_helps().prefetch_related(*FACTS_OF_CONTACT)
    page = paged(request, found.order_by("name_to_use", "pk"), FOUND_PER_PAGE)
    form = InviteForm(
        posted(request),
        people=people,
        found=list(_found(activity, page, face_to_face)),
        face_to_face=face_to_face,
        full=not room,
    )
    if form.is_valid():
        by = staff(request.user)
        deed = actions.invite if room else actions.put_on_waiting_list
        if place := perform(form, deed, by=by, activity=activity, **form.cleaned_data):
            return said(request, _after_inviting(place), "activity", pk)
        if room and not rules.has_room(activity):
            form.add_error(None, "Somebody else was given the last place. Open this page again for the waiting list.")
    form.cancel_url = back
    context = {"heading": heading, "find": find, "form": form, "page": page, "back_url": back, "activity": activity}
    return render(request, "involvement/invite.html", {**context, "full": None if room else room.why})


def _found(activity, people, face_to_face):
    """Triples of a person, whether they may be chosen, and what to know of it: why, what helps them, what clashes."""
    times = list(activity.sessions.to_come().values_list("starts_at", "ends_at"))
    clashes = rules.clashes([person.pk for person in people], times, activity)
    for person, may, why in _invited(activity, people, face_to_face):
        yield person, may, " ".join(filter(None, [why, what_helps(person), clash_sentence(clashes.get(person.pk))]))


def clash_sentence(both) -> str:
    """What somebody is to be at elsewhere while a session is held, or ""."""
    if not both:
        return ""
    title, start = both[0]
    more = f" and {len(both) - 1} more" if len(both) > 1 else ""
    return f"Clashes with “{title}” on {day_of(start)}{more}."


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


def _after_inviting(place) -> str:
    person = place.person
    if place.state == Place.State.WAITING:
        return f"{person.name_to_use} is on the waiting list. They move up by themselves when a place is free."
    needs = said_together(ignored_by(person, Way.MEETING))
    plan = f" {person.name_to_use} {needs}: arrange it for each session." if needs else ""
    notice = Notice.objects.open().filter(activity=place.activity_id, person=person).select_related("message").first()
    how = notice.how if notice else ""
    if how == Notice.How.MESSAGE:
        way = notice.message.get_channel_display().lower()
        word = f"A message goes to them by {way}. Record their answer when it comes."
    elif how == Notice.How.LETTER:
        word = "A letter waits to be printed and posted. Record their answer when it comes."
    else:
        word = "No message goes to them: tell them, and record their answer."
    return f"{person.name_to_use} is invited. {word}{plan}"


def _place(request, pk) -> Place:
    held = Place.objects.select_related("person__service", "activity__level", "activity__service")
    return seen(request, held.filter(person__in=Person.objects.visible_to(request.reader)), pk)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def answer_invitation(request, pk):
    place = _place(request, pk)
    back = reverse("activity", args=[place.activity_id])
    heading = f"What did {place.person.name_to_use} answer?"
    states = rules.answers_open(place)
    if not states:
        why = f"It stands at “{place.get_state_display().lower()}”, and nothing else can be recorded now."
        return refused(request, heading, why, back)
    form = AnswerForm(posted(request), states=states)
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.answer_invitation, by=by, place=place, **form.cleaned_data):
            sentence = f"The answer of {place.person.name_to_use} is saved."
            return said(request, f"{sentence}{_who_moved_up(place)}", "activity", place.activity_id)
    return form_page(request, form, heading, back, caption=place.activity.title)


def _who_moved_up(place) -> str:
    """Whoever was offered the place that this answer freed, for whoever recorded it."""
    notices = Notice.objects.open().filter(activity=place.activity_id, about=Notice.About.PLACE_FREE)
    notice = notices.select_related("person").order_by("-queued_at", "-pk").first()
    if notice is None or place.activity.places is None:
        return ""
    return f" {notice.person.name_to_use} moved up from the waiting list."


# --- Word that has to reach people


@staff_page(Permission.SEE_ACTIVITIES)
@require_GET
def notices(request):
    """What people are still to be told about their places, by letter or through a worker."""
    found = Notice.objects.visible_to(request.reader).open().exclude(how=Notice.How.MESSAGE)
    found = found.filter(person__in=Person.objects.not_restricted())
    page = paged(request, found.select_related("person", "activity", "worker").order_by("queued_at", "pk"))
    context = {
        "heading": "Word about places",
        "page": page,
        "letters": found.filter(how=Notice.How.LETTER).count(),
        "run": request.reader.may(Permission.RUN_ACTIVITIES),
        "tell": request.reader.may(Permission.TELL_PEOPLE),
    }
    return render(request, "involvement/notices.html", context)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def notice(request, pk):
    """One thing to tell one person: what to say, and ticking it off."""
    people = Person.objects.visible_to(request.reader)
    found = Notice.objects.select_related("person__service", "activity", "worker", "message")
    notice = seen(request, found.filter(person__in=people), pk)
    back, heading = reverse("notices"), f"Tell {notice.person.name_to_use}: {notice.get_about_display().lower()}"
    answer = rules.may_end_notice(notice)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = NoticeForm(posted(request))
    if form.is_valid():
        by = staff(request.user)
        if perform(form, actions.end_notice, by=by, notice=notice, **form.cleaned_data):
            return said(request, f"It is noted for {notice.person.name_to_use}.", "notices")
    context = {"notice": notice, "caption": notice.activity.title, "may_contact": rules.may_involve(notice.person)}
    return form_page(request, form, heading, back, "involvement/notice.html", **context)


# --- What is asked of those who take part


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def report_back(request, pk):
    found = ReportBack.objects.select_related("person", "session__activity")
    duty = _duty(request, found, pk)
    back = reverse("session", args=[duty.session_id])
    heading = f"Has {duty.person.name_to_use} told {duty.constituency}?"
    answer = rules.may_report_back(duty)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = ReportBackForm(posted(request))
    by = staff(request.user)
    if form.is_valid() and perform(form, actions.report_back, by=by, duty=duty, **form.cleaned_data):
        return said(request, f"It is noted that {duty.constituency} was told.", "session", duty.session_id)
    return form_page(request, form, heading, back, caption=duty.session.activity.title)


def _duty(request, found, pk):
    return seen(request, found.filter(person__in=Person.objects.visible_to(request.reader)), pk)


@staff_page(Permission.RUN_ACTIVITIES)
@require_http_methods(["GET", "POST"])
def ask_questions(request, pk, moment):
    """The questions of what taking part changes, typed in with the person there. No answer is ever shown here."""
    if moment not in Outcome.Moment.values:
        raise Http404
    place = _place(request, pk)
    back, name = reverse("activity", args=[place.activity_id]), place.person.name_to_use
    heading = f"What taking part changes for {name}"
    answer = rules.may_answer_questions(place, moment)
    if not answer:
        return refused(request, heading, answer.why, back)
    form = QuestionsForm(posted(request), moment=moment, mine=False)
    if form.is_valid():
        kwargs = {"place": place, "moment": moment, "answers": form.cleaned_data}
        if perform(form, actions.answer_questions, by=staff(request.user), **kwargs):
            return said(
                request, f"Saved. Only {name} can read the answers, on their own page.", "activity", place.activity_id
            )
    context = {"caption": place.activity.title, "moment": moment, "name": name}
    return form_page(request, form, heading, back, "involvement/ask_questions.html", **context)
