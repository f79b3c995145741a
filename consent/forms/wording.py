"""Writing the words that people are asked with, publishing them, and finding them."""

from django import forms
from django.utils import timezone

from consent.models import Language, Purpose, Wording
from core.forms import ButtonRow, DayField, LongText, Narrow, OneOfField, PlainForm, ShortText, Text

EVERY = ("", "All")


def _limit(name) -> int:
    return Wording._meta.get_field(name).max_length


class WordingForm(PlainForm):
    """The parts of a wording, in the order in which they are read out. A draft may be saved unfinished."""

    submit_label = "Save the draft"
    mark_optional = False

    what_we_do = forms.CharField(
        label="What we do, and why",
        max_length=_limit("what_we_do"),
        required=False,
        widget=LongText(rows=8),
    )
    controller = forms.CharField(
        label="Organisation that answers for the information",
        help_text="Its name in full. It must stand in the next box too.",
        max_length=_limit("controller"),
        required=False,
    )
    who_can_see = forms.CharField(
        label="Who holds it, and who can see it",
        max_length=_limit("who_can_see"),
        required=False,
        widget=LongText(rows=5),
    )
    saying_no = forms.CharField(
        label="Saying no",
        help_text="It must say that saying no changes nothing about care, charge or court.",
        max_length=_limit("saying_no"),
        required=False,
        widget=LongText(rows=4),
    )
    changing_your_mind = forms.CharField(
        label="Changing your mind",
        help_text="It must say that people can change their mind at any time, and how.",
        max_length=_limit("changing_your_mind"),
        required=False,
        widget=LongText(rows=4),
    )
    question = forms.CharField(
        label="The question",
        help_text="One question that can be answered with yes or no",
        max_length=_limit("question"),
        required=False,
    )
    expires_after = forms.IntegerField(
        label="Months after which a yes runs out",
        help_text="Leave empty if a yes holds until somebody ends it. If you fill it in, say it in the words as well.",
        min_value=1,
        max_value=120,
        required=False,
        widget=ShortText(width=3, attrs={"inputmode": "numeric"}),
    )
    translator = forms.CharField(label="Translated by", max_length=_limit("translator"), required=False)
    checker = forms.CharField(
        label="Translation checked by",
        help_text="Somebody else than the translator",
        max_length=_limit("checker"),
        required=False,
    )

    def __init__(self, *args, wording, **kwargs):
        self.wording = wording
        super().__init__(*args, **kwargs)
        if wording.purpose_id == Purpose.RECORD:
            del self.fields["expires_after"]
        if wording.language == Language.ENGLISH:
            del self.fields["translator"], self.fields["checker"]

    def layout(self):
        easy = self.wording.format == Wording.Format.EASY_READ
        how = (
            "Write each idea on a line of its own. Use short sentences."
            if easy
            else "Leave an empty line between paragraphs."
        )
        return [Text(how), *self.fields]

    @property
    def words(self) -> dict:
        """What the action stores, with line ends as we keep them."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }


class StartWordingForm(PlainForm):
    """Which wording to write a new version of."""

    submit_label = "Start the draft"
    called = {"purpose": "what people are asked"}

    purpose = forms.ModelChoiceField(
        label="What are people asked?", queryset=Purpose.objects.all(), empty_label="---------"
    )
    format = OneOfField(label="In which format?", choices=Wording.Format)
    language = forms.ChoiceField(
        label="In which language?",
        choices=Language,
        help_text="A translation is published only when it names who translated it, and somebody else who checked it.",
    )


class PublishWordingForm(PlainForm):
    """From which day a wording is shown."""

    day = DayField(
        label="From which day are people asked with these words?",
        earliest=timezone.localdate,
        latest=lambda: timezone.localdate() + timezone.timedelta(days=366),
        help_text="For example, 31 3 2027",
        error_messages={"too_late": "Give a day within the next year"},
    )


class WordingFilter(PlainForm):
    method = "get"
    submit_label = "Show these"

    show = forms.ChoiceField(
        label="Which versions",
        required=False,
        choices=[("", "In force, to come and drafts"), ("drafts", "Drafts"), ("earlier", "Earlier versions")],
    )
    purpose = forms.ChoiceField(label="What people are asked", required=False)
    format = forms.ChoiceField(label="Format", required=False, choices=[EVERY, *Wording.Format.choices])
    language = forms.ChoiceField(label="Language", required=False, choices=[EVERY, *Language.choices])

    def __init__(self, *args, purposes, may_write, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [EVERY, *((purpose.pk, purpose.title) for purpose in purposes)]
        if not may_write:
            self.fields["show"].choices = [("", "In force and to come"), ("earlier", "Earlier versions")]

    def layout(self):
        return [Narrow(self.data, *self.fields, button=self.submit_label), ButtonRow()]
