"""Deciding in the public interest as two tables of small steps: to record somebody, and to share about somebody known.

The questions are the paper's (page 1): one of three purposes, a pressing need, in proportion to the risk, on the facts
of this situation. Access needs come first, as for everybody; whoever is recorded is named only once all that is said.
"""

from datetime import date

from consent.forms.questions import public_interest as forms
from consent.forms.questions.person import ConnectionForm, SiteForm
from consent.journey import said_meanwhile, what_helps
from consent.models import Draft, PublicInterestDecision
from consent.models.details import Detail
from consent.reading import drafts_left
from consent.walk import Step, Walk

QUESTION = "consent/public_interest/question.html"
# Under this key a draft holds whom it is about, where that is known before the first question.
ABOUT = "about"
MOST_BEGUN = 5


def _step(key, form) -> Step:
    return Step(key, form, template=QUESTION)


_REASONS = (
    _step("risk", forms.RiskForm),
    _step("need", forms.NeedForm),
    _step("facts", forms.FactsForm),
    _step("no-consent", forms.NoConsentForm),
    _step("alternatives", forms.AlternativesForm),
    _step("told", forms.ToldForm),
)
TO_RECORD = Walk(
    _step("help", forms.HelpOrNotAskedForm),
    _step("purpose", forms.PurposeForm),
    *_REASONS,
    _step("name", forms.KnownAsForm),
    _step("age", forms.AgeOfAnybodyForm),
    _step("site", SiteForm),
    _step("connection", ConnectionForm),
)
TO_SHARE = Walk(_step("purpose", forms.PurposeForm), _step("recipient", forms.RecipientForm), *_REASONS)


def walk_of(answers: dict) -> Walk:
    """The journey that these answers are of."""
    return TO_SHARE if ABOUT in answers else TO_RECORD


def reference_in(answers: dict) -> str:
    """The reference of the person it is about, or "" where they are not recorded yet."""
    return answers.get(ABOUT, {}).get("person", "")


def begun_by(request) -> list:
    """The reader's own drafts of decisions, each with where it waits."""
    drafts = drafts_left(request, Draft.Kind.PUBLIC_INTEREST)[:MOST_BEGUN]
    return [(draft, walk_of(draft.answers).where_it_waits(draft.answers)) for draft in drafts]


def about(person) -> dict:
    """What a draft holds of whom it is about."""
    return {"person": person.reference}


_PLAIN = (
    "purpose", "at_risk", "harm", "pressing", "proportionate", "facts", "consent_sought", "consent_words",
    "alternatives", "adviser", "told",
)  # fmt: skip


def decision_of(known: dict) -> dict:
    """Values of the decision, as its action takes them."""
    return {name: known[name] for name in _PLAIN} | {"told_words": known["told_what"] or known["told_why_not"]}


def recipient_of(known: dict) -> dict:
    """Who may be told, as the action takes it."""
    return {name: known[f"recipient_{name}"] for name in ("kind", "name", "address")}


def details_of(known: dict, site=None) -> dict:
    """Values of the person: no more than was asked."""
    born = known.get("date_of_birth")
    return {
        **{name: known[name] for name in ("name_to_use", "age_band", "connection", "language") if known.get(name)},
        "interpreter_needed": known["interpreter_needed"],
        "date_of_birth": date.fromisoformat(born) if born else None,
        "access_needs": said_meanwhile(known),
        "site": site,
    }


def left_for_later(known: dict) -> list[str]:
    """What becomes a task: to ask what helps them, where nobody could."""
    return [str(Detail.ACCESS_NEEDS.value)] if known["ask_needs_later"] else []


def what_to_decide(known: dict, person=None, site=None) -> dict:
    """What the action that stores it all is given. `person`: whom it is about, where they are recorded already."""
    decision = {"decision": decision_of(known)}
    if person is not None:
        return decision | {"person": person, "recipient": recipient_of(known)}
    return decision | {
        "details": details_of(known, site),
        "helps": what_helps(known),
        "left_for_later": left_for_later(known),
    }


def aim_of(person) -> PublicInterestDecision.Aim:
    return PublicInterestDecision.Aim.RECORD if person is None else PublicInterestDecision.Aim.SHARE
