"""Registering interest in public: one question a page, kept encrypted until it is sent, and safe against misuse."""

import time
from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from consent import actions
from consent.interest import WALK
from consent.models import Draft, InterestRegistration
from consent.tests.factories import a_command, in_days, make_service
from consent.tests.registering import ADULT, ALONE, BOTH, CHILD, HELPED, Visitor, drafts, stored
from consent.views import registering
from core import actions as core_actions
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service():
    return make_service()


@pytest.fixture
def visitor(service):
    return Visitor(service)


def test_anybody_registers_and_keeps_a_page_with_the_reference(service, visitor):
    page = visitor.get(visitor.registers().headers["Location"]).content.decode()
    [registration] = stored(service)
    assert registration.reference in page and "Ada on 0161 496 0000" in page and "How to stop" in page
    assert (registration.received_by_kind, str(registration.phone)) == ("public", "+447700900123")
    assert (registration.record_wording.purpose_id, registration.contact_wording.purpose_id) == ("record", "contact")
    assert (registration.wishes, registration.needs, registration.words_language) == (
        ["hear", "say"],
        ["easy_read"],
        "en",
    )
    assert Client().get(reverse("registered", args=[service.slug])).status_code == 302
    assert not drafts(service)


def test_each_page_asks_one_question_and_says_which_and_why(service, visitor):
    seen = []
    for step in WALK.steps_for({}):
        page = visitor.get(visitor.address(step.key)).content.decode()
        seen.append(f"Question {len(seen) + 1} of 8" in page and "We ask" in page)
        visitor.answer(step.key, ADULT[step.key])
    assert seen == [True] * 8


def test_what_people_get_and_the_warning_about_benefits_stand_on_the_first_page(visitor):
    page = visitor.get(visitor.address()).content.decode()
    assert "What you get" in page and "Being paid can change your benefits" in page and "Training" in page


def test_nothing_is_chosen_beforehand(visitor):
    visitor.answers()
    pages = [visitor.get(visitor.check)] + [Visitor(visitor.service).get(visitor.address())]
    assert not any("checked" in page.content.decode() for page in pages)


def test_questions_that_need_no_answer_are_skipped_with_a_press(service, visitor):
    visitor.registers(wishes={"skip": "1"}, needs={"skip": "1"})
    [registration] = stored(service)
    assert (registration.wishes, registration.needs, registration.language) == ([], [], "")


def test_a_question_that_is_needed_cannot_be_skipped(visitor):
    visitor.answers({step: ADULT[step] for step in ("age", "who")})
    assert visitor.answer("name", {"skip": "1"}).status_code == 200


@pytest.mark.parametrize("step", ["age", "who", "name", "connection", "when", "reach"])
def test_what_is_missing_is_said_beside_the_question(visitor, step):
    before = list(ADULT)[: list(ADULT).index(step)]
    visitor.answers({key: ADULT[key] for key in before}) if before else None
    page = visitor.answer(step, {}).content.decode()
    assert "There is a problem" in page and "<title>Error: " in page


@pytest.mark.parametrize("missing", BOTH)
def test_nothing_is_sent_without_both_yeses(service, visitor, missing):
    visitor.answers()
    answered = visitor.sends(**{name: "on" for name in BOTH if name != missing})
    assert b"There is a problem" in answered.content and not stored(service)


def test_an_answer_can_be_changed_from_the_page_that_checks_them(service, visitor):
    visitor.answers()
    assert visitor.address("name") in visitor.get(visitor.check).content.decode()
    assert 'value="Kit"' in visitor.get(visitor.address("name")).content.decode()
    assert visitor.answer("name", {"name_to_use": "Ash"}).headers["Location"] == visitor.check
    visitor.sends()
    assert stored(service)[0].name_to_use == "Ash"


def test_no_question_can_be_opened_before_those_in_front_of_it(visitor):
    first = visitor.address()
    assert visitor.get(visitor.address("reach")).headers["Location"] == first
    assert visitor.get(visitor.check).headers["Location"] == first
    visitor.answer("age", ADULT["age"])
    assert visitor.get(visitor.address("reach")).headers["Location"] == visitor.address("who")
    assert visitor.get(visitor.check).headers["Location"] == visitor.address("who")
    assert visitor.get(visitor.address("nothing")).headers["Location"] == visitor.address("who")


