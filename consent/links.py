"""Short links in messages, `/r/<token>/` on the discreet host: how tokens are made, and the one place to read them.

A token is a keyed signature of the message it stands in: nobody can make one without the secret key, and a message
that is sent a second time after a crash carries the same one. The database keeps its hash alone.
"""

import hashlib
from base64 import urlsafe_b64encode
from datetime import timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from consent.models import Link
from core import clock
from core.deeds import deed

LASTS = timedelta(days=90)
# What stands for a link, and for a code to sign in, in texts that are kept.
PLACE = "[link]"
CODE_PLACE = "[code]"
SALT = "link in a message"


def token_of(message) -> str:
    """The token for the link in a message: 128 bits in 22 letters that an address can hold."""
    signature = salted_hmac(SALT, str(message.pk), algorithm="sha256").digest()
    return urlsafe_b64encode(signature[:16]).decode().rstrip("=")


def address_of(token: str) -> str:
    """The whole address of a link, on the discreet host."""
    return settings.DISCREET_BASE_URL.rstrip("/") + reverse("link", args=[token])


def read_link(token: str) -> Link | None:
    """The link of a token, or None where no such link was sent. The one function that reads them by token."""
    return Link.objects.select_related("service").filter(digest=hash_of(token)).first()


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_link(by, message) -> str:
    """The text of a message with its link in it, which works from now on. Run where the message leaves."""
    if PLACE not in message.text:
        return message.text
    token = token_of(message)
    about = (
        {"kind": Link.Kind.CONTACT, "target": str(message.person_id)}
        if message.person_id is not None
        else {"kind": Link.Kind.REGISTRATION, "target": str(message.registration_id)}
    )
    Link.objects.get_or_create(
        digest=hash_of(token),
        defaults={
            "service": message.service,
            **about,
            "ends_at": clock.now() + LASTS,
            **deed("made", by),
        },
    )
    return message.text.replace(PLACE, address_of(token))
