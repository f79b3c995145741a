"""Views out of a table that somebody made elsewhere: each row checked, and what is wrong with it said in a sentence.

checked = check(read_table(file), groups)
checked.problems        # [(row, sentence), ...]: nothing is recorded while there are any
checked.rows            # what `record_views` takes, with the session or partner that the form adds
"""

from dataclasses import dataclass, field

from involvement.models import View
from involvement.models.feedback import MOST_WHO_SAID_IT

THEME, WORDS, GROUP, KIND, PEOPLE = "Theme", "What they said", "Group", "Whose words", "How many people"
COLUMNS = (THEME, WORDS, GROUP, KIND, PEOPLE)
REQUIRED = (THEME, WORDS)
_OTHER_NAMES = {
    "words": WORDS,
    "what people said": WORDS,
    "said": WORDS,
    "view": WORDS,
    "topic": THEME,
    "whose words these are": KIND,
    "kind": KIND,
    "people": PEOPLE,
    "how many people said it": PEOPLE,
}
_KINDS = {
    "": View.Kind.OWN,
    "own": View.Kind.OWN,
    "their own": View.Kind.OWN,
    "in their own words": View.Kind.OWN,
    "summary": View.Kind.SUMMARY,
    "a summary": View.Kind.SUMMARY,
    "a worker's summary": View.Kind.SUMMARY,
    "a worker’s summary": View.Kind.SUMMARY,
}
_LONGEST = {THEME: 100, WORDS: 3000}
MOST_PROBLEMS = 100


@dataclass
class Checked:
    """The rows of a table as views, and what is wrong with them."""

    rows: list[dict] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def check(table, groups) -> Checked:
    """What a table (`core.spreadsheets.TableRow`, the head first) says, row by row. `groups`: those there are."""
    head, *rows = table
    places = _places(head.cells)
    checked = Checked(unknown=[cell for cell in head.cells if cell and _column(cell) is None])
    missing = [name for name in REQUIRED if name not in places]
    if missing:
        names = " and ".join(f"“{name}”" for name in missing)
        checked.problems.append((head.number, f"The first row must name the columns. There is none called {names}."))
        return checked
    if not rows:
        checked.problems.append((head.number, "There are no rows below the names of the columns."))
    known = {group.name.casefold(): group for group in groups}
    for row in rows:
        values = {name: row.cells[place] if place < len(row.cells) else "" for name, place in places.items()}
        formulas = [name for name, place in places.items() if place in row.formulas]
        _check_row(row.number, values, formulas, known, checked)
    return checked


def as_sent_back(table) -> list:
    """A table as plain lists, for the form that sends it once more."""
    return [[row.number, row.cells] for row in table]


def _column(cell):
    name = " ".join(cell.split()).casefold()
    return next((column for column in COLUMNS if column.casefold() == name), None) or _OTHER_NAMES.get(name)


def _places(cells) -> dict:
    """Which column stands where. The first of two with one name counts."""
    places = {}
    for place, cell in enumerate(cells):
        column = _column(cell)
        if column:
            places.setdefault(column, place)
    return places


def _check_row(number, values, formulas, known, checked):
    problems = []
    for name in formulas:
        problems.append(f"“{name}” is a formula. Type what it should say instead.")
    for name in REQUIRED:
        text = values[name]
        if not text:
            problems.append("Write a theme." if name == THEME else "Write what they said.")
        elif len(text) > _LONGEST[name]:
            problems.append(f"“{name}” must be {_LONGEST[name]} characters or fewer. There are {len(text)}.")
    group_name = values.get(GROUP, "")
    group = known.get(" ".join(group_name.split()).casefold())
    if group_name and group is None and GROUP not in formulas:
        problems.append(f"There is no group called “{_short(group_name)}”. Use one of those named below, or none.")
    kind = _KINDS.get(" ".join(values.get(KIND, "").split()).casefold())
    if kind is None and KIND not in formulas:
        problems.append(f"“{KIND}” must be “own” or “summary”, not “{_short(values[KIND])}”.")
    people = _people(values.get(PEOPLE, ""))
    if people is None and PEOPLE not in formulas:
        problems.append(f"“{PEOPLE}” must be a whole number from 1 to {MOST_WHO_SAID_IT}.")
    if problems:
        checked.problems += [(number, problem) for problem in problems]
    else:
        row = {"theme_name": values[THEME], "words": values[WORDS], "group": group, "kind": kind, "people": people}
        checked.rows.append(row)


def _people(text):
    if not text:
        return 1
    if text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_WHO_SAID_IT:
        return int(text)
    return None


def _short(text) -> str:
    return text if len(text) <= 40 else f"{text[:40]}…"
