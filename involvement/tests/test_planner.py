"""The planner: a golden table of answers, and what holds whatever somebody answers."""

import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from involvement.methods import METHODS
from involvement.models import Aim, Circumstance, Level, Method, TimeFrame
from involvement.reference import LEVELS as PAPERS_LEVELS
from involvement.reference import load_spectrum
from involvement.rules.planner import Answers, Say, advise, partners_that_reach
from involvement.rules.planner.table import ACCESS, AIMS, INCENTIVES, KINDS_THAT_MEET, LEVELS, PEOPLE, WARNINGS

IN_ORDER = [key for key, *_ in PAPERS_LEVELS]
BEYOND = ("moved_on", "other_services", "never_used")

# What is asked and answered: aim, how much can change, people, time; then the levels and the methods that fit.
GOLDEN = [
    (
        ("tell", "nothing", ("in_crisis",), "days"),
        ["information"],
        ["posters", "leaflets"],
    ),
    (
        ("tell", "nothing", BEYOND, "months"),
        ["information"],
        ["posters", "leaflets", "newsletters", "exhibitions", "social_media", "film"],
    ),
    (
        # The one that the issue names: consultation would be a promise that cannot be kept.
        ("hear", "nothing", ("moved_on",), "weeks"),
        ["information"],
        ["posters", "leaflets", "newsletters", "exhibitions", "social_media"],
    ),
    (
        ("hear", "some", ("in_crisis",), "days"),
        ["consultation"],
        ["exit_questionnaires", "exit_interviews"],
    ),
    (
        ("hear", "some", ("briefly",), "weeks"),
        ["consultation"],
        ["questionnaires", "interviews", "surveys", "exit_questionnaires", "exit_interviews"],
    ),
    (
        ("hear", "some", ("moved_on",), "weeks"),
        ["consultation"],
        ["questionnaires", "interviews", "focus_groups", "surveys", "social_media"],
    ),
    (
        ("hear", "direct", ("moved_on",), "months"),
        ["consultation", "participation"],
        [
            "questionnaires",
            "interviews",
            "focus_groups",
            "reference_groups",
            "surveys",
            "service_user_panels",
            "social_media",
            "film",
        ],
    ),
    (
        ("shape", "direct", ("moved_on",), "weeks"),
        ["participation"],
        ["deliberative_workshops"],
    ),
    (
        ("shape", "direct", ("other_services",), "weeks"),
        ["participation"],
        ["other_reference_groups", "deliberative_workshops"],
    ),
    (
        ("shape", "direct", ("never_used",), "ongoing"),
        ["participation"],
        ["reference_groups", "other_reference_groups", "service_user_panels"],
    ),
    (
        ("shape", "shared", ("moved_on",), "months"),
        ["participation", "partnership"],
        ["reference_groups", "deliberative_workshops", "governance_of_schemes", "service_user_panels", "film"],
    ),
    (
        ("choose", "shared", ("never_used",), "weeks"),
        ["partnership"],
        ["recruitment_panels"],
    ),
    (
        ("choose", "some", ("never_used",), "weeks"),
        [],
        [],
    ),
    (
        ("support", "theirs", ("moved_on",), "ongoing"),
        ["control"],
        ["peer_support"],
    ),
    (
        ("support", "shared", ("moved_on",), "ongoing"),
        [],
        [],
    ),
    (
        ("check", "theirs", ("never_used",), "ongoing"),
        ["consultation", "participation", "partnership", "control"],
        [
            "reference_groups",
            "other_reference_groups",
            "governance_of_schemes",
            "user_led_monitoring",
            "service_user_panels",
        ],
    ),
    (
        ("shape", "shared", ("in_crisis",), "months"),
        [],
        [],
    ),
    (
        ("check", "some", ("in_crisis", "moved_on"), "weeks"),
        ["consultation"],
        ["questionnaires", "surveys", "exit_questionnaires", "exit_interviews"],
    ),
]


def asked(aim, say, people, time, groups=()):
    return Answers(aim=aim, people=people, time=time, say=say, groups=groups)


answers = st.builds(
    Answers,
    aim=st.sampled_from(Aim.values),
    people=st.sets(st.sampled_from(Circumstance.values), min_size=1).map(lambda who: tuple(sorted(who))),
    time=st.sampled_from(TimeFrame.values),
    say=st.sampled_from(Say.values),
    groups=st.sets(st.sampled_from(["women", "bme", "young_people"])).map(tuple),
)


@pytest.mark.parametrize(("answered", "levels", "methods"), GOLDEN, ids=[" ".join(map(str, row[0])) for row in GOLDEN])
def test_golden_table(answered, levels, methods):
    advice = advise(asked(*answered))
    assert advice.fitting_levels == levels
    assert [fit.of.key for fit in advice.methods if fit.fits] == methods


def all_answers():
    for aim in Aim.values:
        for time in TimeFrame.values:
            for say in Say.values:
                for who in Circumstance.values:
                    yield asked(aim, say, (who,), time)


