"""The small screens of recording somebody with their consent: one question each, in plain words."""

from datetime import date

from crispy_forms.layout import LayoutObject
from django import forms
from django.db.models import Model
from django.utils import timezone
from phonenumber_field.phonenumber import PhoneNumber, to_python

from consent.forms.answering import (
    NO,
    NOT_ASKED,
    TOO_FAR,
    YES_LATER,
    YES_NOW,
    NoButtonByEnter,
    SiteChoice,
    tomorrow,
    two_years_on,
)
from consent.forms.whole import NO_WAY_KNOWN, NOT_A_MOBILE, length_of, takes_texts
from consent.models import Channel, Person, Purpose, SafeContact, Wording
from consent.models.agreements import NotAskedReason, Route
from consent.models.people import AgeBand, Connection
from consent.rules import age_on
from core.forms import (
    Button,
    ButtonRow,
    DayField,
    Details,
    Heading,
    LongText,
    OneOfField,
    PlainForm,
    Question,
    Reveal,
    ShortText,
    TelephoneField,
    Text,
    YesNoField,
)
from core.models import Site

YES, CANNOT = "yes", "cannot"
UNDER_16 = "under_16"
OLDEST = 120


class StepForm(PlainForm):
    """One screen. `asks`: its question in a few words, for summaries; `known`: what was answered before it."""

    asks = ""
    # Fields that carry the form and hold no answer.
    not_kept: tuple[str, ...] = ()

    def __init__(self, *args, service, known, **kwargs):
        self.service, self.known = service, known
        super().__init__(*args, **kwargs)

    @property
    def kept(self) -> dict:
        """The answers of a valid form as JSON holds them."""
        return {name: _plain(value) for name, value in self.cleaned_data.items() if name not in self.not_kept}

    @classmethod
    def shown(cls, kept: dict) -> dict:
        """What was kept, as values to draw the form with again."""
        numbers = {name for name, field in cls.base_fields.items() if isinstance(field, TelephoneField)}
        return {name: to_python(value) if name in numbers else value for name, value in kept.items()}

    @staticmethod
    def words(kept: dict) -> str:
        """The answers in words, for the page that checks them."""
        return ", ".join(str(value) for value in kept.values() if value)

    @classmethod
    def said(cls, kept: dict) -> str:
        """What was kept, in a sentence for the next screen."""
        return f"Kept: {cls.asks[:1].lower()}{cls.asks[1:]}, “{cls.words(kept)}”."


def _plain(value):
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, PhoneNumber):
        return value.as_e164
    return value.isoformat() if isinstance(value, date) else value


class HelpForm(StepForm):
    asks = "What helps them"
    not_kept = ("draft",)
    called = {"has_access_needs": "whether something would help them"}

    # Drawn with the page, so that a first answer sent twice begins one draft.
    draft = forms.UUIDField(widget=forms.HiddenInput, required=False)
    has_access_needs = YesNoField(
        label="Would anything help them to understand this, or to take part?",
        yes="Yes, something would help",
        no="No, nothing they can think of",
        inline=False,
    )
    access_needs = forms.CharField(
        label="What helps them?",
        help_text="In a sentence, such as “Large print” or “A quiet room”",
        max_length=length_of(Person, "access_needs"),
        required=False,
        widget=LongText(rows=2),
    )
    language = forms.CharField(
        label="Language they prefer, if not English",
        max_length=length_of(Person, "language"),
        required=False,
        widget=ShortText(width=20),
    )
    interpreter_needed = forms.BooleanField(label="They need an interpreter", required=False)

    def layout(self):
        under = {"yes": ["access_needs", "language", "interpreter_needed"]}
        return ["draft", Reveal("has_access_needs", under, size="l", heading=True)]

    def clean(self):
        data = super().clean()
        if data.get("has_access_needs") is False:
            for name, nothing in (("access_needs", ""), ("language", ""), ("interpreter_needed", False)):
                data[name] = nothing
                self.errors.pop(name, None)
        return data

    @staticmethod
    def words(kept):
        if not kept["has_access_needs"]:
            return "Nothing they can think of"
        interpreter = "An interpreter" if kept["interpreter_needed"] else ""
        return ", ".join(filter(None, [kept["access_needs"], kept["language"], interpreter])) or "Something: ask what"


class AnswerByButton(StepForm):
    """Words to read out, and buttons of equal weight for what was said."""

    purpose = ""
    equal_answers: tuple[tuple[str, str], tuple[str, str]]
    answers: tuple[str, ...] = ()

    answer = forms.CharField(required=False)
    wording = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.words_to_read = Wording.objects.in_force(self.service, self.purpose)
        self.fields["wording"].initial = self.words_to_read.pk

    def layout(self):
        yes, no = self.equal_answers
        return [
            "wording",
            NoButtonByEnter(),
            Heading(self.words_to_read.question),
            ButtonRow(self.button(*yes), self.button(*no)),
            *self.other_ways(),
        ]

    @staticmethod
    def button(value, label):
        return Button(label, kind="secondary", name="answer", value=value)

    def other_ways(self) -> list[LayoutObject]:
        """What else may have come of asking, apart from the two equal answers."""
        return []

    def clean(self):
        data = super().clean()
        if data.get("wording") != str(self.words_to_read.pk):
            # The new words are on the page now, so the next press answers to them.
            self.data = self.data.copy()
            self.data["wording"] = str(self.words_to_read.pk)
            raise forms.ValidationError("The words to read out have changed. Read the new words out and ask again.")
        if data.get("answer") not in self.answers:
            raise forms.ValidationError("Press “They said yes” or “They said no”.")
        return data

    @property
    def kept(self):
        return {self.purpose: self.cleaned_data["answer"]}


