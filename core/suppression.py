"""Small numbers of people, shown so that nobody can be found behind them: the one place where counts are protected.

    protection = protection_of(service)
    protection.figure(0), protection.figure(3), protection.figure(23)      # 0  *  25
    table = protection.table([[3, 20], [12, 0]])                           # rows by columns, with totals
    table.cells[0][1], table.rows[0], table.columns[1], table.total
    share(table.cells[0][1], table.rows[0])                                # "80%", from the figures as shown
    protection.partitions([[3, 20], [14, 9]])                              # the same people, divided in two ways

A count of nobody is 0, one of 1 to 7 is “*”, any other is rounded to the nearest 5 (NHS England's method for
hospital statistics); a service may set both. Beside small counts, others of a table are kept back where together
with the totals they would tell more of a small count than that it is small. “*” means either, so it says “1 or more”
and nothing else. What can be worked out from a table is found exactly: cells and totals are the flows of a network
(total to rows, rows to columns, columns to total), and a cell can be as large as what the rest lets flow past it.
"""

from collections import deque
from dataclasses import dataclass
from math import inf

KEPT_BACK = "*"
# Who tries to work a count out. The one who guesses right which stars are small themselves knows more than is shown.
KNOWS_WHAT_IS_SHOWN, KNOWS_WHICH_ARE_SMALL = "what is shown", "which are small"


@dataclass(frozen=True)
class Figure:
    """A number as it may be shown; `number` is None where it is kept back."""

    number: int | None

    def __str__(self):
        return KEPT_BACK if self.number is None else str(self.number)

    @property
    def rank(self) -> float:
        """To sort by: what is kept back comes after nobody and before every number. Never sort by true counts."""
        return 0.5 if self.number is None else self.number


@dataclass(frozen=True)
class Table:
    """Cells by row, and the totals of rows, of columns and of all, each a `Figure`."""

    cells: list[list[Figure]]
    rows: list[Figure]
    columns: list[Figure]
    total: Figure


