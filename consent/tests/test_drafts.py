"""Drafts: encrypted, their owner's alone, gone in a day, resumed after a lost connection and handed over."""

import logging
from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from consent import actions
from consent.models import DetailToAdd, Draft, FollowUp, Person, SearchWord
from consent.tests.factories import a_command, in_days, make_person, make_service, make_site, make_staff
from consent.tests.journeys import Going
from core import checks, clock
from core.access import Reader
from core.actors import staff
from core.deeds import deed
from core.roles import permissions_of
from core.scope import person_scope, public_scope, scope, scope_of_staff
from core.sealing import CannotBeOpened, key_made_of, seal, unseal
from core.writing import action, save

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def site(service):
    return make_site(service)


@pytest.fixture
def priya(service):
    return make_staff(service, name="Priya Shah")


@pytest.fixture
def stevie(service):
    return make_staff(service, role="str_worker", name="Stevie Support")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def going(service, site, priya):
    return Going(client_of(priya), service, site)


def today(client):
    return client.get(reverse("today")).content.decode()


# --- Sealing


def test_what_is_sealed_opens_for_its_row_alone(settings):
    sealed = seal({"name": "Samira"}, "one")
    assert "Samira" not in sealed and unseal(sealed, "one") == {"name": "Samira"}
    with pytest.raises(CannotBeOpened):
        unseal(sealed, "another")


def test_the_first_key_encrypts_and_all_decrypt(settings):
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    settings.DRAFT_KEYS = [old]
    before = seal({"a": 1}, "x")
    settings.DRAFT_KEYS = [new, old]
    assert unseal(before, "x") == {"a": 1}
    after = seal({"a": 1}, "x")
    settings.DRAFT_KEYS = [new]
    assert unseal(after, "x") == {"a": 1}
    with pytest.raises(CannotBeOpened):
        unseal(before, "x")
    settings.DRAFT_KEYS = []
    with pytest.raises(ImproperlyConfigured):
        seal({}, "x")


@pytest.mark.parametrize(
    ("keys", "errors"),
    [
        ([], ["core.E001"]),
        (["nonsense"], ["core.E002"]),
        ([key_made_of("x")], []),
        ([key_made_of("x"), "y"], ["core.E002"]),
    ],
)
def test_a_deployment_without_keys_is_refused(settings, keys, errors):
    settings.DRAFT_KEYS = keys
    assert [error.id for error in checks.drafts_can_be_encrypted(None)] == errors


def test_a_draft_that_no_key_opens_any_more_is_shown_nowhere_and_breaks_nothing(going, settings):
    going.goes(until="age")
    draft = going.draft
    settings.DRAFT_KEYS = [Fernet.generate_key().decode()]
    assert draft.answers == {}
    assert "You began recording consent" not in today(going.client)
    assert going.client.get(going.url("go_on_recording")).status_code == 404


# --- What is kept, and where not


def test_the_database_holds_no_answer_in_plain_text(going, caplog):
    with caplog.at_level(logging.DEBUG):
        going.goes(name={"name_to_use": "Xanthippe"}, way={"channel": "email", "email": "xanthippe@example.org"})
    with connection.cursor() as cursor, scope_of_staff(going.service):
        cursor.execute("select d::text from consent_draft d")
        [(row,)] = cursor.fetchall()
        cursor.execute("select coalesce(string_agg(s.session_data, ''), '') from django_session s")
        [(sessions,)] = cursor.fetchall()
        assert not SearchWord.objects.exists()
        cursor.execute("select count(*) from pg_class where relname = 'consent_draftevent'")
        assert cursor.fetchone() == (0,), "Drafts stay outside history."
    assert going.draft.answers["name"] == {"name_to_use": "Xanthippe"}
    for text in (row, sessions, caplog.text):
        assert "xanthippe" not in text.lower()


def test_the_words_that_were_shown_are_kept_with_the_draft(going):
    going.goes(until="name")
    assert list(going.draft.wordings) == ["record"]


def test_only_staff_of_the_service_and_not_a_service_user_reach_the_rows(going, service):
    going.goes(until="age")
    draft = going.draft
    with scope_of_staff(service):
        person = make_person(service)
    with scope_of_staff(make_service("Eastshire")):
        assert not Draft.objects.exists()
    for closed in (person_scope(service, person), public_scope(service)):
        with scope(closed):
            assert not Draft.objects.exists()
    with scope(public_scope(service, record=draft.pk)):
        assert Draft.objects.get() == draft


