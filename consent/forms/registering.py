"""The public form that registers interest: one question a page, in very plain words, on a phone, perhaps in custody.

Every question says why it is asked. Those that may be skipped have a button for it.
"""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from phonenumber_field.phonenumber import to_python

from consent import rules
from consent.forms import easy
from consent.forms.answering import TOO_FAR, tomorrow, two_years_on
from consent.forms.questions.base import StepForm
from consent.forms.questions.person import UNDER_10
from consent.forms.whole import length_of
from consent.models import InterestRegistration
from consent.models.people import AgeBand, Connection
from consent.models.registrations import FilledInBy, WhenToAsk
from core import clock, easy_read
from core.forms import (
    Ask,
    Button,
    ButtonRow,
    DayField,
    LongText,
    OneOfField,
    Question,
    Reveal,
    ShortText,
    SomeOfField,
    TelephoneField,
)

SKIP = "skip"
# When to be asked: now, in some months, on a day.
MONTHS = ("1", "3", "6")
ON_A_DAY = "day"


def most(name) -> int:
    return length_of(InterestRegistration, name)


class PublicStep(StepForm):
    """One page. `may_skip`: whether it may be left out, with a press of a button of its own."""

    may_skip = False
    form_id = "answers"

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.may_skip:
            # Skipping says it better, once for the whole page.
            self.mark_optional = False

    def layout(self):
        return [*self.questions(), *self.buttons()]

    def questions(self):
        return [Question(next(iter(self.fields)))]

    def buttons(self):
        if not self.may_skip:
            return []
        return [ButtonRow(Button(_("Continue")), Button(_("Skip this question"), kind="secondary", name=SKIP))]

    @classmethod
    def words_of_choice(cls, name, kept) -> str:
        """What was chosen, in the words of the page."""
        return cls.word_for(name, kept.get(name))

    @classmethod
    def word_for(cls, name, value) -> str:
        """A choice in the words of the page: its easy ones in easy read."""
        words = dict(cls.base_fields[name].choices)
        if easy_read.is_on() and name in cls.easy_words:
            words |= cls.easy_words[name].choices
        return str(words.get(value, ""))


class AgeForm(PublicStep):
    asks = _("How old are you?")
    easy_words = easy.AGE
    called = {"age_band": _("how old you are")}

    age_band = OneOfField(
        label=asks,
        help_text=_(
            "We ask because there are different rules for people under 18. If you help somebody, give their age."
        ),
        choices=[
            (UNDER_10, _("Under 10")),
            (AgeBand.TEN_FIFTEEN, _("10 to 15")),
            (AgeBand.SIXTEEN_SEVENTEEN, _("16 or 17")),
            (AgeBand.EIGHTEEN_OVER, _("18 or over")),
        ],
    )

    def questions(self):
        # The first page has a heading of its own.
        return [Ask("age_band", size="m")]

    @classmethod
    def words(cls, kept):
        return cls.words_of_choice("age_band", kept)


class WhoForm(PublicStep):
    asks = _("Who is filling this in?")
    easy_words = easy.WHO
    called = {"filled_in_by": _("who is filling this in")}

    filled_in_by = OneOfField(
        label=asks,
        help_text=_("We ask because being involved is the choice of each person."),
        choices=[
            (FilledInBy.SELF, _("I am, for myself")),
            (FilledInBy.HERE, _("I am helping somebody who is here and says yes to this")),
            (FilledInBy.AWAY, _("I am helping somebody who is not here, or has not said yes")),
        ],
        hints={FilledInBy.AWAY.value: _("We keep nothing about them. We ask you to bring us together.")},
    )

    @classmethod
    def words(cls, kept):
        return cls.words_of_choice("filled_in_by", kept)


class HelperForm(PublicStep):
    """A helper who is there with the person."""

    asks = _("Who is helping?")
    easy_words = easy.HELPER
    called = {"helper_name": _("your name")}

    helper_name = forms.CharField(
        label=_("You are helping. What is your name?"),
        help_text=_("We ask so that we know who filled this in. From the next question on, “you” is the person."),
        max_length=most("helper_name"),
        widget=ShortText(width=20, attrs={"autocomplete": "name"}),
    )
    helper_relation = forms.CharField(
        label=_("How do you know them?"), max_length=most("helper_relation"), required=False
    )

    def questions(self):
        return [Question("helper_name"), "helper_relation"]


class HelperAwayForm(HelperForm):
    """A helper who is alone: the only one whose details are kept."""

    asks = _("How to reach you, the helper")
    easy_words = easy.HELPER_AWAY
    called = {**HelperForm.called, "helper_phone": _("a phone number"), "helper_email": _("an email address")}

    helper_phone = TelephoneField(label=_("Your phone number"), required=False)
    helper_email = forms.EmailField(label=_("Your email address"), required=False, max_length=most("helper_email"))
    mark_optional = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["helper_name"].help_text = _(
            "We ask how to reach you, so that we can meet the person through you. Give a phone number or an email"
            " address. Do not give us anything about them."
        )

    def questions(self):
        return [Question("helper_name"), "helper_relation", "helper_phone", "helper_email"]

    def clean(self):
        data = super().clean()
        if not {"helper_phone", "helper_email"} & self.errors.keys() and not (
            data.get("helper_phone") or data.get("helper_email")
        ):
            self.add_error("helper_phone", _("Enter a phone number or an email address"))
        return data

    @staticmethod
    def words(kept):
        number = to_python(kept["helper_phone"] or "")
        said = [kept["helper_name"], kept["helper_relation"], number and number.as_national, kept["helper_email"]]
        return "\n".join(filter(None, said))


