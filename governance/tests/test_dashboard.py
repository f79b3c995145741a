"""The dashboard: who sees figures, that each leads to its rows, and that its cost does not grow with them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from consent.tests.factories import a_command
from core import actions as core
from core.scope import scope_of_staff
from governance.checklist import RULES
from governance.tests.factories import (
    make_activity,
    make_decision,
    make_partner,
    make_person,
    make_service,
    make_session,
    make_staff,
    make_view,
    the_service,
)
from involvement.actions import move_activity
from involvement.models import Level
from involvement.models.activities import State

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ["/governance/", "/governance/promises/", "/governance/loops/"] + [
    f"/governance/checklist/{key}/" for key in RULES
]


@pytest.fixture
def service():
    with the_service() as service:
        yield service


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def manager(client, service):
    return signed_in(client, make_staff(service, "manager", name="Morgan Lee"))


def text(response):
    return response.content.decode()


def fill(service, times):
    """So many of everything the dashboard counts."""
    lead = make_staff(service)
    for _ in range(times):
        make_staff(service, "str_worker")
        partner = make_partner(service, groups=["women", "bme"])
        asked = make_person(service)
        make_person(service, contact="not_asked")
        activity = make_activity(service, lead=lead, partner=partner, groups=["women"], opened=90)
        make_session(activity, ago=80, came=[asked], others=4)
        make_view(activity, ago=80, person=asked)
        looped = make_activity(service, lead=lead, opened=90, closed=60)
        make_decision(looped, [make_view(looped, ago=80, person=asked)], ago=50)


# --- Who sees what


@pytest.mark.parametrize("path", PAGES)
def test_a_manager_opens_every_page_with_nothing_recorded(manager, path):
    assert manager.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("role", ["practitioner", "str_worker", "finance", "ig_lead", "admin"])
def test_other_staff_are_refused(client, service, role, path):
    assert signed_in(client, make_staff(service, role)).get(path).status_code == 403


@pytest.mark.parametrize("path", PAGES)
def test_nobody_is_sent_to_sign_in(client, path):
    response = client.get(path)
    assert response.status_code == 302 and "/account/login/" in response["Location"]


def test_a_commissioner_sees_the_services_granted_and_no_figure(client, service):
    fill(service, 1)
    user = make_staff(service, "commissioner")
    other, hidden = make_service("Eastshire"), make_service("Westshire")
    with scope_of_staff(other):
        core.add_member(by=a_command(), service=other, email=user.email, name=user.name, role="commissioner")
    signed_in(client, user)
    session = client.session
    session["service"] = service.pk
    session.save()
    page = client.get("/governance/")
    assert service.name in text(page) and other.name in text(page) and hidden.name not in text(page)
    assert "Figures will follow" in text(page)
    assert "checklist" not in text(page) and "Workshop" not in text(page)


@pytest.mark.parametrize("path", PAGES[1:])
def test_a_commissioner_opens_no_rows(client, service, path):
    assert signed_in(client, make_staff(service, "commissioner")).get(path).status_code == 403


def test_a_manager_of_another_service_sees_nothing_of_this_one(client, service):
    fill(service, 1)
    other = make_service("Eastshire")
    with scope_of_staff(other):
        signed_in(client, make_staff(other, "manager"))
    for path in PAGES:
        page = client.get(path)
        assert "Workshop" not in text(page) and "Sam (" not in text(page)


# --- What the pages say


def test_with_nothing_recorded_the_dashboard_says_no_data(manager):
    page = text(manager.get("/governance/"))
    assert page.count("No data") >= 8
    assert "Nobody is waiting to hear from a closed activity." in page


def test_every_figure_leads_to_its_rows_with_the_days_kept(manager, service):
    fill(service, 1)
    days = "from_day_day=1&from_day_month=1&from_day_year=2020"
    response = manager.get(f"/governance/?{days}")
    page = text(response)
    for item in response.context["items"]:
        assert item.data
        for figure in item.figures:
            address = f"/governance/checklist/{item.key}/?list={figure.key}&{days}"
            assert address.replace("&", "&amp;") in page
            assert manager.get(address).status_code == 200


def test_the_rows_name_the_people_a_manager_may_open(manager, service):
    person = make_person(service, name_to_use="Ada")
    page = text(manager.get("/governance/checklist/register/?list=everybody"))
    assert "Ada" in page and reverse("person", args=[person.reference]) in page


def test_promises_are_counted_and_lead_to_the_activities_in_that_state(manager, service):
    running = make_activity(service, title="Still running")
    late = make_activity(service, title="Long closed", opened=90, closed=60)
    make_view(late, ago=80)
    called_off = make_activity(service, title="Called off", state=State.PLANNED)
    move_activity(by=a_command(), activity=called_off, to=State.CANCELLED, reason="No room.")
    counts = {count.state: count.value for count in manager.get("/governance/").context["promises"]}
    assert counts == {"at_risk": 1, "not_kept": 0, "under_way": 1, "kept": 0, "no_data": 0}
    page = text(manager.get("/governance/promises/?state=at_risk"))
    assert late.title in page and running.title not in page and "days past the time to tell people" in page
    everything = text(manager.get("/governance/promises/"))
    assert running.title in everything and late.title in everything
    # Whoever called it off before it opened had promised nobody anything.
    assert called_off.title not in everything


def test_open_loops_come_oldest_first_with_their_days(manager, service):
    make_activity(service, title="Newer", opened=60, closed=10)
    older = make_activity(service, title="Older", opened=90, closed=40)
    make_view(older, ago=80)
    make_activity(service, title="A leaflet", level=Level.INFORMATION, method="leaflets", closed=50)
    page = text(manager.get("/governance/loops/"))
    assert page.index("Older") < page.index("Newer")
    assert "40 days, 12 past our own time" in page and "10 days" in page and "A leaflet" not in page
    assert "1 of 1 views are without a published decision." in page


def test_days_that_make_no_sense_are_said_on_every_page(manager):
    for path in PAGES[:2] + PAGES[3:]:
        page = text(manager.get(f"{path}?from_day_day=31&from_day_month=2&from_day_year=2026"))
        assert "<title>Error: " in page and "There is a problem" in page
        assert "First day must be a real date" in page


@pytest.mark.parametrize(
    "query",
    [
        "list=%00",
        "list=" + "x" * 3000,
        "list=answered&page=99999",
        "page=x",
        "page=-1",
        "state=%00",
        "from_day_day=%00&from_day_day=1",
        "to_day_year=99999999999999999999",
    ],
)
def test_odd_addresses_do_no_harm(manager, service, query):
    make_person(service)
    for path in PAGES:
        assert manager.get(f"{path}?{query}").status_code == 200


def test_an_item_that_does_not_exist_is_not_found(manager):
    assert manager.get("/governance/checklist/nothing/").status_code == 404


def test_the_pages_are_only_read(manager):
    for path in PAGES:
        assert manager.post(path).status_code == 405


def test_the_checklists_own_address_leads_to_it(manager):
    assert manager.get("/governance/checklist/")["Location"] == "/governance/#checklist"


def test_a_long_list_comes_by_the_page(manager, service):
    for number in range(27):
        make_person(service, name_to_use=f"Person {number}")
    first = manager.get("/governance/checklist/register/?list=everybody")
    assert text(first).count("First recorded on") == 25 and "list=everybody&amp;page=2" in text(first)
    second = manager.get("/governance/checklist/register/?list=everybody&page=2")
    assert text(second).count("First recorded on") == 2


# --- What the pages cost


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_pages_ask_the_database_as_often_with_thirty_rows_as_with_three(manager, service):
    with scope_of_staff(service):
        fill(service, 3)
    paths = PAGES + [f"/governance/checklist/{key}/?list={list_}" for key, list_ in ROWS]
    few = {path: statements(manager, path) for path in paths}
    with scope_of_staff(service):
        fill(service, 27)
    assert {path: statements(manager, path) for path in paths} == few
    assert few["/governance/"] <= 40


ROWS = [
    ("register", "not-asked"),
    ("register", "everybody"),
    ("methods", "participation"),
    ("methods", "methods"),
    ("groups", "reached"),
    ("groups", "missing"),
    ("other-services", "everybody"),
    ("other-services", "unnamed"),
    ("partners", "without"),
    ("partners", "activities"),
    ("partners", "groups"),
    ("incentives", "missing"),
    ("str-workers", "missing"),
    ("told", "late"),
]
