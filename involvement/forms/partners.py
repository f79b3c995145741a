"""Forms about partner organisations and what is agreed with them."""

from django import forms
from django.utils import timezone

from core.forms import (
    ButtonRow,
    DayField,
    LongText,
    Narrow,
    PlainForm,
    Radios,
    Reveal,
    SearchInput,
    SeveralBoxes,
    ShortText,
    UploadField,
    YesNoField,
)
from core.roles import Permission
from involvement.forms.activities import staff_who
from involvement.models import FeedbackArrangement, Group, PartnerAgreement, PartnerOrganisation, TeamStep
from involvement.models.partners import AgreementState


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

    agreed = forms.ChoiceField(label="Agreement", choices=[("", "Any"), *AgreementState.choices], required=False)
    order = forms.ChoiceField(
        label="Order", choices=[("", "By name"), ("kind", "By kind"), ("newest", "The newest first")], required=False
    )

    def layout(self):
        return ["q", Narrow(self.data, "kind", "group", "agreed", "order", button=self.submit_label), ButtonRow()]


class PartnerAgreementForm(PlainForm):
    submit_label = "Record this agreement"
    called = {
        "kind": "the kind of agreement",
        "starts_on": "the day it starts",
        "ends_on": "the day it ends",
        "clause": "what it says about that",
        "owner": "who answers for it",
        "upload": "the file",
    }
    needed_when = {"clause": ("feedback_clause", True)}

    kind = forms.ChoiceField(label="Kind of agreement", choices=PartnerAgreement.Kind, widget=Radios())
    starts_on = DayField(label="Starts on")
    ends_on = DayField(label="Ends on", required=False, help_text="Leave empty if no end is agreed.")
    feedback_clause = YesNoField(
        label="Does it say how people are asked for their views once they have moved on?",
    )
    clause = forms.CharField(label="What does it say about that?", max_length=2000, widget=LongText(rows=3))
    owner = forms.ModelChoiceField(
        label="Who answers for it?",
        help_text="They get an email 90 days and 30 days before it ends.",
        queryset=None,
    )
    upload = UploadField(label="The signed file", required=False)

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = staff_who(service, Permission.MANAGE_PARTNERS)

    def layout(self):
        clause = Reveal("feedback_clause", {"yes": ["clause"]}, inline=False)
        return ["kind", "starts_on", "ends_on", clause, "owner", "upload"]

    def clean(self):
        data = super().clean()
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "The day it ends must be on or after the day it starts")
        return data


class ContactForm(PlainForm):
    submit_label = "Record this contact"
    called = {"name": "a name", "phone": "a telephone number or an email address"}

    name = forms.CharField(label="Name", max_length=120)
    role = forms.CharField(label="What do they do there?", max_length=120, required=False)
    phone = forms.CharField(
        label="Telephone", max_length=40, required=False, widget=ShortText(width=20, attrs={"type": "tel"})
    )
    email = forms.EmailField(label="Email address", required=False)

    def clean(self):
        data = super().clean()
        if not data.get("phone") and not data.get("email") and "email" not in self.errors:
            self.add_error("phone", "Enter a telephone number or an email address")
        return data


class TeamStepForm(PlainForm):
    submit_label = "Note this"
    called = {"step": "where it stands", "because": "the reason", "noted_on": "the day"}

    step = forms.ChoiceField(label="Where does it stand?", choices=TeamStep.Step, widget=Radios())
    because = forms.CharField(
        label="Why?", help_text="Needed if it is not suitable.", max_length=500, required=False, widget=LongText(rows=2)
    )
    noted_on = DayField(label="Since when?", latest=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["noted_on"].initial = timezone.localdate


class ArrangementForm(PlainForm):
    submit_label = "Record this arrangement"
    called = {"what": "what feedback comes", "every": "how often it comes", "next_due": "the day the next is due"}

    what = forms.CharField(
        label="What feedback do they pass on?",
        help_text="For example, what people say three months after they left us.",
        max_length=300,
    )
    every = forms.ChoiceField(label="How often?", choices=FeedbackArrangement.Every, widget=Radios())
    next_due = DayField(label="When is the next due?", earliest=timezone.localdate)


class ReceivedForm(PlainForm):
    submit_label = "Note what came"
    called = {"what": "what came", "received_on": "the day it came"}

    what = forms.CharField(label="What came?", help_text="Name nobody.", max_length=3000, widget=LongText(rows=4))
    received_on = DayField(label="When did it come?", latest=timezone.localdate)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = timezone.localdate
