"""Writing what shows that a promise is kept: terms agreed, and what people are offered, settled before it runs."""

from core.deeds import deed
from core.rules import ensure
from core.writing import action, save
from involvement import rules
from involvement.models import SettledOffer, TermsOfReference


@action
def agree_terms(*, by, activity, text, agreed_on, agreed_with):
    """Record the terms of reference that were agreed with service users on a day. Returns them."""
    ensure(rules.may_settle(activity))
    ensure(rules.may_be_settled_on(agreed_on, field="agreed_on"))
    terms = {"text": text, "agreed_on": agreed_on, "agreed_with": agreed_with}
    return save(TermsOfReference(service=activity.service, activity=activity, **terms, **deed("recorded", by)))


@action
def settle_offer(*, by, activity, offer, settled_on, advice=""):
    """Record what people will be paid or given, as it was settled with them on a day. Returns it."""
    ensure(rules.may_settle(activity))
    ensure(rules.may_be_settled_on(settled_on, field="settled_on"))
    settled = {"offer": offer, "settled_on": settled_on, "advice": advice}
    return save(SettledOffer(service=activity.service, activity=activity, **settled, **deed("recorded", by)))
