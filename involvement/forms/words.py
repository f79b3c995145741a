"""Forms about the words that people wrote in questionnaires: finding them, and making views of them."""

from django import forms

from core.forms import ButtonRow, Narrow, PlainForm, Radios, Reveal, SearchInput, SeveralBoxes, ShortText
from involvement.models import Group, Level, Question, Session
from involvement.models.activities import State
from involvement.words import session_name

MOST_ROUNDS = 40
NOTHING_RECORDED_IN = (State.PLANNED, State.CANCELLED, State.FINISHED, State.CLOSED_WITHOUT_VIEWS)


class WordsFilter(PlainForm):
    method = "get"
    submit_label = "Show these"
    WAITING, VIEWS, LEFT_OUT, ALL = "waiting", "views", "left_out", "all"

    q = forms.CharField(label="Find words", max_length=100, required=False, widget=SearchInput())
    question = forms.ModelChoiceField(
        label="Answered to", queryset=Question.objects.none(), required=False, empty_label="Any question"
    )
    state = forms.ChoiceField(
        label="Which",
        choices=[
            ("", "Those that wait"),
            (VIEWS, "Those that became views"),
            (LEFT_OUT, "Those that were left out"),
            (ALL, "All"),
        ],
        required=False,
    )

    def __init__(self, *args, questionnaire, **kwargs):
        super().__init__(*args, **kwargs)
        asked = Question.objects.filter(
            version__questionnaire=questionnaire, kind=Question.Kind.WORDS, version__published_at__isnull=False
        )
        self.fields["question"].queryset = asked.select_related("version").order_by("-version__number", "order")
        self.fields["question"].label_from_instance = lambda question: f"{question.text} ({question.version})"

    def layout(self):
        return ["q", Narrow(self.data, "question", "state", button=self.submit_label), ButtonRow()]


class WordsForm(PlainForm):
    """What becomes of the words that are ticked: views of an activity, or nothing, with the reason."""

    VIEW, LEFT_OUT = "view", "left_out"
    submit_label = "Do this with the ticked words"
    called = {
        "words": "some of the words",
        "becomes": "what becomes of them",
        "place": "the activity",
        "theme_name": "a theme",
        "because": "why they are left out",
    }
    needed_when = {
        "place": ("becomes", VIEW),
        "theme_name": ("becomes", VIEW),
        "because": ("becomes", LEFT_OUT),
    }

    words = forms.MultipleChoiceField(label="What people wrote", widget=SeveralBoxes(small=True))
    becomes = forms.ChoiceField(
        label="What becomes of those you tick?",
        choices=[
            (VIEW, "They are views of an activity, to be decided on and answered"),
            (LEFT_OUT, "They are left out, because nobody can decide anything about them"),
        ],
        widget=Radios(),
    )
    place = forms.ChoiceField(label="Which activity?", choices=[])
    theme_name = forms.CharField(
        label="Theme",
        help_text="What they are about. Choose one you have, or write a new one.",
        max_length=100,
        widget=ShortText(attrs={"list": "themes", "autocomplete": "off"}),
    )
    group = forms.ModelChoiceField(label="Group", queryset=Group.objects.all(), required=False, empty_label="No group")
    because = forms.CharField(label="Why are they left out?", max_length=300, widget=ShortText())

    def __init__(self, *args, answers, hints, activities, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = {str(answer.pk): answer for answer in answers}
        field = self.fields["words"]
        field.choices = [(key, answer.words) for key, answer in self.answers.items()]
        field.widget.look = {**field.widget.look, "hints": hints}
        activities = activities.exclude(state__in=NOTHING_RECORDED_IN).exclude(level=Level.INFORMATION)
        sessions = Session.objects.filter(activity__in=activities.filter(standing=True), cancelled_at__isnull=True)
        self.places = {f"activity-{a.pk}": (a, None) for a in activities.filter(standing=False).order_by("title")}
        for session in sessions.select_related("activity").order_by("-starts_at")[:MOST_ROUNDS]:
            self.places[f"session-{session.pk}"] = (session.activity, session)
        self.fields["place"].choices = [
            ("", "Choose one"),
            *(
                (key, f"{activity.title}: {session_name(session)}" if session else activity.title)
                for key, (activity, session) in self.places.items()
            ),
        ]

    def layout(self):
        return [
            "words",
            Reveal("becomes", {self.VIEW: ["place", "theme_name", "group"], self.LEFT_OUT: ["because"]}),
        ]

    @property
    def ticked(self):
        return [self.answers[key] for key in self.cleaned_data["words"]]

    @property
    def chosen_place(self):
        """The activity, and the session where it is one of its rounds."""
        return self.places[self.cleaned_data["place"]]
