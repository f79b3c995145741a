"""Every write of involvement: activities and their moves, places, sessions, views, decisions and telling people."""

from datetime import datetime, time

from django.core.exceptions import ValidationError
from django.utils import timezone

from consent.models import Message, Person
from consent.outbox import machine_channel, queue_message
from consent.rules import may_change, may_contact
from core import clock
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save
from involvement import letters, rules
from involvement.models import (
    Activity,
    ActivityGroup,
    ActivityMove,
    Attendance,
    Decision,
    DecisionView,
    Minutes,
    PartnerAgreement,
    PartnerGroup,
    PartnerOrganisation,
    Place,
    PlanChange,
    Session,
    Telling,
    Theme,
    View,
)
from involvement.models.activities import State

# --- Partners


@action
def add_partner(*, by, service, groups=(), **details):
    """Record a partner organisation and the groups it reaches. Returns it."""
    partner = save(PartnerOrganisation(service=service, **details, **deed("recorded", by)))
    _set_partner_groups(partner, groups)
    return partner


@action
def change_partner(*, by, partner, groups=(), **details):
    """Change what is recorded about a partner."""
    for name, value in details.items():
        setattr(partner, name, value)
    save(partner)
    _set_partner_groups(partner, groups)
    return partner


def _set_partner_groups(partner, groups):
    PartnerGroup.objects.filter(partner=partner).exclude(group__in=groups).delete()
    for group in groups:
        PartnerGroup.objects.get_or_create(service=partner.service, partner=partner, group=group)


@action
def add_partner_agreement(*, by, partner, **details):
    """Record a memorandum or written agreement with a partner. Returns it."""
    return save(PartnerAgreement(service=partner.service, partner=partner, **details, **deed("recorded", by)))


# --- Activities


@action
def plan_activity(*, by, service, groups=(), **details):
    """Plan an activity at a level of the spectrum. Returns it."""
    activity = save(Activity(service=service, **details, **deed("recorded", by)))
    _set_groups(activity, groups)
    return activity


@action
def change_plan(*, by, activity, groups=(), **details):
    """Change the plan of an activity while it may still be changed. The level and method stay once it is open."""
    ensure(rules.may_edit(activity))
    if activity.state != State.PLANNED and details.get("level", activity.level) != activity.level:
        raise ValidationError({"level": "People have been given the promise of this level. It stays."})
    for name, value in details.items():
        setattr(activity, name, value)
    save(activity)
    _set_groups(activity, groups)
    return activity


def _set_groups(activity, groups):
    ActivityGroup.objects.filter(activity=activity).exclude(group__in=groups).delete()
    for group in groups:
        ActivityGroup.objects.get_or_create(service=activity.service, activity=activity, group=group)


@action
def move_activity(*, by, activity, to, reason=""):
    """Move an activity to another state, if the rules let it. The promise is copied as it opens."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_move(activity, to))
    if State(to) in rules.NEEDS_REASON and not reason.strip():
        raise ValidationError({"reason": "Give the reason: people who took part will be told."})
    if to == State.OPEN:
        activity.promise = activity.level.promise
        done(activity, "opened", by)
    if to == State.CLOSED:
        done(activity, "closed", by)
    if State(to) in (
        State.FED_BACK,
        State.CLOSED_WITHOUT_VIEWS,
        State.NOBODY_TOLD,
        State.FINISHED,
        State.CANCELLED,
    ):
        done(activity, "ended", by)
        activity.end_reason = reason
    return _move(by, activity, to, reason)


def _move(by, activity, to, reason):
    from_state, activity.state = activity.state, State(to)
    save(activity)
    save(
        ActivityMove(
            service=activity.service,
            activity=activity,
            from_state=from_state,
            to_state=to,
            reason=reason,
            **deed("moved", by),
        )
    )
    return activity


def _reopen_loop(by, activity, why):
    """Something new to answer or to tell: an activity that was fed back is not any more."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if activity.state in (State.FED_BACK, State.NOBODY_TOLD):
        activity.ended_at, activity.ended_by, activity.ended_by_kind, activity.end_reason = None, None, "", ""
        _move(by, activity, State.DECIDED, why)


# --- Places and sessions


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
            **deed("invited", by, _on(face_to_face_on)),
        )
    )
    rule = machine_channel(person) if may_contact(person) else None
    if rule is not None:
        queue_message(by=by, person=person, about="invitation", channel=rule.channel, **letters.invitation(place, rule))
    return place


