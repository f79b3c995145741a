"""The questions of the planner. Asked by GET, so that the answers are in the address and can be shared and printed."""

from django import forms

from core.forms import OneOfField, PlainForm, SeveralBoxes, SomeOfField
from involvement.models import Aim, Circumstance, TimeFrame
from involvement.models import Group as PeopleGroup
from involvement.rules.planner import Answers, Say


class PlannerForm(PlainForm):
    method = "get"
    submit_label = "Show what fits"
    label_size = "m"
    called = {
        "aim": "what it is for",
        "people": "who could be involved",
        "groups": "the groups",
        "time": "how much time there is",
        "say": "how much can truly change",
    }

    aim = OneOfField(label="What is it for?", choices=Aim)
    say = OneOfField(
        label="How much can truly change because of what people say?",
        help_text="This decides which promise you can keep.",
        choices=Say,
    )
    people = SomeOfField(label="Who could be involved?", help_text="Choose all that fit.", choices=Circumstance)
    groups = forms.ModelMultipleChoiceField(
        label="Is it for some groups in particular?",
        help_text="Choose all that fit. Choose none if it is for everybody.",
        queryset=PeopleGroup.objects.all(),
        widget=SeveralBoxes(),
        required=False,
    )
    time = OneOfField(label="How much time is there?", choices=TimeFrame)

    @property
    def answers(self) -> Answers:
        """The answers, of a form that is valid."""
        data = self.cleaned_data
        return Answers(
            aim=data["aim"],
            people=tuple(data["people"]),
            time=data["time"],
            say=data["say"],
            groups=tuple(group.pk for group in data["groups"]),
        )
