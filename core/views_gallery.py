"""Every field in every state and every component, to look at while building; routed only when DEBUG is on."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from core.access import public_page
from core.forms import (
    Ask,
    Button,
    ButtonRow,
    DayField,
    DayInput,
    Details,
    Group,
    Heading,
    Link,
    LongText,
    MoneyField,
    OneOfField,
    PlainForm,
    Reveal,
    SearchInput,
    ShortText,
    SomeOfField,
    TelephoneField,
    Text,
    TimeOfDayField,
    YesNoField,
)

WAYS = [("email", "Email"), ("phone", "Telephone"), ("post", "Letter"), ("none", "Do not contact me")]


class EveryField(PlainForm):
    """One of each."""

    submit_label = "Save the answers"
    cancel_url = "/gallery/"
    called = {"name": "a name to use", "agree": "that you agree", "born": "your date of birth", "summary": "a summary"}
    needed_when = {"address": ("how", "email"), "number": ("how", "phone"), "why": ("helped", True)}

    name = forms.CharField(label="Name to use", max_length=40, help_text="What you like to be called")
    email = forms.EmailField(label="Email address", required=False)
    telephone = TelephoneField(label="Telephone number", required=False)
    age = forms.IntegerField(label="Age", min_value=10, max_value=120, widget=ShortText(width=3))
    cost = MoneyField(label="Cost of travel", help_text="For example, 12.50")
    notes = forms.CharField(label="What happened", widget=LongText(rows=4), help_text="In your own words")
    summary = forms.CharField(label="In short", widget=LongText(count=100, rows=3), max_length=100)
    court = forms.ChoiceField(label="Court", choices=[("", "---------"), ("n", "Northshire"), ("e", "Eastshire")])
    born = DayField(
        label="Date of birth",
        latest=timezone.localdate,
        help_text="For example, 31 3 1980",
        widget=DayInput(autocomplete="bday"),
    )
    at = TimeOfDayField(label="Time", help_text="For example, 2:30pm")
    ready = YesNoField(label="Is now a good time?")
    level = OneOfField(
        label="How would you like to be involved?",
        choices=[("hear", "Hear about it"), ("say", "Say what I think"), ("unsure", "I am not sure yet")],
        hints={"hear": "We send you news", "say": "You come to a group, or fill in a form"},
        divider_before="unsure",
    )
    how = OneOfField(label="How may we contact you?", choices=WAYS[:3], help_text="Choose one")
    address = forms.EmailField(label="Which email address?")
    number = TelephoneField(label="Which number?")
    needs = SomeOfField(
        label="What would help you take part?",
        choices=[("read", "Easy read"), ("bsl", "A sign language interpreter"), ("none", "None of these")],
        hints={"read": "Short sentences with pictures"},
        exclusive="none",
        help_text="Choose all that fit",
    )
    agree = forms.BooleanField(label="I agree to be contacted", help_text="You can change your mind at any time")
    helped = forms.BooleanField(label="Somebody helped me", required=False)
    why = forms.CharField(label="Who helped?", widget=ShortText(width=20))
    passphrase = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    paper = forms.FileField(label="Signed form", help_text="A photograph or a PDF")
    secret = forms.CharField(widget=forms.HiddenInput, initial="kept", required=False)

    def layout(self):
        return [
            Group("About you", "name", "born", "age", "email", "telephone", hint="Only your team sees this"),
            Heading("Contact"),
            Text("Fields can appear under an option.", inset=True),
            Reveal("how", {"email": ["address"], "phone": ["number"]}),
            Reveal("helped", {True: ["why"]}),
            "ready",
            "level",
            "needs",
            "agree",
            Details("Why we ask", Text("So that we can pay you back.")),
            "cost",
            "at",
            Ask("court", size="m"),
            "notes",
            "summary",
            "passphrase",
            "paper",
            "secret",
            ButtonRow(
                Button("Save the answers"),
                Button("Save for later", kind="secondary", name="later"),
                Button("Delete", kind="warning", name="delete"),
                Link("Cancel", "/gallery/"),
            ),
        ]


class SearchForm(PlainForm):
    method = "get"
    submit_label = "Use these filters"
    q = forms.CharField(label="Find a person", widget=SearchInput(), required=False)
    since = DayField(label="Seen since", required=False)


ANSWERS = {
    "name": "Sam Ash-Müller",
    "email": "sam@example.org",
    "telephone": "0161 496 0000",
    "age": 34,
    "cost": "12.50",
    "notes": "It went well.",
    "summary": "Good",
    "court": "n",
    "at": "14:30",
    "ready": True,
    "level": "say",
    "how": "email",
    "address": "sam@example.org",
    "needs": ["read", "bsl"],
    "agree": True,
    "helped": True,
    "why": "My brother",
}
MISTAKES = {
    "name": "x" * 60,
    "email": "sam at home",
    "telephone": "12",
    "age": "old",
    "cost": "lots",
    "born_day": "31",
    "born_year": "1980",
    "at": "later",
    "how": "email",
    "needs": ["read", "none"],
    "helped": "on",
}


@public_page
def gallery(request):
    """Draw the forms plain, filled, refused and disabled, and then each component once."""
    now = timezone.now()
    messages.success(request, "This is what a message looks like.")
    forms_in_states = [
        ("Plain", EveryField(prefix="plain")),
        ("Filled in", EveryField(prefix="filled", initial={**ANSWERS, "born": now.date() - timedelta(12000)})),
        ("With mistakes", EveryField({f"wrong-{name}": value for name, value in MISTAKES.items()}, prefix="wrong")),
        ("Disabled", disabled(EveryField(prefix="off", initial=ANSWERS))),
        ("A search with filters", SearchForm(prefix="find")),
    ]
    return render(
        request,
        "core/gallery.html",
        {
            "heading": "Gallery",
            "forms_in_states": forms_in_states,
            "page_obj": Paginator(range(200), 10).get_page(7),
            "rows": [
                {"key": "Name to use", "value": "Sam", "url": "#", "about": "the name to use"},
                {"key": "Address", "value": "1 Example Road\nNorthtown", "url": "#"},
                {"key": "Telephone", "value": ""},
            ],
            "head": ["Name", "May we contact them", "Last contact", "Visits"],
            "people": [
                ["Sam Ash", "Yes, by text", "3 March 2027", 3],
                ["Alex Oak", "No", "12 January 2027", 12],
            ],
            "numeric": [4],
            "can": [{"label": "Record consent", "url": "#"}, {"label": "Plan a follow-up", "url": "#"}],
            "cannot": [{"label": "Send a message", "reason": "They have not agreed to be contacted."}],
            "entries": [
                {"when": now, "sentence": "Agreed to be contacted.", "who": "Jo Bell, practitioner", "url": "#"},
                {"when": now.date(), "sentence": "Registered an interest.", "who": "by the public form"},
            ],
            "items": [
                {"label": "Invite people", "done": True, "hint": "12 invited"},
                {"label": "Say what was decided", "done": False, "url": "#", "hint": "Due by 3 March 2027"},
            ],
            "deeds": [{"label": "Record a session", "url": "#"}, {"label": "Print", "url": "#"}],
        },
    )


def disabled(form):
    for field in form.fields.values():
        field.disabled = True
    return form
