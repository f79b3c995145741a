"""Activities along the spectrum, who takes part, what they said, what was decided, and who has been told."""

from involvement.models.activities import Activity, ActivityGroup, ActivityMove
from involvement.models.deciding import DecisionProgress, JointDecider, ProgressTelling, SuggestedReason
from involvement.models.evidence import Minutes, PlanChange, SettledOffer, TermsOfReference
from involvement.models.feedback import Decision, DecisionTheme, DecisionView, Telling, Theme, View
from involvement.models.leading import Leadership, ResourceTransfer, Spending
from involvement.models.materials import Featured, Material, MaterialCheck, MaterialPlace, MaterialReading
from involvement.models.notices import Notice, ReportBack
from involvement.models.outcomes import Outcome
from involvement.models.overruling import Overruling
from involvement.models.partners import PartnerAgreement, PartnerGroup, PartnerOrganisation
from involvement.models.partnership import (
    AgreementReminder,
    FeedbackArrangement,
    FeedbackReceived,
    PartnerContact,
    TeamStep,
)
from involvement.models.places import Attendance, OthersOfGroup, Place, Session, SessionChange
from involvement.models.questionnaires import Question, Questionnaire, QuestionnaireCode, QuestionnaireVersion
from involvement.models.responses import Answer, Response, WordsTaken
from involvement.models.spectrum import Aim, Circumstance, Group, Level, Method, TimeFrame
from involvement.models.tries import LoopReminder, TellingTry

__all__ = [
    "Activity",
    "ActivityGroup",
    "ActivityMove",
    "AgreementReminder",
    "Aim",
    "Answer",
    "Attendance",
    "Circumstance",
    "Decision",
    "DecisionProgress",
    "DecisionTheme",
    "DecisionView",
    "Featured",
    "FeedbackArrangement",
    "FeedbackReceived",
    "Group",
    "JointDecider",
    "Leadership",
    "Level",
    "LoopReminder",
    "Material",
    "MaterialCheck",
    "MaterialPlace",
    "MaterialReading",
    "Method",
    "Minutes",
    "Notice",
    "OthersOfGroup",
    "Outcome",
    "Overruling",
    "PartnerAgreement",
    "PartnerContact",
    "PartnerGroup",
    "PartnerOrganisation",
    "Place",
    "PlanChange",
    "ProgressTelling",
    "Question",
    "Questionnaire",
    "QuestionnaireCode",
    "QuestionnaireVersion",
    "ReportBack",
    "ResourceTransfer",
    "Response",
    "Session",
    "SessionChange",
    "SettledOffer",
    "Spending",
    "SuggestedReason",
    "TeamStep",
    "Telling",
    "TellingTry",
    "TermsOfReference",
    "Theme",
    "TimeFrame",
    "View",
    "WordsTaken",
]
