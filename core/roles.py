"""Who may do what: the permissions, and the role cards that hold them. This file is the matrix.

`manage.py roles_table` prints it and `/staff/roles/` shows it. Every view declares one permission from here.
"""

from dataclasses import dataclass

from django.db import models


class Permission(models.TextChoices):
    """What a view or an action asks for. The label is the sentence shown on the matrix."""

    SEE_PEOPLE = "see_people", "Find people and open their records"
    RECORD_PEOPLE = "record_people", "Record people, and consent given by the person"
    ASSESS_CAPACITY = (
        "assess_capacity",
        "Assess competence and capacity, decide in somebody's best interests, record an attorney's answer",
    )
    DECIDE_PUBLIC_INTEREST = "decide_public_interest", "Decide to record or share in the public interest"
    REVIEW_PUBLIC_INTEREST = "review_public_interest", "Review decisions in the public interest that somebody else made"
    SEE_ASSESSMENTS = "see_assessments", "Read assessments and decisions in the public interest"
    DISCLOSE = "disclose", "Record what was shared"
    RECALL = "recall", "Ask for what was shared back, and note the answer"
    SEE_DISCLOSURES = "see_disclosures", "See what was shared about people"
    OPEN_RESTRICTED = "open_restricted", "Open a restricted record, after saying why"
    HANDLE_REGISTRATIONS = "handle_registrations", "Look at registrations of interest and link them to people"
    MANAGE_WORDING = "manage_wording", "Write and publish the words that people are asked with"
    SEE_ACTIVITIES = "see_activities", "See activities, partners and what people said"
    RUN_ACTIVITIES = "run_activities", "Plan and run activities, invite people, record attendance"
    DECIDE = "decide", "Record what people said, decide on it and publish decisions"
    TELL_PEOPLE = "tell_people", "Tell people what was decided"
    MANAGE_PARTNERS = "manage_partners", "Record partner organisations and agreements with them"
    SEE_GOVERNANCE = "see_governance", "See the governance dashboard of the service"
    SEE_TOTALS = "see_totals", "See totals of the services granted, never a person's record"
    MANAGE_MEMBERSHIPS = "manage_memberships", "Manage users, sites and memberships of the service"
    SET_STANDARDS = "set_standards", "Set how small numbers are protected, and how often telling people is tried"
    SEE_AUDIT = "see_audit", "See who changed and who read what, and take it out as a file"
    SHARE_OUT_WORK = "share_out_work", "Give the people whom one colleague is to ask to another"
    SEE_WORK = "see_work", "See today's work"
    SEE_ROLES = "see_roles", "See who may do what"


@dataclass(frozen=True)
class RoleCard:
    key: str
    title: str
    sentence: str
    permissions: frozenset
    landing: str  # name of the page after sign-in; one that does not exist yet is said in a sentence
    landing_words: str
    in_words: str  # what people are told of who opened their record: "a practitioner of …"


P = Permission
_STAFF = {
    P.SEE_PEOPLE,
    P.RECORD_PEOPLE,
    P.HANDLE_REGISTRATIONS,
    P.SEE_ACTIVITIES,
    P.RUN_ACTIVITIES,
    P.TELL_PEOPLE,
    P.SEE_WORK,
    P.SEE_ROLES,
}
_PRACTITIONER = _STAFF | {
    P.DECIDE,
    P.MANAGE_PARTNERS,
    P.ASSESS_CAPACITY,
    P.DECIDE_PUBLIC_INTEREST,
    P.SEE_ASSESSMENTS,
    P.DISCLOSE,
    P.RECALL,
    P.SEE_DISCLOSURES,
}

CARDS = {
    card.key: card
    for card in [
        RoleCard(
            "practitioner",
            "L&D practitioner",
            "Works with people in custody and courts, records consent, runs activities and answers what people said.",
            frozenset(_PRACTITIONER),
            "today",
            "today's work",
            "practitioner",
        ),
        RoleCard(
            "str_worker",
            "Support, time and recovery worker",
            "Supports people to be involved, follows up, and tells people what changed. Makes no decisions on"
            " capacity, best interests or the public interest.",
            frozenset(_STAFF),
            "today",
            "today's work",
            "support worker",
        ),
        RoleCard(
            "finance",
            "Finance officer",
            "Marks approved claims and payments as paid. Never opens a person's record.",
            frozenset({P.SEE_ROLES}),
            "claims",
            "the claims pages",
            "finance officer",
        ),
        RoleCard(
            "manager",
            "Involvement lead or service manager",
            "Does all that a practitioner does, and answers for involvement: dashboards, board, wording.",
            frozenset(
                _PRACTITIONER
                | {P.SEE_GOVERNANCE, P.REVIEW_PUBLIC_INTEREST, P.MANAGE_WORDING, P.SET_STANDARDS, P.SHARE_OUT_WORK}
            ),
            "today",
            "today's work",
            "manager",
        ),
        RoleCard(
            "ig_lead",
            "Information governance lead or Caldicott guardian",
            "Answers for who saw what, and why. Opens restricted records with a reason. Does not run activities.",
            frozenset(
                {
                    P.OPEN_RESTRICTED,
                    P.SEE_AUDIT,
                    P.SEE_ROLES,
                    P.SEE_WORK,
                    P.REVIEW_PUBLIC_INTEREST,
                    P.SEE_ASSESSMENTS,
                    P.RECALL,
                    P.SEE_DISCLOSURES,
                }
            ),
            "audit",
            "the audit pages",
            "information governance lead",
        ),
        RoleCard(
            "commissioner",
            "Commissioner or national programme",
            "Sees totals of the services granted. Never opens a person's record.",
            frozenset({P.SEE_TOTALS, P.SEE_ROLES}),
            "governance",
            "the governance dashboard",
            "commissioner",
        ),
        RoleCard(
            "admin",
            "System administrator",
            "Manages users, sites and memberships. Never opens a person's record.",
            frozenset({P.MANAGE_MEMBERSHIPS, P.SET_STANDARDS, P.SEE_ROLES}),
            "people_and_sites",
            "people and sites",
            "system administrator",
        ),
    ]
}

# The roles that open people's records. An administrator hands them out and never holds one.
OPENS_RECORDS = frozenset(
    card.key for card in CARDS.values() if card.permissions & {P.SEE_PEOPLE, P.RECORD_PEOPLE, P.OPEN_RESTRICTED}
)

ROLE_CHOICES = [(card.key, card.title) for card in CARDS.values()]


STAFF_IN_WORDS = "member of staff"


def roles_in_words(roles) -> str:
    """The roles somebody acts in, as one phrase: "practitioner and manager"; "member of staff" for none we know."""
    return " and ".join(CARDS[role].in_words for role in roles if role in CARDS) or STAFF_IN_WORDS


def permissions_of(roles) -> frozenset:
    """The permissions of all the role keys given, together."""
    return frozenset().union(*(CARDS[role].permissions for role in roles if role in CARDS))


def matrix():
    """Rows for the screen and for `roles_table`: (permission, [True or False for each card in order])."""
    return [(permission, [permission in card.permissions for card in CARDS.values()]) for permission in Permission]
