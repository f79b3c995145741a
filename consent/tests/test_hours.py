"""Safe times: inside of them a message may leave, outside it waits, and never the other way round."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consent.models import SafeContact
from consent.rules import NotYet, safe_now


def at(text):
    return timezone.make_aware(datetime.fromisoformat(text))


WEEKDAY, SATURDAY, SUNDAY = "2026-11-25", "2026-11-28", "2026-11-29"


@pytest.mark.parametrize(
    ("rule", "moment", "until"),
    [
        ({}, f"{SUNDAY} 03:00", None),
        ({"safe_times": "Any time."}, f"{SUNDAY} 03:00", None),
        ({"from_time": time(9), "until_time": time(17)}, f"{WEEKDAY} 09:00", None),
        ({"from_time": time(9), "until_time": time(17)}, f"{WEEKDAY} 16:59", None),
        ({"from_time": time(9), "until_time": time(17)}, f"{WEEKDAY} 17:00", "2026-11-26 09:00"),
        ({"from_time": time(9), "until_time": time(17)}, f"{WEEKDAY} 08:59", f"{WEEKDAY} 09:00"),
        ({"days": "weekdays"}, f"{SATURDAY} 12:00", "2026-11-30 00:00"),
        ({"days": "weekdays"}, f"{WEEKDAY} 03:00", None),
        ({"days": "weekends"}, f"{WEEKDAY} 12:00", f"{SATURDAY} 00:00"),
        ({"days": "weekends", "from_time": time(10), "until_time": time(12)}, f"{SUNDAY} 12:00", "2026-12-05 10:00"),
    ],
)
def test_it_is_safe_now_or_from_the_next_safe_moment(rule, moment, until):
    answer = safe_now(SafeContact(**rule), at(moment))
    assert bool(answer) == (until is None)
    if until is not None:
        assert isinstance(answer, NotYet) and answer.until == at(until)


def test_times_in_somebodys_own_words_hold_a_message_until_the_hours_are_set():
    answer = safe_now(SafeContact(safe_times="After 6, when I am alone"), at(f"{WEEKDAY} 19:00"))
    assert isinstance(answer, NotYet) and answer.until is None
    assert "Set the days and hours" in answer.why
    set_too = SafeContact(safe_times="When I am alone", from_time=time(18), until_time=time(21))
    assert safe_now(set_too, at(f"{WEEKDAY} 19:00"))


times = st.times(time(0), time(23, 58)).map(lambda moment: moment.replace(microsecond=0))
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(timezone.make_aware)


@given(times, st.integers(1, 600), st.sampled_from(["", "weekdays", "weekends"]), moments)
def test_whatever_the_hours_the_answer_keeps_to_them(start, minutes, days, moment):
    end = (datetime(2026, 1, 1, start.hour, start.minute) + timedelta(minutes=minutes)).time()
    if end <= start:
        return
    rule = SafeContact(from_time=start, until_time=end, days=days)
    answer = safe_now(rule, moment)
    local = timezone.localtime(moment)
    inside = start <= local.time() < end and (not days or (local.weekday() > 4) == (days == "weekends"))
    assert bool(answer) == inside
    if not answer:
        assert answer.until > moment
        assert safe_now(rule, answer.until)