# --- What a level promises


# What the paper's promise of each level needs: how much has to be able to change.
PROMISE_NEEDS = {
    Level.INFORMATION: set(Say),
    Level.CONSULTATION: {Say.SOME, Say.DIRECT, Say.SHARED, Say.THEIRS},
    Level.PARTICIPATION: {Say.DIRECT, Say.SHARED, Say.THEIRS},
    Level.PARTNERSHIP: {Say.SHARED, Say.THEIRS},
    Level.CONTROL: {Say.THEIRS},
}


@given(answers)
def test_a_level_whose_promise_cannot_be_kept_is_never_offered(given_answers):
    advice = advise(given_answers)
    for fit in advice.levels:
        if given_answers.say not in PROMISE_NEEDS[fit.of.key]:
            assert not fit.fits
            assert fit.reasons[0] == fit.of.cannot_keep
    for fit in advice.methods:
        assert all(given_answers.say in PROMISE_NEEDS[key] for key in fit.levels)


@given(answers)
def test_where_nothing_can_change_people_are_informed_and_nothing_else(given_answers):
    nothing = asked(given_answers.aim, Say.NOTHING, given_answers.people, given_answers.time)
    advice = advise(nothing)
    assert advice.fitting_levels == [Level.INFORMATION]
    warned = "Nothing can change: consultation would be a promise you cannot keep. Inform people instead."
    assert (warned in advice.warnings) == (given_answers.aim != Aim.TELL)


# --- No level is ranked


@given(answers)
def test_levels_and_methods_are_told_in_the_same_order_whatever_is_answered(given_answers):
    advice = advise(given_answers)
    assert [fit.of.key for fit in advice.levels] == IN_ORDER
    assert [fit.of for fit in advice.methods] == list(METHODS)


RANKING = re.compile(
    r"\b(better|best|worse|worst|higher|lower|highest|lowest|rung|ladder|top|step up|prefer\w*)\b", re.I
)


@given(answers)
def test_no_level_or_method_is_called_better_than_another(given_answers):
    advice = advise(given_answers)
    said = [*advice.warnings, *(reason for fit in (*advice.levels, *advice.methods) for reason in fit.reasons)]
    assert not [words for words in said if RANKING.search(words)]


def test_words_about_levels_rank_none():
    words = [rule.because + rule.cannot_keep for rule in LEVELS] + [method.plain_words for method in METHODS]
    assert not [text for text in words if RANKING.search(text)]
    assert all(not hasattr(rule, "score") and not hasattr(rule, "order") for rule in LEVELS)


# --- Methods


def test_every_method_fits_some_answers_at_each_of_its_levels():
    reached = {
        (fit.of.key, level) for one in all_answers() for fit in advise(one).methods if fit.fits for level in fit.levels
    }
    assert reached == {(method.key, level) for method in METHODS for level in method.levels}


@given(answers)
def test_a_method_fits_exactly_where_a_level_of_it_does_and_aim_time_and_somebody_suit(given_answers):
    advice = advise(given_answers)
    for fit in advice.methods:
        method = fit.of
        suits = (
            given_answers.aim_that_remains in method.aims
            and given_answers.time in method.times
            and set(given_answers.people) & set(method.people)
        )
        assert fit.fits == bool(suits and set(advice.fitting_levels) & set(method.levels))
        assert set(fit.levels) <= set(advice.fitting_levels) & set(method.levels)
        assert fit.reasons


@given(answers)
def test_whoever_was_chosen_and_is_left_out_is_named(given_answers):
    advice = advise(given_answers)
    fitting = [fit.of for fit in advice.methods if fit.fits]
    for who in given_answers.people:
        left_out = fitting and not any(who in method.people for method in fitting)
        named = any(w.startswith("Nothing that fits suits") and PEOPLE[who] in w for w in advice.warnings)
        assert named == bool(left_out)


@given(answers)
def test_the_order_in_which_people_are_chosen_changes_nothing(given_answers):
    turned = asked(given_answers.aim, given_answers.say, given_answers.people[::-1], given_answers.time)
    plain = asked(given_answers.aim, given_answers.say, given_answers.people, given_answers.time)
    assert advise(turned) == advise(plain)


def test_a_level_that_fits_without_a_method_says_so():
    [partnership] = [
        fit for fit in advise(asked("shape", "shared", ("moved_on",), "weeks")).levels if fit.of.key == "partnership"
    ]
    assert partnership.fits
    assert partnership.reasons[-1] == "None of the methods listed here does this in that time."


