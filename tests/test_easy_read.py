"""Easy read: every page of the public and of service users has a twin, and one switch rules them all."""

import pytest
from django.test import Client
from django.urls import reverse

from consent import rules
from consent.actions import record_needs
from consent.models import Person
from core import actors, easy_read
from core.scope import scope_of_staff
from core.start.places import ROOT
from tests.easy_pages import templates_by_address
from tests.plainness import FEWEST_WORDS, count_of_words, hardest, reading_age, running_text, typed_in
from tests.public_pages import walk
from tests.valid_html import problems_in

TWINS = ROOT / "templates" / "easy"

# Addresses without a page in easy read, each with the reason.
NO_TWIN = {
    "my_information_page": "a file to take along",
    "away": "looks like nothing of ours, and has nothing to read",
    "gallery": "shows the building blocks of pages to those who make them",
}


@pytest.mark.parametrize(("name", "templates"), templates_by_address().items(), ids=templates_by_address())
def test_every_page_of_the_public_and_of_service_users_has_a_twin_in_easy_read(name, templates):
    if name in NO_TWIN:
        return
    without = {template for template in templates if not (TWINS / template).is_file()}
    assert not without, f"{name}: write templates/easy/… for {sorted(without)}"


def test_every_twin_is_one_of_a_template():
    for path in TWINS.rglob("*.html"):
        twin = path.relative_to(TWINS)
        assert "parts" in twin.parts or (ROOT / "templates" / twin).is_file(), twin


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


MOST_WORDS, READ_AT = 15, 9
# What is shown without a request, and so without the switch.
DRAWN_ALONE = (".html",)

seen_before = {}


@pytest.fixture
def easy_pages(world):
    """{(address, state): (html, sentences)} of every page in easy read, without words that somebody typed."""
    if not seen_before:
        typed = typed_in(world)
        for seen in walk(world, easy=True):
            if not seen.html:
                continue  # a question that may be skipped leads on to the next
            seen_before[seen.address, seen.state] = seen.html, running_text(seen.html, typed)
    return seen_before


def test_every_page_is_shown_in_easy_read_with_drawings(easy_pages):
    plain = [
        page
        for page, (html, _) in easy_pages.items()
        # One drawing is on the switch itself.
        if not page[0].endswith(DRAWN_ALONE) and ('class="app-easy"' not in html or html.count("/drawings/") < 2)
    ]
    assert not plain


def test_no_sentence_in_easy_read_is_long(easy_pages):
    long = {
        f"{len(sentence.split())}: {sentence} ({address} {state})"
        for (address, state), (_, sentences) in easy_pages.items()
        for sentence in sentences
        if len(sentence.split()) > MOST_WORDS
    }
    assert not long, "\n".join(sorted(long))


def test_every_page_in_easy_read_is_read_at_nine(easy_pages):
    hard = [
        f"{reading_age(sentences):.1f}: {address} {state}: {hardest(sentences, 2)}"
        for (address, state), (_, sentences) in easy_pages.items()
        if count_of_words(sentences) >= FEWEST_WORDS and reading_age(sentences) > READ_AT
    ]
    assert not hard, "\n".join(hard)


def test_an_address_on_a_card_can_be_in_easy_read_and_the_switch_leads_out_of_it_again(world):
    client = Client()
    assert "Standard words" in client.get("/cookies/?words=easy_read").text
    assert "Standard words" in client.get("/").text
    response = switched(client, on=False, page="/cookies/?a=1&words=easy_read&b=2")
    assert response.headers["Location"] == "/cookies/?a=1&b=2"
    assert "Standard words" not in client.get("/").text


def test_switching_on_a_question_keeps_what_was_typed_and_finds_no_fault(world):
    client = Client()
    page = client.post("/register-interest/northshire/", {"switch": "1", "age_band": "18_over"}).text
    assert "Tell us that you would like to take part" in page and "There is a problem" not in page
    assert 'value="18_over" checked' in page
    assert "Standard words" in client.get("/").text
    page = client.post("/register-interest/northshire/", {"switch": "1"}).text
    assert "Register your interest" in page and "There is a problem" not in page


def test_whoever_needs_easy_read_finds_their_page_in_it_and_their_own_choice_comes_first(world):
    with scope_of_staff(world.northshire):
        person = Person.objects.get(full_name="Asha Sample")
        record_needs(by=actors.command("tests"), person=person, needs={rules.EASY_READ: ""})
    client = world.client("person")
    assert 'class="app-easy"' in client.get("/my/").text
    switched(client, on=False)
    assert 'class="app-easy"' not in client.get("/my/").text


def test_whoever_does_not_need_it_finds_standard_words(world):
    assert 'class="app-easy"' not in world.client("person").get("/my/").text


def test_every_page_in_easy_read_is_valid_and_has_one_heading(easy_pages, tmp_path):
    addresses = {}
    for number, ((address, state), (html, _)) in enumerate(easy_pages.items()):
        if address.endswith(DRAWN_ALONE):
            continue  # without the heading that its view gives
        path = tmp_path / f"{number:03}.html"
        path.write_text(html)
        addresses[str(path)] = f"{address} {state}"
        assert html.count("<h1") == 1, address
    assert not [f"{addresses[path]}: {found}" for path, found in problems_in(tmp_path)]
