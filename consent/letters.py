"""The words of messages about somebody's own answers. None says more than the person allowed on that way of contact."""

from consent.rules import receipt_of

MOST_LINES = 20
# What a message is about that greets somebody who joined.
WELCOME = "welcome"


def receipt(person, rule) -> dict:
    """Subject and text of a receipt. What was answered stands in it only where the message may say who writes."""
    if rule.may_say_who:
        lines = [f"{_about(line)}: {line.said}" for line in receipt_of(person)[:MOST_LINES]]
        body = "These are your choices.\n\n" + "\n".join(lines) + "\n\nYou can change your mind at any time."
    else:
        body = "Your choices are written down. You can have them on paper."
    return {"subject": "Your choices", "text": f"Hello {person.name_to_use},\n\n{body}\n\n{_ring(person.service)}\n"}


def welcome(person) -> dict:
    """Subject and text for somebody who joined. It says nothing of what they joined: anybody may see it."""
    body = "Thank you for getting in touch. It is good to have you with us. We will tell you what you can do next."
    return {
        "subject": "Thank you",
        "text": f"Hello {person.name_to_use},\n\n{body}\n\n{_ring_to_stop(person.service)}\n",
    }


def _ring_to_stop(service) -> str:
    if not service.contact_phone:
        return "If you change your mind, tell your worker."
    return f"If you change your mind, ring {service.contact_name or 'us'} on {service.contact_phone}."


def _about(line) -> str:
    return f"{line.purpose.title}, with {line.recipient.name}" if line.recipient else line.purpose.title


def _ring(service) -> str:
    if not service.contact_phone:
        return "Ask your worker about them."
    return f"Ask {service.contact_name or 'us'} on {service.contact_phone}."
