"""What somebody answers on their own pages: a question of consent, one way of contact, and the name we use."""

from django import forms
from django.utils.translation import gettext_lazy as _

from consent.forms.answering import TOO_FAR, Words, same_words, tomorrow, two_years_on
from consent.forms.links import ANY_TIME, ASKED, HoursOfContact
from consent.forms.whole import length_of
from consent.models import Channel, Person, Purpose, SafeContact
from consent.models.agreements import Answer, Route
from consent.models.contact import Days
from core.forms import DayField, Group, OneOfField, PlainForm, Reveal, ShortText, TimeOfDayField, YesNoField

YES, LATER, NO = "yes", "later", "no"


class OwnAnswerForm(PlainForm):
    """The words, and two answers that weigh the same. Being contacted may also wait for a day."""

    submit_label = _("Save my answer")
    called = {"ask_on": _("a day from which we may contact you")}
    needed_when = {"ask_on": ("answer", LATER)}

    words = forms.CharField(widget=forms.HiddenInput, required=False)
    answer = OneOfField(label=_("What do you say?"), choices=[])
    ask_on = DayField(
        label=_("From which day?"),
        earliest=tomorrow,
        latest=two_years_on,
        error_messages=TOO_FAR,
        help_text=_("For example, 31 3 2027"),
    )

    def __init__(self, *args, wording, **kwargs):
        super().__init__(*args, **kwargs)
        self.wording, self.may_wait = wording, wording.purpose_id == Purpose.CONTACT
        self.fields["words"].initial = wording.pk
        later = [(LATER, _("Yes, but later"))] if self.may_wait else []
        self.fields["answer"].label = wording.question
        self.fields["answer"].choices = [(YES, _("Yes")), *later, (NO, _("No"))]
        self.fields["answer"].error_messages["required"] = _("Select yes or no")
        if not self.may_wait:
            del self.fields["ask_on"]

    def layout(self):
        answer = Reveal("answer", {LATER: ["ask_on"]}) if self.may_wait else "answer"
        return ["words", Words(self.wording), answer]

    def clean(self):
        data = super().clean()
        same_words(self, "words", self.wording, _("These words have changed. Read them again, then answer."))
        return data

    @property
    def said(self) -> dict:
        """What was answered, as `actions.record_answer` takes it."""
        answer = self.cleaned_data["answer"]
        return {
            "answer": Answer.REFUSED if answer == NO else Answer.GIVEN,
            "not_before": self.cleaned_data.get("ask_on") if answer == LATER else None,
            "wording": self.wording,
            "route": Route.OWN_PAGE,
        }


class OwnWayForm(HoursOfContact):
    """How one way of contact may be used, in the words of the one who is contacted."""

    submit_label = _("Save my choice")
    mark_optional = False

    allowed = YesNoField(label="", inline=False)
    may_say_who = forms.BooleanField(label=_("You may say who you are, and what it is about"), required=False)
    voicemail = forms.BooleanField(label=_("You may leave a message if I do not answer"), required=False)
    days = OneOfField(
        label=_("On which days?"), choices=[(ANY_TIME, _("Any day")), *Days.choices], required=False, initial=ANY_TIME
    )
    from_time = TimeOfDayField(label=_("Not before"), required=False, help_text=_("For example, 9am"))
    until_time = TimeOfDayField(label=_("Not after"), required=False, help_text=_("For example, 5pm"))
    safe_times = forms.CharField(
        label=_("Is there something else we must take care of?"),
        max_length=length_of(SafeContact, "safe_times"),
        required=False,
        help_text=_("A worker reads this."),
    )

    def __init__(self, *args, way, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["allowed"].label = ASKED[way]
        self.fields["allowed"].error_messages["required"] = _("Select yes or no")
        if way != Channel.TELEPHONE:
            del self.fields["voicemail"]
        if way in (Channel.LETTER, Channel.WORKER):
            for name in ("days", "from_time", "until_time"):
                del self.fields[name]

    def layout(self):
        under = [name for name in self.fields if name not in ("allowed", "days", "from_time", "until_time")]
        if "days" in self.fields:
            under.insert(-1, Group(_("When is a good time?"), "days", "from_time", "until_time", size="s"))
        return [Reveal("allowed", {"yes": under})]

    @property
    def chosen(self) -> dict:
        """What was chosen, as `actions.set_own_contact` takes it."""
        data = dict(self.cleaned_data)
        if data.get("days") == ANY_TIME:
            data["days"] = ""
        return data


class OwnNameForm(PlainForm):
    """The name we use, and pronouns."""

    submit_label = _("Save")
    called = {"name_to_use": _("a name to use")}

    name_to_use = forms.CharField(label=_("What should we call you?"), max_length=length_of(Person, "name_to_use"))
    pronouns = forms.CharField(
        label=_("Your pronouns"),
        max_length=length_of(Person, "pronouns"),
        required=False,
        widget=ShortText(width=20),
        help_text=_("For example, she, he or they"),
    )
