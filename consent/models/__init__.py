"""What the service holds about people and on which ground."""

from consent.models.accounts import AccessLogEntry, AccountOf
from consent.models.agreements import Agreement, Asked, Restriction
from consent.models.assessments import BestInterestsDecision, CapacityAssessment, CompetenceAssessment
from consent.models.contact import Channel, SafeContact, WayToReach
from consent.models.details import DetailToAdd
from consent.models.disclosures import Disclosure
from consent.models.drafts import Draft
from consent.models.equality import EqualityProfile
from consent.models.follow_ups import FollowUp, FollowUpNotice, FollowUpStep
from consent.models.joining import JoinTask
from consent.models.links import Link
from consent.models.messages import Message
from consent.models.needs import AccessNeed, NeedMet, NeedsAsked, PersonNeed
from consent.models.paper import PaperForm
from consent.models.people import Connection, Person, SearchWord
from consent.models.public_interest import PublicInterestDecision, ReviewNotice
from consent.models.recipients import Recipient
from consent.models.registrations import InterestRegistration, RegistrationTry
from consent.models.reviews import ReviewDate, ReviewReason, ReviewReminder
from consent.models.templates import MessageTemplate
from consent.models.wording import Language, Purpose, Wording

__all__ = [
    "AccessLogEntry",
    "AccessNeed",
    "AccountOf",
    "Agreement",
    "Asked",
    "BestInterestsDecision",
    "CapacityAssessment",
    "Channel",
    "CompetenceAssessment",
    "Connection",
    "DetailToAdd",
    "Disclosure",
    "Draft",
    "EqualityProfile",
    "FollowUp",
    "FollowUpNotice",
    "FollowUpStep",
    "InterestRegistration",
    "JoinTask",
    "Language",
    "Link",
    "Message",
    "MessageTemplate",
    "NeedMet",
    "NeedsAsked",
    "PaperForm",
    "Person",
    "PersonNeed",
    "PublicInterestDecision",
    "Purpose",
    "Recipient",
    "RegistrationTry",
    "Restriction",
    "ReviewDate",
    "ReviewNotice",
    "ReviewReason",
    "ReviewReminder",
    "SafeContact",
    "SearchWord",
    "WayToReach",
    "Wording",
]
