"""Late reviews are told to every information governance lead, once each, wherever the worker is killed on its way."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.mail import EmailMessage
from django.db import connection
from django.utils import timezone

from consent import clock as consent_clock
from consent.actions import assessments
from consent.clock import look_after_public_interest
from consent.models import PublicInterestDecision, ReviewNotice
from consent.tests.deciding import decide_to_share
from consent.tests.factories import make_person, make_service, make_staff
from core import clock, staff_mail
from core.scope import scope_of_staff
from core.start.places import ROOT

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """As a worker that is killed: nothing catches it."""


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def leads(service):
    return [make_staff(service, "ig_lead", name=f"Lead {number}") for number in range(3)]


@pytest.fixture
def late(service, leads):
    """Two decisions that nobody reviewed in time. Who was told when they were made is past and gone."""
    priya = make_staff(service)
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=9)):
        return [decide_to_share(make_person(service), priya) for _ in range(2)]


def told_late(mailoutbox):
    return [
        (mail.to[0], mail.extra_headers["Message-ID"]) for mail in mailoutbox if "not reviewed in time" in mail.subject
    ]


def killed_at_call(monkeypatch, owner, name, number, before=True):
    """Kill the worker at the call of this number of a function: before it does anything, or right after."""
    real, calls = getattr(owner, name), []

    def doomed(*args, **kwargs):
        calls.append(name)
        if before and len(calls) == number:
            raise Killed
        result = real(*args, **kwargs)
        if not before and len(calls) == number:
            raise Killed
        return result

    monkeypatch.setattr(owner, name, doomed)


PLACES = {
    "before a late review is noted": (consent_clock, "escalate_review", True),
    "after a late review is noted": (consent_clock, "escalate_review", False),
    "while its emails are queued": (assessments, "queue_notices", False),
    "before an email leaves": (EmailMessage, "send", True),
    "after an email has left": (EmailMessage, "send", False),
    "before it is recorded as sent": (staff_mail, "record_mail_sent", True),
    "after it is recorded as sent": (staff_mail, "record_mail_sent", False),
}


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("place", PLACES)
def test_each_lead_is_told_of_each_late_review_wherever_the_worker_is_killed(
    service, leads, late, mailoutbox, monkeypatch, place, number
):
    owner, name, before = PLACES[place]
    killed_at_call(monkeypatch, owner, name, number, before)
    with pytest.raises(Killed):
        look_after_public_interest(service)
    monkeypatch.undo()
    run_out_of_leases(service)
    for _ in range(3):
        look_after_public_interest(service)
    told = told_late(mailoutbox)
    with scope_of_staff(service):
        wanted = [
            (notice.to.email, staff_mail.message_id_of(notice))
            for notice in ReviewNotice.objects.filter(about=ReviewNotice.About.OVERDUE).select_related("to")
        ]
        assert not ReviewNotice.objects.waiting().exists()
        assert PublicInterestDecision.objects.filter(escalated_at__isnull=False).count() == len(late)
    assert len(wanted) == len(leads) * len(late), "One email for each lead and each decision."
    assert set(told) == set(wanted), "Each leaves at least once."
    assert len(told) <= len(wanted) + 1, "At most the one in flight leaves twice, with the same Message-ID."


def run_out_of_leases(service):
    """As if the time of a lease had passed, so that what was in flight is tried again."""
    with scope_of_staff(service):
        ReviewNotice.objects.waiting().exclude(lease_until=None).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )


# A worker of its own, whose emails are files. It is killed by the system after so many of them.
WORKER = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = sys.argv[2]
django.setup()
from django.core.mail import EmailMessage
from consent.clock import look_after_public_interest
from core.models import Service

send, left = EmailMessage.send, int(sys.argv[3])

def send_and_die(message, *args, **kwargs):
    global left
    result = send(message, *args, **kwargs)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

EmailMessage.send = send_and_die
for service in Service.objects.all():
    look_after_public_interest(service)
"""


def test_a_worker_killed_by_the_system_leaves_the_rest_to_the_next(service, leads, late, tmp_path):
    def work(killed_after):
        arguments = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(tmp_path), str(killed_after)]
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "core.settings"}
        return subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True)  # noqa: S603  (the script above)

    killed = work(killed_after=2)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    run_out_of_leases(service)
    assert work(killed_after=0).returncode == 0
    assert work(killed_after=0).returncode == 0
    sent = [path.read_text() for path in Path(tmp_path).iterdir()]
    with scope_of_staff(service):
        assert not ReviewNotice.objects.waiting().exists()
        overdue = ReviewNotice.objects.filter(about=ReviewNotice.About.OVERDUE)
        left = [sum(staff_mail.message_id_of(notice) in text for text in sent) for notice in overdue]
    assert len(left) == len(leads) * len(late)
    assert min(left) == 1 and sum(left) <= len(left) + 1, "Each leaves, and at most the one in flight twice."


def test_a_service_without_a_lead_waits_until_there_is_one(service, mailoutbox):
    priya = make_staff(service)
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=9)):
        decision = decide_to_share(make_person(service), priya)
    look_after_public_interest(service)
    assert told_late(mailoutbox) == []
    lead = make_staff(service, "ig_lead")
    look_after_public_interest(service)
    assert [to for to, _ in told_late(mailoutbox)] == [lead.email]
    with scope_of_staff(service):
        decision.refresh_from_db()
        assert decision.escalated_by_kind == "task"


def test_the_mail_says_nothing_of_anybody(service, leads, late, mailoutbox):
    look_after_public_interest(service)
    with scope_of_staff(service):
        secrets = [word for one in late for word in (one.person.name_to_use, one.person.reference, one.recipient.name)]
    for mail in mailoutbox:
        for secret in secrets:
            assert secret not in mail.subject + mail.body
