"""The questions of an assessment, a few on each screen: competence under 16, capacity from 16, best interests."""

from datetime import date

from django import forms

from consent.forms.answering import tomorrow, two_years_on
from consent.forms.questions.base import StepForm
from consent.forms.whole import length_of
from consent.models import BestInterestsDecision, CapacityAssessment, CompetenceAssessment
from core.forms import DayField, Heading, LongText, OneOfField, Reveal, Text, YesNoField


def _in_words(model, name, label, hint="", rows=3, required=True):
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=length_of(model, name),
        widget=LongText(rows=rows),
        required=required,
    )


def _tick(label, otherwise):
    return forms.BooleanField(label=label, error_messages={"required": otherwise})


def _yes_no(kept, labels: dict) -> str:
    """Answers of yes and no as lines, for the page that checks them."""
    return "\n".join(f"{label}: {'yes' if kept[name] else 'no'}" for name, label in labels.items())


class NotesForm(StepForm):
    """A screen of notes: the next one says that they are kept, and does not repeat them."""

    @classmethod
    def said(cls, kept):
        return f"Kept: {cls.asks[:1].lower()}{cls.asks[1:]}."


# --- Competence (Gillick): one decision of one child, today

_COMPETENT = {
    "understands_information": "Understands what is written down and who sees it",
    "understands_consequences": "Understands what follows from yes and from no",
    "weighs": "Can weigh it up",
    "steady": "Understands it the same when asked again",
    "free_of_pressure": "Answers freely",
}


class UnderstandsForm(NotesForm):
    asks = "What the child understands"

    understands_information = YesNoField(label="Do they understand what is written down, and who sees it?")
    understands_consequences = YesNoField(label="Do they understand what follows from a yes, and from a no?")
    weighs = YesNoField(label="Can they weigh it up, in their own words?")
    steady = YesNoField(label="Do they understand it in the same way when you ask again?")
    evidence = _in_words(
        CompetenceAssessment,
        "evidence",
        "What did they say that shows it?",
        "In their own words where you can. Ask them to say it back to you.",
    )

    def layout(self):
        return [
            Text("It is about this one decision, today. How old they are, or how they behave, is no answer by itself."),
            *self.fields,
        ]

    @staticmethod
    def words(kept):
        labels = {name: label for name, label in _COMPETENT.items() if name in kept}
        return f"{_yes_no(kept, labels)}\n{kept['evidence']}"


class FreelyForm(NotesForm):
    asks = "Whether the child answers freely"

    free_of_pressure = YesNoField(
        label="Do they answer freely, without pressure from anybody?",
        help_text="Ask them on their own. A parent, a friend or an officer in the room can be pressure.",
    )
    may_tell = OneOfField(
        label="Whom does the child say we may talk to about this?",
        choices=CompetenceAssessment.MayTell,
        help_text="Ask before you speak to a parent. A parent can be the danger.",
    )
    may_tell_whom = forms.CharField(
        label="Who, in the child’s own words", max_length=length_of(CompetenceAssessment, "may_tell_whom")
    )
    needed_when = {"may_tell_whom": ("may_tell", CompetenceAssessment.MayTell.NAMED)}
    called = {"may_tell": "whom we may talk to", "may_tell_whom": "whom the child named"}

    def layout(self):
        return ["free_of_pressure", Reveal("may_tell", {CompetenceAssessment.MayTell.NAMED: ["may_tell_whom"]})]

    @staticmethod
    def words(kept):
        told = CompetenceAssessment.MayTell(kept["may_tell"]).label
        named = f": {kept['may_tell_whom']}" if kept["may_tell_whom"] else ""
        free = {"free_of_pressure": _COMPETENT["free_of_pressure"]}
        return f"{_yes_no(kept, free)}\nWe may talk to: {told[:1].lower()}{told[1:]}{named}"


class CompetentForm(NotesForm):
    asks = "Whether the child can decide this"

    outcome = OneOfField(
        label="Is this child competent to decide this, today?",
        choices=[("competent", "Yes: their own answer counts"), ("not_competent", "No: somebody else has to answer")],
    )
    called = {"outcome": "whether they are competent to decide this"}

    @property
    def missing(self) -> list[str]:
        return [label for name, label in _COMPETENT.items() if not self.known.get(name)]

    def layout(self):
        return (
            [Text(f"You noted “no” to: {_list(self.missing)}.", inset=True), "outcome"] if self.missing else ["outcome"]
        )

    def clean_outcome(self):
        if self.cleaned_data["outcome"] == "competent" and self.missing:
            raise forms.ValidationError(
                f"A child is competent only if all five are true. You noted “no” to: {_list(self.missing)}. Go back and"
                " change that, or choose no"
            )
        return self.cleaned_data["outcome"]

    @staticmethod
    def words(kept):
        return str(CompetenceAssessment.Outcome(kept["outcome"]).label)


def _list(labels) -> str:
    return "; ".join(label[:1].lower() + label[1:] for label in labels)


# --- Capacity: functional questions first, then impairment, then the causal link (sections 1 to 3 of the Act)

