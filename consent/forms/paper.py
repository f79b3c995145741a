"""Printing consent forms, typing in what came back on paper, and cancelling what was not used."""

from django import forms
from django.utils import timezone

from consent.forms.answering import TOO_FAR, SiteChoice, two_years_on
from consent.forms.whole import PersonDetailsForm
from consent.models import Language, PaperForm, Person, Wording
from consent.models.agreements import Answer
from consent.rules import MOST_COPIES
from core.forms import (
    ButtonRow,
    DayField,
    Heading,
    Narrow,
    OneOfField,
    PlainForm,
    Reveal,
    SearchInput,
    ShortText,
    Text,
    YesNoField,
)
from core.models import Site

SELF_FROM_16, SELF_UNDER_16, SOMEBODY_ELSE = "self", "under_16", "other"
SOMEBODY_NEW = "new"
# Whether somebody can decide is looked at with them, there and then (design section 6): a sheet cannot say it later.
UNDER_16 = (
    "A worker must first look at whether somebody under 16 can decide this, which paper cannot show. Nothing has been"
    " stored. Do not type the sheet in: choose “Record consent” when you are with them, and answer what it asks."
)
NOT_THEIR_OWN = (
    "Only the person’s own answer can be typed in from paper. Nothing has been stored. Choose “Record consent” when you"
    " are with them: it asks whether they can decide, and who may decide for them."
)


NOT_ASKED_OF_PAPER = ("key", "somebody_else", "route", "contact_wording")
HOW_ASKED = "How it was asked"


