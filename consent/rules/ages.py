"""The age matrix: at which age who may answer, given what was found about deciding (design, section 6).

The Mental Capacity Act 2005 speaks from 16 on (section 2(5)), Gillick under 16, parental responsibility under 18.
"""

from datetime import date
from enum import StrEnum

from django.utils import timezone

from consent.models import Purpose
from consent.models.agreements import Ground
from core.rules import Allowed, Refused

OLDEST = 120
# From here on somebody is presumed able to decide (Mental Capacity Act 2005, sections 1(2) and 2(5)).
AGE_TO_ANSWER_ALONE = 16


class AgeGroup(StrEnum):
    UNDER_TEN = "under_10"
    CHILD = "10_15"
    YOUNG = "16_17"
    ADULT = "18_over"
    UNKNOWN = "unknown"


class Finding(StrEnum):
    """What the newest assessment found, or that nobody had a reason to make one."""

    NONE = "none"
    COMPETENT = "competent"
    NOT_COMPETENT = "not_competent"
    HAS = "has"
    LACKS = "lacks"


# Who may answer: the whole matrix. What is not here is refused.
MATRIX = {
    (AgeGroup.CHILD, Finding.COMPETENT): (Ground.PERSON,),
    (AgeGroup.CHILD, Finding.NOT_COMPETENT): (Ground.PARENTAL,),
    (AgeGroup.YOUNG, Finding.NONE): (Ground.PERSON,),
    (AgeGroup.YOUNG, Finding.HAS): (Ground.PERSON,),
    (AgeGroup.YOUNG, Finding.LACKS): (Ground.BEST_INTERESTS, Ground.PARENTAL),
    (AgeGroup.ADULT, Finding.NONE): (Ground.PERSON,),
    (AgeGroup.ADULT, Finding.HAS): (Ground.PERSON,),
    (AgeGroup.ADULT, Finding.LACKS): (Ground.ATTORNEY, Ground.DEPUTY, Ground.BEST_INTERESTS),
}


def age_on(born: date, day: date) -> int:
    """Whole years. Somebody born on 29 February reaches an age on 1 March of a common year."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: date, age: int) -> date:
    """The day somebody reaches an age: 1 March of a common year for those born on 29 February."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_group(born: date | None, band: str = "", day: date | None = None) -> AgeGroup:
    """The age group on a day (today). A date of birth decides; without one, the age band that was asked."""
    if born is None:
        return AgeGroup(band) if band else AgeGroup.UNKNOWN
    age = age_on(born, day or timezone.localdate())
    if age < 10:
        return AgeGroup.UNDER_TEN
    return AgeGroup.CHILD if age < 16 else AgeGroup.YOUNG if age < 18 else AgeGroup.ADULT


def may_be_born(born: date | None, today: date | None = None):
    """May this be a date of birth? In the past, and of somebody alive."""
    today = today or timezone.localdate()
    if born is None:
        return Allowed()
    if born > today:
        return Refused("Date of birth must be in the past.", field="date_of_birth")
    if age_on(born, today) > OLDEST:
        return Refused("Check the year of birth.", field="date_of_birth")
    return Allowed()


def may_be_corrected_to(born: date | None, band: str = "", today: date | None = None):
    """May this be the age of somebody on record? Any that is possible, under 10 too: but none is not."""
    if born is None and not band:
        return Refused("Enter a date of birth, or choose an age.", field="age_band")
    return may_be_born(born, today)


def may_be_recorded(born: date | None, band: str = "", today: date | None = None):
    """May somebody of this age be recorded at all? From 10 on, with an age known."""
    possible = may_be_born(born, today)
    if not possible:
        return possible
    group = age_group(born, band, today)
    if group == AgeGroup.UNDER_TEN:
        return Refused(
            "This child is under 10. Nothing has been stored. Tell the safeguarding lead.", field="date_of_birth"
        )
    if group == AgeGroup.UNKNOWN:
        return Refused("Enter a date of birth, or choose an age.", field="age_band")
    return Allowed()


def grounds_open(group: AgeGroup, finding: Finding, purpose_key: str, born_known: bool) -> tuple[Ground, ...]:
    """Who may answer for somebody of this age group, with this finding, for this purpose."""
    return tuple(
        ground
        for ground in MATRIX.get((group, finding), ())
        if (ground != Ground.PARENTAL or born_known)
        and (ground != Ground.BEST_INTERESTS or purpose_key != Purpose.PUBLISH)
    )


def may_give(ground: str, group: AgeGroup, finding: Finding, purpose_key: str, born_known: bool):
    """May an answer be given on this ground? One cell of the matrix, with the reason where it may not."""
    if ground in grounds_open(group, finding, purpose_key, born_known):
        return Allowed()
    return Refused(_why_not(Ground(ground), group, finding, purpose_key, born_known))


def _why_not(ground, group, finding, purpose_key, born_known) -> str:
    if group == AgeGroup.UNDER_TEN:
        return "This child is under 10. Nothing is recorded here. Tell the safeguarding lead."
    if group == AgeGroup.UNKNOWN:
        return "Ask their date of birth or their age first."
    if ground == Ground.PERSON:
        if group == AgeGroup.CHILD and finding != Finding.NOT_COMPETENT:
            return "They are under 16. Assess first, today, whether they are competent to decide this."
        if group == AgeGroup.CHILD:
            return "They are not competent to decide this. Ask somebody with parental responsibility."
        return "They lack capacity for this decision. Assess again before they answer themselves."
    if ground == Ground.PARENTAL:
        return _why_no_parent(group, finding, born_known)
    if ground == Ground.BEST_INTERESTS and purpose_key == Purpose.PUBLISH:
        return "Nobody's words or story are published by a decision that others made for them."
    if group == AgeGroup.CHILD:
        return "Under 16, only the child or somebody with parental responsibility can answer."
    if ground in (Ground.ATTORNEY, Ground.DEPUTY) and group == AgeGroup.YOUNG:
        return "An attorney or deputy can answer only from 18 on."
    return "They can decide this themselves, unless an assessment finds that they lack capacity for it."


def _why_no_parent(group, finding, born_known) -> str:
    if group == AgeGroup.ADULT:
        return "They are 18 or over. Parental responsibility has ended."
    if not born_known:
        return "A parent can answer only where the date of birth is known. Ask for it first."
    if group == AgeGroup.CHILD and finding == Finding.COMPETENT:
        return "They are competent to decide this. Their own answer counts."
    if group == AgeGroup.CHILD:
        return "Assess first, today, whether they are competent to decide this themselves."
    return "They can decide this themselves, unless an assessment finds that they lack capacity for it."
