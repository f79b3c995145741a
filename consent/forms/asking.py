"""Asking somebody one question of consent: who answers, what they say, and for sharing, with whom."""

from django import forms

from consent.forms.answering import (
    CONTACT_ANSWERS,
    NO,
    NOT_ASKED,
    TOO_FAR,
    YES_LATER,
    YES_NOW,
    Words,
    same_words,
    tomorrow,
    two_years_on,
)
from consent.forms.whole import length_of
from consent.models import Agreement, Purpose, Recipient
from consent.models.agreements import Answer, Ground, NotAskedReason, Route
from core.forms import (
    DayField,
    Heading,
    LongText,
    OneOfField,
    PlainForm,
    Reveal,
    Text,
    YesNoField,
)

YES_OR_NO = [(YES_NOW, "Yes"), (NO, "No")]
ANSWERS = {YES_NOW: Answer.GIVEN, YES_LATER: Answer.GIVEN, NO: Answer.REFUSED, NOT_ASKED: Answer.NOT_ASKED}
ASKED_BY_STAFF = [choice for choice in Route.choices if choice[0] not in (Route.PUBLIC_FORM, Route.OWN_PAGE)]
# How the questions about the one who answers are put, by ground.
CHECKED = {
    Ground.PARENTAL: (
        "How was it checked that they have parental responsibility?",
        "For example, “Birth certificate seen”. Not every parent has it, and a guardian may.",
    ),
    Ground.ATTORNEY: (
        "Which document was seen?",
        "The registered lasting power of attorney for health and welfare. One for property and money does not count.",
    ),
    Ground.DEPUTY: (
        "Which document was seen?",
        "The order of the Court of Protection that lets them decide about health and welfare.",
    ),
}
CAREFUL = (
    "A parent can be the danger. Speak to nobody without the child’s agreement, or a reason that you write down here."
)


class GiverForm(PlainForm):
    """Who answers for somebody else: the name, how they are related, how that was checked, and the child's say."""

    called = {
        "giver_name": "the name of the one who answers",
        "giver_relationship": "how they are related",
        "giver_checked": "how that was checked, or which document was seen",
        "child_agrees": "whether the child agrees that they are asked",
        "why_asked": "why they are asked all the same",
    }
    needed_when = {"why_asked": ("child_agrees", False)}
    GIVER = tuple(called)

    giver_name = forms.CharField(label="Name of the one who answers", max_length=length_of(Agreement, "giver_name"))
    giver_relationship = forms.CharField(
        label="How are they related?",
        help_text="For example, “mother”, “guardian” or “daughter”",
        max_length=length_of(Agreement, "giver_relationship"),
    )
    giver_checked = forms.CharField(label="", max_length=length_of(Agreement, "giver_checked"), widget=LongText(rows=2))
    child_agrees = YesNoField(
        label="Does the child or young person agree that this person is asked?",
        inline=False,
        yes="Yes, they agree",
        no="No, or they did not say",
    )
    why_asked = forms.CharField(
        label="Why is this person asked all the same?",
        max_length=length_of(Agreement, "why_asked"),
        widget=LongText(rows=2),
    )

    def for_giver(self, ground):
        """Ask only what this ground needs."""
        self.ground = Ground(ground)
        by_name = self.ground in CHECKED
        for name in self.GIVER:
            if not by_name or (self.ground != Ground.PARENTAL and name in ("child_agrees", "why_asked")):
                del self.fields[name]
        if by_name:
            self.fields["giver_checked"].label, self.fields["giver_checked"].help_text = CHECKED[self.ground]

    def about_giver(self) -> list:
        if self.ground not in CHECKED:
            return []
        named = [Heading("Who answers"), "giver_name", "giver_relationship", "giver_checked"]
        if self.ground != Ground.PARENTAL:
            return named
        return [named[0], Text(CAREFUL, inset=True), Reveal("child_agrees", {"no": ["why_asked"]}), *named[1:]]

    @property
    def giver(self) -> dict | None:
        """Who answers, as the actions take it: None for the person."""
        if self.ground == Ground.PERSON:
            return None
        data = self.cleaned_data
        names = {"name": "giver_name", "relationship": "giver_relationship", "checked": "giver_checked"}
        said = {key: data[name] for key, name in names.items() if name in data}
        if self.ground == Ground.PARENTAL:
            said |= {"child_agrees": data["child_agrees"], "why_asked": data["why_asked"] or ""}
        return {"ground": self.ground, **said}


