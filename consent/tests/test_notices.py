"""Word to those who review a decision: once each, to nobody else, and without a word about anybody."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from consent import actions
from consent.clock import look_after_public_interest
from consent.models import PublicInterestDecision, ReviewNotice
from consent.tests.factories import make_person, make_service, make_staff
from core import clock
from core.actors import staff
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

REASONS = dict.fromkeys(
    ("at_risk", "harm", "pressing", "proportionate", "facts", "consent_words", "alternatives", "adviser", "told_words"),
    "Zebedee said so",
) | {"purpose": "child", "consent_sought": "unsafe", "told": False}


@pytest.fixture
def house():
    service = make_service(contact_name="Ada")
    roles = {role: make_staff(service, role) for role in ("practitioner", "manager", "str_worker")}
    roles["leads"] = [make_staff(service, "ig_lead"), make_staff(service, "ig_lead")]
    return service, roles


def decide(service, user):
    person = make_person(service, name_to_use="Zebedee")
    to = {"kind": "role", "name": "Duty social worker", "address": ""}
    return actions.decide_public_interest(by=staff(user), person=person, aim="share", recipient=to, **REASONS)


def test_every_second_person_is_told_once_and_the_mail_names_nobody(house, mailoutbox):
    service, roles = house
    with scope_of_staff(service):
        decide(service, roles["practitioner"])
    call_command("run_worker", once=True)
    look_after_public_interest(service)
    second = [roles["manager"], *roles["leads"]]
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(user.email for user in second)
    for mail in mailoutbox:
        assert "waits for your review: sign in" in mail.body
        assert "Zebedee" not in mail.subject + mail.body


def test_a_late_review_is_told_once_to_each_information_governance_lead(house, mailoutbox):
    service, roles = house
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=5)):
        decision = decide(service, roles["practitioner"])
    for _ in range(3):
        look_after_public_interest(service)
    late = [mail for mail in mailoutbox if "not reviewed in time" in mail.subject]
    assert sorted(mail.to[0] for mail in late) == sorted(user.email for user in roles["leads"])
    with scope_of_staff(service):
        assert PublicInterestDecision.objects.get(pk=decision.pk).escalated_at
        assert not ReviewNotice.objects.waiting().exists()


def test_nobody_is_told_to_review_what_was_reviewed_meanwhile(house, mailoutbox):
    service, roles = house
    with scope_of_staff(service):
        decision = decide(service, roles["practitioner"])
        actions.review_public_interest(by=staff(roles["manager"]), decision=decision, outcome="upheld", words="Right")
    look_after_public_interest(service)
    assert mailoutbox == []


@pytest.mark.parametrize("role", ["str_worker"])
def test_a_support_worker_does_not_decide(house, role):
    service, roles = house
    with scope_of_staff(service), pytest.raises(Exception, match="Only a practitioner or a manager"):
        decide(service, roles[role])
