"""Assessing whether somebody can decide, as tables of steps, and what the answers say about it. Pure.

`COMPETENCE`, `CAPACITY` and `BEST_INTERESTS` stand by themselves for somebody on record (consent/views/assessing.py)
and within the journey of recording consent for somebody who is not (consent/journey.py).
"""

from datetime import date

from consent.forms import questions as forms
from consent.models import Purpose
from consent.models.agreements import Ground
from consent.rules import AgeGroup, age_group
from consent.walk import DEAD_END, Step, Walk, always, both
from core.roles import Permission

ASSESSOR = Permission.ASSESS_CAPACITY

# --- What the answers say


def group_of(known: dict) -> AgeGroup:
    born = known.get("date_of_birth")
    return age_group(date.fromisoformat(born) if born else None, known.get("age_band", ""))


def is_a_child(known: dict) -> bool:
    return group_of(known) == AgeGroup.CHILD


def is_from_16(known: dict) -> bool:
    return group_of(known) in (AgeGroup.YOUNG, AgeGroup.ADULT)


def cannot_do_all(known: dict) -> bool:
    """Whether one of the four abilities is missing."""
    return any(known.get(name) is False for name in forms.ABILITIES)


def can_wait(known: dict) -> bool:
    return bool(known.get("can_wait"))


def cannot_wait(known: dict) -> bool:
    return not can_wait(known)


# --- The steps


def competence(when=always) -> tuple[Step, ...]:
    return (
        Step("understands", forms.UnderstandsForm, when, permission=ASSESSOR),
        Step("freely", forms.FreelyForm, when, permission=ASSESSOR),
        Step("competent", forms.CompetentForm, when, signed=True, permission=ASSESSOR),
    )


def capacity(when=always, wait=forms.WaitForm) -> tuple[Step, ...]:
    unable = both(when, cannot_do_all)
    return (
        Step("helped", forms.HelpedForm, when, permission=ASSESSOR),
        Step("abilities", forms.AbilitiesForm, when, permission=ASSESSOR),
        Step("cause", forms.CauseForm, unable, permission=ASSESSOR),
        Step("can-wait", forms.CanWaitForm, unable, permission=ASSESSOR),
        Step("wait", wait, both(unable, can_wait), DEAD_END, leads_out="today"),
        Step("capacity", forms.HasCapacityForm, both(when, cannot_wait), signed=True, permission=ASSESSOR),
    )


def best_interests(when=always, decide=forms.InTheirInterestsForm) -> tuple[Step, ...]:
    return (
        Step("circumstances", forms.CircumstancesForm, when, permission=ASSESSOR),
        Step("wishes", forms.WishesForm, when, permission=ASSESSOR),
        Step("consulted", forms.ConsultedForm, when, permission=ASSESSOR),
        Step("best-interests", decide, when, signed=True, permission=ASSESSOR),
    )


# One of these about somebody on record, by the key in its address.
WALKS = {
    "competence": Walk(*competence()),
    "capacity": Walk(*capacity(wait=forms.WaitUntilForm)),
    "best-interests": Walk(*best_interests()),
}
TITLES = {
    "competence": "Assess competence",
    "capacity": "Assess capacity",
    "best-interests": "Decide what is in their best interests",
}
# What is to be decided, for each purpose.
ABOUT = {
    Purpose.RECORD: "Whether we hold what they tell us",
    Purpose.CONTACT: "Whether we contact them about being involved",
    Purpose.SHARE: "Whether we share information with the people they name",
    Purpose.EQUALITY: "Whether we hold their equality answers",
    Purpose.PUBLISH: "Whether we use their words or story in public",
}


# --- What the actions are given


COMPETENCE_FIELDS = (
    "understands_information", "understands_consequences", "weighs", "free_of_pressure", "steady", "evidence",
    "may_tell", "may_tell_whom", "outcome",
)  # fmt: skip
CAPACITY_FIELDS = (
    "decision", "presumed", "unwise_allowed", "for_them", "least_restrictive", "help_given", "understands",
    "understands_why", "retains", "retains_why", "weighs", "weighs_why", "communicates", "communicates_why",
    "impairment", "causal_link", "can_wait", "why_now", "outcome",
)  # fmt: skip
BEST_INTERESTS_FIELDS = (
    "not_by_appearance", "circumstances", "may_regain", "took_part", "wishes", "beliefs", "consulted",
    "less_restrictive", "why",
)  # fmt: skip
_NOT_SAID = {"for_them": False, "least_restrictive": False, "can_wait": False}


def competence_from(known: dict) -> dict:
    """Values of a CompetenceAssessment."""
    return {name: known[name] for name in COMPETENCE_FIELDS}


def capacity_from(known: dict) -> dict:
    """Values of a CapacityAssessment: what was not asked, because they can decide, stays empty."""
    return {**_NOT_SAID, **{name: known[name] for name in CAPACITY_FIELDS if name in known}}


def decision_from(known: dict, in_favour: bool) -> dict:
    """Values of a BestInterestsDecision."""
    return {
        **{name: known[name] for name in BEST_INTERESTS_FIELDS},
        "in_favour": in_favour,
        "review_on": date.fromisoformat(known["review_on"]),
    }


def giver_from(known: dict) -> dict:
    """Who answered by name, as the actions take it."""
    giver = {
        "ground": Ground(known.get("ground") or Ground.PARENTAL),
        "name": known["giver_name"],
        "relationship": known["giver_relationship"],
        "checked": known["giver_checked"],
    }
    if giver["ground"] == Ground.PARENTAL:
        giver |= {"child_agrees": known["child_agrees"], "why_asked": known.get("why_asked", "")}
    return giver


def values_of(kind: str, known: dict) -> dict:
    """Values of what one of `WALKS` makes."""
    if kind == "best-interests":
        return decision_from(known, known["in_favour"] == "yes")
    return competence_from(known) if kind == "competence" else capacity_from(known)


def kept_of(made, kind: str) -> dict:
    """The answers of a stored assessment or decision, as a draft would keep them."""
    fields = {
        "competence": COMPETENCE_FIELDS,
        "capacity": CAPACITY_FIELDS,
        "best-interests": (*BEST_INTERESTS_FIELDS, "in_favour", "review_on"),
    }[kind]
    kept = {name: getattr(made, name) for name in fields}
    if kind == "best-interests":
        kept |= {"in_favour": "yes" if made.in_favour else "no", "review_on": made.review_on.isoformat()}
    return kept