ABILITIES = {
    "understands": ("Can they understand what matters for it?", "Understands"),
    "retains": ("Can they keep it in mind long enough to decide?", "Keeps it in mind"),
    "weighs": ("Can they use it, or weigh it up?", "Weighs it up"),
    "communicates": ("Can they make their decision known, in any way?", "Makes it known"),
}
PRINCIPLES = "The Act starts from the person being able to decide. It is for whoever doubts it to show why."


class HelpedForm(NotesForm):
    asks = "What was done so that they can decide"
    about_both = "Whether we hold what they tell us, and contact them about being involved"

    decision = forms.CharField(
        label="What is to be decided?",
        help_text="One decision, in plain words",
        max_length=length_of(CapacityAssessment, "decision"),
        widget=LongText(rows=2),
    )
    presumed = _tick("We started from them being able to decide", "Start from them being able to decide, and tick it")
    unwise_allowed = _tick(
        "A decision that others find unwise is not taken as a sign",
        "An unwise decision is no sign that somebody cannot decide. Tick that it was not taken as one",
    )
    help_given = _in_words(
        CapacityAssessment,
        "help_given",
        "What was done to help them decide?",
        "For example: easy read, pictures, a quiet room, an interpreter, somebody they trust, another time of day",
    )

    def __init__(self, *args, initial=None, **kwargs):
        decision = kwargs["known"].get("about_what", self.about_both)
        super().__init__(*args, initial={"decision": decision, **(initial or {})}, **kwargs)

    def layout(self):
        return [Text(PRINCIPLES), "decision", "presumed", "unwise_allowed", "help_given"]

    @staticmethod
    def words(kept):
        begun = "We started from them being able to decide" if kept["presumed"] else ""
        unwise = "A decision that others find unwise was not taken as a sign" if kept["unwise_allowed"] else ""
        return "\n".join(filter(None, [kept["decision"], begun, unwise, kept["help_given"]]))


class AbilitiesForm(NotesForm):
    asks = "What they can do"

    understands = YesNoField(label=ABILITIES["understands"][0])
    understands_why = _in_words(CapacityAssessment, "understands_why", "What shows it?", rows=2, required=False)
    retains = YesNoField(label=ABILITIES["retains"][0], help_text="A short time is enough, if they can decide in it.")
    retains_why = _in_words(CapacityAssessment, "retains_why", "What shows it?", rows=2, required=False)
    weighs = YesNoField(label=ABILITIES["weighs"][0])
    weighs_why = _in_words(CapacityAssessment, "weighs_why", "What shows it?", rows=2, required=False)
    communicates = YesNoField(
        label=ABILITIES["communicates"][0], help_text="By speaking, signing, pointing or any other way"
    )
    communicates_why = _in_words(CapacityAssessment, "communicates_why", "What shows it?", rows=2, required=False)
    called = {f"{name}_why": f"what shows it: {short[:1].lower()}{short[1:]}" for name, (_, short) in ABILITIES.items()}
    mark_optional = False

    def layout(self):
        return [
            Text(
                "If they can do all four, they have capacity, and the evidence may be left out. If not, write all four."
            ),
            *(piece for name, (_, short) in ABILITIES.items() for piece in (Heading(short), name, f"{name}_why")),
        ]

    def clean(self):
        data = super().clean()
        if any(data.get(name) is False for name in ABILITIES):
            for name in ABILITIES:
                if not data.get(f"{name}_why") and f"{name}_why" not in self.errors:
                    self.add_error(f"{name}_why", f"Write {self.called[f'{name}_why']}")
        return data

    @staticmethod
    def words(kept):
        lines = []
        for name, (_, short) in ABILITIES.items():
            why = f". {kept[f'{name}_why']}" if kept[f"{name}_why"] else ""
            lines.append(f"{short}: {'yes' if kept[name] else 'no'}{why}")
        return "\n".join(lines)


class CauseForm(NotesForm):
    asks = "Why they cannot decide it"

    impairment = _in_words(
        CapacityAssessment,
        "impairment",
        "What is the impairment of, or the disturbance in, their mind or brain?",
        "It may be temporary, such as drink or drugs. Say how you know of it.",
    )
    causal_link = _in_words(
        CapacityAssessment,
        "causal_link",
        "Why is that the reason they cannot decide this?",
        "How does it stop them from doing what you noted “no” to?",
    )

    @staticmethod
    def words(kept):
        return f"{kept['impairment']}\n{kept['causal_link']}"

    def layout(self):
        none = "If there is none, the Act does not let others decide for them. Wait and ask again."
        return [Text(none, inset=True), *self.fields]


class CanWaitForm(NotesForm):
    asks = "Whether the decision can wait"

    can_wait = YesNoField(
        label="Can the decision wait until they can make it themselves?",
        inline=False,
        yes="Yes, ask them again later",
        no="No, it cannot wait",
        help_text="Somebody who is drunk, in shock or very tired may be able to decide tomorrow.",
    )
    why_now = _in_words(CapacityAssessment, "why_now", "Why can it not wait?", rows=2)
    needed_when = {"why_now": ("can_wait", False)}

    def layout(self):
        return [Reveal("can_wait", {"no": ["why_now"]})]

    @staticmethod
    def words(kept):
        return "It can wait" if kept["can_wait"] else f"It cannot wait. {kept['why_now']}"


