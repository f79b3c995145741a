"""Each action of consent: what it stores, what follows from it, and what it refuses without storing anything."""

import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from consent import actions, outbox, rules
from consent.models import (
    AccessLogEntry,
    AccountOf,
    Agreement,
    Asked,
    FollowUp,
    InterestRegistration,
    Message,
    Person,
    Purpose,
    Restriction,
    SafeContact,
    SearchWord,
    Wording,
)
from consent.search import found_by
from consent.tests.factories import (
    a_command,
    in_days,
    make_person,
    make_registration,
    make_service,
    make_site,
    make_staff,
    make_user,
    wording,
)
from core import actors
from core.history import acting
from core.models import Service
from core.scope import NO_SCOPE, public_scope, scope, scope_of_staff, set_scope
from core.writing import action

BY = a_command()


@pytest.fixture(scope="module")
def northshire(django_db_setup, django_db_blocker):
    """A service with its wordings, made once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_service()
        transaction.set_rollback(True)


@pytest.fixture
def service(northshire, db):
    set_scope(NO_SCOPE)
    with scope_of_staff(northshire):
        yield northshire


@pytest.fixture
def by(service):
    return actors.staff(make_staff(service))


def agreement_to(person, purpose):
    return person.agreements.get(purpose_id=purpose)


def open_answer(person, purpose="contact"):
    return person.agreements.get(purpose_id=purpose, ended_at=None)


def status(person, purpose="contact"):
    return rules.status_of(Purpose(pk=purpose), person.agreements.all()).state


def nothing_is_stored():
    tables = [Person, Agreement, SafeContact, FollowUp, SearchWord, Restriction, Person.history.rel.related_model]
    return not any(table.objects.exists() for table in tables)


def refused(action, **kwargs) -> str:
    """What an action says as it refuses, with nothing of it kept."""
    with pytest.raises(ValidationError) as error:
        action(**kwargs)
    return " ".join(error.value.messages)


# --- Asked and recorded


def test_a_no_to_the_first_question_keeps_a_day_and_a_site_and_nobody(service, by):
    site = make_site(service)
    actions.note_asked(by=by, service=service, site=site)
    asked = Asked.objects.get()
    assert (asked.site, asked.asked_on, asked.outcome) == (site, timezone.localdate(), "refused")
    kept = {field.name for field in Asked._meta.local_fields}
    assert kept == {"id", "service", "site", "asked_on", "purpose", "outcome"}
    assert nothing_is_stored()


def test_a_person_is_recorded_with_both_answers_and_ways_of_contact_in_one_go(service, by):
    site = make_site(service)
    person = actions.record_person(
        by=by,
        service=service,
        details={
            "name_to_use": "Sam",
            "connection": "uses_now",
            "phone": "0161 496 0001",
            "site": site,
            "age_band": "18_over",
        },
        record_wording=wording(service),
        contact={"answer": "given", "wording": wording(service, "contact")},
        safe_contacts=[{"channel": "telephone", "allowed": True, "voicemail": True}],
        route="telephone",
        present="Their sister",
    )
    record, contact = agreement_to(person, "record"), agreement_to(person, "contact")
    for answer in (record, contact):
        assert (answer.answer, answer.route, answer.present, answer.site) == (
            "given",
            "telephone",
            "Their sister",
            site,
        )
        assert (answer.recorded_by, answer.giver_key, answer.ground) == (by.user, "self", "person")
    assert (record.wording, contact.wording) == (wording(service), wording(service, "contact"))
    assert person.safe_contacts.get().voicemail
    assert not FollowUp.objects.exists()
    assert rules.may_contact(person)
    assert list(found_by(Person.objects.all(), "sam")) == [person]


@pytest.mark.parametrize("name", ["reference", "recorded_by", "recorded_at", "pk"])
def test_only_details_of_a_form_are_set_on_a_person(service, by, name):
    person = make_person(service, by=by, **{name: "1"})
    assert person.reference != "1" and person.recorded_by == by.user and str(person.recorded_at) > "2"


def test_yes_but_later_is_a_yes_with_a_day_before_which_nobody_asks(service, by):
    person = make_person(service, by=by, not_before=in_days(14))
    follow_up = person.follow_ups.get()
    assert (follow_up.not_before, follow_up.owner, follow_up.done_at) == (in_days(14), by.user, None)
    assert status(person) == "given"
    assert rules.may_contact(person).why == f"They asked not to be contacted before {in_days(14):%-d %B %Y}."


def test_refusing_involvement_does_not_block_recording(service, by):
    person = make_person(service, by=by, contact="refused", ways=())
    assert (status(person, "record"), status(person)) == ("given", "refused")
    assert not FollowUp.objects.exists()


@pytest.mark.parametrize("answer", ["refused", "not_asked"])
def test_a_day_to_ask_from_counts_only_with_a_yes(service, by, answer):
    person = make_person(service, by=by, contact=answer, not_before=in_days(14))
    assert not person.follow_ups.exists()


def test_not_asked_needs_a_reason_and_names_no_words(service, by):
    person = make_person(service, by=by, contact="not_asked")
    contact = agreement_to(person, "contact")
    assert (contact.answer, contact.not_asked_reason, contact.wording) == ("not_asked", "no_time", None)
    told = refused(
        actions.record_person,
        by=by,
        service=service,
        details={"name_to_use": "Kim", "connection": "uses_now", "age_band": "18_over"},
        record_wording=wording(service),
        contact={"answer": "not_asked"},
    )
    assert told == "Say why they were not asked."
    assert Person.objects.count() == 1


@pytest.mark.parametrize("born", [timezone.localdate() - timedelta(days=9 * 365), timezone.localdate()])
def test_a_child_under_10_is_refused_and_nothing_is_stored(service, by, born):
    with pytest.raises(ValidationError) as error:
        make_person(service, by=by, date_of_birth=born)
    assert list(error.value.error_dict) == ["date_of_birth"]
    assert "Nothing has been stored" in error.value.messages[0]
    assert nothing_is_stored()


def test_a_child_is_assessed_before_they_answer(service, by):
    told = refused(partial(make_person, service), by=by, date_of_birth=in_days(-15 * 365))
    assert told == "They are under 16. Assess first, today, whether they are competent to decide this."
    assert nothing_is_stored()


def test_a_person_without_any_words_shown_is_refused_and_nothing_is_stored(service, by):
    details = {"name_to_use": "Sam", "connection": "uses_now", "age_band": "18_over"}
    told = refused(
        actions.record_person,
        by=by,
        service=service,
        details=details,
        record_wording=None,
        contact={"answer": "refused", "wording": wording(service, "contact")},
    )
    assert told == "An answer must name the words the person was shown."
    assert nothing_is_stored()


def test_a_way_of_contact_that_is_refused_takes_the_whole_person_back(service, by):
    with pytest.raises(ValidationError):
        make_person(service, by=by, ways=("telephone", "telephone"))
    assert nothing_is_stored()
    with pytest.raises(ValidationError):
        make_person(service, by=by, ways=("pigeon",))
    assert nothing_is_stored()


def test_words_of_another_service_are_refused(service, by):
    other = make_service("Eastshire")
    with scope_of_staff(other):
        theirs = Wording.objects.in_force(other, "record")
    told = refused(
        actions.record_person,
        by=by,
        service=service,
        details={"name_to_use": "Sam", "connection": "uses_now", "age_band": "18_over"},
        record_wording=theirs,
        contact={"answer": "not_asked", "not_asked_reason": "no_time"},
    )
    assert "This belongs to another service." in told
    assert nothing_is_stored()


def test_one_form_sent_twice_makes_one_person(service, by):
    details = {
        "service": service,
        "details": {"name_to_use": "Sam", "connection": "uses_now", "age_band": "18_over"},
        "record_wording": wording(service),
        "contact": {"answer": "not_asked", "not_asked_reason": "no_time"},
        "reference": "7KD-PQ2-X4M",
    }
    actions.record_person(by=by, **details)
    refused(actions.record_person, by=by, **details)
    assert [person.reference for person in Person.objects.all()] == ["7KD-PQ2-X4M"]
    assert Agreement.objects.count() == 2


def test_a_person_without_a_ground_is_an_error_beside_the_form_and_not_a_failure_at_commit(service):
    @action
    def record_without_asking(*, by):
        person = Person(service=service, name_to_use="Sam", connection="uses_now", recorded_at=timezone.now())
        person.recorded_by_kind = by.kind
        person.save()

    with pytest.raises(ValidationError) as error:
        record_without_asking(by=BY)
    [rule] = error.value.error_dict[NON_FIELD_ERRORS]
    assert (rule.messages[0], rule.code) == (
        "Nobody is recorded without a ground: their agreement, or a decision in the public interest.",
        "person_has_a_ground",
    )
    assert nothing_is_stored()


# --- A new answer


def test_a_new_answer_supersedes_the_open_one_and_changes_nothing_of_it(service, by):
    person = make_person(service)
    first = open_answer(person)
    new = actions.record_answer(
        by=by, person=person, purpose_key="contact", answer="refused", wording=wording(service, "contact")
    )
    first.refresh_from_db()
    assert (first.answer, first.ended_kind, first.ended_reason) == ("given", "superseded", "Asked again")
    assert first.ended_by == by.user
    assert open_answer(person) == new
    assert status(person) == "refused"
    assert status(person, "record") == "given"


def test_a_new_answer_closes_what_was_to_be_asked_later_and_may_open_it_anew(service, by):
    person = make_person(service, not_before=in_days(14))
    actions.record_answer(
        by=by,
        person=person,
        purpose_key="contact",
        answer="given",
        wording=wording(service, "contact"),
        not_before=in_days(30),
    )
    closed, waits = person.follow_ups.order_by("pk")
    assert (closed.outcome, closed.done_by) == ("Asked again", by.user)
    assert (waits.not_before, waits.done_at) == (in_days(30), None)


@pytest.mark.parametrize("held", ["given", "refused"])
def test_that_they_were_not_asked_does_not_take_the_place_of_what_they_said(service, by, held):
    person = make_person(service, contact=held, not_before=in_days(14) if held == "given" else None)
    told = refused(
        actions.record_answer,
        by=by,
        person=person,
        purpose_key="contact",
        answer="not_asked",
        not_asked_reason="no_time",
    )
    assert told.startswith("They answered on ") and told.endswith("stays until they give a new one.")
    assert status(person) == held
    assert not person.follow_ups.filter(done_at__isnull=False).exists()


def test_that_they_were_not_asked_again_may_be_noted_and_hides_no_withdrawal(service, by):
    person = make_person(service)
    actions.withdraw_agreement(by=by, agreement=open_answer(person), reason="They said so")
    actions.record_answer(
        by=by, person=person, purpose_key="contact", answer="not_asked", not_asked_reason="too_unwell"
    )
    assert status(person) == "withdrawn"


def test_an_answer_without_words_leaves_the_old_one_open(service, by):
    person = make_person(service)
    refused(actions.record_answer, by=by, person=person, purpose_key="contact", answer="refused")
    assert status(person) == "given"


def test_a_restricted_person_is_not_asked_again(service, by):
    person = make_person(service)
    answer = {"by": by, "person": person, "answer": "given"}
    actions.withdraw_agreement(by=by, agreement=agreement_to(person, "record"), reason="They asked")
    assert "restricted" in refused(
        actions.record_answer, purpose_key="contact", wording=wording(service, "contact"), **answer
    )


# --- Withdrawing


def with_everything(service, by, **details):
    """Somebody with a follow-up to come and two messages that wait."""
    person = make_person(service, by=by, ways=("text", "email"), not_before=in_days(14), **details)
    messages = [
        outbox.queue_message(by=by, person=person, about="invitation", channel=channel, subject="Hello", text="Hello")
        for channel in ("text", "email")
    ]
    return person, messages


def test_withdrawing_contact_ends_it_everywhere_and_keeps_the_record(service, by):
    person, messages = with_everything(service, by)
    answer = actions.withdraw_agreement(by=by, agreement=open_answer(person), reason="They changed their mind")
    assert (answer.answer, answer.ended_kind, answer.ended_reason) == (
        "given",
        "withdrawn",
        "They changed their mind",
    )
    assert answer.ended_by == by.user
    assert (status(person), status(person, "record")) == ("withdrawn", "given")
    assert not rules.is_restricted(person)
    assert [(m.state, m.stopped_because) for m in Message.objects.all()] == [("stopped", "They withdrew")] * 2
    assert person.follow_ups.get().outcome == "They withdrew"
    assert not rules.may_contact(person)


def test_withdrawing_the_last_ground_restricts_in_the_same_transaction(service, by):
    person, _ = with_everything(service, by)
    actions.withdraw_agreement(by=by, agreement=agreement_to(person, "record"), reason="They asked")
    restriction = Restriction.objects.get()
    assert restriction.person == person
    assert restriction.recorded_by == by.user
    assert restriction.reason == "They withdrew the agreement to hold their information"
    assert restriction.keep_until == timezone.localdate() + actions.RESTRICTED_FOR
    assert (status(person), status(person, "record")) == ("withdrawn", "withdrawn")
    assert not Message.objects.filter(state="waiting").exists()
    assert not person.follow_ups.open().exists()
    assert not Person.objects.not_restricted().exists()


def test_withdrawing_the_record_leaves_a_no_as_it_is(service, by):
    person = make_person(service, contact="refused")
    actions.withdraw_agreement(by=by, agreement=agreement_to(person, "record"), reason="They asked")
    assert status(person) == "refused"
    assert rules.is_restricted(person)


def test_a_second_withdrawal_is_refused_and_says_who_withdrew(service, by):
    person = make_person(service)
    agreement = open_answer(person)
    actions.withdraw_agreement(by=by, agreement=agreement, reason="They asked")
    # The page of the second still holds the agreement as it was.
    assert agreement.ended_at is None
    told = refused(actions.withdraw_agreement, by=BY, agreement=agreement, reason="Again")
    assert told == "This has ended already. Withdrawn, Priya Shah."
    agreement.refresh_from_db()
    assert (agreement.ended_reason, agreement.ended_by) == ("They asked", by.user)


def test_withdrawing_the_record_twice_restricts_once(service, by):
    person = make_person(service)
    record = agreement_to(person, "record")
    actions.withdraw_agreement(by=by, agreement=record, reason="They asked")
    refused(actions.withdraw_agreement, by=by, agreement=record, reason="Again")
    assert Restriction.objects.count() == 1


def test_withdrawing_needs_a_reason_and_a_yes(service, by):
    person = make_person(service, contact="refused")
    no = open_answer(person)
    assert refused(actions.withdraw_agreement, by=by, agreement=no, reason="x") == "Only a yes can be withdrawn."
    told = refused(actions.withdraw_agreement, by=by, agreement=agreement_to(person, "record"), reason="")
    assert told == "An ending must say how, when, by whom and why."
    assert not rules.is_restricted(person)


def test_a_yes_given_after_a_withdrawal_counts_again(service, by):
    person = make_person(service)
    actions.withdraw_agreement(by=by, agreement=open_answer(person), reason="They asked")
    actions.record_answer(
        by=by, person=person, purpose_key="contact", answer="given", wording=wording(service, "contact")
    )
    assert rules.may_contact(person)


def test_what_other_apps_do_on_a_withdrawal_is_in_the_same_transaction(service, by, monkeypatch):
    person = make_person(service)
    seen = []

    def fails(actor, agreement):
        seen.append((actor, agreement.ended_kind))
        raise ValidationError("Something else stands against it.")

    monkeypatch.setattr("consent.actions.steps.on_ended", [fails])
    refused(actions.withdraw_agreement, by=by, agreement=open_answer(person), reason="They asked")
    assert seen == [(by, "withdrawn")]
    assert status(person) == "given"


# --- Following up, details, ways of contact


def test_asking_later_is_closed_once_with_what_came_of_it(service, by):
    person = make_person(service, not_before=in_days(1))
    follow_up = person.follow_ups.get()
    refused(actions.close_follow_up, by=by, follow_up=follow_up, outcome="")
    actions.close_follow_up(by=by, follow_up=follow_up, outcome="They will come")
    assert refused(actions.close_follow_up, by=by, follow_up=follow_up, outcome="x") == "This was closed already."
    follow_up = person.follow_ups.get()
    assert (follow_up.outcome, follow_up.done_by) == ("They will come", by.user)


def test_changed_details_keep_the_rest_and_bring_the_search_words_along(service, by):
    person = make_person(service, name_to_use="Sam", pronouns="they")
    changed = actions.change_details(by=by, person=person, details={"name_to_use": "Zoë", "phone": ""})
    assert (changed.name_to_use, changed.phone, changed.pronouns, changed.email) == (
        "Zoë",
        "",
        "they",
        "sam@example.org",
    )
    everybody = Person.objects.all()
    assert list(found_by(everybody, "zoe")) == [person]
    assert not found_by(everybody, "sam").exists()
    assert not found_by(everybody, "0161").exists()
    assert person.history.filter(pgh_label="insert", name_to_use="Sam").exists()


def test_two_people_changing_different_details_both_keep_their_change(service, by):
    person = make_person(service)
    one, other = Person.objects.get(), Person.objects.get()
    actions.change_details(by=by, person=one, details={"pronouns": "they"})
    actions.change_details(by=by, person=other, details={"language": "Polish"})
    person.refresh_from_db()
    assert (person.pronouns, person.language) == ("they", "Polish")


def test_correcting_a_date_of_birth_never_fails_and_queues_the_answers(service, by):
    person = make_person(service)
    actions.change_details(by=by, person=person, details={"date_of_birth": in_days(-3000)})
    person.refresh_from_db()
    assert person.date_of_birth == in_days(-3000)
    assert {agreement.review_on for agreement in person.agreements.open()} == {timezone.localdate()}
    refused(actions.change_details, by=by, person=person, details={"date_of_birth": in_days(1)})


def test_a_new_rule_for_a_way_of_contact_ends_the_one_before(service, by):
    person = make_person(service, ways=("telephone", "email"))
    old = person.safe_contacts.get(channel="telephone")
    new = actions.set_safe_contact(by=by, person=person, channel="telephone", allowed=False, safe_times="Never")
    old.refresh_from_db()
    assert (old.allowed, old.ended_by) == (True, by.user)
    assert (new.allowed, new.ended_at) == (False, None)
    assert [rule.channel for rule in rules.safe_channels(person)] == ["email"]
    assert person.safe_contacts.count() == 3


def test_a_rule_that_is_refused_leaves_the_one_before_open(service, by):
    person = make_person(service)
    refused(actions.set_safe_contact, by=by, person=person, channel="telephone", allowed=True, safe_times="x" * 201)
    assert person.safe_contacts.get().ended_at is None


def test_nothing_of_a_restricted_record_is_changed(service, by):
    person = make_person(service)
    before = Person.objects.get()
    actions.withdraw_agreement(by=by, agreement=agreement_to(person, "record"), reason="They asked")
    # Somebody still has the page of the record open.
    told = "This record is restricted, and nothing in it is changed."
    assert refused(actions.change_details, by=by, person=before, details={"pronouns": "they"}) == told
    assert refused(actions.set_safe_contact, by=by, person=before, channel="text", allowed=True) == told
    assert person.safe_contacts.count() == 1


def test_a_message_that_says_who_writes_stops_when_it_may_no_longer_say_so(service, by, settings, tmp_path):
    settings.SMS_FILE_PATH = tmp_path
    person = make_person(service, ways=())
    actions.set_safe_contact(by=by, person=person, channel="text", allowed=True, may_say_who=True)
    written = {"by": by, "person": person, "about": "invitation", "channel": "text", "subject": "", "text": "Hello"}
    message = outbox.queue_message(**written)
    actions.set_safe_contact(by=by, person=person, channel="text", allowed=True, may_say_who=False)
    discreet = outbox.queue_message(**written)
    assert outbox.send_waiting(service) == 1
    message.refresh_from_db()
    discreet.refresh_from_db()
    assert (message.state, discreet.state) == ("stopped", "sent")
    assert message.stopped_because == "What may be said on this way of contact has changed since it was written."


# --- Registrations


def test_a_registration_is_kept_apart_from_people(service):
    registration = make_registration(service)
    assert (registration.state, registration.person, registration.received_by_kind) == ("new", None, "public")
    assert not Person.objects.exists()


def test_one_public_form_sent_twice_is_one_registration(service):
    key = uuid.uuid4()
    make_registration(service, key=key)
    with pytest.raises(ValidationError):
        make_registration(service, key=key)
    assert InterestRegistration.objects.count() == 1


def test_a_registration_for_later_needs_its_day(service):
    with pytest.raises(ValidationError, match="Say from which day we may ask"):
        make_registration(service, when_to_ask="later")


def test_the_public_scope_reads_back_its_own_registration_and_no_other(service):
    first = make_registration(service)
    make_registration(service)
    with scope(public_scope(service, record=first.pk)):
        assert list(InterestRegistration.objects.all()) == [first]


def test_linking_makes_their_yes_on_the_form_the_newest_answer_of_that_day(service, by):
    person = make_person(service, contact="refused", phone="", email="old@example.org", not_before=None)
    registration = make_registration(service, safe_times="After 6")
    actions.link_registration(by=by, registration=registration, person=person)
    registration.refresh_from_db()
    person.refresh_from_db()
    assert (registration.state, registration.person, registration.handled_by) == ("linked", person, by.user)
    answer = open_answer(person)
    assert (answer.answer, answer.route, answer.wording) == ("given", "public_form", registration.contact_wording)
    assert (answer.recorded_by_kind, answer.recorded_at) == ("public", registration.received_at)
    superseded = person.agreements.get(purpose_id="contact", ended_kind="superseded")
    assert superseded.ended_by == by.user
    assert (str(person.phone), person.email) == ("+447700900123", "old@example.org")
    rule = person.safe_contacts.get(channel="text")
    assert (rule.allowed, rule.safe_times, rule.may_say_who) == (True, "After 6", False)
    assert rules.may_contact(person)


def test_linking_a_form_that_asked_for_a_later_day_keeps_the_day(service, by):
    person = make_person(service, contact="refused")
    registration = make_registration(service, when_to_ask="later", not_before=in_days(20))
    actions.link_registration(by=by, registration=registration, person=person)
    assert person.follow_ups.get().not_before == in_days(20)
    assert not rules.may_contact(person)


def test_a_later_day_that_has_come_while_the_form_waited_asks_for_nothing(service, by):
    registration = make_registration(service, when_to_ask="later", not_before=in_days(-1))
    person = actions.record_person_from_registration(by=by, registration=registration)
    assert not person.follow_ups.exists()
    assert rules.may_contact(person)


@pytest.mark.parametrize("since", ["withdrawn", "refused", "given"])
def test_what_they_said_after_they_sent_the_form_stays(service, by, since):
    person = make_person(service, contact="given", phone="0161 496 0001")
    registration = make_registration(service)
    if since == "withdrawn":
        actions.withdraw_agreement(by=by, agreement=open_answer(person), reason="They rang")
    else:
        answer = {"purpose_key": "contact", "answer": since, "wording": wording(service, "contact")}
        actions.record_answer(by=by, person=person, **answer)
    before = list(person.agreements.values_list("pk", "ended_at"))
    actions.link_registration(by=by, registration=registration, person=person)
    assert InterestRegistration.objects.get().state == "linked"
    assert list(person.agreements.values_list("pk", "ended_at")) == before
    assert status(person) == since
    person.refresh_from_db()
    assert str(person.phone) == "+441614960001"
    assert not person.safe_contacts.filter(channel="text").exists()


def test_that_they_were_not_asked_since_gives_way_to_their_yes_on_the_form(service, by):
    registration = make_registration(service)
    person = make_person(service, contact="not_asked")
    actions.link_registration(by=by, registration=registration, person=person)
    assert status(person) == "given"


def test_what_they_said_since_about_a_way_of_contact_stays(service, by):
    person = make_person(service, contact="given", phone="0161 496 0001")
    registration = make_registration(service)
    actions.set_safe_contact(by=by, person=person, channel="text", allowed=False)
    actions.link_registration(by=by, registration=registration, person=person)
    assert not person.safe_contacts.get(channel="text").allowed


def test_a_new_person_of_a_registration_answered_on_the_form_that_day(service, by):
    site = make_site(service)
    registration = make_registration(service, access_needs="Large print", language="Welsh")
    person = actions.record_person_from_registration(by=by, registration=registration, site=site)
    for answer in person.agreements.all():
        assert (answer.answer, answer.route, answer.site) == ("given", "public_form", site)
        assert (answer.recorded_by_kind, answer.recorded_at) == ("public", registration.received_at)
    assert agreement_to(person, "record").wording == registration.record_wording
    assert agreement_to(person, "contact").wording == registration.contact_wording
    assert (person.recorded_by, person.access_needs) == (by.user, "Large print")
    assert rules.may_contact(person)
    registration.refresh_from_db()
    assert (registration.state, registration.person) == ("recorded", person)


def test_declining_needs_a_reason_and_keeps_it(service, by):
    registration = make_registration(service)
    told = refused(actions.decline_registration, by=by, registration=registration, reason="")
    assert told == "A registration is linked to a person, or declined with a reason, or waiting."
    actions.decline_registration(by=by, registration=registration, reason="Sent by mistake")
    registration.refresh_from_db()
    assert (registration.state, registration.decline_reason, registration.handled_by) == (
        "declined",
        "Sent by mistake",
        by.user,
    )


HANDLED = {
    "linked": lambda by, registration, person: actions.link_registration(
        by=by, registration=registration, person=person
    ),
    "recorded": lambda by, registration, person: actions.record_person_from_registration(
        by=by, registration=registration
    ),
    "declined": lambda by, registration, person: actions.decline_registration(
        by=by, registration=registration, reason="Sent by mistake"
    ),
}


@pytest.mark.parametrize("again", HANDLED)
@pytest.mark.parametrize("first", HANDLED)
def test_a_registration_is_handled_once_whatever_comes_second(service, by, first, again):
    person = make_person(service)
    registration = make_registration(service)
    HANDLED[first](by, registration, person)
    people, answers = Person.objects.count(), Agreement.objects.count()
    # The second page still holds it as new.
    assert registration.state == "new"
    with pytest.raises(ValidationError, match="This has been looked at already"):
        HANDLED[again](by, registration, person)
    assert InterestRegistration.objects.get().state == first
    assert (Person.objects.count(), Agreement.objects.count()) == (people, answers)


def test_a_registration_is_not_linked_to_a_restricted_person_nor_into_another_service(service, by):
    person = make_person(service)
    registration = make_registration(service)
    actions.withdraw_agreement(by=by, agreement=agreement_to(person, "record"), reason="They asked")
    assert "restricted" in refused(actions.link_registration, by=by, registration=registration, person=person)
    stranger = Person(pk=person.pk + 1, service=Service(pk=service.pk + 1))
    told = refused(actions.link_registration, by=by, registration=registration, person=stranger)
    assert told == "This person belongs to another service."
    assert InterestRegistration.objects.get().state == "new"


# --- Accounts and openings


def test_a_person_has_one_account_in_a_service(service, by):
    person = make_person(service)
    user = make_user()
    actions.give_account(by=by, user=user, person=person)
    with pytest.raises(ValidationError):
        actions.give_account(by=by, user=make_user(), person=person)
    with pytest.raises(ValidationError):
        actions.give_account(by=by, user=user, person=make_person(service))
    assert AccountOf.objects.get().person == person


def test_opening_a_record_is_logged_with_who_when_which_page_and_why(service, by, django_assert_num_queries):
    person = make_person(service)
    with django_assert_num_queries(1):
        entry = actions.log_opening(by=by, person=person, page="record", why="A rights request", roles=["manager"])
    entry = AccessLogEntry.objects.get(pk=entry.pk)
    assert (entry.person, entry.service, entry.page, entry.why) == (person, service, "record", "A rights request")
    assert (entry.opened_by, entry.opened_by_kind) == (by.user, "")


def test_a_long_reason_for_opening_is_cut_and_the_opening_still_logged(service, by):
    entry = actions.log_opening(by=by, person=make_person(service), page="p" * 200, why="w" * 900)
    entry.refresh_from_db()
    assert (len(entry.page), len(entry.why)) == (80, 300)


def test_what_is_in_the_log_stays(service, by):
    entry = actions.log_opening(by=by, person=make_person(service), page="record")

    @action
    def tidy_up(*, by):
        with acting(by, "tidy_up"):
            AccessLogEntry.objects.filter(pk=entry.pk).delete()

    with pytest.raises(ValidationError):
        tidy_up(by=BY)
    assert AccessLogEntry.objects.filter(pk=entry.pk).exists()
