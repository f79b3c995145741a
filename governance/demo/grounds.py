"""Somebody for each ground the law knows: a child, parents, an attorney, best interests, the public interest."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from consent import actions as consent
from consent.models import Draft, Purpose, Wording
from consent.models.agreements import Answer, Ground
from core import clock

COMPETENT = {
    "understands_information": True,
    "understands_consequences": True,
    "weighs": True,
    "free_of_pressure": True,
    "steady": True,
    "evidence": "“You write down what I say so the next worker knows. If I say no, nothing else changes.”",
    "may_tell": "named",
    "may_tell_whom": "My big sister, nobody else",
    "outcome": "competent",
}
NOT_COMPETENT = COMPETENT | {
    "weighs": False,
    "steady": False,
    "evidence": "Said yes, then that the police keep it, then asked what it was about. The same after a break.",
    "may_tell": "not_said",
    "may_tell_whom": "",
    "outcome": "not_competent",
}
LACKS = {
    "decision": "Whether we hold what they tell us and contact them about being involved",
    "presumed": True,
    "unwise_allowed": True,
    "for_them": True,
    "least_restrictive": True,
    "help_given": "Easy-read sheet, a quiet room, and a second try after a meal.",
    "understands": True,
    "understands_why": "Said what the sheet is for in their own words.",
    "retains": False,
    "retains_why": "After five minutes they did not know that we had spoken.",
    "weighs": False,
    "weighs_why": "Could not name one thing for or against.",
    "communicates": True,
    "communicates_why": "Speaks and points.",
    "impairment": "A learning disability, in the notes of the community team.",
    "causal_link": "They forget the question because of it, and so cannot weigh it.",
    "can_wait": False,
    "why_now": "The group that would help them begins this week.",
    "outcome": "lacks",
}
IN_FAVOUR = {
    "not_by_appearance": True,
    "circumstances": "They like the group and go there with their support worker.",
    "may_regain": "Not for this decision in the coming year.",
    "took_part": "Chose the picture of the group from four pictures.",
    "wishes": "Smiles when the group is spoken of, and asked to go again.",
    "beliefs": "Has always liked to have a say, says their brother.",
    "consulted": "Their brother and the community team: both in favour.",
    "less_restrictive": "Only a name to use and one number are held.",
    "why": "They can only be invited if we hold how to reach them.",
    "in_favour": True,
}
PUBLIC_INTEREST = {
    "purpose": "child",
    "at_risk": "The person's younger brother, who is nine",
    "harm": "Being used to carry drugs by an older group, as he was last month",
    "pressing": "The group expects him again on Friday",
    "proportionate": "Only the name, the school and what was said about Friday",
    "facts": "Said in the cell, without being asked, and repeated to the nurse",
    "consent_sought": "refused",
    "consent_words": "Asked twice. Said no, for fear of the group",
    "alternatives": "Speaking with the mother first, who cannot be reached",
    "adviser": "The safeguarding lead on duty",
    "told": True,
    "told_words": "That we pass this on, to whom and why",
}


def build_grounds(service, by, reviewer, site):
    """Record the people of every ground through the actions. `by` decides, and `reviewer` is the second person."""
    words = {key: Wording.objects.in_force(service, key) for key in ("record", "contact", "share")}
    maker = _Maker(service, by, site, words)
    today = timezone.localdate()
    maker.person("Robin Example", _years_ago(today, 15), findings={"competence": COMPETENT})
    mother = {"ground": Ground.PARENTAL, "name": "Ana Example", "relationship": "mother"}
    mother |= {"checked": "Birth certificate seen", "child_agrees": True}
    child = maker.person("Toni Sample", _years_ago(today, 13), giver=mother, findings={"competence": NOT_COMPETENT})
    father = mother | {"name": "Ben Example", "relationship": "father", "checked": "Named on the birth certificate"}
    consent.record_answer(
        by=by,
        person=child,
        purpose_key=Purpose.CONTACT,
        answer=Answer.REFUSED,
        wording=words["contact"],
        giver=father | {"child_agrees": False, "why_asked": "He rang and asked to be heard"},
    )
    decided = IN_FAVOUR | {"review_on": today + timedelta(days=180)}
    maker.person(
        "Sky Example",
        _years_ago(today, 17),
        giver={"ground": Ground.BEST_INTERESTS},
        findings={"capacity": LACKS, "best_interests": decided},
    )
    attorney = {"ground": Ground.ATTORNEY, "name": "Cleo Example", "relationship": "daughter"}
    attorney |= {"checked": "Lasting power of attorney for health and welfare, registered, stamped copy seen"}
    maker.person("Frankie Sample", _years_ago(today, 70), giver=attorney, findings={"capacity": LACKS})
    adult = maker.person("Sacha Example", _years_ago(today, 30))
    _share(by, adult, words["share"])
    _public_interest(service, by, reviewer, adult, site)


class _Maker:
    def __init__(self, service, by, site, words):
        self.service, self.by, self.site, self.words = service, by, site, words

    def person(self, name, born, **how):
        first = name.split(" ")[0]
        return consent.record_person(
            by=self.by,
            service=self.service,
            details={
                "name_to_use": first,
                "full_name": name,
                "date_of_birth": born,
                "connection": "uses_now",
                "phone": f"07700 900{born.year % 100 + 700:03d}",
                "email": f"{first.lower()}@people.example.org",
                "site": self.site,
            },
            record_wording=self.words["record"],
            contact={"answer": Answer.GIVEN, "wording": self.words["contact"]},
            safe_contacts=[{"channel": "worker", "allowed": True, "may_say_who": True}],
            **how,
        )


def _share(by, person, wording):
    advocate = {"kind": "person", "name": "Kim Advocate, Open Door", "address": "1 Example Road, Northtown"}
    agreement = consent.record_answer(
        by=by,
        person=person,
        purpose_key=Purpose.SHARE,
        answer=Answer.GIVEN,
        wording=wording,
        recipient=advocate,
        information="What helps me to take part, and my first name",
    )
    passed_on = consent.disclose(
        by=by,
        person=person,
        ground=agreement,
        disclosed_on=timezone.localdate(),
        what="First name, and that a quiet room helps",
        why="So that the group can be prepared",
        necessary="Nothing of how we met was passed on",
        how="spoken",
    )
    consent.withdraw_agreement(by=by, agreement=agreement, reason="They would rather tell people themselves")
    consent.ask_back(by=by, disclosure=passed_on, words="Please destroy what you wrote down, and tell us")
    consent.note_recall_answer(by=by, disclosure=passed_on, answer="destroyed")


def _public_interest(service, by, reviewer, person, site):
    team = {"kind": "organisation", "name": "Northtown children's services", "address": "2 Example Road, Northtown"}
    to_share = consent.decide_public_interest(by=by, person=person, aim="share", recipient=team, **PUBLIC_INTEREST)
    consent.disclose(
        by=by,
        person=person,
        ground=to_share,
        disclosed_on=timezone.localdate(),
        what="The brother's name and school, and what was said about Friday",
        why="To keep a child of nine from harm",
        necessary="Nothing about the person's own health",
        how="system",
    )
    consent.review_public_interest(
        by=reviewer, decision=to_share, outcome="upheld", words="The risk is near, and no more was shared than needed."
    )
    _waiting_too_long(by, person)
    consent.record_in_public_interest(
        by=by,
        service=service,
        details={
            "name_to_use": "Lee",
            "full_name": "Lee Placeholder",
            "age_band": "18_over",
            "connection": "uses_now",
            "phone": "07700 900699",
            "email": "lee@people.example.org",
            "site": site,
        },
        decision=PUBLIC_INTEREST,
    )


def _waiting_too_long(by, person):
    """A decision that nobody looked at in time, and another that was begun and left."""
    school = {"kind": "role", "name": "Safeguarding lead, Northtown school", "address": ""}
    with clock.at(timezone.now() - timedelta(days=4)):
        consent.decide_public_interest(by=by, person=person, aim="share", recipient=school, **PUBLIC_INTEREST)
    consent.start_draft(
        by=by,
        service=person.service,
        key=uuid.uuid4(),
        step="purpose",
        kept={"purpose": "offending"},
        kind=Draft.Kind.PUBLIC_INTEREST,
        about={"person": person.reference},
    )


def _years_ago(today, years) -> date:
    """A day half a year past that birthday, so that the demonstration keeps its ages for a while."""
    return date(today.year - years - 1, 6, 15) if today.month < 6 else date(today.year - years, 1, 15)
