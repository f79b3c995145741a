"""Reference data of involvement: the five levels in the paper's words (page 3), methods, and groups (page 5)."""

from involvement.models import Group, Level, Method

LEVELS = [
    (
        Level.INFORMATION,
        "Information",
        "Service users are told what is happening, they have no influence over the decision making.",
        "The information service users receive will be accurate, balanced and up to date.",
        "You are told what is going on.",
    ),
    (
        Level.CONSULTATION,
        "Consultation",
        "Service users are asked their views. They have limited influence over the decision making.",
        "The feedback service users receive will be taken seriously, and they will be informed of the influence they"
        " have had.",
        "You say what you think, and you hear what came of it.",
    ),
    (
        Level.PARTICIPATION,
        "Participation",
        "Service users' views are sought and taken into account. They have a direct impact on decision making.",
        "Service users will be able to shape the process, it will be transparent throughout, and they will have"
        " influence over decisions.",
        "You help shape how things are done.",
    ),
    (
        Level.PARTNERSHIP,
        "Partnership or co-production",
        "Working as equals, service users share decisions and responsibility, influencing and determining outcomes.",
        "Service providers and service users will make decisions together.",
        "You and the service decide together, as equals.",
    ),
    (
        Level.CONTROL,
        "Control",
        "Service users control the decision making.",
        "Service users will have sufficient resources transferred to enable decision making, and what they decide"
        " will happen.",
        "You decide, and what you decide happens.",
    ),
]

_I, _C, _P = Level.INFORMATION, Level.CONSULTATION, Level.PARTICIPATION
_CO, _CT = Level.PARTNERSHIP, Level.CONTROL

METHODS = [
    ("posters", "Posters", [_I]),
    ("leaflets", "Leaflets", [_I]),
    ("newsletters", "Newsletters", [_I]),
    ("exhibitions", "Exhibitions", [_I]),
    ("questionnaires", "Questionnaires", [_C]),
    ("surveys", "Surveys", [_C]),
    ("interviews", "Interviews", [_C]),
    ("focus_groups", "Focus groups", [_C]),
    ("exit_questionnaires", "Exit questionnaires", [_C]),
    ("exit_interviews", "Exit interviews", [_C]),
    ("social_media", "Social media", [_I, _C]),
    ("film", "Film", [_I, _C, _P]),
    ("service_user_panels", "Service user panels", [_C, _P]),
    ("reference_groups", "Service user reference groups", [_P]),
    ("other_reference_groups", "Reference groups of other services", [_P]),
    ("deliberative_workshops", "Deliberative workshops", [_P]),
    ("governance_of_schemes", "Involvement in governance of schemes", [_CO]),
    ("recruitment_panels", "Membership of recruitment panels", [_CO]),
    ("peer_support", "User-led peer support schemes", [_CT]),
    ("user_led_monitoring", "User-led monitoring of schemes", [_CT]),
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


def load_spectrum() -> None:
    """Make or bring up to date levels, methods and groups. Can be run again."""
    for order, (key, name, meaning, promise, plain) in enumerate(LEVELS):
        Level.objects.update_or_create(
            key=key,
            defaults={"name": name, "meaning": meaning, "promise": promise, "plain_words": plain, "order": order},
        )
    for key, name, levels in METHODS:
        method, _ = Method.objects.update_or_create(key=key, defaults={"name": name})
        method.levels.set(levels)
    for order, (key, name) in enumerate(GROUPS):
        Group.objects.update_or_create(key=key, defaults={"name": name, "order": order})
