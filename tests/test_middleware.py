"""A request sees the rows of its scope from its first statement to its last byte, and the next overwrites it."""

import pytest
from django.db import connection
from django.test import Client

from consent.models import Person
from consent.tests.factories import make_account, make_person, make_service, make_staff
from core import actions, actors
from core.memberships import SESSION_KEY
from core.scope import NO_SCOPE, current_scope, scope, scope_of_staff, scope_of_system, staff_scope

# Committed data: a transaction around the test would hide what happens after the view's own has ended.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.scope_urls")]

BY = actors.command("tests")


class Two:
    """Two services, each with people of its own and a practitioner."""

    def __init__(self):
        self.north, self.east = make_service("Northshire"), make_service("Eastshire")
        with scope_of_staff(self.north):
            self.nora = make_person(self.north, name_to_use="Nora")
            make_person(self.north, name_to_use="Ned")
        with scope_of_staff(self.east):
            make_person(self.east, name_to_use="Edie")
        self.north_staff = signed_in(make_staff(self.north))
        self.east_staff = signed_in(make_staff(self.east))


def signed_in(user, service=None):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    if service is not None:
        session = client.session
        session[SESSION_KEY] = service.pk
        session.save()
    return client


def also(user, service, role):
    with scope_of_system():
        actions.add_member(by=BY, service=service, email=user.email, name=user.name, role=role)


@pytest.fixture
def two():
    return Two()


def listed(*services):
    return sorted(service.pk for service in services)


def seen_by(client, page):
    response = client.get(f"/scope/{page}/")
    assert response.status_code == 200, response.status_code
    return response.json()


def test_a_page_rendered_after_the_transaction_has_ended_shows_its_rows(two):
    assert two.north_staff.get("/scope/names/").content.decode() == "Nora, Ned, "
    assert two.east_staff.get("/scope/names/").content.decode() == "Edie, "


def test_a_page_rendered_after_a_real_commit_shows_what_was_committed(two):
    assert two.north_staff.get("/scope/record/").content.decode() == "Nora, Ned, Just committed, "
    assert two.east_staff.get("/scope/names/").content.decode() == "Edie, "


def test_a_streamed_file_keeps_its_scope_to_the_last_row(two):
    sent = two.north_staff.get("/scope/export/")
    assert sent.streaming
    assert b"".join(sent.streaming_content).decode() == "\ufeffName\r\nNora\r\nNed\r\n"
    sent = two.east_staff.get("/scope/export/")
    assert b"".join(sent.streaming_content).decode() == "\ufeffName\r\nEdie\r\n"


def test_rows_of_another_service_never_come_into_a_file_that_is_still_being_sent(two):
    """One process answers one request at a time. Were it ever otherwise, a file would end early and not mix."""
    sending = iter(two.north_staff.get("/scope/export/").streaming_content)
    assert [next(sending), next(sending)] == ["\ufeffName\r\n".encode(), b"Nora\r\n"]
    seen_by(two.east_staff, "people")
    with pytest.raises(IndexError):
        next(sending)


def test_the_next_request_overwrites_the_scope(two):
    two.north_staff.get("/scope/names/")
    assert current_scope() == staff_scope(two.north)
    two.east_staff.get("/scope/names/")
    assert current_scope() == staff_scope(two.east)
    assert list(Person.objects.values_list("name_to_use", flat=True)) == ["Edie"]


@pytest.mark.parametrize("path", ["/scope/public/", "/no/such/page/", "/scope/people/"])
def test_a_request_of_nobody_starts_with_nothing_whatever_came_before(two, path):
    two.north_staff.get("/scope/names/")
    Client().get(path)
    assert current_scope() == NO_SCOPE
    assert not Person.objects.exists()


def test_a_page_that_fails_leaves_no_scope_to_the_next_request(two):
    two.north_staff.raise_request_exception = False
    assert two.north_staff.get("/scope/fails/").status_code == 500
    assert seen_by(Client(), "public") == {"services": [], "person": "0", "record": "", "people": 0}


def test_a_connection_renewed_between_two_requests_has_the_scope_of_the_second(two):
    seen_by(two.north_staff, "people")
    connection.close()
    assert seen_by(two.east_staff, "people")["people"] == 1


