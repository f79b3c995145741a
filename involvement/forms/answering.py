"""The form that a questionnaire is answered with: drawn from its questions, in plain words or in easy read."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.models import Person
from core.easy_read import Easy
from core.forms import LongText, OneOfField, PlainForm, Radios, ShortText, SomeOfField
from core.forms.layout import Trap
from involvement.codes import questionnaire_of
from involvement.forms.materials import OfAPerson, SomebodyOrNobody
from involvement.forms.places import PeopleToChoose
from involvement.models import Question

LONGEST_WORDS = 2000
# Beside the questions, in easy read.
DRAWINGS = dict.fromkeys(Question.Kind, "question") | {Question.Kind.WORDS: "speech", Question.Kind.YES_NO: "choice"}
NOTHING_ANSWERED = "Answer at least one question."


class AnswersForm(PlainForm):
    """The questions of one version. `easy`: in easy read."""

    submit_label = "Send my answers"
    # The questions are a service's own words, and the buttons between them go with them.
    written_in = "en"

    def __init__(self, *args, version, easy=False, **kwargs):
        self.questions = {f"question_{question.pk}": question for question in version.questions.all()}
        self.easy = easy
        self.easy_words = {name: Easy(drawing=DRAWINGS[question.kind]) for name, question in self.questions.items()}
        self.base_fields = {
            **{name: _field(question, easy) for name, question in self.questions.items()},
            **type(self).base_fields,
        }
        super().__init__(*args, **kwargs)

    def clean(self):
        data = super().clean()
        if not self.errors and not self.answers:
            self.add_error(next(iter(self.questions)), NOTHING_ANSWERED)
        return data

    @property
    def answers(self) -> dict:
        """By question, the value of the answer, from 1, or the words. Nothing of what was left out."""
        given = {question: self.cleaned_data.get(name) for name, question in self.questions.items()}
        return {question: _kept(question, value) for question, value in given.items() if value}


def _kept(question, value):
    if question.kind == Question.Kind.WORDS:
        return value
    return sorted(map(int, value)) if question.kind == Question.Kind.ANY else int(value)


def _field(question, easy):
    label = question.words(easy)
    if question.kind == Question.Kind.WORDS:
        return forms.CharField(
            label=label,
            help_text="Do not write names." if not easy else "Write no names.",
            max_length=LONGEST_WORDS,
            required=question.required,
            widget=LongText(rows=4, attrs={"autocomplete": "off"}),
        )
    field, more = OneOfField, {}
    if question.kind == Question.Kind.ANY:
        field = SomeOfField
        more = {"help_text": _("Tick more than one, if you like.") if easy else _("Choose all that apply.")}
    choices = [(str(value), words) for value, words in enumerate(question.answers(easy), 1)]
    return field(label=label, choices=choices, required=question.required, **more)


class PublicAnswersForm(AnswersForm):
    """As people fill it in themselves. It carries a key of its own, so that one form sent twice is stored once.

    The switch to easy read at the top of the page sends it too, so that what was answered is kept.
    """

    form_id = "answers"

    @staticmethod
    def typed(data, version) -> dict:
        """What was answered so far, as the form is filled in with it again."""
        several = version.questions.filter(kind=Question.Kind.ANY).values_list("pk", flat=True)
        return {**data.dict(), **{f"question_{pk}": data.getlist(f"question_{pk}") for pk in several}}

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    website = forms.CharField(required=False, label="Leave this empty")

    def layout(self):
        return ["key", *self.questions, Trap("website")]

    def clean_website(self):
        """Nobody sees this box; what fills it in is a machine, or a browser that a person lets fill in forms."""
        if self.cleaned_data["website"]:
            raise forms.ValidationError("Something filled in a hidden box. Press the button again.")
        return ""


class CodeForm(PlainForm):
    """The code that somebody types from a card. `found`: what it leads to."""

    method = "get"
    submit_label = _("Go to the questions")
    called = {"code": _("the code from your card")}

    code = forms.CharField(
        label=_("What is the code on your card?"),
        help_text=_("It has 6 letters and numbers, like 7KD-PQ2."),
        max_length=20,
        widget=ShortText(width=10, attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    found = None

    def clean_code(self):
        self.found = questionnaire_of(self.cleaned_data["code"])
        if self.found is None:
            raise forms.ValidationError(_("We do not know this code. Check it against your card."))
        return self.found.code


class InterviewForm(AnswersForm, OfAPerson):
    """As a worker fills it in while they talk. With a name only where the person agrees to it."""

    submit_label = "Save their answers"
    called = {"person": "whose answers these are"}

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = SomebodyOrNobody(
        label="Whose answers are these?",
        queryset=Person.objects.none(),
        widget=PeopleToChoose(),
        empty_label=None,
        required=False,
        initial=SomebodyOrNobody.NOBODY,
        help_text="By name only if they agree that their answers are kept with their record: find them above.",
    )

    def first_choices(self):
        return [(SomebodyOrNobody.NOBODY, "Nobody by name")]

    def layout(self):
        return ["key", "person", *self.questions]


class HandOverForm(PlainForm):
    """Before a tablet is handed over. The longest time is more than ten times the shortest: people write slowly."""

    submit_label = "Hand it over"
    called = {"minutes": "how long it may lie untouched"}

    minutes = forms.TypedChoiceField(
        label="How long may it lie untouched before what was typed is cleared?",
        help_text="Ask the person how much time they want. A message warns them a minute before.",
        choices=[("5", "5 minutes"), ("10", "10 minutes"), ("20", "20 minutes"), ("60", "1 hour")],
        initial="10",
        coerce=int,
        widget=Radios(),
    )
