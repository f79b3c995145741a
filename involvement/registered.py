"""What involvement shows on the pages of others (core.registries)."""

from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consent import actions as consent_actions
from consent import outbox
from consent.models import Person, Purpose
from core import memberships, registries
from core.navigation import INVOLVEMENT
from core.registries import NavigationLink, Section
from core.roles import Permission
from involvement import actions, needs, partner_reminders, registered_held, reminders, upkeep, work  # noqa: F401  (some add theirs themselves)
from involvement.models import (
    Attendance,
    Decision,
    Featured,
    JointDecider,
    Leadership,
    MaterialReading,
    Notice,
    Outcome,
    PartnerOrganisation,
    Place,
    ProgressTelling,
    ReportBack,
    Response,
    Session,
    Telling,
    TellingTry,
    View,
)
from involvement.models.activities import State
from involvement.models.partners import AgreementState
from involvement.rules import TAKES_PART, decisions_open_to_the_public, may_involve, shown_under_publish
from involvement.rules.telling import needs_easy_read
from involvement.words import telling_sentence

# On a person's record; the timeline has the rest.
MOST_SHOWN = 25

consent_actions.on_ended.add(actions.after_agreement_ended)
consent_actions.on_ended.add(actions.after_publishing_ended)
outbox.on_sent.add(actions.after_message_sent)
outbox.on_stopped.add(actions.after_message_stopped)


@registries.partners.add
def partners_who_tell_us(request):
    """Partners with an agreement in force, through whom people say when they want to be asked."""
    in_force = [AgreementState.CURRENT, AgreementState.ENDING]
    partners = PartnerOrganisation.objects.visible_to(request.reader).with_agreement_state()
    return partners.filter(agreed__in=in_force).order_by("name").values_list("name", flat=True)


@memberships.leading.add
def leads_now(person_id, activity_id):
    """Whether a service user leads an activity: named, not ended, and their record is not restricted."""
    led = Leadership.objects.open().filter(person=person_id, activity=activity_id)
    return led.filter(person__in=Person.objects.not_restricted()).exists()


# --- The timeline of a person


@registries.timeline.moment(Place, "invited", kind="involvement", needs=["activity__title"])
def was_invited(place):
    return f"Was invited to “{place['activity__title']}”"


@registries.timeline.moment(Place, "answered", kind="involvement", needs=["activity__title", "state"])
def answered_invitation(place):
    return f"“{place['activity__title']}”: {Place.State(place['state']).label.lower()}"


@registries.timeline.moment(Place, "queued", kind="involvement", needs=["activity__title"])
def joined_waiting_list(place):
    return f"Went on the waiting list of “{place['activity__title']}”"


@registries.timeline.moment(Notice, "queued", kind="involvement", needs=["activity__title", "about", "how"])
def word_owed(notice):
    how = Notice.How(notice["how"]).label.lower()
    return f"Is to be told, {how}: {_about_place(notice)}"


@registries.timeline.moment(Notice, "done", kind="involvement", needs=["activity__title", "about", "outcome"])
def word_given(notice):
    return f"{Notice.Outcome(notice['outcome']).label}: {_about_place(notice)}"


def _about_place(notice) -> str:
    about = Notice.About(notice["about"]).label
    return f"{about[0].lower()}{about[1:]}, “{notice['activity__title']}”"


@registries.timeline.moment(
    ReportBack, "recorded", kind="involvement", needs=["constituency", "session__activity__title"]
)
def to_report_back(duty):
    return f"Is to report back to {duty['constituency']} from a session of “{duty['session__activity__title']}”"


@registries.timeline.moment(ReportBack, "done", kind="involvement", needs=["constituency", "how"])
def reported_back(duty):
    return f"Reported back to {duty['constituency']}", duty["how"]


@registries.timeline.moment(Leadership, "named", kind="involvement", needs=["activity__title"])
def named_leader(leadership):
    return f"Was named to lead “{leadership['activity__title']}”"


@registries.timeline.moment(Leadership, "ended", kind="involvement", needs=["activity__title", "ended_because"])
def leads_no_more(leadership):
    return f"Leads “{leadership['activity__title']}” no more", leadership["ended_because"]


registries.timeline.leave_out(
    Outcome, because="What taking part changed is shown to the person alone, and to no staff."
)


@registries.timeline.moment(Attendance, "recorded", kind="involvement", needs=["came", "session__activity__title"])
def attended(row):
    came = "Came to" if row["came"] else "Did not come to"
    return f"{came} a session of “{row['session__activity__title']}”"


@registries.timeline.moment(
    View, "recorded", kind="involvement", needs=["activity__title", "words", "kind", "about_decision"]
)
def gave_view(view):
    words = view["words"] if view["kind"] == View.Kind.OWN else f"As a worker put it: {view['words']}"
    if view["about_decision"]:
        return f"Said of a decision in “{view['activity__title']}” that it is not what they meant", words
    return f"Gave a view in “{view['activity__title']}”", words


