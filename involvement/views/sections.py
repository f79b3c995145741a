"""Parts of the page of an activity: its plan in the five sections, what was agreed first, and its rounds."""

from django.urls import reverse

from involvement import promises, rules
from involvement.words import session_name

ROUNDS_SHOWN = 12


def plan_sections(activity, may_edit):
    """The plan as (heading, rows of a summary list), after the 4Pi National Involvement Standards."""
    groups = ", ".join(group.name for group in activity.groups.all())
    sections = [
        (
            "Principles",
            [
                ("What everybody holds to", activity.principles),
                ("How equality and health inequalities were considered", activity.equality_considered),
            ],
        ),
        (
            "Purpose",
            [
                ("What it is for", activity.purpose),
                ("What it is about", activity.get_domain_display()),
                ("What can change", activity.can_change),
                ("What cannot change", activity.cannot_change),
            ],
        ),
        (
            "Presence",
            [
                ("Who it is for", groups or "Everybody"),
                ("Who may take part", activity.get_access_display()),
                ("Places", str(activity.places) if activity.places else "No limit"),
                ("Partner", activity.partner.name if activity.partner else "No partner"),
            ],
        ),
        (
            "Process",
            [
                ("Method", activity.method.name),
                ("How it goes on", "In rounds: each session is one" if activity.standing else "It comes to an end"),
                ("When", days_of(activity)),
                ("Where", activity.place_in_words),
                ("Who leads it", str(activity.lead)),
                ("What helps people to take part", activity.access_arrangements),
                ("How people are prepared and supported", activity.process),
                ("What people are offered", activity.incentives or "Nothing is stated"),
            ],
        ),
        ("Impact", [("What should be different afterwards", activity.impact)]),
    ]
    shown = [(heading, [{"key": key, "value": value} for key, value in rows]) for heading, rows in sections]
    if may_edit:
        change = {"url": reverse("change_plan", args=[activity.pk]), "action": "Change the plan", "about": " "}
        shown[0][1][0] |= change
    return shown


def days_of(activity) -> str:
    """When it is, in words."""
    day = f"{activity.starts_on:%-d %B %Y}"
    if activity.ends_on and activity.ends_on != activity.starts_on:
        day += f" to {activity.ends_on:%-d %B %Y}"
    return f"From {day}" if activity.standing and not activity.ends_on else day


def agreed_first(activity, run):
    """The terms and offers that were settled with people, newest first, and whether more may be recorded."""
    terms = activity.terms_of_reference.select_related("recorded_by") if activity.terms_agreed else ()
    return {
        "terms": terms,
        "offers": activity.settled_offers.select_related("recorded_by"),
        "may_settle": run and bool(rules.may_settle(activity)),
    }


def rounds_of(tracked):
    """The newest rounds with where the promise of each stands, and how many more there are."""
    shown = [
        {
            "session": session,
            "name": session_name(session),
            "tracked": one,
            "evidence": [evidence_row(item, one.activity) for item in one.evidence],
        }
        for session, one in tracked.rounds[:ROUNDS_SHOWN]
    ]
    return {"rounds": shown, "rounds_left": len(tracked.rounds) - len(shown)}


def may_give_reason(activity, tracked) -> bool:
    """Whether it is time to say why the promise is not kept, and people were not told yet."""
    if tracked.state not in (promises.AT_RISK, promises.NOT_KEPT):
        return False
    session = next(iter(rules.rounds_without_reason(activity) or []), None)
    return bool(rules.may_say_promise_not_kept(activity, tracked.lacks, session))


# Where the next step is done, if not on the page of the activity itself.
_ELSEWHERE = {
    "leading": lambda activity: reverse("leaders", args=[activity.pk]),
    "terms": lambda activity: reverse("activity", args=[activity.pk]) + "#terms",
}


def evidence_row(item, activity):
    """A piece of evidence as the checklist shows it: done, or the next thing to do with its link."""
    elsewhere = _ELSEWHERE.get(item.section)
    return {
        "label": item.sentence,
        "done": item.met,
        "hint": "" if item.met or not item.next_step else f"Next: {item.next_step[:1].lower()}{item.next_step[1:]}",
        "url": elsewhere(activity) if elsewhere else f"#{item.section}" if item.section else "",
    }


def material_of(activity, run):
    """The material in use of an activity, with what each lacks in words, and where more is recorded."""
    lacks = {
        "has_owner": "nobody here answers for it",
        "is_checked": "not checked by somebody else",
        "is_read": "no service user has read it",
        "in_date": "its day to look again has passed",
    }
    rows = list(activity.materials.in_use().with_evidence()) if activity.materials_made else []
    for row in rows:
        row.lacks = [words for name, words in lacks.items() if not getattr(row, name)]
    add = f"{reverse('add_material')}?activity={activity.pk}" if run else ""
    return {"material": rows, "add_material_url": add}
