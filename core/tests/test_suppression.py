"""No number that is shown, and no sum or difference of numbers that are, tells more of a small count than its size."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.models import Service
from core.suppression import KEPT_BACK, Figure, Protection, protection_of, share

NHS = Protection()


def shown(table):
    return [
        [*map(str, row), str(total)]
        for row, total in zip([*table.cells, table.columns], [*table.rows, table.total], strict=True)
    ]


@pytest.mark.parametrize(
    ("people", "figure"),
    [(0, "0"), (1, "*"), (7, "*"), (8, "10"), (12, "10"), (13, "15"), (17, "15"), (18, "20"), (1002, "1000")],
)
def test_nobody_is_0_a_few_are_a_star_and_others_are_rounded(people, figure):
    assert str(NHS.figure(people)) == figure


@pytest.mark.parametrize(("people", "figure"), [(10, "*"), (11, "10"), (15, "20"), (14, "10")])
def test_a_service_may_set_both(people, figure):
    assert str(Protection(up_to=10, round_to=10).figure(people)) == figure


@given(people=st.integers(0, 400), up_to=st.integers(5, 20), round_to=st.sampled_from([5, 10]))
def test_a_number_that_is_shown_is_never_0_for_somebody_and_lies_near_the_truth(people, up_to, round_to):
    figure = Protection(up_to, round_to).figure(people)
    if figure.number is None:
        assert 1 <= people <= up_to
    else:
        assert (figure.number == 0) == (people == 0)
        assert abs(figure.number - people) <= round_to / 2
    least, most = Protection(up_to, round_to).may_be(people, figure.number is None, "which are small")
    assert least <= people <= most


def test_a_total_that_would_tell_a_small_count_is_not_enough_to_hide_it():
    """1 and 20 make 21: shown as * and 20 with 20 in all, the one would be 4 at the most."""
    assert shown(NHS.table([[1, 20]])) == [["*", "*", "20"], ["*", "*", "20"]]


def test_rounding_alone_is_often_enough():
    assert shown(NHS.table([[3, 20]])) == [["*", "20", "25"], ["*", "20", "25"]]


def test_two_small_counts_whose_total_is_shown():
    """7 and 7 make 14: whoever knows that both are small would know from 15 that each is 6 or 7."""
    assert shown(NHS.table([[7, 7]])) == [["*", "*", "*"], ["*", "*", "*"]]


def test_a_table_of_nobody_and_an_empty_one():
    assert shown(NHS.table([[0, 0], [0, 0]])) == [["0", "0", "0"]] * 3
    assert NHS.table([]).total == Figure(0)


def test_a_part_and_its_whole_hide_the_rest_as_well():
    assert tuple(map(str, NHS.part_of(20, 21))) == ("*", "20")
    assert tuple(map(str, NHS.part_of(20, 40))) == ("20", "40")
    assert tuple(map(str, NHS.part_of(0, 21))) == ("0", "20")


# --- What can be worked out, by trying everything


def could_be(table, true, protection):
    """For each cell: every value it takes in some table that would be shown like this one. By brute force."""
    rows, columns = len(true), len(true[0])
    highest = max(map(max, true)) + protection.up_to + 2 * protection.round_to

    def allowed(figure, exact):
        if figure.number is None:
            return lambda value: value >= 1
        return lambda value: (value > protection.up_to or value == 0) and protection.rounded(value) == figure.number

    fits = [[allowed(table.cells[r][c], true[r][c]) for c in range(columns)] for r in range(rows)]
    values = [[[v for v in range(highest + 1) if fits[r][c](v)] for c in range(columns)] for r in range(rows)]
    row_fits = [allowed(figure, None) for figure in table.rows]
    column_fits = [allowed(figure, None) for figure in table.columns]
    total_fits = allowed(table.total, None)
    found = [[set() for _ in range(columns)] for _ in range(rows)]
    rows_possible = [[row for row in product(*values[r]) if row_fits[r](sum(row))] for r in range(rows)]
    for chosen in product(*rows_possible):
        sums = [sum(column) for column in zip(*chosen, strict=True)]
        if all(fit(s) for fit, s in zip(column_fits, sums, strict=True)) and total_fits(sum(sums)):
            for r, row in enumerate(chosen):
                for c, value in enumerate(row):
                    found[r][c].add(value)
    return found


small_tables = st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=2), min_size=1, max_size=2)


@settings(max_examples=60)
@given(cells=small_tables)
def test_every_small_count_could_be_any_small_count_for_all_that_is_shown(cells):
    """By brute force over every table that would look the same, with small figures to keep it short."""
    protection = Protection(up_to=3, round_to=3)
    found = could_be(protection.table(cells), cells, protection)
    for row, possible in zip(cells, found, strict=True):
        for people, values in zip(row, possible, strict=True):
            if protection.is_small(people):
                assert values >= set(range(1, protection.up_to + 1)), (cells, people, values)


def bounds_by_propagation(table, protection):
    """What sums and differences tell: each figure narrowed by the others of its row or column until nothing changes.

    Another way of reckoning than the module's own, and on tables of any size.
    """
    rows, columns = len(table.cells), len(table.cells[0])
    grid = [[*row, total] for row, total in zip([*table.cells, table.columns], [*table.rows, table.total], strict=True)]
    bounds = {}
    for r, row in enumerate(grid):
        for c, figure in enumerate(row):
            if figure.number is None:
                bounds[r, c] = (1, 10**6)
            elif figure.number == 0:
                bounds[r, c] = (0, 0)
            else:
                least = figure.number - protection.round_to // 2
                bounds[r, c] = (max(least, protection.up_to + 1), least + protection.round_to - 1)
    lines = [[(r, c) for c in range(columns + 1)] for r in range(rows + 1)]
    lines += [[(r, c) for r in range(rows + 1)] for c in range(columns + 1)]
    changed = True
    while changed:
        changed = False
        for *parts, total in lines:
            for place in [*parts, total]:
                least, most = bounds[place]
                if place == total:
                    new = (sum(bounds[p][0] for p in parts), sum(bounds[p][1] for p in parts))
                else:
                    others = [bounds[p] for p in parts if p != place]
                    low = bounds[total][0] - sum(o[1] for o in others)
                    new = (low, bounds[total][1] - sum(o[0] for o in others))
                narrowed = (max(least, new[0]), min(most, new[1]))
                if narrowed != (least, most):
                    bounds[place], changed = narrowed, True
    return bounds


counts = st.one_of(st.integers(0, 9), st.integers(0, 60))
tables = st.integers(1, 6).flatmap(
    lambda wide: st.lists(st.lists(counts, min_size=wide, max_size=wide), min_size=1, max_size=7)
)


@settings(max_examples=150)
@given(cells=tables, up_to=st.integers(5, 12), round_to=st.sampled_from([5, 10]))
def test_no_sum_or_difference_of_what_is_shown_narrows_a_small_count(cells, up_to, round_to):
    protection = Protection(up_to, round_to)
    table = protection.table(cells)
    bounds = bounds_by_propagation(table, protection)
    truth = [[*row, sum(row)] for row in cells]
    truth.append([sum(column) for column in zip(*truth, strict=True)])
    # A total cannot be less than the number of cells in which there is somebody, which are seen not to be 0.
    somebody = [[*(min(people, 1) for people in row), sum(min(people, 1) for people in row)] for row in cells]
    somebody.append([sum(column) for column in zip(*somebody, strict=True)])
    for r, row in enumerate(truth):
        for c, people in enumerate(row):
            least, most = bounds[r, c]
            assert least <= people <= most
            if protection.is_small(people):
                assert least <= somebody[r][c] and most >= up_to, (cells, r, c, least, most)


@given(cells=tables)
def test_nobody_is_always_shown_as_0_and_small_is_never_shown(cells):
    table = NHS.table(cells)
    for row, figures in zip(cells, table.cells, strict=True):
        for people, figure in zip(row, figures, strict=True):
            assert (figure.number == 0) == (people == 0)
            assert not (NHS.is_small(people) and figure.number is not None)
            if figure.number:
                assert figure.number == NHS.rounded(people)


@given(cells=tables)
def test_a_table_without_small_counts_is_shown_whole(cells):
    table = NHS.table([[0 if NHS.is_small(people) else people for people in row] for row in cells])
    assert KEPT_BACK not in [str(figure) for row in table.cells for figure in row]


# --- The same people divided in several ways


def in_words(parts):
    figures, total = NHS.partitions(parts)
    return [[str(figure) for figure in part] for part in figures], str(total)


def test_each_division_of_the_same_people_keeps_its_small_counts_and_the_others_are_whole():
    assert in_words([[3, 20], [14, 9]]) == ([["*", "20"], ["15", "10"]], "25")
    assert in_words([[0, 0], [0]]) == ([["0", "0"], ["0"]], "0")
    assert in_words([]) == ([], "0")


def test_what_stands_nowhere_is_kept_back_and_has_less_of_the_rest_kept_back():
    both, one = NHS.partitions([[9, 11], [2, 18]]), NHS.partitions([[9, 11], [2, 18]], [1, 1])
    assert str(one[0][0][0]) == "10" and one[0][1][0].number is None
    assert sum(part[0].number is not None for part in one[0]) >= sum(part[0].number is not None for part in both[0])


def test_what_one_division_tells_of_all_does_not_give_away_a_part_of_another():
    """7 and 7 are both small, so nothing may say that they make 14: not the total, nor another division of it."""
    assert in_words([[7, 7], [14]]) == ([["*", "*"], ["*"]], "*")


partitions = st.integers(0, 14).flatmap(
    lambda people: st.lists(st.integers(0, people).map(lambda part: [part, people - part]), min_size=1, max_size=3)
)


@pytest.mark.parametrize("shown", [2, 1], ids=["both parts are shown", "one of each two is shown"])
@settings(max_examples=60)
@given(parts=partitions)
def test_every_small_part_could_be_any_small_count_for_all_that_every_division_shows(shown, parts):
    """By brute force over all divisions that look the same. Two stars in one are seen to be two people at least."""
    protection = Protection(up_to=3, round_to=3)
    figures, total = protection.partitions(parts, [shown] * len(parts))
    nowhere = object()
    figures = [[a, b if shown == 2 else nowhere] for a, b in figures]

    def fits(figure, value):
        if figure is nowhere:
            return True
        if figure.number is None:
            return value >= 1
        return (value > protection.up_to or value == 0) and protection.rounded(value) == figure.number

    found = [[set(), set()] for _ in parts]
    for people in range(sum(parts[0]) + 12):
        if not fits(total, people):
            continue
        ways = [[n for n in range(people + 1) if fits(a, n) and fits(b, people - n)] for a, b in figures]
        if all(ways):
            for part, possible in zip(found, ways, strict=True):
                part[0] |= set(possible)
                part[1] |= {people - n for n in possible}
    for part, possible in zip(parts, found, strict=True):
        for people, values in zip(part, possible, strict=True):
            if protection.is_small(people):
                assert values >= set(range(2, protection.up_to + 1)), (parts, people, values)


# --- Percentages and order


@given(part=st.integers(0, 300), rest=st.integers(0, 300))
def test_a_percentage_comes_from_the_figures_that_are_shown(part, rest):
    some, whole = NHS.part_of(part, part + rest)
    words = share(some, whole)
    if some.number is None or whole.number is None:
        assert words == "*"
    elif whole.number == 0:
        assert words == "no data"
    else:
        assert words == f"{round(100 * some.number / whole.number)}%"
        assert 0 <= int(words[:-1]) <= 100


def test_two_counts_that_look_the_same_have_the_same_percentage_and_the_same_rank():
    assert share(NHS.figure(18), NHS.figure(38)) == share(NHS.figure(22), NHS.figure(42))
    assert NHS.figure(1).rank == NHS.figure(7).rank
    assert NHS.figure(0).rank < NHS.figure(3).rank < NHS.figure(8).rank


def test_a_large_table_is_protected_while_somebody_waits_for_the_page():
    cells = [[(row * 7 + place * 3) % 11 for place in range(9)] for row in range(60)]
    table = NHS.table(cells)
    assert len(table.cells) == 60


def test_a_service_says_how_it_protects_small_numbers():
    assert protection_of(Service()) == Protection(7, 5)
    assert protection_of(Service(small_numbers_up_to=10, round_numbers_to=10)) == Protection(10, 10)
