"""Whether somebody could decide: capacity from 16 on, competence under 16, and what is in their best interests.

Each is about one decision at one time (Mental Capacity Act 2005 sections 1 to 4; Gillick for under-16s) and is never
changed: a later one is a new row.
"""

from django.db import models
from django.db.models import Q

from consent.models.effect import age_at_sql
from consent.models.people import Person
from consent.models.wording import Purpose
from core.deeds import Deed
from core.history import track
from core.models import ServiceOwned
from core.triggers import HasCome, Refuse, says

_AGE = age_at_sql("NEW.person_id", "NEW.assessed_at")


def _never_changed(name, what):
    return Refuse(
        name=name,
        constraint=name,
        operations="UPDATE OR DELETE",
        message=f"{what} stays as it was made. Record a new one.",
    )


@track()
class CapacityAssessment(ServiceOwned):
    """Whether a person of 16 or over could make one decision at one time.

    The functional questions come first, then impairment, then the causal link (section 2(1) and 3(1)). "Has capacity"
    needs no diagnosis; "lacks capacity" cannot be kept incomplete.
    """

    class Outcome(models.TextChoices):
        HAS = "has", "Has capacity for this decision"
        LACKS = "lacks", "Lacks capacity for this decision"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="capacity_assessments")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", verbose_name="the decision")
    decision = models.CharField("the decision, in plain words", max_length=300)
    presumed = models.BooleanField("we started from the person having capacity")
    unwise_allowed = models.BooleanField("a decision that others find unwise was not taken as a sign")
    for_them = models.BooleanField("what is decided for them will be in their best interests")
    least_restrictive = models.BooleanField("the way that restricts them least will be taken")
    help_given = models.TextField("help given so that they could decide", max_length=1500, blank=True)
    understands = models.BooleanField("can they understand what matters?")
    understands_why = models.TextField("what shows it", max_length=1500, blank=True)
    retains = models.BooleanField("can they keep it in mind long enough?")
    retains_why = models.TextField("what shows it", max_length=1500, blank=True)
    weighs = models.BooleanField("can they use or weigh it?")
    weighs_why = models.TextField("what shows it", max_length=1500, blank=True)
    communicates = models.BooleanField("can they make their decision known?")
    communicates_why = models.TextField("what shows it", max_length=1500, blank=True)
    impairment = models.TextField("impairment of, or disturbance in, the mind or brain", max_length=1500, blank=True)
    causal_link = models.TextField("why that is the reason they cannot decide", max_length=1500, blank=True)
    can_wait = models.BooleanField("can the decision wait?", default=False)
    why_now = models.TextField("if it cannot wait, why", max_length=1500, blank=True)
    outcome = models.CharField("outcome", max_length=5, choices=Outcome)
    assessed = Deed()

    class Meta:
        ordering = ["-assessed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="has", understands=True, retains=True, weighs=True, communicates=True)
                | Q(outcome="lacks"),
                name="consent_capacity_has_needs_all_four",
                violation_error_message="Somebody has capacity only if they can do all four.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="has")
                | Q(understands=False)
                | Q(retains=False)
                | Q(weighs=False)
                | Q(communicates=False),
                name="consent_capacity_lacks_names_inability",
                violation_error_message="Somebody lacks capacity only if there is one of the four that they cannot do.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="has")
                | says(
                    "help_given",
                    "understands_why",
                    "retains_why",
                    "weighs_why",
                    "communicates_why",
                    "impairment",
                    "causal_link",
                ),
                name="consent_capacity_lacks_is_complete",
                violation_error_message="Say what help was given, what shows each answer, the impairment and its link.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="has")
                | Q(presumed=True, unwise_allowed=True, for_them=True, least_restrictive=True),
                name="consent_capacity_lacks_follows_principles",
                violation_error_message="The principles of the Act must have been followed.",
            ),
            models.CheckConstraint(
                condition=Q(outcome="has") | Q(can_wait=False) & says("why_now"),
                name="consent_capacity_lacks_cannot_wait",
                violation_error_message="If the decision can wait, wait and ask again. If not, say why.",
            ),
        ]
        triggers = [
            _never_changed("capacity_assessment_stays", "An assessment of capacity"),
            HasCome(name="capacity_has_come", deeds=["assessed"]),
            Refuse(
                name="capacity_from_sixteen",
                constraint="capacity_from_sixteen",
                operations="INSERT",
                when_sql=f"coalesce({_AGE}, 0) < 16",
                message="Capacity is assessed from 16 on. Under 16, assess competence.",
            ),
        ]

    def __str__(self):
        return self.get_outcome_display()


