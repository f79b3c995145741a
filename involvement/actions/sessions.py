"""Writing sessions: planning, changing and cancelling them, closing them out with who came, and their minutes."""

from datetime import timedelta

from django.utils import timezone

from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import letters, rules
from involvement.actions.steps import close_notices, give_notice, owe_what_was_published, people_to_tell
from involvement.models import (
    Activity,
    Attendance,
    Minutes,
    Notice,
    OthersOfGroup,
    Place,
    ReportBack,
    Session,
    SessionChange,
)


@action
def plan_session(*, by, activity, starts_at, ends_at=None, where="", title=""):
    """Plan a session of an activity. Returns it."""
    ensure(rules.may_plan_session(activity))
    return save(
        Session(
            service=activity.service,
            activity=activity,
            title=title,
            starts_at=starts_at,
            ends_at=ends_at,
            where=where,
            **deed("planned", by),
        )
    )


def _locked(session) -> Session:
    activity = Activity.objects.select_for_update().get(pk=session.activity_id)
    session = Session.objects.select_for_update().get(pk=session.pk)
    session.activity = activity
    return session


@action
def change_session(*, by, session, reason, **details):
    """Move or change a session to come, and owe word of it with the reason to everybody with a place. Returns it."""
    session = _locked(session)
    ensure(rules.may_change_session(session))
    was = letters.when_and_where(session)
    for name, value in details.items():
        setattr(session, name, value)
    session.sequence += 1
    save(session)
    save(SessionChange(service=session.service, session=session, was=was, reason=reason, **deed("changed", by)))
    _tell_those_with_a_place(by, session, Notice.About.SESSION_CHANGED, was=was, reason=reason)
    return session


@action
def cancel_session(*, by, session, reason):
    """Cancel a session to come, and owe word of it with the reason to everybody with a place. Returns it."""
    session = _locked(session)
    ensure(rules.may_change_session(session))
    session.cancelled_because = reason
    session.sequence += 1
    done(session, "cancelled", by)
    save(session)
    _tell_those_with_a_place(by, session, Notice.About.SESSION_CANCELLED, reason=reason)
    return session


def _tell_those_with_a_place(by, session, about, **words):
    # Whoever has not been told of the last change is told of this one alone.
    close_notices(by, Notice.objects.filter(session=session).exclude(how=Notice.How.MESSAGE))
    for person in people_to_tell(session.activity):
        give_notice(by, person, session.activity, about, session=session, **words)


@action
def hold_session(*, by, session, minutes="", publish=False, came=(), others_attended=0, others_of_groups=None):
    """Close out a session: what happened, who of those with a place came, and how many others, without names.

    `minutes`: the account, needed unless one was written before; given out at once where `publish` is true.
    `came`: ids of people. Everyone else with an open place is noted as not having come. `others_of_groups`: how many
    of the others belong to a group, by group, as far as that is known. Whoever represents a group and came is to
    report back to it within the service's time to tell people.
    """
    session = _locked(session)
    others_of_groups = others_of_groups or {}
    ensure(rules.may_hold(session))
    ensure(rules.may_close_out_with(session, minutes))
    ensure(rules.may_count_others(others_attended, others_of_groups))
    if minutes.strip() or publish:
        _write_minutes(by, session, minutes or session.minutes.text, publish)
    came = set(came)
    for place in rules.places_to_attend(session):
        attendance = {"person": place.person, "came": place.person_id in came, **deed("recorded", by)}
        save(Attendance(service=session.service, session=session, **attendance))
        if place.person_id not in came:
            continue
        if place.state == Place.State.INVITED:
            # Coming is an answer.
            place.state = Place.State.ACCEPTED
            done(place, "answered", by)
            save(place)
        if place.constituency:
            _owe_report_back(by, session, place)
    session.others_attended = others_attended
    done(session, "held", by)
    save(session)
    for group, number in others_of_groups.items():
        if number:
            save(OthersOfGroup(service=session.service, session=session, group=group, number=number))
    close_notices(by, Notice.objects.filter(session=session))
    owe_what_was_published(by, session.activity)
    return session


def _owe_report_back(by, session, place):
    due = timezone.localdate(session.starts_at) + timedelta(days=session.service.days_to_tell)
    duty = {"person": place.person, "constituency": place.constituency, "due": due}
    save(ReportBack(service=session.service, session=session, **duty, **deed("recorded", by)))


@action
def write_minutes(*, by, session, text, publish):
    """Write the minutes of a session, and give them out where `publish` is true. Given-out minutes stay."""
    return _write_minutes(by, session, text, publish)


def _write_minutes(by, session, text, publish):
    minutes = Minutes.objects.select_for_update().filter(session=session).first()
    if minutes is None:
        minutes = Minutes(service=session.service, session=session, **deed("recorded", by))
    ensure(rules.may_write_minutes(minutes))
    minutes.text = text
    if publish:
        done(minutes, "published", by)
    return save(minutes)
