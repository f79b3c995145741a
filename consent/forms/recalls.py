"""Letters that ask for what was shared back, and the answers to them."""

from django import forms

from consent import rules
from consent.forms.disclosures import most
from consent.models import Disclosure, Recipient
from core.forms import Heading, LongText, OneOfField, PlainForm, Reveal, Text
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
    called = {"answer": "what they answered", "kept": "what they keep, and why", "more": "anything else"}
    needed_when = {"kept": ("answer", Disclosure.RecallAnswer.KEPT)}
    rules_beside = {"consent_disclosure_recall_answer_complete": "answer"}

    answer = OneOfField(
        label="What did they answer?",
        choices=Disclosure.RecallAnswer.choices,
        hints={Disclosure.RecallAnswer.SILENT: "Ring them first. An answer is noted once, and not changed later."},
    )
    kept = forms.CharField(
        label="What do they keep, and why?",
        help_text="Tell your information governance lead too.",
        max_length=600,
        widget=LongText(rows=3),
    )
    more = forms.CharField(
        label="Anything else they said",
        required=False,
        help_text="For example, that they passed it on, and to whom",
        max_length=390,
        widget=LongText(rows=2),
    )

    def layout(self):
        return [Reveal("answer", {Disclosure.RecallAnswer.KEPT: ["kept"]}), "more"]

    @property
    def note(self) -> dict:
        """What the action needs, from a valid form."""
        data = self.cleaned_data
        return {"answer": data["answer"], "words": "\n".join(filter(None, [data["kept"], data["more"]]))}
