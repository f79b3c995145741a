"""Forms about an activity as a whole: its plan, its moves, and what people changed about the plan."""

from django import forms

from core.forms import (
    ButtonRow,
    DayField,
    Group,
    LongText,
    Narrow,
    PlainForm,
    Radios,
    SearchInput,
    SeveralBoxes,
    ShortText,
)
from core.memberships import staff_of
from core.models import Site
from core.roles import CARDS, Permission
from involvement.models import Activity, Level, Method, PartnerOrganisation
from involvement.models import Group as PeopleGroup
from involvement.models.activities import State
from involvement.rules import may_use_method

MOST_PLACES = 32_000


def staff_who(service, permission: Permission):
    """The users of a service whose role holds a permission, for choosing a lead or an owner."""
    return staff_of(service, *(key for key, card in CARDS.items() if permission in card.permissions))


class MethodField(forms.ModelChoiceField):
    """A method, with the levels it suits beside its name."""

    def label_from_instance(self, method):
        levels = ", ".join(level.name.lower() for level in method.levels.all())
        return f"{method.name} ({levels})" if levels else method.name


class PlanForm(PlainForm):
    """The plan of an activity of one service. `activity`: the one to change, or None for a new one."""

    submit_label = "Save the plan"
    called = {
        "title": "a title",
        "purpose": "what it is for",
        "level": "a level of involvement",
        "method": "a method",
        "domain": "what it is about",
        "groups": "who it is for",
        "where": "where it is",
        "lead": "who leads it",
        "access": "who may take part",
        "starts_on": "the first day",
        "ends_on": "the last day",
        "can_change": "what can change because of it",
        "cannot_change": "what cannot change",
        "equality_considered": "how equality was considered",
        "principles": "what everybody holds to",
        "process": "how people are prepared and supported",
        "impact": "what should be different afterwards",
        "places": "the number of places",
    }

    title = forms.CharField(label="Title", max_length=150)
    purpose = forms.CharField(label="What is it for?", max_length=2000, widget=LongText(rows=3))
    domain = forms.ChoiceField(label="What is it about?", choices=Activity.Domain, widget=Radios())
    level = forms.ModelChoiceField(
        label="How much say do people have?",
        help_text="Choose what fits the people, the task and the time. No level is better than another.",
        queryset=Level.objects.all(),
        widget=Radios(),
        empty_label=None,
    )
    method = MethodField(
        label="Method",
        help_text="In brackets: the levels it suits.",
        queryset=Method.objects.prefetch_related("levels"),
    )
    can_change = forms.CharField(
        label="What can change because of it?",
        help_text="People will be told this before they take part.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    cannot_change = forms.CharField(
        label="What cannot change?",
        help_text="Say it now, so that nobody is promised what you cannot do.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    groups = forms.ModelMultipleChoiceField(
        label="Who is it for?",
        help_text="Choose all that fit. Choose none if it is for everybody.",
        queryset=PeopleGroup.objects.all(),
        widget=SeveralBoxes(),
        required=False,
    )
    standing = forms.BooleanField(
        label="It goes on: a board, a panel or a group that meets again and again",
        help_text="Each session is then a round. What was said and decided in it is judged and told by itself.",
        required=False,
    )
    access = forms.ChoiceField(label="Who may take part?", choices=Activity.Access, widget=Radios())
    places = forms.IntegerField(
        label="How many places?",
        help_text="Leave empty if there is no limit.",
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        widget=ShortText(width=5, attrs={"inputmode": "numeric"}),
    )
    partner = forms.ModelChoiceField(
        label="Partner",
        help_text="An organisation that runs it with you or reaches the people.",
        queryset=PartnerOrganisation.objects.none(),
        required=False,
        empty_label="No partner",
    )
    lead = forms.ModelChoiceField(
        label="Who leads it?", help_text="They answer for it, and tell people what was decided.", queryset=None
    )
    starts_on = DayField(label="First day")
    ends_on = DayField(label="Last day", required=False)
    site = forms.ModelChoiceField(
        label="Site", queryset=Site.objects.none(), required=False, empty_label="Not at one of our sites"
    )
    where = forms.CharField(
        label="Where, if not at a site",
        help_text="For example, the library, or online.",
        max_length=200,
        required=False,
    )
    access_arrangements = forms.CharField(
        label="What helps people to take part",
        help_text="For example, step-free, an interpreter, a quiet room, somebody to come with.",
        max_length=1000,
        required=False,
        widget=LongText(rows=3),
    )
    principles = forms.CharField(
        label="What does everybody hold to?",
        help_text="For example: everybody is heard, nobody has to tell their story, anybody may stop at any time.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    process = forms.CharField(
        label="How are people prepared and supported?",
        help_text="Before, on the day and afterwards: who rings them, who meets them, what they can learn.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    impact = forms.CharField(
        label="What should be different afterwards?",
        help_text="And how people will see that it is.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    equality_considered = forms.CharField(
        label="How were equality and health-inequality duties considered?",
        help_text="Who might be left out, and what you do about it.",
        max_length=2000,
        widget=LongText(rows=3),
    )
    incentives = forms.CharField(
        label="What are people offered?",
        help_text="Travel and childcare, training, a reference. Payment may affect benefits: get advice first.",
        max_length=1000,
        required=False,
        widget=LongText(rows=3),
    )

    def __init__(self, *args, service, activity=None, **kwargs):
        if activity is not None:
            kwargs.setdefault("initial", self.values_of(activity))
        super().__init__(*args, **kwargs)
        self.fields["partner"].queryset = PartnerOrganisation.objects.filter(service=service)
        self.fields["site"].queryset = Site.objects.filter(service=service)
        self.fields["lead"].queryset = staff_who(service, Permission.RUN_ACTIVITIES)
        level = self.fields["level"]
        level.widget.look = {"hints": {one.pk: f"{one.meaning} The promise: {one.promise}" for one in level.queryset}}
        if activity is not None and activity.state != State.PLANNED:
            self.fields["standing"].disabled = True
            level.disabled = True
            level.help_text = "People have been given the promise of this level. It stays."

    @classmethod
    def values_of(cls, activity):
        values = {name: getattr(activity, name) for name in cls.base_fields if name != "groups"}
        return {**values, "groups": list(activity.groups.all())}

    def layout(self):
        """What it is, then the five sections of the 4Pi National Involvement Standards, which the paper cites."""
        return [
            Group("What it is", "title", "domain", "standing"),
            Group("Principles", "principles", "equality_considered", hint="The values it rests on."),
            Group(
                "Purpose",
                "purpose",
                "level",
                "method",
                "can_change",
                "cannot_change",
                hint="Why people are involved, and how much say they have.",
            ),
            Group("Presence", "groups", "access", "places", "partner", hint="Who is there."),
            Group(
                "Process",
                "lead",
                "starts_on",
                "ends_on",
                "site",
                "where",
                "access_arrangements",
                "incentives",
                "process",
                hint="How it happens, so that everybody can take part.",
            ),
            Group("Impact", "impact", hint="The difference it makes."),
        ]

    def clean(self):
        data = super().clean()
        method, level = data.get("method"), data.get("level")
        if method and level and {"method", "level"} & set(self.changed_data):
            answer = may_use_method(method, level)
            if not answer:
                self.add_error("method", answer.why)
        if not data.get("site") and not data.get("where") and "site" not in self.errors and "where" not in self.errors:
            self.add_error("where", "Choose a site, or say where it is")
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", "Last day must be on or after the first day")
        return data


class ActivityFilter(PlainForm):
    method = "get"
    submit_label = "Show these activities"

    q = forms.CharField(label="Find an activity", max_length=150, required=False, widget=SearchInput())
    state = forms.ChoiceField(label="Where it stands", choices=[("", "Any"), *State.choices], required=False)
    level = forms.ModelChoiceField(label="Level", queryset=Level.objects.all(), required=False, empty_label="Any")
    mine = forms.BooleanField(label="Only those I lead", required=False)

    def layout(self):
        return ["q", Narrow(self.data, "state", "level", "mine", button=self.submit_label), ButtonRow()]


class ReasonForm(PlainForm):
    """Why an activity ends this way."""

    called = {"reason": "the reason"}
    reason = forms.CharField(
        label="Reason",
        help_text="People who took part will be told this.",
        max_length=500,
        widget=LongText(rows=3),
    )
