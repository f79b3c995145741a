"""Small worlds for the dashboard, made through the actions. Each needs a scope that may see it."""

from contextlib import contextmanager
from datetime import datetime, time, timedelta
from itertools import count

from django.utils import timezone

from consent.tests.factories import a_command, make_person, make_service, make_staff
from core import clock
from core.scope import scope_of_staff
from involvement import actions, rules
from involvement.models import Group, Level, Method
from involvement.models.activities import State
from involvement.reference import load_spectrum

__all__ = [
    "days_ago",
    "make_activity",
    "make_decision",
    "make_partner",
    "make_person",
    "make_service",
    "make_staff",
    "make_session",
    "make_view",
    "on_day",
    "the_day",
    "the_service",
]

_number = count(1)
_PATH = [State.OPEN, State.RUNNING, State.CLOSED]


def the_day(ago: int):
    """The day so many days ago."""
    return timezone.localdate() - timedelta(days=ago)


def days_ago(ago: int, hour: int = 11) -> datetime:
    return timezone.make_aware(datetime.combine(the_day(ago), time(hour)))


@contextmanager
def on_day(ago: int, hour: int = 11):
    """Do what follows as if it were so many days ago."""
    with clock.at(days_ago(ago, hour)):
        yield


@contextmanager
def the_service(**details):
    """A service with its reference data, in the scope of its staff."""
    load_spectrum()
    service = make_service(**details)
    with scope_of_staff(service):
        yield service


def make_activity(
    service, lead=None, level=Level.PARTICIPATION, method="deliberative_workshops", groups=(), opened=60, closed=None,
    state=None, **details
):  # fmt: skip
    """An activity that opened and started so many days ago; closed so many days ago, else running."""
    defaults = {
        "title": f"Workshop {next(_number)}",
        "purpose": "To hear what helps.",
        "domain": "service",
        "can_change": "How people are received.",
        "cannot_change": "The law.",
        "equality_considered": "Held in a step-free place.",
        "principles": "Everybody is heard, and nobody has to tell their story.",
        "process": "Somebody rings beforehand, and is there on the day.",
        "impact": "People know what happens next.",
        "starts_on": the_day(opened),
        "lead": lead or make_staff(service),
    }
    with on_day(opened + 5):
        activity = actions.plan_activity(
            by=a_command(),
            service=service,
            level=Level.objects.get(pk=level),
            method=Method.objects.get(pk=method),
            groups=Group.objects.filter(pk__in=groups),
            **{**defaults, **details},
        )
    last = state or (State.CLOSED if closed is not None else State.RUNNING)
    for to in [] if last == State.PLANNED else _PATH[: _PATH.index(last) + 1]:
        with on_day(closed if to == State.CLOSED else opened):
            activity = actions.move_activity(by=a_command(), activity=activity, to=to)
    return activity


def make_session(activity, ago=30, came=(), others=0):
    """A session held so many days ago, with the people who came (invited for it) and others without names."""
    with on_day(ago):
        for person in came:
            actions.invite(by=a_command(), activity=activity, person=person, face_to_face_on=the_day(ago))
        session = actions.plan_session(by=a_command(), activity=activity, starts_at=days_ago(ago))
        return actions.hold_session(
            by=a_command(),
            session=session,
            minutes="We met.",
            came=[person.pk for person in came],
            others_attended=others,
        )


def make_view(activity, ago=30, **details):
    with on_day(ago):
        return actions.record_view(
            by=a_command(), activity=activity, words="A warm drink helps.", theme_name="Custody", **details
        )


def make_decision(activity, views, ago=20, told=None, could_not=""):
    """A decision published so many days ago; everyone told so many days ago, or not to be told, or still waiting."""
    with on_day(ago):
        decision = actions.decide(
            by=a_command(),
            activity=activity,
            views=views,
            you_said="A warm drink helps.",
            outcome="adopted",
            we_decided="Everyone is offered a drink.",
            rationale="It costs little, and everybody we asked said the same.",
            owner=activity.lead,
        )
        tellings = actions.publish_decisions(by=a_command(), decisions=[decision])
    for telling in tellings:
        if could_not:
            for _ in range(rules.tries_left(telling) if could_not == "no_safe_channel" else 0):
                actions.note_try(by=a_command(), telling=telling, how="face_to_face", came_of_it="no_answer")
            actions.give_up_telling(by=a_command(), telling=telling, why=could_not)
        elif told is not None:
            with on_day(told):
                actions.tell(by=a_command(), telling=telling, how="face_to_face")
    return decision


def make_partner(service, groups=(), **details):
    details = {"name": f"Partner {next(_number)}", "kind": "voluntary", **details}
    return actions.add_partner(by=a_command(), service=service, groups=Group.objects.filter(pk__in=groups), **details)
