"""Forms about information material: the material, its check, its reader, whose words it uses, and where it hangs."""

from django import forms
from django.utils import timezone

from consent.models import Person
from core.forms import (
    ButtonRow,
    DayField,
    LongText,
    Narrow,
    PlainForm,
    Radios,
    SearchInput,
    ShortText,
    UploadField,
)
from core.memberships import staff_of
from core.models import Site
from core.roles import Permission
from involvement.forms.activities import staff_who
from involvement.forms.places import PeopleToChoose
from involvement.models import Activity, Featured, Level, Material
from involvement.rules import may_be_reviewed_on


class MaterialForm(PlainForm):
    """A material of one service. `material`: the one to change, or None for a new one."""

    submit_label = "Save the material"
    called = {
        "title": "a title",
        "kind": "the kind of material",
        "says": "what it says or shows",
        "owner": "who answers for it",
        "author": "who wrote or made it",
        "review_on": "the day to look at it again",
        "upload": "the file",
    }

    title = forms.CharField(label="Title", max_length=150)
    kind = forms.ChoiceField(label="What is it?", choices=Material.Kind, widget=Radios())
    says = forms.CharField(
        label="What does it say or show?",
        help_text="In a few sentences, so that somebody who cannot open the file knows. Name nobody.",
        max_length=3000,
        required=False,
        widget=LongText(rows=4),
    )
    upload = UploadField(label="The file", required=False)
    link = forms.URLField(
        label="Where is it on the internet?",
        help_text="For a film or a post.",
        max_length=300,
        required=False,
        assume_scheme="https",
    )
    activity = forms.ModelChoiceField(
        label="Which activity is it part of?",
        help_text="Information activities that are not over.",
        queryset=Activity.objects.none(),
        required=False,
        empty_label="None",
    )
    owner = forms.ModelChoiceField(label="Who answers for it?", queryset=None)
    author = forms.ModelChoiceField(
        label="Who wrote or made it?", help_text="Somebody else has to check it.", queryset=None
    )
    review_on = DayField(label="When must somebody look at it again?", help_text="Within 2 years.")

    def __init__(self, *args, service, material=None, **kwargs):
        if material is not None:
            names = ("title", "kind", "says", "link", "activity", "owner", "author", "review_on")
            kwargs.setdefault("initial", {name: getattr(material, name) for name in names})
        super().__init__(*args, **kwargs)
        over = ["finished", "cancelled"]
        activities = Activity.objects.filter(service=service, level=Level.INFORMATION).exclude(state__in=over)
        if material is not None and material.activity_id:
            activities = activities | Activity.objects.filter(pk=material.activity_id)
        self.fields["activity"].queryset = activities
        self.fields["owner"].queryset = staff_who(service, Permission.RUN_ACTIVITIES)
        authors = staff_of(service)
        if material is not None:
            authors = authors | type(material.author).objects.filter(pk=material.author_id)
        self.fields["author"].queryset = authors
        if material is not None and material.file:
            self.fields["upload"].label = "A new file"
            about = self.fields["upload"].help_text
            self.fields["upload"].help_text = f"Takes the place of “{material.file}”, which is deleted. {about}"


class MaterialFilter(PlainForm):
    method = "get"
    submit_label = "Show these"
    IN_USE, TO_CHECK, TO_REVIEW, TO_TAKE_DOWN, RETIRED = "in_use", "to_check", "to_review", "to_take_down", "retired"

    q = forms.CharField(label="Find material", max_length=150, required=False, widget=SearchInput())
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any"), *Material.Kind.choices], required=False)
    state = forms.ChoiceField(
        label="Which",
        choices=[
            ("", "All"),
            (IN_USE, "In use"),
            (TO_CHECK, "To be checked by somebody else"),
            (TO_REVIEW, "To be looked at again within 30 days, or overdue"),
            (TO_TAKE_DOWN, "To be taken down"),
            (RETIRED, "No longer used"),
        ],
        required=False,
    )
    order = forms.ChoiceField(
        label="Order",
        choices=[("", "By title"), ("review", "By the day to look at it again"), ("newest", "The newest first")],
        required=False,
    )
    mine = forms.BooleanField(label="Only those I answer for", required=False)

    def layout(self):
        return ["q", Narrow(self.data, "kind", "state", "order", "mine", button=self.submit_label), ButtonRow()]