def test_nobody_but_their_owner_sees_a_draft(going, service, stevie):
    going.goes(until="age")
    manager = make_staff(service, role="manager")
    for other in (stevie, manager, make_staff(make_service("Eastshire"))):
        client = client_of(other)
        for name in ("go_on_recording", "known_already", "check_answers", "throw_away_draft"):
            assert client.get(going.url(name)).status_code == 404
            assert client.post(going.url(name)).status_code in (404, 405)
        assert client.post(going.url("record_step", step="age"), {"age_band": "18_over"}).status_code == 404
        assert "recording consent" not in today(client)
        reader = Reader(user=other, service=service, permissions=permissions_of(["manager"]))
        with scope_of_staff(service):
            assert not Draft.objects.visible_to(reader).exists()
    assert "age" not in going.draft.answers


def test_an_owner_who_may_not_record_people_any_more_sees_none(going, service, priya):
    going.goes(until="age")
    reader = Reader(user=priya, service=service, permissions=permissions_of(["ig_lead"]))
    with scope_of_staff(service):
        assert not Draft.objects.visible_to(reader).exists()


def test_an_action_refuses_somebody_elses_draft(going, service, stevie):
    going.goes(until="age")
    draft = going.draft
    with scope_of_staff(service):
        for refused in (
            lambda: actions.keep_answer(by=staff(stevie), draft=draft, step="age", kept={}),
            lambda: actions.note_no(by=staff(stevie), draft=draft),
            lambda: actions.record_person_from_draft(by=staff(stevie), draft=draft),
        ):
            with pytest.raises(ValidationError, match="recorded already, handed over, or thrown away"):
                refused()
        actions.throw_away_draft(by=staff(stevie), draft=draft)
        assert Draft.objects.exists()


# --- A day


def test_after_a_day_a_draft_is_shown_nowhere_even_if_the_worker_is_down(going, monkeypatch):
    going.goes(until="age")
    assert "You began recording consent" in today(going.client)
    tomorrow = timezone.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: tomorrow)
    assert "You began recording consent" not in today(going.client)
    for name in ("go_on_recording", "check_answers"):
        assert going.client.get(going.url(name)).status_code == 404
    assert going.client.post(going.url("record_step", step="age"), {"age_band": "18_over"}).status_code == 404


def test_the_worker_deletes_what_is_a_day_old_and_nothing_younger(service, priya):
    keys = {}
    with scope_of_staff(service):
        for minutes in (-1, 1):
            keys[minutes] = uuid4()
            with clock.at(timezone.now() - timedelta(hours=24, minutes=minutes)):
                actions.start_draft(by=staff(priya), service=service, key=keys[minutes], step="help", kept={})
    call_command("run_worker", once=True)
    with scope_of_staff(service):
        assert [draft.pk for draft in Draft.objects.all()] == [keys[-1]]


# --- Lost and found again


def test_after_a_lost_connection_the_answers_so_far_are_there(going, service, site, priya):
    going.goes(until="site")
    url = going.url("record_step", step="site")
    going.client.logout()
    lost = going.client.post(url, {"site": site.pk})
    assert lost.status_code == 302 and reverse("account_login") in lost.headers["Location"]
    going.client.force_login(priya)
    began = timezone.localtime(going.draft.started_at)
    page = today(going.client)
    assert f"You began recording consent at {began:%H:%M}, at the question “Where you are”" in page
    assert "Go on" in page and going.url("go_on_recording") in page
    going.page = going.client.get(going.url("go_on_recording"), follow=True)
    assert going.step == "site"
    going.goes().records()
    assert "Samira is recorded" in going.text


def test_with_all_answered_only_the_check_is_left(going):
    going.goes()
    assert "with only the answers to check" in today(going.client)
    assert "Check the answers" in going.client.get(going.url("go_on_recording"), follow=True).content.decode()


def test_a_draft_can_be_gone_on_with_from_the_first_page(going):
    going.goes(until="site")
    page = going.client.get(reverse("record_person")).content.decode()
    assert "at the question “Where you are”" in page and going.url("go_on_recording") in page


def test_throwing_away_asks_first_and_leaves_nothing(going, service):
    going.goes(until="site")
    going.client.get(going.url("throw_away_draft"))
    assert going.draft
    answered = going.client.post(going.url("throw_away_draft"), follow=True)
    assert b"Nothing of them was stored." in answered.content
    with scope_of_staff(service):
        assert not Draft.objects.exists() and not Person.objects.exists()


# --- Handing over


@pytest.fixture
def open_work(going, service, priya):
    """A draft, somebody to ask again and something to add, all Priya's."""
    going.goes().records()
    going.page = going.client.get(reverse("record_person"))
    going.goes(until="name")
    with scope_of_staff(service):
        for name, days in (("Later", 9), ("Due", 1)):
            make_person(service, by=staff(priya), name_to_use=name, phone="", not_before=in_days(days))
    return going


