"""Forms about partner organisations and what is agreed with them."""

from django import forms

from core.forms import ButtonRow, DayField, LongText, Narrow, PlainForm, Radios, SearchInput, SeveralBoxes, YesNoField
from involvement.models import Group, PartnerAgreement, PartnerOrganisation


class PartnerForm(PlainForm):
    submit_label = "Save the partner"
    called = {"name": "the name of the organisation", "kind": "the kind of organisation"}

    name = forms.CharField(label="Name", max_length=150)
    kind = forms.ChoiceField(label="Kind of organisation", choices=PartnerOrganisation.Kind, widget=Radios())
    groups = forms.ModelMultipleChoiceField(
        label="Groups it reaches", queryset=Group.objects.all(), widget=SeveralBoxes(), required=False
    )
    contact = forms.CharField(
        label="How to reach them",
        help_text="A telephone number or an email address, and whom to ask for.",
        max_length=200,
        required=False,
    )
    notes = forms.CharField(label="Notes", max_length=1000, required=False, widget=LongText(rows=3))

    def __init__(self, *args, partner=None, **kwargs):
        if partner is not None:
            values = {name: getattr(partner, name) for name in self.base_fields if name != "groups"}
            kwargs.setdefault("initial", {**values, "groups": list(partner.groups.all())})
        super().__init__(*args, **kwargs)


class PartnerFilter(PlainForm):
    method = "get"
    submit_label = "Show these partners"

    q = forms.CharField(label="Find a partner", max_length=150, required=False, widget=SearchInput())
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any"), *PartnerOrganisation.Kind.choices], required=False)
    group = forms.ModelChoiceField(
        label="Group it reaches", queryset=Group.objects.all(), required=False, empty_label="Any"
    )

    def layout(self):
        return ["q", Narrow(self.data, "kind", "group", button=self.submit_label), ButtonRow()]


class PartnerAgreementForm(PlainForm):
    submit_label = "Record this agreement"
    called = {"kind": "the kind of agreement", "starts_on": "the day it starts", "ends_on": "the day it ends"}

    kind = forms.ChoiceField(label="Kind of agreement", choices=PartnerAgreement.Kind, widget=Radios())
    starts_on = DayField(label="Starts on")
    ends_on = DayField(label="Ends on", required=False, help_text="Leave empty if no end is agreed.")
    feedback_clause = YesNoField(
        label="Does it say how people are asked for their views once they have moved on?",
    )

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The day it ends must be on or after the day it starts")
        return data