class CheckForm(PlainForm):
    """The promise of information, word by word (the paper, page 3)."""

    submit_label = "Record this check"
    called = {"review_on": "the day to look at it again"}

    accurate = forms.BooleanField(
        label="It is accurate: names, numbers, addresses and facts are right",
        error_messages={"required": "Tick that it is accurate, or ask its author to change it first"},
    )
    balanced = forms.BooleanField(
        label="It is balanced: it says what is hard or cannot be promised, too",
        error_messages={"required": "Tick that it is balanced, or ask its author to change it first"},
    )
    up_to_date = forms.BooleanField(
        label="It is up to date",
        error_messages={"required": "Tick that it is up to date, or ask its author to change it first"},
    )
    note = forms.CharField(
        label="What did you check it against?",
        help_text="For example, “rang the number”.",
        max_length=1000,
        required=False,
        widget=LongText(rows=3),
    )
    review_on = DayField(label="When must somebody look at it again?", help_text="Within 2 years.")

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day and not (answer := may_be_reviewed_on(day)):
            raise forms.ValidationError(answer.why)
        return day

    @property
    def kept(self) -> dict:
        """What the action stores: the ticks are what a check is."""
        return {"note": self.cleaned_data["note"], "review_on": self.cleaned_data["review_on"]}


class FindSomebodyForm(PlainForm):
    method = "get"

    q = forms.CharField(label="Find a person", max_length=80, required=False, widget=SearchInput())

    def layout(self):
        return ["q", ButtonRow()]


class OfAPerson(PlainForm):
    """A form about one of the people found. `found`: triples of a person, whether they may be chosen, and why."""

    def __init__(self, *args, people, found, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people
        field.widget.choices = [*self.first_choices(), *((person.pk, str(person)) for person, _may, _why in found)]
        field.widget.closed = {str(person.pk) for person, may, _why in found if not may}
        field.widget.look = {"hints": {person.pk: why for person, _may, why in found}}

    def first_choices(self):
        return []


class FeaturedForm(OfAPerson):
    submit_label = "Record this"
    called = {"person": "a person", "what": "what is used of them"}

    person = forms.ModelChoiceField(
        label="Whose?", queryset=Person.objects.none(), widget=PeopleToChoose(), empty_label=None
    )
    what = forms.ChoiceField(label="What is used?", choices=Featured.What, widget=Radios())
    where = forms.CharField(
        label="Where in the material?", help_text="For example, the cover.", max_length=200, required=False
    )


class SomebodyOrNobody(forms.ModelChoiceField):
    """One of the people, or nobody by name, which is a choice of its own among the radios."""

    NOBODY = "nobody"
    empty_values = [*forms.Field.empty_values, NOBODY]


class ReadingForm(OfAPerson):
    """What a service user said of it. Gives `person` None where no name is kept."""

    submit_label = "Record what they said"
    called = {"comment": "what they said about it", "person": "who read it"}
    mark_optional = False

    person = SomebodyOrNobody(
        label="Who read, heard or saw it?",
        queryset=Person.objects.none(),
        widget=PeopleToChoose(),
        empty_label=None,
        required=False,
        initial=SomebodyOrNobody.NOBODY,
        help_text="By name only if they agree that it is kept: find them above.",
    )
    comment = forms.CharField(
        label="What did they say about it?",
        help_text="In their own words where you can. Leave out names.",
        max_length=2000,
        widget=LongText(rows=4),
    )

    def first_choices(self):
        return [(SomebodyOrNobody.NOBODY, "Somebody who uses services, without a name")]


class PutUpForm(PlainForm):
    submit_label = "Record this place"
    called = {"where": "where it is", "put_up_on": "the day it was put up"}

    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.none(), required=False, empty_label="None of these"
    )
    where = forms.CharField(
        label="Where exactly?",
        help_text="So that somebody else finds it. For example, the rack beside the desk, or the name of the page.",
        max_length=200,
    )
    put_up_on = DayField(label="When was it put up?", latest=timezone.localdate)

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)
        self.fields["put_up_on"].initial = timezone.localdate


class TakeDownForm(PlainForm):
    called = {"taken_down_on": "the day it was taken down"}

    taken_down_on = DayField(label="When was it taken down?", latest=timezone.localdate)

    def __init__(self, *args, place, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["taken_down_on"]
        field.initial = timezone.localdate
        field.earliest = timezone.localtime(place.put_up_at).date()


class BecauseForm(PlainForm):
    called = {"because": "the reason"}

    because = forms.CharField(label="Why?", max_length=500, widget=ShortText())
