"""Locking a shared screen: gone at one press, and back at the same page for the same user alone."""

import pytest
from django.contrib.auth import SESSION_KEY as SIGNED_IN
from django.test import Client
from django.urls import reverse

from core.locking import LOCKED_KEY
from core.models import User

SOME_PAGE = "/consent/people/?q=sam&page=2"


@pytest.fixture
def priya(db):
    return make_user("priya@example.org")


@pytest.fixture
def client(priya):
    client = Client()
    sign_in(client, priya)
    return client


def make_user(email):
    from core.actions import add_user
    from core.actors import command

    return add_user(by=command("tests"), email=email, name=email.split("@")[0], password="a long enough phrase")


def sign_in(client, user):
    assert isinstance(user, User)
    return client.post(reverse("account_login"), {"login": user.email, "password": "a long enough phrase"})


def lock(client, page=SOME_PAGE):
    return client.post(reverse("lock"), {"page": page})


def test_one_press_ends_the_session_and_leads_to_signing_in(client):
    before = client.cookies["sessionid"].value
    answered = lock(client)
    assert answered.headers["Location"] == reverse("account_login"), "The address says nothing of the page."
    assert SIGNED_IN not in client.session and client.cookies["sessionid"].value != before
    assert b"The screen is locked." in client.get(reverse("account_login")).content


def test_the_same_user_comes_back_to_the_same_page_once(client, priya):
    lock(client)
    assert sign_in(client, priya).headers["Location"] == SOME_PAGE
    assert LOCKED_KEY not in client.session
    client.post(reverse("account_logout"))
    assert sign_in(client, priya).headers["Location"] == reverse("landing")


def test_anybody_else_gets_their_own_page_and_what_was_kept_is_gone(client, priya):
    lock(client)
    other = make_user("stevie@example.org")
    assert sign_in(client, other).headers["Location"] == reverse("landing")
    assert LOCKED_KEY not in client.session
    client.post(reverse("account_logout"))
    assert sign_in(client, priya).headers["Location"] == reverse("landing")


def test_the_service_and_the_site_of_the_shift_are_kept_for_the_same_user_alone(client, priya):
    keep(client, service=3, recording_site=7, something_else="x")
    lock(client)
    sign_in(client, priya)
    assert (client.session["service"], client.session["recording_site"]) == (3, 7)
    assert "something_else" not in client.session
    lock(client)
    sign_in(client, make_user("stevie@example.org"))
    assert "recording_site" not in client.session


def keep(client, **values):
    session = client.session
    for name, value in values.items():
        session[name] = value
    session.save()


def test_opening_the_address_locks_nothing(client):
    assert client.get(reverse("lock")).status_code == 405
    assert SIGNED_IN in client.session


def test_a_lock_needs_the_token_of_the_page(priya):
    client = Client(enforce_csrf_checks=True)
    client.force_login(priya)
    assert lock(client).status_code == 403
    assert SIGNED_IN in client.session


def test_a_press_after_the_session_has_run_out_leads_to_signing_in(priya):
    client = Client()
    assert lock(client).headers["Location"] == reverse("account_login")
    assert sign_in(client, priya).headers["Location"] == reverse("landing")


@pytest.mark.parametrize(
    "page",
    ["https://elsewhere.example.org/", "//elsewhere.example.org/", "/\\elsewhere.example.org", "javascript:alert(1)",
     "/nothing-is-here/", "staff/", "/account/logout/", "", "\x00", "/staff/" + "x" * 5000],
)  # fmt: skip
def test_no_other_address_is_returned_to(client, priya, page):
    lock(client, page)
    assert sign_in(client, priya).headers["Location"] == reverse("landing")


def test_a_failed_attempt_keeps_the_way_back(client, priya):
    lock(client)
    client.post(reverse("account_login"), {"login": priya.email, "password": "wrong"})
    assert sign_in(client, priya).headers["Location"] == SOME_PAGE


def test_no_page_is_kept_by_the_browser(client):
    for answer in (client.get(reverse("landing")), lock(client), client.get(reverse("account_login"))):
        assert "no-store" in answer.headers["Cache-Control"]
