"""What the page of an activity shows of its people and sessions."""

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from consent.models.needs import Way
from consent.rules import FACTS_OF_CONTACT, facts_of_needs, ignored_by
from involvement import rules
from involvement.models import Notice, Place, Session
from involvement.views import with_restricted
from involvement.views.leaders import led_of
from involvement.views.places import clash_sentence

MOST_PLACES = 200
FACTS_OF_THEIR_CONTACT = [f"person__{fact}" for fact in FACTS_OF_CONTACT]


def people_and_sessions(activity, run) -> dict:
    """Who takes part, waits and leads, who is still to be told of their place, and the sessions, for a template."""
    places = list(_places(activity, run))
    return {
        "places": places,
        "waiting_list": sum(1 for place in places if place.state == Place.State.WAITING),
        "still_to_tell": Notice.objects.open().filter(activity=activity).exclude(how=Notice.How.MESSAGE).count(),
        "led_by": led_of(activity),
        "may_be_led": rules.may_be_led(activity),
        "sessions": list(_sessions(activity)),
        "may_invite": run and rules.may_take_people(activity),
        "may_plan_session": run and rules.may_plan_session(activity),
    }


def _places(activity, run):
    held = with_restricted(activity.taken_places.select_related("person", "answered_by", "invited_by"))
    held = held.prefetch_related(*FACTS_OF_THEIR_CONTACT, *facts_of_needs("person__"))
    held = list(held.order_by("queued_at", "pk")[:MOST_PLACES])
    times = [(session.starts_at, session.ends_at) for session in activity.sessions.all() if session.is_to_come]
    clashes = rules.clashes([place.person_id for place in held if place.state in rules.TAKES_PART], times, activity)
    # The same for everybody who said yes, so it is asked once.
    moments = next((rules.moments_open(place) for place in held if place.state == Place.State.ACCEPTED), [])
    for place in held:
        takes_part = place.state in rules.TAKES_PART
        answer = rules.may_involve(place.person)
        place.not_to_be_used = "" if answer or not takes_part else answer.why
        place.to_arrange = takes_part and bool(ignored_by(place.person, Way.MEETING))
        place.clash = clash_sentence(clashes.get(place.person_id))
        place.moment = moments[0] if run and moments and place.state == Place.State.ACCEPTED else ""
        yield place


def sessions_shown():
    """Reads the sessions of an activity as its page shows them. Rules that look at sessions then ask no more."""
    came = Count("attendance", filter=Q(attendance__came=True))
    return Prefetch("sessions", queryset=Session.objects.select_related("minutes").annotate(came=came))


def _sessions(activity):
    for session in activity.sessions.all():
        session.has_begun = session.starts_at <= timezone.now()
        yield session