def test_one_form_sent_twice_is_stored_once(service, visitor):
    visitor.answers()
    visitor.waits()
    sent = {"words": visitor.get(visitor.check).context["form"]["words"].value(), **BOTH}
    assert [visitor.post(visitor.check, sent).status_code for _ in range(2)] == [302, 302]
    assert len(stored(service)) == 1


def test_the_second_of_two_presses_at_one_moment_sees_what_was_stored(service, visitor, monkeypatch):
    """It read the draft before the first press took it."""
    visitor.answers()
    visitor.waits()
    with scope_of_staff(service):
        draft = Draft.objects.get()
    visitor.sends()
    session = visitor.session
    session["registering"] = {"service": service.pk, "key": str(draft.pk)}
    session.save()
    monkeypatch.setattr(registering, "_open", lambda request, service: draft)
    answered = visitor.sends()
    assert answered.headers["Location"] == reverse("registered", args=[service.slug])
    assert len(stored(service)) == 1


# --- When, and how


@pytest.mark.parametrize("months", ["1", "3", "6"])
def test_asked_in_some_months_keeps_the_day(service, visitor, months):
    page = visitor.get(visitor.registers(when={"when_to_ask": months}).headers["Location"]).content.decode()
    day = stored(service)[0].not_before
    assert f"We will not contact you before {day:%-d %B %Y}" in page
    assert 27 * int(months) < (day - in_days(0)).days < 32 * int(months)


def test_a_day_of_their_own_has_to_come_still_and_soon(service, visitor):
    day, visitor_day = in_days(30), "not_before_{}".format
    parts = {visitor_day(part): getattr(day, part) for part in ("day", "month", "year")}
    visitor.answers({step: ADULT[step] for step in ("age", "who", "name", "connection", "wishes")})
    assert visitor.answer("when", {"when_to_ask": "day"}).status_code == 200
    far = parts | {visitor_day("year"): day.year + 9}
    assert b"Give a day within the next 2 years" in visitor.answer("when", {"when_to_ask": "day"} | far).content
    visitor.registers(when={"when_to_ask": "day"} | parts)
    assert stored(service)[0].not_before == day


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ({"channel": "telephone", "phone": "0161 496 0001"}, {"phone": "+441614960001"}),
        ({"channel": "email", "email": "kit@example.org"}, {"email": "kit@example.org"}),
        ({"channel": "letter", "address": "1 Example Street"}, {"address": "1 Example Street"}),
        ({"channel": "worker", "worker_name": "Ada at the hostel"}, {"worker_name": "Ada at the hostel"}),
        ({"channel": "self"}, {"phone": "", "email": ""}),
    ],
)
def test_each_way_of_reaching_somebody_keeps_what_it_needs_and_no_more(service, visitor, sent, kept):
    everything = {"text_phone": "07700 900999", "phone": "0161 496 0009", "email": "x@example.org", "address": "Other"}
    visitor.registers(reach=everything | {"worker_name": "Other"} | sent)
    [registration] = stored(service)
    assert registration.channel == sent["channel"]
    assert {name: str(getattr(registration, name)) for name in kept} == kept
    others = {"phone", "email", "address", "worker_name"} - set(kept)
    assert not any(getattr(registration, name) for name in others)


def test_somebody_who_contacts_us_is_told_that_nobody_contacts_them(visitor):
    page = visitor.get(visitor.registers(reach={"channel": "self"}).headers["Location"]).content.decode()
    assert "We do not contact you. Ring us when you are ready" in page


def test_a_landline_is_not_taken_for_text_messages(visitor):
    visitor.answers({step: ADULT[step] for step in ("age", "who", "name", "connection", "wishes", "when")})
    answered = visitor.answer("reach", {"channel": "text", "text_phone": "0161 496 0001"})
    assert b"Give a mobile number for text messages" in answered.content


# --- Children


def test_of_a_child_under_10_nothing_is_stored_and_somebody_is_named_who_helps(service, visitor):
    visitor.answer("age", ADULT["age"])
    answered = visitor.post(visitor.address(), {"age_band": "under_10"}, follow=True)
    page = answered.content.decode()
    assert "we have kept nothing" in page and "Childline" in page and "Ada on 0161 496 0000" in page
    assert not stored(service) and not drafts(service)


