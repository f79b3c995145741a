"""What people answered, counted: one version at a time, with small numbers of people protected (core.suppression).

The questions of a version divide the same people, so they are protected together. Where any answers can be chosen, each
of them divides the people in two: those who chose it and those who did not. Results are narrowed by nothing but
the version: what a part of the answers keeps back, the whole without it would tell.
"""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from core.suppression import Figure, protection_of, share
from involvement.models import Answer, Question, Response

LEFT_OUT = "Left out"


@dataclass(frozen=True)
class Line:
    """One answer with its figure, its share of all, and the width of its bar from 0 to 100."""

    words: str
    figure: Figure
    share: str
    width: int


@dataclass(frozen=True)
class Counted:
    """A question, or how the form was filled in, with a line for each answer."""

    title: str
    lines: list[Line]

    @property
    def nothing_to_draw(self) -> bool:
        return not any(line.width for line in self.lines)


@dataclass(frozen=True)
class Results:
    """All figures are as they may be shown. `asked_for_words`: the questions answered in words."""

    total: Figure
    counted: list[Counted]
    asked_for_words: list[Question]
    in_words: str

    @property
    def shows_no_number(self) -> bool:
        """Whether so few answered that every figure is a star or nobody."""
        return not any(line.figure.number for counted in self.counted for line in counted.lines)

    @property
    def rows(self):
        """For a file: question, answer, how many, share."""
        for counted in self.counted:
            for line in counted.lines:
                yield [counted.title, line.words, line.figure, line.share]


def results_of(version) -> Results:
    """The results of one version. Three statements, however many answered."""
    protection = protection_of(version.service)
    questions = list(version.questions.all())
    how = dict(Response.objects.filter(version=version).values_list("how").annotate(n=Count("pk")).order_by())
    everybody = sum(how.values())
    counts, answered = _counts(version)
    # Each division of everybody, with the words of those of its parts that are shown, and of which question.
    divided = [(None, Response.How.labels, [how.get(way, 0) for way in Response.How.values])]
    for question in questions:
        if question.kind == Question.Kind.WORDS:
            continue
        answers = question.answers()
        people = [counts[question.pk, value] for value in range(1, len(answers) + 1)]
        left_out = everybody - answered[question.pk]
        if question.kind == Question.Kind.ANY:
            each = zip([*answers, LEFT_OUT], [*people, left_out], strict=True)
            divided += [(question, [words], [chose, everybody - chose]) for words, chose in each]
        else:
            divided.append((question, [*answers, LEFT_OUT], [*people, left_out]))
    shown = [len(words) for _question, words, _people in divided]
    parts, total = protection.partitions([people for _question, _words, people in divided], shown)
    by_question = {}
    for (question, words, _people), figures in zip(divided, parts, strict=True):
        under = by_question.setdefault(question, ([], []))
        under[0].extend(words)
        under[1].extend(figures[: len(words)])
    return Results(
        total=total,
        counted=[
            Counted(question.text if question else "How it was filled in", _lines(words, figures, total))
            for question, (words, figures) in by_question.items()
        ],
        asked_for_words=[question for question in questions if question.kind == Question.Kind.WORDS],
        in_words=protection.in_words,
    )


def _counts(version) -> tuple[Counter, Counter]:
    """How many gave each answer, by question and value, and how many answered each question."""
    given = Answer.objects.filter(question__version=version, words="").values_list("question", "value", "chosen")
    counts, answered = Counter(), Counter()
    for question, value, chosen, n in given.annotate(n=Count("pk")).order_by():
        answered[question] += n
        for one in chosen or [value]:
            counts[question, one] += n
    return counts, answered


def _lines(words, figures, total):
    widest = max((figure.number or 0 for figure in figures), default=0)
    return [
        Line(text, figure, share(figure, total), round(100 * (figure.number or 0) / widest) if widest else 0)
        for text, figure in zip(words, figures, strict=True)
    ]
