"""Writing who takes part: invitations and answers, sessions, who came, and minutes."""

from consent.outbox import machine_channel, queue_message
from consent.rules import may_contact
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import letters, rules
from involvement.actions.steps import noon_of, owe_what_was_published
from involvement.models import Activity, Attendance, Minutes, Place, Session


@action
def invite(*, by, activity, person, face_to_face_on=None, constituency="", support_needed=""):
    """Invite a person who may be involved. Sends word by the way they allow, if there is one. Returns the place.

    `face_to_face_on`: the day they were asked face to face; they count as invited from then on.
    """
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_invite(activity, person, face_to_face_on))
    place = save(
        Place(
            service=activity.service,
            activity=activity,
            person=person,
            constituency=constituency,
            support_needed=support_needed,
            **deed("invited", by, noon_of(face_to_face_on)),
        )
    )
    rule = machine_channel(person) if may_contact(person) else None
    if rule is not None:
        queue_message(by=by, person=person, about="invitation", channel=rule.channel, **letters.invitation(place, rule))
    return place


@action
def answer_invitation(*, by, place, state):
    """Record that somebody accepted, said no or withdrew."""
    Activity.objects.select_for_update().get(pk=place.activity_id)
    place = Place.objects.select_for_update(of=("self",)).select_related("activity").get(pk=place.pk)
    ensure(rules.may_answer(place, state))
    place.state = state
    done(place, "answered", by)
    return save(place)


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


@action
def hold_session(*, by, session, came=(), others_attended=0):
    """Close out a session: who of those with a place came, and how many others, counted without names.

    `came`: ids of people. Everyone else with an open place is noted as not having come.
    """
    Activity.objects.select_for_update().get(pk=session.activity_id)
    session = Session.objects.select_for_update().get(pk=session.pk)
    ensure(rules.may_hold(session))
    session.others_attended = others_attended
    done(session, "held", by)
    save(session)
    for place in rules.places_to_attend(session):
        save(
            Attendance(
                service=session.service,
                session=session,
                person=place.person,
                came=place.person_id in set(came),
                **deed("recorded", by),
            )
        )
        if place.state == Place.State.INVITED and place.person_id in set(came):
            # Coming is an answer.
            place.state = Place.State.ACCEPTED
            done(place, "answered", by)
            save(place)
    owe_what_was_published(by, session.activity)
    return session


@action
def write_minutes(*, by, session, text, publish):
    """Write the minutes of a session, and give them out where `publish` is true. Given-out minutes stay."""
    minutes = Minutes.objects.select_for_update().filter(session=session).first()
    if minutes is None:
        minutes = Minutes(service=session.service, session=session, **deed("recorded", by))
    ensure(rules.may_write_minutes(minutes))
    minutes.text = text
    if publish:
        done(minutes, "published", by)
    return save(minutes)
