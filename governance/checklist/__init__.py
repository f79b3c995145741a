"""The paper's checklist (page 5): eight items, each a rule over what is recorded.

    items = checklist(service, last_12_months())
    items[0].sentence     # "17 of 23 people first recorded in these days were asked, and answered, …"

An item says its figures, what lies behind each, and what to do next. Where nothing is recorded to count it says "no
data" and has no figures to score. Figures are exact: this is for the service's own staff.
"""

from governance.checklist.activities import incentives, range_of_groups, range_of_methods
from governance.checklist.partners import partners, str_responsibility
from governance.checklist.parts import Figure, Item, Row, Step
from governance.checklist.people import opportunity_to_register, people_from_other_services
from governance.checklist.telling import decisions_made_known
from governance.period import Period

__all__ = ["RULES", "Figure", "Item", "Row", "Step", "checklist"]


RULES = {
    "register": opportunity_to_register,
    "methods": range_of_methods,
    "groups": range_of_groups,
    "other-services": people_from_other_services,
    "partners": partners,
    "incentives": incentives,
    "str-workers": str_responsibility,
    "told": decisions_made_known,
}


def checklist(service, period: Period) -> list[Item]:
    """The eight items in the paper's order. The number of queries does not depend on what is recorded."""
    return [rule(service, period) for rule in RULES.values()]
