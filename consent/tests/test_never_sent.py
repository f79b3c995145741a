"""No message is ever sent on a way that is unknown, disallowed, expired, out of hours or withdrawn, in any order.

To people, and about registrations to whoever sent them.
"""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import actions, outbox
from consent.models import Message, Purpose
from consent.models.registrations import TryOutcome
from consent.tests.factories import a_command, in_days, make_person, make_registration, make_service, wording
from core import actors, clock
from core.scope import scope_of_staff

BY = a_command()
CHANNELS = ["text", "email", "telephone", "letter", "worker"]
BY_MACHINE = ("text", "email")

channel = st.sampled_from(CHANNELS)
events = st.one_of(
    st.tuples(st.just("allow"), channel, st.booleans(), st.booleans()),  # expired, out of hours
    st.tuples(st.just("close"), channel),
    st.tuples(st.just("withdraw"), st.sampled_from(["contact", "contact", "contact", "record"])),
    st.tuples(
        st.just("yes again"),
    ),
    st.tuples(
        st.just("wait"),
    ),
    st.tuples(st.just("no address"), st.sampled_from(["phone", "email", "address"])),
    st.tuples(st.just("write"), channel),
    st.tuples(st.just("write"), channel),
    st.tuples(
        st.just("send"),
    ),
)


class Story:
    """What was said, kept apart from the rules and as plainly as can be; and the person it is said of."""

    def __init__(self, service):
        details = {"phone": "07700 900 123", "email": "sam@people.example.org", "address": "1 High Street"}
        self.person = make_person(service, ways=(), **details)
        self.held, self.contact, self.later = True, True, False
        self.ways, self.addresses = {}, {"phone", "email", "address"}

    def may_leave(self, channel) -> bool:
        needs = {"text": "phone", "telephone": "phone", "email": "email", "letter": "address"}.get(channel)
        expired, closed = self.ways.get(channel, (True, True))
        closed = closed and channel in BY_MACHINE
        here = needs is None or needs in self.addresses
        return self.held and self.contact and not self.later and not expired and not closed and here

    def happens(self, kind, *what):
        if not self.held and kind != "send":
            return
        getattr(self, kind.replace(" ", "_"))(*what)

    def allow(self, channel, expired, closed):
        today = timezone.localdate()
        weekend = today.weekday() > 4
        days = ("weekdays" if weekend else "weekends") if closed else ""
        review_on = today - timedelta(days=1) if expired else None
        rule = {"allowed": True, "review_on": review_on, "days": days, "may_say_who": True}
        actions.set_safe_contact(by=BY, person=self.person, channel=channel, **rule)
        self.ways[channel] = (expired, closed)

    def close(self, channel):
        actions.set_safe_contact(by=BY, person=self.person, channel=channel, allowed=False)
        self.ways.pop(channel, None)

    def withdraw(self, purpose):
        for agreement in self.person.agreements.open().filter(purpose_id=purpose, answer="given"):
            actions.withdraw_agreement(by=BY, agreement=agreement, reason="Changed their mind")
        self.contact = False
        self.later = False
        self.held = purpose != "record"

    def yes_again(self, not_before=None):
        words = wording(self.person.service, Purpose.CONTACT)
        asked = {"purpose_key": "contact", "answer": "given", "wording": words, "not_before": not_before}
        actions.record_answer(by=BY, person=self.person, **asked)
        self.contact, self.later = True, not_before is not None

    def wait(self):
        self.yes_again(timezone.localdate() + timedelta(days=30))

    def no_address(self, field):
        actions.change_details(by=BY, person=self.person, details={field: ""})
        self.addresses.discard(field)

    def write(self, channel):
        words = {"about": "news", "subject": "News", "text": "Hello Sam"}
        outbox.queue_message(by=BY, person=self.person, channel=channel, **words)

    def send(self):
        waited = set(Message.objects.waiting().values_list("pk", flat=True))
        Message.objects.waiting().update(lease_until=None)
        outbox.send_waiting(self.person.service)
        for message in Message.objects.waiting().by_hand():
            if message.channel == "letter":
                actions.mark_posted(by=BY, messages=[message])
            else:
                actions.note_message(by=BY, message=message, told=True)
        for message in Message.objects.filter(pk__in=waited):
            left = message.state == Message.State.SENT
            assert left == self.may_leave(message.channel), (message.channel, message.state_in_words)
            if message.state == Message.State.WAITING:
                expired, closed = self.ways[message.channel]
                assert closed and not expired, "Nothing waits but for its hour."
        # Nothing leaves twice, whatever is tried again.
        assert outbox.send_waiting(self.person.service) == 0


