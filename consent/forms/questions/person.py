"""The questions about the person: what helps them, who they are, where we met them."""

from datetime import date

from django import forms
from django.utils import timezone

from consent.forms.answering import (
    SiteChoice,
)
from consent.forms.questions.base import StepForm
from consent.forms.whole import length_of
from consent.models import Person
from consent.models.agreements import Route
from consent.models.people import AgeBand, Connection
from consent.rules import age_on
from core.forms import (
    DayField,
    LongText,
    OneOfField,
    Question,
    Reveal,
    ShortText,
    YesNoField,
)
from core.models import Site

UNDER_16 = "under_16"
OLDEST = 120


class HelpForm(StepForm):
    asks = "What helps them"
    not_kept = ("draft",)
    called = {"has_access_needs": "whether something would help them"}

    # Drawn with the page, so that a first answer sent twice begins one draft.
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    has_access_needs = YesNoField(
        label="Would anything help them to understand this, or to take part?",
        yes="Yes, something would help",
        no="No, nothing they can think of",
        inline=False,
    )
    access_needs = forms.CharField(
        label="What helps them?",
        help_text="In a sentence, such as “Large print” or “A quiet room”",
        max_length=length_of(Person, "access_needs"),
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label="Language they prefer, if not English",
        max_length=length_of(Person, "language"),
        required=False,
        widget=ShortText(width=20),
    )
    interpreter_needed = forms.BooleanField(label="They need an interpreter", required=False)

    def layout(self):
        under = {"yes": ["access_needs", "language", "interpreter_needed"]}
        return ["draft", Reveal("has_access_needs", under, size="l", heading=True)]

    def clean(self):
        data = super().clean()
        if data.get("has_access_needs") is False:
            for name, nothing in (("access_needs", ""), ("language", ""), ("interpreter_needed", False)):
                data[name] = nothing
                self.errors.pop(name, None)
        return data

    @staticmethod
    def words(kept):
        if not kept["has_access_needs"]:
            return "Nothing they can think of"
        interpreter = "An interpreter" if kept["interpreter_needed"] else ""
        return ", ".join(filter(None, [kept["access_needs"], kept["language"], interpreter])) or "Something: ask what"


class NameForm(StepForm):
    asks = "Name to use"
    called = {"name_to_use": "a name to use"}

    name_to_use = forms.CharField(
        label="What name do they want us to use?",
        help_text="A first name is enough. The full name can be added later.",
        max_length=length_of(Person, "name_to_use"),
        widget=ShortText(width=20, attrs={"autocomplete": "off"}),
    )

    def layout(self):
        return [Question("name_to_use")]


class AgeForm(StepForm):
    asks = "Date of birth, or age"
    called = {"date_of_birth": "a date of birth", "age_band": "an age"}

    date_of_birth = DayField(
        label="What is their date of birth?",
        required=False,
        latest=timezone.localdate,
        help_text="For example, 31 3 1980",
    )
    age_band = OneOfField(
        label="Or, if they do not want to say, how old are they?",
        choices=[(UNDER_16, "Under 16"), *AgeBand.choices],
        required=False,
    )
    mark_optional = False

    def layout(self):
        return [Question("date_of_birth"), "age_band"]

    def clean(self):
        data = super().clean()
        born = data.get("date_of_birth")
        if born:
            data["age_band"] = ""
            self.errors.pop("age_band", None)
            if age_on(born, timezone.localdate()) > OLDEST:
                self.add_error("date_of_birth", "Check the year of birth.")
        elif "date_of_birth" not in self.errors and not data.get("age_band") and "age_band" not in self.errors:
            self.add_error("date_of_birth", "Enter a date of birth, or choose how old they are")
        return data

    @staticmethod
    def words(kept):
        if born := kept["date_of_birth"]:
            return f"{date.fromisoformat(born):%-d %B %Y}"
        return {UNDER_16: "Under 16", **dict(AgeBand.choices)}[kept["age_band"]]


class SiteForm(StepForm):
    asks = "Where you are"
    called = {"site": "where you are"}

    site = SiteChoice(label="Where are you?", help_text="We remember this for your shift.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites = Site.objects.filter(service=self.service)
        self.fields["site"].required = bool(sites)

    def layout(self):
        return [Question("site")]

    @property
    def kept(self):
        site = self.cleaned_data["site"]
        return {"site": site and site.pk, "site_name": str(site or "")}

    @staticmethod
    def words(kept):
        return kept["site_name"] or "No site"


class ConnectionForm(StepForm):
    asks = "How we know them"
    called = {"connection": "how we know them"}

    connection = OneOfField(label="How do we know them?", choices=Connection)

    def layout(self):
        return [Question("connection")]

    @staticmethod
    def words(kept):
        return str(Connection(kept["connection"]).label)


class MoreForm(StepForm):
    """What need not be asked now. Reached from the page that checks the answers."""

    asks = "Anything more"
    submit_label = "Keep these"

    full_name = forms.CharField(
        label="Full name, as they give it", max_length=length_of(Person, "full_name"), required=False
    )
    pronouns = forms.CharField(
        label="Pronouns", max_length=length_of(Person, "pronouns"), required=False, widget=ShortText(width=20)
    )
    present = forms.CharField(label="Who else was present?", max_length=200, required=False)
    route = OneOfField(
        label="How did they answer?",
        choices=[c for c in Route.choices if c[0] != Route.PUBLIC_FORM],
        initial=Route.IN_PERSON,
    )

    @staticmethod
    def words(kept):
        how = str(Route(kept["route"]).label)
        with_them = f"{kept['present']} was present" if kept["present"] else ""
        return "\n".join(filter(None, [kept["full_name"], kept["pronouns"], how, with_them]))