def test_a_public_page_of_a_service_sees_that_service_and_nobody_in_it(two):
    response = Client().get(f"/scope/public/{two.east.slug}/")
    assert response.json() == {"services": listed(two.east), "person": "0", "record": "", "people": 0}


@pytest.mark.parametrize("slug", ["nowhere", "0", "Northshire", "a" * 300])
def test_a_service_that_does_not_exist_is_not_found(two, slug):
    assert Client().get(f"/scope/public/{slug}/").status_code == 404


def test_a_public_page_is_as_public_to_staff(two):
    response = two.north_staff.get(f"/scope/public/{two.north.slug}/")
    assert response.json() == {"services": listed(two.north), "person": "0", "record": "", "people": 0}


def test_staff_see_everything_of_their_current_service_alone(two):
    assert seen_by(two.north_staff, "people") == {
        "services": listed(two.north),
        "person": "",
        "record": "",
        "people": 2,
    }


def test_somebody_who_works_in_two_services_sees_the_one_they_chose(two):
    user = make_staff(two.north)
    also(user, two.east, "practitioner")
    assert signed_in(user).get("/scope/people/").headers["Location"] == "/account/service/"
    assert seen_by(signed_in(user, two.east), "people")["services"] == listed(two.east)
    assert seen_by(signed_in(user, two.north), "people")["services"] == listed(two.north)


def test_a_service_chosen_that_is_not_theirs_counts_for_nothing(two):
    user = make_staff(two.north)
    assert seen_by(signed_in(user, two.east), "people")["services"] == listed(two.north)


def test_a_role_that_has_ended_opens_nothing(two):
    user = make_staff(two.north)
    with scope_of_staff(two.north):
        actions.end_membership(by=BY, membership=user.memberships.get())
    assert signed_in(user).get("/scope/people/").status_code == 403


def test_a_commissioner_gets_the_services_granted_and_nobody_in_them(two):
    user = make_staff(two.north, "commissioner")
    assert seen_by(signed_in(user), "totals") == {
        "services": listed(two.north),
        "person": "0",
        "record": "",
        "people": 0,
    }
    also(user, two.east, "commissioner")
    for chosen in (two.north, two.east):
        seen = seen_by(signed_in(user, chosen), "totals")
        assert (seen["services"], seen["person"], seen["people"]) == (listed(two.north, two.east), "0", 0)


def test_a_commissioner_opens_no_page_about_people(two):
    assert signed_in(make_staff(two.north, "commissioner")).get("/scope/people/").status_code == 403


def test_a_commissioner_on_a_page_for_everybody_signed_in_still_sees_nobody(two):
    seen = seen_by(signed_in(make_staff(two.north, "commissioner")), "signed-in")
    assert (seen["services"], seen["person"], seen["people"]) == (listed(two.north), "0", 0)


def test_a_commissioner_who_is_staff_elsewhere_takes_no_grant_along(two):
    user = make_staff(two.north, "commissioner")
    also(user, two.east, "practitioner")
    assert seen_by(signed_in(user, two.east), "people")["services"] == listed(two.east)
    seen = seen_by(signed_in(user, two.north), "totals")
    assert (seen["services"], seen["person"]) == (listed(two.north), "0")


def test_a_manager_who_is_also_commissioner_reads_totals_as_staff_of_the_one_service(two):
    user = make_staff(two.north, "manager")
    also(user, two.north, "commissioner")
    also(user, two.east, "commissioner")
    seen = seen_by(signed_in(user, two.north), "totals")
    assert (seen["services"], seen["person"], seen["people"]) == (listed(two.north), "", 2)


def test_a_service_user_sees_their_own_rows_and_no_neighbours(two):
    with scope_of_staff(two.north):
        user = make_account(two.north, two.nora)
    seen = seen_by(signed_in(user), "my")
    assert seen == {"services": listed(two.north), "person": str(two.nora.pk), "record": "", "people": 1}


def test_a_service_user_on_a_page_for_everybody_signed_in_sees_nobody(two):
    with scope_of_staff(two.north):
        user = make_account(two.north, two.nora)
    assert seen_by(signed_in(user), "signed-in")["people"] == 0


def test_staff_have_no_page_of_their_own(two):
    assert two.north_staff.get("/scope/my/").status_code == 403


def test_a_scope_that_a_task_left_set_is_gone_for_the_next_request(two):
    with scope(staff_scope(two.north)):
        assert seen_by(Client(), "public")["people"] == 0
