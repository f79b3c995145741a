"""The methods that the paper names (pages 3 and 4), and what each suits: reference data, changed in code review alone.

A method is in the table once, in the paper's order. `aims`, `times` and `people` say when it suits; nothing here says
that one method is worth more than another.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from involvement.models import Aim, Circumstance, Level, TimeFrame

_I, _C, _P = Level.INFORMATION, Level.CONSULTATION, Level.PARTICIPATION
_CO, _CT = Level.PARTNERSHIP, Level.CONTROL

TELL, HEAR, SHAPE, CHOOSE, CHECK, SUPPORT = Aim.TELL, Aim.HEAR, Aim.SHAPE, Aim.CHOOSE, Aim.CHECK, Aim.SUPPORT
DAYS, WEEKS, MONTHS, ONGOING = TimeFrame.DAYS, TimeFrame.WEEKS, TimeFrame.MONTHS, TimeFrame.ONGOING
IN_CRISIS, BRIEFLY, MOVED_ON = Circumstance.IN_CRISIS, Circumstance.BRIEFLY, Circumstance.MOVED_ON
OTHER_SERVICES, NEVER_USED = Circumstance.OTHER_SERVICES, Circumstance.NEVER_USED

ANY_TIME = (DAYS, WEEKS, MONTHS, ONGOING)
EVERYBODY = (IN_CRISIS, BRIEFLY, MOVED_ON, OTHER_SERVICES, NEVER_USED)
AS_THEY_LEAVE = (IN_CRISIS, BRIEFLY)
BEYOND_CRISIS = (MOVED_ON, OTHER_SERVICES, NEVER_USED)


@dataclass(frozen=True)
class MethodFacts:
    """A method: what it is and takes in plain words, the levels it suits, and for what, in what time, and for whom."""

    key: str
    name: str
    plain_words: str
    takes: str
    levels: tuple
    aims: tuple
    times: tuple
    people: tuple


METHODS = (
    MethodFacts(
        "posters",
        _("Posters"),
        "A few words on a wall where people wait.",
        "Somebody who owns it, a second person who checks it, a reader with lived experience, a day to look again.",
        (_I,),
        (TELL,),
        ANY_TIME,
        EVERYBODY,
    ),
    MethodFacts(
        "leaflets",
        _("Leaflets"),
        "A page that people can take away and read when they are ready.",
        "Somebody who owns it, a second person who checks it, a reader with lived experience, a day to look again.",
        (_I,),
        (TELL,),
        ANY_TIME,
        EVERYBODY,
    ),
    MethodFacts(
        "newsletters",
        _("Newsletters"),
        "News sent to people who asked for it.",
        "Something new to say each time, somebody who owns it, and people's agreement to be sent it.",
        (_I,),
        (TELL,),
        (WEEKS, MONTHS, ONGOING),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "exhibitions",
        _("Exhibitions"),
        "Something to look at in a place that people go to anyway.",
        "A place, things to show, and the agreement of everybody whose words or picture is shown.",
        (_I,),
        (TELL,),
        (WEEKS, MONTHS),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "questionnaires",
        _("Questionnaires"),
        "Written questions that people answer in their own time.",
        "Few and plain questions, another way for those who do not read, and time to answer each view.",
        (_C,),
        (HEAR, CHECK),
        (WEEKS, MONTHS),
        (BRIEFLY, MOVED_ON, OTHER_SERVICES, NEVER_USED),
    ),
    MethodFacts(
        "interviews",
        _("Interviews"),
        "A talk with one person at a time.",
        "Somebody who can listen, a quiet place, and about an hour for each person.",
        (_C,),
        (HEAR,),
        (WEEKS, MONTHS),
        (BRIEFLY, MOVED_ON, OTHER_SERVICES, NEVER_USED),
    ),
    MethodFacts(
        "focus_groups",
        _("Focus groups"),
        "A talk with a small group about a few questions.",
        "Somebody to lead it, a place that people trust, travel and childcare.",
        (_C,),
        (HEAR,),
        (WEEKS, MONTHS),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "reference_groups",
        _("Service user reference groups"),
        "A group of people who have used the service meets again and again to shape how it works.",
        "A regular place and day, somebody who supports the group, and minutes that it gets.",
        (_P,),
        (HEAR, SHAPE, CHECK),
        (MONTHS, ONGOING),
        (MOVED_ON, NEVER_USED),
    ),
    MethodFacts(
        "other_reference_groups",
        _("Reference groups of other services"),
        "A group that another service already has is asked to shape something with you.",
        "An agreement with that service, and time on a day when the group meets.",
        (_P,),
        (HEAR, SHAPE, CHECK),
        (WEEKS, MONTHS, ONGOING),
        (OTHER_SERVICES, NEVER_USED),
    ),
    MethodFacts(
        "deliberative_workshops",
        _("Deliberative workshops"),
        "People learn about a question, talk it through, and say what should be done.",
        "Half a day or more, plain information beforehand, somebody to lead it, travel and childcare.",
        (_P,),
        (SHAPE,),
        (WEEKS, MONTHS),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "governance_of_schemes",
        _("Involvement in governance of schemes"),
        "People sit on the group that runs a scheme or the service, and decide with it.",
        "Terms of reference, training and support, more than one service user, and payment settled first.",
        (_CO,),
        (SHAPE, CHOOSE, CHECK),
        (MONTHS, ONGOING),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "recruitment_panels",
        _("Membership of recruitment panels"),
        "People choose new staff together with the service, as equals on the panel.",
        "Training in fair recruitment, terms of reference, and payment settled first.",
        (_CO,),
        (CHOOSE,),
        (WEEKS, MONTHS),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "peer_support",
        _("User-led peer support schemes"),
        "People with lived experience support one another, and run it themselves.",
        "Money, time or a room handed over to them, and a worker at hand who does not overrule.",
        (_CT,),
        (SUPPORT, CHOOSE),
        (MONTHS, ONGOING),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "user_led_monitoring",
        _("User-led monitoring of schemes"),
        "People with lived experience decide what to look at, look at it, and say what has to change.",
        "Money and access handed over to them, training, and a service that does what they decide.",
        (_CT,),
        (CHECK,),
        (MONTHS, ONGOING),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "surveys",
        _("Surveys"),
        "The same short questions put to many people.",
        "A way to reach many, somebody to add up the answers, and time to say what came of them.",
        (_C,),
        (HEAR, CHECK),
        (WEEKS, MONTHS),
        (BRIEFLY, MOVED_ON, OTHER_SERVICES, NEVER_USED),
    ),
    MethodFacts(
        "service_user_panels",
        _("Service user panels"),
        "A fixed circle of people who are asked about many things over time.",
        "Regular days, somebody who looks after the panel, travel and childcare, and an answer each time.",
        (_C, _P),
        (HEAR, SHAPE, CHECK),
        (MONTHS, ONGOING),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "social_media",
        _("Social media"),
        "Posts that people can read, and answer where you ask.",
        "Somebody who reads the answers every day, and care that nobody shows that they used the service.",
        (_I, _C),
        (TELL, HEAR),
        ANY_TIME,
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "film",
        _("Film"),
        "People tell or show something in a film, or make one together.",
        "People's own agreement to be seen or heard, somebody who can film, and some months.",
        (_I, _C, _P),
        (TELL, HEAR, SHAPE),
        (MONTHS,),
        BEYOND_CRISIS,
    ),
    MethodFacts(
        "exit_questionnaires",
        _("Exit questionnaires"),
        "A few questions on paper or a phone as people leave.",
        "Two or three questions, a worker to read them out, and word to people later of what came of it.",
        (_C,),
        (HEAR, CHECK),
        ANY_TIME,
        AS_THEY_LEAVE,
    ),
    MethodFacts(
        "exit_interviews",
        _("Exit interviews"),
        "A short talk as people leave.",
        "Ten quiet minutes, a worker who was not part of their care, and word later of what came of it.",
        (_C,),
        (HEAR, CHECK),
        ANY_TIME,
        AS_THEY_LEAVE,
    ),
)
