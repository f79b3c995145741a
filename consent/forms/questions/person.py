"""The questions about the person: what helps them, who they are, where we met them."""

from datetime import date

from django import forms
from django.utils import timezone

from consent import rules
from consent.forms.answering import SiteChoice
from consent.forms.needs import MORE, NeedsForm
from consent.forms.questions.base import StepForm
from consent.forms.whole import length_of
from consent.models import Person
from consent.models.agreements import Route
from consent.models.people import AgeBand, Connection
from consent.rules import AgeGroup, age_on
from core.forms import (
    DayField,
    OneOfField,
    Question,
    Reveal,
    ShortText,
)
from core.models import Site

UNDER_10 = AgeGroup.UNDER_TEN.value
LATER = "later"
OLDEST = 120


class HelpForm(StepForm, NeedsForm):
    """What helps them, from the coded list, before anything else is read out to them."""

    asks = "What helps them"
    submit_label = "Continue"
    ask_later = "They cannot say now: ask them later"

    # Drawn with the page, so that a first answer sent twice begins one draft.
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, initial=None, **kwargs):
        before = dict(initial or {})
        drawn = {"draft": before.pop("draft", None)}
        super().__init__(*args, answers=before, initial=drawn, **kwargs)
        self.fields["common"].choices = [*self.fields["common"].choices, (LATER, self.ask_later)]
        if before.get("ask_needs_later"):
            self.initial["common"] = [LATER]

    def layout(self):
        top, *further = super().layout()
        return ["draft", Reveal(top.name, top.under, size="l", heading=True), *further]

    def clean(self):
        data = super().clean()
        chosen = data.get("common") or []
        if LATER in chosen and (len(chosen) > 1 or any(data.get(kind.value) for kind in MORE)):
            self.add_error("common", "Select either “ask them later” or other answers, not both")
        return data

    @property
    def kept(self):
        if LATER not in self.cleaned_data["common"]:
            return {**self.answers, "ask_needs_later": False}
        data = self.cleaned_data
        said = {name: data[name] for name in ("other", "language", "interpreter_needed")}
        return {"needs": {}, **said, "ask_needs_later": True}

    @staticmethod
    def words(kept):
        names = [need.name for need in rules.access_needs() if need.key in kept["needs"]]
        interpreter = "An interpreter" if kept["interpreter_needed"] else ""
        later = "Ask them later" if kept["ask_needs_later"] else ""
        said = [later, *names, kept["other"], kept["language"], interpreter]
        return ", ".join(filter(None, said)) or "None of these"


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
        choices=[(UNDER_10, "Under 10"), *AgeBand.choices],
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
        return {UNDER_10: "Under 10", **dict(AgeBand.choices)}[kept["age_band"]]


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
