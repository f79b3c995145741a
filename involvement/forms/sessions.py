"""Forms about sessions: planning, changing and cancelling them, closing them out with who came, and minutes."""

from datetime import datetime

from django import forms
from django.utils import timezone

from consent.rules import what_helps
from core.forms import (
    Button,
    ButtonRow,
    DayField,
    Details,
    Group,
    LongText,
    PlainForm,
    ShortText,
    SomeOfField,
    Text,
    TimeOfDayField,
)

MOST_OTHERS = 32_000


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


class ChangeSessionForm(SessionForm):
    """A session that moves or changes, with the reason that people are told. `session`: as it is now."""

    submit_label = "Change this session and tell people"
    called = {**SessionForm.called, "reason": "why it is changed"}

    reason = forms.CharField(
        label="Why is it changed?",
        help_text="Everybody with a place is told this. Name nobody.",
        max_length=500,
        widget=LongText(rows=2),
    )

    def __init__(self, *args, session, **kwargs):
        starts = timezone.localtime(session.starts_at)
        ends = timezone.localtime(session.ends_at) if session.ends_at else None
        kwargs["initial"] = {
            "title": session.title,
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time() if ends else None,
            "where": session.where,
        }
        super().__init__(*args, **kwargs)

    def layout(self):
        return [*super().layout(), "reason"]

    def details(self) -> dict:
        return super().details() | {"reason": self.cleaned_data["reason"]}


class CancelSessionForm(PlainForm):
    called = {"reason": "why it is cancelled"}

    reason = forms.CharField(
        label="Why is it cancelled?",
        help_text="Everybody with a place is told this. Name nobody.",
        max_length=500,
        widget=LongText(rows=2),
    )


class CloseOutForm(PlainForm):
    """Who came to a session and what happened. `places`: those who could have come. `groups`: to count others by.

    `text`: the minutes as far as they are written, None where they were given out and stay. `with_needs`: whether
    the reference and what helps each person stand beside their name, which is for staff alone.
    """

    called = {"came": "who came", "others_attended": "how many others came", "minutes": "what happened"}

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

    minutes = forms.CharField(
        label="What happened, and what was agreed?",
        help_text="Write it for the people who were there. Name nobody.",
        max_length=8000,
        widget=LongText(rows=8),
    )

    def __init__(self, *args, places, groups, text, with_needs=True, **kwargs):
        kwargs["initial"] = {"minutes": text or ""}
        super().__init__(*args, **kwargs)
        self.groups = {f"others_{group.pk}": group for group in groups}
        for name, group in self.groups.items():
            self.fields[name] = _count_of(group)
        self.given_out = text is None
        if self.given_out:
            del self.fields["minutes"]
        if not places:
            del self.fields["came"]
            return
        field = self.fields["came"]
        name = str if with_needs else (lambda person: person.name_to_use)
        field.choices = [(str(place.person_id), name(place.person)) for place in places]
        helps = {place.person_id: what_helps(place.person) for place in places} if with_needs else {}
        field.widget.look = {"hints": {person: words for person, words in helps.items() if words}}

    def layout(self):
        by_group = Details(
            "Count the others by group",
            Text("As far as you know. Somebody may belong to more than one group. Nobody is named."),
            *self.groups,
            open=any(name in self.errors for name in self.groups),
        )
        pieces = [name for name in ("came", "others_attended") if name in self.fields]
        pieces += [by_group] if self.groups else []
        if self.given_out:
            return [*pieces, ButtonRow(Button("Close out this session", name="draft"))]
        buttons = ButtonRow(
            Button("Close out, and give the minutes to those who came", name="publish"),
            Button("Close out, keep the minutes as a draft", kind="secondary", name="draft"),
        )
        return [*pieces, "minutes", buttons]

    def people(self) -> list[int]:
        """Ids of those who came."""
        return [int(pk) for pk in self.cleaned_data.get("came", ())]

    def details(self) -> dict:
        """What the action needs, from valid data."""
        data = self.cleaned_data
        return {
            "came": self.people(),
            "others_attended": data["others_attended"],
            "others_of_groups": {group: data[name] for name, group in self.groups.items() if data.get(name)},
            "minutes": data.get("minutes", ""),
            "publish": "publish" in self.data and not self.given_out,
        }


def _count_of(group):
    return forms.IntegerField(
        label=group.name,
        min_value=0,
        max_value=MOST_OTHERS,
        required=False,
        widget=ShortText(width=4, attrs={"inputmode": "numeric"}),
    )


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
