"""Forms about who takes part: inviting, answering, sessions, who came, and minutes."""

from datetime import datetime

from django import forms
from django.utils import timezone

from consent.models import Person
from consent.rules import what_helps
from core.forms import (
    Button,
    ButtonRow,
    DayField,
    Group,
    LongText,
    PlainForm,
    Radios,
    ShortText,
    SomeOfField,
    TimeOfDayField,
)
from involvement.models import Place

MOST_OTHERS = 32_000
BY_CONTACT, FACE_TO_FACE = "contact", "face_to_face"


class FindPersonForm(PlainForm):
    """Whom to invite, and how they are asked."""

    method = "get"
    submit_label = "Find people"

    q = forms.CharField(
        label="Name or reference", max_length=80, required=False, widget=ShortText(attrs={"type": "search"})
    )
    how = forms.ChoiceField(
        label="How are they asked?",
        choices=[(BY_CONTACT, "We contact them"), (FACE_TO_FACE, "I asked them face to face")],
        widget=Radios(inline=True),
        required=False,
        initial=BY_CONTACT,
    )


class PeopleToChoose(Radios):
    """Radios of people: those who may not be chosen are shown with the reason, and cannot be."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.closed = set()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class InviteForm(PlainForm):
    """One person to invite. `found`: triples of a person, whether they may be chosen, and a sentence about it."""

    submit_label = "Invite this person"
    called = {"person": "a person", "face_to_face_on": "the day you asked them"}

    person = forms.ModelChoiceField(
        label="Who do you invite?", queryset=Person.objects.none(), widget=PeopleToChoose(), empty_label=None
    )
    face_to_face_on = DayField(label="When did you ask them face to face?", latest=timezone.localdate)
    constituency = forms.CharField(
        label="Who do they speak for, if not only for themselves?",
        help_text="The group they report back to. For example, the women's workshop.",
        max_length=150,
        required=False,
    )
    support_needed = forms.CharField(
        label="Support they need to take part", max_length=300, required=False, help_text="For example, a lift."
    )

    def __init__(self, *args, people, found, face_to_face, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people
        field.widget.choices = [(person.pk, str(person)) for person, _may, _why in found]
        field.widget.closed = {str(person.pk) for person, may, _why in found if not may}
        field.widget.look = {"hints": {person.pk: why for person, _may, why in found}}
        if not face_to_face:
            del self.fields["face_to_face_on"]


class AnswerForm(PlainForm):
    submit_label = "Save the answer"
    called = {"state": "what they answered"}

    state = forms.ChoiceField(
        label="What did they answer?",
        choices=[
            (Place.State.ACCEPTED, "Yes, they will take part"),
            (Place.State.DECLINED, "No"),
            (Place.State.WITHDRAWN, "They said yes before and now withdraw"),
        ],
        widget=Radios(),
    )


class SessionForm(PlainForm):
    """When and where a session is. Gives `starts_at` and `ends_at`."""

    submit_label = "Plan this session"
    called = {"day": "the day", "starts": "the time it starts", "ends": "the time it ends"}

    title = forms.CharField(label="Title", help_text="For example, Women's workshop.", max_length=150, required=False)
    day = DayField(label="Day")
    starts = TimeOfDayField(label="Starts at", help_text="For example, 2:30pm")
    ends = TimeOfDayField(label="Ends at", required=False)
    where = forms.CharField(
        label="Where", help_text="Leave empty if it is where the activity is.", max_length=200, required=False
    )

    def layout(self):
        return ["title", Group("When", "day", "starts", "ends"), "where"]

    def clean(self):
        data = super().clean()
        day, starts, ends = data.get("day"), data.get("starts"), data.get("ends")
        if day and starts and ends and ends <= starts:
            self.add_error("ends", "The time it ends must be after the time it starts")
        return data

    def details(self) -> dict:
        """What the action needs, from valid data."""
        data = self.cleaned_data

        def moment(time):
            return timezone.make_aware(datetime.combine(data["day"], time)) if time else None

        return {
            "title": data["title"],
            "where": data["where"],
            "starts_at": moment(data["starts"]),
            "ends_at": moment(data["ends"]),
        }


class CloseOutForm(PlainForm):
    """Who came to a session. `places`: those who could have."""

    submit_label = "Close out this session"
    called = {"came": "who came", "others_attended": "how many others came"}

    came = SomeOfField(
        label="Who came?", help_text="Tick everybody who was there. The others are noted as not there.", required=False
    )
    others_attended = forms.IntegerField(
        label="How many others came?",
        help_text="People without a place, counted without names. Enter 0 for none.",
        min_value=0,
        max_value=MOST_OTHERS,
        widget=ShortText(width=4, attrs={"inputmode": "numeric"}),
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        if not places:
            del self.fields["came"]
            return
        field = self.fields["came"]
        field.choices = [(str(place.person_id), str(place.person)) for place in places]
        helps = {place.person_id: what_helps(place.person) for place in places}
        field.widget.look = {"hints": {person: words for person, words in helps.items() if words}}

    def people(self) -> list[int]:
        """Ids of those who came."""
        return [int(pk) for pk in self.cleaned_data.get("came", ())]


class MinutesForm(PlainForm):
    called = {"text": "what happened"}

    text = forms.CharField(
        label="What happened, and what was agreed?",
        help_text="Write it for the people who were there. Name nobody.",
        max_length=8000,
        widget=LongText(rows=12),
    )

    def layout(self):
        return [
            "text",
            ButtonRow(
                Button("Save and give out to those who came", name="publish"),
                Button("Save as a draft", kind="secondary", name="draft"),
            ),
        ]
