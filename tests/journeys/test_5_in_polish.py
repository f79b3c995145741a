"""Journey 5. Somebody registers in Polish on a small phone that runs no scripts; a worker sees in what words."""

from datetime import timedelta

import pytest

from consent.models import InterestRegistration
from consent.views import registering
from governance.demo.words import publish_examples
from involvement.tests.factories import BY

try:
    from playwright.sync_api import expect
except ImportError:
    expect = None  # the fixture `browser` says so


@pytest.fixture(autouse=True)
def nobody_is_too_quick(monkeypatch):
    """The trap for what comes faster than anybody reads has tests of its own."""
    monkeypatch.setattr(registering, "LEAST_TIME", timedelta(0))


def test_somebody_registers_in_polish(without_javascript, northshire):
    given_both_questions_in_polish(northshire)
    ola = when_somebody_chooses_polish(without_javascript)
    ola.presses("Dalej")
    they_are_at(ola, "Zgłoś swoje zainteresowanie")
    ola.reads("Wybierz: ile masz lat", "Coś się nie zgadza")
    ola.chooses("18 lat lub więcej", of="Ile masz lat?")
    ola.presses("Dalej")
    when_they_choose(ola, "Ja, we własnym imieniu", of="Kto to wypełnia?")
    they_are_at(ola, "Jak możemy się do Ciebie zwracać?")
    ola.types("Jak możemy się do Ciebie zwracać?", "Ola")
    ola.presses("Dalej")
    when_they_choose(ola, "Teraz korzystam z pomocy tego zespołu", of="Skąd nas znasz?")
    they_are_at(ola, "Co chcesz robić?")
    ola.presses("Pomiń to pytanie")
    when_they_choose(ola, "Za 3 miesiące", of="Kiedy możemy zapytać?")
    they_are_at(ola, "Jak możemy się z Tobą bezpiecznie skontaktować?")
    ola.chooses("SMS", of="Jak możemy się z Tobą bezpiecznie skontaktować?")
    ola.types("Numer telefonu do SMS-ów", "07700 900 008")
    ola.presses("Dalej")
    they_are_at(ola, "Co pomogłoby Ci wziąć udział?")
    ola.types("Język, który wolisz, jeśli nie angielski", "polski")
    ola.ticks("Potrzebuję tłumacza tego języka")
    ola.presses("Dalej")
    they_are_at(ola, "Sprawdź swoje odpowiedzi")
    ola.reads("Chcemy zapisać Twoje imię", "Nikt go nie sprawdził.")
    ola.ticks("Tak, zgadzam się, że to zapiszecie i zachowacie", "Tak, zgadzam się na kontakt ze mną w sprawie udziału")
    ola.presses("Wyślij")
    they_are_at(ola, "Dziękujemy")
    ola.reads("Twój numer to", "Nie skontaktujemy się z Tobą wcześniej niż")
    then_words_and_language_are_kept(northshire)


def given_both_questions_in_polish(northshire):
    with northshire.scope():
        publish_examples(northshire.service, BY)


def when_somebody_chooses_polish(somebody):
    somebody.opens("/register-interest/northshire/")
    somebody.arrives("Register your interest")
    somebody.presses("Polski")
    they_are_at(somebody, "Zgłoś swoje zainteresowanie")
    expect(somebody.page.locator("html")).to_have_attribute("lang", "pl")
    somebody.reads("To Twój wybór.")
    return somebody


def when_they_choose(somebody, option, of):
    they_are_at(somebody, of)
    somebody.chooses(option, of=of)
    somebody.presses("Dalej")


def they_are_at(somebody, heading):
    expect(somebody.page.locator("h1")).to_have_count(1)
    expect(somebody.page.locator("h1")).to_contain_text(heading)
    somebody.looks_around()


def then_words_and_language_are_kept(northshire):
    with northshire.scope():
        kept = InterestRegistration.objects.get(name_to_use="Ola")
        assert (kept.words_language, kept.language, kept.interpreter_needed) == ("pl", "polski", True)
        assert {kept.record_wording.language, kept.contact_wording.language} == {"pl"}
