"""The words of messages about involvement. None names L&D, police, court or health unless the person said it may."""

from django.utils import timezone

from involvement.models import Decision, Notice
from involvement.rules.telling import needs_easy_read

THANKS = "Thank you for telling us what you think. This is what came of it."

_SUBJECTS = {
    Notice.About.INVITATION: "An invitation for you",
    Notice.About.PLACE_FREE: "A place is free for you",
    Notice.About.SESSION_CHANGED: "A meeting has changed",
    Notice.About.SESSION_CANCELLED: "A meeting is cancelled",
    Notice.About.ACTIVITY_CANCELLED: "Something is cancelled",
}


def notice(about, person, activity, *, may_say_who, session=None, was="", reason="") -> dict:
    """Subject and text of word about somebody's place. Says what it is about only where it may say who writes.

    `was`: of a session that changed, how it was before. `reason`: why it changed or is cancelled.
    """
    words = _IN_FULL if may_say_who else _DISCREETLY
    return {"subject": _SUBJECTS[about], "text": _letter(person, words[about](activity, session, was, reason))}


def _invited(activity, session, was, reason):
    return (
        f"You are invited to “{activity.title}”, starting on {activity.starts_on:%-d %B %Y}"
        f"{_at(activity.place_in_words)}. It is your choice. Saying no changes nothing for you."
    )


def _place_free(activity, session, was, reason):
    return (
        f"You were on the waiting list for “{activity.title}”. A place is free for you now, and it is kept for you."
        " Tell us whether you want it. It is your choice. Saying no changes nothing for you."
    )


def _changed(activity, session, was, reason):
    return (
        f"A session of “{activity.title}” has changed.\n\nIt was: {was}.\nIt is now: {when_and_where(session)}.\n\n"
        f"Why: {reason}"
    )


def _session_cancelled(activity, session, was, reason):
    return f"A session of “{activity.title}” is cancelled: {when_and_where(session)}.\n\nWhy: {reason}"


def _activity_cancelled(activity, session, was, reason):
    return f"“{activity.title}” is cancelled. We are sorry.\n\nWhy: {reason}"


_IN_FULL = {
    Notice.About.INVITATION: _invited,
    Notice.About.PLACE_FREE: _place_free,
    Notice.About.SESSION_CHANGED: _changed,
    Notice.About.SESSION_CANCELLED: _session_cancelled,
    Notice.About.ACTIVITY_CANCELLED: _activity_cancelled,
}
# Neither a title, nor a place, nor a reason: each could say who writes.
_DISCREETLY = {
    Notice.About.INVITATION: lambda *_: "There is something you may like to take part in. It is your choice.",
    Notice.About.PLACE_FREE: lambda *_: (
        "A place is free for you in what you asked about. It is kept for you. Tell us whether you want it."
        " It is your choice."
    ),
    Notice.About.SESSION_CHANGED: lambda activity, session, was, reason: (
        f"A meeting that you have a place in has changed. It is now on {_when(session)}. Ask us where, and why."
    ),
    Notice.About.SESSION_CANCELLED: lambda activity, session, was, reason: (
        f"The meeting on {_when(session)} is cancelled. Ask us why."
    ),
    Notice.About.ACTIVITY_CANCELLED: lambda *_: "Something that you have a place in is cancelled. Ask us why.",
}


def _when(session) -> str:
    starts = timezone.localtime(session.starts_at)
    return f"{starts:%-d %B %Y} at {starts:%H:%M}"


def when_and_where(session) -> str:
    """When a session is, until when where that is known, and where: one line for a letter."""
    ends = f" to {timezone.localtime(session.ends_at):%H:%M}" if session.ends_at else ""
    where = session.where or session.activity.place_in_words
    return f"{_when(session)}{ends}{f', {where}' if where else ''}"


def what_was_decided(person, decisions, easy=None) -> dict:
    """Subject and text that tell somebody what was decided and why, one part for each decision.

    `easy`: in easy read; where nothing is said, for whoever needs it. A decision without such words keeps its own.
    """
    easy = needs_easy_read(person) if easy is None else easy
    parts = [_easy_part(decision) if easy and decision.has_easy_read else _part(decision) for decision in decisions]
    if all(decision.outcome == Decision.Outcome.PROMISE_NOT_KEPT for decision in decisions):
        opening = "We made you a promise and did not keep it. We are sorry."
    elif any(decision.replaces_id for decision in decisions):
        opening = "We have news about something we told you before."
    elif easy:
        opening = "Thank you for telling us what you think."
    else:
        opening = THANKS
    answer = "Is this not what you meant? Tell us, and we look at it again."
    return {
        "subject": "What came of what you said",
        "text": _letter(person, "\n\n".join([opening, *parts, answer])),
    }


def _part(decision) -> str:
    if decision.outcome == Decision.Outcome.PROMISE_NOT_KEPT:
        return f"We promised: {decision.you_said}\n{decision.we_decided}\nBecause: {decision.rationale}"
    lines = [
        f"You said: {decision.you_said}",
        f"We decided: {decision.get_outcome_display()}. {decision.we_decided}",
        f"Because: {decision.rationale}",
    ]
    if decision.replaces_id:
        lines.insert(0, f"Before, we told you: {decision.replaces.we_decided} This has changed.")
    if decision.due:
        lines.append(f"To be done by {decision.due:%-d %B %Y}.")
    return "\n".join(lines)


def _easy_part(decision) -> str:
    parts = [
        f"You said:\n{decision.easy_you_said}",
        f"We decided:\n{decision.get_outcome_display()}.\n{decision.easy_we_decided}",
        f"Why:\n{decision.easy_rationale}",
    ]
    if decision.due:
        parts.append(f"When:\nBy {decision.due:%-d %B %Y}.")
    return "\n\n".join(parts)


def what_has_been_done(person, progress) -> dict:
    """Subject and text that tell somebody what has been done about a decision since they were told of it."""
    decision = progress.decision
    lines = [f"We told you what we decided: {decision.we_decided}", f"News about this: {progress.words}"]
    if progress.percent is not None and not decision.done_at:
        lines.append(f"About {progress.percent}% is done.")
    if progress.due:
        lines.append(f"It will now be done by {progress.due:%-d %B %Y}.")
    return {"subject": "News about what you told us", "text": _letter(person, "\n".join(lines))}


def _at(place: str) -> str:
    return f" at {place}" if place else ""


def _letter(person, body: str) -> str:
    service = person.service
    ring = f"Ask for {service.contact_name} on {service.contact_phone}." if service.contact_phone else ""
    closing = f"To talk about this, or to stop these messages: {ring}" if ring else "Ask your worker to stop these."
    return f"Hello {person.name_to_use},\n\n{body}\n\n{closing}\n"
