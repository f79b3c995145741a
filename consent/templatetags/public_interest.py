"""Where consent is missing: whether the reader may record without it, or whom to ask (templates/consent/parts)."""

from django import template

from consent import rules
from core.roles import Permission

register = template.Library()


@register.inclusion_tag("consent/parts/without_consent.html", takes_context=True)
def without_consent(context, draft=None):
    """The paper's three purposes, and the way there or whom to ask. `draft`: of the recording it would stand for."""
    reader = context["request"].reader
    may = reader.may(Permission.DECIDE_PUBLIC_INTEREST)
    ask = [] if may else [user.name or user.email for user in rules.who_may_decide(reader.service)]
    return {"may": may, "ask": ask, "draft": draft}
