"""Steps that several actions share. Each runs inside an action, in its transaction and under its name."""

from datetime import datetime, time

from django.utils import timezone

from consent.models import Channel, Message, Person
from consent.outbox import machine_channel, queue_message, queue_messages, stop_message
from consent.rules import may_contact, safe_channels
from core.deeds import deed, done
from core.writing import save, save_all
from involvement import letters, rules
from involvement.models import Activity, ActivityMove, Decision, Notice, Telling
from involvement.models.activities import State


def move(by, activity, to, reason):
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


def reopen_loop(by, activity, why):
    """Something new to answer or to tell: an activity that was fed back is not any more."""
    activity = Activity.objects.select_for_update().get(pk=activity.pk)
    if activity.state in (State.FED_BACK, State.NOBODY_TOLD):
        activity.ended_at, activity.ended_by, activity.ended_by_kind, activity.end_reason = None, None, "", ""
        move(by, activity, State.DECIDED, why)


def tell_reason(by, activity, because, session=None):
    """Record why a promise was not kept, in the form of a decision, and owe word of it to everybody. Returns it."""
    said = Decision(
        service=activity.service,
        activity=activity,
        session=session,
        you_said=activity.promise,
        outcome=Decision.Outcome.PROMISE_NOT_KEPT,
        we_decided="We did not keep this promise.",
        rationale=because,
        owner=activity.lead,
        **deed("recorded", by),
    )
    done(said, "published", by)
    save(said)
    owe_tellings(by, [said])
    return said


def noon_of(day):
    """Noon of an earlier day, for a deed that was done then; None, which means now, for today or no day."""
    if day is None or day >= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time(12)))


def owe_tellings(by, decisions, teller=None):
    """Owe word of published decisions of one activity to everyone to be told, and put messages in the outbox.

    Returns the tellings, those that were owed for a decision that one of these replaces included.
    """
    people = set().union(*(rules.recipients_of(decision).people for decision in decisions))
    replaced = [decision.replaces_id for decision in decisions if decision.replaces_id]
    people |= set(Telling.objects.open().filter(decision__in=replaced).values_list("person_id", flat=True))
    # A withdrawal is before this, and then nothing is owed to them, or after it, and ends what is owed.
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=people - {None}).order_by("pk"))
    carried = [telling for decision in decisions for telling in _carry_over(by, decision)]
    made = [telling for decision in decisions for telling in rules.tellings_due(decision, teller)]
    for telling in made:
        done(telling, "queued", by)
        if telling.could_not:
            done(telling, "given_up", by)
    _send_word(by, [*carried, *(telling for telling in made if not telling.could_not)])
    save_all(made)
    Telling.objects.bulk_update(carried, ["message", "how"], batch_size=500)
    return [*carried, *made]


def owe_what_was_published(by, activity):
    """Whoever took part after a decision was published is to be told of it too."""
    in_force = list(activity.decisions.in_force().select_related("activity__lead", "replaces", "service"))
    if in_force:
        owe_tellings(by, in_force)


def _carry_over(by, decision):
    """Whoever still waits to be told of the decision that this one replaces is told of this one instead.

    Messages that wait are stopped; what else they carried goes out again. Returns the tellings, whose `message` and
    `how` are still to be saved.
    """
    if decision.replaces_id is None:
        return []
    waiting = Telling.objects.open().filter(decision=decision.replaces_id)
    messages = list(Message.objects.filter(tellings__in=waiting, state=Message.State.WAITING).distinct())
    beside = Telling.objects.open().filter(message__in=messages).exclude(decision=decision.replaces_id)
    tellings = list(waiting) + list(beside.select_related("decision__replaces"))
    # At once, so that nobody of them is found to be owed the new decision a second time.
    Telling.objects.filter(pk__in=[telling.pk for telling in tellings]).update(message=None)
    Telling.objects.filter(
        pk__in=[telling.pk for telling in tellings if telling.decision_id == decision.replaces_id]
    ).update(decision=decision)
    for message in messages:
        stop_message(by=by, message=message, why="What was decided has changed, and a new message follows.")
    people = {telling.person_id for telling in tellings} - {None}
    ways = {person.pk: (person, how) for person, how in rules.ways_to_tell(people)}
    for telling in tellings:
        telling.message = None
        if telling.decision_id == decision.replaces_id:
            telling.decision = decision
        if telling.person_id in ways:
            telling.person, telling.how = ways[telling.person_id]
        elif telling.person_id is not None:
            telling.how = Telling.How.FACE_TO_FACE
    return tellings


