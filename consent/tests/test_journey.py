"""The steps of recording consent: which are asked, in which order, and what comes of the answers."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from consent import deciding, journey
from consent.forms import questions as forms
from consent.walk import signature
from core.models import User

TODAY = timezone.localdate()
NOTHING = {"needs": {}, "other": "", "language": "", "interpreter_needed": False, "ask_needs_later": False}
HELP = {"help": NOTHING}
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
    return [step.key for step in journey.WALK.steps_for(answers)]


def born(years, days=0):
    day = date(TODAY.year - years, TODAY.month, min(TODAY.day, 28)) + timedelta(days=days)
    return {"date_of_birth": day.isoformat(), "age_band": ""}


def test_nothing_that_identifies_anybody_is_asked_before_the_yes():
    assert keys({}) == keys(HELP) == ["help", "record"]
    assert keys(YES)[:3] == ["help", "record", "name"]


def test_the_shortest_way_is_eight_questions_in_the_order_of_the_law():
    asked = [step.key for step in journey.WALK.steps_for(ALL) if not step.optional]
    assert asked == ["help", "record", "name", "age", "site", "connection", "contact", "way"]


@pytest.mark.parametrize(
    ("answer", "follows"),
    [("yes", ["way"]), ("later", ["later", "way"]), ("no", []), ("not_asked", ["why-not"])],
)
def test_what_follows_the_question_about_involvement(answer, follows):
    after = keys({**PLACED, "contact": {"contact": answer}})
    assert [key for key in after[after.index("contact") + 1 :] if key != "more"] == follows


CANNOT = {**HELP, "record": {"record": "cannot"}}
GROWN = {"age": {"date_of_birth": None, "age_band": "18_over"}}
COMPETENT = {"understands": {}, "freely": {}, "competent": {"outcome": "competent"}}
NOT_COMPETENT = {"understands": {}, "freely": {}, "competent": {"outcome": "not_competent"}}
UNABLE = {"helped": {}, "abilities": {"retains": False}, "cause": {}}
LACKS = {**UNABLE, "can-wait": {"can_wait": False}, "capacity": {"outcome": "lacks"}}
MOTHER = {"giver": {"giver_name": "Ana", "giver_relationship": "mother", "child_agrees": True}}
DECIDED = {"circumstances": {}, "wishes": {}, "consulted": {}}


def following(answers):
    return journey.WALK.next_step(answers).key


@pytest.mark.parametrize("age", [born(9), born(0), {"date_of_birth": None, "age_band": "under_10"}])
@pytest.mark.parametrize("before", [NAMED, CANNOT])
def test_under_ten_nothing_is_recorded_and_nothing_more_is_asked(before, age):
    answers = {**before, "age": age}
    assert keys(answers)[-1] == "under-10" and following(answers) == "under-10"


@pytest.mark.parametrize("age", [born(10), born(15), born(16, days=31), {"age_band": "10_15"}])
def test_from_ten_to_fifteen_competence_is_assessed_whatever_the_child_said(age):
    for before in (NAMED, CANNOT):
        assert following({**before, "age": age}) == "understands"
        assert keys({**before, "age": age})[-1] == "competent"


def test_a_competent_child_answers_and_goes_on_as_anybody():
    child = {**NAMED, "age": born(15), **COMPETENT}
    assert following(child) == "site" and journey.ground_of(journey.WALK.known_from(child)) == "person"


def test_a_competent_child_who_seemed_unable_is_asked_again():
    child = {**CANNOT, "age": born(15), **COMPETENT}
    assert following(child) == "own-answer"
    assert following({**child, "own-answer": {"own_record": "yes"}}) == "their-name"


def test_for_a_child_who_is_not_competent_a_parent_is_asked():
    child = {**NAMED, "age": born(15), **NOT_COMPETENT}
    assert following(child) == "giver"
    assert following({**child, **MOTHER}) == "giver-answer"
    assert following({**child, **MOTHER, "giver-answer": {"giver_record": "yes"}}) == "site"


def test_a_parent_is_not_asked_where_the_birthday_is_not_known():
    child = {**NAMED, "age": {"date_of_birth": None, "age_band": "10_15"}, **NOT_COMPETENT}
    assert following(child) == "no-birthday" and keys(child)[-1] == "no-birthday"


@pytest.mark.parametrize("age", [born(16), born(30), {"date_of_birth": None, "age_band": "16_17"}])
def test_from_sixteen_on_capacity_is_presumed(age):
    assert "helped" not in keys({**NAMED, "age": age}) and following({**NAMED, "age": age}) == "site"


def test_capacity_is_assessed_where_somebody_could_not_answer_and_its_questions_have_an_order():
    assert following({**CANNOT, **GROWN}) == "helped"
    able = {**CANNOT, **GROWN, "helped": {}, "abilities": {"retains": True}}
    assert following(able) == "capacity"
    assert following({**able, "capacity": {"outcome": "has"}}) == "own-answer"
    asked = keys({**CANNOT, **GROWN, **LACKS})
    assert [key for key in asked if key in LACKS] == ["helped", "abilities", "cause", "can-wait", "capacity"]


def test_what_can_wait_ends_in_waiting_and_nobody_decides():
    waits = {**CANNOT, **GROWN, **UNABLE, "can-wait": {"can_wait": True}}
    assert following(waits) == "wait" and keys(waits)[-1] == "wait"


def test_who_answers_for_somebody_without_capacity_follows_from_the_choice():
    lacks = {**CANNOT, **GROWN, **LACKS}
    assert following(lacks) == "who-answers"
    attorney = {**lacks, "who-answers": {"ground": "attorney"}}
    assert following(attorney) == "giver"
    answered = {**attorney, "giver": {"giver_name": "Cleo"}, "giver-answer": {"giver_record": "yes"}}
    assert following(answered) == "their-name"
    assert following({**lacks, "who-answers": {"ground": "best_interests"}}) == "circumstances"
    parent = {**CANNOT, **LACKS, "who-answers": {"ground": "parental"}}
    assert following({**parent, "age": born(17)}) == "giver"
    assert following({**parent, "age": {"age_band": "16_17"}}) == "no-birthday"


@pytest.mark.parametrize(
    ("in_favour", "follows", "contact"),
    [("both", "their-name", "given"), ("record", "their-name", "refused"), ("neither", "not-in-interests", None)],
)
def test_the_answers_follow_from_what_is_in_their_best_interests(in_favour, follows, contact):
    decision = {"in_favour": in_favour, "review_on": "2027-03-03", **dict.fromkeys(deciding.BEST_INTERESTS_FIELDS, "x")}
    answers = {**CANNOT, **GROWN, **LACKS, "who-answers": {"ground": "best_interests"}, **DECIDED}
    answers |= {"best-interests": decision}
    assert following(answers) == follows and "contact" not in keys(answers)
    if contact is None:
        return
    what = journey.what_to_record(journey.WALK.known_from(answers), {"record": "R", "contact": "C"}, None)
    assert what["contact"]["answer"] == contact and what["giver"] == {"ground": "best_interests"}
    found = {one["purposes"][0]: one["in_favour"] for one in what["findings"]["best_interests"]}
    assert found == {"record": True, "contact": contact == "given"}


def test_a_conclusion_holds_for_whoever_came_to_it_on_that_day():
    priya, stevie = User(pk=1), User(pk=2)
    answers = {**NAMED, "competent": {"outcome": "competent", **signature(priya, TODAY)}}
    held = journey.WALK.still_answered
    assert held(answers, priya, TODAY) == answers
    assert "competent" not in held(answers, stevie, TODAY)
    assert "competent" not in held(answers, priya, TODAY + timedelta(days=1))


def test_an_answer_to_a_question_that_is_not_asked_any_more_counts_for_nothing():
    changed = {**ALL, "contact": {"contact": "no"}}
    assert "channel" not in journey.WALK.known_from(changed)
    what = journey.what_to_record(journey.WALK.known_from(changed), {"record": "R", "contact": "C"}, None)
    assert what["safe_contacts"] == [] and what["details"]["phone"] == ""
    assert what["contact"]["answer"] == "refused"


def test_the_next_question_is_the_first_without_an_answer():
    assert journey.WALK.next_step({}).key == "help"
    assert journey.WALK.next_step(YES).key == "name"
    assert journey.WALK.next_step({**ALL, "name": {}}) is None
    without_site = {key: value for key, value in ALL.items() if key != "site"}
    assert journey.WALK.next_step(without_site).key == "site"
    assert journey.WALK.next_step(ALL) is None


def test_back_leads_to_the_question_before():
    assert journey.WALK.step_before(ALL, journey.STEPS[0]) is None
    way = next(step for step in journey.STEPS if step.key == "way")
    assert journey.WALK.step_before(ALL, way).key == "contact"
    assert journey.WALK.step_before({**ALL, "contact": {"contact": "later"}}, way).key == "later"


def test_no_question_can_be_jumped_over():
    assert journey.WALK.may_be_opened(HELP, "name") is None
    assert journey.WALK.may_be_opened(YES, "name").key == "name"
    assert journey.WALK.may_be_opened(YES, "site") is None
    assert journey.WALK.may_be_opened(ALL, "later") is None
    assert journey.WALK.may_be_opened(ALL, "nonsense") is None


def test_what_is_recorded_is_what_was_answered():
    known = journey.WALK.known_from({**ALL, "age": born(30)})
    what = journey.what_to_record(known, {"record": "R", "contact": "C"}, "site")
    assert what["details"]["name_to_use"] == "Samira" and what["details"]["site"] == "site"
    assert what["details"]["phone"] == "+447700900123"
    assert what["contact"] == {"answer": "given", "wording": "C", "not_before": None, "not_asked_reason": ""}
    assert what["safe_contacts"] == [
        {"channel": "text", "allowed": True, "voicemail": False, "may_say_who": True, "safe_times": ""}
    ]


def test_what_was_seen_to_help_is_kept_where_the_question_waits():
    known = journey.WALK.known_from({**ALL, "help": {**NOTHING, "other": "A quiet room", "ask_needs_later": True}})
    what = journey.what_to_record(known, {"record": "R", "contact": "C"}, "site")
    assert (what["details"]["access_needs"], what["helps"]) == ("A quiet room", None)
    assert "access_needs" in what["left_for_later"]


def test_what_was_not_asked_is_left_for_later():
    assert journey.left_for_later(journey.WALK.known_from(ALL)) == [
        "full_name",
        "pronouns",
        "date_of_birth",
        "safe_times",
    ]
    more = {"more": {"full_name": "Samira Sample", "pronouns": "she", "present": "", "route": "in_person"}}
    full = {**ALL, **more, "age": born(30), "way": {**WAY, "safe_times": "After 6"}}
    assert journey.left_for_later(journey.WALK.known_from(full)) == []
    unknown = {**full, "way": {**WAY, "channel": "unknown"}, "help": {**NOTHING, "ask_needs_later": True}}
    assert journey.left_for_later(journey.WALK.known_from(unknown)) == ["access_needs", "safe_contact"]


@given(
    st.dictionaries(
        st.sampled_from([step.key for step in journey.STEPS]),
        st.fixed_dictionaries(
            {},
            optional={
                "record": st.sampled_from(["yes", "cannot"]),
                "contact": st.sampled_from(["yes", "later", "no", "not_asked"]),
                "age_band": st.sampled_from(["", "under_10", "10_15", "16_17", "18_over"]),
                "date_of_birth": st.dates(date(1920, 1, 1), TODAY).map(date.isoformat),
                "outcome": st.sampled_from(["competent", "not_competent", "has", "lacks"]),
                "can_wait": st.booleans(),
                "retains": st.booleans(),
                "ground": st.sampled_from(["attorney", "deputy", "best_interests", "parental"]),
                "in_favour": st.sampled_from(["both", "record", "neither"]),
                "giver_record": st.just("yes"),
                "own_record": st.just("yes"),
            },
        ),
    )
)
def test_whatever_is_answered_the_way_has_an_order_and_an_end(answers):
    steps = journey.WALK.steps_for(answers)
    assert [step for step in journey.STEPS if step in steps] == steps
    assert steps[0] is journey.FIRST
    following = journey.WALK.next_step(answers)
    assert following is None or journey.WALK.may_be_opened(answers, following.key) is following


def test_each_step_has_a_form_with_its_question_and_a_key_of_its_own():
    assert len({step.key for step in journey.STEPS}) == len(journey.STEPS)
    for step in journey.STEPS:
        assert issubclass(step.form, forms.StepForm) and step.asks
