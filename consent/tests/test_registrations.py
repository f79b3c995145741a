"""Registrations: who may be asked what, whose yes counts, and what is removed when nobody stands behind it."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consent import actions, interest, rules
from consent.actions.registrations import settle_registration
from consent.clock import registrations_to_remove, remove_old_registrations
from consent.models import Draft, FollowUp, InterestRegistration, Message, RegistrationTry
from consent.tests.factories import (
    COMPETENT,
    a_command,
    in_days,
    make_person,
    make_registration,
    make_service,
    make_staff,
    wording,
)
from consent.tests.registering import ADULT, ALONE, CHILD, HELPED
from core import actors, clock
from core.actions import change_service
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def by(service):
    return actors.staff(make_staff(service))


def ago(days):
    return clock.at(timezone.now() - timedelta(days=days))


def sent(service, days, **answers):
    with ago(days):
        return make_registration(service, **answers)


KINDS = {
    "own": {},
    "young": {"age_band": "16_17"},
    "child": {"age_band": "10_15"},
    "helped": {"filled_in_by": "here", "helper_name": "Jo"},
    "helped child": {"age_band": "10_15", "filled_in_by": "here", "helper_name": "Jo"},
    "helper alone": {"filled_in_by": "away"},
}
OWN = ("own", "young")


# --- Whose yes counts


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_own_yes_of_somebody_of_16_or_over_makes_agreements(service, by, kind):
    registration = make_registration(service, **KINDS[kind])
    assert registration.is_their_own == (kind in OWN)
    assert bool(rules.may_make_person(registration)) == (kind in OWN)
    assert bool(rules.may_ask_them(registration)) == (kind not in OWN)
    if kind in OWN:
        person = actions.record_person_from_registration(by=by, registration=registration)
        assert {a.purpose_id for a in person.agreements.all()} == {"record", "contact"}
        return
    with pytest.raises(ValidationError):
        actions.record_person_from_registration(by=by, registration=registration)


@pytest.mark.parametrize("kind", KINDS)
def test_linking_takes_over_nothing_but_from_somebodys_own_form(service, by, kind):
    person = make_person(service, phone="0161 496 0009", contact="refused")
    before = set(person.agreements.values_list("pk", flat=True))
    actions.link_registration(by=by, registration=make_registration(service, **KINDS[kind]), person=person)
    person.refresh_from_db()
    if kind in OWN:
        assert str(person.phone) == "+447700900123"
        assert person.agreements.get(purpose_id="contact", ended_at=None).answer == "given"
    else:
        assert set(person.agreements.values_list("pk", flat=True)) == before
        assert str(person.phone) == "+441614960009"
    assert person.registrations.get().state == "linked"


def test_neither_history_is_lost_by_linking(service, by):
    person, registration = make_person(service, phone="0161 496 0009"), make_registration(service)
    before = person.history.count()
    actions.link_registration(by=by, registration=registration, person=person)
    assert person.history.count() > before
    assert [e.pgh_context["action"] for e in registration.history.order_by("pgh_id")] == [
        "register_interest",
        "link_registration",
    ]


def test_what_helps_them_is_taken_over_in_codes_where_nobody_asked(service, by):
    helps = {"needs": ["easy_read"], "access_needs": "A quiet room", "language": "Polish", "interpreter_needed": True}
    person = actions.record_person_from_registration(by=by, registration=make_registration(service, **helps))
    assert [need.need_id for need in rules.open_needs(person)] == ["easy_read"] and rules.was_asked(person)
    assert (person.access_needs, person.language, person.interpreter_needed) == ("A quiet room", "Polish", True)


def test_a_skipped_question_is_no_answer_that_nothing_helps(service, by):
    person = actions.record_person_from_registration(by=by, registration=make_registration(service))
    assert not rules.was_asked(person)


def test_what_was_asked_since_is_not_overwritten_by_an_older_form(service, by):
    person = make_person(service)
    registration = make_registration(service, needs=["easy_read"])
    actions.record_needs(by=by, person=person, needs={"hearing_loop": ""})
    actions.link_registration(by=by, registration=registration, person=person)
    assert [need.need_id for need in rules.open_needs(person)] == ["hearing_loop"]


def test_asked_later_becomes_a_follow_up_and_no_welcome(service, by):
    registration = make_registration(service, when_to_ask="later", not_before=in_days(90))
    person = actions.record_person_from_registration(by=by, registration=registration)
    follow_up = FollowUp.objects.get(person=person)
    assert (follow_up.not_before, follow_up.owner) == (in_days(90), by.user)
    assert not Message.objects.filter(registration=None).exists()


def test_who_joins_is_welcomed_in_words_that_name_nothing(service, by):
    actions.record_person_from_registration(by=by, registration=make_registration(service))
    message = Message.objects.get(registration=None)
    assert (message.channel, message.about) == ("text", "welcome") and "Ada on 0161 496 0000" in message.text
    told = f"{message.subject} {message.text}".lower()
    assert not any(word in told for word in ("liaison", "diversion", "police", "court", "health", service.name.lower()))


@pytest.mark.parametrize("channel", ["telephone", "worker", "self"])
def test_nobody_is_welcomed_on_a_way_that_was_not_named(service, by, channel):
    worker = {"worker_name": "Ada"} if channel == "worker" else {}
    registration = make_registration(service, channel=channel, **worker)
    person = actions.record_person_from_registration(by=by, registration=registration)
    assert not Message.objects.filter(registration=None).exists()
    allowed = [rule.channel for rule in person.safe_contacts.all()]
    assert allowed == [channel]
    assert person.follow_ups.exists() == (channel == "self"), "It shows where they said that they will contact us."
    assert bool(rules.may_contact(person)) == (channel != "self")


# --- Asking them with the consent form


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in OWN])
def test_the_journey_begins_with_what_the_form_says_and_agrees_to_nothing(service, by, kind):
    registration = make_registration(service, **KINDS[kind])
    answers = interest.known_from(registration)
    draft = actions.ask_from_registration(by=by, registration=registration, key=uuid.uuid4(), answers=answers)
    assert "record" not in draft.answers and "contact" not in draft.answers
    named = draft.answers.get("name", {}).get("name_to_use", "")
    assert named == ("" if kind == "helper alone" else "Kit")
    registration.refresh_from_db()
    assert registration.state == "new"


def test_somebody_under_16_is_assessed_before_their_yes_counts(service, by):
    registration = make_registration(service, age_band="10_15")
    answers = interest.known_from(registration)
    draft = actions.ask_from_registration(by=by, registration=registration, key=uuid.uuid4(), answers=answers)
    what = {
        "details": {"name_to_use": "Kit", "age_band": "10_15", "connection": "uses_now"},
        "record_wording": wording(service),
        "contact": {"answer": "given", "wording": wording(service, "contact")},
    }
    with pytest.raises(ValidationError):
        actions.record_person_from_draft(by=by, draft=draft, **what)
    registration.refresh_from_db()
    assert registration.state == "new"
    person = actions.record_person_from_draft(by=by, draft=draft, findings={"competence": COMPETENT}, **what)
    registration.refresh_from_db()
    assert (registration.state, registration.person) == ("recorded", person)
    assert {a.route for a in person.agreements.all()} == {"in_person"} and not Draft.objects.exists()


def test_a_no_when_asked_closes_the_registration(service, by):
    registration = make_registration(service, filled_in_by="here", helper_name="Jo")
    draft = actions.ask_from_registration(by=by, registration=registration, key=uuid.uuid4(), answers={})
    actions.note_no(by=by, draft=draft)
    registration.refresh_from_db()
    assert (registration.state, registration.person) == ("declined", None)


def test_a_registration_that_a_colleague_closed_meanwhile_stays_as_it_is(service, by):
    registration = make_registration(service, filled_in_by="here", helper_name="Jo")
    draft = actions.ask_from_registration(by=by, registration=registration, key=uuid.uuid4(), answers={})
    actions.decline_registration(by=by, registration=registration, reason="Twice")
    settle_registration(by=by, draft=draft, person=make_person(service))
    registration.refresh_from_db()
    assert registration.decline_reason == "Twice" and registration.person is None


# --- Trying to reach them


@pytest.mark.parametrize(
    ("talk_to", "spoke_to", "why", "allowed"),
    [
        ("nobody", "them", "", True),
        ("nobody", "named", "", False),
        ("nobody", "parent", " ", False),
        ("nobody", "parent", "They were hurt", True),
        ("worker", "named", "", True),
        ("worker", "parent", "", False),
        ("parent", "parent", "", True),
        ("other", "parent", "", False),
    ],
)
def test_no_parent_is_spoken_to_unless_the_child_agrees_or_it_is_written_down_why(
    service, by, talk_to, spoke_to, why, allowed
):
    registration = make_registration(service, age_band="10_15", talk_to=talk_to)
    tried = {"by": by, "registration": registration, "outcome": "reached", "spoke_to": spoke_to, "why": why}
    if allowed:
        assert actions.note_registration_try(**tried).why == why
        return
    with pytest.raises(ValidationError):
        actions.note_registration_try(**tried)
    assert not RegistrationTry.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "spoke_to", "confirmed"),
    [
        ("reached", "them", True),
        ("reached", "parent", False),
        ("no_answer", "them", False),
        ("not_safe", "them", False),
    ],
)
def test_only_reaching_them_confirms(service, by, outcome, spoke_to, confirmed):
    registration = make_registration(service, age_band="10_15", talk_to="parent")
    actions.note_registration_try(by=by, registration=registration, outcome=outcome, spoke_to=spoke_to)
    registration.refresh_from_db()
    assert (registration.confirmed_at is not None) == confirmed


def test_confirming_twice_keeps_the_first_day(service, by):
    registration = make_registration(service)
    with ago(3):
        first = actions.confirm_registration(by=by, registration=registration).confirmed_at
    assert actions.confirm_registration(by=actors.Actor(kind="link"), registration=registration).confirmed_at == first


def test_what_was_looked_at_already_is_not_tried_or_asked(service, by):
    registration = make_registration(service, filled_in_by="here", helper_name="Jo")
    actions.decline_registration(by=by, registration=registration, reason="Twice")
    for deed in (
        lambda: actions.note_registration_try(by=by, registration=registration, outcome="reached"),
        lambda: actions.confirm_registration(by=by, registration=registration),
        lambda: actions.ask_from_registration(by=by, registration=registration, key=uuid.uuid4(), answers={}),
    ):
        with pytest.raises(ValidationError):
            deed()


# --- Removed when nobody stands behind it


def removal_in_days(registration, last_tried_at=None):
    return (rules.removal_of(registration, last_tried_at).day - timezone.localdate()).days


def test_a_registration_that_nobody_confirms_goes_after_28_days(service):
    registration = sent(service, 20)
    assert removal_in_days(registration) == 8
    assert "nobody reached them in 28 days" in rules.removal_of(registration).why
    assert not rules.may_remove(registration)


def test_a_try_without_an_answer_does_not_keep_it(service, by):
    registration = sent(service, 20)
    assert removal_in_days(registration, timezone.now()) == 8


def test_a_confirmed_one_goes_when_nobody_touched_it_for_90_days(service, by):
    registration = sent(service, 60)
    with ago(50):
        registration = actions.confirm_registration(by=by, registration=registration)
    assert removal_in_days(registration) == 40
    assert removal_in_days(registration, timezone.now() - timedelta(days=10)) == 80


def test_whoever_asked_to_be_left_until_a_day_is_not_removed_before_they_could_be_reached(service):
    registration = sent(service, 60, when_to_ask="later", not_before=in_days(30))
    assert removal_in_days(registration) == 30 + 28


def test_a_declined_one_goes_when_it_was_not_touched(service, by):
    registration = sent(service, 60)
    with ago(50):
        registration = actions.decline_registration(by=by, registration=registration, reason="Twice")
    assert removal_in_days(registration) == 40


def test_one_of_a_person_is_never_removed(service, by):
    registration = sent(service, 50)
    actions.record_person_from_registration(by=by, registration=registration)
    registration.refresh_from_db()
    assert rules.removal_of(registration) is None and not rules.may_remove(registration)
    with pytest.raises(ValidationError):
        actions.remove_registration(by=by, registration=registration)


def test_the_days_are_a_setting_of_the_service(service):
    registration = sent(service, 20)
    change_service(by=a_command(), service=service, days_to_confirm=21)
    registration.refresh_from_db()
    assert removal_in_days(registration) == 1
    assert service.history.order_by("-pgh_id").first().days_to_confirm == 21


def test_the_task_of_the_day_removes_what_is_due_and_nothing_else(service, by):
    due, tried, kept = sent(service, 40), sent(service, 40), sent(service, 5)
    actions.note_registration_try(by=by, registration=tried, outcome="no_answer", note="Ring at noon")
    confirmed = sent(service, 40)
    actions.confirm_registration(by=by, registration=confirmed)
    today = timezone.localdate()
    assert {r.pk for r in registrations_to_remove(service, today)} == {due.pk, tried.pk}
    for _ in range(2):
        remove_old_registrations(service, today)
        assert {r.pk for r in InterestRegistration.objects.all()} == {kept.pk, confirmed.pk}
    assert not RegistrationTry.objects.exists()


def test_what_is_removed_leaves_its_reference_in_history_and_nothing_it_said(service):
    registration = sent(service, 40)
    model = InterestRegistration.history.rel.related_model
    remove_old_registrations(service, timezone.localdate())
    events = model.objects.filter(reference=registration.reference).order_by("pgh_id")
    assert [event.pgh_context["action"] for event in events] == ["register_interest", "remove_registration"]
    assert events.last().pgh_context["actor"]["kind"] == "task"
    held = " ".join(str(value) for event in events for value in vars(event).values())
    assert "Kit" not in held and "900123" not in held


def test_one_that_was_not_due_is_refused(service, by):
    with pytest.raises(ValidationError):
        actions.remove_registration(by=by, registration=sent(service, 5))


# --- The questions


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        (ADULT, ["age", "who", "name", "connection", "wishes", "when", "reach", "needs"]),
        (
            ADULT | {"age": {"age_band": "16_17"}},
            ["age", "who", "name", "connection", "wishes", "when", "reach", "needs"],
        ),
        (CHILD, ["age", "who", "name", "reach", "talk-to"]),
        (HELPED, ["age", "who", "helper", "name", "connection", "wishes", "when", "reach", "needs"]),
        (ALONE, ["age", "who", "helper-alone"]),
        (CHILD | {"who": {"filled_in_by": "away"}}, ["age", "who", "helper-alone"]),
    ],
)
def test_each_is_asked_only_what_is_needed_of_them(answers, asked):
    assert [step.key for step in interest.WALK.steps_for(answers)] == asked
    assert interest.number_of(answers, interest.WALK.steps[0]) == (1, len(asked))
