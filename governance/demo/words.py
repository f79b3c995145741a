"""Wording and paper forms of the demonstration: a version that was replaced, one being written, sheets handed out."""

from datetime import timedelta

from consent import actions as consent
from consent.example_wording import CHECKER, TRANSLATOR, WORDINGS
from consent.models import PaperForm, Wording
from core import clock

NEW_WORDS = {
    "what_we_do": "People who have been through this know best what works. We would like to ask you what you think,"
    " now or when things are calmer, and to tell you about ways to take part. You decide each time.",
}
BEING_WRITTEN = {
    "what_we_do": "We would like to write down your name and what you tell us about taking part, so that you need not"
    " say it twice and we can support you to make this service better.",
    "saying_no": "It is your choice, and saying no is fine.",
}


def replace_one_version(service, by):
    """The words about being involved as they were changed by the manager, in force from today on the clock."""
    draft = _draft(service, by, "contact", NEW_WORDS)
    consent.publish_wording(by=by, wording=draft, day=clock.today())


def begin_another(service, by):
    """A draft that cannot be published yet: it no longer says that saying no costs nothing."""
    _draft(service, by, "record", BEING_WRITTEN)


def _draft(service, by, purpose, words):
    line = {"service": service, "purpose_key": purpose, "language": "en", "format": Wording.Format.STANDARD}
    draft = consent.start_wording(by=by, **line)
    return consent.change_wording(by=by, wording=draft, words=words)


def print_sheets(service, by):
    """Sheets handed out in the custody suite, on the day of the clock."""
    for format, copies in ((Wording.Format.STANDARD, 5), (Wording.Format.EASY_READ, 3)):
        consent.print_paper_forms(by=by, service=service, format=format, language="en", copies=copies)


def type_in_sheets(service, by, site):
    """Of the sheets that waited: one came back with a yes three days before, one with a no, one was spoilt."""
    yes, no, spoilt = PaperForm.objects.filter(service=service, format=Wording.Format.STANDARD).order_by("reference")[
        :3
    ]
    signed_on = clock.today() - timedelta(days=3)
    consent.enter_paper_form(
        by=by,
        paper=yes,
        signed_on=signed_on,
        details={
            "name_to_use": "Perry",
            "full_name": "Perry Placeholder",
            "age_band": "18_over",
            "connection": "uses_now",
            "phone": "07700 900998",
            "email": "perry@people.example.org",
            "site": site,
        },
        contact={"answer": "given", "wording": yes.contact_wording},
        safe_contacts=[{"channel": "telephone", "allowed": True, "safe_times": "After 6 in the evening"}],
    )
    consent.enter_paper_refusal(by=by, paper=no, signed_on=signed_on, site=site)
    consent.cancel_paper_form(by=by, paper=spoilt, because=PaperForm.Cancelled.SPOILT)


def publish_examples(service, by):
    """Both questions in another language: examples that nobody has checked, as they say."""
    names = {"service": service.name, "controller": service.provider or service.name}
    for (language, purpose), words in WORDINGS.items():
        line = {"service": service, "purpose_key": purpose, "language": language, "format": Wording.Format.STANDARD}
        draft = consent.start_wording(by=by, **line)
        filled_in = {name: text.format(**names) for name, text in words.items()}
        named = {"translator": TRANSLATOR, "checker": CHECKER}
        consent.change_wording(by=by, wording=draft, words=filled_in | named)
        consent.publish_wording(by=by, wording=draft, day=clock.today())
