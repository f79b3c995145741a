"""The list of answers to be asked again, putting one off on its page, and the reminders that leave for them."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.models import Agreement, Purpose, ReviewReminder, Wording
from consent.models.agreements import Answer
from consent.tests.factories import a_command, in_days, make_service, make_staff, wording
from consent.tests.situations import born
from consent.tests.test_pages_agreements import signed_in
from consent.tests.test_reviews import contact_of
from core import actors, clock
from core.models import DayDone
from core.scope import scope_of_staff

BY = a_command()


# --- The list, and reminders


@pytest.fixture
def house(transactional_db):
    service = make_service()
    return service, make_staff(service), make_staff(service, "manager", name="Morgan")


def long_ago(service, by, days, **details):
    """Somebody whose yes to being contacted was to be asked again `days` ago."""
    with clock.at(timezone.now() - timedelta(days=30 * service.months_to_ask_again + days)):
        return make_person_then(service, by, **details)


def make_person_then(service, by, **details):

    words = {
        p: Wording.objects.filter(service=service, purpose=p, format="standard").first() for p in ("record", "contact")
    }
    return actions.record_person(
        by=by,
        service=service,
        details={"name_to_use": "Sam", "connection": "uses_now", "age_band": "18_over", **details},
        record_wording=words["record"],
        contact={"answer": Answer.GIVEN, "wording": words["contact"]},
    )


def test_the_list_shows_what_is_due_late_and_to_come_and_finds_it(house):
    service, user, _ = house
    by, client = actors.staff(user), signed_in(user)
    with scope_of_staff(service):
        long_ago(service, by, 3, name_to_use="Just")
        long_ago(service, BY, 40, name_to_use="Late")
        long_ago(service, by, -10, name_to_use="Soon")

    def names(**query):
        page = client.get(reverse("reviews"), query)
        assert page.status_code == 200
        return [agreement.person.name_to_use for agreement in page.context["page"]]

    assert names() == ["Late", "Late", "Just", "Just"]
    assert names(show="late") == ["Late", "Late"]
    assert names(show="soon") == ["Soon", "Soon"]
    assert names(whose="mine") == ["Just", "Just"]
    assert names(q="lat") == ["Late", "Late"]
    assert names(reason="date") == ["Late", "Late", "Just", "Just"] and names(reason="parent") == []
    assert "No answer like this" in client.get(reverse("reviews"), {"reason": "parent"}).content.decode()
    today = client.get(reverse("today")).content.decode()
    assert "4 answers are due to be asked again, the oldest since" in today
    outsider = signed_in(make_staff(make_service("Eastshire")))
    page = outsider.get(reverse("reviews")).content.decode()
    assert "No answer is due to be asked again." in page and "Late" not in page


def test_a_page_of_the_list_costs_the_same_however_long_it_is(house, django_assert_max_num_queries):
    service, user, _ = house
    client, counts = signed_in(user), []
    for more in (2, 20):
        with scope_of_staff(service):
            for _ in range(more):
                long_ago(service, BY, 3)
        for address, most in (("reviews", 10), ("today", 30)):
            with django_assert_max_num_queries(most) as counted:
                client.get(reverse(address))
            counts.append(len(counted))
    assert counts[:2] == counts[2:]


def test_nobody_restricted_is_on_the_list(house):
    service, user, _ = house
    with scope_of_staff(service):
        person = long_ago(service, BY, 3)
        actions.record_answer(
            by=BY,
            person=person,
            purpose_key=Purpose.CONTACT,
            answer=Answer.REFUSED,
            wording=wording(service, Purpose.CONTACT),
        )
        agreement = person.agreements.get(purpose_id=Purpose.RECORD)
        actions.change_details(by=BY, person=person, details={"date_of_birth": born(12), "age_band": ""})
        assert Agreement.objects.to_review(timezone.localdate()).count() == 2
        actions.withdraw_agreement(by=BY, agreement=agreement, reason="They asked")
        assert Agreement.objects.open().filter(review_on__isnull=False).exists()
        assert not Agreement.objects.to_review(timezone.localdate()).exists()


def test_putting_off_on_its_page_keeps_what_was_typed_and_says_what_is_wrong(house):
    service, user, _ = house
    client = signed_in(user)
    with scope_of_staff(service):
        agreement = contact_of(long_ago(service, BY, 3))
    url = reverse("put_off_review", args=[agreement.pk])
    day = in_days(300)
    sent = {"until_day": day.day, "until_month": day.month, "until_year": day.year, "reason": "In hospital"}
    page = client.post(url, sent).content.decode()
    assert "It can be put off to" in page and "In hospital" in page
    day = in_days(20)
    sent |= {"until_day": day.day, "until_month": day.month, "until_year": day.year}
    assert "is asked again from" in client.post(url, sent, follow=True).content.decode()
    outsider = signed_in(make_staff(make_service("Eastshire")))
    assert outsider.get(url).status_code == outsider.post(url, sent).status_code == 404
    with scope_of_staff(service):
        actions.withdraw_agreement(by=BY, agreement=agreement, reason="They rang")
    late = client.post(url, {**sent, "reason": "What I typed"}).content.decode()
    assert "not waiting" in late and "What I typed" in late


def run_on(monkeypatch, day):
    with monkeypatch.context() as patch:
        patch.setattr("django.utils.timezone.localdate", lambda value=None, timezone=None: day)
        call_command("run_worker", once=True)


def test_reminders_go_once_when_something_becomes_due_and_weekly_while_it_waits(house, monkeypatch):
    service, user, manager = house
    with scope_of_staff(service):
        person = long_ago(service, actors.staff(user), 0, name_to_use="Zebedee")
        long_ago(service, BY, 0)
        long_ago(service, actors.staff(user), -3)
    run_on(monkeypatch, timezone.localdate())
    run_on(monkeypatch, timezone.localdate())
    by_address = {sent.to[0]: sent for sent in mail.outbox}
    assert set(by_address) == {user.email, manager.email} and len(mail.outbox) == 2
    for sent in mail.outbox:
        assert "2 answers are due to be asked again." in sent.body
        assert "Zebedee" not in sent.body and person.reference not in sent.body
    mail.outbox.clear()
    counts = {}
    for days in range(1, 11):
        run_on(monkeypatch, in_days(days))
        counts[days] = sorted(sent.to[0] for sent in mail.outbox)
        mail.outbox.clear()
    told = {days: addresses for days, addresses in counts.items() if addresses}
    # The practitioner when the next ones become due, and a week after that; the manager a week after the first.
    assert told == {3: [user.email], 7: [manager.email], 10: [user.email]}
    with scope_of_staff(service):
        assert not ReviewReminder.objects.waiting().exists()


def test_a_reminder_that_fails_waits_and_one_that_nobody_needs_is_dropped(house, monkeypatch):
    service, user, _ = house
    with scope_of_staff(service):
        agreement = contact_of(long_ago(service, actors.staff(user), 0))

    def fail(*args, **kwargs):
        raise OSError("the line is down")

    with monkeypatch.context() as patch:
        patch.setattr("core.staff_mail._send", fail)
        call_command("run_worker", once=True)
    with scope_of_staff(service):
        assert ReviewReminder.objects.waiting().count() == 1
        assert DayDone.objects.filter(task="answers to be asked again").exists()
        record = agreement.person.agreements.get(purpose_id=Purpose.RECORD)
        actions.withdraw_agreement(by=BY, agreement=record, reason="They rang")
        ReviewReminder.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    call_command("run_worker", once=True)
    assert mail.outbox == []
    with scope_of_staff(service):
        assert ReviewReminder.objects.get().dropped_at is not None
