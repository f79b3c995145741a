"""What involvement holds about a person, in words for them (core.held)."""

from django.utils.translation import gettext_lazy as _

from core.held import everything_held
from involvement.models import (
    Attendance,
    Featured,
    JointDecider,
    Leadership,
    MaterialReading,
    Notice,
    Outcome,
    Place,
    ProgressTelling,
    ReportBack,
    Response,
    Telling,
    TellingTry,
    View,
)

held = everything_held.rows

held(
    Place,
    _("What you took part in, or were invited to"),
    {
        "activity__title": _("Activity"),
        "state": _("Your answer"),
        "constituency": _("Who you spoke for"),
        "support_needed": _("What you need"),
        "invited_at": _("Invited on"),
        "answered_at": _("Answered on"),
    },
)
held(
    Attendance,
    _("When you came"),
    {
        "session__activity__title": _("Activity"),
        "session__starts_at": _("When"),
        "came": _("You came"),
    },
)
held(
    View,
    _("What you said"),
    {"activity__title": _("About"), "words": _("In words"), "recorded_at": _("Written down on")},
)
held(
    Telling,
    _("What you were told was decided"),
    {
        "decision__activity__title": _("About"),
        "how": _("How"),
        "told_at": _("Told on"),
        "could_not": _("Why we could not tell you"),
        "given_up_at": _("Given up on"),
    },
)
held(
    TellingTry,
    _("When we tried to tell you"),
    {"how": _("How"), "came_of_it": _("What came of it"), "tried_at": _("When")},
)
held(
    ProgressTelling,
    _("What you were told was done"),
    {"progress__decision__activity__title": _("About"), "queued_at": _("Written on"), "told_at": _("Told on")},
)
held(
    Notice,
    _("News about activities"),
    {
        "activity__title": _("Activity"),
        "how": _("How"),
        "text": _("Text"),
        "queued_at": _("Written on"),
        "outcome": _("What became of it"),
    },
)
held(
    Leadership,
    _("What you lead or led"),
    {
        "activity__title": _("Activity"),
        "named_at": _("From"),
        "ended_at": _("Until"),
        "ended_because": _("Why it ended"),
    },
)
held(JointDecider, _("What you decided with us"), {"decision__activity__title": _("About"), "recorded_at": _("When")})
held(
    ReportBack,
    _("What you promised to tell others"),
    {"constituency": _("Whom"), "due": _("By"), "how": _("How"), "done_at": _("Done on")},
)
held(
    MaterialReading,
    _("What you read for us"),
    {"material__title": _("What"), "comment": _("What you said"), "read_at": _("When")},
)
held(
    Featured,
    _("Where your words or picture are used"),
    {
        "material__title": _("In"),
        "what": _("What"),
        "where": _("Where"),
        "recorded_at": _("From"),
        "ended_at": _("Until"),
    },
)
held(
    Outcome,
    _("What taking part changed, in your own answers"),
    {
        "activity__title": _("Activity"),
        "moment": _("When"),
        "confidence": _("I feel confident"),
        "skills": _("I have skills that I can use"),
        "heard": _("People listen to what I say"),
        "satisfaction": _("I am happy with how things are"),
        "hopes": _("In your own words"),
        "answered_at": _("Answered on"),
    },
)
held(
    Response,
    _("Questionnaires that you sent by name"),
    {"version__questionnaire__title": _("About"), "received_at": _("When")},
)
