"""How often one address may do a thing in an hour, counted in the cache that all web processes share.

answers = HourlyLimit("answers", most=60)
if answers.reached(request): ...
answers.count(request)
"""

import time
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.utils.crypto import salted_hmac

HOUR = 60 * 60


@dataclass(frozen=True)
class HourlyLimit:
    """`name`: of what is counted. A rough limit: two at the same moment may count as one."""

    name: str
    most: int

    def reached(self, request) -> bool:
        return cache.get(self._key(request), 0) >= self.most

    def count(self, request) -> None:
        key = self._key(request)
        cache.set(key, cache.get(key, 0) + 1, HOUR)

    def _key(self, request) -> str:
        # The visitor's address and not a proxy's, as for signing in. It is not kept, for it is personal information.
        address = salted_hmac(f"{self.name} of an address", get_adapter().get_client_ip(request)).hexdigest()
        return f"{self.name}:{int(time.time() // HOUR)}:{address[:32]}"
