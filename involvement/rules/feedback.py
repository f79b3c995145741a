"""What people said and what is decided: which may be recorded, changed, published, and shown in public."""

import re

from django.db.models import Q

from consent.models import Person
from core.rules import Allowed, Refused
from involvement.models import Decision, Level
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
    return Allowed()


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
        Decision.objects.filter(service=service, published_at__isnull=False, withheld_at__isnull=True)
        .exclude(outcome=Decision.Outcome.PROMISE_NOT_KEPT)
        .select_related("activity", "overruling__instead")
        .order_by("-published_at", "-pk")
    )
