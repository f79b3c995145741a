"""The questions of consent as forms: the words to read out, two equal answers, and what follows from each."""

from crispy_forms.layout import LayoutObject
from django import forms
from django.template.loader import get_template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from consent.models.agreements import Answer, NotAskedReason
from core.forms import (
    DayField,
    Heading,
    LongText,
    OneOfField,
    PlainForm,
    Reveal,
    Text,
)
from core.forms.layout import Idea
from core.models import Site

TOO_FAR = {"too_late": _("Give a day within the next 2 years")}
YES_NOW, YES_LATER, NO, NOT_ASKED = "yes", "later", "no", "not_asked"
CONTACT_ANSWERS = [
    (YES_NOW, "Yes, now"),
    (YES_LATER, "Yes, but later"),
    (NO, "No"),
    (NOT_ASKED, "Not asked"),
]


def tomorrow():
    """The first day that counts as later."""
    return timezone.localdate() + timezone.timedelta(days=1)


def two_years_on():
    """The last day that counts as later: beyond it, a year was mistyped."""
    return timezone.localdate() + timezone.timedelta(days=731)


def paragraphs(text: str) -> list:
    """A text as paragraphs of a form."""
    return [Text(" ".join(part.split())) for part in text.split("\n\n") if part.strip()]


class Words(LayoutObject):
    """A wording to read out or to let somebody read, in its own format, among the fields of a form."""

    fields = ()

    def __init__(self, wording):
        self.wording = wording

    def render(self, form, context, **kwargs):
        return get_template("consent/parts/wording.html").render({"wording": self.wording})


NEW_WORDS = "The words to read out have changed. Read the new words out and ask again."


def to_read(words, drawings=()) -> list:
    """Words to agree to, as pieces of a form: a wording in its own format, or a text.

    `drawings`: in easy read, those beside the ideas of a text, which stand apart by an empty line.
    """
    if not isinstance(words, str):
        foreign = words.language != get_language().partition("-")[0]
        plain = words.format == words.Format.STANDARD and not foreign
        return [*_about_the_language(words, foreign), *(paragraphs(words.text) if plain else [Words(words)])]
    if not drawings:
        return paragraphs(words)
    return [Idea(drawing, *idea.split("\n")) for drawing, idea in zip(drawings, words.split("\n\n"), strict=True)]


def _about_the_language(words, foreign) -> list:
    """What somebody has to know who reads in another language than English."""
    if foreign:
        return [Text(_("These words are in English. Ask us for an interpreter, and read them together."))]
    if words.is_example:
        return [Text(_("This translation is an example. Nobody has checked it."))]
    return []


def same_words(form, field, wording, message=NEW_WORDS):
    """Refuse an answer to words that were replaced while the page was open. `field`: what carries their number.

    The new words are on the page then, so the next press answers to them.
    """
    if field in form.fields and form.cleaned_data.get(field) != str(wording.pk):
        form.data = form.data.copy()
        form.data[field] = str(wording.pk)
        form.add_error(None, message)


class SiteChoice(forms.ModelChoiceField):
    """One of the sites of a service."""

    def __init__(self, service=None, **kwargs):
        queryset = Site.objects.filter(service=service) if service else Site.objects.none()
        super().__init__(queryset=queryset, empty_label="---------", **kwargs)


class NoButtonByEnter(LayoutObject):
    """First among buttons that mean different things: Enter in a field presses it, and it answers nothing."""

    fields = ()

    def render(self, form, context, **kwargs):
        return get_template("consent/parts/no_button_by_enter.html").render()


class ContactAnswer(PlainForm):
    """The separate question, after its own wording. Saying no to it never blocks anything else."""

    called = {
        "contact": "what they said",
        "ask_on": "a day from which to ask",
        "not_asked_reason": "why they were not asked",
    }
    needed_when = {"ask_on": ("contact", YES_LATER), "not_asked_reason": ("contact", NOT_ASKED)}

    contact = OneOfField(label="What did they say?", choices=CONTACT_ANSWERS)
    ask_on = DayField(
        label="From which day may we ask?",
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )
    not_asked_reason = OneOfField(label="Why were they not asked?", choices=NotAskedReason)
    contact_wording = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording = wording
        self.fields["contact_wording"].initial = wording.pk
        self.fields["contact"].label = wording.question

    def question(self) -> list:
        """The wording to read out, its question, and the answers."""
        return [
            Heading("Ask about being involved"),
            Words(self.wording),
            Reveal("contact", {YES_LATER: ["ask_on"], NOT_ASKED: ["not_asked_reason"]}),
        ]

    def layout(self):
        return ["contact_wording", *self.question()]

    def clean(self):
        data = super().clean()
        same_words(self, "contact_wording", self.wording)
        return data

    @property
    def answer(self) -> dict:
        """What the action needs to know of the answer."""
        data = self.cleaned_data
        answers = {YES_NOW: Answer.GIVEN, YES_LATER: Answer.GIVEN, NO: Answer.REFUSED, NOT_ASKED: Answer.NOT_ASKED}
        return {
            "answer": answers[data["contact"]],
            "wording": None if data["contact"] == NOT_ASKED else self.wording,
            "not_before": data.get("ask_on"),
            "not_asked_reason": data.get("not_asked_reason") or "",
        }


class ReasonForm(PlainForm):
    """A reason in a sentence, and a button that says what is done."""

    reason = forms.CharField(label="Why?", max_length=300, widget=LongText(rows=2))

    def __init__(self, *args, label="", submit_label="", hint="", most=300, **kwargs):
        if label:
            self.called = {"reason": label}
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label = label or field.label
        field.help_text = hint
        self.submit_label = submit_label or self.submit_label
