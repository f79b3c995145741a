"""The planner: which levels and methods fit, which do not, and why. Pure: reads the answers and a table.

    advice = advise(Answers(aim="hear", people=["moved_on"], time="weeks", say="some"))
    [fit.of.key for fit in advice.levels if fit.fits]     # ["consultation"]

A level fits where its promise can be kept with what can truly change, and where the aim, the time and the people suit
it. Levels and methods are told in the paper's order whatever the answers are: none is worth more than another.
"""

from dataclasses import dataclass, replace

from involvement.methods import METHODS
from involvement.models import Aim, Level, TimeFrame
from involvement.rules.planner.table import (
    ACCESS,
    AIMS,
    INCENTIVES,
    KINDS_THAT_MEET,
    LEVELS,
    NOBODY_ASKED,
    PEOPLE,
    WARNINGS,
    Note,
    Say,
)

__all__ = ["Advice", "Answers", "Fit", "Reach", "Say", "advise", "listed", "partners_that_reach"]


@dataclass(frozen=True)
class Answers:
    """What somebody answered. `people` and `groups` hold any number of keys, the rest holds one."""

    aim: str
    people: tuple
    time: str
    say: str
    groups: tuple = ()

    @property
    def aim_that_remains(self) -> str:
        """Where nothing can change, all that is left is to tell people."""
        return Aim.TELL if self.say == Say.NOTHING else self.aim


@dataclass(frozen=True)
class Fit:
    """A level or a method (`of`), whether it fits, the reasons in sentences, and of a method the levels it fits at."""

    of: object
    fits: bool
    reasons: tuple
    levels: tuple = ()


@dataclass(frozen=True)
class Advice:
    levels: tuple
    methods: tuple
    warnings: tuple
    access: tuple
    incentives: tuple

    @property
    def fitting_levels(self) -> list:
        return [fit.of.key for fit in self.levels if fit.fits]


def advise(answers: Answers, methods=METHODS) -> Advice:
    """What fits these answers, what does not and why, and what to think of."""
    levels = tuple(_level(rule, answers) for rule in LEVELS)
    fitting = tuple(fit.of.key for fit in levels if fit.fits)
    found = tuple(_method(method, fitting, answers) for method in methods)
    used = tuple(key for key in fitting if any(key in fit.levels for fit in found))
    return Advice(
        tuple(_without_method(fit) if fit.fits and fit.of.key not in used else fit for fit in levels),
        found,
        (*_said(WARNINGS, answers, used), *_left_out(found, answers)),
        _said(ACCESS, answers, used),
        _incentives(answers, used),
    )


def _level(rule, answers) -> Fit:
    why_not = [] if answers.say in rule.kept_with else [rule.cannot_keep]
    why_not += _does_not_suit(rule, answers)
    if why_not:
        return Fit(rule, False, tuple(why_not))
    return Fit(rule, True, (rule.because, *_not_for_all(rule, answers)))


def _without_method(fit) -> Fit:
    return replace(fit, reasons=(*fit.reasons, "None of the methods listed here does this in that time."))


def _method(method, fitting, answers) -> Fit:
    levels = tuple(key for key in fitting if key in method.levels)
    why_not = _does_not_suit(method, answers)
    if not levels and not why_not:
        why_not = [f"It is used at {listed([_name(key) for key in method.levels], 'or')}, which does not fit."]
    if why_not:
        return Fit(method, False, tuple(why_not))
    reached = [words for who, words in PEOPLE.items() if who in answers.people and who in method.people]
    return Fit(method, True, (f"It suits {listed(reached)}.", *_not_for_all(method, answers)), levels)


def _does_not_suit(rule, answers) -> list:
    """Why a level or method does not suit the aim, the time and the people, in sentences."""
    why_not = []
    if answers.aim_that_remains not in rule.aims:
        why_not.append(f"It is there {listed([AIMS[aim] for aim in rule.aims], 'or')}.")
    if answers.time not in rule.times:
        order = TimeFrame.values
        too_short = order.index(answers.time) < min(order.index(time) for time in rule.times)
        why_not.append("It takes longer than that." if too_short else "It comes to an end, and this goes on.")
    if not set(answers.people) & set(rule.people):
        why_not.append(f"It does not suit {listed(_words(answers.people), 'or')}.")
    return why_not


def _not_for_all(rule, answers) -> list:
    """Of those who were chosen, whom it does not suit."""
    others = _words(who for who in answers.people if who not in rule.people)
    return [f"It does not suit {listed(others, 'or')}."] if others else []


def _left_out(found, answers) -> list:
    """Those who were chosen and whom no method that fits would involve, where anything fits at all."""
    fitting = [fit.of for fit in found if fit.fits]
    if not fitting:
        return []
    others = _words(who for who in answers.people if not any(who in method.people for method in fitting))
    return [f"Nothing that fits suits {listed(others, 'or')}. Plan something else for them too."] if others else []


def _said(notes, answers, levels) -> tuple:
    return tuple(note.words for note in notes if _is_about(note, answers, levels))


def _is_about(note: Note, answers, levels) -> bool:
    return (
        (not note.aims or answers.aim in note.aims)
        and (not note.people or bool(set(note.people) & set(answers.people)))
        and (not note.times or answers.time in note.times)
        and (not note.say or answers.say in note.say)
        and (not note.groups or bool(set(note.groups) & set(answers.groups)))
        and (not note.levels or bool(set(note.levels) & set(levels)))
    )


def _incentives(answers, levels) -> tuple:
    if answers.aim_that_remains == Aim.TELL:
        return (NOBODY_ASKED,)
    return _said(INCENTIVES, answers, levels)


# --- Partners


@dataclass(frozen=True)
class Reach:
    """A partner and why it is named: the chosen groups it reaches, and the people its kind meets."""

    partner: object
    groups: tuple
    people: tuple


def partners_that_reach(answers: Answers, partners):
    """Partners that reach whom the answers mean, and the keys of chosen groups that none reaches.

    `partners`: pairs of a partner (with its `kind`) and the keys of the groups it reaches. Where groups were chosen, a
    partner has to reach one of them; where none was, its kind has to meet the people.
    """
    found, missed = [], set(answers.groups)
    for partner, reached in partners:
        groups = tuple(key for key in answers.groups if key in reached)
        people = tuple(who for who in PEOPLE if who in answers.people and partner.kind in KINDS_THAT_MEET[who])
        missed -= set(groups)
        if groups or (people and not answers.groups):
            found.append(Reach(partner, groups, _words(people)))
    return found, tuple(key for key in answers.groups if key in missed)


# --- Words


def listed(words, last="and") -> str:
    """ "a, b and c", or "" for nothing."""
    words = list(words)
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _words(people) -> tuple:
    people = set(people)
    return tuple(words for who, words in PEOPLE.items() if who in people)


def _name(key) -> str:
    return {Level.PARTNERSHIP: "partnership or co-production"}.get(key, key)
