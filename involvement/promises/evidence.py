"""What each level's promise asks for, as the design's table has it: one rule a level, over figures and nothing else.

A rule is given anything that carries the figures of `involvement.promises.figures`, an activity or one round of it,
and says each piece of evidence in a sentence, met or not, with what to do next. Only the figures that a rule names
can change its answer.
"""

from dataclasses import dataclass

from involvement.models import Level

MISSING, NOT_YET, NEEDED_NOW, TOO_LATE = "missing", "not_yet", "needed_now", "too_late"


@dataclass(frozen=True)
class Evidence:
    """One thing a promise requires: a sentence with its figures, met or not, and what to do next, on which part.

    `lack`: what it means where it is not met. `NOT_YET`: its own day has not come. `NEEDED_NOW`: it has to be there
    for as long as it runs. `TOO_LATE`: it cannot be had any more.
    """

    sentence: str
    met: bool
    next_step: str = ""
    section: str = ""
    lack: str = MISSING


def many(number, thing) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


# --- Information: accurate, balanced and up to date


def _information(f):
    if not f.materials_made:
        return [
            Evidence(words, False, "Record the material", "material", NEEDED_NOW)
            for words in (
                "No material is recorded, so nobody answers for it.",
                "No material has been checked by somebody other than its author.",
                "No service user has said what they make of it.",
                "No material has a day to look at it again.",
            )
        ]
    of_all = f"of {many(f.materials_made, 'material')}"
    return [
        Evidence(
            f"{f.materials_owned} {of_all} {_has(f.materials_owned)} somebody here who answers for it.",
            f.materials_owned == f.materials_made,
            "Say who answers for it",
            "material",
            NEEDED_NOW,
        ),
        Evidence(
            f"{f.materials_checked} {of_all} {_was(f.materials_checked)} checked, as it is now, by somebody other than"
            " its author.",
            f.materials_checked == f.materials_made,
            "Have it checked by somebody else",
            "material",
            NEEDED_NOW,
        ),
        Evidence(
            f"{f.materials_read} {of_all} {_was(f.materials_read)} read by a service user, with what they said of it.",
            f.materials_read == f.materials_made,
            "Ask a service user what they make of it",
            "material",
            NEEDED_NOW,
        ),
        Evidence(
            f"{f.materials_in_date} {of_all} {_has(f.materials_in_date)} a day to look again that has not passed.",
            f.materials_in_date == f.materials_made,
            "Look at it again, and set the next day",
            "material",
            NEEDED_NOW,
        ),
    ]


# --- Consultation: taken seriously, and told what influence it had


def _every_view_answered(f) -> Evidence:
    return Evidence(
        f"{f.views_answered} of {many(f.views_given, 'view')} answered by a decision with its reason.",
        f.views_given > 0 and f.views_answered == f.views_given,
        "Decide on what people said" if f.views_given else "Record what people said",
        "decisions" if f.views_given else "views",
    )


def _everyone_told(f) -> Evidence:
    reached = f.told + f.could_not_be_told
    sentence = f"{f.told} of {f.to_be_told} to be told have been told"
    if f.could_not_be_told:
        sentence += f", {f.could_not_be_told} could not be"
    met = f.to_be_told > 0 and reached == f.to_be_told and f.told > 0
    return Evidence(sentence + ".", met, "Tell those who wait", "telling")


def _consultation(f):
    return [_every_view_answered(f), _everyone_told(f)]


# --- Participation: shape the process, transparent throughout, influence over decisions


def _participation(f):
    return [
        Evidence(
            f"{many(f.plan_changes_made, 'change')} to the plan that people asked for"
            f" {'is' if f.plan_changes_made == 1 else 'are'} recorded.",
            f.plan_changes_made > 0,
            "Record a change people made to the plan",
            "plan-changes",
        ),
        Evidence(
            f"Minutes of {f.minutes_given} of {many(f.sessions_held, 'session')} held were given to those who came.",
            f.sessions_held > 0 and f.minutes_given >= f.sessions_held,
            "Write and give out the minutes",
            "sessions",
        ),
        Evidence(
            f"{many(f.published_with_views, 'decision')} {'rests' if f.published_with_views == 1 else 'rest'} on views"
            " that people gave.",
            f.published_with_views > 0,
            "Decide on what people said",
            "decisions",
        ),
        _everyone_told(f),
    ]


