"""Exit this page: whoever looks over the shoulder finds a page that names nothing, and nothing to go back to."""

from django.test import Client
from django.urls import reverse

from consent.models import Draft
from core.scope import scope_of_system

AWAY = "/away/"


def test_the_page_names_nothing_of_ours_and_fetches_nothing_from_elsewhere(world):
    response = Client().get(AWAY)
    page = response.text.lower()
    for word in ("alongside", "liaison", "diversion", "nhs", "police", "court", "northshire", "easy read", "exit"):
        assert word not in page
    assert 'src="http' not in page and 'rel="stylesheet" href="http' not in page
    assert response.headers["Cache-Control"] == "no-store"


def test_whoever_leaves_is_signed_out(world):
    client = world.client("person")
    assert client.get("/my/").status_code == 200
    client.get(AWAY)
    assert client.get("/my/").status_code == 302


def test_the_answers_that_were_begun_are_thrown_away(world):
    client = Client()
    client.post(reverse("register_interest_form", args=["northshire"]), {"age_band": "18_over"})
    with scope_of_system():
        before = Draft.objects.filter(kind=Draft.Kind.REGISTRATION).count()
    assert client.get("/register-interest/northshire/who/").status_code == 200
    client.get(AWAY)
    with scope_of_system():
        assert Draft.objects.filter(kind=Draft.Kind.REGISTRATION).count() == before - 1
    assert client.get("/register-interest/northshire/who/").status_code == 302


def test_the_service_that_was_chosen_is_forgotten(world):
    client = Client()
    client.get("/services/northshire/")
    assert client.cookies["service"].value == "northshire"
    client.get(AWAY)
    assert client.cookies["service"].value == ""


def test_another_website_signs_nobody_out(world):
    client = world.client("person")
    assert client.get(AWAY, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200
    assert client.get(AWAY, headers={"Sec-Purpose": "prefetch"}).status_code == 200
    assert client.get("/my/").status_code == 200


def test_where_there_is_a_discreet_host_it_is_the_one_in_the_address_bar(world, settings):
    settings.BASE_URL, settings.DISCREET_BASE_URL = "http://alongside.example", "http://neutral.example"
    settings.ALLOWED_HOSTS = ["alongside.example", "neutral.example"]
    client = world.client("person")
    response = client.get(AWAY, headers={"host": "alongside.example"})
    assert response.headers["Location"] == "http://neutral.example/away/"
    assert client.get("/my/", headers={"host": "alongside.example"}).status_code == 302
    assert client.get(AWAY, headers={"host": "neutral.example"}).status_code == 200