def _send_word(by, tellings):
    """Put one message for each person in the outbox, about all that they are told now by message."""
    by_person = {}
    for telling in tellings:
        if telling.how == Telling.How.MESSAGE:
            by_person.setdefault(telling.person_id, []).append(telling)
    parts, words = [], []
    for theirs in by_person.values():
        person = theirs[0].person
        channel = machine_channel(person, may_say_who=True).channel
        for part, letter in _that_fit_a_message(person, theirs):
            parts.append(part)
            words.append((person, channel, letter["subject"], letter["text"]))
    for part, message in zip(parts, queue_messages(by=by, about="decision", words=words), strict=True):
        for telling in part:
            telling.message = message


def _that_fit_a_message(person, tellings):
    """Tellings in parts, each with its letter, which fits one message: one part, unless a great deal was decided."""
    longest = Message._meta.get_field("text").max_length - Message.ROOM_FOR_LINK
    part, letter = [], None
    for telling in tellings:
        longer = letters.what_was_decided(person, [one.decision for one in [*part, telling]])
        if part and len(longer["text"]) > longest:
            yield part, letter
            part, longer = [], letters.what_was_decided(person, [telling.decision])
        part, letter = [*part, telling], longer
    if part:
        yield part, letter


def give_notice(by, person, activity, about, *, how="", session=None, was="", reason="", at=None):
    """Owe one person word about their place, by the way they allow or the way chosen. Returns the notice, stored.

    A message is put in the outbox where one may leave, else a letter where letters are safe, else it is a task for the
    worker who leads the activity.
    """
    rules_of = {rule.channel: rule for rule in safe_channels(person)} if may_contact(person) else {}
    machine = machine_channel(person) if rules_of else None
    if not how:
        how = Notice.How.LETTER if Channel.LETTER in rules_of else Notice.How.WORKER
        how = Notice.How.MESSAGE if machine is not None else how
    words = {"session": session, "was": was, "reason": reason}
    message = None
    if how != Notice.How.WORKER:
        rule = machine if how == Notice.How.MESSAGE else rules_of[Channel.LETTER]
        letter = letters.notice(about, person, activity, may_say_who=rule.may_say_who, **words)
        message = queue_message(by=by, person=person, about=_ABOUT[about], channel=rule.channel, **letter)
    # A worker says all of it, should a message not be able to leave.
    text = letters.notice(about, person, activity, may_say_who=True, **words)["text"]
    return save(
        Notice(
            service=activity.service,
            activity=activity,
            session=session,
            person=person,
            about=about,
            how=how,
            text=text,
            worker=activity.lead,
            message=message,
            **deed("queued", by, at),
        )
    )


_ABOUT = {
    Notice.About.INVITATION: "invitation",
    Notice.About.PLACE_FREE: "invitation",
    Notice.About.SESSION_CHANGED: "change",
    Notice.About.SESSION_CANCELLED: "change",
    Notice.About.ACTIVITY_CANCELLED: "change",
}


def close_notices(by, notices, outcome=Notice.Outcome.NOT_NEEDED):
    """What was still to be said need not be said any more: a letter is not posted. Messages leave by themselves."""
    for notice in notices.open().select_for_update():
        notice.outcome = outcome
        done(notice, "done", by)
        save(notice)
        keep_letter_back(by, notice)


def keep_letter_back(by, notice):
    """Stop the letter of a notice that was dealt with, where it still waits to be posted."""
    waits = Message.objects.select_for_update().waiting().filter(pk=notice.message_id, channel=Channel.LETTER)
    for letter in waits:
        stop_message(by=by, message=letter, why="It need not be told by letter any more.")


def people_to_tell(activity):
    """Whoever has a place in an activity and is not restricted."""
    return [
        place.person
        for place in activity.taken_places.filter(
            state__in=rules.TAKES_PART, person__in=Person.objects.not_restricted()
        )
        .select_related("person__service")
        .order_by("pk")
    ]
