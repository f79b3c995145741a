"""The two questions of consent, and what follows from an answer."""

from datetime import date

from consent.forms.answering import (
    NO,
    NOT_ASKED,
    TOO_FAR,
    YES_LATER,
    YES_NOW,
    tomorrow,
    two_years_on,
)
from consent.forms.questions.base import AnswerByButton, StepForm
from consent.models import Purpose
from consent.models.agreements import NotAskedReason
from core.forms import (
    ButtonRow,
    DayField,
    Details,
    Heading,
    OneOfField,
    Question,
    Text,
)

YES, CANNOT = "yes", "cannot"


class RecordForm(AnswerByButton):
    """The first question. The third answer is for somebody who cannot give one: whether they can is assessed then."""

    asks = "May we write this down and keep it?"
    purpose = Purpose.RECORD
    equal_answers = ((YES, "They said yes"), (NO, "They said no"))
    answers = (YES, NO, CANNOT)

    def other_ways(self):
        return [
            Details(
                "They cannot answer this for themselves",
                Text(
                    "For somebody who does not understand or remember what you read out. Help them first: easy read, a"
                    " quiet room, more time. From 16 on, whether they can decide is assessed next."
                ),
                self.button(CANNOT, "They cannot answer"),
            )
        ]

    @staticmethod
    def words(kept):
        return {YES: "They said yes", CANNOT: "They cannot answer for themselves"}[kept[Purpose.RECORD]]

    @classmethod
    def said(cls, kept):
        if kept[Purpose.RECORD] == CANNOT:
            return "Kept: they cannot answer this for themselves."
        return "They said yes: we may write down what they tell us, and keep it."


class ContactForm(AnswerByButton):
    """The separate question. Saying no to it never blocks anything else."""

    asks = "May we contact them about being involved?"
    purpose = Purpose.CONTACT
    equal_answers = ((YES_NOW, "They said yes"), (NO, "They said no"))
    other_answers = ((YES_LATER, "They said yes, but later"), (NOT_ASKED, "They were not asked"))
    answers = (YES_NOW, NO, YES_LATER, NOT_ASKED)

    def other_ways(self):
        return [
            Heading("If it was neither", level=3),
            ButtonRow(*(self.button(*answer) for answer in self.other_answers)),
        ]

    @staticmethod
    def words(kept):
        return {
            YES_NOW: "They said yes",
            NO: "They said no",
            YES_LATER: "They said yes, but later",
            NOT_ASKED: "They were not asked",
        }[kept[Purpose.CONTACT]]

    @classmethod
    def said(cls, kept):
        return {
            YES_NOW: "They said yes: we may contact them about being involved.",
            NO: "They said no to being contacted about involvement, and nobody will.",
            YES_LATER: "They said yes, but later.",
            NOT_ASKED: "They were not asked about being involved.",
        }[kept[Purpose.CONTACT]]


class LaterForm(StepForm):
    asks = "From which day we may ask"
    called = {"ask_on": "a day from which to ask"}

    ask_on = DayField(
        label="From which day may we ask?",
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )

    def layout(self):
        return [Question("ask_on")]

    @staticmethod
    def words(kept):
        return f"{date.fromisoformat(kept['ask_on']):%-d %B %Y}"


class WhyNotForm(StepForm):
    asks = "Why they were not asked"

    not_asked_reason = OneOfField(label="Why were they not asked?", choices=NotAskedReason)
    called = {"not_asked_reason": "why they were not asked"}

    def layout(self):
        return [Question("not_asked_reason")]

    @staticmethod
    def words(kept):
        return str(NotAskedReason(kept["not_asked_reason"]).label)
