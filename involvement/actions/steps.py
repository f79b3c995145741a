"""Steps that several actions share. Each runs inside an action, in its transaction and under its name."""

from datetime import datetime, time

from django.utils import timezone

from consent.models import Message, Person
from consent.outbox import machine_channel, queue_message
from core.deeds import deed, done
from core.writing import save
from involvement import letters, rules
from involvement.models import Activity, ActivityMove, Decision, Telling
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
    send_word(by, owe_tellings(by, said))
    return said


def noon_of(day):
    """Noon of an earlier day, for a deed that was done then; None, which means now, for today or no day."""
    if day is None or day >= timezone.localdate():
        return None
    return timezone.make_aware(datetime.combine(day, time(12)))


def owe_tellings(by, decision):
    # A withdrawal is before this, and then nothing is owed to them, or after it, and ends what is owed.
    owed = rules.recipients_of(decision).people
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=owed).order_by("pk"))
    made = []
    for telling in rules.tellings_due(decision):
        telling.service = decision.service
        done(telling, "queued", by)
        made.append(save(telling))
    return made


def owe_what_was_published(by, activity):
    """Whoever took part after a decision was published is to be told of it too."""
    published = activity.decisions.filter(published_at__isnull=False)
    send_word(by, [telling for decision in published for telling in owe_tellings(by, decision)])


def send_word(by, tellings):
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
