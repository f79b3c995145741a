"""Asking people later: finding whom to ask, noting what came of it, putting off, and giving to a colleague."""

from django import forms

from consent import rules
from consent.forms.answering import tomorrow
from consent.forms.people import ANY
from consent.forms.whole import length_of
from consent.models import Channel, FollowUp, FollowUpStep
from core.forms import ButtonRow, DayField, LongText, Narrow, OneOfField, PlainForm, Reveal, SearchInput, ShortText
from core.models import Site

DUE, OVERDUE, TODAY, WEEK, LATER, ALL, SELF, ENDED = "", "overdue", "today", "week", "later", "all", "self", "ended"
SHOWN = [
    (DUE, "Today and overdue"),
    (TODAY, "Today"),
    (OVERDUE, "Overdue"),
    (WEEK, "In the next 7 days"),
    (LATER, "Later"),
    (ALL, "Everybody who is to be asked"),
    (SELF, "People who said that they will contact us"),
    (ENDED, "Ended"),
]
MINE, NOBODYS = "mine", "nobody"


class FollowUpFilter(PlainForm):
    """By whom it is about, when, who asks, where we met them, and in which way they may be asked."""

    method = "get"
    submit_label = "Show these people"

    q = forms.CharField(
        label="Find a person",
        required=False,
        max_length=100,
        help_text="Any part of a name, reference or telephone number",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(label="When", required=False, choices=SHOWN)
    owner = forms.ChoiceField(label="Who asks them", required=False)
    site = forms.ModelChoiceField(label="Site", required=False, queryset=Site.objects.none(), empty_label="All sites")
    how = forms.ChoiceField(label="How they may be asked", required=False, choices=[ANY, *Channel.choices])

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)
        colleagues = [(str(user.pk), str(user)) for user in rules.who_asks(service)]
        self.fields["owner"].choices = [("", "Anybody"), (MINE, "I do"), (NOBODYS, "Nobody yet"), *colleagues]

    def layout(self):
        return ["q", Narrow(self.data, "show", "owner", "site", "how", button=self.submit_label), ButtonRow()]

    def in_words(self) -> str:
        """A valid form as a phrase: "overdue, “Kim”, Priya Shah"; "" where nothing was chosen."""
        chosen = self.cleaned_data
        said = [
            dict(SHOWN)[chosen["show"]].lower() if chosen["show"] else "",
            f"“{chosen['q']}”" if chosen["q"] else "",
            dict(self.fields["owner"].choices).get(chosen["owner"], "") if chosen["owner"] else "",
            str(chosen["site"] or ""),
            dict(Channel.choices).get(chosen["how"], "").lower(),
        ]
        return ", ".join(filter(None, said))


class NoteTryForm(PlainForm):
    """What came of asking somebody: how, what, and from which day they may be asked where they said later.

    `ways`: the channels in which they may be asked now; none where only they may contact us. `may_decide`: whether
    their yes may be noted here, and is not asked for with today's words.
    """

    submit_label = "Note this"
    called = {
        "how": "how you asked them, or that they contacted us",
        "outcome": "what came of it",
        "until": "the day they said",
        "words": "what to know",
    }
    needed_when = {"until": ("outcome", FollowUpStep.Outcome.LATER)}

    how = OneOfField(label="How?")
    outcome = OneOfField(
        label="What came of it?",
        hints={FollowUpStep.Outcome.NO: "Nobody contacts them about involvement any more. They may always come back."},
    )
    until = DayField(label="From which day may they be asked?", earliest=tomorrow)
    words = forms.CharField(
        label="What to know next time",
        max_length=length_of(FollowUpStep, "words"),
        required=False,
        widget=LongText(rows=2),
        help_text="Only what helps to ask them. They may read it.",
    )

    def __init__(self, *args, ways, voicemail, may_decide, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {**dict(Channel.choices), rules.THEY_CAME: "They contacted us themselves"}
        self.fields["how"].choices = [(way, labels[way]) for way in [*ways, rules.THEY_CAME]]
        if not ways:
            self.fields["how"].initial = rules.THEY_CAME
        possible = {outcome for way in [*ways, rules.THEY_CAME] for outcome in rules.ENDS_OF[way]}
        not_now = {FollowUpStep.Outcome.VOICEMAIL} if not voicemail else set()
        not_now |= set() if may_decide else {FollowUpStep.Outcome.YES}
        choices = [one for one in FollowUpStep.Outcome.choices if one[0] in possible - not_now]
        self.fields["outcome"].choices = choices

    def layout(self):
        return ["how", Reveal("outcome", {FollowUpStep.Outcome.LATER.value: ["until"]}), "words"]


class PutOffAskingForm(PlainForm):
    """A later day to ask somebody, and why not now."""

    submit_label = "Put it off"
    called = {"until": "the day to ask them", "words": "why it is put off"}

    until = DayField(label="When are they asked?", earliest=tomorrow)
    words = forms.CharField(
        label="Why is it put off?",
        max_length=length_of(FollowUpStep, "words"),
        help_text="For example, that they are in hospital until then.",
        widget=LongText(rows=2),
    )


class GiveFollowUpForm(PlainForm):
    """To whom one follow-up goes."""

    submit_label = "Give it to them"
    called = {"to": "a colleague"}

    to = forms.ModelChoiceField(label="Who asks them?", queryset=None, empty_label="---------")

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class PlanFollowUpForm(PlainForm):
    """From which day somebody may be asked, and through whom they said so. `partners`: names of organisations."""

    submit_label = "Ask them then"
    called = {"not_before": "the day from which they may be asked", "through": "through whom they said so"}

    not_before = DayField(label="From which day may they be asked?", earliest=tomorrow)
    through = forms.ChoiceField(label="Through whom did they say so?")
    words = forms.CharField(label="What did they say?", max_length=100, required=False, widget=ShortText(width=30))
    owner = forms.ModelChoiceField(
        label="Who asks them?",
        queryset=None,
        required=False,
        empty_label="I do",
        help_text="They see it under “Today”.",
    )

    def __init__(self, *args, partners, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["through"].choices = [("", "They told us themselves"), *((name, name) for name in partners)]
        self.fields["through"].required = False
        self.fields["owner"].queryset = colleagues

    def reason(self) -> str:
        """A valid form as the reason of a follow-up."""
        chosen = self.cleaned_data
        through = f"They asked to be asked later, through {chosen['through']}" if chosen["through"] else ""
        said = "They asked to be asked later"
        return ": ".join(filter(None, [through or said, chosen["words"]]))[: length_of(FollowUp, "reason")]


class WhoseForm(PlainForm):
    """Whose follow-ups go to whom, of all sites or one."""

    method = "get"
    submit_label = "Show how many these are"
    called = {"owner": "a colleague", "to": "a colleague"}

    owner = forms.ChoiceField(label="Whose are they now?")
    site = forms.ModelChoiceField(
        label="Of which site?", required=False, queryset=Site.objects.none(), empty_label="All sites"
    )
    to = forms.ModelChoiceField(label="Who asks these people from now on?", queryset=None, empty_label="---------")

    def __init__(self, *args, service, owners, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)
        self.fields["to"].queryset = rules.who_asks(service)
        self.fields["owner"].choices = [("", "---------"), *owners]

    def clean(self):
        data = super().clean()
        if data.get("to") and data.get("owner") == str(data["to"].pk):
            self.add_error("to", "Choose somebody else than the one whose they are.")
        return data
