"""What helps a person, for templates/consent/parts/needs.html: the one way that pages say it."""

from django import template

from consent import rules

register = template.Library()


@register.simple_tag
def needs_of(person, short=False):
    """The words of `consent.rules.needs` about a person. `short`: without the days, for a line in a list."""
    return {
        "needs": rules.needs_in_words(person),
        "language": rules.language_in_words(person),
        "asked": "" if short else rules.asked_in_words(person),
        "was_asked": rules.was_asked(person),
    }
