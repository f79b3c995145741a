"""The paper's case study (page 5): six partner organisations, a workshop with each, and what mattered to whom.

Findings marked `from_paper` are the paper's. The rest are invented, and say so in the words that people see.
"""

from dataclasses import dataclass

from involvement.models import PartnerOrganisation

_VOLUNTARY = PartnerOrganisation.Kind.VOLUNTARY
_STATUTORY = PartnerOrganisation.Kind.STATUTORY
_PEER = PartnerOrganisation.Kind.PEER_SUPPORT


@dataclass(frozen=True)
class Finding:
    theme: str
    words: str
    from_paper: bool = True


@dataclass(frozen=True)
class Workshop:
    """One partner, the group it reaches, and the findings of the workshop held with it. `months_ago`: when."""

    partner: str
    kind: str
    group: str
    title: str
    months_ago: int
    findings: tuple = ()


def _invented(theme, words):
    return Finding(theme, words + " (Invented for the demonstration.)", from_paper=False)


WORKSHOPS = [
    Workshop(
        "Anawim Women's Centre",
        _VOLUNTARY,
        "women",
        "Workshop with women: what should the service be like?",
        6,
        (
            Finding("Children and family", "Support around access to children matters to us."),
            Finding("Money", "Advice on finances matters to us."),
        ),
    ),
    Workshop(
        "Black Training Enterprise Group",
        _VOLUNTARY,
        "bme",
        "Workshop with Black and minority ethnic service users: what should the service be like?",
        6,
        (
            Finding("Who works here", "A diverse staff team is important to us."),
            Finding("Cultures", "Staff should be aware of different cultures."),
        ),
    ),
    Workshop(
        "Middlesbrough and Stockton Mind",
        _VOLUNTARY,
        "older_people",
        "Workshop with older people: what should the service be like?",
        5,
        (
            Finding("Medication", "Access to medication is key for us."),
            Finding("Dignity", "Being treated with dignity and respect is key for us."),
        ),
    ),
    Workshop(
        "5 Boroughs Partnership",
        _STATUTORY,
        "learning_difficulty",
        "Workshop with people with a learning difficulty: what should the service be like?",
        4,
        (
            _invented("Being understood", "Explain things in short sentences, and give us time."),
            _invented("Being understood", "Let somebody we trust be with us."),
        ),
    ),
    Workshop(
        "Recovery Near You",
        _PEER,
        "substance_misuse",
        "Workshop with people who misuse substances: what should the service be like?",
        3,
        (
            _invented("Getting help quickly", "Take us to the recovery service the same day."),
            _invented("Dignity", "Do not judge us by what we use."),
        ),
    ),
    Workshop(
        "Young Hackney",
        _STATUTORY,
        "young_people",
        "Workshop with young people: what should the service be like?",
        2,
        (
            _invented("Being understood", "Talk to us and not only to our parents."),
            _invented("Getting help quickly", "Text us instead of ringing."),
        ),
    ),
]


@dataclass(frozen=True)
class Decided:
    """A decision on the findings of one workshop, by theme. `told`: whether everyone has been told."""

    group: str
    themes: tuple
    you_said: str
    outcome: str
    we_decided: str
    because: str
    told: bool = True
    done: bool = False


DECISIONS = [
    Decided(
        "women",
        ("Children and family",),
        "Support around access to children matters to women.",
        "adopted",
        "A family support worker comes to the service one day a week.",
        "Several women said this came before anything else, and our partner can lend us the worker from January.",
        done=True,
    ),
    Decided(
        "women",
        ("Money",),
        "Advice on finances matters to women.",
        "partly",
        "We book people in with the advice centre. We do not give advice on money ourselves.",
        "Advice on money has to be given by trained advisers, and the advice centre has them and is close by.",
    ),
    Decided(
        "bme",
        ("Who works here", "Cultures"),
        "A diverse staff team, and staff who are aware of different cultures, are important.",
        "adopted",
        "All staff take the training that the group helped to write, and new posts are advertised with our partner.",
        "People told us they hold back when nobody in the room knows their background. Training can start at once.",
    ),
    Decided(
        "older_people",
        ("Medication",),
        "Access to medication is key for older people.",
        "not_yet",
        "We are asking the custody healthcare provider for a fixed time each morning.",
        "Another organisation gives out medication in custody. We have asked them to change it, and we wait to hear.",
        told=False,
    ),
]

# Asked of all by questionnaire, so that the demonstration has a consultation too.
QUESTIONNAIRE = [
    ("Waiting", "I waited for hours and nobody said why. (Invented for the demonstration.)"),
    ("Waiting", "A drink and somebody to talk to helped. (Invented for the demonstration.)"),
    ("Getting help quickly", "I did not know who to ring afterwards. (Invented for the demonstration.)"),
]
