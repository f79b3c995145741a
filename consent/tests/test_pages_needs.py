"""The pages of access needs: who may open them, what they say, and that nothing typed is lost."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, rules
from consent.models import AccessLogEntry, NeedMet, NeedsAsked, Person, PersonNeed
from consent.outbox import queue_message
from consent.tests.factories import a_command, make_account, make_person, make_service, make_staff
from core import clock
from core.scope import scope_of_person, scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)
XSS = "<script>alert(1)</script>"


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def priya(service):
    return signed_in(make_staff(service))


@pytest.fixture
def sam(service):
    with scope_of_staff(service):
        return make_person(service)


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def text(response):
    return response.content.decode()


def has(service, person, *keys, **rest):
    with scope_of_staff(service):
        actions.record_needs(by=a_command(), person=person, needs=dict.fromkeys(keys, ""), **rest)


def needs_of(service):
    with scope_of_staff(service):
        return {need.need_id: need.details for need in PersonNeed.objects.open()}


def test_asking_shows_on_the_record_and_in_the_list(service, priya, sam):
    record, url = reverse("person", args=[sam.reference]), reverse("person_needs", args=[sam.reference])
    assert "Nobody has asked yet what helps them" in text(priya.get(record))
    assert "Not asked yet what helps them" in text(priya.get(reverse("people")))
    sent = {"common": ["bsl_interpreter"], "details_bsl_interpreter": XSS, "support": ["uses_bsl"], "language": "Urdu"}
    answered = priya.post(url, sent, follow=True)
    assert "What helps Sam is saved. Look at it again by" in text(answered)
    for page in (text(answered), text(priya.get(reverse("people")))):
        assert "Needs a BSL interpreter (&lt;script&gt;" in page and XSS not in page
        assert "Uses British Sign Language." in page and "Prefers Urdu." in page
    with scope_of_staff(service):
        assert AccessLogEntry.objects.filter(person=sam, page="record").exists()
        priya.get(url)
        assert AccessLogEntry.objects.filter(person=sam, page="access needs").exists()


def test_none_of_these_says_so_and_is_not_silence(service, priya, sam):
    url = reverse("person_needs", args=[sam.reference])
    page = text(priya.post(url, {"common": ["none"]}, follow=True))
    assert "They need nothing of this kind." in page
    assert "Not asked yet" not in text(priya.get(reverse("people")))


def test_a_refused_answer_keeps_everything_that_was_typed(service, priya, sam):
    url = reverse("person_needs", args=[sam.reference])
    years = timezone.localdate().year + 5
    late = {"review_on_day": "1", "review_on_month": "1", "review_on_year": str(years)}
    page = text(priya.post(url, {"common": ["easy_read"], "other": "A quiet room", **late}))
    assert "Needs are looked at again by" in page
    assert "A quiet room" in page and f'value="{years}"' in page
    with scope_of_staff(service):
        assert not NeedsAsked.objects.exists()


@pytest.mark.parametrize(
    "sent", [{}, {"common": "\x00", "other": "\x00"}, {"other": "x" * 5000}, {"support": ["9" * 999]}]
)
def test_what_makes_no_sense_gives_words_and_stores_nothing(service, priya, sam, sent):
    response = priya.post(reverse("person_needs", args=[sam.reference]), sent)
    assert response.status_code == 200 and "There is a problem" in text(response)
    assert needs_of(service) == {}


def test_one_need_is_changed_or_ended_with_the_reason(service, priya, sam):
    has(service, sam, "easy_read")
    with scope_of_staff(service):
        first = PersonNeed.objects.get()
    url = reverse("person_need", args=[first.pk])
    assert reverse("person_need", args=[first.pk]) in text(priya.get(reverse("person_needs", args=[sam.reference])))
    assert "The details are saved" in text(priya.post(url, {"holds": "yes", "details": "big pictures"}, follow=True))
    assert priya.get(url).status_code == 404  # it has ended: another took its place
    with scope_of_staff(service):
        second = PersonNeed.objects.open().get()
    url = reverse("person_need", args=[second.pk])
    assert "Enter why it no longer holds" in text(priya.post(url, {"holds": "no"}))
    ended = priya.post(url, {"holds": "no", "because": "Reads well now"}, follow=True)
    assert "it is noted that this no longer holds" in text(ended)
    assert needs_of(service) == {}


def test_the_outsider_and_other_roles_reach_none_of_it(service, sam):
    has(service, sam, "easy_read")
    with scope_of_staff(service):
        need = PersonNeed.objects.get()
    addresses = [
        reverse("person_needs", args=[sam.reference]),
        reverse("needs_to_meet", args=[sam.reference]),
        reverse("person_need", args=[need.pk]),
    ]
    outsider = signed_in(make_staff(make_service("Eastshire")))
    for address in addresses:
        assert outsider.get(address).status_code == 404
        assert outsider.post(address, {"common": ["none"], "holds": "no", "because": "x"}).status_code == 404
        assert signed_in(make_staff(service, "finance")).get(address).status_code == 403
    assert needs_of(service) == {"easy_read": ""}


def test_the_list_is_narrowed_by_what_helps(service, priya):
    with scope_of_staff(service):
        people = {name: make_person(service, name_to_use=name) for name in ("Ann", "Bob", "Cyd", "Dee")}
    has(service, people["Ann"], "easy_read")
    has(service, people["Bob"])
    with clock.at(timezone.now() - timedelta(days=60)):
        has(service, people["Dee"], review_on=timezone.localdate() - timedelta(days=30))
    for chosen, names in {"some": "Ann", "none": "Bob Dee", "not_asked": "Cyd", "due": "Dee"}.items():
        page = text(priya.get(reverse("people"), {"needs": chosen}))
        assert {name for name in people if f">{name}</a>" in page} == set(names.split()), chosen


def test_todays_work_says_what_to_arrange_whom_to_ask_again_and_whom_nobody_asked(service, priya, sam):
    today = timezone.localdate()
    has(service, sam, "easy_read", review_on=today + timedelta(days=10))
    with scope_of_staff(service):
        make_person(service, name_to_use="Cyd")
        queue_message(by=a_command(), person=sam, about="invitation", channel="email", subject="x", text="x")
    page = text(priya.get(reverse("today")))
    assert "Sam needs information in easy read: say how it was met for the email about the invitation" in page
    assert f"What helps Sam is due to be looked at again on {today + timedelta(days=10):%-d %B %Y}" in page
    assert "1 person was never asked what helps them to understand and take part" in page


def test_saying_how_a_need_is_met_takes_it_off_todays_work(service, priya, sam):
    has(service, sam, "easy_read", "read_aloud")
    with scope_of_staff(service):
        message = queue_message(by=a_command(), person=sam, about="invitation", channel="email", subject="x", text="x")
    url = reverse("needs_to_meet", args=[sam.reference])
    page = text(priya.get(url))
    assert "Say how it was met" in page
    one = f"{url}?for=message-{message.pk}"
    assert "Select whether it is arranged" in text(priya.post(one, {"how": "I rang"}))
    with scope_of_staff(service):
        keys = [need.pk for need in PersonNeed.objects.open()]
    noted = priya.post(one, {"needs": keys, "is_met": "yes", "how": "I rang and read it out"}, follow=True)
    assert "It is noted for the email about the invitation" in text(noted)
    assert "I rang and read it out" in text(noted) and "Note it anew" in text(noted)
    assert "say how it was met" not in text(priya.get(reverse("today")))
    with scope_of_staff(service):
        assert NeedMet.objects.filter(is_met=True).count() == 2


@pytest.mark.parametrize("wrong", ["", "session-1", "message-x", "\x00", "x" * 3000])
def test_an_occasion_that_is_not_there_shows_the_list(service, priya, sam, wrong):
    url = reverse("needs_to_meet", args=[sam.reference])
    assert "There is nothing to arrange now" in text(priya.get(url, {"for": wrong}))
    assert priya.post(f"{url}?for=session-1", {"how": "x", "is_met": "yes"}).status_code == 302


def test_a_restricted_record_is_left_alone_and_shows_its_needs_to_the_lead(service, priya, sam):
    has(service, sam, "easy_read", review_on=timezone.localdate() + timedelta(days=5))
    with scope_of_staff(service):
        queue_message(by=a_command(), person=sam, about="invitation", channel="email", subject="x", text="x")
        agreement = sam.agreements.get(purpose_id="record")
        actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They said so")
    assert priya.get(reverse("person_needs", args=[sam.reference])).status_code == 404
    page = text(priya.get(reverse("today")))
    assert "Sam" not in page and "Nothing is waiting" in page
    lead = signed_in(make_staff(service, "ig_lead"))
    shown = lead.post(reverse("restricted_person", args=[sam.reference]), {"reason": "A letter came"})
    assert "Needs information in easy read." in text(shown)


def test_their_own_page_says_what_helps_them(service, sam):
    has(service, sam, "easy_read", other="A quiet room")
    with scope_of_staff(service):
        client = signed_in(make_account(service, sam))
    page = text(client.get(reverse("my_home")))
    assert "What helps you" in page and "Easy read" in page and "A quiet room" in page
    with scope_of_person(service, sam):
        assert rules.was_asked(Person.objects.get())
