"""What somebody does without an account, by the link in a message or by replying STOP: each acts at once."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from consent import letters, rules
from consent.actions.answers import take_back
from consent.actions.people import set_safe_contact
from consent.models import Link, Message, Person, Purpose, WayToReach
from consent.outbox import queue_message
from core.deeds import done
from core.rules import ensure
from core.writing import action, save

REASON = "They withdrew by a link in a message"
STOPPED = "They replied STOP to a text message"
# Somebody who confirmed a way of contact by a link is asked again after this time, unless a day was agreed before.
CHECK_AGAIN = timedelta(days=90)
# Whoever holds an old link cannot have somebody sent more than one message in this time.
ONE_IN = timedelta(hours=1)


@action
def change_contact_by_link(*, by, link, ways, days="", from_time=None, until_time=None):
    """Record how somebody may be contacted from now on, as they said through a link in a message.

    `ways`: yes or no for each way, and for that they will contact us. `days`, `from_time` and `until_time`: when, for
    every way that may be used. What was agreed beside it for a way that stays (who is named, voicemail, words of
    care) stays. Returns the person.
    """
    person = _use(by, link)
    in_force = {rule.channel: rule for rule in person.safe_contacts.filter(ended_at__isnull=True)}
    today = timezone.localdate()
    when = {"days": days, "from_time": from_time, "until_time": until_time}
    for way, allowed in ways.items():
        old = in_force.get(way)
        if way == WayToReach.SELF:
            if allowed or (old is not None and old.allowed):
                set_safe_contact(by=by, person=person, channel=way, allowed=allowed)
            continue
        if not allowed:
            if old is None or old.allowed:
                set_safe_contact(by=by, person=person, channel=way, allowed=False)
            continue
        kept = {"may_say_who": False, "voicemail": False, "safe_times": "", "review_on": today + CHECK_AGAIN}
        if old is not None and old.allowed:
            due = old.review_on
            kept = {name: getattr(old, name) for name in ("may_say_who", "voicemail", "safe_times")}
            kept["review_on"] = due if due is None or due >= today else today + CHECK_AGAIN
        set_safe_contact(by=by, person=person, channel=way, allowed=True, **kept, **when)
    return person


@action
def stop_contact_by_link(*, by, link):
    """Somebody takes back, through a link in a message, that we contact them. Returns the person."""
    person = _use(by, link)
    take_back(by=by, person=person, purpose_key=Purpose.CONTACT, reason=REASON)
    return person


@action
def withdraw_by_link(*, by, link):
    """Somebody takes back, through a link in a message, all that they agreed to. Returns the person."""
    person = _use(by, link)
    take_back(by=by, person=person, purpose_key=Purpose.CONTACT, reason=REASON)
    take_back(by=by, person=person, purpose_key=Purpose.RECORD, reason=REASON)
    return person


@action
def send_new_link(*, by, link):
    """Send a new link to the person of one that is dead, on a safe way alone. Returns the message, or None."""
    person = Person.objects.select_for_update().filter(pk=int(link.target)).select_related("service").first()
    rule = rules.way_for_a_new_link(person) if person else None
    sent = person.messages.filter(about=Message.NEW_LINK) if person else None
    lately = Q(state=Message.State.WAITING) | Q(queued_at__gte=timezone.now() - ONE_IN)
    if rule is None or sent.filter(lately).exists():
        return None
    words = letters.new_link(person)
    return queue_message(by=by, person=person, about=Message.NEW_LINK, channel=rule.channel, **words)


@action
def stop_by_reply(*, by, service, number):
    """Withdraw contact for everybody of a service with this number, as a reply said. Returns how many it was for.

    Said a second time it changes nothing. The reply does not tell who of them wrote it, so it counts for each.
    """
    people = list(Person.objects.filter(service=service, phone=number, joined_into__isnull=True).order_by("pk"))
    for person in people:
        take_back(by=by, person=person, purpose_key=Purpose.CONTACT, reason=STOPPED)
    return len(people)


def _use(by, link):
    """The person of a link, which is used up with this: the second of two presses is refused."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    person = Person.objects.filter(pk=int(link.target)).first()
    ensure(rules.may_use_link(link, person))
    done(link, "used", by)
    save(link)
    return person
