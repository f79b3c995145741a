"""Equality answers: told for monitoring alone (Data Protection Act 2018, Schedule 1, paragraph 8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consent.models.people import Person
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import Refuse

PREFER_NOT = "prefer_not"
_PREFER_NOT = (PREFER_NOT, _("I prefer not to say"))

# The questions of the GOV.UK pattern, with the list of ethnic groups of 2021, in the order they are asked.
ANSWERS = {
    "age": [
        ("10_13", _("10 to 13")), ("14_15", _("14 or 15")), ("16_17", _("16 or 17")), ("18_24", _("18 to 24")),
        ("25_34", _("25 to 34")), ("35_44", _("35 to 44")), ("45_54", _("45 to 54")), ("55_64", _("55 to 64")),
        ("65_74", _("65 to 74")), ("75_over", _("75 or over")), _PREFER_NOT,
    ],
    "sex": [("female", _("Female")), ("male", _("Male")), _PREFER_NOT],
    "gender_same": [("yes", _("Yes")), ("no", _("No")), _PREFER_NOT],
    "ethnic_group": [
        ("indian", _("Asian or Asian British: Indian")),
        ("pakistani", _("Asian or Asian British: Pakistani")),
        ("bangladeshi", _("Asian or Asian British: Bangladeshi")),
        ("chinese", _("Asian or Asian British: Chinese")),
        ("asian_other", _("Asian or Asian British: another background")),
        ("black_caribbean", _("Black or Black British: Caribbean")),
        ("black_african", _("Black or Black British: African")),
        ("black_other", _("Black or Black British: another background")),
        ("white_black_caribbean", _("Mixed: White and Black Caribbean")),
        ("white_black_african", _("Mixed: White and Black African")),
        ("white_asian", _("Mixed: White and Asian")),
        ("mixed_other", _("Mixed: another background")),
        ("white_british", _("White: English, Welsh, Scottish, Northern Irish or British")),
        ("white_irish", _("White: Irish")),
        ("gypsy_traveller", _("White: Gypsy or Irish Traveller")),
        ("roma", _("White: Roma")),
        ("white_other", _("White: another background")),
        ("arab", _("Arab")),
        ("any_other", _("Another ethnic group")),
        _PREFER_NOT,
    ],
    "religion": [
        ("none", _("No religion")), ("christian", _("Christian")), ("buddhist", _("Buddhist")), ("hindu", _("Hindu")),
        ("jewish", _("Jewish")), ("muslim", _("Muslim")), ("sikh", _("Sikh")), ("another", _("Another religion")),
        _PREFER_NOT,
    ],
    "orientation": [
        ("straight", _("Heterosexual or straight")), ("gay", _("Gay or lesbian")), ("bisexual", _("Bisexual")),
        ("another", _("Another way")), _PREFER_NOT,
    ],
    "condition": [("yes", _("Yes")), ("no", _("No")), _PREFER_NOT],
    "condition_limits": [
        ("a_lot", _("Yes, a lot")), ("a_little", _("Yes, a little")), ("not_at_all", _("Not at all")), _PREFER_NOT,
    ],
}  # fmt: skip

# They give them themselves, and only while their own yes to keeping them holds.
_WITHOUT_THEIR_YES = """
NOT EXISTS (SELECT 1 FROM consent_agreement a WHERE a.person_id = NEW.person_id AND a.purpose_id = 'equality'
  AND a.ground = 'person' AND a.answer = 'given' AND a.ended_at IS NULL)
OR NEW.given_by_kind NOT IN ('', 'person') OR (NEW.given_by_kind = '' AND NEW.given_by_id IS NOT NULL)
OR NEW.changed_by_kind NOT IN ('', 'person') OR (NEW.changed_by_kind = '' AND NEW.changed_by_id IS NOT NULL)
OR (TG_OP = 'UPDATE' AND NEW.person_id IS DISTINCT FROM OLD.person_id)
OR (TG_OP = 'UPDATE' AND NEW.service_id IS DISTINCT FROM OLD.service_id)
"""


def _choice(name, label):
    return models.CharField(label, max_length=24, choices=ANSWERS[name], blank=True, default="")


def _known(name):
    return Q(**{f"{name}__in": ["", *(value for value, _label in ANSWERS[name])]})


@track(exclude=list(ANSWERS))
class EqualityProfile(ServiceOwned):
    """The equality answers of one person, given on their own page. Each may be left out, changed, and deleted.

    No scope of staff lets a row in: the person reads it, and totals are counted. History keeps that it was given,
    changed or deleted, and when, and none of the answers. Deleting is real.
    """

    only_for_the_person = True

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="equality_profiles")
    age = _choice("age", _("How old are you?"))
    sex = _choice("sex", _("What is your sex?"))
    gender_same = _choice("gender_same", _("Is your gender the same as the sex you were registered with at birth?"))
    ethnic_group = _choice("ethnic_group", _("What is your ethnic group?"))
    religion = _choice("religion", _("What is your religion?"))
    orientation = _choice("orientation", _("Which of these best describes how you think of yourself?"))
    condition = _choice("condition", _("Do you have a health condition or illness that lasts 12 months or more?"))
    condition_limits = _choice("condition_limits", _("Does it make it harder for you to do things day to day?"))
    given = Deed()
    changed = Deed(required=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                name="consent_equality_one_each",
                violation_error_message="There are equality answers of this person already. Change them.",
            ),
            models.CheckConstraint(
                condition=Q(*(_known(name) for name in ANSWERS)),
                name="consent_equality_known_answers",
                violation_error_message="Choose an answer from the list.",
            ),
        ]
        triggers = [
            Refuse(
                name="equality_by_their_own_yes",
                constraint="equality_by_their_own_yes",
                operations="INSERT OR UPDATE",
                when_sql=_WITHOUT_THEIR_YES,
                message="Equality answers are given by the person, while their own yes to keeping them holds.",
            )
        ]
