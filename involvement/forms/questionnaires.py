"""Forms of questionnaires for staff: writing one, question by question, and what becomes of people's words."""

from django import forms

from core.forms import Ask, ButtonRow, LongText, Narrow, PlainForm, Radios, Reveal, SearchInput, ShortText
from involvement.models import Question
from involvement.models.questionnaires import MOST_CHOICES, SCALE
from involvement.rules import may_have_choices

Kind = Question.Kind


class QuestionnaireFilter(PlainForm):
    method = "get"
    submit_label = "Show these"
    OPEN, WRITTEN, CLOSED = "open", "written", "closed"

    q = forms.CharField(label="Find a questionnaire", max_length=100, required=False, widget=SearchInput())
    state = forms.ChoiceField(
        label="Which",
        choices=[
            ("", "All"),
            (OPEN, "People can answer it"),
            (WRITTEN, "Not published yet"),
            (CLOSED, "Closed"),
        ],
        required=False,
    )

    def layout(self):
        return ["q", Narrow(self.data, "state", button=self.submit_label), ButtonRow()]


class IntroductionForm(PlainForm):
    """The title and what people read before the first question."""

    submit_label = "Save these words"
    called = {"title": "a title", "introduction": "what people read first"}

    title = forms.CharField(
        label="Title", help_text="People read it above the questions. Name no health and no police.", max_length=100
    )
    introduction = forms.CharField(
        label="What do people read first?",
        help_text="What it is for, and what comes of it. That nobody knows who answered is said by itself.",
        max_length=600,
        widget=LongText(rows=4),
    )
    easy_introduction = forms.CharField(
        label="The same in easy read",
        help_text="Short sentences, one on each line. Needed before it is published.",
        max_length=600,
        required=False,
        widget=LongText(rows=4),
    )

    def __init__(self, *args, keeps_title=False, **kwargs):
        super().__init__(*args, **kwargs)
        if keeps_title:
            del self.fields["title"]


class LinesField(forms.CharField):
    """Several short texts, one on each line. Gives a list, without empty lines."""

    widget = LongText(rows=5)

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if any(len(line) > 100 for line in lines):
            raise forms.ValidationError("Each answer must be 100 characters or fewer.")
        if len(set(lines)) < len(lines):
            raise forms.ValidationError("Each answer must differ from the others.")
        return lines

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value


class QuestionForm(PlainForm):
    """One question, in plain words and in easy read, and how it is answered."""

    submit_label = "Save this question"
    called = {"text": "the question", "kind": "how it is answered"}
    needed_when = {"low": ("kind", Kind.SCALE), "high": ("kind", Kind.SCALE)}

    text = forms.CharField(
        label="What do you ask?", help_text="One thing, in as few words as you can.", max_length=200, widget=ShortText()
    )
    easy_text = forms.CharField(
        label="The same in easy read",
        help_text="Needed before it is published.",
        max_length=200,
        required=False,
        widget=ShortText(),
    )
    kind = forms.ChoiceField(label="How is it answered?", choices=Kind, widget=Radios())
    choices = LinesField(
        label="Answers to choose from",
        help_text=f"One on each line, 2 to {MOST_CHOICES} of them.",
        max_length=1100,
        required=False,
    )
    easy_choices = LinesField(
        label="The same answers in easy read",
        help_text="As many lines, in the same order. Leave it empty where they are easy already.",
        max_length=1100,
        required=False,
    )
    any_choices = LinesField(
        label="Answers to choose any of",
        help_text=f"One on each line, 2 to {MOST_CHOICES} of them.",
        max_length=1100,
        required=False,
    )
    easy_any_choices = LinesField(
        label="The same answers in easy read",
        help_text="As many lines, in the same order. Leave it empty where they are easy already.",
        max_length=1100,
        required=False,
    )
    low = forms.CharField(label="What 1 stands for", help_text="For example, “not at all”.", max_length=90)
    high = forms.CharField(label=f"What {SCALE} stands for", help_text="For example, “very much”.", max_length=90)
    easy_low = forms.CharField(label="What 1 stands for, in easy read", max_length=90, required=False)
    easy_high = forms.CharField(label=f"What {SCALE} stands for, in easy read", max_length=90, required=False)
    required = forms.BooleanField(
        label="It must be answered", help_text="Nobody can send the form without it. Rarely needed.", required=False
    )

    def __init__(self, *args, question=None, **kwargs):
        if question is not None:
            kwargs.setdefault("initial", _as_typed(question))
        super().__init__(*args, **kwargs)

    def layout(self):
        under = {
            Kind.CHOICE.value: ["choices", "easy_choices"],
            Kind.ANY.value: ["any_choices", "easy_any_choices"],
            Kind.SCALE.value: ["low", "high", "easy_low", "easy_high"],
        }
        return ["text", "easy_text", Reveal("kind", under), Ask("required")]

    def clean(self):
        data = super().clean()
        kind = data.get("kind")
        if kind and not self.errors:
            answer = may_have_choices(kind, self.kept["choices"], self.kept["easy_choices"])
            if not answer:
                beside = {Kind.SCALE: "easy_low", Kind.ANY: answer.field.replace("choices", "any_choices")}
                self.add_error(beside.get(kind, answer.field), answer.why)
        return data

    @property
    def kept(self) -> dict:
        """Values of the question. What was typed for another way to answer is left out."""
        data = self.cleaned_data
        choices, easy = [], []
        if data["kind"] == Kind.CHOICE:
            choices, easy = data["choices"], data["easy_choices"]
        elif data["kind"] == Kind.ANY:
            choices, easy = data["any_choices"], data["easy_any_choices"]
        elif data["kind"] == Kind.SCALE:
            choices = [data["low"], data["high"]]
            easy = [text for text in (data["easy_low"], data["easy_high"]) if text]
        kept = {name: data[name] for name in ("text", "easy_text", "kind", "required")}
        return {**kept, "choices": choices, "easy_choices": easy}


def _as_typed(question) -> dict:
    typed = {name: getattr(question, name) for name in ("text", "easy_text", "kind", "required")}
    if question.kind == Kind.SCALE:
        typed["low"], typed["high"] = question.choices
        typed["easy_low"], typed["easy_high"] = question.easy_choices or ("", "")
        return typed
    of_any = "any_" if question.kind == Kind.ANY else ""
    return {**typed, f"{of_any}choices": question.choices, f"easy_{of_any}choices": question.easy_choices}
