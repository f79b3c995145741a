"""Forms of staff about registrations of interest: finding them, noting tries, and what becomes of one."""

import hashlib

from django import forms

from consent import letters, rules
from consent.models.registrations import SpokeTo, TalkTo, TryOutcome
from consent.outbox import CARRIES_LINK
from core.forms import LongText, OneOfField, PlainForm, Reveal, SearchInput, YesNoField
from core.models import Site


class RegistrationFilter(PlainForm):
    method = "get"
    submit_label = "Show these registrations"

    q = forms.CharField(
        label="Find a registration",
        required=False,
        max_length=100,
        help_text="Name, reference, or telephone number",
        widget=SearchInput(width=30),
    )
    show = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[
            ("", "Waiting to be looked at"),
            ("children", "Waiting, of people under 16"),
            ("helpers", "Waiting, filled in by a helper"),
            ("soon", "Removed within 7 days"),
            ("handled", "Looked at already"),
        ],
    )
    order = forms.ChoiceField(
        label="Order",
        required=False,
        choices=[
            ("", "Longest waiting first"),
            ("newest", "Newest first"),
            ("name", "By name"),
            ("ask", "By when to ask"),
        ],
    )


class LinkRegistrationForm(PlainForm):
    """A tick that staff checked with the person, only where linking changes what they said or how to reach them."""

    checked = forms.BooleanField(
        label="I checked this with them", error_messages={"required": "Check this with the person, then tick the box"}
    )

    def __init__(self, *args, check, **kwargs):
        super().__init__(*args, **kwargs)
        if not check:
            del self.fields["checked"]


class RecordRegistrationForm(PlainForm):
    """Where a new person made of a registration belongs."""

    site = forms.ModelChoiceField(
        label="Site", required=False, queryset=Site.objects.none(), empty_label="No site", help_text="If they met us."
    )

    def __init__(self, *args, service, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = Site.objects.filter(service=service)


class DeclineForm(PlainForm):
    """Why a registration is declined, and what is written to whoever sent it, which is read once before it goes."""

    called = {"words": "what we write"}
    needed_when = {"words": ("tell", True)}

    reason = forms.CharField(
        label="Why is it declined?",
        help_text="For colleagues. They are not told this.",
        max_length=300,
        widget=LongText(rows=3),
    )
    tell = YesNoField(label="Do we write a few kind words to them?", inline=False)
    words = forms.CharField(label="What we write", max_length=600, initial=letters.KIND_WORDS, widget=LongText(rows=4))
    read = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, **kwargs)
        self.registration = registration
        way = registration.get_channel_display().lower()
        if rules.may_write_about(registration):
            self.fields["tell"].choices = [("yes", f"Yes, on the way they said is safe: {way}"), ("no", "No")]
        else:
            del self.fields["tell"], self.fields["words"], self.fields["read"]

    def layout(self):
        if "tell" not in self.fields:
            return ["reason"]
        return ["reason", Reveal("tell", {"yes": ["words"]}), "read"]

    def clean(self):
        data = super().clean()
        may = rules.may_write_about(self.registration, data.get("words") or "")
        if data.get("tell") and data.get("words") and not may:
            self.add_error("words", may.why)
        return data

    @property
    def decided(self) -> dict:
        """What was chosen, as `actions.decline_registration` takes it."""
        words = self.cleaned_data.get("words", "") if self.cleaned_data.get("tell") else ""
        return {"registration": self.registration, "reason": self.cleaned_data["reason"], "words": words}

    @property
    def is_to_be_read(self) -> bool:
        """Whether the words as they are now were not shown as they go; from then on they count as shown."""
        words = self.decided["words"]
        if not words or self.cleaned_data["read"] == digest_of(words):
            return False
        self.data = self.data.copy()
        self.data["read"] = digest_of(words)
        return True

    def as_sent(self) -> dict:
        """Subject and text as they would be sent."""
        words = letters.declined(self.registration, self.decided["words"])
        linked = self.registration.channel in CARRIES_LINK
        return {**words, "text": letters.finished(words["text"], self.registration.service, link=linked)}


def digest_of(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


class NoteTryForm(PlainForm):
    """What came of trying to reach somebody. Who was spoken to is asked where a child may have named an adult."""

    submit_label = "Note this try"
    called = {
        "outcome": "what came of it",
        "spoke_to": "who you spoke to",
        "why": "why you spoke to a parent or carer",
    }
    needed_when = {"why": ("spoke_to", SpokeTo.PARENT)}

    outcome = OneOfField(label="What came of it?", choices=TryOutcome)
    spoke_to = OneOfField(label="Who did you speak to, or try to speak to?", choices=SpokeTo, initial=SpokeTo.THEM)
    why = forms.CharField(
        label="Why did you speak to a parent or carer?",
        help_text="They did not say that we may. Say what made it necessary.",
        max_length=300,
        widget=LongText(rows=2),
    )
    note = forms.CharField(label="What to know next time", max_length=300, required=False, widget=LongText(rows=2))

    def __init__(self, *args, registration, **kwargs):
        super().__init__(*args, **kwargs)
        if not registration.is_of_a_child:
            del self.fields["spoke_to"], self.fields["why"]
            return
        choices = SpokeTo.choices
        if registration.talk_to == TalkTo.NOBODY:
            choices = [choice for choice in choices if choice[0] != SpokeTo.NAMED]
        self.fields["spoke_to"].choices = choices
        if registration.talk_to == TalkTo.PARENT:
            del self.fields["why"]

    def layout(self):
        if "spoke_to" not in self.fields:
            return ["outcome", "note"]
        under = {SpokeTo.PARENT.value: ["why"]} if "why" in self.fields else {}
        return ["outcome", Reveal("spoke_to", under), "note"]
