"""What the service holds about people and on which ground."""

from consent.models.accounts import AccessLogEntry, AccountOf
from consent.models.agreements import Agreement, Asked, Restriction
from consent.models.contact import Channel, FollowUp, SafeContact
from consent.models.details import DetailToAdd
from consent.models.drafts import Draft
from consent.models.messages import Message
from consent.models.people import Connection, Person, SearchWord
from consent.models.registrations import InterestRegistration
from consent.models.wording import Purpose, Wording

__all__ = [
    "AccessLogEntry",
    "AccountOf",
    "Agreement",
    "Asked",
    "Channel",
    "Connection",
    "DetailToAdd",
    "Draft",
    "FollowUp",
    "InterestRegistration",
    "Message",
    "Person",
    "Purpose",
    "Restriction",
    "SafeContact",
    "SearchWord",
    "Wording",
]
