"""The words of messages about involvement. None names L&D, police, court or health unless the person said it may."""

from involvement.models import Decision

THANKS = "Thank you for telling us what you think. This is what came of it."


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


def what_was_decided(person, decisions) -> dict:
    """Subject and text that tell somebody what was decided and why, one part for each decision."""
    parts = [_part(decision) for decision in decisions]
    broken = all(decision.outcome == Decision.Outcome.PROMISE_NOT_KEPT for decision in decisions)
    opening = "We made you a promise and did not keep it. We are sorry." if broken else THANKS
    body = f"{opening}\n\n" + "\n\n".join(parts)
    return {"subject": "What came of what you said", "text": _letter(person, body)}


def _part(decision) -> str:
    if decision.outcome == Decision.Outcome.PROMISE_NOT_KEPT:
        return f"We promised: {decision.you_said}\n{decision.we_decided}\nBecause: {decision.rationale}"
    lines = [
        f"You said: {decision.you_said}",
        f"We decided: {decision.get_outcome_display()}. {decision.we_decided}",
        f"Because: {decision.rationale}",
    ]
    if decision.due:
        lines.append(f"To be done by {decision.due:%-d %B %Y}.")
    return "\n".join(lines)


def _at(place: str) -> str:
    return f" at {place}" if place else ""


def _letter(person, body: str) -> str:
    service = person.service
    ring = f"Ask for {service.contact_name} on {service.contact_phone}." if service.contact_phone else ""
    closing = f"To talk about this, or to stop these messages: {ring}" if ring else "Ask your worker to stop these."
    return f"Hello {person.name_to_use},\n\n{body}\n\n{closing}\n"
