"""Publishing to many people: the page answers at once, and each of them is told once, wherever the worker is killed.

`PEOPLE_TO_TELL=2000` measures it with as many people as a large service has, and `-s` shows the figures.
"""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.models import Agreement, Message, Person, SafeContact
from consent.models.people import next_reference
from core.deeds import deed
from core.history import acting
from core.start.places import ROOT
from involvement import actions
from involvement.models import Attendance, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY, House

pytestmark = pytest.mark.django_db(transaction=True)

MANY = int(os.environ.get("PEOPLE_TO_TELL", 200))


@pytest.fixture
def house():
    house = House()
    with house.scope():
        yield house


def people(house, number):
    """So many people who may be sent emails. Below the actions, which look at each with many statements."""
    one = house.person("P0", email="p0@example.org")
    with acting(BY, "people"), transaction.atomic():
        others = [
            like(one, reference=next_reference(), name_to_use=f"P{n}", email=f"p{n}@example.org")
            for n in range(1, number)
        ]
        Person.objects.bulk_create(others)
        for model in (Agreement, SafeContact):
            rows = list(model.objects.filter(person=one))
            model.objects.bulk_create(like(row, person=other) for other in others for row in rows)
    return [one, *others]


def like(row, **changes):
    """A row like another, not stored, with its own key."""
    values = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields if not field.primary_key}
    return type(row)(**values | changes)


def decision_to_tell(house, number):
    """A decision, and so many people who came to a session of its activity: each is to be told of it."""
    activity = house.activity(State.RUNNING)
    session = house.session(activity)
    came = people(house, number)
    with acting(BY, "they came"):
        Attendance.objects.bulk_create(
            Attendance(service=house.service, session=session, person=person, came=True, **deed("recorded", BY))
            for person in came
        )
    return house.decision(activity, [house.view(activity, person=came[0])])


def publish(house, decision):
    return house.client().post(reverse("publish_decision", args=[decision.pk]))


def test_the_page_answers_at_once_however_many_are_to_be_told(house, mailoutbox):
    few, many = (decision_to_tell(house, number) for number in (5, 105))
    with CaptureQueriesContext(connection) as for_few:
        publish(house, few)
    with CaptureQueriesContext(connection) as for_many:
        answer = publish(house, many)
    assert answer.status_code == 302
    assert mailoutbox == [], "Nothing is sent while somebody waits for the page."
    assert Telling.objects.filter(decision=many).count() == 105
    assert Message.objects.filter(state="waiting").count() == 110
    assert len(for_many) == len(for_few), "No statement for each person."


# The worker as it is started by a deployment, but for where its emails go. It is killed after so many of them.
WORKER = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
settings.EMAIL_FILE_PATH = sys.argv[2]
django.setup()
from django.core.mail import EmailMessage
from django.core.management import call_command

send, left = EmailMessage.send, int(sys.argv[3])

def send_and_die(message, *args, **kwargs):
    global left
    result = send(message, *args, **kwargs)
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return result

EmailMessage.send = send_and_die
call_command("run_worker", every=0.05)
"""


@contextmanager
def worker(mail, killed_after=0):
    arguments = [sys.executable, "-c", WORKER, connection.settings_dict["NAME"], str(mail), str(killed_after)]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "core.settings"}
    running = subprocess.Popen(arguments, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  (the script above)
    try:
        yield running
    finally:
        running.terminate()
        running.wait(timeout=60)


def waits_until(true, within):
    until = time.monotonic() + within
    while not true():
        assert time.monotonic() < until, "It takes too long."
        time.sleep(0.05)


def test_each_is_told_once_though_the_worker_is_killed_half_way_and_at_most_the_one_in_flight_twice(house, tmp_path):
    decision = decision_to_tell(house, MANY)
    started = time.perf_counter()
    assert publish(house, decision).status_code == 302
    answered = time.perf_counter() - started
    with worker(tmp_path, killed_after=MANY // 2) as first:
        assert first.wait(timeout=30 + MANY) == -signal.SIGKILL
    tellings = Telling.objects.filter(decision=decision)
    assert tellings.filter(told_at__isnull=False).count() == MANY // 2 - 1, "What was in flight is not told yet."
    Message.objects.filter(state="waiting").update(lease_until=None)  # as if its lease had run out meanwhile
    started = time.perf_counter()
    with worker(tmp_path):
        waits_until(lambda: not tellings.open().exists(), within=30 + MANY)
    sent = time.perf_counter() - started
    print(f"{MANY} people: {answered:.2f} s until the page answers, {sent:.0f} s to send half.")
    assert tellings.filter(told_at__isnull=False, given_up_at__isnull=True).count() == MANY
    assert not Message.objects.exclude(state="sent").exists()
    left = Counter(re.findall(r"^Message-ID: <(.+)@", "".join(f.read_text() for f in tmp_path.iterdir()), re.M))
    assert set(left) == {str(key) for key in Message.objects.values_list("pk", flat=True)}
    assert sorted(left.values()) == [1] * (MANY - 1) + [2], "The one in flight, with the same Message-ID."


def test_the_pages_of_a_decision_count_all_of_them_and_list_some(house):
    decision = decision_to_tell(house, 205)
    client, page = house.client(), reverse("decision", args=[decision.pk])
    before = client.get(page).content.decode()
    assert before.count("A message goes out by itself") == 200
    assert "5 more, in the same ways" in before
    sure = client.get(reverse("publish_decision", args=[decision.pk])).content.decode()
    assert "205 people are sent a message" in sure
    publish(house, decision)
    actions.tell(by=house.by, telling=decision.tellings.first(), how="face_to_face")
    after = client.get(page).content.decode()
    assert "1 told, 204 waiting, 0 could not be told." in after
    assert after.count("Tell them<span") == 200, "Those who wait come first."
    assert "5 more are not shown here." in after
