"""Messages to people: queued in the transaction that causes them, sent by the worker, once.

The rows of `Message` are the queue of record. A message is claimed with a lease and skip-locked, checked again
against the rules of whom it is to at the moment of sending, and recorded as sent once. Killed at any point, a message
leaves at least once, and at most the one in flight twice, with the same Message-ID.
"""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from consent import letters, rules
from consent.links import CODE_PLACE, with_link
from consent.models import Channel, FollowUp, InterestRegistration, Message, Person
from consent.sms import Undeliverable, send_text
from core import actors
from core.codes import code_of
from core.deeds import deed, done
from core.registries import Registry
from core.rules import Allowed, Refused
from core.scope import scope_of_staff
from core.writing import action, save, save_all

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
# A message that waits for a safe hour is looked at again after so long, in case another hour was said since.
LOOK_AGAIN = timedelta(minutes=15)
# Whoever fills in the form again and again has nobody asked more than once in this time whether it was them.
ASK_AGAIN = timedelta(days=1)
# Nobody waits for a code any longer, and the page they asked from does not take it any more.
CODE_LASTS = timedelta(seconds=settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT)
TRIED_AGAIN = "It could not be sent yet, and is tried again."

CARRIES_LINK = (Channel.TEXT, Channel.EMAIL, Channel.LETTER)

# What other apps do when a message has left: functions (by, message), in the transaction that records it as sent.
on_sent = Registry()
# What other apps do when a message is stopped for good: functions (by, message).
on_stopped = Registry()


def machine_channel(person, may_say_who=False):
    """The rule of the first allowed channel that the system itself can send on, or None.

    `may_say_who`: only one on which the message may say who writes.
    """
    allowed = {rule.channel: rule for rule in rules.safe_channels(person) if rule.may_say_who or not may_say_who}
    return next((allowed[channel] for channel in Message.SENT_BY_MACHINE if channel in allowed), None)


@action
def queue_message(*, by, about, channel, subject, text, person=None, registration=None, key=None, follow_up=None):
    """Put a message in the outbox, to a person or to whoever sent a registration. Returns it.

    It leaves only if what they allow still lets it leave then. `key`: drawn beforehand, where something else already
    holds it. `follow_up`: what it asks them, where they asked to be asked later.
    """
    message = _message(by, person or registration, about, channel, subject, text)
    message.follow_up = follow_up
    if key is not None:
        message.pk = key
    return save(message)


@action
def queue_messages(*, by, about, words):
    """Put many messages in the outbox at once. `words`: tuples of person, channel, subject and text. Returns them."""
    return save_all(_message(by, person, about, channel, subject, text) for person, channel, subject, text in words)


def _message(by, to, about, channel, subject, text):
    text = letters.finished(text, to.service, link=channel in CARRIES_LINK)
    return Message(
        service=to.service,
        **{"registration" if isinstance(to, InterestRegistration) else "person": to},
        about=about,
        channel=channel,
        subject=subject,
        text=text,
        **deed("queued", by),
    )


def send_waiting(service, most=100) -> int:
    """Send what waits in one service, oldest first. Returns how many left. Run by the worker."""
    left = 0
    with scope_of_staff(service):
        for _ in range(most):
            message = _claim(service)
            if message is None:
                break
            try:
                left += _send(message)
            except Undeliverable as refused:
                stop_message(by=actors.task("sender"), message=message, why=str(refused))
            except (OSError, SMTPException) as error:
                # It stays waiting, and is tried again when its lease has run out. No personal detail in logs.
                logger.warning("Message %s could not be sent: %s", message.pk, type(error).__name__)
                Message.objects.filter(pk=message.pk, state=Message.State.WAITING).update(waits_because=TRIED_AGAIN)
    return left


def _claim(service):
    with transaction.atomic():
        now = timezone.now()
        message = (
            Message.objects.select_for_update(skip_locked=True)
            .filter(
                Q(lease_until__isnull=True) | Q(lease_until__lt=now),
                service=service,
                channel__in=Message.SENT_BY_MACHINE,
            )
            .waiting()
            .order_by("queued_at")
            .first()
        )
        if message is not None:
            Message.objects.filter(pk=message.pk).update(lease_until=now + LEASE)
        return message


def _send(message) -> bool:
    return let_leave(actors.task("sender"), message, _hand_to_the_sender)


