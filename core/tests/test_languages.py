"""The language of pages: somebody's own choice, on pages that are translated, where the translation may be shown."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from core import checks, languages
from core.languages import Translated

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor():
    return Client()


@pytest.fixture
def polish(visitor):
    visitor.cookies["language"] = "pl"
    return visitor


def switch(visitor, language, page="/cookies/"):
    return visitor.post(reverse("switch_language"), {"language": language, "page": page})


def test_a_language_is_chosen_by_a_press_and_remembered(visitor):
    response = switch(visitor, "pl")
    assert (response.status_code, response.url) == (302, "/cookies/")
    assert response.cookies["language"]["httponly"] and response.cookies["language"]["max-age"] == languages.LASTS
    page = visitor.get("/cookies/")
    assert '<html lang="pl"' in page.text and "Pliki cookie" in page.text
    assert page["Content-Language"] == "pl"
    assert "English" in page.text


def test_english_comes_back_and_the_cookie_goes(polish):
    switch(polish, "en")
    page = polish.get("/cookies/")
    assert '<html lang="en-gb"' in page.text and "language" not in {k for k, v in polish.cookies.items() if v.value}


@pytest.mark.parametrize("language", ["xx", "", "de", "pl'\x00", "../../pl"])
def test_a_language_that_is_not_offered_is_english(visitor, language):
    switch(visitor, language)
    visitor.cookies["language"] = language.replace("\x00", "")
    assert '<html lang="en-gb"' in visitor.get("/cookies/").text


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org/", "/nothing-is-here/", "cookies", ""])
def test_choosing_a_language_leads_to_no_address_but_ours(visitor, page):
    assert switch(visitor, "pl", page).url == reverse("home")


def test_what_the_browser_asks_for_does_not_count(visitor):
    page = visitor.get("/cookies/", headers={"accept-language": "pl"})
    assert '<html lang="en-gb"' in page.text


def test_a_page_that_is_not_there_says_so_in_the_language(polish):
    page = polish.get("/nothing-is-here/")
    assert page.status_code == 404 and '<html lang="pl"' in page.text and "Nie znaleziono strony" in page.text


def test_one_visitor_does_not_read_in_the_language_of_the_one_before(polish):
    polish.get("/cookies/")
    assert '<html lang="en-gb"' in Client().get("/cookies/").text


def test_a_translation_that_nobody_has_checked_is_for_the_demonstration_alone(polish, settings):
    settings.UNCHECKED_TRANSLATIONS = False
    page = polish.get("/cookies/")
    assert '<html lang="en-gb"' in page.text and "Polski" not in page.text
    switch(polish, "pl")
    assert '<html lang="en-gb"' in polish.get("/cookies/").text


@pytest.mark.parametrize(
    ("translated_by", "checked_by", "is_offered"),
    [("Ola", "Jan", True), ("Ola", "Ola", False), ("Ola", "", False), ("", "Jan", False), ("", "", False)],
)
def test_a_translation_is_offered_once_two_people_are_named(
    settings, monkeypatch, translated_by, checked_by, is_offered
):
    settings.UNCHECKED_TRANSLATIONS = False
    monkeypatch.setattr(languages, "TRANSLATED", [Translated("pl", "Polski", translated_by, checked_by)])
    assert bool(languages.offered()) == is_offered


def test_dates_are_said_as_the_language_says_them():
    with translation.override("pl"):
        assert date_format(date(2027, 3, 3), "j E Y") == "3 marca 2027"
    with translation.override("en-gb"):
        assert date_format(date(2027, 3, 3), "j E Y") == "3 March 2027"


def test_a_deployment_whose_translations_are_not_compiled_is_refused(settings, tmp_path):
    assert checks.translations_are_compiled(None) == []
    settings.LOCALE_PATHS = [tmp_path]
    assert "Polski" in checks.translations_are_compiled(None)[0].msg