class RecordForm(AnswerByButton):
    """The first question. The third way out is for somebody who cannot answer: other grounds begin there."""

    asks = "May we write this down and keep it?"
    purpose = Purpose.RECORD
    equal_answers = ((YES, "They said yes"), (NO, "They said no"))
    answers = (YES, NO, CANNOT)

    def other_ways(self):
        return [
            Details(
                "They cannot answer this for themselves",
                Text("For somebody who is too unwell, or does not understand or remember what you read out."),
                self.button(CANNOT, "They cannot answer"),
            )
        ]

    @staticmethod
    def words(kept):
        return {YES: "They said yes", CANNOT: "They cannot answer for themselves"}[kept[Purpose.RECORD]]

    @classmethod
    def said(cls, kept):
        if kept[Purpose.RECORD] == CANNOT:
            return "Kept: they cannot answer this for themselves."
        return "They said yes: we may write down what they tell us, and keep it."


class NameForm(StepForm):
    asks = "Name to use"
    called = {"name_to_use": "a name to use"}

    name_to_use = forms.CharField(
        label="What name do they want us to use?",
        help_text="A first name is enough. The full name can be added later.",
        max_length=length_of(Person, "name_to_use"),
        widget=ShortText(width=20, attrs={"autocomplete": "off"}),
    )

    def layout(self):
        return [Question("name_to_use")]


class AgeForm(StepForm):
    asks = "Date of birth, or age"
    called = {"date_of_birth": "a date of birth", "age_band": "an age"}

    date_of_birth = DayField(
        label="What is their date of birth?",
        required=False,
        latest=timezone.localdate,
        help_text="For example, 31 3 1980",
    )
    age_band = OneOfField(
        label="Or, if they do not want to say, how old are they?",
        choices=[(UNDER_16, "Under 16"), *AgeBand.choices],
        required=False,
    )
    mark_optional = False

    def layout(self):
        return [Question("date_of_birth"), "age_band"]

    def clean(self):
        data = super().clean()
        born = data.get("date_of_birth")
        if born:
            data["age_band"] = ""
            self.errors.pop("age_band", None)
            if age_on(born, timezone.localdate()) > OLDEST:
                self.add_error("date_of_birth", "Check the year of birth.")
        elif "date_of_birth" not in self.errors and not data.get("age_band") and "age_band" not in self.errors:
            self.add_error("date_of_birth", "Enter a date of birth, or choose how old they are")
        return data

    @staticmethod
    def words(kept):
        if born := kept["date_of_birth"]:
            return f"{date.fromisoformat(born):%-d %B %Y}"
        return {UNDER_16: "Under 16", **dict(AgeBand.choices)}[kept["age_band"]]


class SiteForm(StepForm):
    asks = "Where you are"
    called = {"site": "where you are"}

    site = SiteChoice(label="Where are you?", help_text="We remember this for your shift.")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites = Site.objects.filter(service=self.service)
        self.fields["site"].required = bool(sites)

    def layout(self):
        return [Question("site")]

    @property
    def kept(self):
        site = self.cleaned_data["site"]
        return {"site": site and site.pk, "site_name": str(site or "")}

    @staticmethod
    def words(kept):
        return kept["site_name"] or "No site"


class ConnectionForm(StepForm):
    asks = "How we know them"
    called = {"connection": "how we know them"}

    connection = OneOfField(label="How do we know them?", choices=Connection)

    def layout(self):
        return [Question("connection")]

    @staticmethod
    def words(kept):
        return str(Connection(kept["connection"]).label)


class ContactForm(AnswerByButton):
    """The separate question. Saying no to it never blocks anything else."""

    asks = "May we contact them about being involved?"
    purpose = Purpose.CONTACT
    equal_answers = ((YES_NOW, "They said yes"), (NO, "They said no"))
    other_answers = ((YES_LATER, "They said yes, but later"), (NOT_ASKED, "They were not asked"))
    answers = (YES_NOW, NO, YES_LATER, NOT_ASKED)

    def other_ways(self):
        return [
            Heading("If it was neither", level=3),
            ButtonRow(*(self.button(*answer) for answer in self.other_answers)),
        ]

    @staticmethod
    def words(kept):
        return {
            YES_NOW: "They said yes",
            NO: "They said no",
            YES_LATER: "They said yes, but later",
            NOT_ASKED: "They were not asked",
        }[kept[Purpose.CONTACT]]

    @classmethod
    def said(cls, kept):
        return {
            YES_NOW: "They said yes: we may contact them about being involved.",
            NO: "They said no to being contacted about involvement, and nobody will.",
            YES_LATER: "They said yes, but later.",
            NOT_ASKED: "They were not asked about being involved.",
        }[kept[Purpose.CONTACT]]