@pytest.mark.parametrize(
    ("answered", "key", "reasons"),
    [
        (("hear", "some", ("moved_on",), "days"), "surveys", ("It takes longer than that.",)),
        (("hear", "some", ("moved_on",), "ongoing"), "surveys", ("It comes to an end, and this goes on.",)),
        (("hear", "some", ("in_crisis",), "weeks"), "surveys", ("It does not suit people in crisis now.",)),
        (
            ("shape", "direct", ("moved_on",), "weeks"),
            "surveys",
            ("It is there to hear what people think or to check how well the service works.",),
        ),
        (
            ("shape", "some", ("moved_on",), "weeks"),
            "deliberative_workshops",
            ("It is used at participation, which does not fit.",),
        ),
        (
            ("hear", "some", ("in_crisis", "briefly"), "weeks"),
            "surveys",
            ("It suits people in contact for a short time.", "It does not suit people in crisis now."),
        ),
    ],
)
def test_reasons_in_words(answered, key, reasons):
    [fit] = [fit for fit in advise(asked(*answered)).methods if fit.of.key == key]
    assert fit.reasons == reasons


# --- Warnings, access, incentives


def test_every_sentence_of_the_table_is_said_for_some_answers():
    groups = tuple({key for note in ACCESS for key in note.groups})
    said = set()
    for one in all_answers():
        advice = advise(asked(one.aim, one.say, one.people, one.time, groups))
        said |= {*advice.warnings, *advice.access, *advice.incentives}
    assert {note.words for note in (*WARNINGS, *ACCESS, *INCENTIVES)} <= said


def test_a_group_brings_what_helps_it_and_others_do_not():
    women = advise(asked("hear", "some", ("moved_on",), "weeks", ("women",)))
    nobody = advise(asked("hear", "some", ("moved_on",), "weeks"))
    assert [words for words in women.access if words not in nobody.access] == [
        "Childcare, and a meeting for women alone if they would rather."
    ]


def test_payment_comes_with_advice_on_benefits_and_information_pays_nobody():
    told = advise(asked("tell", "nothing", ("moved_on",), "weeks"))
    assert told.incentives == (
        "Nobody gives their time, so nothing has to be paid. Say what changed because people spoke up.",
    )
    together = advise(asked("choose", "shared", ("moved_on",), "months"))
    assert any("affect benefits. People get specialist advice first" in words for words in together.incentives)


# --- Partners


@dataclass(frozen=True)
class Partner:
    name: str
    kind: str


MIND, CLINIC, PEERS = Partner("Mind", "voluntary"), Partner("Clinic", "extended_team"), Partner("Peers", "user_led")


def test_partners_that_reach_a_chosen_group_are_named_and_groups_that_none_reaches():
    found, missed = partners_that_reach(
        asked("hear", "some", ("never_used",), "weeks", ("women", "bme", "young_people")),
        [(MIND, {"women", "older_people"}), (CLINIC, {"young_people"}), (PEERS, set())],
    )
    assert [(reach.partner, reach.groups) for reach in found] == [(MIND, ("women",)), (CLINIC, ("young_people",))]
    assert missed == ("bme",)


def test_without_a_group_the_kind_of_partner_says_whom_it_meets():
    found, missed = partners_that_reach(
        asked("hear", "some", ("briefly", "never_used"), "weeks"), [(MIND, {"women"}), (CLINIC, ()), (PEERS, ())]
    )
    assert [(reach.partner, reach.people) for reach in found] == [
        (MIND, (PEOPLE["never_used"],)),
        (CLINIC, (PEOPLE["briefly"],)),
        (PEERS, (PEOPLE["never_used"],)),
    ]
    assert missed == ()


# --- The table is whole


def test_the_table_speaks_of_every_level_aim_and_kind_of_people():
    assert [rule.key for rule in LEVELS] == IN_ORDER
    assert list(AIMS) == Aim.values
    assert list(PEOPLE) == list(KINDS_THAT_MEET) == Circumstance.values
    assert {rule.key: set(rule.kept_with) for rule in LEVELS} == PROMISE_NEEDS


def test_the_paper_names_these_methods_and_each_is_there_once():
    named = """posters leaflets newsletters exhibitions questionnaires interviews focus_groups reference_groups
    other_reference_groups deliberative_workshops governance_of_schemes recruitment_panels peer_support
    user_led_monitoring surveys service_user_panels social_media film exit_questionnaires exit_interviews"""
    assert [method.key for method in METHODS] == named.split()
    for method in METHODS:
        assert method.levels and method.aims and method.times and method.people
        assert len(method.plain_words) <= 200 and len(method.takes) <= 200


@pytest.mark.django_db
def test_what_the_database_holds_of_methods_is_the_table():
    load_spectrum()
    stored = {method.key: method for method in Method.objects.prefetch_related("levels")}
    assert set(stored) == {method.key for method in METHODS}
    for facts in METHODS:
        method = stored[facts.key]
        assert {level.pk for level in method.levels.all()} == set(facts.levels)
        for name in ("name", "plain_words", "takes", "aims", "times", "people"):
            held, told = getattr(method, name), getattr(facts, name)
            assert (tuple(held) if isinstance(told, tuple) else held) == told