def test_drafts_and_tasks_go_to_a_named_colleague(open_work, service, priya, stevie):
    client, url = open_work.client, reverse("hand_over")
    page = client.get(url).content.decode()
    for line in ("Recording consent, begun at", "Ask Later again from", "Add full name for Samira", "Stevie Support"):
        assert line in page
    sure = client.get(url, {"to": stevie.pk}).content.decode()
    assert "Hand over to Stevie Support?" in sure and "6 things that are yours and open go" in sure
    with scope_of_staff(service):
        assert open_work.draft.owner == priya
    told = client.post(f"{url}?to={stevie.pk}", follow=True).content.decode()
    assert "6 things are handed over to Stevie Support" in told
    assert "recording consent" not in told.split("app-work")[-1] and "for Samira" not in told
    hers = today(client_of(stevie))
    assert "Priya Shah handed over recording consent, begun at" in hers
    assert "for Samira, handed over by Priya Shah" in hers
    assert f"Ask Later again from {in_days(9):%-d %B %Y}, handed over by Priya Shah" in hers
    assert "You have nothing to hand over." in client.get(url).content.decode()


def test_the_colleague_goes_on_where_it_was_left_and_the_one_before_cannot(open_work, service, stevie):
    open_work.client.post(f"{reverse('hand_over')}?to={stevie.pk}")
    before = open_work.client
    assert before.get(open_work.url("go_on_recording")).status_code == 404
    open_work.client = client_of(stevie)
    open_work.page = open_work.client.get(open_work.url("go_on_recording"), follow=True)
    assert open_work.step == "name"
    open_work.goes(name={"name_to_use": "Kit"}).records()
    assert "Kit is recorded" in open_work.text
    with scope_of_staff(service):
        assert Person.objects.get(name_to_use="Kit").recorded_by == stevie


def test_a_task_that_is_due_says_who_handed_it_over(open_work, service, stevie, monkeypatch):
    open_work.client.post(f"{reverse('hand_over')}?to={stevie.pk}")
    from consent.registered import work

    asked_for, after = in_days(1), in_days(2)
    monkeypatch.setattr(work.timezone, "localdate", lambda *a: after)
    page = today(client_of(stevie))
    assert f"Due asked to be asked again from {asked_for:%-d %B %Y}, handed over by Priya Shah" in page


def test_it_goes_to_no_one_who_may_not_record_people_here(open_work, service, priya):
    commissioner, outsider = make_staff(service, role="commissioner"), make_staff(make_service("Eastshire"))
    make_staff(service, role="str_worker")
    for to in (commissioner, outsider, priya):
        refused = open_work.client.post(f"{reverse('hand_over')}?to={to.pk}")
        assert refused.status_code == 200 and b"Select a colleague from the list" in refused.content
        with scope_of_staff(service), pytest.raises(ValidationError, match="Choose a colleague of this service"):
            actions.hand_over(by=staff(priya), service=service, to=to)
    for to in ("x", "", "\x00", "9" * 30):
        assert open_work.client.get(reverse("hand_over"), {"to": to}).status_code == 200
    with scope_of_staff(service):
        assert {row.owner for model in (Draft, FollowUp, DetailToAdd) for row in model.objects.all()} == {priya}


def test_somebody_alone_is_told_that_there_is_nobody(open_work):
    assert b"there is nobody to hand over to" in open_work.client.get(reverse("hand_over")).content


def test_a_crowded_list_has_pages(service, priya, stevie):
    with scope_of_staff(service):
        for number in range(30):
            make_person(service, by=staff(priya), name_to_use=f"Person {number:02}", not_before=in_days(number + 1))
    client = client_of(priya)
    first = client.get(reverse("hand_over")).content.decode()
    second = client.get(reverse("hand_over"), {"page": 2}).content.decode()
    assert first.count("Ask Person") == 25 and second.count("Ask Person") == 5


def test_today_asks_the_database_no_more_for_many_than_for_few(service, priya):
    client, counts = client_of(priya), []
    for number in (2, 8):
        with scope_of_staff(service):
            for _ in range(number):
                person = make_person(service)
                add_details(by=a_command(), person=person, owner=priya)
                actions.start_draft(by=staff(priya), service=service, key=uuid4(), step="help", kept={})
        today(client)
        with CaptureQueriesContext(connection) as asked:
            today(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@action
def add_details(*, by, person, owner):
    for detail in ("full_name", "pronouns"):
        save(DetailToAdd(service=person.service, person=person, detail=detail, owner=owner, **deed("recorded", by)))
