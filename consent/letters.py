"""The words of messages about somebody's own answers. None says more than the person allowed on that way of contact."""

from contextlib import contextmanager

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consent.links import CODE_PLACE, PLACE
from consent.rules import receipt_of
from core import languages

MOST_LINES = 20
# What a message is about that greets somebody who joined.
WELCOME = "welcome"
# What a message is about that asks somebody who asked to be asked later.
ASK = "day they named"
DECLINED = "answer to them"


@contextmanager
def in_their_language(registration):
    """Words to whoever sent a registration are in the language of the words they agreed to, where it may be shown."""
    offered = {each.code for each in languages.offered()}
    code = registration.words_language
    with translation.override(code if code in offered else languages.ENGLISH):
        yield


def receipt(person, rule) -> dict:
    """Subject and text of a receipt. What was answered stands in it only where the message may say who writes."""
    if rule.may_say_who:
        lines = [f"{_about(line)}: {line.said}" for line in receipt_of(person)[:MOST_LINES]]
        body = "These are your choices.\n\n" + "\n".join(lines) + "\n\nYou can change your mind at any time."
    else:
        body = "Your choices are written down. You can have them on paper."
    return {"subject": "Your choices", "text": f"Hello {person.name_to_use},\n\n{body}\n\n{ring(person.service)}\n"}


def new_link(to) -> dict:
    """Subject and text of the new link that somebody asked for: a person, or whoever sent a registration."""
    text = (
        f"Hello {to.name_to_use},\n\nYou asked for a new link. If you did not, you need do nothing."
        f"\n\n{ring(to.service)}\n"
    )
    return {"subject": "Your new link", "text": text}


def to_confirm(registration) -> dict:
    """Subject and text that ask whoever gave us a number or an address whether it was them.

    Without a name: nobody has shown yet that it is theirs.
    """
    with in_their_language(registration):
        text = _(
            "Hello,\n\nSomebody gave us this number or address, so that we can be in touch. Was it you?"
            "\n\nIf it was, press “Yes, it was me” here: %(link)s"
            "\n\nIf it was not, press “Stop” there. We do not write to you again."
        ) % {"link": PLACE}
        return {"subject": _("Was it you?"), "text": _with_whom_to_ring(text, registration.service)}


def reminder(registration, day) -> dict:
    """Subject and text for somebody who did not answer yet, that what they sent is removed on a day."""
    with in_their_language(registration):
        text = _(
            "Hello,\n\nSomebody gave us this number or address, so that we can be in touch. We do not know yet if it"
            " was you.\n\nIf it was, press “Yes, it was me” here: %(link)s"
            "\n\nIf it was not, do nothing. We delete what we were told on %(day)s."
        ) % {"link": PLACE, "day": date_format(day, "j E Y")}
        return {"subject": _("Was it you?"), "text": _with_whom_to_ring(text, registration.service)}


def _with_whom_to_ring(text, service) -> str:
    """A text with whom to ring in its own language; where nobody can be rung, `finished` says how to ask."""
    if not service.contact_phone:
        return text
    who = {"name": service.contact_name or _("us"), "phone": service.contact_phone}
    return f"{text}\n\n{_('Ask %(name)s on %(phone)s.') % who}"


KIND_WORDS = (
    "Thank you for offering to help. We cannot find something that fits for now. It is not because of anything you"
    " did. You are welcome to ask again at any time."
)


def declined(registration, words) -> dict:
    """Subject and text that tell somebody in a worker's `words` that nothing is found for them now."""
    return {"subject": "Thank you", "text": f"Hello {registration.name_to_use},\n\n{words.strip()}"}


def code(person) -> dict:
    """Subject and text of a code to sign in. What a phone shows of it before it is opened has no code in it."""
    minutes = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60
    text = (
        f"Hello {person.name_to_use},\n\nYou asked for a code. It works once, for {minutes} minutes.\n\n{CODE_PLACE}"
        f"\n\nIf you did not ask for it, you need do nothing. Tell nobody the code.\n\n{ring(person.service)}\n"
    )
    return {"subject": "Your code", "text": text}


def account(person) -> dict:
    """Subject and text for somebody who may sign in to their own page from now on."""
    address = settings.DISCREET_BASE_URL.rstrip("/") + reverse("account_request_login_code")
    text = (
        f"Hello {person.name_to_use},\n\nYou can now look at your own page, whenever you like: {address}"
        f"\n\nType in this email address there. We send you a code each time.\n\n{ring(person.service)}\n"
    )
    return {"subject": "Your own page", "text": text}


def of_template(template, name: str) -> dict:
    """Subject and text of a message written beforehand, to somebody of this name."""
    return {"subject": template.subject.replace("{name}", name), "text": template.text.replace("{name}", name)}


def finished(text: str, service, link: bool) -> str:
    """A text with what every message ends in: whom to ring and, with a `link`, how to change or stop messages."""
    says_whom = service.contact_phone in text if service.contact_phone else "worker" in text
    parts = [text.rstrip()]
    if not says_whom:
        parts.append(ring(service))
    if link and PLACE not in text:
        parts.append(f"To change how we contact you, or to stop: {PLACE}")
    return "\n\n".join(parts) + "\n"


def welcome(person) -> dict:
    """Subject and text for somebody who joined. It says nothing of what they joined: anybody may see it."""
    body = "Thank you for getting in touch. It is good to have you with us. We will tell you what you can do next."
    return {
        "subject": "Thank you",
        "text": f"Hello {person.name_to_use},\n\n{body}\n\n{_ring_to_stop(person.service)}\n",
    }


def ask_again(person, template=None) -> dict:
    """Subject and text for somebody who asked us to get in touch later: words of the service, else the standard ones.

    They say nothing of what about.
    """
    if template is not None:
        return of_template(template, person.name_to_use)
    body = "You asked us to get in touch with you later. Would you like to talk now? You choose, and later is fine too."
    return {
        "subject": "You asked us to get in touch",
        "text": f"Hello {person.name_to_use},\n\n{body}\n\n{ring(person.service)}\n",
    }


def _ring_to_stop(service) -> str:
    if not service.contact_phone:
        return "If you change your mind, tell your worker."
    return f"If you change your mind, ring {service.contact_name or 'us'} on {service.contact_phone}."


def _about(line) -> str:
    return f"{line.purpose.title}, with {line.recipient.name}" if line.recipient else line.purpose.title


def ring(service) -> str:
    """Whom to ring, by first name, or how to ask for somebody."""
    if not service.contact_phone:
        return "You can ask any worker you know."
    return f"Ask {service.contact_name or 'us'} on {service.contact_phone}."
