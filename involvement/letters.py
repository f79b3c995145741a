"""The words of messages about involvement. None names L&D, police, court or health unless the person said it may."""

from involvement.rules.telling import needs_easy_read


def invitation(place, rule) -> dict:
    """Subject and text of an invitation. Says what it is to only where the message may say who writes."""
    person, activity = place.person, place.activity
    if rule.may_say_who:
        body = (
            f"You are invited to “{activity.title}”, starting on {activity.starts_on:%-d %B %Y}"
            f"{_at(activity.place_in_words)}. It is your choice. Saying no changes nothing for you."
        )
    else:
        body = "There is something you may like to take part in. It is your choice."
    return {"subject": "An invitation for you", "text": _letter(person, body)}


def what_was_decided(person, decisions, easy=None) -> dict:
    """Subject and text that tell somebody what was decided and why, one part for each decision.

    `easy`: in easy read; where nothing is said, for whoever needs it. A decision without such words keeps its own.
    """
    easy = needs_easy_read(person) if easy is None else easy
    parts = [_easy_part(decision) if easy and decision.has_easy_read else _part(decision) for decision in decisions]
    if any(decision.replaces_id for decision in decisions):
        opening = "We have news about something we told you before."
    elif easy:
        opening = "Thank you for telling us what you think."
    else:
        opening = "Thank you for telling us what you think. This is what came of it."
    answer = "Is this not what you meant? Tell us, and we look at it again."
    return {
        "subject": "What came of what you said",
        "text": _letter(person, "\n\n".join([opening, *parts, answer])),
    }


def _part(decision) -> str:
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
