"""What people answered, counted: one version at a time, with small numbers of people protected (core.suppression).

The questions of a version divide the same people, so they are protected together. Results are narrowed by nothing but
the version: what a part of the answers keeps back, the whole without it would tell.
"""

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
    given = Answer.objects.filter(question__version=version, value__isnull=False).values_list("question", "value")
    counts = {(question, value): n for question, value, n in given.annotate(n=Count("pk")).order_by()}
    divided = [("How it was filled in", Response.How.labels, [how.get(way, 0) for way in Response.How.values])]
    for question in questions:
        if question.kind != Question.Kind.WORDS:
            answers = question.answers()
            people = [counts.get((question.pk, value), 0) for value in range(1, len(answers) + 1)]
            divided.append((question.text, [*answers, LEFT_OUT], [*people, everybody - sum(people)]))
    parts, total = protection.partitions([people for _title, _words, people in divided])
    return Results(
        total=total,
        counted=[
            Counted(title, _lines(words, figures, total))
            for (title, words, _people), figures in zip(divided, parts, strict=True)
        ],
        asked_for_words=[question for question in questions if question.kind == Question.Kind.WORDS],
        in_words=protection.in_words,
    )


def _lines(words, figures, total):
    widest = max((figure.number or 0 for figure in figures), default=0)
    return [
        Line(text, figure, share(figure, total), round(100 * (figure.number or 0) / widest) if widest else 0)
        for text, figure in zip(words, figures, strict=True)
    ]
