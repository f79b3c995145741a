"""The page of the planner: its answers are in the address, and what it chose is filled into a new plan."""

import pytest
from django.urls import reverse

from involvement.models import Group
from involvement.tests.factories import House

pytestmark = pytest.mark.django_db

ASKED = {"aim": "hear", "say": "some", "people": ["in_crisis", "moved_on"], "time": "weeks", "groups": ["women", "bme"]}


@pytest.fixture
def page(house):
    def get(asked=ASKED, user=None):
        return house.client(user).get(reverse("planner"), asked)

    return get


def test_without_an_answer_it_asks_and_says_nothing_of_fitting(page):
    text = page({}).text
    assert "Five questions" in text and "The five levels" not in text and "There is a problem" not in text


def test_half_an_answer_is_asked_for_again_and_what_was_chosen_stays(page):
    response = page({"aim": "hear"})
    assert "There is a problem" in response.text and "The five levels" not in response.text
    assert "Select who could be involved" in response.text
    assert response.context["form"]["aim"].value() == "hear"


def test_what_fits_is_shown_with_its_reasons_and_its_answers(page):
    text = page().text
    assert "Service users are asked their views" not in text
    assert "The feedback service users receive will be taken seriously" in text
    assert "What people say can influence what you decide. Everybody hears what came of it." in text
    assert "Used our service and have moved on" in text
    assert "Ask them to register their interest" in text and reverse("registrations") in text


def test_partners_that_reach_a_chosen_group_are_named_and_the_group_that_none_reaches(house, page):
    house.partner("Women's Centre", groups=list(Group.objects.filter(pk="women")))
    house.partner("Old Age", groups=list(Group.objects.filter(pk="older_people")))
    text = page().text
    assert "Women&#x27;s Centre</a> reaches: Women." in text
    assert "Old Age" not in text
    assert "No partner reaches yet:</strong> Black and minority ethnic (BME) communities." in text


def test_a_partner_of_another_service_is_not_named(house, page):
    other = House("Eastshire")
    with other.scope():
        other.partner("Far Away", groups=list(Group.objects.all()))
    assert "Far Away" not in page().text


def test_what_it_chose_is_filled_into_the_plan(house, page):
    url = f"{reverse('plan_activity')}?level=consultation&amp;method=surveys&amp;groups=women&amp;groups=bme"
    assert url in page().text
    form = house.client().get(url.replace("&amp;", "&")).context["form"]
    assert (form["level"].value(), form["method"].value()) == ("consultation", "surveys")
    assert set(form["groups"].value()) == {"women", "bme"} and not form["standing"].value()


def test_what_goes_on_is_planned_as_going_on(page):
    text = page({"aim": "shape", "say": "direct", "people": ["moved_on"], "time": "ongoing"}).text
    assert "level=participation&amp;method=reference_groups&amp;standing=on" in text


@pytest.mark.parametrize("value", ["", "zzz", "\x00", "9" * 400])
def test_an_address_that_somebody_made_up_fills_in_nothing(house, value):
    asked = {"level": value, "method": value, "groups": value, "standing": value}
    response = house.client().get(reverse("plan_activity"), asked)
    form = response.context["form"]
    assert response.status_code == 200
    assert not form["level"].value() and not form["method"].value() and not form["groups"].value()


def test_whoever_may_not_plan_reads_what_fits_and_is_offered_no_plan(house, page, monkeypatch):
    from core import roles

    card = roles.CARDS["practitioner"]
    fewer = card.permissions - {roles.Permission.RUN_ACTIVITIES, roles.Permission.HANDLE_REGISTRATIONS}
    monkeypatch.setitem(roles.CARDS, "practitioner", type(card)(**{**vars(card), "permissions": fewer}))
    text = page().text
    assert "Methods that fit" in text
    assert reverse("plan_activity") not in text and "See who registered" not in text
