"""Messages written beforehand: their words, their list, and choosing one for a person."""

from django import forms

from consent.forms.people import ANY
from consent.models import Channel, MessageTemplate
from core.forms import ButtonRow, LongText, Narrow, OneOfField, PlainForm, SearchInput, YesNoField


def _most(field) -> int:
    return MessageTemplate._meta.get_field(field).max_length


class TemplateForm(PlainForm):
    """The words of a message."""

    submit_label = "Save this draft"
    called = {
        "name": "a name for colleagues",
        "about": "what it is about",
        "says_who": "whether it may tell who writes",
    }
    rules_beside = {"consent_template_one_of_a_name": "name", "consent_template_asks_discreetly": "asks_later"}

    name = forms.CharField(
        label="Name, for colleagues",
        max_length=_most("name"),
        help_text="Nobody outside reads it. For example, First try",
    )
    about = forms.CharField(
        label="What is it about, in a word or two?",
        max_length=_most("about"),
        help_text="For lists. For example, invitation",
    )
    says_who = YesNoField(
        label="May it tell who writes?",
        inline=False,
        yes="Yes: it goes only where the person said that we may say who we are",
        no="No: it must be discreet, and goes wherever it is safe",
    )
    asks_later = forms.BooleanField(
        label="It asks people on the day they named",
        required=False,
        help_text="The system sends it to people who asked to be asked later, where the service has that turned on.",
    )
    subject = forms.CharField(label="Subject, for emails and letters", max_length=_most("subject"))
    text = forms.CharField(
        label="Text",
        max_length=_most("text"),
        widget=LongText(rows=8),
        help_text="Write {name} for the name they use. Whom to ring and how to stop stands below every message.",
    )


class TemplateFilter(PlainForm):
    method = "get"
    submit_label = "Show these"

    q = forms.CharField(label="Find a message", required=False, max_length=100, widget=SearchInput(width=30))
    show = forms.ChoiceField(
        label="Which",
        required=False,
        choices=[ANY, ("in_use", "In use"), ("drafts", "Drafts"), ("retired", "Not in use any more")],
    )

    def layout(self):
        return ["q", Narrow(self.data, "show", button=self.submit_label), ButtonRow()]


class WriteMessageForm(PlainForm):
    """Which message, and by which of the ways that are safe for it."""

    method = "get"
    submit_label = "See what it says"
    called = {"template": "a message", "channel": "a way of contact"}

    template = forms.ModelChoiceField(
        label="Message", queryset=MessageTemplate.objects.none(), empty_label="Choose one"
    )
    channel = OneOfField(label="Way of contact", choices=[])

    def __init__(self, *args, templates, ways, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["template"].queryset = templates
        self.fields["channel"].choices = [(way, Channel(way).label) for way in ways]
