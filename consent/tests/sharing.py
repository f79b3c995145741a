"""Makes what disclosures rest on, for tests: agreements to share, decisions in the public interest, disclosures."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from consent import actions
from consent.models import Purpose
from consent.tests.factories import a_command, wording
from core import clock

REASONS = dict.fromkeys(
    ("at_risk", "harm", "pressing", "proportionate", "facts", "consent_words", "alternatives", "adviser", "told_words"),
    "Zebedee said so",
) | {"purpose": "child", "consent_sought": "unsafe"}


@contextmanager
def days_ago(days):
    with clock.at(timezone.now() - timedelta(days=days)):
        yield


def day(ago=0):
    return timezone.localdate() - timedelta(days=ago)


def agree_to_share(person, name="Kim Advocate", by=None, ago=0, answer="given", giver=None, address="1 Example Road"):
    """An answer to sharing with somebody, so many days ago."""
    with days_ago(ago):
        return actions.record_answer(
            by=by or a_command(),
            person=person,
            purpose_key=Purpose.SHARE,
            answer=answer,
            wording=wording(person.service, Purpose.SHARE),
            giver=giver,
            recipient={"kind": "person", "name": name, "address": address},
            information="My first name",
        )


def decide_to_share(person, by, name="Duty social worker", ago=0, told=False):
    to = {"kind": "role", "name": name, "address": ""}
    with days_ago(ago):
        return actions.decide_public_interest(by=by, person=person, aim="share", recipient=to, told=told, **REASONS)


def withdraw(agreement, ago=0, by=None):
    with days_ago(ago):
        return actions.withdraw_agreement(by=by or a_command(), agreement=agreement, reason="Changed their mind")


def share(ground, by=None, ago=0, **values):
    """Something passed on, on a ground, so many days ago."""
    defaults = {"what": "First name", "why": "To keep a place", "necessary": "No less would do", "how": "spoken"}
    with days_ago(ago):
        return actions.disclose(
            by=by or a_command(), person=ground.person, ground=ground, disclosed_on=day(ago), **{**defaults, **values}
        )


def ask_back(disclosure, ago=0, by=None):
    with days_ago(ago):
        return actions.ask_back(by=by or a_command(), disclosure=disclosure, words="Please destroy it")
