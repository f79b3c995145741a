"""Forms about who takes part: inviting, answering, telling people about their place, and what it changed for them."""

from django import forms
from django.utils import timezone

from consent.models import Person
from core.forms import DayField, LongText, PlainForm, Radios, ShortText
from involvement.models import Notice, Outcome, Place

BY_CONTACT, FACE_TO_FACE = "contact", "face_to_face"


class FindPersonForm(PlainForm):
    """Whom to invite, and how they are asked."""

    method = "get"
    submit_label = "Find people"

    q = forms.CharField(
        label="Name or reference", max_length=80, required=False, widget=ShortText(attrs={"type": "search"})
    )
    how = forms.ChoiceField(
        label="How are they asked?",
        choices=[(BY_CONTACT, "We contact them"), (FACE_TO_FACE, "I asked them face to face")],
        widget=Radios(inline=True),
        required=False,
        initial=BY_CONTACT,
    )


class PeopleToChoose(Radios):
    """Radios of people: those who may not be chosen are shown with the reason, and cannot be."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.closed = set()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if str(value) in self.closed:
            option["attrs"]["disabled"] = True
        return option


class InviteForm(PlainForm):
    """One person to invite. `found`: triples of a person, whether they may be chosen, and a sentence about it."""

    submit_label = "Invite this person"
    called = {"person": "a person", "face_to_face_on": "the day you asked them", "how": "how they are told"}

    person = forms.ModelChoiceField(
        label="Who do you invite?", queryset=Person.objects.none(), widget=PeopleToChoose(), empty_label=None
    )
    face_to_face_on = DayField(label="When did you ask them face to face?", latest=timezone.localdate)
    how = forms.ChoiceField(
        label="How do they hear of it?",
        help_text="A letter waits to be printed. A worker is reminded on the page of today's work.",
        choices=[
            ("", "The way they allow: a message first, then a letter, then a worker"),
            (Notice.How.LETTER, "By letter"),
            (Notice.How.WORKER, "Through a worker, face to face"),
        ],
        required=False,
    )
    constituency = forms.CharField(
        label="Who do they speak for, if not only for themselves?",
        help_text="The group they report back to. For example, the women's workshop.",
        max_length=150,
        required=False,
    )
    support_needed = forms.CharField(
        label="Support they need to take part", max_length=300, required=False, help_text="For example, a lift."
    )

    def __init__(self, *args, people, found, face_to_face, full=False, **kwargs):
        super().__init__(*args, **kwargs)
        if full:
            self.submit_label = "Put this person on the waiting list"
            del self.fields["how"]
        field = self.fields["person"]
        field.queryset = people
        field.widget.choices = [(person.pk, str(person)) for person, _may, _why in found]
        field.widget.closed = {str(person.pk) for person, may, _why in found if not may}
        field.widget.look = {"hints": {person.pk: why for person, _may, why in found}}
        if not face_to_face:
            del self.fields["face_to_face_on"]


ANSWERS = {
    Place.State.ACCEPTED: "Yes, they will take part",
    Place.State.WAITING: "Yes, but no place is free: put them on the waiting list",
    Place.State.DECLINED: "No",
    Place.State.WITHDRAWN: "They do not want it any more",
}


class AnswerForm(PlainForm):
    """What somebody answered. `states`: the answers that may be given now."""

    submit_label = "Save the answer"
    called = {"state": "what they answered"}

    state = forms.ChoiceField(label="What did they answer?", widget=Radios())

    def __init__(self, *args, states, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(state, ANSWERS[state]) for state in states]


class NoticeForm(PlainForm):
    """Ticking off that somebody was told about their place."""

    submit_label = "Save this"
    called = {"outcome": "whether they were told"}

    outcome = forms.ChoiceField(
        label="Were they told?",
        choices=[
            (Notice.Outcome.TOLD, "Yes, I told them"),
            (Notice.Outcome.COULD_NOT, "No, I could not reach them"),
            (Notice.Outcome.NOT_NEEDED, "It need not be told any more"),
        ],
        widget=Radios(),
    )


class ReportBackForm(PlainForm):
    """That a group was told, by whoever represents it."""

    submit_label = "Save that they were told"
    called = {"how": "how the group was told"}

    how = forms.CharField(
        label="How were they told?", help_text="For example, at their meeting on Tuesday.", max_length=300
    )


class QuestionsForm(PlainForm):
    """A few voluntary questions before or after taking part. Gives `answers()` for the action."""

    submit_label = "Save my answers"
    mark_optional = False

    def __init__(self, *args, moment, mine, **kwargs):
        super().__init__(*args, **kwargs)
        for name in Outcome.QUESTIONS:
            self.fields[name] = forms.TypedChoiceField(
                label=Outcome._meta.get_field(name).verbose_name,
                choices=Outcome.Scale.choices,
                widget=Radios(inline=False, small=True),
                required=False,
                coerce=int,
                empty_value=None,
            )
        hopes = "What do you hope for?" if moment == Outcome.Moment.BEFORE else "What came of what you hoped for?"
        self.fields["hopes"] = forms.CharField(label=hopes, max_length=1000, required=False, widget=LongText(rows=4))
        if not mine:
            self.submit_label = "Save their answers"
