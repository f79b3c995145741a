"""The table of the planner: what each level promises it takes, what to warn of, and what to think of.

Read it from top to bottom; it is changed in code review alone. Levels stand in the paper's order, which is no ranking:
"the right level of involvement can depend on a number of factors including the service user, the task and the time
frame" (the paper, page 3). What methods suit is in `involvement.methods`.
"""

from dataclasses import dataclass

from django.db import models

from involvement.methods import ANY_TIME, BEYOND_CRISIS, EVERYBODY
from involvement.models import Aim, Circumstance, Level, PartnerOrganisation, TimeFrame

TELL, HEAR, SHAPE, CHOOSE, CHECK, SUPPORT = Aim.TELL, Aim.HEAR, Aim.SHAPE, Aim.CHOOSE, Aim.CHECK, Aim.SUPPORT
DAYS, WEEKS, MONTHS, ONGOING = TimeFrame.DAYS, TimeFrame.WEEKS, TimeFrame.MONTHS, TimeFrame.ONGOING
IN_CRISIS, BRIEFLY, MOVED_ON = Circumstance.IN_CRISIS, Circumstance.BRIEFLY, Circumstance.MOVED_ON
OTHER_SERVICES, NEVER_USED = Circumstance.OTHER_SERVICES, Circumstance.NEVER_USED


class Say(models.TextChoices):
    """How much can truly change because of what people say: what decides which promises can be kept."""

    NOTHING = "nothing", "Nothing. It is decided already"
    SOME = "some", "Something. We decide, and what people say can influence it"
    DIRECT = "direct", "What people say has a direct impact on what is decided"
    SHARED = "shared", "The decision itself. We can take it together with people"
    THEIRS = "theirs", "The decision is theirs. We can hand it over, with the money, time or room it takes"


NOTHING, SOME, DIRECT, SHARED, THEIRS = Say.NOTHING, Say.SOME, Say.DIRECT, Say.SHARED, Say.THEIRS


@dataclass(frozen=True)
class LevelRule:
    """When a level fits. `kept_with`: how much has to be able to change, so that its promise can be kept."""

    key: str
    kept_with: tuple
    aims: tuple
    times: tuple
    people: tuple
    because: str
    cannot_keep: str = ""


LEVELS = (
    LevelRule(
        Level.INFORMATION,
        kept_with=(NOTHING, SOME, DIRECT, SHARED, THEIRS),
        aims=(TELL,),
        times=ANY_TIME,
        people=EVERYBODY,
        because="People are told what is happening. Nobody is asked for a view that would go nowhere.",
    ),
    LevelRule(
        Level.CONSULTATION,
        kept_with=(SOME, DIRECT, SHARED, THEIRS),
        aims=(HEAR, CHECK),
        times=ANY_TIME,
        people=EVERYBODY,
        because="What people say can influence what you decide. Everybody hears what came of it.",
        cannot_keep="Nothing can change, so consultation would be a promise you cannot keep.",
    ),
    LevelRule(
        Level.PARTICIPATION,
        kept_with=(DIRECT, SHARED, THEIRS),
        aims=(HEAR, SHAPE, CHECK),
        times=(WEEKS, MONTHS, ONGOING),
        people=BEYOND_CRISIS,
        because="What people say has a direct impact, and there is time for them to shape how it is done.",
        cannot_keep="It promises that people have a direct impact on what is decided. As you say, they would not.",
    ),
    LevelRule(
        Level.PARTNERSHIP,
        kept_with=(SHARED, THEIRS),
        aims=(SHAPE, CHOOSE, CHECK),
        times=(WEEKS, MONTHS, ONGOING),
        people=BEYOND_CRISIS,
        because="You can take the decision together, as equals.",
        cannot_keep="It promises that decisions are made together. As you say, this one cannot be.",
    ),
    LevelRule(
        Level.CONTROL,
        kept_with=(THEIRS,),
        aims=(CHOOSE, CHECK, SUPPORT),
        times=(MONTHS, ONGOING),
        people=BEYOND_CRISIS,
        because="You can hand over the decision and what it takes, and what people decide will happen.",
        cannot_keep="It promises that what people decide will happen, with what it takes handed over to them."
        " As you say, that cannot be done.",
    ),
)

# What a level or method is there for: "It is there to hear what people think."
AIMS = {
    TELL: "to tell people what is happening",
    HEAR: "to hear what people think",
    SHAPE: "to work something out together",
    CHOOSE: "to choose something together",
    CHECK: "to check how well the service works",
    SUPPORT: "to let people support one another",
}

# Who each answer means, in a sentence: "It does not suit people in crisis now."
PEOPLE = {
    IN_CRISIS: "people in crisis now",
    BRIEFLY: "people in contact for a short time",
    MOVED_ON: "people who have moved on",
    OTHER_SERVICES: "people who use other services",
    NEVER_USED: "people who never used the service but have lived what it is for",
}


@dataclass(frozen=True)
class Note:
    """A sentence for the answers it is about. An empty tuple stands for any answer."""

    words: str
    aims: tuple = ()
    people: tuple = ()
    times: tuple = ()
    say: tuple = ()
    groups: tuple = ()
    levels: tuple = ()


NOT_TELLING = (HEAR, SHAPE, CHOOSE, CHECK, SUPPORT)

