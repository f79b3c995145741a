"""Forms for what shows that a promise is kept, and for the reason where one was not."""

from django import forms
from django.utils import timezone

from core.forms import DayField, LongText, PlainForm
from involvement.models import Session
from involvement.models.feedback import SHORTEST_RATIONALE
from involvement.words import session_name


class PlanChangeForm(PlainForm):
    submit_label = "Record this change"
    called = {"asked": "what people asked for", "changed": "what was changed"}

    asked = forms.CharField(label="What did people ask for?", max_length=1000, widget=LongText(rows=3))
    changed = forms.CharField(
        label="What was changed in the plan?",
        help_text="For example, the day, the place, the questions, or who is invited.",
        max_length=1000,
        widget=LongText(rows=3),
    )


class TermsForm(PlainForm):
    """The terms of reference as they were agreed. New ones begin with the words of those before."""

    submit_label = "Record these terms"
    called = {"text": "what was agreed", "agreed_with": "with whom", "agreed_on": "the day"}

    text = forms.CharField(
        label="What was agreed?",
        help_text="What the group decides, how it decides, how often it meets, who supports it, and how it ends.",
        max_length=8000,
        widget=LongText(rows=10),
    )
    agreed_with = forms.CharField(
        label="With whom?",
        help_text="For example, the reference group at its meeting. Leave out names.",
        max_length=300,
    )
    agreed_on = DayField(label="On which day?", latest=timezone.localdate)

    @staticmethod
    def values_of(activity):
        newest = activity.terms_of_reference.first()
        return {"text": newest.text} if newest else {}


class OfferForm(PlainForm):
    """What people are paid or given, as it was settled with them before."""

    submit_label = "Record what was settled"
    called = {"offer": "what people are paid or given", "advice": "who advises them", "settled_on": "the day"}

    offer = forms.CharField(
        label="What are people paid or given?",
        help_text="The amounts, what it is for, and when it is paid. Say so if it is nothing, and why.",
        max_length=2000,
        widget=LongText(rows=4),
    )
    advice = forms.CharField(
        label="Who advises people on their benefits?",
        help_text="Payment may affect benefits. People get specialist advice before anything is paid.",
        max_length=300,
        required=False,
    )
    settled_on = DayField(
        label="On which day was it settled with them?",
        help_text="The promise asks for a day before it runs.",
        latest=timezone.localdate,
    )

    @staticmethod
    def values_of(activity):
        newest = activity.settled_offers.first()
        return {"offer": newest.offer if newest else activity.incentives, "advice": newest.advice if newest else ""}


class PromiseNotKeptForm(PlainForm):
    """Why a promise was not kept. Of a standing activity, in which round."""

    submit_label = "Give people this reason"
    called = {"because": "the reason", "session": "the round"}

    session = forms.ModelChoiceField(label="In which round?", queryset=Session.objects.none(), empty_label=None)
    because = forms.CharField(
        label="Why was it not kept?",
        help_text=f"In at least {SHORTEST_RATIONALE} characters. People will read it as you write it. Name nobody.",
        min_length=SHORTEST_RATIONALE,
        max_length=1500,
        widget=LongText(rows=5),
        error_messages={
            "min_length": f"Give the reason in at least {SHORTEST_RATIONALE} characters: people will read it"
        },
    )

    def __init__(self, *args, rounds, **kwargs):
        super().__init__(*args, **kwargs)
        if rounds is None:
            del self.fields["session"]
        else:
            self.fields["session"].queryset = Session.objects.filter(pk__in=[session.pk for session in rounds])
            self.fields["session"].label_from_instance = session_name