def let_leave(by, message, deliver=lambda to, message, text: None) -> bool:
    """Have a message leave if it may at this moment, and record it as sent. Returns whether it left.

    `deliver`: function (to, message, text) that brings it on its way. For what is done by hand there is none: it
    was done, or is to be done now. What may not leave any more is stopped; where only the hour is wrong, it waits.
    """
    # The row of whom it is to is held while it leaves: a withdrawal is before it and stops it, or after it.
    with transaction.atomic():
        to = _held(message)
        # A withdrawal may have stopped it since it was claimed, and they may have said yes again since then.
        message = Message.objects.select_for_update(of=("self",)).filter(pk=message.pk).first()
        if message is None or message.state != Message.State.WAITING:
            return False
        answer = _may_leave(to, message)
        if isinstance(answer, rules.NotYet):
            look = timezone.now() + LOOK_AGAIN
            lease = min(answer.until, look) if answer.until else look
            Message.objects.filter(pk=message.pk).update(lease_until=lease, waits_because=answer.why)
            return False
        if not answer:
            stop_message(by=by, message=message, why=answer.why)
            return False
        said = _says_no_more_than_allowed(to, message) and _is_still_to_be_asked(to, message)
        if not said:
            stop_message(by=by, message=message, why=said.why)
            return False
        deliver(to, message, _as_it_leaves(by, message))
        record_sent(by=by, message=message)
        return True


def _held(message):
    """Whom a message is to, with their row held. None where a registration was removed, and its messages with it."""
    if message.person_id is not None:
        return Person.objects.select_for_update().get(pk=message.person_id)
    held = InterestRegistration.objects.select_for_update(of=("self",)).select_related("service")
    return held.filter(pk=message.registration_id).first()


def _may_leave(to, message):
    if message.about == Message.CONFIRM and _asked_lately(to, message.channel):
        return Refused("They were asked already today on this number or address.")
    if message.about == Message.CODE and message.queued_at + CODE_LASTS < timezone.now():
        return rules.TOO_OLD
    reply, own = message.about in Message.REPLIES, message.about == Message.CODE
    return rules.may_be_sent(to, message.channel, message.queued_at, reply=reply, own=own)


def _asked_lately(registration, channel) -> bool:
    """Whether somebody there was asked already whether it was them: a form filled in anew does not write to them."""
    where = {"phone": registration.phone} if channel == Channel.TEXT else {"email__iexact": registration.email}
    alike = InterestRegistration.objects.filter(service=registration.service, **where)
    sent = Message.objects.filter(registration__in=alike, about=Message.CONFIRM, channel=channel)
    return sent.filter(state=Message.State.SENT, sent_at__gte=timezone.now() - ASK_AGAIN).exists()


def _says_no_more_than_allowed(to, message):
    """A last look at the words, whoever wrote them. What somebody says by telephone or face to face they heed there."""
    rule = next((rule for rule in rules.ways_to(to) if rule.channel == message.channel), None)
    sender = settings.DISCREET_FROM if message.channel == Channel.EMAIL else ""
    if message.channel not in CARRIES_LINK:
        return Allowed()
    return rules.is_too_open(to, rule, message.subject, message.text, sender)


def _is_still_to_be_asked(person, message):
    """Whether a message that asks somebody may still do so: somebody may have asked them since, or put it off."""
    if message.follow_up_id is None:
        return Allowed()
    follow_ups = FollowUp.objects.select_for_update(of=("self",)).select_related("service")
    message.follow_up = follow_ups.get(pk=message.follow_up_id)
    message.follow_up.person = person
    return rules.may_ask_now(message.follow_up)


def _as_it_leaves(by, message) -> str:
    """The text with its link and its code in it, which are kept nowhere."""
    text = with_link(by, message)
    return text.replace(CODE_PLACE, code_of(message.pk)) if message.about == Message.CODE else text


def _hand_to_the_sender(to, message, text) -> None:
    if message.channel == Channel.TEXT:
        send_text(key=str(message.pk), to=str(to.phone), text=text)
        return
    EmailMessage(
        subject=message.subject,
        body=text,
        from_email=settings.DISCREET_FROM,
        to=[to.email],
        headers={"Message-ID": message.message_id},
    ).send()


@action
def record_sent(*, by, message):
    """Record that a message has left."""
    message.state, message.lease_until, message.waits_because = Message.State.SENT, None, ""
    done(message, "sent", by)
    save(message)
    for outcome in on_sent:
        outcome(by, message)
    return message


@action
def stop_message(*, by, message, why):
    """Stop a message that may no longer leave."""
    message.state, message.stopped_because = Message.State.STOPPED, why[:200]
    message.lease_until, message.waits_because = None, ""
    save(message)
    for outcome in on_stopped:
        outcome(by, message)
    return message


@action
def stop_messages_to(*, by, to, why):
    """Stop everything that waits for one person, or about one registration. Returns how many."""
    waiting = list(to.messages.select_for_update().waiting())
    for message in waiting:
        stop_message(by=by, message=message, why=why)
    return len(waiting)
