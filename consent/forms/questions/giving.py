"""Who answers for somebody who cannot, and what they say."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent import rules
from consent.forms.answering import TOO_FAR, two_years_on
from consent.forms.asking import GiverForm
from consent.forms.questions.answers import NO, YES, RecordForm
from consent.forms.questions.assessing import NotesForm
from consent.forms.questions.base import StepForm
from consent.models import Purpose
from consent.models.agreements import Ground
from core.forms import Button, ButtonRow, DayField, Details, OneOfField, Text

WHO = {
    Ground.BEST_INTERESTS: "Nobody: we decide it in their best interests",
    Ground.PARENTAL: "Somebody with parental responsibility",
    Ground.ATTORNEY: "Their attorney for health and welfare",
    Ground.DEPUTY: "A deputy appointed by the court",
}


class WhoAnswersForm(StepForm):
    """Whom the age matrix lets answer, and why nobody else may."""

    asks = "Who answers for them"

    ground = OneOfField(label="Who answers for them?")
    called = {"ground": "who answers for them"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        givers = rules.givers_of(self.known, rules.Finding.LACKS, Purpose.RECORD)
        self.fields["ground"].choices = [(giver.ground.value, WHO[giver.ground]) for giver in givers if giver.may]
        self.others = [
            f"{WHO[giver.ground]}: {giver.may.why}" for giver in givers if not giver.may and giver.ground in WHO
        ]

    def layout(self):
        return ["ground", Details("Who may not, and why", *(Text(other) for other in self.others))]

    @staticmethod
    def words(kept):
        return WHO[Ground(kept["ground"])]


class GiverStepForm(NotesForm, GiverForm):
    """The one who answers: name, how they are related, how that was checked; a child's say about asking them."""

    asks = "Who it is that answers"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.for_giver(self.known.get("ground") or Ground.PARENTAL)

    def layout(self):
        _heading, *rest = self.about_giver()
        return rest

    @staticmethod
    def words(kept):
        agrees = {True: "The child agrees that they are asked", False: kept.get("why_asked"), None: ""}
        who = f"{kept['giver_name']}, {kept['giver_relationship']}"
        return "\n".join(filter(None, [who, kept["giver_checked"], agrees[kept.get("child_agrees")]]))


class OwnAnswerForm(RecordForm):
    """The first question once more, to somebody who turned out to be able to answer it."""

    asks = "Their own answer"
    keeps = "own_record"
    answers = (YES, NO)

    def other_ways(self):
        return []

    @staticmethod
    def words(kept):
        return "They said yes"

    @classmethod
    def said(cls, kept):
        return "They said yes themselves: we may write down what they tell us, and keep it."


class GiverAnswerForm(OwnAnswerForm):
    """The first question, put to whoever answers by name."""

    asks = "The answer of the one who was asked"
    keeps = "giver_record"

    @classmethod
    def said(cls, kept):
        return "They said yes: we may write down what we are told, and keep it."


class DeadEndForm(StepForm):
    """Where nothing can be recorded: the answers go."""

    submit_label = _("Throw these answers away")
    sentences: tuple[str, ...] = ()
    # Whether stopping for now is what to do, and throwing away the other way out.
    may_wait = False


class UnderTenForm(DeadEndForm):
    asks = "Nothing is recorded about a child under 10"
    sentences = ("Tell the safeguarding lead.",)


class NoBirthdayForm(DeadEndForm):
    asks = "A parent can answer only where the date of birth is known"
    sentences = (
        "Parental responsibility ends on the 18th birthday, so the day has to be known.",
        "If they tell you, go back and add it.",
    )


class WaitForm(DeadEndForm):
    asks = "Wait, and ask them again"
    sentences = (
        "Nobody decides for somebody who can decide in time. Until then, nothing is recorded about them.",
        "You can stop for now and go on with these answers when they are better, within 24 hours.",
    )
    may_wait = True

    def layout(self):
        return [ButtonRow(Button(self.submit_label, kind="secondary"))]


class WaitUntilForm(StepForm):
    """For somebody on record: the day on which they are asked again."""

    asks = "Wait, and ask them again"
    submit_label = "Ask them again from that day"
    called = {"ask_on": "a day from which to ask again"}
    sentences = (
        "Nobody decides for somebody who can decide in time. Nothing that you noted is kept.",
        "Asking them again becomes a task of yours, under “Today”.",
    )

    ask_on = DayField(
        label="From which day do we ask them again?",
        earliest=timezone.localdate,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )


class NotInTheirInterestsForm(DeadEndForm):
    asks = "Nothing is recorded about them"
    sentences = ("You decided that it is not in their best interests. There is then no ground to hold anything.",)
