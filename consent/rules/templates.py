"""When a message written beforehand may be published, and to whom it may go."""

import re

from django.conf import settings

from consent.links import PLACE, address_of
from consent.rules.contact import may_contact, safe_channels
from consent.rules.discreet import may_be_discreet
from core.rules import Allowed, Refused

# Nobody. Previews are written to her, so that no draft is ever tried out on somebody real.
INVENTED = "Jo"
KNOWN = {"name"}
# About as much as a locked phone shows.
SHOWN_WHEN_LOCKED = 120


def may_write_template(subject, text, says_who):
    """May a message have these words? What it names in braces must be known, and it is discreet unless it may say who.

    The sender, the host and the path of its link, and what a locked phone shows of it, are looked at like its words.
    """
    if unknown := [name for name in re.findall(r"\{([^{}]*)\}", f"{subject} {text}") if name not in KNOWN]:
        return Refused(f"Nothing is known of {{{unknown[0]}}}. You can use {{name}}.", field="text")
    if says_who:
        return Allowed()
    host, path = host_and_path(address_of("0" * 22))
    written = text.replace("{name}", "")
    return may_be_discreet(
        subject=subject,
        text=written,
        sender=settings.DISCREET_FROM,
        host=host,
        path=path,
        preview=f"{settings.DISCREET_FROM} {subject} {written}"[:SHOWN_WHEN_LOCKED],
    )


def host_and_path(address: str) -> tuple[str, str]:
    """The two parts of an address that a message shows, without its token, whose letters are chance."""
    host, _, path = address.partition("://")[2].partition("/")
    return host, path.split("/")[0]


def may_publish_template(template):
    """May this draft be published? The service's number, or how to ask for it, is put below every message."""
    if not template.is_draft:
        return Refused("Only a draft is published.")
    return may_write_template(template.subject, template.text, template.says_who)


def may_change_template(template):
    """May the words be changed? Of a draft alone."""
    return Allowed() if template.is_draft else Refused("What is published stays as it is. Write another message.")


def may_retire_template(template):
    """May this message be taken out of use? Once."""
    return Refused("It is not in use any more.") if template.retired_at is not None else Allowed()


def rules_for(template, person) -> list:
    """The rules of the ways on which this message may go to somebody: safe today, and letting it say what it says."""
    return [rule for rule in safe_channels(person) if rule.may_say_who or not template.says_who]


def may_send_template(template, person, channel):
    """May this message be written to somebody on this way of contact? When it leaves is decided once more then."""
    if not template.in_use:
        return Refused("This message is not in use.")
    answer = may_contact(person)
    if not answer:
        return answer
    if channel not in [rule.channel for rule in rules_for(template, person)]:
        return Refused("This way of contact is not safe for what the message says.", field="channel")
    return Allowed()


def is_too_open(to, rule, subject, text, sender):
    """Does a message say more than its way of contact allows? Allowed where it does not, Refused with the word.

    `to`: a person, or a registration.
    """
    if rule is None or rule.may_say_who:
        return Allowed()
    host, path = host_and_path(address_of("0" * 22))
    names = (to.name_to_use, getattr(to, "full_name", ""))
    return may_be_discreet(*names, sender=sender, subject=subject, text=text.replace(PLACE, ""), host=host, path=path)
