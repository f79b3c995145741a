"""No message is ever sent on a way that is unknown, disallowed, expired, out of hours or withdrawn, in any order."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import actions, outbox
from consent.models import Message, Purpose
from consent.tests.factories import a_command, make_person, make_service, wording
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
