"""How many registrations one address, and one service, may take in an hour, counted in the cache of all web processes.

Nothing is counted by name, number or email address: a limit on those would tell who has registered.
"""

import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

# A custody suite has one address for everybody in it.
MOST_REGISTRATIONS, MOST_BEGUN = 30, 60
# Of one service, from wherever they come.
MOST_IN_SERVICE, MOST_BEGUN_IN_SERVICE = 200, 600
HOUR = 60 * 60


def too_many_registrations(request, service) -> bool:
    """Whether this address, or everybody together, has sent as many registrations as they may in this hour."""
    return _reached(("sent", MOST_REGISTRATIONS, MOST_IN_SERVICE), request, service)


def count_registration(request, service) -> None:
    """Count one registration that was stored. Two at the same moment may count as one: the limit is a rough one."""
    _count("sent", request, service)


def too_many_begun(request, service) -> bool:
    """The same, of answers that were begun: each is a row until it is sent, or a day old."""
    return _reached(("begun", MOST_BEGUN, MOST_BEGUN_IN_SERVICE), request, service)


def count_begun(request, service) -> None:
    _count("begun", request, service)


def _reached(limit, request, service) -> bool:
    what, from_address, in_service = limit
    address, everybody = _keys(what, request, service)
    counted = cache.get_many([address, everybody])
    return counted.get(address, 0) >= from_address or counted.get(everybody, 0) >= in_service


def _count(what, request, service) -> None:
    keys = _keys(what, request, service)
    counted = cache.get_many(keys)
    cache.set_many({key: counted.get(key, 0) + 1 for key in keys}, HOUR)


def _keys(what, request, service) -> list[str]:
    # The visitor's address and not a proxy's, as for signing in. It is not kept, for it is personal information.
    address = salted_hmac("registrations of an address", get_adapter().get_client_ip(request)).hexdigest()
    hour = int(time.time() // HOUR)
    return [f"registrations:{what}:{hour}:{address[:32]}", f"registrations:{what}:{hour}-service-{service.pk}"]


def too_often(request, what: str, most: int) -> bool:
    """Whether this address has done something else as often as it may in this hour."""
    return cache.get(_key(request, what), 0) >= most


def count(request, what: str) -> None:
    """Count one of these. Two at the same moment may count as one: the limit is a rough one."""
    key = _key(request, what)
    cache.set(key, cache.get(key, 0) + 1, HOUR)


def _key(request, what) -> str:
    address = salted_hmac(f"{what} of an address", get_adapter().get_client_ip(request)).hexdigest()
    return f"{what.replace(' ', '-')}:{int(time.time() // HOUR)}:{address[:32]}"