def _on(day):
    """Noon of a day, or now where that is earlier; None for no day."""
    return min(clock.now(), timezone.make_aware(datetime.combine(day, time(12)))) if day else None


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
    if activity.state not in (State.PLANNED, State.OPEN, State.RUNNING):
        raise ValidationError(f"The activity is “{activity.get_state_display()}”: no session can be added.")
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
    _owe_what_was_published(by, session.activity)
    return session


@action
def write_minutes(*, by, session, text, publish):
    """Write the minutes of a session, and give them out where `publish` is true. Given-out minutes stay."""
    minutes = Minutes.objects.select_for_update().filter(session=session).first()
    if minutes is None:
        minutes = Minutes(service=session.service, session=session, **deed("recorded", by))
    elif minutes.published_at is not None:
        raise ValidationError("These minutes were given out already.")
    minutes.text = text
    if publish:
        done(minutes, "published", by)
    return save(minutes)


@action
def note_plan_change(*, by, activity, asked, changed):
    """Note that the plan was changed because people asked. Returns the change."""
    ensure(rules.may_record_view(activity))
    return save(
        PlanChange(service=activity.service, activity=activity, asked=asked, changed=changed, **deed("recorded", by))
    )


# --- What people said, and what was decided


@action
def record_view(*, by, activity, words, theme_name, group=None, session=None, person=None):
    """Record what somebody said, under a theme (made if it is new). Reopens a closed loop. Returns the view."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    ensure(rules.may_record_view(activity))
    if session is not None and session.activity_id != activity.pk:
        raise ValidationError({"session": "Choose a session of this activity."})
    view = save(
        View(
            service=activity.service,
            activity=activity,
            session=session,
            theme=_theme(activity.service, theme_name),
            group=group,
            words=words,
            person=person,
            **deed("recorded", by),
        )
    )
    if session is not None and person is None:
        _owe_what_was_published(by, activity)
    _reopen_loop(by, activity, "A new view came in")
    return view


@action
def change_view(*, by, view, words, theme_name, group=None, session=None, person=None):
    """Correct what somebody said, while no published decision answers it. History keeps the words as they were."""
    Activity.objects.select_for_update().get(pk=view.activity_id)
    view = View.objects.select_for_update(of=("self",)).select_related("activity").get(pk=view.pk)
    ensure(rules.may_change_view(view))
    if session is not None and session.activity_id != view.activity_id:
        raise ValidationError({"session": "Choose a session of this activity."})
    view.words, view.theme = words, _theme(view.service, theme_name)
    view.group, view.session, view.person = group, session, person
    save(view)
    if session is not None and person is None:
        _owe_what_was_published(by, view.activity)
    return view


def _theme(service, name):
    """The theme with a name, made if it is new."""
    name = name.strip()
    theme = Theme.objects.filter(service=service, name__iexact=name).first()
    return theme or save(Theme(service=service, name=name))


@action
def decide(*, by, activity, views, **details):
    """Record a decision on one or more views, with its rationale. People see nothing of it until it is published."""
    decision = save(Decision(service=activity.service, activity=activity, **details, **deed("recorded", by)))
    _set_views(decision, views)
    return decision


@action
def change_decision(*, by, decision, views, **details):
    """Change a decision that nobody has been told about yet."""
    if decision.published_at is not None:
        raise ValidationError("People were told about this decision. Record a new one.")
    for name, value in details.items():
        setattr(decision, name, value)
    save(decision)
    _set_views(decision, views)
    return decision


def _set_views(decision, views):
    views = list(views)
    if any(view.activity_id != decision.activity_id for view in views):
        raise ValidationError({"views": "Choose views of this activity."})
    DecisionView.objects.filter(decision=decision).exclude(view__in=views).delete()
    for view in views:
        DecisionView.objects.get_or_create(service=decision.service, decision=decision, view=view)


@action
def publish_decisions(*, by, decisions):
    """Publish decisions of one activity and owe word of them to everyone to be told, in the same transaction.

    Those with a way of contact that may carry it are sent one message about all of them; for the others there is a
    telling that a worker does face to face. Returns the tellings made.
    """
    made = []
    activities = {decision.activity_id for decision in decisions}
    list(Activity.objects.select_for_update().filter(pk__in=activities).order_by("pk"))
    for decision in decisions:
        decision = Decision.objects.select_for_update().get(pk=decision.pk)
        ensure(rules.may_publish(decision))
        done(decision, "published", by)
        save(decision)
        made += _owe_tellings(by, decision)
    _send_word(by, made)
    if decisions:
        _reopen_loop(by, decisions[0].activity, "A new decision was published")
    return made


@action
def mark_decision_done(*, by, decision):
    """Note that what was decided has been done."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    ensure(rules.may_mark_done(decision))
    done(decision, "done", by)
    return save(decision)


