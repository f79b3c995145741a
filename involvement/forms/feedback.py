"""Forms of the feedback loop: what is decided, and telling people."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consent.models import Person
from core.forms import (
    Button,
    ButtonRow,
    DayField,
    Details,
    Group,
    LongText,
    PlainForm,
    Radios,
    SearchInput,
    SeveralBoxes,
    Text,
)
from core.forms.layout import Piece
from core.roles import Permission
from involvement import rules
from involvement.forms.activities import staff_who
from involvement.forms.deciding import Suggestions
from involvement.models import Decision, Level, Session, Telling, TellingTry, Theme, View
from involvement.models.feedback import SHORTEST_RATIONALE
from involvement.words import session_name

# What can be decided. The reason for a promise that was not kept has a form of its own.
OUTCOMES = [choice for choice in Decision.Outcome.choices if choice[0] != Decision.Outcome.PROMISE_NOT_KEPT]


class Beside(Piece):
    """Two parts of a form side by side; one below the other on a phone."""

    template = "beside"

    def __init__(self, left, right):
        super().__init__(left, right)

    def render(self, form, context, **kwargs):
        left, right = (piece.render(form, context) for piece in self.fields)
        self.values = {"left": left, "right": right}
        return super().render(form, context, **kwargs)


class ViewsToAnswer(forms.ModelMultipleChoiceField):
    def label_from_instance(self, view):
        return view.words


class DecisionForm(PlainForm):
    """What is decided about some of what people said in an activity."""

    submit_label = "Save the decision"
    called = {
        "views": "what it answers",
        "you_said": "what people said",
        "outcome": "what was decided",
        "we_decided": "what was decided, in words",
        "rationale": "the reason",
        "owner": "who will see to it",
        "due": "the day it is to be done by",
        "joint": "who decided it together with you",
        "easy_you_said": "what people said, in easy read",
        "easy_we_decided": "what was decided, in easy read",
        "easy_rationale": "the reason, in easy read",
    }
    EASY = ("easy_you_said", "easy_we_decided", "easy_rationale")

    views = ViewsToAnswer(
        label="What does this answer?",
        help_text="Tick what people said.",
        queryset=View.objects.none(),
        widget=SeveralBoxes(small=True),
    )
    you_said = forms.CharField(
        label="You said",
        help_text="In a sentence or two that the people will know again. Name nobody: this can be read by everybody.",
        max_length=600,
        widget=LongText(rows=3),
    )
    outcome = forms.ChoiceField(label="Outcome", choices=OUTCOMES, widget=Radios())
    we_decided = forms.CharField(label="We decided", max_length=800, widget=LongText(rows=3))
    rationale = forms.CharField(
        label="Because",
        help_text=f"The reason, in at least {SHORTEST_RATIONALE} characters. People will read it.",
        min_length=SHORTEST_RATIONALE,
        max_length=1500,
        widget=LongText(rows=4),
        error_messages={
            "min_length": f"Give the reason in at least {SHORTEST_RATIONALE} characters: people will read it"
        },
    )
    easy_you_said = forms.CharField(label="You said", max_length=600, required=False, widget=LongText(rows=3))
    easy_we_decided = forms.CharField(label="We decided", max_length=800, required=False, widget=LongText(rows=3))
    easy_rationale = forms.CharField(label="Because", max_length=1000, required=False, widget=LongText(rows=3))
    session = forms.ModelChoiceField(
        label="At which session was it decided?",
        queryset=Session.objects.none(),
        required=False,
        empty_label="Not at a session",
    )
    owner = forms.ModelChoiceField(label="Who will see to it?", queryset=None)
    due = DayField(label="To be done by", required=False, help_text="Needed if you will do it, or part of it.")
    joint = forms.ModelMultipleChoiceField(
        label="Who decided this together with you?",
        help_text="Tick the people who take part and made this decision with you. Only staff see their names.",
        queryset=Person.objects.none(),
        widget=SeveralBoxes(small=True),
        required=False,
    )

    def __init__(self, *args, activity, decision=None, **kwargs):
        if decision is not None:
            values = {name: getattr(decision, name) for name in self.base_fields if name not in ("views", "joint")}
            joint = [decider.person_id for decider in decision.joint_deciders.all()]
            kwargs.setdefault("initial", {**values, "views": list(decision.views.all()), "joint": joint})
        super().__init__(*args, **kwargs)
        said = activity.views.select_related("theme", "group").order_by("theme__name", "recorded_at", "pk")
        self.fields["views"].queryset = said
        self.fields["views"].widget.look = {
            "small": True,
            "hints": {view.pk: " · ".join(filter(None, [view.theme.name, str(view.group or "")])) for view in said},
        }
        # The group of a standing activity also decides what nobody had asked for, at its session.
        self.fields["views"].required = not activity.standing
        self.fields["session"].queryset = activity.sessions.all()
        self.fields["session"].label_from_instance = session_name
        if not activity.sessions.exists():
            del self.fields["session"]
        self.fields["owner"].queryset = staff_who(activity.service, Permission.RUN_ACTIVITIES)
        if activity.level_id == Level.PARTNERSHIP:
            self.fields["joint"].queryset = rules.who_may_decide_jointly(activity).order_by("name_to_use", "pk")
        else:
            del self.fields["joint"]

    def layout(self):
        decided = ["you_said", "outcome", "we_decided", "rationale"]
        after = [name for name in ("joint", "session", "owner", "due") if name in self.fields]
        written = any(self.errors.get(name) or self[name].value() for name in self.EASY)
        easy = Details(
            "The same in easy read",
            Text("One thought in each line, in short words. Whoever needs easy read gets this."),
            *self.EASY,
            open=written,
        )
        return [
            Beside(
                Group("What people said", "views"),
                Group("What we decided", *decided, Suggestions(), easy, *after),
            )
        ]

    def clean(self):
        data = super().clean()
        will_do = data.get("outcome") in (Decision.Outcome.ADOPTED, Decision.Outcome.PARTLY)
        if will_do and not data.get("due") and "due" not in self.errors:
            self.add_error("due", "Enter the day it is to be done by")
        easy = [name for name in self.EASY if name in self.fields]
        if any(data.get(name) for name in easy):
            for name in easy:
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, "Write all three parts in easy read, or none")
        return data


class PublishForm(PlainForm):
    """What is asked before publishing.

    `others`: drafts of the same activity that are ready, to publish in the same message. `names`: words that may
    name somebody, which must have been looked at.
    """

    called = {"checked": "that you have checked: this names nobody"}

    together = forms.ModelMultipleChoiceField(
        label="Publish these with it?",
        help_text="People then get one message about all of them.",
        queryset=Decision.objects.none(),
        widget=SeveralBoxes(),
        required=False,
    )
    checked = forms.BooleanField(
        label="I have checked: this names nobody",
        error_messages={"required": "Tick that you have checked that this names nobody, or go back and change it"},
    )

    def __init__(self, *args, others, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["together"].queryset = others
        if not others:
            del self.fields["together"]
        if not names:
            del self.fields["checked"]


class TellingFilter(PlainForm):
    method = "get"
    submit_label = "Show these"
    WAITING, TOLD, COULD_NOT = "waiting", "told", "could_not"

    q = forms.CharField(label="Find a person or an activity", max_length=100, required=False, widget=SearchInput())
    state = forms.ChoiceField(
        label="Show",
        choices=[(WAITING, "Those who still wait"), (TOLD, "Those who were told"), (COULD_NOT, "Could not be told")],
        required=False,
    )
    who = forms.ChoiceField(label="Who tells them", choices=[("", "Anybody"), ("mine", "Me")], required=False)
    activity = forms.IntegerField(widget=forms.HiddenInput, required=False)


class CouldNotForm(PlainForm):
    """Why a person, or the group of a session, could not be told."""

    called = {"could_not": "why they could not be told"}
    SENT = "could_not_be_told"

    could_not = forms.ChoiceField(label="Why could they not be told?", choices=Telling.CouldNot, widget=Radios())

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        why = Telling.CouldNot
        of_groups = (why.LEFT, why.NO_SAFE_CHANNEL)
        self.fields["could_not"].choices = [
            (key, label) for key, label in why.choices if (key in of_groups if group else key != why.LEFT)
        ]

    def layout(self):
        return [
            "could_not",
            ButtonRow(Button("Note that they could not be told", kind="secondary", name=self.SENT)),
        ]


class TryForm(PlainForm):
    """A try to tell somebody that did not reach them. `ways`: in which they may be told."""

    submit_label = "Note this try"
    called = {"tried_on": "the day you tried", "how": "how you tried", "came_of_it": "what came of it"}

    tried_on = DayField(label="On which day did you try?", latest=timezone.localdate)
    how = forms.ChoiceField(label="How did you try?", widget=Radios())
    came_of_it = forms.ChoiceField(label="What came of it?", choices=TellingTry.CameOfIt, widget=Radios())

    def __init__(self, *args, ways, telling, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = [(way, Telling.How(way).label) for way in ways]
        field = self.fields["tried_on"]
        field.initial = timezone.localdate
        field.earliest = timezone.localtime(telling.queued_at).date()


class SureCouldNotForm(CouldNotForm):
    """The same reason, sent again once it was said what happens next."""

    SURE = "sure"

    sure = forms.CharField(widget=forms.HiddenInput, initial="1", max_length=10)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["could_not"].widget = forms.HiddenInput()

    def layout(self):
        return ["could_not", "sure"]


class TellingsAsWell(forms.ModelMultipleChoiceField):
    def label_from_instance(self, telling):
        return telling.decision.we_decided


class TellForm(PlainForm):
    """That somebody was told: when, and a button for each way. `ways`: pairs of a key and the words of its button.

    `others`: what else the same person or group still waits to hear of.
    """

    called = {"told_on": "the day you told them"}

    also = TellingsAsWell(
        label="They also wait to hear of these",
        help_text="Tick what you told them at the same time.",
        queryset=Telling.objects.none(),
        widget=SeveralBoxes(small=True),
        required=False,
    )
    told_on = DayField(label="When were they told?", required=False, latest=timezone.localdate)
    mark_optional = False

    def __init__(self, *args, ways, telling, others, **kwargs):
        self.ways = ways
        super().__init__(*args, **kwargs)
        self.fields["also"].queryset = others
        if not others:
            del self.fields["also"]
        field = self.fields["told_on"]
        field.initial = timezone.localdate
        field.earliest = timezone.localtime(telling.queued_at).date()

    def layout(self):
        buttons = [
            Button(label, kind="secondary" if number else "", name="how", value=way)
            for number, (way, label) in enumerate(self.ways)
        ]
        return [*self.fields, ButtonRow(*buttons)]


class WithholdForm(PlainForm):
    """Why a decision is taken off the public page."""

    called = {"because": "the reason"}

    because = forms.CharField(
        label="Why should it not be shown in public?",
        help_text="For example, it names somebody. Only staff read this. Do not repeat the name.",
        max_length=500,
        widget=LongText(rows=3),
    )


class WhatChangedFilter(PlainForm):
    method = "get"
    submit_label = _("Show these")

    q = forms.CharField(label=_("Find a word"), max_length=100, required=False, widget=SearchInput())
    theme = forms.ModelChoiceField(
        label=_("What it is about"), queryset=Theme.objects.none(), required=False, empty_label=_("All")
    )
    outcome = forms.ChoiceField(label=_("What we decided"), required=False)

    def __init__(self, *args, themes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = themes
        self.fields["outcome"].choices = [("", _("All")), *OUTCOMES]
