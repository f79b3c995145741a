"""A table of small steps, each with the condition under which it is asked, and going along it. Pure.

`answers` is what was kept of each step, by its key. `known` is what all of them say together, as one dict: a condition
sees what the steps before it brought.
"""

from collections.abc import Callable
from dataclasses import dataclass

from consent.forms.questions import StepForm

QUESTION, READ_OUT = "consent/recording/question.html", "consent/recording/read_out.html"
DEAD_END = "consent/recording/dead_end.html"


def always(known: dict) -> bool:
    return True


def both(*conditions: Callable[[dict], bool]) -> Callable[[dict], bool]:
    """Whether all of these hold."""
    return lambda known: all(condition(known) for condition in conditions)


def signature(user, today) -> dict:
    """What is kept with a conclusion, so that only whoever came to it answers for it."""
    return {"signed_by": user.pk, "signed_on": today.isoformat()}


@dataclass(frozen=True)
class Step:
    """`when`: whether it is asked, from what is known so far. `optional`: only asked where somebody wants to.

    `reads_out`: the purpose whose wording the screen shows. `leads_out`: the name of the page where the journey
    ends here, with the answers thrown away. `permission`: who may answer it, where not all who record people may.
    `signed`: a conclusion that somebody answers for, today: a colleague who takes over concludes anew.
    """

    key: str
    form: type[StepForm]
    when: Callable[[dict], bool] = always
    template: str = QUESTION
    reads_out: str = ""
    optional: bool = False
    leads_out: str = ""
    permission: str = ""
    signed: bool = False

    @property
    def asks(self) -> str:
        return self.form.asks


class Walk:
    """The steps of one journey, in order."""

    def __init__(self, *steps: Step):
        self.steps = steps

    def steps_for(self, answers: dict) -> list[Step]:
        """The steps that these answers call for, in order."""
        return self._along(answers)[0]

    def known_from(self, answers: dict) -> dict:
        """What the answers say, as one dict: without those of steps that are not asked any more."""
        return self._along(answers)[1]

    def _along(self, answers):
        found, known = [], {}
        for step in self.steps:
            if step.when(known):
                found.append(step)
                known |= answers.get(step.key, {})
        return found, known

    def next_step(self, answers: dict) -> Step | None:
        """The first question without an answer, or None when it is time to check them."""
        return next((step for step in self.steps_for(answers) if step.key not in answers and not step.optional), None)

    def where_it_waits(self, answers: dict) -> str:
        """Where the journey stands, as the end of a sentence."""
        step = self.next_step(answers)
        return f"at the question “{step.asks}”" if step else "with only the answers to check"

    def step_before(self, answers: dict, step: Step) -> Step | None:
        """The step to go back to, or None from the first."""
        steps = [other for other in self.steps_for(answers) if not other.optional]
        if step not in steps:
            return None
        at = steps.index(step)
        return steps[at - 1] if at else None

    def may_be_opened(self, answers: dict, key: str) -> Step | None:
        """The step of this key, where every question before it has its answer. Else None."""
        for step in self.steps_for(answers):
            if step.key == key:
                return step
            if step.key not in answers and not step.optional:
                return None
        return None

    def still_answered(self, answers: dict, user, today) -> dict:
        """The answers without conclusions that somebody else came to, or on another day."""
        signed, mine = {step.key for step in self.steps if step.signed}, signature(user, today)
        return {
            key: kept
            for key, kept in answers.items()
            if key not in signed or {name: kept.get(name) for name in mine} == mine
        }