class AskForm(GiverForm):
    """The words to read out and what was said to them. A yes is never chosen beforehand.

    `ground`: who answers. `decided`: for a decision in their best interests, the answer that it leads to.
    """

    called = {
        **GiverForm.called,
        "answer": "what was said",
        "ask_on": "a day from which to ask",
        "not_asked_reason": "why they were not asked",
        "kind": "who it is",
        "name": "who may be told",
        "information": "what may be shared",
        "route": "how they answered",
    }
    needed_when = {
        **GiverForm.needed_when,
        "ask_on": ("answer", YES_LATER),
        "not_asked_reason": ("answer", NOT_ASKED),
    }
    RECIPIENT = ("kind", "name", "address", "information")

    wording = forms.CharField(widget=forms.HiddenInput, required=False)
    kind = OneOfField(label="Who may be told?", choices=Recipient.Kind)
    name = forms.CharField(
        label="Their name, or the role and where",
        help_text="For example, “Kim Advocate, Open Door”. “The council” is too wide: name the team.",
        max_length=length_of(Recipient, "name"),
    )
    address = forms.CharField(
        label="Where do letters reach them?",
        help_text="So that we can ask them to give it back, if the yes is taken back.",
        max_length=length_of(Recipient, "address"),
        required=False,
        widget=LongText(rows=3),
    )
    information = forms.CharField(
        label="What may be shared?",
        help_text="Only what they need to know, in the words that were agreed.",
        max_length=length_of(Agreement, "information"),
        widget=LongText(rows=3),
    )
    answer = OneOfField(label="", choices=YES_OR_NO)
    ask_on = DayField(
        label="From which day may we ask?",
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )
    not_asked_reason = OneOfField(label="Why were they not asked?", choices=NotAskedReason)
    route = OneOfField(label="How did they answer?", choices=ASKED_BY_STAFF)
    present = forms.CharField(label="Who else was present?", max_length=length_of(Agreement, "present"), required=False)

    def __init__(self, *args, words, ground, decided=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.words, self.decided = words, decided
        self.for_giver(ground)
        self.fields["wording"].initial = words.pk
        self.fields["answer"].label = words.question
        if words.purpose_id != Purpose.SHARE:
            self._without(*self.RECIPIENT)
        if words.purpose_id == Purpose.CONTACT:
            self.fields["answer"].choices = CONTACT_ANSWERS if ground == Ground.PERSON else CONTACT_ANSWERS[:3]
        if decided is not None:
            self._without("answer", "route")
            self.submit_label = f"Record this {'yes' if decided == Answer.GIVEN else 'no'}"
        elif ground != Ground.PERSON:
            self.submit_label = "Record this answer"

    submit_label = "Record their answer"

    def _without(self, *names):
        for name in names:
            del self.fields[name]

    def layout(self):
        share = [Heading("With whom, and what"), *self.RECIPIENT] if "kind" in self.fields else []
        return ["wording", *self.about_giver(), *share, Heading("The words"), Words(self.words), *self._what_was_said()]

    def _what_was_said(self):
        if self.decided is not None:
            said = "yes" if self.decided == Answer.GIVEN else "no"
            return [
                Text(f"The answer follows from the decision in their best interests: {said}.", inset=True),
                "present",
            ]
        under = {YES_LATER: ["ask_on"], NOT_ASKED: ["not_asked_reason"]}
        offered = {value for value, _ in self.fields["answer"].choices}
        return [Reveal("answer", {key: names for key, names in under.items() if key in offered}), "route", "present"]

    def clean(self):
        data = super().clean()
        same_words(self, "wording", self.words)
        return data

    @property
    def said(self) -> dict:
        """What the action needs to know of the answer, the one who gave it, and the recipient."""
        data = self.cleaned_data
        answer = self.decided or ANSWERS[data["answer"]]
        share = {}
        if "kind" in self.fields:
            recipient = {name: data[name] for name in ("kind", "name", "address")}
            share = {"recipient": recipient, "information": data["information"]}
        return {
            "answer": answer,
            "wording": None if answer == Answer.NOT_ASKED else self.words,
            "giver": self.giver,
            "not_before": data.get("ask_on"),
            "not_asked_reason": data.get("not_asked_reason") or "",
            "route": data.get("route") or Route.IN_PERSON,
            "present": data["present"],
            **share,
        }
