"""Reference data of involvement: the five levels in the paper's words (page 3), methods, and groups (page 5).

And beginnings for the reasons of decisions.
"""

from django.utils.translation import gettext_noop as _

from involvement.methods import METHODS
from involvement.models import Group, Level, Method, SuggestedReason

LEVELS = [
    (
        Level.INFORMATION,
        _("Information"),
        _("Service users are told what is happening, they have no influence over the decision making."),
        _("The information service users receive will be accurate, balanced and up to date."),
        _("You are told what is going on."),
    ),
    (
        Level.CONSULTATION,
        _("Consultation"),
        _("Service users are asked their views. They have limited influence over the decision making."),
        _(
            "The feedback service users receive will be taken seriously, and they will be informed of the influence"
            " they have had."
        ),
        _("You say what you think, and you hear what came of it."),
    ),
    (
        Level.PARTICIPATION,
        _("Participation"),
        _("Service users' views are sought and taken into account. They have a direct impact on decision making."),
        _(
            "Service users will be able to shape the process, it will be transparent throughout, and they will have"
            " influence over decisions."
        ),
        _("You help shape how things are done."),
    ),
    (
        Level.PARTNERSHIP,
        _("Partnership or co-production"),
        _("Working as equals, service users share decisions and responsibility, influencing and determining outcomes."),
        _("Service providers and service users will make decisions together."),
        _("You and the service decide together, as equals."),
    ),
    (
        Level.CONTROL,
        _("Control"),
        _("Service users control the decision making."),
        _(
            "Service users will have sufficient resources transferred to enable decision making, and what they decide"
            " will happen."
        ),
        _("You decide, and what you decide happens."),
    ),
]

GROUPS = [
    ("learning_difficulty", "People with a learning difficulty"),
    ("women", "Women"),
    ("bme", "Black and minority ethnic (BME) communities"),
    ("older_people", "Older people"),
    ("substance_misuse", "People who misuse substances"),
    ("young_people", "Young people"),
    ("mental_health", "People with mental health problems"),
    ("homeless", "People without a settled home"),
]


# Beginnings for the reason of a decision: what stands in square brackets is for staff to say. None will do as it is.
REASONS = [
    ("adopted_cheap", "adopted", "It costs [how much], and [how many] of the people we asked said the same."),
    ("adopted_safer", "adopted", "It makes [what] safer or fairer for [whom], because [how]."),
    ("adopted_agreed", "adopted", "[Who] agreed to it on [day], so nothing stands in the way."),
    (
        "partly_ours",
        "partly",
        "We can do [which part]: it is ours to decide. [Which part] is decided by [whom].",
    ),
    ("partly_money", "partly", "There is money for [which part] this year. For [which part] we have asked [whom]."),
    ("not_law", "not_adopted", "The law says [what], so we cannot. What we can do instead is [what]."),
    ("not_others", "not_adopted", "[Who] decides this. We told them what you said on [day], and they answered [what]."),
    (
        "not_harm",
        "not_adopted",
        "It would make things worse for [whom], because [how]. We looked at [what else] too.",
    ),
    ("not_yet_waiting", "not_yet", "We wait for [what] from [whom], and look at it again on [day]."),
    ("not_yet_money", "not_yet", "There is no money for it before [day]. We have asked [whom] for it."),
]


def load_spectrum() -> None:
    """Make or bring up to date levels, methods and groups. Can be run again."""
    for order, (key, name, meaning, promise, plain) in enumerate(LEVELS):
        Level.objects.update_or_create(
            key=key,
            defaults={"name": name, "meaning": meaning, "promise": promise, "plain_words": plain, "order": order},
        )
    for facts in METHODS:
        told = {name: getattr(facts, name) for name in ("name", "plain_words", "takes")}
        suits = {name: list(getattr(facts, name)) for name in ("aims", "times", "people")}
        method, _made = Method.objects.update_or_create(key=facts.key, defaults=told | suits)
        method.levels.set(facts.levels)
    for order, (key, name) in enumerate(GROUPS):
        Group.objects.update_or_create(key=key, defaults={"name": name, "order": order})
    for order, (key, outcome, text) in enumerate(REASONS):
        SuggestedReason.objects.update_or_create(key=key, defaults={"outcome": outcome, "text": text, "order": order})