@dataclass(frozen=True)
class Protection:
    """Counts from 1 to `up_to` are small. Others are rounded to the nearest `round_to`."""

    up_to: int = 7
    round_to: int = 5

    @property
    def in_words(self) -> str:
        """What a reader of a table has to know, in sentences."""
        return (
            f"“*” stands for 1 to {self.up_to} people, or for a number kept back because it would give such a one away."
            f" Other numbers are rounded to the nearest {self.round_to}, so they may not add up."
        )

    def figure(self, people: int) -> Figure:
        """One count that stands alone: no total and no rest of it is shown anywhere."""
        return Figure(None if self.is_small(people) else self.rounded(people))

    def is_small(self, people: int) -> bool:
        return 1 <= people <= self.up_to

    def rounded(self, people: int) -> int:
        return (people + self.round_to // 2) // self.round_to * self.round_to

    def part_of(self, part: int, whole: int) -> tuple[Figure, Figure]:
        """A part and its whole, such as “20 of 25 people”: the rest, which is their difference, is safe too."""
        row = self.table([[part, whole - part]])
        return row.cells[0][0], row.rows[0]

    def table(self, cells: list[list[int]]) -> Table:
        """The counts of a table with the totals, none of which is given: nobody may be counted in two cells."""
        shown = _Network.of_table(cells, self).shown()
        wide = len(cells[0]) if cells else 0
        inner, (rows, columns) = len(cells) * wide, (len(cells), wide)
        return Table(
            cells=[shown[row * wide : (row + 1) * wide] for row in range(rows)],
            rows=shown[inner : inner + rows],
            columns=shown[inner + rows : inner + rows + columns],
            total=shown[-1],
        )

    def partitions(self, parts: list[list[int]], shown=None) -> tuple[list[list[Figure]], Figure]:
        """The same people divided in several ways, such as the answers to each question; and how many they are.

        Each division has everybody in it once, those who left a question out as well. What one tells of the number of
        all, another may not tell of a small part. `shown`: how many counts of each division are shown, the first of
        it; the rest stand nowhere, and so give nothing away. All, where it is left out.
        """
        flows = iter(_Network.of_partitions(parts, shown or map(len, parts), self).shown())
        figures = [[next(flows) for _ in part] for part in parts]
        return figures, next(flows, Figure(0))

    def may_be(self, people: int, kept_back: bool, attacker: str) -> tuple[float, float]:
        """The least and the most that an attacker thinks a count may be."""
        if people == 0:
            return 0, 0
        if kept_back and attacker == KNOWS_WHAT_IS_SHOWN:
            return 1, inf
        if kept_back:
            return (1, self.up_to) if self.is_small(people) else (self.up_to + 1, inf)
        least = self.rounded(people) - self.round_to // 2
        return max(least, self.up_to + 1), least + self.round_to - 1


def protection_of(service) -> Protection:
    """How a service protects small numbers: its own threshold and rounding."""
    return Protection(up_to=service.small_numbers_up_to, round_to=service.round_numbers_to)


def share(part: Figure, whole: Figure) -> str:
    """A percentage from two figures as they are shown, never from true counts. “*” or “no data” where there is none."""
    if part.number is None or whole.number is None:
        return KEPT_BACK
    if whole.number == 0:
        return "no data"
    return f"{round(100 * part.number / whole.number)}%"


@dataclass
class _Flow:
    """One count of the table, cell or total, as a flow between two nodes."""

    start: object
    end: object
    people: int
    kept_back: bool
    is_total: bool = False


class _Network:
    """Counts as a circulation: what comes into a node leaves it again, so that totals are kept."""

    def __init__(self, flows, protection):
        self.flows, self.protection = flows, protection
        self.at = {}
        for flow in flows:
            self.at.setdefault(flow.start, []).append((flow, 1))
            self.at.setdefault(flow.end, []).append((flow, -1))

    @classmethod
    def of_table(cls, cells, protection):
        """Cells row by row, then the totals of rows, of columns, and of all."""
        rows = [sum(row) for row in cells]
        columns = [sum(column) for column in zip(*cells, strict=True)]
        ways = [
            (("row", number), ("column", place), people, False)
            for number, row in enumerate(cells)
            for place, people in enumerate(row)
        ]
        ways += [("all", ("row", number), people, True) for number, people in enumerate(rows)]
        ways += [(("column", place), "sum", people, True) for place, people in enumerate(columns)]
        ways.append(("sum", "all", sum(rows), True))
        return cls([_Flow(*way[:3], protection.is_small(way[2]), way[3]) for way in ways], protection)

    @classmethod
    def of_partitions(cls, parts, shown, protection):
        """One division after the other, each between two nodes, then everybody."""
        flows = [
            _Flow(number, number + 1, people, protection.is_small(people) or people > 0 and place >= most)
            for number, (part, most) in enumerate(zip(parts, shown, strict=True))
            for place, people in enumerate(part)
        ]
        if parts:
            everybody = sum(parts[0])
            flows.append(_Flow(len(parts), 0, everybody, protection.is_small(everybody), True))
        return cls(flows, protection)

    def shown(self) -> list[Figure]:
        """Each count as it may be shown, in the order of the flows."""
        for attacker in (KNOWS_WHICH_ARE_SMALL, KNOWS_WHAT_IS_SHOWN):
            self.keep_back_what_tells(attacker)
        return [Figure(None if flow.kept_back else self.protection.rounded(flow.people)) for flow in self.flows]

    def keep_back_what_tells(self, attacker):
        """Keep back numbers until each small count could be any small count, for all that an attacker can work out.

        Whoever only knows what is shown is always left without a clue: were every number kept back, all could be
        larger or smaller together. Whoever knows which stars are small may learn from these alone.
        """
        changed = True
        while changed:
            changed = False
            for flow in self.flows:
                if not self.protection.is_small(flow.people):
                    continue
                for change in (self.protection.up_to - flow.people, 1 - flow.people):
                    while (wall := self._what_stops(flow, change, attacker)) is not None:
                        telling = [other for other in wall if not other.kept_back and other.people]
                        if not telling:
                            break
                        # Rather a cell than a total, and rather a small one.
                        min(telling, key=lambda other: (other.is_total, other.people)).kept_back = True
                        changed = True

    def _what_stops(self, small, change, attacker):
        """The flows that keep one from changing by so many people, the others following; None if it can."""
        forth, back = (small.end, small.start) if change > 0 else (small.start, small.end)
        left, moved = abs(change), {}
        while left > 0:
            came_by, waiting = {forth: None}, deque([forth])
            while waiting and back not in came_by:
                node = waiting.popleft()
                for flow, along in self.at[node]:
                    other = flow.end if along > 0 else flow.start
                    if flow is not small and other not in came_by and self._room(flow, along, moved, attacker) > 0:
                        came_by[other] = (flow, along, node)
                        waiting.append(other)
            if back not in came_by:
                return [
                    flow
                    for flow in self.flows
                    if flow is not small and (flow.start in came_by) != (flow.end in came_by)
                ]
            path, node = [], back
            while came_by[node]:
                flow, along, node = came_by[node]
                path.append((flow, along))
            most = min(left, *(self._room(flow, along, moved, attacker) for flow, along in path))
            for flow, along in path:
                moved[id(flow)] = moved.get(id(flow), 0) + along * most
            left -= most
        return None

    def _room(self, flow, along, moved, attacker):
        people = flow.people + moved.get(id(flow), 0)
        least, most = self.protection.may_be(flow.people, flow.kept_back, attacker)
        return most - people if along > 0 else people - least
