"""Deciding in the public interest as two tables of small steps: to record somebody, and to share about somebody known.

The questions are the paper's (page 1): one of three purposes, a pressing need, in proportion to the risk, on the facts
of this situation. Access needs come first, as for everybody; whoever is recorded is named only once all that is said.
"""

from datetime import date

from consent import rules
from consent.forms.questions import public_interest as forms
from consent.forms.questions.person import ConnectionForm, SiteForm
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
        "site": site,
    }


def what_helps_in_words(helped: dict) -> dict:
    """The first answers here, from what somebody who was about to be asked for consent said helps them."""
    names = [need.name for need in rules.access_needs() if need.key in helped["needs"]]
    said = ", ".join(filter(None, [*names, helped["other"]]))
    language = {name: helped[name] for name in ("language", "interpreter_needed")}
    nothing = forms.COULD_NOT_ASK if helped["ask_needs_later"] else "no"
    return {"has_access_needs": "yes" if said or helped["language"] else nothing, "access_needs": said, **language}


def helps_of(known: dict) -> dict | None:
    """What they said helps them, as `record_needs` takes it; None where nobody asked, or they said no more yet."""
    if known["has_access_needs"] == "no" or known["access_needs"]:
        return {"other": known["access_needs"]}
    return None


def left_for_later(known: dict) -> list[str]:
    """What becomes a task: to ask what helps them, where nobody could."""
    return [] if helps_of(known) else [str(Detail.ACCESS_NEEDS.value)]


def what_to_decide(known: dict, person=None, site=None) -> dict:
    """What the action that stores it all is given. `person`: whom it is about, where they are recorded already."""
    decision = {"decision": decision_of(known)}
    if person is not None:
        return decision | {"person": person, "recipient": recipient_of(known)}
    return decision | {
        "details": details_of(known, site),
        "helps": helps_of(known),
        "left_for_later": left_for_later(known),
    }


def aim_of(person) -> PublicInterestDecision.Aim:
    return PublicInterestDecision.Aim.RECORD if person is None else PublicInterestDecision.Aim.SHARE
