"""The support worker's dated responsibility for involvement, in the work list and on the checklist."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actions import set_involvement_responsibility
from core.models import Membership
from involvement.tests.factories import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def hold(house, first, last):
    today = timezone.localdate()
    days = [None if day is None else today + timedelta(days=day) for day in (first, last)]
    with house.scope():
        membership = Membership.objects.get(user=house.str_worker)
        set_involvement_responsibility(by=house.by, membership=membership, from_day=days[0], until_day=days[1])


def page(house, user, address="/staff/"):
    return house.client(user).get(address).content.decode()


@pytest.mark.parametrize(
    "first, last, held",
    [(-10, None, True), (0, 0, True), (-10, 20, True), (1, None, False), (-10, -1, False)],
    ids=["since", "today alone", "until", "from tomorrow", "until yesterday"],
)
def test_whoever_holds_it_today_reads_so_above_their_work(house, first, last, held):
    hold(house, first, last)
    assert ("You are responsible for involvement" in page(house, house.str_worker)) is held
    assert "You are responsible for involvement" not in page(house, house.practitioner)


@pytest.mark.parametrize(
    "last, words", [(30, "ends on"), (-5, "ended on"), (31, ""), (None, "")], ids=["soon", "ended", "later", "never"]
)
def test_its_end_is_work_for_the_manager_before_and_after(house, last, words):
    hold(house, -60, last)
    manager = house.staff("manager")
    found = "for involvement" in page(house, manager)
    assert found is bool(words)
    if words:
        assert f"The responsibility of Str Worker for involvement {words}" in page(house, manager)
        assert "The responsibility of" not in page(house, house.str_worker)


def test_it_is_on_the_checklist_with_its_days(house):
    hold(house, -10, 20)
    item = page(house, house.staff("manager"), "/governance/checklist/str-workers/")
    assert "Str Worker" in item and "Since" in item and "until" in item


def test_another_service_sees_nothing_of_it(house):
    hold(house, -60, 5)
    other = House("Eastshire")
    assert "The responsibility of" not in page(other, other.staff("manager"))
