"""Letters that ask for what was shared back, and the answers to them."""

from django import forms

from consent import rules
from consent.forms.disclosures import most
from consent.models import Disclosure, Recipient
from core.forms import Heading, LongText, OneOfField, PlainForm, Text
from core.forms.base import speak_plainly

MEANWHILE = "Somebody else asked for some of this back in the meantime. Look at the letters that are left."


class RecallLettersForm(PlainForm):
    """The words of each letter, and where it goes."""

    def __init__(self, *args, disclosures, **kwargs):
        self.disclosures = list(disclosures)
        super().__init__(*args, **kwargs)
        for disclosure in self.disclosures:
            name = disclosure.recipient.name
            self._add(
                f"address_{disclosure.pk}",
                f"Address of {name}",
                forms.CharField(
                    label="Where letters reach them",
                    required=False,
                    help_text="Leave this empty if you hand the letter over.",
                    max_length=most("address", Recipient),
                    widget=LongText(rows=3),
                    initial=disclosure.recipient.address,
                ),
            )
            self._add(
                f"words_{disclosure.pk}",
                f"what the letter to {name} says",
                forms.CharField(
                    label="What the letter says",
                    max_length=most("recall_words"),
                    widget=LongText(rows=10),
                    initial=rules.words_of_recall(disclosure),
                ),
            )

    def _add(self, name, called, field):
        speak_plainly(field, called)
        self.fields[name] = field

    @property
    def submit_label(self):
        return "Make this letter" if len(self.disclosures) == 1 else f"Make these {len(self.disclosures)} letters"

    def layout(self):
        pieces = []
        for one in self.disclosures:
            who = f"restricted record {one.record.reference}" if one.restricted_now else one.record.name_to_use
            told = f"Shared about {who} on {one.disclosed_on:%-d %B %Y}. {rules.why_to_recall(one)}"
            pieces += [Heading(f"To {one.recipient.name}"), Text(told), f"address_{one.pk}", f"words_{one.pk}"]
        return pieces

    def clean(self):
        data = super().clean()
        if any(name.startswith("words_") and name not in self.fields for name in self.data):
            self.add_error(None, MEANWHILE)
        return data

    def letters(self) -> list[dict]:
        """From a valid form: disclosure, words and address of each letter."""
        data = self.cleaned_data
        return [
            {"disclosure": one, "words": data[f"words_{one.pk}"], "address": data[f"address_{one.pk}"]}
            for one in self.disclosures
        ]


class RecallAnswerForm(PlainForm):
    """What a recipient answered."""

    submit_label = "Note their answer"
    called = {"answer": "what they answered", "words": "their answer in words"}
    rules_beside = {"consent_disclosure_recall_answer_complete": "words"}

    answer = OneOfField(
        label="What did they answer?",
        choices=Disclosure.RecallAnswer.choices,
        hints={
            "kept": "Say why below, and tell your information governance lead.",
            "silent": "Ring them first. This can be noted once, and not changed.",
        },
    )
    words = forms.CharField(
        label="Their answer in words",
        required=False,
        help_text="Needed if they keep it: what, and why.",
        max_length=most("recall_answer_words"),
        widget=LongText(rows=3),
    )

    def clean(self):
        data = super().clean()
        if data.get("answer") == Disclosure.RecallAnswer.KEPT and not data.get("words") and "words" not in self.errors:
            self.add_error("words", "Say what they keep, and why")
        return data
