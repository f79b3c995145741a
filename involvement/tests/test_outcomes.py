"""What taking part changed: asked of whoever takes part, read by them alone, and shown in totals that hide the few."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from consent.actions import give_account
from core import actors
from core.actions import add_user
from core.scope import scope_of_person, scope_of_staff, scope_of_totals
from involvement import actions, rules
from involvement.models import Outcome
from involvement.models.activities import State
from involvement.outcomes import totals_of
from involvement.tests.factories import BY

SECRET = "I hope to see my daughter again"


def answer(house, place, moment, by=None, **answers):
    by = by or actors.the_person(place.person)
    return actions.answer_questions(by=by, place=place, moment=moment, answers=answers)


@pytest.fixture
def place(house):
    return house.place(house.activity(State.RUNNING), house.person())


def after_a_session(house, activity):
    actions.hold_session(by=house.by, session=house.session(activity), minutes="We met.")


# --- When


def test_the_questions_are_asked_before_the_first_session_and_after_it(house, place):
    assert rules.moments_open(place) == ["before"]
    assert rules.may_answer_questions(place, "after").why == "These questions are for after the first session."
    after_a_session(house, place.activity)
    assert rules.moments_open(place) == ["after"]
    assert rules.may_answer_questions(place, "before").why == "These questions are for before the first session."


@pytest.mark.parametrize("state", ["declined", "withdrawn"])
def test_only_those_who_take_part_are_asked(house, state):
    place = house.place(house.activity(State.OPEN), house.person(), state=state)
    assert rules.moments_open(place) == []
    assert rules.may_answer_questions(place, "before").why == "These questions are for people who take part."


def test_each_question_may_be_left_out_and_no_answer_is_off_the_scale(house, place):
    answer(house, place, "before")
    with pytest.raises(ValidationError):
        answer(house, place, "before", confidence=6)


# --- Who reads it


def test_nobody_but_the_person_reads_an_answer_back(house, place):
    answer(house, place, "before", by=house.by, confidence=2, hopes=SECRET)
    other = house.person("Other")
    assert not Outcome.objects.exists()
    with scope_of_staff(house.service):
        assert not Outcome.objects.exists()
    with scope_of_person(house.service, other):
        assert not Outcome.objects.exists()
    with scope_of_person(house.service, place.person):
        outcome = Outcome.objects.get()
        assert (outcome.confidence, outcome.hopes, outcome.answered_by) == (2, SECRET, house.practitioner)


def test_staff_cannot_write_an_answer_outside_the_scope_of_the_person(house, place):
    with pytest.raises(DatabaseError), transaction.atomic():
        Outcome.objects.create(
            service=house.service,
            activity=place.activity,
            person=place.person,
            moment="before",
            answered_by_kind="task",
        )


def test_no_answer_comes_into_any_history(house, place):
    assert not hasattr(Outcome, "history")


def test_the_scope_of_totals_is_used_in_one_place_alone():
    from core.start.places import ROOT

    users = {
        path.relative_to(ROOT).as_posix()
        for app in ("core", "consent", "involvement", "governance")
        for path in (ROOT / app).rglob("*.py")
        if "tests" not in path.parts and "scope_of_totals" in path.read_text()
    }
    assert users == {"core/scope.py", "involvement/outcomes.py"}


def test_the_worker_who_types_it_in_never_reads_it_again(house, place):
    client = house.client()
    here = reverse("ask_questions", args=[place.pk, "before"])
    assert client.post(here, {"confidence": "2", "hopes": SECRET}).status_code == 302
    for page in (here, reverse("activity", args=[place.activity_id]), reverse("person", args=[place.person.reference])):
        shown = client.get(page).content.decode()
        assert SECRET not in shown
        assert "checked" not in client.get(here).content.decode()
    timeline = client.get(reverse("person_timeline", args=[place.person.reference])).content.decode()
    assert SECRET not in timeline


def test_the_person_reads_what_changed_for_them(house, place):
    account = add_user(by=BY, email="sam@example.org", name="Sam")
    give_account(by=BY, user=account, person=place.person)
    client = house.client(account)
    sent = client.post(
        reverse("my_questions", args=[place.activity_id, "before"]), {"confidence": "2", "hopes": SECRET}
    )
    assert sent.status_code == 302
    with house.scope():
        after_a_session(house, place.activity)
    client.post(reverse("my_questions", args=[place.activity_id, "after"]), {"confidence": "5"})
    page = client.get(reverse("my_activity", args=[place.activity_id])).content.decode()
    for shown in ("I feel confident", "A little", "Very much", SECRET):
        assert shown in page


# --- In totals


def answered(house, number, before, after):
    """An activity in which so many people answered the same before and after. Returns it."""
    activity = house.activity(State.RUNNING)
    places = [house.place(activity, house.person(f"P{n}")) for n in range(number)]
    for place in places:
        answer(house, place, "before", confidence=before)
    after_a_session(house, activity)
    for place in places:
        answer(house, place, "after", confidence=after)
    return activity


def shown(house, *activities):
    totals = totals_of(house.service, [activity.pk for activity in activities])
    [confidence, *_rest] = totals.rows
    return [str(totals.before), str(totals.after), *map(str, confidence[1])]


@pytest.mark.parametrize(
    ("number", "before", "after", "figures"),
    [
        (0, 1, 1, ["0", "0", "0", "0", "0"]),
        (3, 2, 4, ["*", "*", "*", "0", "0"]),
        (8, 2, 4, ["10", "10", "10", "0", "0"]),
        (8, 3, 3, ["10", "10", "0", "10", "0"]),
        (8, 4, 2, ["10", "10", "0", "0", "10"]),
    ],
)
def test_totals_say_how_answers_moved_and_keep_the_few_back(house, number, before, after, figures):
    assert shown(house, answered(house, number, before, after)) == figures


def test_the_newest_answer_of_a_person_counts(house):
    activity = answered(house, 8, 2, 4)
    for place in activity.taken_places.select_related("person", "activity"):
        answer(house, place, "after", confidence=1)
    assert shown(house, activity) == ["10", "10", "0", "0", "10"]


def test_an_answer_taken_back_counts_no_more(house):
    activity = answered(house, 8, 2, 4)
    for place in activity.taken_places.select_related("person", "activity"):
        answer(house, place, "after")
    assert shown(house, activity) == ["10", "0", "0", "0", "0"]


def test_the_pages_of_totals_name_nobody(house):
    activity = answered(house, 8, 2, 4)
    client = house.client()
    for page in (reverse("activity_outcomes", args=[activity.pk]), reverse("outcomes")):
        # The token of a form is random letters, in which any name may turn up.
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(page).content.decode())
        assert "More than before" in text
        assert "P0" not in text


def test_totals_are_counted_in_a_scope_that_is_put_back(house, place):
    answer(house, place, "before", confidence=1)
    with scope_of_totals(house.service):
        assert Outcome.objects.count() == 1
    assert not Outcome.objects.exists()
