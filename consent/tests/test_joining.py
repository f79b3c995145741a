"""Joining a restricted record to a newer one: who hears of it, what is shown after which reason, and what follows."""

import pytest
from django.urls import reverse

from consent import actions, rules
from consent.models import AccessLogEntry, JoinTask, Person, Purpose
from consent.tests.factories import a_command, make_account, make_person, make_service, make_staff
from consent.tests.situations import born
from consent.tests.test_pages_agreements import signed_in
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db(transaction=True)

BY = a_command()
WHO = {"full_name": "Quill Featherstone", "name_to_use": "Quill", "phone": "07700 900 456"}


@pytest.fixture
def house():
    """A service with somebody restricted, and the same person recorded as new."""
    service = make_service()
    with scope_of_staff(service):
        old = make_person(service, date_of_birth=born(30), **WHO)
        record = old.agreements.get(purpose_id=Purpose.RECORD)
        actions.withdraw_agreement(by=BY, agreement=record, reason="They asked")
        new = make_person(service, date_of_birth=born(30), contact="not_asked", **WHO)
    return service, old, new


def lead_of(service):
    return signed_in(make_staff(service, role="ig_lead"))


def task_of(service, person):
    with scope_of_staff(service):
        return JoinTask.objects.get(person=person)


def test_the_lead_is_asked_and_the_task_names_the_new_record_alone(house):
    service, old, new = house
    task = task_of(service, new)
    kept = {field.name: getattr(task, field.attname) for field in JoinTask._meta.local_fields}
    assert old.pk not in [kept["person"]] and old.reference not in map(str, kept.values())
    lead = lead_of(service)
    today = lead.get(reverse("today")).content.decode()
    assert "may have a restricted record" in today and "Quill" not in today
    practitioner = signed_in(make_staff(service))
    assert "restricted record" not in practitioner.get(reverse("today")).content.decode()


def test_nobody_is_asked_about_somebody_who_is_like_no_restricted_one(house):
    service, _, _ = house
    with scope_of_staff(service):
        other = make_person(service, full_name="Ada Lovelace", name_to_use="Ada", phone="0161 496 0099")
        assert not other.join_tasks.exists()
        actions.change_details(by=BY, person=other, details=WHO | {"date_of_birth": born(30)})
        assert other.join_tasks.open().count() == 1
        actions.change_details(by=BY, person=other, details={"full_name": "Quill Featherston"})
        assert other.join_tasks.open().count() == 1


def test_neither_record_is_shown_before_a_reason_which_is_logged_for_both(house):
    service, old, new = house
    lead, url = lead_of(service), reverse("join_task", args=[task_of(service, new).pk])
    for page in (lead.get(url), lead.post(url, {"reason": " "})):
        assert "Featherstone" not in page.content.decode()
    page = lead.post(url, {"reason": "Asked by a colleague"}, follow=True).content.decode()
    assert "Featherstone" in page and old.reference in page and new.reference in page
    with scope_of_staff(service):
        for person in (old, new):
            assert AccessLogEntry.objects.filter(person=person, why="Asked by a colleague").exists()


def test_the_two_are_compared_and_joined_and_what_was_promised_happens(house):
    service, old, new = house
    lead, url = lead_of(service), reverse("join_restricted", args=[old.reference])
    with scope_of_staff(service):
        user = make_account(service, old)
    assert "Featherstone" not in lead.get(url, {"reference": new.reference}).content.decode()
    lead.post(url, {"reason": "They are the same person"})
    page = lead.get(url, {"reference": new.reference.lower().replace("-", " ")}).content.decode()
    assert "Are these the same person?" in page and "Not the same" in page
    done = lead.post(f"{url}?reference={new.reference}", follow=True).content.decode()
    assert f"{old.reference} is joined to {new.reference}" in done
    with scope_of_staff(service):
        old, new = Person.objects.get(pk=old.pk), Person.objects.get(pk=new.pk)
        assert (old.joined_into, rules.is_restricted(old)) == (new, False)
        assert JoinTask.objects.get(person=new).outcome == "joined"
        assert user.accounts_of.get().person_id == new.pk
        assert rules.status_for(new, Purpose.CONTACT).state == "not_asked", "What was taken back stays taken back."
    practitioner = signed_in(make_staff(service))
    assert practitioner.get(reverse("person", args=[old.reference])).status_code == 404
    timeline = practitioner.get(reverse("person_timeline", args=[new.reference])).content.decode()
    assert f"The older record {old.reference} was joined to the newer one" in timeline
    assert "They asked" in timeline, "The history of the older record is read through the newer one."


@pytest.mark.parametrize(("typed", "words"), [("222-222-222", "no open record"), ("", "Enter the reference")])
def test_a_reference_that_leads_nowhere_keeps_what_was_typed(house, typed, words):
    service, old, _ = house
    lead, url = lead_of(service), reverse("join_restricted", args=[old.reference])
    lead.post(url, {"reason": "They are the same person"})
    page = lead.get(url, {"reference": typed}).content.decode()
    assert words in page and f'value="{typed}"' in page or not typed


def test_it_may_be_somebody_else_which_joins_nothing(house):
    service, old, new = house
    lead, task = lead_of(service), task_of(service, new)
    url = reverse("somebody_else", args=[task.pk])
    assert "Nothing was joined" in lead.post(url, follow=True).content.decode()
    assert lead.post(url).status_code == 404, "It is closed once."
    with scope_of_staff(service):
        assert rules.is_restricted(Person.objects.get(pk=old.pk))
        assert JoinTask.objects.get(pk=task.pk).outcome == "another"


def test_nobody_but_the_lead_of_the_service_joins_records(house):
    service, old, new = house
    pages = [
        reverse("join_task", args=[task_of(service, new).pk]),
        reverse("somebody_else", args=[task_of(service, new).pk]),
        f"{reverse('join_restricted', args=[old.reference])}?reference={new.reference}",
    ]
    outsider = lead_of(make_service("Eastshire"))
    for page in pages:
        for role in ("practitioner", "str_worker", "manager"):
            assert signed_in(make_staff(service, role=role)).post(page, {"reason": "x"}).status_code == 403
        assert outsider.get(page).status_code == outsider.post(page, {"reason": "x"}).status_code == 404
    with scope_of_staff(service):
        assert rules.is_restricted(Person.objects.get(pk=old.pk))


def test_a_record_is_joined_only_to_one_of_its_service_that_stands_on_its_own(house):
    service, old, new = house
    with scope_of_staff(service):
        assert not rules.may_join(old, old) and not rules.may_join(new, old)
        record = new.agreements.get(purpose_id=Purpose.RECORD)
        actions.withdraw_agreement(by=BY, agreement=record, reason="They asked")
        assert "ground of its own" in rules.may_join(old, Person.objects.get(pk=new.pk)).why