class HasCapacityForm(NotesForm):
    asks = "Whether they have capacity for this"

    outcome = OneOfField(
        label="Do they have capacity for this decision, now?",
        choices=[("has", "Yes, they have capacity for it"), ("lacks", "No, they lack capacity for it")],
    )
    for_them = forms.BooleanField(label="What is decided for them will be in their best interests", required=False)
    least_restrictive = forms.BooleanField(label="The way that restricts them least will be taken", required=False)
    called = {"outcome": "whether they have capacity for it"}
    UNTICKED = {
        "for_them": "Tick that what is decided will be in their best interests",
        "least_restrictive": "Tick that the way that restricts them least will be taken",
    }

    @property
    def cannot(self) -> list[str]:
        return [short for name, (_, short) in ABILITIES.items() if not self.known.get(name)]

    def layout(self):
        found = f"You noted “no” to: {_list(self.cannot)}." if self.cannot else "You noted that they can do all four."
        return [Text(found, inset=True), Reveal("outcome", {"lacks": ["for_them", "least_restrictive"]})]

    def clean(self):
        data = super().clean()
        outcome = data.get("outcome")
        if outcome == "has" and self.cannot:
            self.add_error(
                "outcome", f"They have capacity only if they can do all four. {self.layout()[0].values['text']}"
            )
        elif outcome == "lacks" and not self.cannot:
            self.add_error(
                "outcome", "You noted that they can do all four, so they have capacity. Go back to change that"
            )
        elif outcome == "lacks":
            for name, message in self.UNTICKED.items():
                if not data.get(name):
                    self.add_error(name, message)
        return data

    @classmethod
    def words(cls, kept):
        ticked = [str(cls.base_fields[name].label) for name in cls.UNTICKED if kept["outcome"] == "lacks"]
        return "\n".join([str(CapacityAssessment.Outcome(kept["outcome"]).label), *ticked])


# --- Best interests: the whole list of section 4 of the Act


class CircumstancesForm(NotesForm):
    asks = "What matters for this decision"

    not_by_appearance = _tick(
        "It is not decided merely by age, appearance, condition or behaviour",
        "Nothing may be decided merely by age, appearance, condition or behaviour. Tick that it is not",
    )
    circumstances = _in_words(BestInterestsDecision, "circumstances", "What are all the circumstances that matter?")
    may_regain = _in_words(
        BestInterestsDecision, "may_regain", "May they be able to decide it themselves later, and when?", rows=2
    )
    less_restrictive = _in_words(
        BestInterestsDecision,
        "less_restrictive",
        "Is there a way that restricts them less, and is it taken?",
        "For example, holding only a name, or waiting",
        rows=2,
    )

    @staticmethod
    def words(kept):
        return "\n".join(kept[name] for name in ("circumstances", "may_regain", "less_restrictive"))


class WishesForm(NotesForm):
    asks = "What the person wants"

    took_part = _in_words(BestInterestsDecision, "took_part", "How did they take part, as far as they could?", rows=2)
    wishes = _in_words(
        BestInterestsDecision,
        "wishes",
        "What are their wishes and feelings, now and before?",
        "Above all what they wrote down when they could decide",
    )
    beliefs = _in_words(
        BestInterestsDecision, "beliefs", "Which beliefs and values, or anything else, would they weigh?", rows=2
    )

    @staticmethod
    def words(kept):
        return "\n".join(kept[name] for name in ("took_part", "wishes", "beliefs"))


class ConsultedForm(NotesForm):
    asks = "Who was asked"

    consulted = _in_words(
        BestInterestsDecision,
        "consulted",
        "Who was consulted, and what did they say?",
        "Anyone the person names, whoever cares for them, and an attorney or deputy. If nobody could be, write why.",
        rows=4,
    )


class InTheirInterestsForm(NotesForm):
    asks = "What is in their best interests"
    choices = [("yes", "It is in their best interests"), ("no", "It is not in their best interests")]

    in_favour = OneOfField(label="What did you decide?")
    why = _in_words(BestInterestsDecision, "why", "Why is this in their best interests?")
    review_on = DayField(
        label="When is it looked at again?",
        earliest=tomorrow,
        latest=two_years_on,
        help_text="Before they may be able to decide themselves, and within two years",
    )
    called = {"in_favour": "what you decided", "review_on": "a day to look at it again"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["in_favour"].choices = self.choices

    @classmethod
    def words(cls, kept):
        day = f"{date.fromisoformat(kept['review_on']):%-d %B %Y}"
        return f"{dict(cls.choices)[kept['in_favour']]}\n{kept['why']}\nTo be looked at again on {day}"


class BothInTheirInterestsForm(InTheirInterestsForm):
    """The same about both questions of the consent form at once."""

    choices = [
        ("both", "We hold what they tell us, and contact them about being involved"),
        ("record", "We hold what they tell us, and do not contact them about being involved"),
        ("neither", "We hold nothing about them"),
    ]
