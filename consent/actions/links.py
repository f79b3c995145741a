"""What somebody does without an account, by the link in a message or by replying STOP: each acts at once."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from consent import letters, rules
from consent.actions.answers import take_back_answers
from consent.actions.people import set_safe_contact
from consent.actions.registrations import take_back_registration
from consent.actions.triage import confirm_registration
from consent.models import InterestRegistration, Link, Message, Person, Purpose, WayToReach
from consent.outbox import queue_message
from core.deeds import done
from core.rules import ensure
from core.writing import action, save

REASON = "They withdrew by a link in a message"
STOPPED = "They replied STOP to a text message"
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
        kept = {"may_say_who": False, "voicemail": False, "safe_times": ""}
        if old is not None and old.allowed:
            kept = {name: getattr(old, name) for name in kept}
        set_safe_contact(
            by=by, person=person, channel=way, allowed=True, review_on=rules.check_again_on(old), **kept, **when
        )
    return person


@action
def stop_contact_by_link(*, by, link):
    """Somebody takes back, through a link in a message, that we contact them. Returns the person."""
    person = _use(by, link)
    take_back_answers(by=by, person=person, purpose_key=Purpose.CONTACT, reason=REASON)
    return person


@action
def withdraw_by_link(*, by, link):
    """Somebody takes back, through a link in a message, all that they agreed to. Returns the person."""
    person = _use(by, link)
    take_back_answers(by=by, person=person, purpose_key=Purpose.CONTACT, reason=REASON)
    take_back_answers(by=by, person=person, purpose_key=Purpose.RECORD, reason=REASON)
    return person


@action
def send_new_link(*, by, link):
    """Send a new link to whom one that is dead was sent to, on a safe way alone. Returns the message, or None."""
    to = _of(link)
    rule = rules.way_for_a_new_link(to) if to else None
    sent = to.messages.filter(about=Message.NEW_LINK) if to else None
    lately = Q(state=Message.State.WAITING) | Q(queued_at__gte=timezone.now() - ONE_IN)
    if rule is None or sent.filter(lately).exists():
        return None
    whom = {"registration" if link.kind == Link.Kind.REGISTRATION else "person": to}
    return queue_message(by=by, **whom, about=Message.NEW_LINK, channel=rule.channel, **letters.new_link(to))


@action
def confirm_by_link(*, by, link):
    """Whoever registered says, through a link in a message, that it was them. Returns the registration."""
    return confirm_registration(by=by, registration=_use(by, link))


@action
def take_back_by_link(*, by, link):
    """Whoever registered takes it back through a link in a message. Returns the registration."""
    return take_back_registration(by=by, registration=_use(by, link), reason=REASON)


@action
def stop_by_reply(*, by, service, number):
    """Withdraw contact for everybody of a service with this number, as a reply said. Returns how many it was for.

    Said a second time it changes nothing. The reply does not tell who of them wrote it, so it counts for each, and for
    each registration that names the number.
    """
    people = list(Person.objects.filter(service=service, phone=number, joined_into__isnull=True).order_by("pk"))
    for person in people:
        take_back_answers(by=by, person=person, purpose_key=Purpose.CONTACT, reason=STOPPED)
    named = Q(phone=number) | Q(helper_phone=number)
    registrations = list(InterestRegistration.objects.that_stand().filter(named, service=service).order_by("pk"))
    for registration in registrations:
        take_back_registration(by=by, registration=registration, reason=STOPPED)
    return len(people) + len(registrations)


def _use(by, link):
    """Whom a link is about, with it used up: the second of two presses is refused."""
    link = Link.objects.select_for_update(of=("self",)).get(pk=link.pk)
    to = _of(link)
    ensure(rules.may_use_link(link, to))
    done(link, "used", by)
    save(link)
    return to


def _of(link):
    """The person or the registration that a link is about, with the row held, or None where it is gone."""
    if link.kind == Link.Kind.REGISTRATION:
        held = InterestRegistration.objects.select_for_update(of=("self",)).select_related("service")
        return held.filter(pk=link.target).first()
    return Person.objects.select_for_update(of=("self",)).select_related("service").filter(pk=int(link.target)).first()
