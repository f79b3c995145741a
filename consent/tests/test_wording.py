"""Wording: drafts that can be changed, words that once published never can, and the day from which they are shown."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import actions, rules
from consent.comparing import ADDED, REMOVED, SAME, compare, count_words
from consent.models import Wording
from consent.reference import PURPOSES, publish_standard_wording
from consent.standard_wording import WORDINGS
from consent.tests.factories import a_command, in_days, make_person, make_service, make_staff, publish_next, wording
from core import actors, clock
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

SAYS_ALL = {
    "what_we_do": "We write things down.",
    "who_can_see": "The Trust holds it.",
    "controller": "The Trust",
    "saying_no": "Saying no changes nothing about your care, your charge or what happens in court.",
    "changing_your_mind": "You can change your mind at any time.",
    "question": "Do you agree?",
}


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def manager(service):
    return signed_in(make_staff(service, role="manager"))


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def start(service, purpose="record", language="en", format="standard", **words):
    line = {"purpose_key": purpose, "language": language, "format": format}
    draft = actions.start_wording(by=a_command(), service=service, **line)
    return actions.change_wording(by=a_command(), wording=draft, words=words) if words else draft


def publish(draft, days=0):
    return actions.publish_wording(by=a_command(), wording=draft, day=in_days(days))


def day_parts(day):
    return {"day_day": day.day, "day_month": day.month, "day_year": day.year}


# --- The standard wording


@pytest.mark.parametrize("format", ["standard", "easy_read"])
@pytest.mark.parametrize("purpose", [purpose["key"] for purpose in PURPOSES])
def test_each_purpose_has_standard_words_in_both_formats_that_say_all_they_must(service, purpose, format):
    with scope_of_staff(service):
        words = Wording.objects.in_force(service, purpose, format=format)
        assert rules.missing_from(words) == {} and rules.advice_on(words) == []
        assert service.name in words.text and "{" not in words.text


def test_the_standard_words_are_published_once_and_leave_alone_what_a_service_wrote(service):
    with scope_of_staff(service):
        assert Wording.objects.count() == len(WORDINGS)
        assert publish_standard_wording(by=a_command(), service=service) == []
        publish_next(by=a_command(), old=wording(service))
        assert publish_standard_wording(by=a_command(), service=service) == []


def test_a_service_that_lacks_some_gets_those_alone():
    bare = make_service()
    with scope_of_staff(bare):
        from core.actions import create_service

        other = create_service(by=a_command(), name="Bare", slug="bare-wording")
    with scope_of_staff(other):
        start(other, "share", **SAYS_ALL)
        made = publish_standard_wording(by=a_command(), service=other)
        assert len(made) == len(WORDINGS) - 1
        assert ("share", "standard") not in {(each.purpose_id, each.format) for each in made}


# --- In force


def test_in_force_goes_by_the_day_and_falls_back_to_standard_words_only_where_asked(service):
    with scope_of_staff(service):
        old = wording(service)
        new = publish(start(service, "record", **SAYS_ALL), days=5)
        assert Wording.objects.in_force(service, "record") == old
        assert Wording.objects.in_force(service, "record", day=in_days(4)) == old
        assert Wording.objects.in_force(service, "record", day=in_days(5)) == new
        assert Wording.objects.in_force(service, "record", day=in_days(-100)) is None
        assert Wording.objects.in_force(service, "record", "pl") is None
        easy = publish(start(service, "record", "pl", **SAYS_ALL, translator="Ola", checker="Jan"))
        found = Wording.objects.in_force
        assert found(service, "record", "pl", "easy_read") is None
        assert found(service, "record", "pl", "easy_read", or_standard=True) == easy
        assert found(service, "record", "en", "easy_read", or_standard=True).format == "easy_read"


def test_a_draft_is_never_in_force(service):
    with scope_of_staff(service):
        start(service, "record", **SAYS_ALL)
        assert wording(service).version == 1


# --- What must be said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"saying_no": ""}, "Say what happens when somebody says no."),
        ({"saying_no": "No changes nothing about your care or court."}, "Missing: “charge”."),
        ({"saying_no": "It does not scare the courtesy of a charger."}, "“care”, “charge”, “court”"),
        ({"changing_your_mind": "Tell us."}, "“at any time”"),
        ({"changing_your_mind": ""}, "Say that people can change their mind, and how."),
        ({"controller": ""}, "Name the organisation that answers for the information."),
        ({"who_can_see": "We hold it."}, "Name The Trust in"),
        ({"who_can_see": " "}, "Say who holds the information"),
        ({"question": ""}, "Write the question."),
        ({"what_we_do": ""}, "Say what we do"),
    ],
)
def test_publishing_is_refused_until_all_is_said_and_the_database_says_so_too(service, change, sentence):
    with scope_of_staff(service):
        draft = start(service, **{**SAYS_ALL, **change})
        assert sentence in " ".join(rules.missing_from(draft).values())
        with pytest.raises(ValidationError, match="cannot be published yet"):
            publish(draft)
        if not any(value == " " for value in change.values()):
            from core.history import acting

            with acting(a_command(), "test"), pytest.raises(IntegrityError) as error, transaction.atomic():
                moment = timezone.now()
                rows = Wording.objects.filter(pk=draft.pk)
                rows.update(published_at=moment, published_by_kind="task", effective_from=in_days(0))
            assert error.value.__cause__.diag.constraint_name == "wording_says_what_it_must"


@pytest.mark.parametrize(
    ("translator", "checker", "missing"),
    [("", "", True), ("Ola", "", True), ("", "Jan", True), ("Ola", " ola ", True), ("Ola", "Jan", False)],
)
def test_a_translation_needs_a_translator_and_somebody_else_who_checked(service, translator, checker, missing):
    with scope_of_staff(service):
        words = {**SAYS_ALL, "saying_no": "Nie", "changing_your_mind": "Zawsze"}
        draft = start(service, "record", "pl", **words, translator=translator, checker=checker)
        assert bool(rules.missing_from(draft)) == missing
        if not missing:
            assert publish(draft).language == "pl"


def test_easy_read_lines_that_are_long_or_hold_two_sentences_are_pointed_out():
    long = Wording(format="easy_read", what_we_do="We write it down.\nOne idea. Another idea.\n" + "word " * 13)
    assert len(rules.advice_on(long)) == 2
    assert rules.advice_on(Wording(what_we_do="One idea. Another idea.")) == []


# --- Publishing


def test_publishing_ends_the_version_before_the_day_before_and_leaves_no_gap(service):
    with scope_of_staff(service):
        new = publish(start(service, **SAYS_ALL), days=3)
        old = Wording.objects.of_line(service, "record", "en", "standard").get(version=1)
        assert (old.effective_until, new.effective_from, new.effective_until) == (in_days(2), in_days(3), None)
        third = publish(start(service), days=9)
        new.refresh_from_db()
        assert (third.version, third.what_we_do, new.effective_until) == (3, SAYS_ALL["what_we_do"], in_days(8))


@pytest.mark.parametrize("days", [-1, -90, 5])
def test_it_starts_today_or_later_and_after_the_one_before(service, days):
    with scope_of_staff(service):
        publish(start(service, **SAYS_ALL), days=5)
        with pytest.raises(ValidationError):
            publish(start(service), days=days)


def test_the_sentence_says_when_the_version_before_starts(service):
    with scope_of_staff(service):
        publish(start(service, **SAYS_ALL))
        with pytest.raises(ValidationError, match="Version 2 started on .* Choose a later day."):
            publish(start(service))


def test_published_words_cannot_be_changed_thrown_away_or_published_again(service):
    with scope_of_staff(service):
        old = wording(service)
        for action, more in (
            (actions.change_wording, {"words": {"question": "Other?"}}),
            (actions.discard_wording, {}),
            (actions.publish_wording, {"day": in_days(9)}),
        ):
            with pytest.raises(ValidationError):
                action(by=a_command(), wording=old, **more)


def test_there_is_one_draft_at_a_time(service):
    with scope_of_staff(service):
        start(service)
        with pytest.raises(ValidationError, match="There is a draft of this wording already"):
            start(service)
        assert start(service, format="easy_read").version == 2


def test_nobody_is_asked_with_a_draft(service):
    with scope_of_staff(service):
        person, draft = make_person(service), start(service, "contact")
        answer = {"purpose_key": "contact", "answer": "refused", "wording": draft}
        with pytest.raises(ValidationError, match="and published"):
            actions.record_answer(by=a_command(), person=person, **answer)


# --- A yes that runs out


def test_a_wording_can_give_a_yes_an_end_and_a_yes_to_hold_information_never(service):
    with scope_of_staff(service):
        publish(start(service, "contact", expires_after=6))
        person = make_person(service)
        contact, record = (person.agreements.get(purpose_id=purpose) for purpose in ("contact", "record"))
        assert contact.expires_on == clock.months_after(timezone.localdate(), 6)
        assert record.expires_on is None
        assert make_person(service, contact="refused").agreements.get(purpose_id="contact").expires_on is None
        with pytest.raises(ValidationError, match="a yes to hold information never"):
            start(service, "record", expires_after=6)


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 15), 24, date(2028, 12, 15)),
    ],
)
def test_months_are_calendar_months(day, months, later):
    assert clock.months_after(day, months) == later


def test_it_is_advised_to_say_that_a_yes_runs_out():
    silent = Wording(expires_after=12, what_we_do="We ask you.")
    assert "runs out after 12 months" in " ".join(rules.advice_on(silent))
    assert rules.advice_on(Wording(expires_after=12, what_we_do="This holds for 12 months.")) == []


# --- Comparing


def test_comparing_tells_word_by_word_what_was_added_and_removed():
    pieces = compare("We ask you now.", "We will ask you later.")
    assert [(piece.kind, piece.text.strip()) for piece in pieces] == [
        (SAME, "We"),
        (ADDED, "will"),
        (SAME, "ask you"),
        (REMOVED, "now."),
        (ADDED, "later."),
    ]
    assert (count_words(pieces, ADDED), count_words(pieces, REMOVED)) == (2, 1)
    assert [piece.kind for piece in compare("Same", "Same")] == [SAME]
    assert compare("", "") == []


# --- Pages


def test_a_draft_goes_from_writing_to_publishing(service, manager):
    started = manager.post(reverse("start_wording"), {"purpose": "record", "format": "standard", "language": "en"})
    with scope_of_staff(service):
        draft = Wording.objects.drafts().get()
    assert started.headers["Location"] == reverse("change_wording", args=[draft.pk])
    words = {**SAYS_ALL, "saying_no": "It is fine."}
    saved = manager.post(reverse("change_wording", args=[draft.pk]), words, follow=True).content.decode()
    assert "The draft is saved." in saved and "Missing: “care”, “charge”, “court”." in saved
    assert "Publish this wording" not in saved
    refused = manager.post(reverse("publish_wording", args=[draft.pk]), day_parts(in_days(1))).content.decode()
    assert "These words cannot be published yet" in refused
    manager.post(reverse("change_wording", args=[draft.pk]), SAYS_ALL)
    assert "What changed" in manager.get(reverse("compare_wording", args=[draft.pk])).content.decode()
    page = manager.get(reverse("publish_wording", args=[draft.pk])).content.decode()
    assert "Version 1 ends the day before." in page
    done = manager.post(reverse("publish_wording", args=[draft.pk]), day_parts(in_days(1)), follow=True)
    assert f"Published. To come, from {in_days(1):%-d %B %Y}." in done.content.decode()
    again = manager.get(reverse("change_wording", args=[draft.pk]), follow=True).content.decode()
    assert "This wording is published and cannot be changed." in again


def test_a_day_that_does_not_fit_is_refused_beside_the_field(service, manager):
    with scope_of_staff(service):
        publish(start(service, **SAYS_ALL), days=5)
        draft = start(service)
    page = manager.post(reverse("publish_wording", args=[draft.pk]), day_parts(in_days(2))).content.decode()
    assert 'id="id_day_error"' in page and "Version 2 starts on" in page and "There is a problem" in page


def test_starting_where_there_is_a_draft_goes_on_with_it(service, manager):
    with scope_of_staff(service):
        draft = start(service)
    line = {"purpose": "record", "format": "standard", "language": "en"}
    answered = manager.post(reverse("start_wording"), line, follow=True)
    assert answered.redirect_chain[-1][0] == reverse("change_wording", args=[draft.pk])
    assert "There is a draft of this wording already." in answered.content.decode()


def test_a_draft_is_thrown_away_and_what_is_in_force_stays(service, manager):
    with scope_of_staff(service):
        draft = start(service)
    answered = manager.post(reverse("discard_wording", args=[draft.pk]), follow=True)
    assert "The draft is thrown away" in answered.content.decode()
    with scope_of_staff(service):
        assert not Wording.objects.drafts().exists() and wording(service).version == 1


@pytest.mark.parametrize(("role", "reads"), [("practitioner", 200), ("ig_lead", 200), ("commissioner", 403)])
def test_others_read_published_wording_and_neither_see_nor_write_drafts(service, role, reads):
    client = signed_in(make_staff(service, role=role))
    with scope_of_staff(service):
        published, draft = wording(service), start(service)
    for name in ("wording", "compare_wording", "wording_on_paper"):
        assert client.get(reverse(name, args=[published.pk])).status_code == reads
        assert client.get(reverse(name, args=[draft.pk])).status_code == (404 if reads == 200 else 403)
    assert client.get(reverse("wordings")).status_code == reads
    for name in ("change_wording", "publish_wording", "discard_wording"):
        assert client.post(reverse(name, args=[draft.pk])).status_code == 403
    if reads == 200:
        listed = client.get(reverse("wordings"), {"show": "drafts"}).content.decode()
        assert "Draft" not in listed and "Start a new version" not in listed


def test_another_services_wording_is_not_there(service, manager):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        theirs = wording(other)
    for name in ("wording", "change_wording", "publish_wording", "discard_wording", "compare_wording"):
        assert manager.get(reverse(name, args=[theirs.pk])).status_code == 404


def test_the_list_narrows_and_says_when_nothing_fits(service, manager):
    page = manager.get(reverse("wordings"), {"purpose": "contact", "format": "easy_read"}).content.decode()
    assert page.count("Easy read, version 1") >= 1 and "Standard, version" not in page
    assert "There is no such wording." in manager.get(reverse("wordings"), {"show": "earlier"}).content.decode()
    with scope_of_staff(service):
        publish_next(by=a_command(), old=wording(service))
    earlier = manager.get(reverse("wordings"), {"show": "earlier"}).content.decode()
    assert "Was in force from" in earlier and "kept as it was" in earlier


def test_the_list_costs_the_same_however_many_versions(service, manager, django_assert_max_num_queries):
    def statements():
        with django_assert_max_num_queries(8) as counted:
            manager.get(reverse("wordings"))
        return len(counted)

    few = statements()
    with scope_of_staff(service):
        for language in ("pl", "ro", "cy", "fr", "ur"):
            for purpose in ("record", "contact", "share"):
                publish(start(service, purpose, language, **SAYS_ALL, translator="Ola", checker="Jan"))
    assert statements() == few


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "\ud800", "<b>bold</b>", "%"])
def test_no_text_breaks_a_draft(service, manager, bad):
    with scope_of_staff(service):
        draft = start(service)
    bad = bad.encode("utf-8", "replace").decode()
    names = [*SAYS_ALL, "expires_after", "translator"]
    assert manager.post(reverse("change_wording", args=[draft.pk]), dict.fromkeys(names, bad)).status_code in (200, 302)
    assert (
        manager.post(reverse("start_wording"), dict.fromkeys(["purpose", "format", "language"], bad)).status_code == 200
    )
    shown = manager.get(reverse("wording", args=[draft.pk])).content.decode()
    assert "<b>bold</b>" not in shown


def test_words_from_the_right_are_marked_so_and_each_language_says_what_it_is(service, manager):
    with scope_of_staff(service):
        urdu = publish(start(service, "record", "ur", **SAYS_ALL, translator="Ola", checker="Jan"))
    page = manager.get(reverse("wording", args=[urdu.pk])).content.decode()
    assert 'lang="ur" dir="rtl"' in page and "Translated by Ola, checked by Jan." in page


def test_asking_again_in_easy_read_keeps_the_words_that_were_shown(service):
    client = signed_in(make_staff(service))
    with scope_of_staff(service):
        person = make_person(service, contact="refused")
        easy = Wording.objects.in_force(service, "contact", format="easy_read")
    url = reverse("ask", args=[person.reference, "contact"])
    assert "Show it in easy read" in client.get(url).content.decode()
    page = client.get(url + "?words=easy_read").content.decode()
    assert easy.question in page and "drawings/contact" in page and 'alt=""' in page
    client.post(url + "?words=easy_read", {"answer": "yes", "route": "in_person", "wording": easy.pk})
    with scope_of_staff(service):
        assert person.agreements.open().get(purpose_id="contact").wording == easy


def test_the_day_of_a_deed_decides_and_not_the_wall_clock(service):
    """So that a wording published in the demonstration's past was in force then."""
    with scope_of_staff(service), clock.at(timezone.now() - timedelta(days=30)):
        assert Wording.objects.in_force(service, "record").effective_from < clock.today()
        by = actors.command("tests")
        draft = actions.start_wording(by=by, service=service, purpose_key="record", language="en", format="standard")
        assert actions.publish_wording(by=by, wording=draft, day=clock.today()).effective_from == in_days(-30)
