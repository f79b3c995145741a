"""The small screens of recording somebody with their consent: one question each, in plain words."""

from consent.forms.questions.answers import (
    CANNOT,
    YES,
    ByPaperForm,
    ContactForm,
    LaterForm,
    RecordForm,
    WhyNotForm,
)
from consent.forms.questions.base import AnswerByButton, StepForm
from consent.forms.questions.contact import WayForm
from consent.forms.questions.person import (
    UNDER_16,
    AgeForm,
    ConnectionForm,
    HelpForm,
    MoreForm,
    NameForm,
    SiteForm,
)

__all__ = [
    "CANNOT",
    "UNDER_16",
    "YES",
    "AgeForm",
    "AnswerByButton",
    "ByPaperForm",
    "ConnectionForm",
    "ContactForm",
    "HelpForm",
    "LaterForm",
    "MoreForm",
    "NameForm",
    "RecordForm",
    "SiteForm",
    "StepForm",
    "WayForm",
    "WhyNotForm",
]
