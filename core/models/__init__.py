"""Users, services, sites and memberships: the ground that everything else stands on."""

from core.models.base import ServiceOwned, next_reference
from core.models.days import DayDone
from core.models.exports import Export
from core.models.files import StoredFile
from core.models.mail import QueuedMail
from core.models.memberships import Membership
from core.models.services import Service, Site
from core.models.users import User

__all__ = [
    "DayDone",
    "Export",
    "Membership",
    "QueuedMail",
    "Service",
    "ServiceOwned",
    "Site",
    "StoredFile",
    "User",
    "next_reference",
]
