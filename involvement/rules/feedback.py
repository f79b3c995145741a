"""What people said and what is decided: which may be recorded, changed, published, and shown in public."""

import re

from django.db.models import Q
from django.utils import timezone

from consent.models import Person
from core.rules import Allowed, Refused
from involvement.models import Decision, Level, SuggestedReason
from involvement.models.activities import State

SHORTEST_NAME = 3


def may_record_view(activity):
    """May a view be recorded? From the moment it is open; a late one reopens the loop."""
    if activity.state in (State.PLANNED, State.CANCELLED, State.FINISHED, State.CLOSED_WITHOUT_VIEWS):
        return Refused(f"Views can be recorded while it is open. It is “{activity.get_state_display()}”.")
    if activity.level_id == Level.INFORMATION:
        return Refused("An information activity asks nobody's view.")
    return Allowed()


def may_be_of_session(activity, session, partner=None):
    """May a view in this activity have been given at this session (or None)? One of a standing activity has a round.

    `partner`: who sent it in, where people met without us.
    """
    if session is not None and session.activity_id != activity.pk:
        return Refused("Choose a session of this activity.", field="session")
    if session is None and partner is None and activity.standing:
        return Refused(
            "Choose the session: each is a round, and what was said in it is answered to it.", field="session"
        )
    return Allowed()


def may_change_view(view):
    """May the words of a view be corrected? Until a published decision answers them."""
    if view.decisions.filter(published_at__isnull=False).exists():
        return Refused("A published decision answers this, so it stays as it was.")
    return may_record_view(view.activity)


def may_decide(activity):
    """May a decision be recorded? Once somebody gave a view."""
    if activity.state in (State.PLANNED, State.CANCELLED) or not activity.views.exists():
        return Refused("Nobody has given a view yet. Record what people said first.")
    return Allowed()


def may_change_decision(decision):
    """May this decision still be changed? Until people are told of it."""
    if decision.published_at is not None:
        return Refused("People were told about this decision, so it stays as it was. Record a new one.")
    return Allowed()


def may_replace(decision):
    """May a published decision be changed, by a new one in its place? One change at a time, and while it holds."""
    if decision.published_at is None:
        return Refused("Nobody was told of this yet, so it can simply be changed.")
    replacement = decision.replacements.first()
    if replacement is not None and replacement.published_at is not None:
        return Refused("This was changed already. Change the newest one.")
    if replacement is not None:
        return Refused("Somebody is changing this already. Go on with their draft.")
    return Allowed()


def may_say_because(rationale):
    """May this be the reason of a decision? Not a suggestion as it stands, nor one with gaps left open.

    The database refuses both as well.
    """
    if re.search(r"\[[^\]]*\]", rationale):
        return Refused("Put your own words where the suggestion has square brackets.", field="rationale")
    said = _compared(rationale)
    if any(_compared(text) == said for text in SuggestedReason.objects.values_list("text", flat=True)):
        return Refused("Say the reason in your own words: this is only the suggestion.", field="rationale")
    return Allowed()


def _compared(text: str) -> str:
    text = re.sub(r"\[[^\]]*\]", " ", text.lower())
    return " ".join(re.sub(r"[\W_]+", " ", text).split())


def may_decide_jointly(activity, people):
    """May these people be named as having decided together with the service? Those who have a place in the activity."""
    if people and set(people) - set(who_may_decide_jointly(activity)):
        return Refused("Choose people who take part in this activity.", field="joint")
    return Allowed()


def who_may_decide_jointly(activity):
    """The people who take part in an activity, so that they can decide together with the service."""
    return Person.objects.filter(places__activity=activity, places__state="accepted").not_restricted()


def may_answer_decision(decision, person=None, session=None, partner=None):
    """May it be said of this decision that it is not what they meant? By whoever was told or is to be told of it."""
    if decision.published_at is None:
        return Refused("Nobody was told of this yet.")
    if person is None and session is None and partner is None:
        return Refused("Choose who says so.")
    if not decision.tellings.filter(person=person, session=session, partner=partner).exists():
        return Refused("They were not among those to be told of this decision.")
    return may_record_view(decision.activity)


def may_note_progress(decision):
    """May it be noted what has been done? Of a published decision, until it is done or another took its place."""
    if decision.published_at is None:
        return Refused("People hear of progress once they know of the decision. Publish it first.")
    if decision.done_at is not None:
        return Refused("This is marked as done already.")
    if decision.is_replaced:
        return Refused("This was changed since. Note it on the newest decision.")
    return Allowed()


def may_be_done_by(day):
    """May this be the new day by which it is done (None for no change)? Today or one to come."""
    if day is not None and day < timezone.localdate():
        return Refused("The new day must be today or later.", field="due")
    return Allowed()


def may_publish_together(activities):
    """May decisions of these activities (ids) be published at once? Of one alone: people are told of it together."""
    if len(activities) != 1:
        return Refused("Publish decisions of one activity at a time.")
    return Allowed()


def may_answer_views(decision, views):
    """May this decision answer these views? Those of its own activity."""
    if any(view.activity_id != decision.activity_id for view in views):
        return Refused("Choose views of this activity.", field="views")
    return Allowed()


def may_publish(decision):
    """May this decision be published? It must answer at least one view and not be published already."""
    if decision.published_at is not None:
        return Refused("This was published already.")
    if not decision.views.exists() and not (decision.activity.standing and decision.session_id):
        return Refused("Choose at least one view that it answers.")
    if decision.activity.state in (State.PLANNED, State.OPEN, State.CANCELLED):
        return Refused(f"Decisions are published once it is running. It is “{decision.activity.get_state_display()}”.")
    return Allowed()


def may_mark_done(decision):
    """May this decision be marked as done? Once, and only when people know of it."""
    if decision.done_at is not None:
        return Refused("This is marked as done already.")
    if decision.published_at is None:
        return Refused("Only a published decision can be marked as done.")
    return may_note_progress(decision)


def may_withhold(decision):
    """May this decision be taken off the public page?"""
    if decision.published_at is None:
        return Refused("It is not published, so nobody can read it.")
    if decision.withheld_at is not None:
        return Refused("It was taken off the public page already.")
    return Allowed()


def names_in(decisions) -> list[str]:
    """Words of decisions of one activity that are also part of the name of somebody in it, as they are written.

    In the activity: whoever has a place, or is named on a view.
    """
    decisions = list(decisions)
    if not decisions:
        return []
    activity = decisions[0].activity
    in_it = Q(pk__in=activity.taken_places.values("person")) | Q(
        pk__in=activity.views.filter(person__isnull=False).values("person")
    )
    names = {
        word.casefold()
        for pair in Person.objects.filter(in_it).values_list("name_to_use", "full_name")
        for name in pair
        for word in _words(name)
        if len(word) >= SHORTEST_NAME
    }
    texts = [text for one in decisions for text in (one.you_said, one.we_decided, one.rationale)]
    return list(dict.fromkeys(word for text in texts for word in _words(text) if word.casefold() in names))


def _words(text) -> list[str]:
    """Words without an ending such as the one of “Sam's”; the parts of a double name are words of their own."""
    return re.findall(r"[^\W\d_]+", text)


def decisions_open_to_the_public(service):
    """Published decisions of a service, newest first, for `/what-changed/`: all but those taken off it."""
    return (
        Decision.objects.in_force()
        .filter(service=service, withheld_at__isnull=True)
        .exclude(outcome=Decision.Outcome.PROMISE_NOT_KEPT)
        .select_related("activity", "overruling__instead")
        .prefetch_related("progress")
        .order_by("-published_at", "-pk")
    )
