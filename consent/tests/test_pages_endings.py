"""The pages that end an answer, the page of every answer, and two who end or send at the same moment."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.urls import reverse

from consent import actions, outbox
from consent.models import Agreement, Message, Purpose
from consent.models.agreements import Answer, Ending
from consent.tests.factories import a_command, make_service, make_staff
from consent.tests.situations import adult, answer, recorded, young_person_without_capacity
from consent.tests.test_endings import END
from consent.tests.test_pages_agreements import signed_in
from core.scope import scope_of_staff

PATHS = {Ending.WITHDRAWN: "withdraw", Ending.ENDED: "end_agreement", Ending.INVALIDATED: "invalidate_agreement"}


# --- The pages


@pytest.fixture
def worlds(transactional_db):
    """A service with committed rows and a practitioner's client: pages set their own scope."""
    service = make_service()
    return service, signed_in(make_staff(service))


def address(kind, agreement):
    return reverse(PATHS[kind], args=[agreement.pk])


@pytest.mark.parametrize(
    ("kind", "button", "said"),
    [
        (Ending.WITHDRAWN, "Withdraw this agreement", "is withdrawn"),
        (Ending.ENDED, "End this agreement", "is ended"),
        (Ending.INVALIDATED, "Mark as recorded wrongly", "is marked as recorded wrongly"),
    ],
)
def test_each_ending_has_its_own_words_and_says_what_it_does(worlds, kind, button, said):
    service, client = worlds
    with scope_of_staff(service):
        person = recorded(a_command(), service)
        agreement = person.agreements.get(purpose_id=Purpose.CONTACT)
    page = client.get(address(kind, agreement)).content.decode()
    assert button in page and "Nobody contacts them about involvement" in page
    again = client.post(address(kind, agreement), {"reason": " "}).content.decode()
    assert "There is a problem" in again
    done = client.post(address(kind, agreement), {"reason": "Because of this"}, follow=True)
    assert done.redirect_chain[-1][0] == reverse("person", args=[person.reference])
    assert said in done.content.decode()
    answers = client.get(reverse("person_answers", args=[person.reference])).content.decode()
    assert "Because of this" in answers and "Priya Shah" in answers
    late = client.post(address(kind, agreement), {"reason": "What I typed"}).content.decode()
    assert "This has ended already." in late and "What I typed" in late


def test_an_answer_of_another_service_and_of_a_restricted_person_is_not_there(worlds):
    service, client = worlds
    with scope_of_staff(service):
        person = recorded(a_command(), service)
        contact = person.agreements.get(purpose_id=Purpose.CONTACT)
        record = person.agreements.get(purpose_id=Purpose.RECORD)
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for kind in END:
        assert outsider.get(address(kind, contact)).status_code == 404
        assert outsider.post(address(kind, contact), {"reason": "Curious"}).status_code == 404
        assert client.get(address(kind, Agreement(pk=2**63))).status_code == 404
    assert outsider.get(reverse("person_answers", args=[person.reference])).status_code == 404
    client.post(address(Ending.WITHDRAWN, record), {"reason": "They asked"})
    assert client.get(address(Ending.WITHDRAWN, contact)).status_code == 404
    assert client.get(reverse("person_answers", args=[person.reference])).status_code == 404


def test_a_support_worker_is_told_who_may_and_changes_nothing(worlds):
    service, _ = worlds
    worker = signed_in(make_staff(service, role="str_worker"))
    with scope_of_staff(service):
        agreement = young_person_without_capacity(a_command(), service).agreements.first()
    for kind in END:
        assert "A practitioner or a manager" in worker.get(address(kind, agreement)).content.decode()
        assert "A practitioner or a manager" in worker.post(address(kind, agreement), {"reason": "x"}).content.decode()
    with scope_of_staff(service):
        assert Agreement.objects.get(pk=agreement.pk).ended_at is None


def test_what_was_decided_in_their_best_interests_is_taken_back_by_nobody_but_the_reason(worlds):
    service, client = worlds
    with scope_of_staff(service):
        agreement = young_person_without_capacity(a_command(), service).agreements.first()
    page = client.get(address(Ending.WITHDRAWN, agreement)).content.decode()
    assert "not in their best interests any more" in page and "Say what has changed" in page
    assert "took back the yes" not in page and "They do not have to say why" not in page