class PrintPaperFormsForm(PlainForm):
    """How many sheets, and in which words."""

    submit_label = "Make these forms"

    format = OneOfField(
        label="Which form?",
        choices=Wording.Format,
        hints={
            Wording.Format.STANDARD: "3 sides of A4, one for the person to keep",
            Wording.Format.EASY_READ: "Large, short, with drawings: 4 sides of A4, one for the person to keep",
        },
    )
    language = forms.ChoiceField(label="In which language?")
    copies = forms.IntegerField(
        label="How many copies?",
        help_text="Each has a reference of its own, so do not photocopy them.",
        min_value=1,
        max_value=MOST_COPIES,
        widget=ShortText(width=2, attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, languages, **kwargs):
        super().__init__(*args, **kwargs)
        names = dict(Language.choices)
        # English stays where nothing is in force yet, so that the refusal can say what is missing.
        found = {Language.ENGLISH.value, *languages}
        self.fields["language"].choices = [(code, names[code]) for code in names if code in found]


class PaperFormFilter(PlainForm):
    method = "get"
    submit_label = "Show these forms"

    q = forms.CharField(
        label="Type in a form",
        required=False,
        max_length=40,
        help_text="Enter the reference at the top of the paper, like 7KD-PQ2-X4M",
        widget=SearchInput(width=20),
    )
    show = forms.ChoiceField(
        label="Which forms",
        required=False,
        choices=[("", "Printed, not typed in yet"), ("entered", "Typed in"), ("cancelled", "Cancelled")],
    )
    format = forms.ChoiceField(label="Format", required=False, choices=[("", "All formats"), *Wording.Format.choices])

    def layout(self):
        return ["q", Narrow(self.data, "show", "format", button=self.submit_label), ButtonRow()]


class CancelPaperForm(PlainForm):
    called = {"because": "why it is cancelled"}

    because = OneOfField(label="Why is it cancelled?", choices=PaperForm.Cancelled)


class OneOfThose(OneOfField):
    """Choices that are only known once the rest was read: the form itself checks the answer."""

    def valid_value(self, value):
        return True


class EnterPaperForm(PersonDetailsForm):
    """A sheet that came back: the day it was signed, both answers, and what was written about the person.

    `find_known`: given the details, returns people already recorded whom it may be; then the form asks who it is.
    """

    submit_label = "Type in this form"
    called = {
        **PersonDetailsForm.called,
        "signed_on": "the day it was signed",
        "who_signed": "who answered",
        "site": "where it was filled in",
    }
    # Of a no to the first question, or of an answer that cannot be typed in, nothing else is read.
    ABOUT_THE_SHEET = ("signed_on", "who_signed", "site", "record")

    signed_on = DayField(
        label="Which day was it signed?", help_text="As written on the paper", latest=timezone.localdate
    )
    who_signed = OneOfField(
        label="Who answered?",
        choices=[
            (SELF_FROM_16, "The person, who was 16 or over that day"),
            (SELF_UNDER_16, "The person, who was under 16 that day"),
            (SOMEBODY_ELSE, "Somebody else for them"),
        ],
    )
    site = SiteChoice(label="Where was it filled in?")
    record = YesNoField(label="", inline=False, yes="They ticked yes", no="They ticked no")
    who_is_it = OneOfThose(label="Do we know this person already?", required=False)
    ask_on = DayField(
        label="From which day may we ask?",
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="The day on the paper, even if it has passed",
    )

    def __init__(self, *args, paper, find_known=lambda details: [], **kwargs):
        self.paper, self.find_known, self.known = paper, find_known, []
        super().__init__(*args, wording=paper.contact_wording, **kwargs)
        # The words are printed, the route is paper, and a sheet is used once: none of these is asked.
        for name in NOT_ASKED_OF_PAPER:
            del self.fields[name]
        self.fields["site"].queryset = sites = Site.objects.filter(service=paper.service_id)
        self.fields["site"].required = bool(sites)
        self.fields["record"].label = paper.record_wording.question
        self.fields["record"].error_messages["required"] = "Select what they ticked"

    def question(self):
        return [
            Heading("Their answer about being involved"),
            Reveal("contact", {"later": ["ask_on"], "not_asked": ["not_asked_reason"]}),
        ]

    def layout(self):
        skipped = (*NOT_ASKED_OF_PAPER, *self.ABOUT_THE_SHEET)
        rest = [piece for piece in super().layout() if piece not in skipped]
        # The last heading was about the route, which is paper.
        rest = [piece for piece in rest if not (isinstance(piece, Heading) and piece.values["text"] == HOW_ASKED)]
        return [
            *(["who_is_it"] if self.known else []),
            *self.ABOUT_THE_SHEET,
            Text("If they ticked no, leave everything below empty. Nothing about them is kept."),
            *rest,
        ]

    def clean(self):
        data = super().clean()
        if data.get("who_signed") in (SELF_UNDER_16, SOMEBODY_ELSE):
            self._read_only("who_signed")
            self.add_error("who_signed", UNDER_16 if data["who_signed"] == SELF_UNDER_16 else NOT_THEIR_OWN)
        elif data.get("record") is False:
            self._read_only(*self.ABOUT_THE_SHEET)
        else:
            signed, asked = data.get("signed_on"), data.get("ask_on")
            if signed and asked and asked <= signed:
                self.add_error("ask_on", "The day from which we may ask must be after the day it was signed")
            if not self.errors:
                self._ask_who_it_is()
        return data

    def _read_only(self, *names):
        for name in list(self.errors):
            if name not in names:
                del self.errors[name]

    def _ask_who_it_is(self):
        self.known = list(self.find_known(self.details))
        choices = [(person.reference, f"Yes: {person.name_to_use}, {person.reference}") for person in self.known]
        self.fields["who_is_it"].choices = [*choices, (SOMEBODY_NEW, "No, this is somebody else")]
        chosen = self.data.get("who_is_it")
        if self.known and chosen not in dict(self.fields["who_is_it"].choices):
            self.add_error("who_is_it", "Select whether this is somebody we know")

    @property
    def said_no(self) -> bool:
        return self.cleaned_data["record"] is False

    @property
    def known_person(self) -> Person | None:
        """The person already recorded whom staff said it is, or None."""
        chosen = self.data.get("who_is_it")
        return next((person for person in self.known if person.reference == chosen), None)

    @property
    def answer(self) -> dict:
        """What the action needs to know of the answer. A day to wait for that has passed waits no longer."""
        answer = super().answer
        return {**answer, "not_before": answer["not_before"] if answer["answer"] == Answer.GIVEN else None}
