"""Easy read: every page of the public and of service users has a twin, and one switch rules them all."""

import pytest
from django.test import Client
from django.urls import reverse

from core import easy_read
from core.start.places import ROOT
from tests.easy_pages import templates_by_address

TWINS = ROOT / "templates" / "easy"

# Addresses without a page in easy read, each with the reason.
NO_TWIN = {
    "away": "looks like nothing of ours, and has nothing to read",
    "gallery": "shows the building blocks of pages to those who make them",
}
# Templates that wait for their twin. None may be added: a new page comes with its own.
STILL_TO_COME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "429.html",
    "500.html",
    "consent/link/choose.html",
    "consent/link/contact.html",
    "consent/link/dead.html",
    "consent/link/done.html",
    "consent/link/sure.html",
    "consent/link/too_often.html",
    "consent/my_home.html",
    "consent/my_openings.html",
    "consent/my_shared.html",
    "consent/privacy.html",
    "consent/receipt.html",
    "consent/sections/my_agreements.html",
    "consent/sections/my_contact.html",
    "consent/sections/my_needs.html",
    "consent/sections/my_openings.html",
    "consent/sections/my_shared.html",
    "core/accessibility.html",
    "core/cookies.html",
    "core/resources.html",
    "involvement/about_involvement.html",
    "involvement/answer_questionnaire.html",
    "involvement/answers_sent.html",
    "involvement/ask_questions.html",
    "involvement/attendance_sheet.html",
    "involvement/cancel_session.html",
    "involvement/decision_done.html",
    "involvement/find_questionnaire.html",
    "involvement/hear_back.html",
    "involvement/hear_back_not_now.html",
    "involvement/hears_back.html",
    "involvement/leading.html",
    "involvement/leading_decision.html",
    "involvement/leading_publish.html",
    "involvement/leading_view.html",
    "involvement/minutes.html",
    "involvement/my_activities.html",
    "involvement/my_activity.html",
    "involvement/my_answer.html",
    "involvement/my_what_changed.html",
    "involvement/not_meant.html",
    "involvement/questionnaire_closed.html",
    "involvement/refused.html",
    "involvement/sections/my_places.html",
    "involvement/sections/my_what_changed.html",
    "involvement/sections/newest_decisions.html",
    "involvement/spend.html",
    "involvement/take_back.html",
    "involvement/too_many_answers.html",
    "involvement/what_changed.html",
}


@pytest.mark.parametrize(("name", "templates"), templates_by_address().items(), ids=templates_by_address())
def test_every_page_of_the_public_and_of_service_users_has_a_twin_in_easy_read(name, templates):
    if name in NO_TWIN:
        return
    without = {template for template in templates if not (TWINS / template).is_file()}
    assert not without - STILL_TO_COME, f"{name}: write templates/easy/… for {sorted(without)}"


def test_every_twin_is_one_of_a_template():
    for path in TWINS.rglob("*.html"):
        twin = path.relative_to(TWINS)
        assert "parts" in twin.parts or (ROOT / "templates" / twin).is_file(), twin


def test_no_template_waits_for_a_twin_that_is_there():
    assert not [template for template in STILL_TO_COME if (TWINS / template).is_file()]


def switched(client, on=True, page="/cookies/"):
    return client.post(reverse("switch_words"), {"easy_read": easy_read.ON if on else easy_read.OFF, "page": page})


def test_the_switch_is_remembered_and_leads_back_to_the_page_it_was_pressed_on(world):
    client = Client()
    assert "Standard words" not in client.get("/").text
    response = switched(client, page="/services/northshire/?x=1")
    assert (response.status_code, response.headers["Location"]) == (302, "/services/northshire/?x=1")
    page = client.get("/services/northshire/").text
    assert "You know what helps and what does not." in page and "Standard words" in page and 'class="app-easy"' in page
    switched(client, on=False)
    assert "Standard words" not in client.get("/services/northshire/").text


@pytest.mark.parametrize(
    "page", ["https://example.com/", "//example.com/", "/nothing-is-here/", "", "javascript:alert(1)"]
)
def test_the_switch_leads_nowhere_but_to_a_page_of_ours(world, page):
    assert switched(Client(), page=page).headers["Location"] == "/"


def test_no_page_of_staff_is_ever_in_easy_read_nor_has_the_switch_or_the_way_out(world):
    client = world.client("practitioner")
    switched(client)
    page = client.get("/staff/").text
    assert 'class="app-easy"' not in page and "Exit this page" not in page and "Standard words" not in page


def test_one_answer_in_easy_read_does_not_make_the_next_one_so(world):
    easy, other = Client(), Client()
    switched(easy)
    assert "Standard words" in easy.get("/").text and "Standard words" not in other.get("/").text


def test_the_switch_works_on_a_device_that_was_handed_over(world):
    client = Client()
    session = client.session
    session["handed_over"] = {"to": "/questionnaires/XXX/", "minutes": 10}
    session.save()
    assert switched(client, page="/cookies/").headers["Location"] == "/cookies/"
    assert client.get("/away/").headers["Location"] == "/questionnaires/XXX/"