@track()
class CompetenceAssessment(ServiceOwned):
    """Whether a child under 16 understands enough to decide this themselves, now (Gillick)."""

    class Outcome(models.TextChoices):
        COMPETENT = "competent", "Competent to decide this"
        NOT_COMPETENT = "not_competent", "Not competent to decide this"

    class MayTell(models.TextChoices):
        NOBODY = "nobody", "Nobody"
        NAMED = "named", "Only the people they name"
        NOT_SAID = "not_said", "They were asked and did not say"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="competence_assessments")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", verbose_name="the decision")
    understands_information = models.BooleanField("understands what is written down and who sees it")
    understands_consequences = models.BooleanField("understands what follows from yes and from no")
    weighs = models.BooleanField("can weigh it up in their own words")
    free_of_pressure = models.BooleanField("answers freely, without pressure")
    steady = models.BooleanField("understands it now and in the same way when asked again")
    evidence = models.TextField("what they said that shows it", max_length=2000)
    may_tell = models.CharField("who may we talk to about this", max_length=10, choices=MayTell)
    may_tell_whom = models.CharField("who, in the child's own words", max_length=300, blank=True)
    outcome = models.CharField("outcome", max_length=15, choices=Outcome)
    assessed = Deed()

    class Meta:
        ordering = ["-assessed_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="not_competent")
                | Q(
                    understands_information=True,
                    understands_consequences=True,
                    weighs=True,
                    free_of_pressure=True,
                    steady=True,
                ),
                name="consent_competence_needs_all_five",
                violation_error_message="A child is competent only if all five are true.",
            ),
            models.CheckConstraint(
                condition=says("evidence"),
                name="consent_competence_has_evidence",
                violation_error_message="Write what the child said that shows it.",
            ),
            models.CheckConstraint(
                condition=Q(may_tell="named") & says("may_tell_whom") | Q(may_tell__in=["nobody", "not_said"]),
                name="consent_competence_says_who_is_told",
                violation_error_message="Write whom the child says we may talk to.",
            ),
        ]
        triggers = [
            _never_changed("competence_assessment_stays", "An assessment of competence"),
            HasCome(name="competence_has_come", deeds=["assessed"]),
            Refuse(
                name="competence_under_sixteen",
                constraint="competence_under_sixteen",
                operations="INSERT",
                when_sql=f"coalesce({_AGE}, 0) NOT BETWEEN 10 AND 15",
                message="Competence is assessed from 10 to 15. From 16 on, capacity is presumed.",
            ),
        ]

    def __str__(self):
        return self.get_outcome_display()


@track()
class BestInterestsDecision(ServiceOwned):
    """A decision for somebody who lacks capacity for it: the whole list of section 4 of the Act."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="best_interests_decisions")
    capacity = models.ForeignKey(CapacityAssessment, on_delete=models.PROTECT, related_name="best_interests_decisions")
    purpose = models.ForeignKey(Purpose, on_delete=models.PROTECT, related_name="+", verbose_name="the decision")
    not_by_appearance = models.BooleanField("not decided merely by age, appearance, condition or behaviour")
    circumstances = models.TextField("all the circumstances that matter", max_length=2000)
    may_regain = models.TextField("whether and when they may be able to decide", max_length=1000)
    took_part = models.TextField("how they took part as far as they could", max_length=1000)
    wishes = models.TextField("their wishes and feelings, past and present", max_length=1000)
    beliefs = models.TextField("their beliefs, values and what else they would weigh", max_length=1000)
    consulted = models.TextField("who was consulted and what they said", max_length=2000)
    less_restrictive = models.TextField("the less restrictive option, and why it was or was not taken", max_length=1000)
    why = models.TextField("why this is in their best interests", max_length=2000)
    in_favour = models.BooleanField("it is in their best interests")
    review_on = models.DateField("to be looked at again on")
    decided = Deed()

    class Meta:
        ordering = ["-decided_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(not_by_appearance=True)
                & says(
                    "circumstances",
                    "may_regain",
                    "took_part",
                    "wishes",
                    "beliefs",
                    "consulted",
                    "less_restrictive",
                    "why",
                ),
                name="consent_bestinterests_is_complete",
                violation_error_message="Every part of the list has to be answered.",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="publish"),
                name="consent_bestinterests_not_for_publishing",
                violation_error_message="Nobody's story is published by a decision that others made for them.",
            ),
        ]
        triggers = [
            _never_changed("best_interests_decision_stays", "A best-interests decision"),
            HasCome(name="best_interests_has_come", deeds=["decided"]),
            Refuse(
                name="best_interests_needs_assessment",
                constraint="best_interests_needs_assessment",
                operations="INSERT",
                when_sql="NOT EXISTS (SELECT 1 FROM consent_capacityassessment c WHERE c.id = NEW.capacity_id"
                " AND c.person_id = NEW.person_id AND c.purpose_id = NEW.purpose_id AND c.outcome = 'lacks'"
                " AND c.assessed_at <= NEW.decided_at"
                " AND NOT EXISTS (SELECT 1 FROM consent_capacityassessment n WHERE n.person_id = c.person_id"
                " AND n.purpose_id = c.purpose_id AND n.assessed_at > c.assessed_at"
                " AND n.assessed_at <= NEW.decided_at))",
                message="A best-interests decision rests on an assessment that this person lacks capacity for it.",
            ),
        ]

    def __str__(self):
        return "In their best interests" if self.in_favour else "Not in their best interests"