class LaterForm(StepForm):
    asks = "From which day we may ask"
    called = {"ask_on": "a day from which to ask"}

    ask_on = DayField(
        label="From which day may we ask?",
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text="For example, 31 3 2027",
    )

    def layout(self):
        return [Question("ask_on")]

    @staticmethod
    def words(kept):
        return f"{date.fromisoformat(kept['ask_on']):%-d %B %Y}"


class WhyNotForm(StepForm):
    asks = "Why they were not asked"

    not_asked_reason = OneOfField(label="Why were they not asked?", choices=NotAskedReason)
    called = {"not_asked_reason": "why they were not asked"}

    def layout(self):
        return [Question("not_asked_reason")]

    @staticmethod
    def words(kept):
        return str(NotAskedReason(kept["not_asked_reason"]).label)


class WayForm(StepForm):
    """One safe way of contact, or through a worker. Others are added to the record."""

    asks = "A safe way to reach them"
    called = {
        "channel": "one safe way",
        "text_number": "a telephone number",
        "call_number": "a telephone number",
        "email": "an email address",
        "address": "a postal address",
    }
    needed_when = {
        "text_number": ("channel", Channel.TEXT),
        "call_number": ("channel", Channel.TELEPHONE),
        "email": ("channel", Channel.EMAIL),
        "address": ("channel", Channel.LETTER),
    }

    channel = OneOfField(
        label="What is one safe way to reach them?",
        choices=[*Channel.choices, (NO_WAY_KNOWN, "No safe way is known yet")],
        help_text="Only what they said we may use. More ways can be added later.",
    )
    text_number = TelephoneField(label="Mobile number")
    text_says_who = forms.BooleanField(label="A text may say who it is from", required=False)
    email = forms.EmailField(label="Email address", max_length=length_of(Person, "email"))
    email_says_who = forms.BooleanField(label="An email may say who it is from", required=False)
    call_number = TelephoneField(label="Telephone number")
    voicemail = forms.BooleanField(label="We may leave a voicemail", required=False)
    call_says_who = forms.BooleanField(label="We may say who is calling", required=False)
    address = forms.CharField(label="Postal address", max_length=length_of(Person, "address"), widget=LongText(rows=3))
    letter_says_who = forms.BooleanField(label="A letter may say who it is from", required=False)
    safe_times = forms.CharField(
        label="Safe times, and anything to take care of",
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
    )

    def layout(self):
        under = {
            Channel.TEXT.value: ["text_number", "text_says_who"],
            Channel.EMAIL.value: ["email", "email_says_who"],
            Channel.TELEPHONE.value: ["call_number", "voicemail", "call_says_who"],
            Channel.LETTER.value: ["address", "letter_says_who"],
        }
        return [Reveal("channel", under, size="l", heading=True), "safe_times"]

    def clean(self):
        data = super().clean()
        number = data.get("text_number")
        if data.get("channel") == Channel.TEXT and number and not takes_texts(number):
            self.add_error("text_number", NOT_A_MOBILE)
        return data

    @staticmethod
    def words(kept):
        channel = kept["channel"]
        if channel == NO_WAY_KNOWN:
            return "No safe way is known yet"
        number = to_python(kept["text_number"] or kept["call_number"] or "")
        where = {
            Channel.TEXT: number and number.as_national,
            Channel.TELEPHONE: number and number.as_national,
            Channel.EMAIL: kept["email"],
            Channel.LETTER: kept["address"],
        }
        return ": ".join(filter(None, [str(Channel(channel).label), where.get(channel), kept["safe_times"]]))


class MoreForm(StepForm):
    """What need not be asked now. Reached from the page that checks the answers."""

    asks = "Anything more"
    submit_label = "Keep these"

    full_name = forms.CharField(
        label="Full name, as they give it", max_length=length_of(Person, "full_name"), required=False
    )
    pronouns = forms.CharField(
        label="Pronouns", max_length=length_of(Person, "pronouns"), required=False, widget=ShortText(width=20)
    )
    present = forms.CharField(label="Who else was present?", max_length=200, required=False)
    route = OneOfField(
        label="How did they answer?",
        choices=[c for c in Route.choices if c[0] != Route.PUBLIC_FORM],
        initial=Route.IN_PERSON,
    )

    @staticmethod
    def words(kept):
        how = str(Route(kept["route"]).label)
        with_them = f"{kept['present']} was present" if kept["present"] else ""
        return "\n".join(filter(None, [kept["full_name"], kept["pronouns"], how, with_them]))


class ByPaperForm(StepForm):
    """For whom no ground can be recorded here yet."""

    asks = "Go on by paper"
    submit_label = "Throw these answers away and go on by paper"
