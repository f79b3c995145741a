"""How often one address, or everybody in one service, may do a thing in an hour: in the cache of all web processes.

ANSWERS = HourlyLimit("answers", most=60)
if ANSWERS.reached(request): ...
ANSWERS.count(request)
"""

import time
from dataclasses import dataclass
from functools import wraps
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 60 * 60


@dataclass(frozen=True)
class HourlyLimit:
    """`name`: of what is counted, without spaces. A rough limit: two at the same moment may count as one.

    `most`: of one address. `most_in_service`: of one service, from wherever they come; then each call names it.
    """

    name: str
    most: int
    most_in_service: int = 0

    def reached(self, request, service=None) -> bool:
        limits = self._limits(request, service)
        counted = cache.get_many(limits)
        return any(counted.get(key, 0) >= most for key, most in limits.items())

    def count(self, request, service=None) -> None:
        limits = self._limits(request, service)
        counted = cache.get_many(limits)
        cache.set_many({key: counted.get(key, 0) + 1 for key in limits}, HOUR)

    def _limits(self, request, service) -> dict[str, int]:
        # The visitor's address and not a proxy's, as for signing in. It is not kept, for it is personal information.
        address = salted_hmac(f"{self.name} of an address", _whose(get_adapter().get_client_ip(request))).hexdigest()
        key = f"{self.name}:{int(time.time() // HOUR)}"
        limits = {f"{key}:{address[:32]}": self.most}
        return limits | {f"{key}:service-{service.pk}": self.most_in_service} if self.most_in_service else limits


def _whose(address: str) -> str:
    """What of an address is one visitor's: all of IPv4, and the network of IPv6, in which anybody has 2 ** 64."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    if ip.version == 6 and ip.ipv4_mapped is None:
        return str(ip_network((ip, 64), strict=False))
    return str(getattr(ip, "ipv4_mapped", None) or ip)


def takes_at_least(seconds: float):
    """Have every answer of a form take so long, so that its time tells nothing of what was looked up for it."""

    def decorate(view):
        @wraps(view)
        def evenly(request, *args, **kwargs):
            begun = time.monotonic()
            response = view(request, *args, **kwargs)
            if request.method == "POST":
                time.sleep(max(0.0, begun + seconds - time.monotonic()))
            return response

        return evenly

    return decorate
