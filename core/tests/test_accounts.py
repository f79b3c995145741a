"""Signing in: nobody can make an account, nothing tells whether one exists, and headers and cookies are strict."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.actions import add_user
from core.actors import command
from core.history import acting

PASSWORD = "a long enough phrase"  # noqa: S105


@pytest.fixture
def user(db):
    return add_user(by=command("test"), email="sam@example.org", name="Sam Sample", password=PASSWORD)


def sign_in(client, email="sam@example.org", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def shown(response):
    """The page without its token, which differs each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", response.text)


def test_somebody_with_an_account_signs_in(client, user):
    assert sign_in(client).headers["Location"] == reverse("landing")


def test_the_address_may_be_written_in_capitals(client, user):
    assert sign_in(client, "SAM@Example.ORG").status_code == 302


def test_somebody_who_may_not_sign_in_any_more_is_refused(client, user):
    with acting(command("test"), "stop_signing_in"):
        user.is_active = False
        user.save()
    response = sign_in(client)
    assert response.status_code == 200 or "inactive" in response.headers["Location"]
    assert client.get(reverse("landing")).status_code == 302


def test_a_wrong_password_and_an_unknown_address_read_the_same(client, user):
    wrong = sign_in(client, password="not this one")
    unknown = sign_in(client, email="nobody@example.org")
    assert shown(wrong) == shown(unknown).replace("nobody@example.org", "sam@example.org")
    assert wrong.status_code == unknown.status_code == 200


def test_asking_for_a_new_password_reads_the_same_and_writes_only_to_an_account(client, user):
    pages = []
    for email in ("sam@example.org", "nobody@example.org"):
        response = client.post(reverse("account_reset_password"), {"email": email}, follow=True)
        pages.append(shown(response))
    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [["sam@example.org"]]
    for word in ("police", "court", "custody", "liaison", "diversion"):
        assert word not in (mail.outbox[0].subject + mail.outbox[0].body).lower()


def test_the_mail_leads_to_our_own_host_whatever_the_request_named(client, user, settings):
    settings.BASE_URL = "https://alongside.example.org"
    client.post(reverse("account_reset_password"), {"email": user.email}, headers={"host": "localhost:9999"})
    assert "https://alongside.example.org/account/password/reset/key/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


def test_the_link_in_the_mail_sets_a_new_password(client, user):
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = re.search(r"https?://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    page = client.get(link, follow=True)
    new = "quite another long phrase"
    client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(client, password=new).status_code == 302


def test_a_password_is_changed_by_whoever_knows_it(client, user):
    sign_in(client)
    new = "another long enough phrase"
    assert "Change your password" in client.get(reverse("account_change_password")).text
    wrong = {"oldpassword": "not this one", "password1": new, "password2": new}
    assert "<title>Error: " in client.post(reverse("account_change_password"), wrong).text
    client.post(reverse("account_change_password"), {**wrong, "oldpassword": PASSWORD})
    assert sign_in(Client(), password=new).headers["Location"] == reverse("landing")


def test_somebody_without_a_password_is_asked_to_choose_one(client, user):
    with acting(command("test"), "take_password"):
        user.set_unusable_password()
        user.save()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(reverse("account_change_password"), follow=True)
    assert "Choose a password" in page.text


def test_nobody_can_sign_up(client, db):
    page = client.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})
    assert page.status_code in (200, 403)
    assert not page.context.get("user").is_authenticated
    assert "/signup/" not in client.get(reverse("account_login")).text


def test_attempts_are_limited_across_processes(client, user):
    assert settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache")
    for _ in range(12):
        sign_in(client, password="not this one")
    assert "Too many" in sign_in(client).text
    assert client.get(reverse("landing")).status_code == 302


def test_signing_out_needs_a_press_of_the_button(client, user):
    sign_in(client)
    client.get(reverse("account_logout"))
    assert client.get(reverse("landing")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("landing")).status_code == 302


def test_a_redirect_to_another_host_is_not_followed(client, user):
    response = client.post(
        reverse("account_login") + "?next=https://elsewhere.example/",
        {"login": user.email, "password": PASSWORD, "next": "https://elsewhere.example/"},
    )
    assert response.headers["Location"] == reverse("landing")


def test_every_page_says_not_to_keep_it_and_where_content_may_come_from(client, db):
    headers = client.get(reverse("account_login")).headers
    assert "no-store" in headers["Cache-Control"]
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "camera=()" in headers["Permissions-Policy"]


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(client, user):
    response = sign_in(client)
    session = response.cookies["sessionid"]
    assert session["httponly"] and session["samesite"] == "Lax"
    token = client.get(reverse("account_login"), follow=True).cookies.get("csrftoken")
    assert token is None or token["samesite"] == "Strict"


def test_with_https_cookies_are_secure_and_browsers_are_told_to_stay_on_it():
    code = (
        "from django.conf import settings as s; import django; django.setup();"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SECURE_SSL_REDIRECT and s.SECURE_HSTS_SECONDS"
    )
    environment = {**os.environ, "BASE_URL": "https://alongside.example.org", "DEBUG": "", "SECRET_KEY": "x" * 60}
    environment["DJANGO_SETTINGS_MODULE"] = "core.settings"
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)  # noqa: S603
    assert done.returncode == 0, done.stderr