@registries.timeline.moment(Telling, "queued", kind="involvement")
def to_be_told(telling):
    return "Is to be told of a decision"


@registries.timeline.moment(Telling, "told", kind="involvement", needs=["how", "decision__we_decided"])
def was_told(telling):
    how = Telling.How(telling["how"]).label.lower()
    return f"Was told what was decided, {how}", telling["decision__we_decided"]


@registries.timeline.moment(TellingTry, "tried", kind="involvement", needs=["how", "came_of_it"])
def tried_to_tell(row):
    how, came = Telling.How(row["how"]).label.lower(), TellingTry.CameOfIt(row["came_of_it"]).label.lower()
    return f"Somebody tried to tell them what was decided, {how}: {came}"


@registries.timeline.moment(JointDecider, "recorded", kind="involvement", needs=["decision__we_decided"])
def decided_jointly(row):
    return "Was named as deciding together with the service", row["decision__we_decided"]


@registries.timeline.moment(ProgressTelling, "queued", kind="involvement", needs=["progress__words"])
def to_hear_of_progress(row):
    return "Is to hear what has been done about a decision", row["progress__words"]


@registries.timeline.moment(ProgressTelling, "told", kind="involvement", needs=["progress__words"])
def heard_of_progress(row):
    return "Heard what has been done about a decision", row["progress__words"]


@registries.timeline.moment(Telling, "given_up", kind="involvement", needs=["could_not"])
def could_not_be_told(telling):
    return f"Could not be told: {dict(Telling._meta.get_field('could_not').choices)[telling['could_not']].lower()}"


@registries.timeline.moment(MaterialReading, "read", kind="involvement", needs=["material__title", "comment"])
def read_material(reading):
    return f"Said what they think of “{reading['material__title']}”", reading["comment"]


@registries.timeline.moment(Featured, "recorded", kind="involvement", needs=["material__title", "what", "where"])
def is_in_material(featured):
    return f"{Featured.What(featured['what']).label} are used in “{featured['material__title']}”", featured["where"]


@registries.timeline.moment(Featured, "ended", kind="involvement", needs=["material__title", "what", "ended_because"])
def is_out_of_material(featured):
    what = Featured.What(featured["what"]).label
    return f"{what} were taken out of “{featured['material__title']}”", featured["ended_because"]


@registries.timeline.moment(Response, "received", kind="involvement", needs=["version__questionnaire__title"])
def was_interviewed(response):
    return f"Was interviewed with the questions of “{response['version__questionnaire__title']}”"


@registries.consequences.add
def of_ending(follows):
    """What ending an answer does to their involvement, in sentences."""
    person = follows.agreement.person
    yield from _words_taken_down(follows)
    if follows.stops_contact:
        held = person.places.filter(state__in=TAKES_PART).count()
        if held:
            places = "place in 1 activity is" if held == 1 else f"places in {held} activities are"
            yield f"Their {places} shown as not to be used."
    waiting = Telling.objects.open().filter(person=person)
    if follows.restricts and (count := waiting.count()):
        yield f"What they were still to be told ({count}) is noted as “could not be told: they withdrew”."
    elif follows.stops_contact and (count := waiting.count()):
        yield f"What they are still to be told ({count}) becomes a task to tell them face to face."


@registries.own_consequences.add
def of_taking_back(follows):
    """What taking back a yes does to their involvement, in words for the person."""
    person = follows.agreement.person
    if not follows.stops_contact:
        return
    if person.places.filter(state__in=TAKES_PART).exists():
        yield _("We cannot write to you about the activities you are part of. Ask your worker about them.")
    if Telling.objects.open().filter(person=person).exists() and not follows.restricts:
        yield _("What changed because of you, a worker tells you when you meet.")


def _words_taken_down(follows):
    """What leaves the public page, where nobody's yes to showing their words is left."""
    publishing = [agreement for agreement, _ in follows.ended if agreement.purpose_id == Purpose.PUBLISH]
    stays = follows.agreement.purpose_id == Purpose.PUBLISH and follows.status.given
    if publishing and not stays and (shown := len(shown_under_publish(follows.agreement.person))):
        decisions = (
            "1 decision that quotes or names them leaves"
            if shown == 1
            else (f"{shown} decisions that quote or name them leave")
        )
        yield f"{decisions} the page of what changed. Those who were told still read it."


# --- Home pages


@registries.public_home.add
def newest_decisions(request, service):
    decisions = list(decisions_open_to_the_public(service)[:2])
    return Section(20, "involvement/sections/newest_decisions.html", {"decisions": decisions, "service": service})


