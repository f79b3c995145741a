"""Encrypts what may be kept for some hours but has no ground to be stored: the answers of a draft.

Keys come from `DRAFT_KEYS`: the first encrypts and all decrypt, so that a new one is put in front and the old ones
stay until what they encrypted is gone.
"""

import base64
import hashlib
import json

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class CannotBeOpened(Exception):
    """No key opens it, or it belongs to another row."""


def key_made_of(secret: str) -> str:
    """A Fernet key made of another secret, for a machine of developers or of tests that was given none."""
    return base64.urlsafe_b64encode(hashlib.sha256(f"drafts {secret}".encode()).digest()).decode()


def seal(values: dict, belongs_to) -> str:
    """Values of JSON as an encrypted text that opens only for the row it `belongs_to`."""
    return _keys().encrypt(json.dumps([str(belongs_to), values]).encode()).decode()


def unseal(sealed: str, belongs_to) -> dict:
    """The values that were sealed for a row. Raises CannotBeOpened."""
    try:
        owner, values = json.loads(_keys().decrypt(sealed.encode()))
    except InvalidToken as error:
        raise CannotBeOpened from error
    if owner != str(belongs_to):
        raise CannotBeOpened
    return values


def _keys() -> MultiFernet:
    if not settings.DRAFT_KEYS:
        raise ImproperlyConfigured("DRAFT_KEYS is not set, so drafts cannot be encrypted.")
    return MultiFernet([Fernet(key) for key in settings.DRAFT_KEYS])
