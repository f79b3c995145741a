"""What every question has: its words for summaries, and what is kept of its answer."""

from datetime import date

from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import Model
from phonenumber_field.phonenumber import PhoneNumber, to_python

from consent.forms.answering import NoButtonByEnter, same_words
from core.forms import (
    Button,
    ButtonRow,
    Heading,
    PlainForm,
    TelephoneField,
)


class StepForm(PlainForm):
    """One screen. `asks`: its question in a few words, for summaries; `known`: what was answered before it."""

    asks = ""
    # Fields that carry the form and hold no answer.
    not_kept: tuple[str, ...] = ()

    def __init__(self, *args, service, known, **kwargs):
        self.service, self.known = service, known
        super().__init__(*args, **kwargs)

    @property
    def kept(self) -> dict:
        """The answers of a valid form as JSON holds them."""
        return {name: _plain(value) for name, value in self.cleaned_data.items() if name not in self.not_kept}

    @classmethod
    def shown(cls, kept: dict) -> dict:
        """What was kept, as values to draw the form with again."""
        numbers = {name for name, field in cls.base_fields.items() if isinstance(field, TelephoneField)}
        return {name: to_python(value) if name in numbers else value for name, value in kept.items()}

    @staticmethod
    def words(kept: dict) -> str:
        """The answers in words, for the page that checks them."""
        return ", ".join(str(value) for value in kept.values() if value)

    @classmethod
    def told(cls, kept: dict) -> list[tuple[str, str]]:
        """Pairs of a question and its answer in words, for the page that checks them."""
        return [(cls.asks, cls.words(kept))]

    @classmethod
    def said(cls, kept: dict) -> str:
        """What was kept, in a sentence for the next screen."""
        return f"Kept: {cls.asks[:1].lower()}{cls.asks[1:]}, “{cls.words(kept)}”."


def _plain(value):
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, PhoneNumber):
        return value.as_e164
    return value.isoformat() if isinstance(value, date) else value


class AnswerByButton(StepForm):
    """Words to read out, and buttons of equal weight for what was said. `words`: the wording that the screen shows."""

    purpose = ""
    # Under which name the answer is kept: that of the purpose, unless somebody else was asked before.
    keeps = ""
    equal_answers: tuple[tuple[str, str], tuple[str, str]]
    answers: tuple[str, ...] = ()

    answer = forms.CharField(required=False)
    wording = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.words_to_read = words
        self.fields["wording"].initial = self.words_to_read.pk

    def layout(self):
        yes, no = self.equal_answers
        return [
            "wording",
            NoButtonByEnter(),
            Heading(self.words_to_read.question),
            ButtonRow(self.button(*yes), self.button(*no)),
            *self.other_ways(),
        ]

    @staticmethod
    def button(value, label):
        return Button(label, kind="secondary", name="answer", value=value)

    def other_ways(self) -> list[LayoutObject]:
        """What else may have come of asking, apart from the two equal answers."""
        return []

    def clean(self):
        data = super().clean()
        same_words(self, "wording", self.words_to_read)
        if not self.errors and data.get("answer") not in self.answers:
            raise forms.ValidationError("Press “They said yes” or “They said no”.")
        return data

    @property
    def kept(self):
        return {self.keeps or self.purpose: self.cleaned_data["answer"]}