def test_a_child_under_10_who_begins_leaves_no_row_at_all(service, visitor):
    visitor.post(visitor.address(), {"age_band": "under_10"})
    assert not drafts(service) and not stored(service)


def test_of_somebody_under_16_little_is_asked_and_kept(service, visitor):
    visitor.answers(CHILD)
    page = visitor.get(visitor.check).content.decode()
    assert "unless you say we may" in page and "How do you know us" not in page
    done = visitor.get(visitor.sends(agree_record="on").headers["Location"]).content.decode()
    [registration] = stored(service)
    assert "A worker reaches you" in done
    assert (registration.age_band, registration.name_to_use, registration.talk_to) == ("10_15", "Kit", "nobody")
    assert registration.record_wording is None and registration.contact_wording is None
    assert "keeps three things" in registration.words_shown and registration.words_language == "en"


def test_what_was_answered_before_the_age_was_put_right_is_not_kept(service, visitor):
    visitor.answers()
    visitor.answers(CHILD)
    visitor.sends(agree_record="on")
    [registration] = stored(service)
    assert (registration.connection, registration.wishes, registration.needs) == ("", [], [])


# --- Helpers


def test_a_helper_who_is_there_says_who_they_are(service, visitor):
    done = visitor.get(visitor.registers(HELPED).headers["Location"]).content.decode()
    [registration] = stored(service)
    assert (registration.filled_in_by, registration.helper_name, registration.name_to_use) == ("here", "Jo", "Kit")
    assert "We ask you yourself first" in done


def test_of_a_helper_alone_only_their_own_details_are_kept(service, visitor):
    visitor.answers()
    visitor.answers(ALONE)
    page = visitor.get(visitor.check).content.decode()
    assert "We keep nothing about the person" in page and "Kit" not in page
    visitor.sends(agree_record="on")
    [registration] = stored(service)
    assert (registration.helper_name, str(registration.helper_phone)) == ("Jo", "+447700900124")
    about_them = ("age_band", "name_to_use", "phone", "email", "channel", "connection", "wishes", "needs")
    assert not any(getattr(registration, name) for name in about_them)


def test_a_helper_alone_says_how_to_be_reached(visitor):
    visitor.answers({step: ALONE[step] for step in ("age", "who")})
    answered = visitor.answer("helper-alone", {"helper_name": "Jo"})
    assert b"Enter a phone number or an email address" in answered.content


# --- Where the answers are meanwhile


def test_no_answer_lies_in_plain_text_in_the_session_or_the_draft(service, visitor):
    visitor.answers(name={"name_to_use": "Zebedee"})
    [draft], [session] = drafts(service), Session.objects.all()
    assert draft.answers["name"] == {"name_to_use": "Zebedee"} and draft.owner is None
    with scope_of_staff(service), connection.cursor() as cursor:
        cursor.execute("select row_to_json(d)::text from consent_draft d")
        row = cursor.fetchone()[0]
    assert "Zebedee" not in row and "07700" not in row and "900123" not in row
    assert set(session.get_decoded()) == {"registering"}
    assert session.get_decoded()["registering"] == {"service": service.pk, "key": str(draft.pk)}


def test_after_a_day_the_answers_are_gone_and_the_page_says_so(service, visitor):
    visitor.answers()
    with scope_of_staff(service):
        Draft.objects.update(started_at=in_days(-2))
    answered = visitor.get(visitor.check, follow=True)
    assert b"Your answers are not here any more" in answered.content
    assert b"Your answers are not here any more" in visitor.get(visitor.address("name"), follow=True).content
    with scope_of_staff(service):
        assert actions.delete_old_drafts(by=a_command(), service=service) == 1


def test_the_answers_can_be_deleted_at_any_question(service, visitor):
    visitor.answers()
    page = visitor.get(visitor.check).content.decode()
    assert "Delete my answers and stop" in page
    answered = visitor.post(reverse("register_stop", args=[service.slug]), follow=True)
    assert b"Your answers are deleted" in answered.content and not drafts(service)
    assert visitor.get(visitor.check).headers["Location"] == visitor.address()


