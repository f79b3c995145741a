"""What consent shows on the pages of others (core.registries)."""

from consent import clock  # noqa: F401  (fills a registry)
from consent.registered import (  # noqa: F401  (each fills registries)
    assessments,
    consequences,
    easy_read,
    follow_ups,
    held,
    joining,
    leaving,
    my_page,
    needs,
    own_consequences,
    own_work,
    public_interest,
    reviews,
    sharing,
    timeline,
    work,
)
