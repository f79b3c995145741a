"""The filter of the audit list, and the reason for looking into a restricted record's audit."""

from datetime import date

from django import forms
from django.utils import timezone

from core import clock
from core.actors import ActorKind
from core.forms import Button, ButtonRow, DayField, Details, Group, PlainForm, SearchInput
from core.models import User
from governance.audit.sources import KINDS

EARLIEST = date(2000, 1, 1)
NOT_STAFF = {
    ActorKind.PERSON: "People themselves, signed in",
    ActorKind.LINK: "People, by a link in a message",
    ActorKind.PUBLIC: "The public form",
    ActorKind.TASK: "The system, by a scheduled task",
    ActorKind.COMMAND: "The system, by a command",
}


class AuditFilter(PlainForm):
    """By person, by who did it, by kind and by days. Every part may be left out."""

    method = "get"
    submit_label = "Show these"
    called = {"from_day": "the first day", "to_day": "the last day"}

    person = forms.CharField(
        label="Whose record",
        required=False,
        max_length=100,
        help_text="A reference, or the start of any of their names",
        widget=SearchInput(width=30),
    )
    by = forms.ChoiceField(label="Who did it", required=False)
    kind = forms.ChoiceField(label="What to show", required=False, choices=[("", "Everything"), *KINDS.items()])
    from_day = DayField(label="From", required=False, earliest=EARLIEST, latest=timezone.localdate)
    to_day = DayField(label="To", required=False, earliest=EARLIEST, latest=timezone.localdate)

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        users = User.objects.filter(memberships__service=service).order_by("name", "email", "pk").distinct()
        staff = [(str(pk), name or email) for pk, name, email in users.values_list("pk", "name", "email")]
        self.fields["by"].choices = [("", "Anybody"), ("Staff, now and before", staff), ("Others", NOT_STAFF.items())]

    def layout(self):
        chosen = sum(1 for name in ("by", "kind") if self.data.get(name))
        parts = ("day", "month", "year")
        chosen += sum(1 for day in ("from_day", "to_day") if any(self.data.get(f"{day}_{part}") for part in parts))
        made = {0: "", 1: ": 1 choice made"}.get(chosen, f": {chosen} choices made")
        return [
            "person",
            Details(
                f"Narrow by who did it, kind and days{made}",
                "by",
                "kind",
                Group("Which days", "from_day", "to_day", hint="Both days are included.", size="s"),
                Button(self.submit_label, kind="secondary"),
                open=bool(chosen),
            ),
            ButtonRow(),
        ]

    def clean(self):
        data = super().clean()
        if data.get("from_day") and data.get("to_day") and data["from_day"] > data["to_day"]:
            self.add_error("to_day", "Last day must be on or after the first day")
        return data

    def narrowed(self) -> dict:
        """What a valid form asks for, as values of `governance.audit.sources.Narrowed` without the person."""
        chosen = self.cleaned_data
        return {
            "by": chosen["by"],
            "kinds": (chosen["kind"],) if chosen["kind"] else tuple(KINDS),
            "since": clock.start_of(chosen["from_day"]),
            "before": clock.after(chosen["to_day"]),
        }

    def in_words(self) -> str:
        """The filter of a valid form as a phrase, without the person: "by Priya Shah, from 3 March 2027"."""
        chosen = self.cleaned_data
        words = []
        if chosen["by"]:
            words.append(f"by {self._name_of(chosen['by'])}")
        if chosen["kind"]:
            words.append(KINDS[chosen["kind"]].lower())
        if chosen["from_day"]:
            words.append(f"from {chosen['from_day']:%-d %B %Y}")
        if chosen["to_day"]:
            words.append(f"to {chosen['to_day']:%-d %B %Y}")
        return ", ".join(words)

    def _name_of(self, by) -> str:
        flat = [pair for _, group in self.fields["by"].choices[1:] for pair in group]
        name = dict(flat)[by]
        return name[0].lower() + name[1:] if by in NOT_STAFF else name