def test_nobody_else_comes_to_the_answers(service, visitor):
    visitor.answers()
    other = Visitor(service)
    assert other.get(other.check).status_code == 302
    elsewhere = Visitor(make_service("Eastshire"))
    elsewhere.cookies = visitor.cookies
    assert elsewhere.get(elsewhere.check).headers["Location"] == elsewhere.address()


def test_a_draft_of_the_public_is_in_no_list_of_staff(service, visitor):
    visitor.answers()
    with scope_of_staff(service):
        assert not Draft.objects.recording() and not Draft.objects.deciding() and not Draft.objects.assessing()


def test_words_that_changed_are_read_again(service, visitor):
    visitor.answers()
    visitor.waits()
    answered = visitor.post(visitor.check, {"words": "1-2", **BOTH})
    assert b"The words on this page have changed" in answered.content and not stored(service)
    again = {"words": answered.context["form"]["words"].value(), **BOTH}
    assert visitor.post(visitor.check, again).status_code == 302 and len(stored(service)) == 1


def test_the_reference_is_forgotten_after_half_an_hour(service, visitor, monkeypatch):
    visitor.registers()
    done = reverse("registered", args=[service.slug])
    assert [visitor.get(done).status_code for _ in range(2)] == [200, 200]
    later = time.time() + 31 * 60
    monkeypatch.setattr(registering.time, "time", lambda: later)
    assert visitor.get(done).status_code == 302
    monkeypatch.undo()
    assert visitor.get(done).status_code == 302


# --- Against misuse


def test_a_filled_in_trap_stores_nothing_and_shows_itself(service, visitor):
    visitor.answers()
    assert b'aria-hidden="true"><label for="id_website">' in visitor.get(visitor.check).content
    answered = visitor.sends(**BOTH, website="https://spam.example")
    page = answered.content.decode()
    assert "Leave this box empty, then send" in page and not stored(service)
    assert 'aria-hidden="true"><label for="id_website">' not in page
    # Whoever's browser filled it in empties it, and nothing is lost.
    assert visitor.sends().status_code == 302 and len(stored(service)) == 1


def test_what_comes_faster_than_anybody_reads_is_asked_for_once_more(service, visitor):
    visitor.answers()
    words = visitor.get(visitor.check).context["form"]["words"].value()
    answered = visitor.post(visitor.check, {"words": words, **BOTH})
    assert b"That was very quick" in answered.content and not stored(service)
    assert visitor.sends().status_code == 302 and len(stored(service)) == 1


def test_one_address_registers_only_so_often_and_is_told_whom_to_ring(service, monkeypatch):
    monkeypatch.setattr(registering, "SENT", replace(registering.SENT, most=2))
    visitors = [Visitor(service, REMOTE_ADDR="192.0.2.7") for _ in range(3)]
    assert [each.registers().status_code for each in visitors] == [302, 302, 429]
    refused = visitors[2].sends()
    assert b"You can ring Ada on 0161 496 0000." in refused.content and len(stored(service)) == 2
    assert Visitor(service, REMOTE_ADDR="192.0.2.8").registers().status_code == 302


def test_of_ten_thousand_registrations_from_everywhere_the_service_takes_so_many_an_hour(service, monkeypatch):
    monkeypatch.setattr(registering, "SENT", replace(registering.SENT, most_in_service=3))
    codes = [Visitor(service, REMOTE_ADDR=f"198.51.100.{at}").registers().status_code for at in range(6)]
    assert codes == [302] * 3 + [429] * 3 and len(stored(service)) == 3


def test_answers_that_are_only_begun_are_limited_too(service, monkeypatch):
    monkeypatch.setattr(registering, "BEGUN", replace(registering.BEGUN, most=2))
    codes = [Visitor(service, REMOTE_ADDR="192.0.2.30").answer("age", ADULT["age"]).status_code for _ in range(4)]
    assert codes == [302, 302, 429, 429] and len(drafts(service)) == 2