@pytest.fixture
def service(db, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    service = make_service()
    with scope_of_staff(service):
        yield service


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(events, min_size=3, max_size=14))
def test_whatever_the_order_of_events_only_what_was_allowed_leaves(service, story):
    with transaction.atomic():
        told = Story(service)
        for kind, *what in [*story, ("send",)]:
            told.happens(kind, *what)
        transaction.set_rollback(True)


# --- About registrations

of_registrations = st.one_of(
    st.tuples(st.just("write"), channel),
    st.tuples(st.just("write"), channel),
    st.tuples(st.just("confirm")),
    st.tuples(st.just("try")),
    st.tuples(st.just("decline"), st.booleans()),  # with words, or without
    st.tuples(st.just("stop")),
    st.tuples(st.just("link")),
    st.tuples(st.just("send")),
    st.tuples(st.just("send")),
)
forms = st.fixed_dictionaries(
    {
        "channel": st.sampled_from(["text", "email", "telephone", "letter", "worker", "self"]),
        "safe_times": st.sampled_from(["", "Any time.", "After 6"]),
        "later": st.booleans(),
        "days": st.sampled_from([0, 10, 27, 28, 40]),
    }
)


class StoryOfForm:
    """What came of one form, kept apart from the rules and as plainly as can be."""

    def __init__(self, service, form):
        self.service, self.channel, self.words = service, form["channel"], form["safe_times"]
        self.later, self.days = form["later"], form["days"]
        self.confirmed = self.stopped = self.linked = self.declined = self.tried = False
        where = {"phone": "07700 900 123", "email": "kit@people.example.org", "address": "1 High Street"}
        when = {"when_to_ask": "later", "not_before": in_days(30)} if self.later else {}
        with clock.at(timezone.now() - timedelta(days=self.days)):
            sent = {"channel": self.channel, "safe_times": self.words, "worker_name": "Bo"}
            self.registration = make_registration(service, **where, **sent, **when)

    def may_leave(self, channel) -> bool:
        # Days are counted from the one on which they may be asked, and 28 pass for whoever nobody reached.
        over = self.days >= 28 and not (self.later or self.confirmed or self.declined)
        held = channel in BY_MACHINE and self.words == "After 6"
        gone = self.stopped or self.linked or over
        return channel == self.channel and not (gone or held or self.later)

    def write(self, channel):
        words = {"about": "news", "subject": "News", "text": "Hello Kit"}
        outbox.queue_message(by=BY, registration=self.registration, channel=channel, **words)

    def confirm(self):
        if not (self.stopped or self.linked or self.declined):
            actions.confirm_registration(by=BY, registration=self.registration)
            self.confirmed = True

    def try_(self):
        if not (self.stopped or self.linked or self.declined):
            actions.note_registration_try(by=BY, registration=self.registration, outcome=TryOutcome.NO_ANSWER)

    def decline(self, with_words):
        if not (self.stopped or self.linked or self.declined):
            words = "Thank you." if with_words and self.channel != "self" else ""
            actions.decline_registration(by=BY, registration=self.registration, reason="No place", words=words)
            self.declined = True

    def stop(self):
        actions.stop_by_reply(by=actors.reply(), service=self.service, number="+447700900123")
        self.stopped = self.stopped or not self.linked

    def link(self):
        if not (self.stopped or self.linked or self.declined):
            person = make_person(self.service, ways=(), phone="07700 900 199")
            actions.link_registration(by=BY, registration=self.registration, person=person)
            self.linked = True

    def send(self):
        waited = set(self.registration.messages.waiting().values_list("pk", flat=True))
        self.registration.messages.waiting().update(lease_until=None)
        outbox.send_waiting(self.service)
        for message in self.registration.messages.waiting().by_hand():
            if message.channel == "letter":
                actions.mark_posted(by=BY, messages=[message])
            else:
                actions.note_message(by=BY, message=message, told=True)
        for message in self.registration.messages.filter(pk__in=waited):
            left = message.state == Message.State.SENT
            assert left == self.may_leave(message.channel), (message.channel, message.state_in_words)
            if message.state == Message.State.WAITING:
                assert self.later or self.words == "After 6", "Nothing waits but for its time."


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(forms, st.lists(of_registrations, min_size=3, max_size=12))
def test_whatever_becomes_of_a_form_only_what_it_allows_leaves(service, form, story):
    with transaction.atomic():
        told = StoryOfForm(service, form)
        for kind, *what in [*story, ("send",)]:
            getattr(told, {"try": "try_"}.get(kind, kind))(*what)
        transaction.set_rollback(True)
