"""Looking after registrations that wait: trying to reach people, asking them, removing what nobody stands behind."""

from consent import letters, rules
from consent.actions.steps import waiting_registration
from consent.models import Draft, InterestRegistration, Message, RegistrationTry
from consent.models.registrations import SpokeTo
from consent.outbox import queue_message, stop_messages_to
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save


@action
def note_registration_try(*, by, registration, outcome, spoke_to=SpokeTo.THEM, why="", note=""):
    """Note that somebody tried to reach whoever registered. Reaching them confirms it. Returns the try."""
    registration = waiting_registration(registration)
    ensure(rules.may_note_try(registration, outcome, spoke_to, why))
    made = save(
        RegistrationTry(
            service=registration.service,
            registration=registration,
            outcome=outcome,
            spoke_to=spoke_to,
            why=why,
            note=note,
            **deed("tried", by),
        )
    )
    if rules.confirms(registration, outcome, spoke_to):
        confirm_registration(by=by, registration=registration)
    return made


@action
def confirm_registration(*, by, registration):
    """Somebody stands behind a registration: reached by a worker, or the button in our message was pressed.

    Once is enough, so a second time changes nothing. Returns it.
    """
    registration = waiting_registration(registration)
    if registration.confirmed_at is None:
        done(registration, "confirmed", by)
        save(registration)
        stop_messages_to(by=by, to=registration, why="It is known by now that it was them.")
    return registration


@action
def remind_of_removal(*, by, registration):
    """Write to whoever sent a registration that it is removed soon, unless they say that it was them. Once.

    Returns the message, or None where there was one before or nothing is to be said any more.
    """
    registration = waiting_registration(registration)
    channel = rules.asks_to_confirm(registration)
    if not channel or registration.messages.filter(about=Message.REMINDER).exists():
        return None
    last = registration.tries.order_by("-tried_at").values_list("tried_at", flat=True).first()
    words = letters.reminder(registration, rules.removal_of(registration, last).day)
    return queue_message(by=by, registration=registration, about=Message.REMINDER, channel=channel, **words)


@action
def ask_from_registration(*, by, registration, key, answers):
    """Begin the journey of recording consent with what the form says, because their own yes is still to come.

    `key`: a UUID drawn with the page. `answers`: what the form says (consent.interest.known_from). Nothing is agreed
    to: the worker asks the person each question, after it was assessed whether somebody under 16 can decide. Returns
    the draft.
    """
    registration = waiting_registration(registration)
    ensure(rules.may_ask_them(registration))
    draft = Draft(pk=key, service=registration.service, owner=by.user, **deed("started", by))
    draft.answers = {"about": {"registration": str(registration.pk)}, **answers}
    return save(draft)


@action
def remove_registration(*, by, registration):
    """Remove a registration that nobody stands behind, with what was sent and tried. Returns its reference.

    History keeps that it was there and was removed, by its reference, and nothing of what it said.
    """
    registration = InterestRegistration.objects.select_for_update().select_related("service").get(pk=registration.pk)
    last = registration.tries.order_by("-tried_at").values_list("tried_at", flat=True).first()
    ensure(rules.may_remove(registration, last))
    registration.tries.all().delete()
    registration.messages.all().delete()
    registration.delete()
    return registration.reference