def test_behind_a_proxy_each_visitor_is_counted_apart(service, settings, monkeypatch):
    monkeypatch.setattr(registering, "SENT", replace(registering.SENT, most=1))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for at in ("198.51.100.1", "198.51.100.2"):
        visitors = [Visitor(service, REMOTE_ADDR="192.0.2.10", headers={"x-forwarded-for": at}) for _ in range(2)]
        assert [each.registers().status_code for each in visitors] == [302, 429]


def test_what_is_not_stored_is_not_counted(service, visitor, monkeypatch):
    monkeypatch.setattr(registering, "SENT", replace(registering.SENT, most=1))
    visitor.answers()
    for _ in range(3):
        assert visitor.sends(agree_record="on").status_code == 200
    assert visitor.sends().status_code == 302


def test_whether_somebody_has_registered_before_is_not_told(service):
    """The same name, number and email address again answers alike, to the letter but for the reference."""
    first, second = Visitor(service, REMOTE_ADDR="192.0.2.40"), Visitor(service, REMOTE_ADDR="192.0.2.41")
    pages = [each.get(each.registers().headers["Location"]).content.decode() for each in (first, second)]
    references = [registration.reference for registration in stored(service)]
    plain = [page.replace(reference, "") for page, reference in zip(pages, references, strict=True)]
    assert plain[0] == plain[1]


def test_a_guessed_key_leads_to_no_registration(service, visitor):
    """The page at the end goes by the session alone: no address has a reference or a key in it."""
    visitor.registers()
    [registration] = stored(service)
    for guess in (registration.reference, str(registration.pk)):
        for address in (
            f"/register-interest/{service.slug}/{guess}/",
            f"/register-interest/{service.slug}/done/{guess}/",
        ):
            answered = Client().get(address, follow=True)
            assert registration.reference not in answered.content.decode()


@pytest.mark.parametrize("bad", ["\x00", "x" * 100_000, "<script>alert(1)</script>", "٣"])
def test_no_text_breaks_a_question_or_runs_on_a_page(service, bad):
    visitor = Visitor(service)
    for answers in (ADULT, HELPED, ALONE, CHILD):
        for step in WALK.steps:
            if step.key not in answers:
                continue
            fields = dict.fromkeys(step.form.base_fields, bad)
            answered = visitor.answer(step.key, fields)
            assert answered.status_code in (200, 302) and b"<script>alert(1)" not in answered.content
            # A choice beside the bad words, so that the words themselves get through.
            answered = visitor.answer(step.key, fields | answers[step.key])
            assert answered.status_code in (200, 302)
            visitor.answer(step.key, answers[step.key])
        assert b"<script>alert(1)" not in visitor.get(visitor.check).content
        answered = visitor.post(visitor.check, dict.fromkeys(["words", "website", *BOTH], bad))
        assert answered.status_code in (200, 302) and b"<script>alert(1)" not in answered.content


# --- Services


def test_a_service_that_does_not_exist_is_not_found_and_a_bare_one_says_so(service):
    assert Client().get("/register-interest/nowhere/").status_code == 404
    core_actions.create_service(by=a_command(), name="Bare", slug="bare")
    assert b"You cannot register" in Client().get("/register-interest/bare/").content


def test_one_service_needs_no_choice(service, visitor):
    answered = Client().get(reverse("register_interest"))
    assert answered.headers["Location"] == visitor.address()
    other = make_service("Eastshire")
    page = Client().get(reverse("register_interest")).content.decode()
    assert visitor.address() in page and Visitor(other).address() in page


def test_the_privacy_page_shows_each_purpose(service):
    page = Client().get(reverse("privacy")).content.decode()
    assert "Hold my information" in page and "6(1)(e) public task" in page and "UK GDPR" in page


def test_the_privacy_page_keeps_a_capital_i(service):
    page = Client().get(reverse("privacy")).content.decode()
    assert "people I name" in page and "people i name" not in page
    assert "The law behind “hold my information”" in page


def test_what_is_sent_is_not_in_the_history(service, visitor):
    visitor.registers()
    with scope_of_staff(service):
        event = InterestRegistration.objects.get().history.get()
        columns = {field.name for field in event._meta.local_fields}
    assert not columns & {"name_to_use", "phone", "email", "address", "helper_name", "words_shown", "wishes"}
    assert event.pgh_context["actor"]["kind"] == "public"
