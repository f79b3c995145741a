"""The questions of a decision in the public interest: the paper's three purposes and its tests, on the facts of now."""

from django import forms

from consent.forms.questions.base import StepForm
from consent.forms.questions.person import AgeForm, HelpForm, NameForm
from consent.forms.whole import length_of
from consent.models import PublicInterestDecision, Recipient
from consent.models.people import AgeBand
from consent.rules import may_be_recorded
from core.forms import Ask, LongText, OneOfField, Question, Reveal, YesNoField


def long_answer(name, label, hint, rows=4):
    """A question of the decision that is answered in words."""
    most = length_of(PublicInterestDecision, name)
    return forms.CharField(label=label, help_text=hint, max_length=most, widget=LongText(rows=rows))


class DecidingForm(StepForm):
    """A few questions that belong together. Each is told by its own label."""

    @classmethod
    def told(cls, kept):
        answers = ((field, kept.get(name)) for name, field in cls.base_fields.items() if name not in cls.not_kept)
        return [(str(field.label), cls._in_words(field, value)) for field, value in answers if value not in (None, "")]

    @staticmethod
    def _in_words(field, value) -> str:
        if isinstance(value, bool):
            return "Yes" if value else "No"
        return str(dict(getattr(field, "choices", ())).get(value, value))

    @classmethod
    def said(cls, kept):
        # Nobody needs to read a long answer again above the next question.
        return f"Kept: {cls.asks[:1].lower()}{cls.asks[1:]}."


class PurposeForm(DecidingForm):
    asks = "Which public interest"
    not_kept = ("draft",)

    # Drawn with the page, so that a first answer sent twice begins one draft.
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    purpose = OneOfField(
        label="Which of these is it for?",
        choices=PublicInterestDecision.Purpose,
        help_text="Only for these three. Anything else needs consent.",
    )
    called = {"purpose": "what it is for"}

    def layout(self):
        return ["draft", Ask("purpose", size="m")]


class RecipientForm(DecidingForm):
    asks = "Who may be told"
    called = {"recipient_kind": "who it is", "recipient_name": "their name, or the role and where"}

    recipient_kind = OneOfField(label="Who do you want to tell?", choices=Recipient.Kind)
    recipient_name = forms.CharField(
        label="Their name, or the role and where",
        help_text="For example, “Duty social worker, Northtown children’s services”. The decision allows telling them,"
        " and nobody else.",
        max_length=length_of(Recipient, "name"),
    )
    recipient_address = forms.CharField(
        label="Where a letter reaches them",
        help_text="If the review turns the decision down, they are asked in a letter to give back what they were told.",
        max_length=length_of(Recipient, "address"),
        required=False,
        widget=LongText(rows=3),
    )


class RiskForm(DecidingForm):
    asks = "Who is at risk, and of what"
    called = {"at_risk": "who is at risk", "harm": "the harm you fear"}

    at_risk = long_answer("at_risk", "Who is at risk?", "For example, “Their younger brother, who is nine”", rows=2)
    harm = long_answer(
        "harm", "What harm do you fear?", "What could happen, how bad it would be, and how likely it is."
    )


class NeedForm(DecidingForm):
    asks = "Why now, and why this much"
    called = {"pressing": "why it cannot wait", "proportionate": "why this much and no more"}

    pressing = long_answer("pressing", "Why now?", "The pressing need: what would be lost by waiting.")
    proportionate = long_answer(
        "proportionate",
        "Why this much, and no more?",
        "What is the least that would do, and why less would not. It has to be in proportion to the risk.",
    )


class FactsForm(DecidingForm):
    asks = "The facts"
    called = {"facts": "the facts of this situation"}

    facts = long_answer(
        "facts",
        "What are the facts of this situation?",
        "What was seen, heard or said, by whom and when. Each decision stands on the facts of its own situation.",
        rows=8,
    )

    def layout(self):
        return [Question("facts")]


class NoConsentForm(DecidingForm):
    asks = "Why there is no consent"
    called = {"consent_sought": "why there is no consent", "consent_words": "what was tried, or why nobody asked"}

    consent_sought = OneOfField(label="Why is there no consent?", choices=PublicInterestDecision.Sought)
    consent_words = long_answer(
        "consent_words",
        "What was tried, and what did they say?",
        "If nobody asked, say why asking was not safe or not possible.",
        rows=3,
    )


class AlternativesForm(DecidingForm):
    asks = "What else there was, and who advised"
    called = {"alternatives": "what else you considered", "adviser": "who advised"}

    alternatives = long_answer(
        "alternatives",
        "What else did you consider?",
        "Such as leaving out the name, asking again, or another way to lower the risk, and why it would not do.",
        rows=3,
    )
    adviser = forms.CharField(
        label="Who advised you?",
        help_text="Name and role, such as the safeguarding lead or Caldicott guardian. If nobody could be reached,"
        " write that.",
        max_length=length_of(PublicInterestDecision, "adviser"),
    )


class ToldForm(DecidingForm):
    asks = "Whether they were told"
    called = {"told": "whether they were told", "told_what": "what they were told", "told_why_not": "why not"}
    needed_when = {"told_what": ("told", True), "told_why_not": ("told", False)}

    told = YesNoField(
        label="Were they told that you do this?",
        help_text="Tell them, unless telling them would put somebody at risk or defeat the purpose.",
    )
    told_what = long_answer("told_words", "What were they told?", "In a sentence or two.", rows=3)
    told_why_not = long_answer("told_words", "Why were they not told?", "In a sentence or two.", rows=3)

    def layout(self):
        return [Reveal("told", {"yes": ["told_what"], "no": ["told_why_not"]}, size="l", heading=True)]


# --- Of the person, where they are recorded on the decision


class HelpOrNotAskedForm(HelpForm):
    """From the same coded list as with consent. The person may not be there, or could not be asked at all."""

    ask_later = "They could not be asked: ask them later"

    def layout(self):
        # Never the heading of its page: what it takes to decide comes before it.
        draft, top, *further = super().layout()
        return [draft, Reveal(top.name, top.under, size="m"), *further]


class KnownAsForm(NameForm):
    name_to_use = forms.CharField(
        label="What name do you know them by?",
        help_text="The least that will do. A first name is often enough.",
        max_length=NameForm.base_fields["name_to_use"].max_length,
        widget=NameForm.base_fields["name_to_use"].widget,
    )


class AgeOfAnybodyForm(AgeForm):
    """Of anybody from 10 on: who may answer for them plays no part here."""

    age_band = OneOfField(label="Or, if it is not known, how old are they?", choices=AgeBand, required=False)

    def clean(self):
        data = super().clean()
        if not self.errors:
            may = may_be_recorded(data.get("date_of_birth"), data.get("age_band") or "")
            if not may:
                self.add_error(may.field, may.why)
        return data