WARNINGS = (
    Note(
        "Nothing can change: consultation would be a promise you cannot keep. Inform people instead.",
        aims=NOT_TELLING,
        say=(NOTHING,),
    ),
    Note(
        "You want to tell people something, and yet something can change. If you also want to hear what they think,"
        " plan that as an activity of its own, with its own promise.",
        aims=(TELL,),
        say=(SOME, DIRECT, SHARED, THEIRS),
    ),
    Note(
        "Whoever chooses with you shares the decision. If it cannot be shared, ask what people think instead.",
        aims=(CHOOSE,),
        say=(SOME, DIRECT),
    ),
    Note(
        "To work something out together, what people say has to have a direct impact. If it has not, ask what they"
        " think instead.",
        aims=(SHAPE,),
        say=(SOME,),
    ),
    Note(
        "Support between people is theirs to run. If you cannot hand it over, with the money, time or room it takes,"
        " do not promise it.",
        aims=(SUPPORT,),
        say=(SOME, DIRECT, SHARED),
    ),
    Note(
        "Somebody in crisis can be asked a question or two as they leave, and no more. Ask them to register their"
        " interest, and ask for their views later.",
        aims=NOT_TELLING,
        people=(IN_CRISIS,),
        say=(SOME, DIRECT, SHARED, THEIRS),
    ),
    Note(
        "People in contact for a short time are gone before a group meets. Agree with the extended team how it hears"
        " from them afterwards, in its written agreements.",
        aims=NOT_TELLING,
        people=(BRIEFLY,),
        say=(SOME, DIRECT, SHARED, THEIRS),
    ),
    Note(
        "In a few days nobody can prepare for this, or be supported in it. Give it weeks, or ask less.",
        aims=(SHAPE, CHOOSE, SUPPORT),
        times=(DAYS,),
        say=(SOME, DIRECT, SHARED, THEIRS),
    ),
    Note(
        "People who come once speak for themselves. If they are to speak for others, agree how they hear from them"
        " and report back, and support them in it.",
        aims=(SHAPE, CHOOSE, CHECK),
        say=(DIRECT, SHARED, THEIRS),
        levels=(Level.PARTICIPATION, Level.PARTNERSHIP, Level.CONTROL),
    ),
    Note(
        "Agree the terms of reference with people, and settle what they are paid or given, before it runs: the promise"
        " asks for both.",
        levels=(Level.PARTNERSHIP,),
    ),
    Note(
        "Hand over the money, time or room before people decide, with the amount and the day in writing.",
        levels=(Level.CONTROL,),
    ),
)

_ASKED = (Level.CONSULTATION, Level.PARTICIPATION, Level.PARTNERSHIP, Level.CONTROL)
_MEETING = (Level.PARTICIPATION, Level.PARTNERSHIP, Level.CONTROL)

ACCESS = (
    Note("Easy read beside every text, and somebody to read it out."),
    Note("An interpreter, and another language than English, where people want one."),
    Note("What people told us helps them: look at each person's access needs before you invite them.", levels=_ASKED),
    Note("A place that people trust, step free, not a police station or a court.", levels=_MEETING),
    Note("A quiet room to go to, breaks, and leave to stop at any time.", levels=_ASKED),
    Note("Two or three questions at most, read out by a worker, and saying no costs nothing.", people=(IN_CRISIS,)),
    Note("Ask on the way out, on paper or on a phone, and ask how they would like to hear back.", people=(BRIEFLY,)),
    Note("The way of contact that each person said is safe, and a day that suits work.", people=(MOVED_ON,)),
    Note("Meet where their own service is, with a worker they know.", people=(OTHER_SERVICES,)),
    Note("Say what the service is and does first: they have not met it.", people=(NEVER_USED,)),
    Note("Short sentences, pictures, more time, and somebody they trust beside them.", groups=("learning_difficulty",)),
    Note("Childcare, and a meeting for women alone if they would rather.", groups=("women",)),
    Note("Staff who know people's cultures, and days that are not holy days.", groups=("bme",)),
    Note("Large print, a hearing loop, daylight hours and a lift home.", groups=("older_people",)),
    Note("A time of day that fits around treatment and prescriptions.", groups=("substance_misuse",)),
    Note("After school or college, and without parents in the room if they wish.", groups=("young_people",)),
    Note("Breaks, a person to talk to on the day, and a call afterwards.", groups=("mental_health",)),
    Note("Food, a phone to use, and a place to leave belongings.", groups=("homeless",)),
)

# Where only information fits.
NOBODY_ASKED = "Nobody gives their time, so nothing has to be paid. Say what changed because people spoke up."

INCENTIVES = (
    Note("Their experience makes the service better for others: say beforehand how they will hear what changed."),
    Note(
        "Travel and childcare, paid beforehand where people have no money. Getting back what they spent does not"
        " affect benefits."
    ),
    Note("Training that people want, and a certificate."),
    Note("A reference for a job, or one of character."),
    Note(
        "Payment may affect benefits. People get specialist advice first, also those who mean to say no to it. Settle"
        " it before it runs.",
        levels=_MEETING,
    ),
    Note("A drink or a bus ticket as they leave. A voucher counts as payment.", people=(IN_CRISIS, BRIEFLY)),
)

_KIND = PartnerOrganisation.Kind
# Which kinds of organisation meet the people whom an answer means (the paper, pages 4 and 5).
KINDS_THAT_MEET = {
    IN_CRISIS: (_KIND.STATUTORY, _KIND.EXTENDED_TEAM),
    BRIEFLY: (_KIND.EXTENDED_TEAM,),
    MOVED_ON: (_KIND.EXTENDED_TEAM, _KIND.PEER_SUPPORT),
    OTHER_SERVICES: (_KIND.EXTENDED_TEAM, _KIND.STATUTORY, _KIND.VOLUNTARY),
    NEVER_USED: (_KIND.VOLUNTARY, _KIND.USER_LED, _KIND.PEER_SUPPORT),
}
