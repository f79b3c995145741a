"""Somebody's own information: read, taken along, and their equality answers, which nobody else ever reads."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from consent import actions, rules
from consent.clock import delete_equality_answers_that_ran_out
from consent.models import Agreement, EqualityProfile, Person
from consent.tests.factories import (
    a_command,
    make_account,
    make_person,
    make_service,
    make_staff,
    publish_next,
    wording,
)
from consent.tests.situations import adult, adult_held_in_the_public_interest
from core import actors
from core.scope import NO_SCOPE, scope_of_person, scope_of_staff, scope_of_totals, set_scope

BY = a_command()
ANSWERS = {"age": "35_44", "religion": "sikh", "condition": "yes", "condition_limits": "a_little"}


@pytest.fixture
def service(db):
    set_scope(NO_SCOPE)
    service = make_service(privacy_contact="privacy@example.org")
    with scope_of_staff(service):
        yield service


def signed_in(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def sam(service):
    person = adult(BY, service)
    person.client = signed_in(make_account(service, person))
    return person


def says_yes(person):
    with scope_of_staff(person.service):
        words = wording(person.service, "equality")
        by = actors.the_person(person)
        return actions.record_answer(
            by=by, person=person, purpose_key="equality", answer="given", wording=words, route="own_page"
        )


def gives(person, **answers):
    return actions.give_equality_answers(by=actors.the_person(person), person=person, answers={**ANSWERS, **answers})


def theirs(person):
    with scope_of_person(person.service, person.pk):
        return EqualityProfile.objects.filter(person=person).first()


# --- Everything held


def test_the_page_to_keep_has_everything_and_needs_nothing_else(service, sam):
    answer = sam.client.get(reverse("my_information_page"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-information.html"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert "7700900123" in answer.text.replace(" ", "")
    for text in ("Sam", "Kim Advocate", "First name", "What you, or others for you, said yes or no to"):
        assert text in answer.text
    assert "<link" not in answer.text and "<script" not in answer.text and "src=" not in answer.text


def test_the_data_says_the_same_for_a_machine(service, sam):
    answer = sam.client.get(reverse("my_information_data"))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-information.json"'
    data = json.loads(answer.text)
    held = {one["title"]: one["rows"] for one in data["held"]}
    with scope_of_staff(service):
        assert len(held["What you, or others for you, said yes or no to"]) == sam.agreements.count()
        assert [row["text"] for row in held["Messages to you"]] == list(sam.messages.values_list("text", flat=True))
    assert held["Your details"][0]["phone"].replace(" ", "").endswith("7700900123")
    assert all(row["wording__text"] for row in held["What you, or others for you, said yes or no to"])
    assert data["given_on_request"]


def test_nothing_of_anybody_else_is_in_it_and_no_worker_is_named(service, sam):
    worker = make_staff(service, name="Priya Practitioner")
    with scope_of_staff(service):
        make_person(service, name_to_use="Neighbour")
        actions.log_opening(by=actors.staff(worker), person=sam, page="record")
    for name in ("my_information_page", "my_information_data"):
        text = sam.client.get(reverse(name)).text
        assert "Neighbour" not in text and "Priya" not in text
        assert "record" in text


def test_what_was_decided_without_their_yes_is_given_on_request_and_not_by_itself(service):
    with scope_of_staff(service):
        person = adult_held_in_the_public_interest(actors.staff(make_staff(service)), service)
        client = signed_in(make_account(service, person))
    text = client.get(reverse("my_information_page")).text
    assert "What was found" not in text
    assert "Decisions to write something down or share it without your yes" in text


def test_an_older_record_that_was_joined_is_in_it(service):
    with scope_of_staff(service):
        old = make_person(service, name_to_use="Samuel", phone="0161 496 0777")
        actions.withdraw_agreement(by=BY, agreement=old.agreements.get(purpose_id="record"), reason="Enough")
        new = make_person(service, name_to_use="Sam")
        actions.join_records(by=BY, restricted=old, new=new)
        client = signed_in(make_account(service, new))
    text = client.get(reverse("my_information_page")).text
    assert "1614960777" in text.replace(" ", "")


def test_what_their_details_were_before_is_in_it(service, sam):
    with scope_of_staff(service):
        actions.change_details(by=BY, person=sam, details={"name_to_use": "Alex"})
    text = sam.client.get(reverse("my_information_page")).text
    assert "Your details as they were before" in text and "<dd>Sam</dd>" in text


def test_the_page_leads_to_all_of_it(service, sam):
    page = sam.client.get(reverse("my_information")).text
    for name in ("my_openings", "my_shared", "my_consent", "my_contact", "my_information_data", "my_equality"):
        assert reverse(name) in page
    assert "privacy@example.org" in page
    assert reverse("my_information") in sam.client.get(reverse("my_home")).text


# --- Equality answers


def test_they_say_yes_first_and_then_answer_change_and_delete(service, sam):
    client, equality = sam.client, reverse("my_equality")
    asked = client.get(equality)
    assert asked.headers["Location"] == reverse("my_answer_to", args=["equality"])
    page = client.get(asked.headers["Location"])
    words = str(page.context["form"].wording.pk)
    page = client.post(asked.headers["Location"], {"words": words, "answer": "yes"}, follow=True)
    assert page.request["PATH_INFO"] == equality and "Now you can answer the questions." in page.text
    page = client.post(equality, ANSWERS, follow=True)
    assert "Your answers are saved. No worker can see them." in page.text and "You gave them on" in page.text
    assert theirs(sam).religion == "sikh"
    client.post(equality, {"religion": "none", "condition": "no", "condition_limits": "a_lot"})
    profile = theirs(sam)
    assert (profile.religion, profile.age, profile.condition_limits) == ("none", "", "")
    assert profile.changed_by_kind == "person"
    delete = reverse("my_equality_delete")
    client.get(delete)
    assert theirs(sam)
    assert "Your equality answers are deleted." in client.post(delete, follow=True).text
    assert theirs(sam) is None


def test_no_scope_of_staff_sees_a_row_and_totals_do(service, sam):
    says_yes(sam)
    gives(sam)
    with scope_of_staff(service):
        assert not EqualityProfile.objects.exists()
    with scope_of_totals(service):
        assert EqualityProfile.objects.count() == 1


def test_history_keeps_that_it_was_given_changed_and_deleted_and_no_answer(service, sam):
    from consent.models import EqualityProfile as model

    says_yes(sam)
    gives(sam)
    gives(sam, religion="hindu")
    actions.delete_equality_answers(by=actors.the_person(sam), person=sam)
    events = model.pgh_event_model if hasattr(model, "pgh_event_model") else model.history.rel.related_model
    names = {field.name for field in events._meta.local_fields}
    assert not names & set(ANSWERS)
    with scope_of_staff(service):
        assert list(events.objects.order_by("pgh_id").values_list("pgh_label", flat=True)) == [
            "insert",
            "update",
            "delete",
        ]


def ending(service, person, agreement, how):
    with scope_of_staff(service):
        agreement = Agreement.objects.get(pk=agreement.pk)
        if how == "taken back":
            actions.take_back_answers(
                by=actors.the_person(person), person=person, purpose_key="equality", reason="They took it back"
            )
        elif how == "everything taken back":
            actions.withdraw_agreement(by=BY, agreement=person.agreements.open().get(purpose_id="record"), reason="All")
        elif how == "answered no":
            words = wording(service, "equality")
            actions.record_answer(by=BY, person=person, purpose_key="equality", answer="refused", wording=words)
        else:
            end = actions.end_agreement if how == "ended" else actions.invalidate_agreement
            end(by=BY, agreement=agreement, reason="Not needed")


@pytest.mark.parametrize("how", ["taken back", "everything taken back", "answered no", "ended", "invalidated"])
def test_the_answers_go_at_once_however_the_yes_ends(service, sam, how):
    agreement = says_yes(sam)
    gives(sam)
    ending(service, sam, agreement, how)
    assert theirs(sam) is None


def test_the_answers_go_when_the_yes_runs_out(service, sam):
    with scope_of_staff(service):
        publish_next(BY, wording(service, "equality"), expires_after=12)
    agreement = says_yes(sam)
    gives(sam)
    with scope_of_staff(service):
        delete_equality_answers_that_ran_out(service, agreement.expires_on - timedelta(days=1))
        assert theirs(sam)
        delete_equality_answers_that_ran_out(service, agreement.expires_on)
    assert theirs(sam) is None


def test_nothing_is_kept_without_their_own_yes(service, sam):
    with pytest.raises(ValidationError, match="Say first whether we may keep your answers."):
        gives(sam)
    with scope_of_staff(service):
        assert not rules.may_give_equality_answers(sam)
        actions.withdraw_agreement(by=BY, agreement=sam.agreements.open().get(purpose_id="record"), reason="All")
        assert not rules.may_give_equality_answers(Person.objects.get(pk=sam.pk))


def test_staff_never_open_it(service):
    client = signed_in(make_staff(service))
    for name in ("my_information", "my_information_page", "my_information_data", "my_equality", "my_equality_delete"):
        assert client.get(reverse(name)).status_code == 403