@action
def withhold_decision(*, by, decision, because):
    """Take a published decision off the public page. People who were told of it still read it on their own page."""
    decision = Decision.objects.select_for_update().get(pk=decision.pk)
    ensure(rules.may_withhold(decision))
    decision.withheld_because = because
    done(decision, "withheld", by)
    return save(decision)


def _owe_tellings(by, decision):
    # A withdrawal is before this, and then nothing is owed to them, or after it, and ends what is owed.
    people, _sessions = rules.recipients_of(decision)
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people).order_by("pk"))
    made = []
    for telling in rules.tellings_due(decision):
        telling.service = decision.service
        done(telling, "queued", by)
        made.append(save(telling))
    return made


def _owe_what_was_published(by, activity):
    """Whoever took part after a decision was published is to be told of it too."""
    published = activity.decisions.filter(published_at__isnull=False)
    _send_word(by, [telling for decision in published for telling in _owe_tellings(by, decision)])


def _send_word(by, tellings):
    by_person = {}
    for telling in tellings:
        if telling.how == Telling.How.MESSAGE:
            by_person.setdefault(telling.person, []).append(telling)
    for person, theirs in by_person.items():
        rule = machine_channel(person, may_say_who=True)
        for part in _that_fit_a_message(person, theirs):
            words = letters.what_was_decided(person, [telling.decision for telling in part])
            message = queue_message(by=by, person=person, about="decision", channel=rule.channel, **words)
            for telling in part:
                telling.message = message
                save(telling)


def _that_fit_a_message(person, tellings):
    """Tellings in parts whose words fit one message each: one part, unless a great deal was decided at once."""
    longest = Message._meta.get_field("text").max_length
    part = []
    for telling in tellings:
        text = letters.what_was_decided(person, [one.decision for one in [*part, telling]])["text"]
        if part and len(text) > longest:
            yield part
            part = []
        part.append(telling)
    if part:
        yield part


@action
def tell(*, by, telling, how, told_on=None):
    """Tick off that somebody was told, now or on an earlier day."""
    telling = Telling.objects.select_for_update().get(pk=telling.pk)
    ensure(rules.may_end_telling(telling))
    ensure(rules.may_tell_by(telling, how))
    if told_on is not None and told_on > timezone.localdate():
        raise ValidationError({"told_on": "The day they were told must be today or before."})
    telling.how = how
    # Today is now, not noon.
    done(telling, "told", by, _on(told_on) if told_on != timezone.localdate() else None)
    return save(telling)


@action
def give_up_telling(*, by, telling, why):
    """Note that somebody could not be told, and why."""
    telling = Telling.objects.select_for_update().get(pk=telling.pk)
    ensure(rules.may_give_up(telling, why))
    telling.could_not = why
    done(telling, "given_up", by)
    return save(telling)


@action
def undo_telling(*, by, telling):
    """Take back that somebody was told, or could not be: they wait again. History keeps what was noted."""
    activity = Activity.objects.select_for_update().get(decisions__tellings=telling.pk)
    if telling.person_id is not None:
        # A withdrawal is before this, and then they are not owed it again, or after it, and ends what is owed.
        ensure(may_change(Person.objects.select_for_update(no_key=True).get(pk=telling.person_id)))
    telling = Telling.objects.select_for_update(of=("self",)).select_related("decision").get(pk=telling.pk)
    telling.decision.activity = activity
    ensure(rules.may_undo_telling(telling))
    telling.told_at, telling.told_by, telling.told_by_kind = None, None, ""
    telling.given_up_at, telling.given_up_by, telling.given_up_by_kind, telling.could_not = None, None, "", ""
    if telling.message is not None and telling.message.state != Message.State.WAITING:
        telling.how = Telling.How.FACE_TO_FACE
    return save(telling)


# --- What follows from what happens in consent (registered in involvement.registered)


def after_message_sent(by, message):
    """A message about decisions has left: everyone it was for has been told."""
    for telling in Telling.objects.open().filter(message=message):
        done(telling, "told", by)
        save(telling)


def after_message_stopped(by, message):
    """A message about decisions may not leave: a worker tells them face to face instead."""
    for telling in Telling.objects.open().filter(message=message):
        telling.how = Telling.How.FACE_TO_FACE
        save(telling)


def after_agreement_ended(by, agreement):
    """Somebody withdrew altogether: what they were still to be told ends as could not be told."""
    if agreement.purpose_id != "record":
        return
    for telling in Telling.objects.open().filter(person=agreement.person):
        telling.could_not = Telling.CouldNot.WITHDREW
        done(telling, "given_up", by)
        save(telling)
