"""Forms of user-led activities: who leads, what was handed over and how it was used, and overruling with the reason."""

from decimal import Decimal

from django import forms
from django.utils import timezone

from consent.models import Person
from core.forms import DayField, LongText, MoneyField, PlainForm, Radios, Reveal, ShortText
from involvement.forms.feedback import DecisionForm
from involvement.forms.hearing import NamedPerson
from involvement.models import Decision, ResourceTransfer
from involvement.models.feedback import SHORTEST_RATIONALE


class NameLeaderForm(PlainForm):
    """Who leads, of those who said yes to taking part."""

    submit_label = "Name them as leader"
    called = {"person": "who leads"}

    person = NamedPerson(label="Who leads?", queryset=Person.objects.none(), widget=Radios(), empty_label=None)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people


class BecauseForm(PlainForm):
    """One reason. `asks`: the question."""

    called = {"because": "the reason"}

    because = forms.CharField(max_length=300, widget=LongText(rows=2))

    def __init__(self, *args, asks, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["because"].label = asks


class HandOverForm(PlainForm):
    """Something handed over to those who lead."""

    submit_label = "Record what was handed over"
    called = {
        "kind": "what kind it is",
        "money": "how much money",
        "hours": "how many hours",
        "what": "what was handed over",
        "transferred_on": "the day it was handed over",
    }
    needed_when = {"money": ("kind", "money")}

    kind = forms.ChoiceField(label="What is handed over?", choices=ResourceTransfer.Kind, widget=Radios())
    money = MoneyField(label="How much?", min_value=Decimal("0.01"))
    what = forms.CharField(
        label="What is it, in words?",
        help_text="For example, £300 for the year, or the room at the hub every second Thursday.",
        max_length=300,
    )
    hours = forms.DecimalField(
        label="How many hours?",
        max_digits=6,
        decimal_places=2,
        min_value=Decimal("0.25"),
        required=False,
        widget=ShortText(width=5, suffix="hours", attrs={"inputmode": "decimal"}),
    )
    transferred_on = DayField(label="When was it handed over?", latest=timezone.localdate)

    def layout(self):
        return [Reveal("kind", {"money": ["money"], "time": ["hours"]}), "what", "transferred_on"]

    def details(self) -> dict:
        """What the action needs, from valid data."""
        data = self.cleaned_data
        amount = {"money": data["money"], "time": data["hours"]}.get(data["kind"])
        return {name: data[name] for name in ("kind", "what", "transferred_on")} | {"amount": amount}


class SpendForm(PlainForm):
    """How some of what was handed over was used. `transfer`: what it is taken from."""

    submit_label = "Save this line"
    called = {
        "spent_on": "the day",
        "amount": "how much",
        "what_for": "what it was used for",
        "receipt": "the receipt, or why there is none",
    }

    spent_on = DayField(label="When?", latest=timezone.localdate)
    amount = MoneyField(label="How much?", min_value=Decimal("0.01"))
    what_for = forms.CharField(label="What was it used for?", max_length=300)
    receipt = forms.CharField(
        label="Is there a receipt?",
        help_text="Say which one and where it is kept, or why there is none.",
        max_length=300,
    )

    def __init__(self, *args, transfer, **kwargs):
        super().__init__(*args, **kwargs)
        if transfer.kind == ResourceTransfer.Kind.MONEY:
            return
        if transfer.amount is None:
            del self.fields["amount"]
        else:
            hours = {"label": "How many hours?", "max_digits": 6, "decimal_places": 2, "min_value": Decimal("0.25")}
            self.fields["amount"] = forms.DecimalField(**hours, widget=ShortText(width=5, suffix="hours"))
        self.fields["receipt"].label = "How can others see that it was used?"
        self.fields["receipt"].help_text = "For example, it is in the minutes."


class OverruleForm(PlainForm):
    """What happens instead of what service users decided, and why. People read both."""

    called = {"instead": "what happens instead", "because": "the reason", "due": "the day it is to be done by"}

    instead = forms.CharField(label="What happens instead?", max_length=800, widget=LongText(rows=3))
    because = forms.CharField(
        label="Why?",
        help_text=f"In at least {SHORTEST_RATIONALE} characters. Those who lead, and everybody who was told of their"
        " decision, read it.",
        min_length=SHORTEST_RATIONALE,
        max_length=1500,
        widget=LongText(rows=5),
        error_messages={
            "min_length": f"Give the reason in at least {SHORTEST_RATIONALE} characters: people will read it"
        },
    )
    due = DayField(label="To be done by", required=False)


class LeadersDecisionForm(DecisionForm):
    """What those who lead decide. They see to it themselves."""

    submit_label = "Save this decision"

    def __init__(self, *args, activity, decision=None, **kwargs):
        super().__init__(*args, activity=activity, decision=decision, **kwargs)
        for name in ("owner", *self.EASY):
            del self.fields[name]
        not_kept = Decision.Outcome.PROMISE_NOT_KEPT
        self.fields["outcome"].choices = [choice for choice in Decision.Outcome.choices if choice[0] != not_kept]

    def layout(self):
        return list(self.fields)
