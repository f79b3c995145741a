"""Nobody is asked before their day, after they said stop, more often than agreed or closer together, in any order."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consent import actions, asking, outbox
from consent.models import FollowUpStep, Message
from consent.tests.factories import a_command, make_person, make_service
from core.actions import change_service
from core.scope import scope_of_staff

BY = a_command()
TRIES, SPACING = 3, 5

day = st.integers(min_value=-3, max_value=12)
events = st.one_of(
    st.tuples(st.just("tick"), st.integers(min_value=1, max_value=8)),
    st.tuples(st.just("tick"), st.integers(min_value=1, max_value=8)),
    st.tuples(st.just("try"), st.sampled_from(["no_answer", "no_answer", "not_safe", "later", "no", "yes"]), day),
    st.tuples(st.just("heard"), st.sampled_from(["later", "later", "no", "yes"]), day),
    st.tuples(st.just("put_off"), day),
    st.tuples(st.just("withdraw")),
    st.tuples(st.just("contact_us")),
    st.tuples(st.just("text_me")),
    st.tuples(st.just("worker")),
    st.tuples(st.just("send")),
    st.tuples(st.just("close")),
)


class Story:
    """What was said and agreed, kept apart from the rules and as plainly as can be."""

    def __init__(self, service, clock):
        self.service, self.clock = service, clock
        self.clock.days = -150
        self.not_before = self.today + timedelta(days=4)
        self.person = make_person(service, not_before=self.not_before, ways=("telephone", "text"))
        self.follow_up = self.person.follow_ups.get()
        self.asked_on, self.stopped, self.comes = [], False, False

    @property
    def today(self):
        return timezone.localdate()

    def happens(self, kind, *what):
        before = self.asked()
        try:
            with transaction.atomic():
                getattr(self, kind)(*what)
        except ValidationError:
            assert self.asked() == before, "What is refused asks nobody."
        for _ in range(self.asked() - before):
            assert not self.stopped, "They said stop."
            assert not self.comes, "They said that they will contact us."
            assert self.today >= self.not_before, "It was before the day they named."
            assert len(self.asked_on) < TRIES, "It was more often than agreed."
            assert not self.asked_on or self.today - self.asked_on[-1] >= timedelta(days=SPACING), "It was too soon."
            self.asked_on.append(self.today)
        self.follow_up.refresh_from_db()
        self.not_before = self.follow_up.not_before
        self.comes = self.person.safe_contacts.filter(channel="self", ended_at=None).exists()
        self.stopped = self.stopped or self.follow_up.done_at is not None

    def asked(self) -> int:
        """How often they were asked: tries that somebody noted, and messages that left."""
        by_hand = FollowUpStep.objects.filter(person=self.person, kind="tried", message=None).count()
        return by_hand + Message.objects.filter(person=self.person, follow_up__isnull=False, state="sent").count()

    def tick(self, days):
        self.clock.days = min(self.clock.days + days, -1)

    def in_days(self, days):
        return self.today + timedelta(days=days)

    def try_(self, outcome, days):
        until = self.in_days(days) if outcome == "later" else None
        values = {"how": "telephone", "outcome": outcome, "until": until}
        actions.note_follow_up_try(by=BY, follow_up=self.follow_up, **values)

    def heard(self, outcome, days):
        until = self.in_days(days) if outcome == "later" else None
        actions.note_heard(by=BY, follow_up=self.follow_up, outcome=outcome, until=until)

    def put_off(self, days):
        actions.put_off_follow_up(by=BY, follow_up=self.follow_up, until=self.in_days(days), words="In hospital")

    def withdraw(self):
        for agreement in self.person.agreements.open().filter(purpose="contact", answer="given"):
            actions.withdraw_agreement(by=BY, agreement=agreement, reason="They said so")

    def contact_us(self):
        actions.set_safe_contact(by=BY, person=self.person, channel="self", allowed=True)

    def text_me(self):
        actions.set_safe_contact(by=BY, person=self.person, channel="text", allowed=True)

    def worker(self):
        asking.ask_whom_a_message_may_ask(self.service, self.today)

    def send(self):
        Message.objects.waiting().update(lease_until=None)
        outbox.send_waiting(self.service)

    def close(self):
        actions.close_follow_up(by=BY, follow_up=self.follow_up, outcome="They moved away")


setattr(Story, "try", Story.try_)


class Clock:
    days = -150


@pytest.fixture
def clock(monkeypatch):
    clock, now = Clock(), timezone.now
    monkeypatch.setattr("django.utils.timezone.now", lambda: now() + timedelta(days=clock.days))
    return clock


@pytest.fixture
def service(db, settings, tmp_path, clock):
    settings.SMS_FILE_PATH = tmp_path / "sms"
    service = make_service()
    with scope_of_staff(service):
        polite = {"tries_to_ask": TRIES, "days_between_tries": SPACING, "ask_by_message": True}
        yield change_service(by=BY, service=service, **polite)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.lists(events, min_size=4, max_size=16))
def test_whatever_the_order_of_events_people_are_asked_politely(service, clock, story):
    with transaction.atomic():
        told = Story(service, clock)
        for kind, *what in [*story, ("tick", 8), ("worker",), ("send",), ("try", "no_answer", 1)]:
            told.happens(kind, *what)
        assert len(told.asked_on) <= TRIES
        transaction.set_rollback(True)
