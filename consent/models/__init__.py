"""What the service holds about people and on which ground."""

from consent.models.accounts import AccessLogEntry, AccountOf
from consent.models.agreements import Agreement, Asked, Restriction
from consent.models.contact import Channel, FollowUp, SafeContact
from consent.models.messages import Message
from consent.models.paper import PaperForm
from consent.models.people import Connection, Person, SearchWord
from consent.models.registrations import InterestRegistration
from consent.models.wording import Language, Purpose, Wording

__all__ = [
    "AccessLogEntry",
    "AccountOf",
    "Agreement",
    "Asked",
    "Channel",
    "Connection",
    "FollowUp",
    "InterestRegistration",
    "Language",
    "Message",
    "PaperForm",
    "Person",
    "Purpose",
    "Restriction",
    "SafeContact",
    "SearchWord",
    "Wording",
]
