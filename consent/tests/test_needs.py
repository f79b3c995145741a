"""Access needs: the coded list, recording and ending them, what is said of them, and what would ignore them."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consent import access_needs, actions, rules
from consent.forms.needs import NONE, NeedsForm, answers_of
from consent.models import AccessNeed, NeedMet, NeedsAsked, Person, PersonNeed
from consent.models.needs import Way
from consent.needs import occasions, to_meet
from consent.outbox import queue_message
from consent.snomed import is_concept_code
from consent.tests.factories import a_command, make_person, make_service
from core import clock
from core.registries import timeline
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db
FAULTY = ["1082551000000100", "1082661000000100"]


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def sam(service):
    return make_person(service)


def asked(person, *keys, **rest):
    return actions.record_needs(by=a_command(), person=person, needs=dict.fromkeys(keys, ""), **rest)


# --- The coded list


@pytest.mark.parametrize("need", list(access_needs.rows()), ids=lambda need: need.key)
def test_every_code_of_the_list_has_a_right_check_digit_and_bears_on_something(need):
    assert need.code == "" or is_concept_code(need.code)
    assert need.bears_on
    assert len(need.name) <= 80 and len(need.says) <= 80


@pytest.mark.parametrize("code", [*FAULTY, "", "12345", "79616100000010x", "0796161000000101", "796161000000102"])
def test_a_code_that_is_mistyped_is_refused(code):
    assert not is_concept_code(code)


def test_a_code_of_a_description_is_no_code_of_a_concept():
    """754786014 is right by its check digit, and names a description (partition 01)."""
    assert not is_concept_code("754786014")


@pytest.mark.parametrize("digit", range(10))
def test_one_check_digit_alone_is_right(digit):
    assert is_concept_code(f"79616100000010{digit}") == (digit == 1)


def test_the_two_faulty_codes_are_left_out_and_would_stop_the_load(monkeypatch):
    assert not {need.code for need in access_needs.rows()} & set(FAULTY)
    monkeypatch.setitem(access_needs.LIST, "support", [("speech", FAULTY[1], "Therapist", "needs one", (Way.MEETING,))])
    with pytest.raises(ValueError, match="check digit is wrong"):
        list(access_needs.rows())


def test_loading_again_changes_nothing_and_what_left_the_list_is_not_offered():
    access_needs.load_access_needs()
    before = list(AccessNeed.objects.values())
    gone = AccessNeed.objects.create(key="gone", name="Gone", says="x", category="support", bears_on=[], order=999)
    access_needs.load_access_needs()
    assert list(AccessNeed.objects.exclude(pk="gone").values()) == before
    gone.refresh_from_db()
    assert not gone.offered
    assert len({need["code"] for need in before if need["code"]}) == len(before) - 1
    assert [n.key for n in AccessNeed.objects.filter(common__isnull=False).order_by("common")] == list(
        access_needs.COMMON
    )


# --- Recording


def test_nobody_asked_differs_from_has_none(sam):
    assert rules.asked_in_words(sam).startswith("Nobody has asked yet")
    asked(sam)
    assert "They need nothing of this kind." in rules.asked_in_words(sam)
    assert rules.needs_in_words(sam) == ""


def test_the_whole_answer_is_recorded_and_said_in_words(sam):
    actions.record_needs(
        by=a_command(),
        person=sam,
        needs={"bsl_interpreter": "a woman, please", "lip_reads": ""},
        other="A quiet room",
        language="Urdu",
        interpreter_needed=True,
    )
    sam.refresh_from_db()
    assert rules.needs_in_words(sam) == "Needs a BSL interpreter (a woman, please). Lip reads. A quiet room."
    assert rules.language_in_words(sam) == "Interpreter: Urdu."
    assert rules.what_helps(sam).endswith("A quiet room. Interpreter: Urdu.")
    assert rules.needs_to_pass_on(sam) == [
        "Needs a BSL interpreter (a woman, please).",
        "Lip reads.",
        "A quiet room",
        "Interpreter: Urdu.",
    ]


def test_asking_again_ends_what_is_not_named_keeps_what_is_and_renews_what_changed(sam):
    actions.record_needs(by=a_command(), person=sam, needs={"easy_read": "", "more_time": "", "large_print": ""})
    kept = PersonNeed.objects.get(need="easy_read")
    actions.record_needs(by=a_command(), person=sam, needs={"easy_read": "", "large_print": "on yellow paper"})
    assert {n.need_id: n.details for n in rules.open_needs(sam)} == {"easy_read": "", "large_print": "on yellow paper"}
    assert PersonNeed.objects.open().get(need="easy_read") == kept
    ended = PersonNeed.objects.exclude(ended_at=None)
    assert {(n.need_id, n.ended_because) for n in ended} == {
        ("more_time", "They were asked again and did not name it"),
        ("large_print", "The details changed"),
    }
    assert NeedsAsked.objects.count() == 2


def test_what_is_not_said_of_language_stays(service):
    person = make_person(service, language="Urdu", interpreter_needed=True)
    asked(person, "easy_read")
    person.refresh_from_db()
    assert (person.language, person.interpreter_needed) == ("Urdu", True)


def test_a_need_that_is_not_on_the_list_is_refused_and_nothing_is_stored(sam):
    with pytest.raises(ValidationError, match="from the list"):
        asked(sam, "easy_read", "wings")
    assert not PersonNeed.objects.exists() and not NeedsAsked.objects.exists()


@pytest.mark.parametrize(("days", "good"), [(0, False), (1, True), (365, True), (366, False), (-1, False)])
def test_the_review_is_within_a_year(sam, days, good):
    day = timezone.localdate() + timedelta(days=days)
    if good:
        assert asked(sam, review_on=day).review_on == day
    else:
        with pytest.raises(ValidationError) as error:
            asked(sam, review_on=day)
        assert list(error.value.message_dict) == ["review_on"]


def test_the_service_sets_when_needs_are_looked_at_again(service):
    service.days_to_review_needs = 90
    service.save()
    assert asked(make_person(service)).review_on == timezone.localdate() + timedelta(days=90)


def test_nothing_is_recorded_on_a_restricted_record(sam):
    agreement = sam.agreements.get(purpose_id="record")
    actions.withdraw_agreement(by=a_command(), agreement=agreement, reason="They said so")
    with pytest.raises(ValidationError, match="restricted"):
        asked(sam, "easy_read")


def test_one_need_is_changed_or_ended_once(sam):
    asked(sam, "easy_read")
    need = PersonNeed.objects.get()
    newer = actions.change_need(by=a_command(), person_need=need, details="with photographs")
    assert newer.pk != need.pk and actions.change_need(by=a_command(), person_need=newer, details="with photographs")
    assert PersonNeed.objects.count() == 2
    actions.end_need(by=a_command(), person_need=newer, because="Reads well now")
    with pytest.raises(ValidationError, match="ended already"):
        actions.end_need(by=a_command(), person_need=newer, because="Again")
    assert rules.open_needs(sam) == []


def test_the_timeline_tells_of_asking_needs_and_how_they_are_met(sam):
    asked(sam, "easy_read")
    [need] = rules.open_needs(sam)
    met(sam, need, "session-1")
    actions.end_need(by=a_command(), person_need=need, because="Reads well now")
    said = [entry.sentence for entry in timeline.of(sam, ("needs",))]
    assert said == [
        "Need ended: “Easy read”",
        "Noted that “Easy read” is met, for “Read back” on 3 March 2027",
        "Was asked what helps them",
        "Need recorded: “Easy read”",
    ]


def met(person, need, occasion, is_met=True, how="Drawn by hand"):
    kwargs = {"occasion": occasion, "about": "“Read back” on 3 March 2027", "is_met": is_met, "how": how}
    return actions.note_need_met(by=a_command(), person=person, needs=[need], **kwargs)


def test_a_newer_note_of_how_a_need_is_met_ends_the_older(sam):
    asked(sam, "easy_read")
    [need] = rules.open_needs(sam)
    met(sam, need, "session-1", is_met=False, how="Nobody can draw")
    met(sam, need, "session-1")
    met(sam, need, "session-2")
    still = NeedMet.objects.filter(ended_at=None)
    assert sorted(still.values_list("occasion", "how")) == [
        ("session-1", "Drawn by hand"),
        ("session-2", "Drawn by hand"),
    ]
    assert NeedMet.objects.count() == 3


def test_people_read_with_what_helps_them_cost_no_further_statement(service):
    for name in ("Ann", "Bob", "Cy"):
        person = make_person(service, name_to_use=name)
        if name != "Cy":
            actions.record_needs(by=a_command(), person=person, needs={"lip_reads": "", "easy_read": "big pictures"})
    people = list(Person.objects.with_what_helps().order_by("name_to_use"))
    plain = list(Person.objects.order_by("name_to_use"))
    with CaptureQueriesContext(connection) as counted:
        said = [(rules.what_helps(p), rules.asked_in_words(p), rules.ignored_by(p, Way.LETTER)) for p in people]
    assert len(counted) == 0
    assert said == [(rules.what_helps(p), rules.asked_in_words(p), rules.ignored_by(p, Way.LETTER)) for p in plain]
    assert said[0][0] == "Needs information in easy read (big pictures). Lip reads."


# --- What would ignore a need


@pytest.mark.parametrize(
    ("needs", "ignored"),
    [
        (["easy_read"], {"letter", "email", "text"}),
        (["large_print"], {"letter"}),
        (["braille_2"], {"letter"}),
        (["audio"], {"letter", "email", "text"}),
        (["bsl_interpreter"], {"telephone", "meeting"}),
        (["text_relay"], {"telephone"}),
        (["hearing_loop"], {"meeting"}),
        (["more_time"], {"meeting"}),
        (["contact_text"], {"letter", "email", "telephone"}),
        (["contact_text", "contact_email"], {"letter", "telephone"}),
        (["contact_text", "text_relay"], {"letter", "email", "telephone"}),
        (["via_carer"], {"letter", "email", "text", "telephone"}),
        (["visual_alert"], {"meeting"}),
        ([], set()),
    ],
)
def test_which_ways_ignore_which_needs(sam, needs, ignored):
    asked(sam, *needs)
    assert {way for way in Way.values if rules.ignored_by(sam, way)} == ignored


def message_to(person, channel="email"):
    return queue_message(by=a_command(), person=person, about="invitation", channel=channel, subject="x", text="x")


def test_a_message_that_ignores_a_need_has_to_be_met_until_somebody_says_how(service, sam):
    asked(sam, "easy_read", "large_print")
    message_to(sam)
    [one] = to_meet(service)
    assert one.says == "needs information in easy read" and one.ask == "say how it was met"
    assert one.occasion.words.startswith("the email about the invitation of ")
    met(sam, one.needs[0], one.occasion.key)
    assert to_meet(service) == []
    [noted] = to_meet(service, sam)
    assert [note.how for note in noted.notes] == ["Drawn by hand"]


def test_what_went_out_before_the_need_was_known_or_long_ago_is_not_asked_about(service, sam):
    message_to(sam)
    asked(sam, "easy_read")
    assert to_meet(service) == [] and to_meet(service, sam) == []
    with clock.at(timezone.now() - timedelta(days=60)):
        other = make_person(service)
        asked(other, "easy_read")
        message_to(other)
    assert to_meet(service) == []


@pytest.mark.parametrize(("needs", "asked_about"), [(["easy_read"], True), (["hearing_loop"], False)])
def test_a_form_on_paper_in_the_standard_words_ignores_needs_of_format(service, sam, needs, asked_about):
    from consent.tests.factories import wording

    asked(sam, *needs)
    actions.record_answer(
        by=a_command(),
        person=sam,
        purpose_key="contact",
        answer="given",
        wording=wording(service, "contact"),
        route="paper",
    )
    assert [one.occasion.key.split("-")[0] for one in to_meet(service)] == (["form"] if asked_about else [])


def test_what_has_to_be_met_costs_the_same_for_one_and_for_many(service):
    def statements():
        with CaptureQueriesContext(connection) as counted:
            to_meet(service)
        return len(counted)

    for number in range(12):
        person = make_person(service)
        asked(person, "easy_read")
        message_to(person)
        if number == 0:
            few = statements()
    assert statements() == few
    assert len(list(occasions)) >= 2


# --- The form, before there is a person


def sent(**answers):
    return NeedsForm({**answers})


def test_the_form_works_without_a_person_and_its_answers_are_plain_data(service):
    form = sent(common=["easy_read", "more_time"], details_easy_read="photos", support=["lip_reads"], language="Urdu")
    assert form.is_valid(), form.errors
    answers = json.loads(json.dumps(form.answers))
    assert answers == {
        "needs": {"easy_read": "photos", "more_time": "", "lip_reads": ""},
        "other": "",
        "language": "Urdu",
        "interpreter_needed": False,
    }
    person = make_person(service)
    actions.record_needs(by=a_command(), person=person, **answers)
    person.refresh_from_db()
    assert answers_of(person) == answers
    assert NeedsForm(answers=answers)["support"].value() == ["lip_reads"]
    assert NeedsForm(answers=answers)["details_easy_read"].value() == "photos"


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ({}, "Select what helps them, or “None of these”"),
        ({"common": [NONE], "support": ["lip_reads"]}, "not both"),
        ({"common": [NONE, "easy_read"]}, "not both"),
        ({"common": ["wings"]}, "Select what helps them"),
        ({"support": ["easy_read"], "other": "x"}, "Select"),
        ({"common": [NONE], "other": "x" * 1001}, "1000 characters or fewer"),
    ],
)
def test_a_contradictory_or_empty_answer_is_refused_in_words(service, answers, message):
    form = sent(**answers)
    assert not form.is_valid()
    assert message in str(form.errors)


@pytest.mark.parametrize("answers", [{"common": [NONE]}, {"other": "A quiet room"}, {"professional": ["advocate"]}])
def test_none_something_else_or_one_need_is_an_answer(service, answers):
    assert sent(**answers).is_valid()


def test_asking_again_starts_from_the_last_answer_and_keeps_details_of_every_need(service, sam):
    assert not NeedsForm(answers=answers_of(sam))["common"].value()
    actions.record_needs(by=a_command(), person=sam, needs={"advocate": "her aunt"})
    form = NeedsForm({"professional": ["advocate"]}, answers=answers_of(sam))
    assert form.is_valid() and form.answers["needs"] == {"advocate": "her aunt"}
    asked(sam)
    assert NeedsForm(answers=answers_of(sam))["common"].value() == [NONE]


def test_a_need_that_left_the_list_stays_with_whoever_has_it(service, sam, monkeypatch):
    asked(sam, "cassette")
    known = list(AccessNeed.objects.all())
    for need in known:
        need.offered = need.key != "cassette"
    monkeypatch.setattr(rules.needs, "_list", known)
    form = NeedsForm({"format": ["cassette"]}, answers=answers_of(sam))
    assert form.is_valid() and form.answers["needs"] == {"cassette": ""}
    assert asked(sam, "cassette")
    assert not NeedsForm({"format": ["cassette"]}).is_valid()


def test_a_review_that_has_passed_says_to_ask_again(sam):
    with clock.at(timezone.now() - timedelta(days=200)):
        asked(sam, review_on=timezone.localdate() - timedelta(days=100))
    assert rules.asked_in_words(sam).endswith("ask again.")
    assert rules.last_asked(sam).review_on < date.today()
