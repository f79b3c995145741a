"""The days that the dashboard looks at, and how they are asked for."""

from datetime import date

import pytest
from django.test import RequestFactory
from django.utils import timezone

from governance.forms.period import period_from
from governance.period import Period, last_12_months


def asked(**days):
    return period_from(RequestFactory().get("/governance/", days))


def boxes(name, day, month, year):
    return {f"{name}_day": day, f"{name}_month": month, f"{name}_year": year}


def test_the_last_12_months_end_today():
    assert last_12_months(date(2027, 3, 3)) == Period(date(2026, 3, 4), date(2027, 3, 3))


def test_the_12_months_before_a_leap_day_begin_on_1_march():
    assert last_12_months(date(2028, 2, 29)) == Period(date(2027, 3, 1), date(2028, 2, 29))


def test_a_period_holds_both_its_days_in_local_time_when_the_clocks_change():
    period = Period(date(2027, 3, 28), date(2027, 3, 28))
    assert period.end.timestamp() - period.start.timestamp() == 23 * 3600
    assert str(period) == "28 March 2027 to 28 March 2027"


def test_without_days_the_last_12_months_are_shown_and_nothing_is_kept_in_links():
    period, form, query = asked()
    assert (period, query, form.errors) == (last_12_months(), "", {})


def test_the_days_asked_for_are_kept_in_links_and_nothing_else_is():
    days = boxes("from_day", "1", "4", "2025") | boxes("to_day", "31", "3", "2026")
    period, form, query = asked(**days, page="2", list="told")
    assert period == Period(date(2025, 4, 1), date(2026, 3, 31))
    assert "from_day_year=2025" in query and "page" not in query and "list" not in query


def test_a_last_day_alone_shows_the_12_months_before_it():
    period, _, _ = asked(**boxes("to_day", "31", "March", "2026"))
    assert period == Period(date(2025, 4, 1), date(2026, 3, 31))


def test_a_first_day_alone_shows_the_days_until_today():
    period, _, _ = asked(**boxes("from_day", "1", "4", "2025"))
    assert period == Period(date(2025, 4, 1), timezone.localdate())


@pytest.mark.parametrize(
    "days",
    [
        boxes("from_day", "31", "2", "2026"),
        boxes("from_day", "1", "", ""),
        boxes("from_day", "1", "1", "1890"),
        boxes("to_day", "1", "1", "9999"),
        boxes("to_day", "x" * 5000, "\x00", "²"),
        boxes("from_day", "2", "4", "2026") | boxes("to_day", "1", "4", "2026"),
    ],
)
def test_days_that_make_no_sense_say_so_and_leave_the_last_12_months(days):
    period, form, query = asked(**days)
    assert form.errors and period == last_12_months() and query == ""