def test_every_answer_stays_on_its_page_however_it_ended(worlds, django_assert_max_num_queries):
    service, client = worlds
    by = a_command()
    with scope_of_staff(service):
        person = adult(by, service)
    url = reverse("person_answers", args=[person.reference])
    with django_assert_max_num_queries(10) as few:
        client.get(url)
    with scope_of_staff(service):
        for said in (Answer.REFUSED, Answer.GIVEN) * 3:
            answer(by, person, Purpose.CONTACT, said)
        agreement = person.agreements.open().get(purpose_id=Purpose.CONTACT)
        actions.invalidate_agreement(by=by, agreement=agreement, reason="Typed in for somebody else")
    with django_assert_max_num_queries(10) as many:
        page = client.get(url).content.decode()
    assert len(many) == len(few)
    assert page.count("replaced by a newer answer") >= 6
    assert "Typed in for somebody else" in page and "Kim Advocate" in page


# --- Two at once


def at_once(service, *deeds):
    """Run deeds in threads of their own connections. Returns what refused said."""
    refusals, failures = [], []

    def run(deed):
        try:
            with scope_of_staff(service):
                deed()
        except ValidationError as refused:
            refusals.extend(refused.messages)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert failures == []
    return refusals


def test_of_two_tabs_that_end_the_same_answer_one_does_and_the_other_is_told(transactional_db):
    service, by = make_service(), a_command()
    with scope_of_staff(service):
        person = recorded(by, service)
        agreement = person.agreements.get(purpose_id=Purpose.RECORD)

    def ends(kind):
        return lambda: END[kind](by=by, agreement=agreement, reason=f"As {kind}")

    [told] = at_once(service, ends(Ending.WITHDRAWN), ends(Ending.INVALIDATED))
    assert told.startswith("This has ended already.")
    with scope_of_staff(service):
        ended = Agreement.objects.get(pk=agreement.pk)
        assert ended.ended_reason == f"As {ended.ended_kind}"
        assert person.restrictions.count() == 1


class Wire:
    """A text message on its way: `started` when it is handed over, and let go of by `leave`."""

    def __init__(self):
        self.started, self.leave, self.left = threading.Event(), threading.Event(), []

    def send(self, key, to, text):
        self.started.set()
        assert self.leave.wait(timeout=20)
        self.left.append(key)


def test_withdrawing_while_a_message_leaves_waits_until_it_has_left(transactional_db, monkeypatch):
    service, by, wire = make_service(), a_command(), Wire()
    monkeypatch.setattr(outbox, "send_text", wire.send)
    with scope_of_staff(service):
        person = adult(by, service)
        agreement = person.agreements.get(purpose_id=Purpose.CONTACT)
    withdrawn = threading.Event()

    def withdraw():
        assert wire.started.wait(timeout=20)
        actions.withdraw_agreement(by=by, agreement=agreement, reason="They rang")
        withdrawn.set()

    def let_go():
        assert wire.started.wait(timeout=20)
        assert not withdrawn.wait(timeout=0.5), "The withdrawal did not wait for the message in flight."
        wire.leave.set()

    assert at_once(service, lambda: outbox.send_waiting(service), withdraw, let_go) == []
    with scope_of_staff(service):
        message, ended = Message.objects.get(), Agreement.objects.get(pk=agreement.pk)
        assert (message.state, wire.left) == (Message.State.SENT, [str(message.pk)])
        assert message.sent_at < ended.ended_at


def test_a_message_claimed_before_somebody_withdraws_is_stopped_and_never_leaves(transactional_db, monkeypatch):
    service, by, wire = make_service(), a_command(), Wire()
    wire.leave.set()
    monkeypatch.setattr(outbox, "send_text", wire.send)
    with scope_of_staff(service):
        person = adult(by, service)
        agreement = person.agreements.get(purpose_id=Purpose.CONTACT)
        claimed = outbox._claim(service)
    withdrawing, done = threading.Event(), threading.Event()

    def withdraw():
        with transaction.atomic():
            actions.withdraw_agreement(by=by, agreement=agreement, reason="They rang")
            withdrawing.set()
            assert not done.wait(timeout=0.5), "The message did not wait for the withdrawal."

    def send():
        assert withdrawing.wait(timeout=20)
        assert outbox._send(claimed) is False
        done.set()

    assert at_once(service, withdraw, send) == []
    with scope_of_staff(service):
        message = Message.objects.get()
        assert (message.state, message.stopped_because) == (Message.State.STOPPED, "They withdrew")
        answer(by, person, Purpose.CONTACT)
        assert outbox._send(claimed) is False, "A yes given since does not send what was stopped."
    assert wire.left == []
