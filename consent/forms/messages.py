"""The outbox: the filter of its list, and noting what became of a message that somebody passes on by hand."""

from django import forms
from django.utils import timezone

from consent.forms.people import ANY, EARLIEST
from consent.models import Channel, Message
from core.forms import Button, ButtonRow, DayField, Details, Group, LongText, PlainForm, Reveal, SearchInput, YesNoField

SHOWN = [*Message.State.choices, (Message.NOT_DELIVERED, "Sent, and did not arrive")]


class OutboxFilter(PlainForm):
    """By whom it is to, by where it stands, by way of contact and by days, both ends included."""

    method = "get"
    submit_label = "Show these"
    called = {"from_day": "the first day", "to_day": "the last day"}

    q = forms.CharField(
        label="Find messages to a person",
        required=False,
        max_length=100,
        help_text="Any part of a name, reference or telephone number",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(label="Which", required=False, choices=[ANY, *SHOWN])
    channel = forms.ChoiceField(label="Way of contact", required=False, choices=[ANY, *Channel.choices])
    from_day = DayField(label="Written from", required=False, earliest=EARLIEST, latest=timezone.localdate)
    to_day = DayField(label="Written to", required=False, earliest=EARLIEST, latest=timezone.localdate)

    def layout(self):
        days = ("from_day", "to_day")
        chosen = [name for name in ("show", "channel") if self.data.get(name)]
        typed = [day for day in days if any(self.data.get(f"{day}_{part}") for part in ("day", "month", "year"))]
        made = {0: "", 1: ": 1 choice made"}.get(len(chosen + typed), f": {len(chosen + typed)} choices made")
        return [
            "q",
            Details(
                f"Narrow the list{made}",
                "show",
                "channel",
                Group("Which days", *days, hint="Both days are included.", size="s"),
                Button(self.submit_label, kind="secondary"),
                open=bool(chosen + typed),
            ),
            ButtonRow(),
        ]

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("to_day") and data["from_day"] > data["to_day"]:
            self.add_error("to_day", "Last day must be on or after the first day")
        return data

    def in_words(self) -> str:
        """A valid form as a phrase: "stopped, “Kim”, letter, from 3 March 2027"."""
        chosen = self.cleaned_data
        return ", ".join(
            filter(
                None,
                [
                    dict(SHOWN).get(chosen["show"], "").lower(),
                    f"“{chosen['q']}”" if chosen["q"] else "",
                    dict(Channel.choices).get(chosen["channel"], "").lower(),
                    f"from {chosen['from_day']:%-d %B %Y}" if chosen["from_day"] else "",
                    f"to {chosen['to_day']:%-d %B %Y}" if chosen["to_day"] else "",
                ],
            )
        )


class NoteMessageForm(PlainForm):
    """Whether somebody was told by hand, or that it is given up."""

    submit_label = "Save this"
    called = {"why": "why it is given up"}
    needed_when = {"why": ("told", False)}

    told = YesNoField(
        label="Were they told?", inline=False, yes="Yes, they were told", no="No, and we do not try again"
    )
    why = forms.CharField(label="Why is it given up?", max_length=150, widget=LongText(rows=2))

    def layout(self):
        return [Reveal("told", {"no": ["why"]})]