# --- Partnership or co-production: decisions made together


def _partnership(f):
    return [
        Evidence(
            f"{f.published_jointly} of {many(f.published, 'decision')} {_names(f.published_jointly)} the service users"
            " who decided it together with us.",
            f.published > 0 and f.published_jointly == f.published,
            "Decide together, and name who decided" if not f.published else "Name who decided together with us",
            "decisions",
        ),
        Evidence(
            "Terms of reference were agreed with service users."
            if f.terms_agreed
            else "No terms of reference are agreed with service users yet.",
            f.terms_agreed > 0,
            "Agree the terms of reference",
            "terms",
        ),
        Evidence(
            "What people are paid or given was settled with them before it ran."
            if f.offers_settled_first
            else "What people are paid or given was not settled before it ran."
            if f.has_run
            else "What people are paid or given is not settled yet.",
            f.offers_settled_first > 0,
            "Say to people why it was not settled first" if f.has_run else "Settle what people are paid or given",
            "terms",
            TOO_LATE if f.has_run else MISSING,
        ),
        _everyone_told(f),
    ]


# --- Control: resources transferred, and what people decide happens


def _control(f):
    return [
        Evidence(
            f"{many(f.transfers_made, 'thing')} {_was(f.transfers_made)} handed over to those who lead it, with the"
            " amount and the day.",
            f.transfers_made > 0,
            "Hand over the money, time or room it takes",
            "leading",
        ),
        Evidence(
            f"{f.published_by_leaders} of {many(f.published, 'decision')} {_was(f.published_by_leaders)} made by"
            " service users.",
            f.published > 0 and f.published_by_leaders == f.published,
            "Let those who lead it decide",
            "decisions",
        ),
        Evidence(
            f"{f.leaders_carried_out} of {many(f.published_by_leaders, 'decision')} of service users"
            f" {_was(f.leaders_carried_out)} carried out, or people were told why not.",
            f.published_by_leaders > 0 and f.leaders_carried_out == f.published_by_leaders,
            "Carry out what they decided, or tell them why not",
            "decisions",
            NOT_YET if not f.leaders_late and f.leaders_not_due_yet else MISSING,
        ),
    ]


def _has(number) -> str:
    return "has" if number == 1 else "have"


def _was(number) -> str:
    return "was" if number == 1 else "were"


def _names(number) -> str:
    return "names" if number == 1 else "name"


RULES = {
    Level.INFORMATION: _information,
    Level.CONSULTATION: _consultation,
    Level.PARTICIPATION: _participation,
    Level.PARTNERSHIP: _partnership,
    Level.CONTROL: _control,
}

# The figures that each rule reads. A test holds that no other changes what it says.
READ = {
    Level.INFORMATION: (
        "materials_made",
        "materials_owned",
        "materials_checked",
        "materials_read",
        "materials_in_date",
    ),
    Level.CONSULTATION: ("views_given", "views_answered", "to_be_told", "told", "could_not_be_told"),
    Level.PARTICIPATION: (
        "plan_changes_made",
        "sessions_held",
        "minutes_given",
        "published_with_views",
        "to_be_told",
        "told",
        "could_not_be_told",
    ),
    Level.PARTNERSHIP: (
        "published",
        "published_jointly",
        "terms_agreed",
        "offers_settled_first",
        "has_run",
        "to_be_told",
        "told",
        "could_not_be_told",
    ),
    Level.CONTROL: (
        "transfers_made",
        "published",
        "published_by_leaders",
        "leaders_carried_out",
        "leaders_not_due_yet",
        "leaders_late",
    ),
}


def evidence_of(level: str, figures) -> list[Evidence] | None:
    """The evidence that the promise of a level asks for, over figures; None where it is not gathered yet."""
    return RULES[level](figures) if level in RULES else None