@registries.my_home.add
def what_changed(request, person):
    context = {"decisions": decisions_for(person)[:3], "easy": needs_easy_read(person)}
    return Section(10, "involvement/sections/my_what_changed.html", context)


@registries.my_home.add
def my_places(request, person):
    still_on = [State.PLANNED, State.OPEN, State.RUNNING, State.CLOSED, State.DECIDED]
    held = person.places.filter(state__in=TAKES_PART, activity__state__in=still_on).select_related("activity__site")
    coming = Session.objects.to_come().filter(activity=OuterRef("activity"), starts_at__gt=timezone.now())
    held = held.annotate(next_session=Subquery(coming.order_by("starts_at").values("starts_at")[:1]))
    context = {
        "places": held,
        "invited": any(place.state == Place.State.INVITED for place in held),
        "leads": Leadership.objects.open().filter(person=person).select_related("activity"),
        "duties": ReportBack.objects.open().filter(person=person).select_related("session__activity"),
    }
    return Section(20, "involvement/sections/my_places.html", context)


@registries.person_sections.add
def taking_part(request, person):
    """On a person's record: their places, what they said, and what they are still to be told."""
    if not request.reader.may(Permission.SEE_ACTIVITIES):
        return None
    answer = may_involve(person)
    held = list(person.places.select_related("activity").order_by("-invited_at", "-pk")[:MOST_SHOWN])
    for place in held:
        place.not_to_be_used = "" if answer or place.state not in TAKES_PART else answer.why
    waiting = list(Telling.objects.open().filter(person=person).select_related("decision", "worker")[:MOST_SHOWN])
    for telling in waiting:
        telling.sentence = telling_sentence(telling)
    context = {"places": held, "tellings": waiting, **_said_and_answered(person)}
    return Section(20, "involvement/sections/person.html", context)


def _said_and_answered(person) -> dict:
    """What they said, and the questionnaires they answered by name, each the newest first. One statement."""
    shown = ("row_kind", "row_key", "row_about", "row_words", "row_of", "row_day")
    views = person.views.order_by("-recorded_at", "-pk").annotate(
        row_kind=Value("views"),
        row_key=Cast("pk", TextField()),
        row_about=Cast("theme__name", TextField()),
        row_words=Cast("words", TextField()),
        row_of=Cast("activity__title", TextField()),
        row_day=F("recorded_at"),
    )
    answered = person.responses.order_by("-received_at").annotate(
        row_kind=Value("answered"),
        row_key=Cast("pk", TextField()),
        row_about=Cast("version__questionnaire__title", TextField()),
        row_words=Value("", output_field=TextField()),
        row_of=Value("", output_field=TextField()),
        row_day=F("received_at"),
    )
    rows = views.values(*shown)[:MOST_SHOWN].union(answered.values(*shown)[:MOST_SHOWN], all=True)
    found = {"views": [], "answered": []}
    for row in sorted(rows, key=lambda row: row["row_day"], reverse=True):
        found[row["row_kind"]].append({name.removeprefix("row_"): value for name, value in row.items()})
    return found


def decisions_for(person):
    """The published decisions that a person was told of or is to be told of, newest first."""
    return (
        Decision.objects.in_force()
        .filter(tellings__person=person)
        .select_related("activity", "overruling__instead")
        .prefetch_related("progress")
        .order_by("-published_at", "-pk")
    )


# --- Links of the header


@registries.navigation.add
def links(request):
    reader = getattr(request, "reader", None)
    here = request.path
    if reader is None:
        return
    if reader.may(Permission.SEE_ACTIVITIES):
        for order, label, name, about in [
            (40, "Activities", "activities", ""),
            (
                45,
                "Word about places",
                "notices",
                "Invitations, changes and reminders: sent, or to be rung about.",
            ),
            (50, "Telling people", "tellings", ""),
            (
                55,
                "Information",
                "materials",
                "Posters, leaflets, newsletters: who checked them, where they hang.",
            ),
            (
                57,
                "Questionnaires",
                "questionnaires",
                "Ask people as they leave: tablet, card or interview.",
            ),
            (60, "Partners", "partners", "Organisations that reach people, and what was agreed with them."),
        ]:
            group = INVOLVEMENT if about else ""
            yield NavigationLink(order, label, reverse(name), here.startswith(reverse(name)), group, about)
    elif reader.person_id is not None:
        url = reverse("my_activities")
        yield NavigationLink(25, _("My activities"), url, here.startswith(("/my/activities/", "/my/leading/")))
        url = reverse("my_what_changed")
        yield NavigationLink(30, _("What changed"), url, here == url)
    elif reader.service is None:
        url = reverse("what_changed")
        yield NavigationLink(40, _("What changed"), url, here.startswith(url))
        url = reverse("about_involvement")
        yield NavigationLink(50, _("Ways to be involved"), url, here.startswith(url))
