"""Registering in another language: its own words where they are in force, else plainly in English; both are kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from consent import actions, letters, outbox, rules
from consent.example_wording import CHECKER, TRANSLATOR, WORDINGS
from consent.links import token_of
from consent.models import Agreement, Message, Wording
from consent.tests.factories import a_command, in_days, make_service
from consent.tests.registering import ADULT, ALONE, CHILD, Visitor, stored
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

QUESTIONS_IN_ENGLISH = "Te słowa są po angielsku."
IS_AN_EXAMPLE = "Nikt go nie sprawdził."


@pytest.fixture(autouse=True)
def texts(settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path / "sms"


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def visitor(service):
    visitor = Visitor(service)
    visitor.cookies["language"] = "pl"
    return visitor


def publish(service, purpose, translator=TRANSLATOR, checker=CHECKER):
    with scope_of_staff(service):
        line = {"service": service, "purpose_key": purpose, "language": "pl", "format": "standard"}
        draft = actions.start_wording(by=a_command(), **line)
        names = {"service": service.name, "controller": draft.controller}
        words = {name: text.format(**names) for name, text in WORDINGS["pl", purpose].items()}
        words |= {"translator": translator, "checker": checker}
        actions.change_wording(by=a_command(), wording=draft, words=words)
        return actions.publish_wording(by=a_command(), wording=draft, day=in_days(0))


def check_page(visitor):
    visitor.answers(ADULT)
    return visitor.get(visitor.check).text


def test_both_questions_are_asked_in_the_language_of_the_page(service, visitor):
    wordings = {publish(service, purpose).pk for purpose in ("record", "contact")}
    page = check_page(visitor)
    assert "Chcemy zapisać Twoje imię" in page and QUESTIONS_IN_ENGLISH not in page
    visitor.sends()
    [kept] = stored(service)
    assert (kept.words_language, {kept.record_wording_id, kept.contact_wording_id}) == ("pl", wordings)


def test_the_agreements_made_of_it_name_the_words_in_that_language(service, visitor):
    publish(service, "record"), publish(service, "contact")
    visitor.registers()
    with scope_of_staff(service):
        [kept] = stored(service)
        actions.record_person_from_registration(by=a_command(), registration=kept)
        assert {agreement.wording.language for agreement in Agreement.objects.all()} == {"pl"}


@pytest.mark.parametrize("there", [(), ("record",), ("contact",)])
def test_where_words_are_missing_both_questions_are_asked_in_english_and_the_page_says_so(service, visitor, there):
    for purpose in there:
        publish(service, purpose)
    page = check_page(visitor)
    assert page.count(QUESTIONS_IN_ENGLISH) == 2 and page.count('class="app-wording" lang="en"') == 2
    assert "Sprawdź swoje odpowiedzi" in page
    visitor.sends()
    [kept] = stored(service)
    assert kept.words_language == "en"


def test_an_example_says_that_nobody_has_checked_it(service, visitor):
    publish(service, "record"), publish(service, "contact", translator="Ola Kowalska", checker="Jan Nowak")
    assert check_page(visitor).count(IS_AN_EXAMPLE) == 1


@pytest.mark.parametrize(("answers", "start"), [(CHILD, "zachowuje trzy rzeczy"), (ALONE, "zachowuje Twoje imię")])
def test_a_child_and_a_helper_agree_to_words_in_the_language_which_are_kept_as_read(service, visitor, answers, start):
    visitor.registers(answers)
    [kept] = stored(service)
    assert kept.words_language == "pl" and start in kept.words_shown


def test_an_answer_to_words_in_one_language_does_not_count_for_those_in_another(service, visitor):
    publish(service, "record"), publish(service, "contact")
    visitor.answers(ADULT)
    visitor.waits()
    shown = visitor.get(visitor.check).context["form"]["words"].value()
    visitor.cookies["language"] = ""
    answered = visitor.post(visitor.check, {"words": shown, "agree_record": "on", "agree_contact": "on"})
    assert "The words on this page have changed." in answered.text and not stored(service)


def test_the_message_that_asks_whether_it_was_them_is_in_that_language(service, visitor):
    publish(service, "record"), publish(service, "contact")
    visitor.registers()
    with scope_of_staff(service):
        message = Message.objects.get()
        assert "Czy to Ty?" in message.text and "Somebody" not in message.text
        reminder = letters.reminder(stored(service)[0], date(2027, 3, 3))
        assert "dnia 3 marca 2027" in reminder["text"]


def link_sent(service):
    with scope_of_staff(service):
        assert outbox.send_waiting(service) == 1
        return reverse("link", args=[token_of(Message.objects.get())])


def test_its_link_opens_in_that_language_in_any_browser_until_another_is_chosen_there(service, visitor):
    publish(service, "record"), publish(service, "contact")
    visitor.registers()
    link = link_sent(service)
    browser = Client()
    page = browser.get(link)
    assert "Czy to Ty?" in page.text and page["Content-Language"] == "pl" and 'lang="pl"' in page.text
    browser.post(reverse("switch_language"), {"language": "en", "page": link})
    assert "Was it you?" in browser.get(link).text


def test_its_link_opens_in_english_where_the_translation_may_not_be_shown(service, visitor, settings):
    publish(service, "record"), publish(service, "contact")
    visitor.registers()
    settings.UNCHECKED_TRANSLATIONS = False
    link = link_sent(service)
    assert "Was it you?" in Client().get(link).text


def test_a_message_is_in_english_where_the_translation_may_not_be_shown(service, visitor, settings):
    publish(service, "record"), publish(service, "contact")
    visitor.registers()
    settings.UNCHECKED_TRANSLATIONS = False
    assert "Was it you?" in letters.to_confirm(stored(service)[0])["text"]


# --- Publishing


def test_an_example_is_refused_wherever_translations_must_be_checked(service, settings):
    settings.UNCHECKED_TRANSLATIONS = False
    with pytest.raises(ValidationError, match="example that nobody has checked"):
        publish(service, "record")
    assert publish(service, "contact", "Ola Kowalska", "Jan Nowak").published_at


@pytest.mark.parametrize(
    ("translator", "checker"),
    [(TRANSLATOR, "Jan Nowak"), ("Ola Kowalska", CHECKER), ("UNCHECKED EXAMPLE of Ola", "Jan Nowak")],
)
def test_one_name_of_an_example_is_enough_to_refuse_it(service, translator, checker):
    wording = Wording(service=service, purpose_id="record", language="pl", translator=translator, checker=checker)
    for name, text in WORDINGS["pl", "record"].items():
        setattr(wording, name, text.format(service="Us", controller="The Trust"))
    wording.controller = "The Trust"
    assert not rules.may_publish(wording, None, in_days(0))
    assert rules.may_publish(wording, None, in_days(0), examples=True)


def test_an_example_that_was_published_is_not_asked_with_where_it_must_be_checked(service, visitor, settings):
    publish(service, "record"), publish(service, "contact")
    settings.UNCHECKED_TRANSLATIONS = False
    page = check_page(visitor)
    assert "We would like to write down your name" in page and '<html lang="en-gb"' in page


def test_the_page_with_the_reference_stays_in_the_language(service, visitor):
    publish(service, "record"), publish(service, "contact")
    visitor.registers(when={"when_to_ask": "3"})
    page = visitor.get(reverse("registered", args=[service.slug])).text
    assert "Twoje zgłoszenie jest przyjęte" in page and "Nie skontaktujemy się z Tobą wcześniej niż" in page


def test_what_is_missing_is_said_in_the_language(visitor):
    page = visitor.answer("age", {}).text
    assert "Wybierz: ile masz lat" in page and "Błąd:" in page