class NameForm(PublicStep):
    asks = _("What can we call you?")
    easy_words = easy.NAME
    called = {"name_to_use": _("a name we can call you")}

    name_to_use = forms.CharField(
        label=asks,
        help_text=_("We ask so that we know who to ask for. It does not have to be your full name."),
        max_length=most("name_to_use"),
        widget=ShortText(width=20, attrs={"autocomplete": "nickname"}),
    )


class ConnectionForm(PublicStep):
    asks = _("How do you know us?")
    easy_words = easy.CONNECTION
    called = {"connection": _("how you know us")}

    connection = OneOfField(
        label=asks,
        help_text=_("We ask so that we hear from all kinds of people. You do not need to have used this service."),
        choices=[
            (Connection.USES_NOW, _("I use this service now")),
            (Connection.USED_BEFORE, _("I used this service before")),
            (Connection.OTHER_SERVICE, _("I use another service")),
            (Connection.LIVED_IT, _("I never used it, but I have been through the same things")),
            (Connection.CARER, _("I care for somebody")),
        ],
    )

    @classmethod
    def words(cls, kept):
        return cls.words_of_choice("connection", kept)


class WishesForm(PublicStep):
    asks = _("What would you like to do?")
    easy_words = easy.WISHES
    may_skip = True

    wishes = SomeOfField(
        label=asks,
        help_text=_("We ask so that we offer you things you may like. Tick all you like. You can change your mind."),
        choices=InterestRegistration.Wish,
        required=False,
    )

    @classmethod
    def words(cls, kept):
        return "\n".join(cls.word_for("wishes", wish) for wish in kept.get("wishes", []))


class WhenForm(PublicStep):
    asks = _("When may we ask you?")
    easy_words = easy.WHEN
    called = {"when_to_ask": _("when we may ask you"), "not_before": _("a day from which we may ask")}
    needed_when = {"not_before": ("when_to_ask", ON_A_DAY)}

    when_to_ask = OneOfField(
        label=asks,
        help_text=_("We ask because now may be a bad time. We do not contact you before the time you choose."),
        choices=[
            (WhenToAsk.NOW, _("Now")),
            ("1", _("In 1 month")),
            ("3", _("In 3 months")),
            ("6", _("In 6 months")),
            (ON_A_DAY, _("From a day that I choose")),
        ],
    )
    not_before = DayField(
        label=_("From which day?"),
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text=_("For example, 31 3 2027"),
    )

    def questions(self):
        return [Reveal("when_to_ask", {ON_A_DAY: ["not_before"]}, size="l", heading=True)]

    @classmethod
    def words(cls, kept):
        if day := day_to_ask(kept):
            return _now("Not before %(day)s") % {"day": date_format(day, "j E Y")}
        return cls.words_of_choice("when_to_ask", kept)


def day_to_ask(kept) -> date | None:
    """The day from which somebody may be asked, None for now. Months are counted from today."""
    chosen = kept.get("when_to_ask")
    if chosen in MONTHS:
        return clock.months_after(timezone.localdate(), int(chosen))
    return date.fromisoformat(kept["not_before"]) if chosen == ON_A_DAY else None


# What the coded list (DAPB1605) calls things, as somebody would say it. The rest is for a worker to ask.
NEEDS_IN_PLAIN_WORDS = {
    "easy_read": _("Easy words and pictures"),
    "large_print": _("Large print"),
    "read_aloud": _("Somebody to read things to me"),
    "bsl_interpreter": _("A British Sign Language interpreter"),
    "hearing_loop": _("A hearing loop"),
    "lip_reads": _("Seeing your face, because I lip read"),
    "more_time": _("More time"),
    "receptive": _("Help to understand"),
    "advocate": _("Somebody to speak up for me (an advocate)"),
}


class NeedsForm(PublicStep):
    asks = _("What would help you take part?")
    easy_words = easy.NEEDS
    may_skip = True

    needs = SomeOfField(
        label=asks,
        help_text=_("We ask so that we are ready for you. Tick all that help."),
        choices=list(NEEDS_IN_PLAIN_WORDS.items()),
        required=False,
    )
    access_needs = forms.CharField(
        label=_("Anything else that helps"), max_length=most("access_needs"), required=False, widget=LongText(rows=2)
    )
    language = forms.CharField(
        label=_("The language you like best, if not English"),
        max_length=most("language"),
        required=False,
        widget=ShortText(width=20),
    )
    interpreter_needed = forms.BooleanField(label=_("I need an interpreter for this language"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offered = {need.key for need in rules.access_needs() if need.offered}
        self.fields["needs"].choices = [choice for choice in NEEDS_IN_PLAIN_WORDS.items() if choice[0] in offered]

    def questions(self):
        return [Question("needs"), "access_needs", "language", "interpreter_needed"]

    @classmethod
    def words(cls, kept):
        said = [cls.word_for("needs", key) for key in kept.get("needs", [])]
        interpreter = _now("I need an interpreter") if kept.get("interpreter_needed") else ""
        return "\n".join(filter(None, [*said, kept.get("access_needs"), kept.get("language"), interpreter]))
