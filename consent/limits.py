"""How often one address may do something in an hour, counted in the cache that all web processes share."""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

MOST_REGISTRATIONS = 30
HOUR = 60 * 60


def too_many_registrations(request) -> bool:
    """Whether this address has sent as many registrations as it may in this hour."""
    return too_often(request, "registrations", MOST_REGISTRATIONS)


def count_registration(request) -> None:
    """Count one registration that was stored."""
    count(request, "registrations")


def too_often(request, what: str, most: int) -> bool:
    """Whether this address has done something as often as it may in this hour."""
    return cache.get(_key(request, what), 0) >= most


def count(request, what: str) -> None:
    """Count one of these. Two at the same moment may count as one: the limit is a rough one."""
    key = _key(request, what)
    cache.set(key, cache.get(key, 0) + 1, HOUR)


def _key(request, what) -> str:
    # The visitor's address and not a proxy's, as for signing in. It is not kept, for it is personal information.
    address = salted_hmac(f"{what} of an address", get_adapter().get_client_ip(request)).hexdigest()
    return f"{what.replace(' ', '-')}:{int(time.time() // HOUR)}:{address[:32]}"
