"""What consent shows on the pages of others (core.registries)."""

from consent import clock  # noqa: F401  (fills a registry)
from consent.registered import consequences, my_page, needs, own_work, timeline, work  # noqa: F401  (each fills registries)
