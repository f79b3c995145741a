"""Forms of an administrator: members, sites, and the dated involvement responsibility."""

from django import forms

from core.forms.base import PlainForm
from core.forms.fields import DayField
from core.forms.layout import Question
from core.forms.widgets import LongText, Radios, ShortText
from core.models import Service, Site
from core.roles import ROLE_CHOICES


class MemberForm(PlainForm):
    submit_label = "Add this person"

    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(
        label="Email address",
        help_text="If they have no account, one is made. They set a password through “Forgotten your password?”.",
    )
    role = forms.ChoiceField(label="Role", choices=ROLE_CHOICES, widget=forms.RadioSelect)


class SiteForm(PlainForm):
    submit_label = "Add this site"

    name = forms.CharField(label="Name of the site", max_length=120)
    kind = forms.ChoiceField(label="Kind of site", choices=Site.Kind, widget=forms.RadioSelect)
    police_vetting_needed = forms.BooleanField(label="Police vetting is needed to work here", required=False)


class SwitchServiceForm(PlainForm):
    """Which of the services given. Any other is refused like a wrong choice, so that none is confirmed to exist."""

    submit_label = "Go to this service"

    service = forms.ChoiceField(label="Which service are you working in now?", widget=forms.RadioSelect)

    def __init__(self, services, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [(str(service.pk), service.name) for service in services]

    def layout(self):
        return [Question("service")]


class ServiceForm(PlainForm):
    """What a service says of itself: public pages and messages use it."""

    submit_label = "Save these details"
    called = {
        "days_to_tell": "the number of days",
        "days_to_review_needs": "the number of days",
        "hours_to_review": "the number of hours",
        "days_to_confirm": "the number of days",
        "days_untouched": "the number of days",
        "tries_to_ask": "the number of tries",
        "days_between_tries": "the number of days",
        "days_to_escalate": "the number of days",
    }

    provider = forms.CharField(
        label="Provider", max_length=150, required=False, help_text="Named to people as the one who holds information."
    )
    area = forms.CharField(label="Area", max_length=150, required=False)
    introduction = forms.CharField(
        label="What the service does, in plain words", widget=LongText(rows=4), max_length=1000, required=False
    )
    contact_name = forms.CharField(label="First name of the person to ring", max_length=60, required=False)
    contact_phone = forms.CharField(label="Telephone number to ring", max_length=30, required=False)
    contact_email = forms.EmailField(label="Email address to write to", required=False)
    privacy_contact = forms.CharField(label="Who answers questions about privacy", max_length=200, required=False)
    days_to_tell = forms.IntegerField(
        label="Days within which people are told what was decided",
        min_value=1,
        max_value=365,
        widget=ShortText(width=3),
        help_text="Counted from the day an activity closes. The dashboard measures by it.",
    )
    days_to_review_needs = forms.IntegerField(
        label="Days after which people are asked again what helps them",
        min_value=1,
        max_value=366,
        widget=ShortText(width=3),
        help_text="Access needs are looked at again at least once a year.",
    )
    hours_to_review = forms.IntegerField(
        label="Hours within which a decision in the public interest is reviewed",
        min_value=1,
        max_value=720,
        widget=ShortText(width=3),
        help_text="A manager or information governance lead who did not make it looks at each decision to record or"
        " share without consent. When the hours have passed, every information governance lead is told by email."
        " Decisions that were made already keep their time.",
    )
    days_to_confirm = forms.IntegerField(
        label="Days within which somebody who registered interest is reached",
        min_value=7,
        max_value=90,
        widget=ShortText(width=3),
        help_text="A registration is removed when nobody was reached in this time. Today’s work says so 7 days before.",
    )
    days_untouched = forms.IntegerField(
        label="Days after which a registration that nobody touched is removed",
        min_value=28,
        max_value=365,
        widget=ShortText(width=3),
        help_text="Counted from the last try to reach them, or from the day it was declined.",
    )
    tries_to_ask = forms.IntegerField(
        label="Tries to ask somebody who asked to be asked later",
        min_value=1,
        max_value=10,
        widget=ShortText(width=3),
        help_text="After these nobody asks them any more. They may always contact the service.",
    )
    days_between_tries = forms.IntegerField(
        label="Days between two tries",
        min_value=1,
        max_value=90,
        widget=ShortText(width=3),
    )
    ask_by_message = forms.BooleanField(
        label="Send the first two tries as messages",
        required=False,
        help_text="Where a text message or an email is safe for them, on the day they named and after the days between"
        " two tries. The words are those of the message written beforehand that asks them, else standard ones.",
    )
    days_to_escalate = forms.IntegerField(
        label="Days after which managers hear that somebody was not asked",
        min_value=1,
        max_value=90,
        widget=ShortText(width=3),
        help_text="Counted from the day on which they were to be asked. The email names nobody.",
    )
    show_reader_names = forms.BooleanField(
        label="Tell people the names of staff who opened their record",
        required=False,
        help_text="People always see the role, the service and the day on their own page. Ask your staff before you"
        " add their names.",
    )


class StandardsForm(PlainForm):
    """What a service holds itself to where counts of people are shown, and where people are hard to reach."""

    submit_label = "Save these standards"
    called = {
        "small_numbers_up_to": "the largest number kept back",
        "round_numbers_to": "how numbers are rounded",
        "tries_to_tell": "the number of tries",
    }

    small_numbers_up_to = forms.IntegerField(
        label="Keep back counts of people from 1 up to",
        help_text="Shown as “*”, so that nobody can be found behind a small number. NHS England uses 7.",
        min_value=5,
        max_value=20,
        widget=ShortText(width=3),
    )
    round_numbers_to = forms.TypedChoiceField(
        label="Round every other count of people to the nearest",
        help_text="Rounding keeps somebody from being found by taking one number from another. NHS England uses 5.",
        choices=Service._meta.get_field("round_numbers_to").choices,
        coerce=int,
        widget=Radios(inline=True),
    )
    tries_to_tell = forms.IntegerField(
        label="Tries before it may be noted that somebody could not be told",
        help_text="Each try is recorded with its day and what came of it.",
        min_value=1,
        max_value=10,
        widget=ShortText(width=3),
    )


class ResponsibilityForm(PlainForm):
    submit_label = "Save the responsibility"

    from_day = DayField(label="Responsible for involvement from")
    until_day = DayField(label="Until", required=False, help_text="Leave empty while it goes on.")

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("until_day") and data["until_day"] < data["from_day"]:
            self.add_error("until_day", "The responsibility must end on or after the day it starts.")
        return data
