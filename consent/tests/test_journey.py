"""The steps of recording consent: which are asked, in which order, and what comes of the answers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consent import journey
from consent.forms import questions as forms
from consent.walk import Step, Walk

TODAY = timezone.localdate()
HELP = {"help": {"has_access_needs": False, "access_needs": "", "language": "", "interpreter_needed": False}}
YES = {**HELP, "record": {"record": "yes"}}
NAMED = {**YES, "name": {"name_to_use": "Samira"}}
ADULT = {**NAMED, "age": {"date_of_birth": None, "age_band": "18_over"}}
PLACED = {**ADULT, "site": {"site": 1, "site_name": "Custody"}, "connection": {"connection": "uses_now"}}
WAY = {
    "channel": "text",
    "text_number": "+447700900123",
    "call_number": "",
    "email": "",
    "address": "",
    "safe_times": "",
    "voicemail": False,
    "text_says_who": True,
    "call_says_who": False,
    "email_says_who": False,
    "letter_says_who": False,
}
ALL = {**PLACED, "contact": {"contact": "yes"}, "way": WAY}


def keys(answers):
    return [step.key for step in journey.steps_for(answers)]


def born(years, days=0):
    day = date(TODAY.year - years, TODAY.month, min(TODAY.day, 28)) + timedelta(days=days)
    return {"date_of_birth": day.isoformat(), "age_band": ""}


def test_nothing_that_identifies_anybody_is_asked_before_the_yes():
    assert keys({}) == keys(HELP) == ["help", "record"]
    assert keys(YES)[:3] == ["help", "record", "name"]


def test_the_shortest_way_is_eight_questions_in_the_order_of_the_law():
    asked = [step.key for step in journey.steps_for(ALL) if not step.optional]
    assert asked == ["help", "record", "name", "age", "site", "connection", "contact", "way"]


@pytest.mark.parametrize(
    ("answer", "follows"),
    [("yes", ["way"]), ("later", ["later", "way"]), ("no", []), ("not_asked", ["why-not"])],
)
def test_what_follows_the_question_about_involvement(answer, follows):
    after = keys({**PLACED, "contact": {"contact": answer}})
    assert [key for key in after[after.index("contact") + 1 :] if key != "more"] == follows


@pytest.mark.parametrize(
    "answers",
    [
        {**HELP, "record": {"record": "cannot"}},
        {**NAMED, "age": {"date_of_birth": None, "age_band": "under_16"}},
        {**NAMED, "age": born(15)},
        {**NAMED, "age": born(16, days=31)},
    ],
)
def test_whoever_cannot_be_recorded_here_leaves_by_paper_and_is_asked_nothing_more(answers):
    assert keys(answers)[-1] == "by-paper"
    assert journey.next_step(answers).leads_out == "record_on_paper"


@pytest.mark.parametrize("age", [born(16), born(30), {"date_of_birth": None, "age_band": "16_17"}])
def test_from_sixteen_on_the_way_goes_on(age):
    assert "by-paper" not in keys({**NAMED, "age": age})


def test_an_answer_to_a_question_that_is_not_asked_any_more_counts_for_nothing():
    changed = {**ALL, "contact": {"contact": "no"}}
    assert "channel" not in journey.known_from(changed)
    what = journey.what_to_record(journey.known_from(changed), {"record": "R", "contact": "C"}, None)
    assert what["safe_contacts"] == [] and what["details"]["phone"] == ""
    assert what["contact"]["answer"] == "refused"


def test_the_next_question_is_the_first_without_an_answer():
    assert journey.next_step({}).key == "help"
    assert journey.next_step(YES).key == "name"
    assert journey.next_step({**ALL, "name": {}}) is None
    without_site = {key: value for key, value in ALL.items() if key != "site"}
    assert journey.next_step(without_site).key == "site"
    assert journey.next_step(ALL) is None


def test_back_leads_to_the_question_before():
    assert journey.step_before(ALL, journey.STEPS[0]) is None
    way = next(step for step in journey.STEPS if step.key == "way")
    assert journey.step_before(ALL, way).key == "contact"
    assert journey.step_before({**ALL, "contact": {"contact": "later"}}, way).key == "later"


def test_no_question_can_be_jumped_over():
    assert journey.may_be_opened(HELP, "name") is None
    assert journey.may_be_opened(YES, "name").key == "name"
    assert journey.may_be_opened(YES, "site") is None
    assert journey.may_be_opened(ALL, "later") is None
    assert journey.may_be_opened(ALL, "nonsense") is None


def test_what_is_recorded_is_what_was_answered():
    known = journey.known_from({**ALL, "age": born(30)})
    what = journey.what_to_record(known, {"record": "R", "contact": "C"}, "site")
    assert what["details"]["name_to_use"] == "Samira" and what["details"]["site"] == "site"
    assert what["details"]["phone"] == "+447700900123"
    assert what["contact"] == {"answer": "given", "wording": "C", "not_before": None, "not_asked_reason": ""}
    assert what["safe_contacts"] == [
        {"channel": "text", "allowed": True, "voicemail": False, "may_say_who": True, "safe_times": ""}
    ]


def test_what_was_not_asked_is_left_for_later():
    assert journey.left_for_later(journey.known_from(ALL)) == ["full_name", "pronouns", "date_of_birth", "safe_times"]
    more = {"more": {"full_name": "Samira Sample", "pronouns": "she", "present": "", "route": "in_person"}}
    full = {**ALL, **more, "age": born(30), "way": {**WAY, "safe_times": "After 6"}}
    assert journey.left_for_later(journey.known_from(full)) == []
    unknown = {**full, "way": {**WAY, "channel": "unknown"}, "help": {"has_access_needs": True, "access_needs": ""}}
    assert journey.left_for_later(journey.known_from(unknown)) == ["access_needs", "safe_contact"]


@given(
    st.dictionaries(
        st.sampled_from([step.key for step in journey.STEPS]),
        st.fixed_dictionaries(
            {},
            optional={
                "record": st.sampled_from(["yes", "cannot"]),
                "contact": st.sampled_from(["yes", "later", "no", "not_asked"]),
                "age_band": st.sampled_from(["", "under_16", "16_17", "18_over"]),
                "date_of_birth": st.dates(date(1920, 1, 1), TODAY).map(date.isoformat),
            },
        ),
    )
)
def test_whatever_is_answered_the_way_has_an_order_and_an_end(answers):
    steps = journey.steps_for(answers)
    assert [step for step in journey.STEPS if step in steps] == steps
    assert steps[0] is journey.FIRST
    following = journey.next_step(answers)
    assert following is None or journey.may_be_opened(answers, following.key) is following


def test_each_step_has_a_form_with_its_question_and_a_key_of_its_own():
    assert len({step.key for step in journey.STEPS}) == len(journey.STEPS)
    for step in journey.STEPS:
        assert issubclass(step.form, forms.StepForm) and step.asks


def test_a_step_for_another_ground_is_one_line_in_its_place():
    """As somebody who adds the competence of a child under 16 will do it."""
    by_paper = next(step for step in journey.STEPS if step.key == "by-paper")
    competence = Step("competence", forms.MoreForm, journey.is_under_16)
    at = journey.STEPS.index(by_paper)
    walk = Walk(*journey.STEPS[:at], competence, *journey.STEPS[at:])
    child = {**NAMED, "age": born(15)}
    assert walk.next_step(child) is competence
    assert walk.step_before(child, competence).key == "age"
    assert walk.next_step({**child, "competence": {}}) is by_paper
    assert competence not in walk.steps_for(ALL)
