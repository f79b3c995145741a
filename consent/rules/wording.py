"""Which wording may be written, published and thrown away, and what it must say before people are asked with it."""

import re
from datetime import date

from consent.models.wording import MUST_STAND_IN, Language, Wording
from core import clock
from core.rules import Allowed, Refused

NEEDED = {
    "what_we_do": "Say what we do with the information, and why.",
    "who_can_see": "Say who holds the information and who can see it.",
    "saying_no": "Say what happens when somebody says no.",
    "changing_your_mind": "Say that people can change their mind, and how.",
    "question": "Write the question.",
    "controller": "Name the organisation that answers for the information.",
}
# Easy read is one idea a line; a longer line is likely two.
MOST_WORDS_IN_A_LINE = 12


def missing_from(wording) -> dict[str, str]:
    """What a wording must still say before it may be published: {field: sentence}. Empty when nothing is missing."""
    missing = {name: sentence for name, sentence in NEEDED.items() if not getattr(wording, name).strip()}
    named = wording.controller.lower() in wording.who_can_see.lower()
    if not named and "controller" not in missing and "who_can_see" not in missing:
        missing["who_can_see"] = f"Name {wording.controller} in “who holds it, and who can see it”."
    if wording.language == Language.ENGLISH:
        for name, words in MUST_STAND_IN.items():
            absent = [word for word in words if not re.search(rf"\b{word}\b", getattr(wording, name), re.IGNORECASE)]
            if absent and name not in missing:
                missing[name] = {
                    "saying_no": "Say that saying no changes nothing about care, charge or court. Missing: "
                    + ", ".join(f"“{word}”" for word in absent)
                    + ".",
                    "changing_your_mind": "Say that people can change their mind “at any time”.",
                }[name]
    elif not wording.translator.strip() or not wording.checker.strip():
        missing["translator"] = "Name who translated it, and who checked the translation."
    elif wording.translator.strip().lower() == wording.checker.strip().lower():
        missing["checker"] = "The translation is checked by somebody else than the translator."
    return missing


def may_change_wording(wording):
    """May its words be changed, or the draft thrown away? Only before it is published."""
    if wording.is_draft:
        return Allowed()
    return Refused("This wording is published and cannot be changed. Start a new version.")


def may_publish(wording, before, day: date, examples=False):
    """May a draft be published from a day? `before`: the version in force now or to come, or None.

    `examples`: whether a translation that nobody has checked will do, as it does in the demonstration alone.

    It says all it must; nobody is shown words afterwards that were not in force; and it starts after the one before.
    """
    if not wording.is_draft:
        return Refused("This wording is published already.")
    missing = missing_from(wording)
    if missing:
        return Refused("This cannot be published yet. " + " ".join(missing.values()))
    if wording.is_example and not examples:
        return Refused(
            "This translation is an example that nobody has checked. It is for the demonstration only. Have it"
            " translated and checked by two people, and name them."
        )
    if day < clock.today():
        return Refused("Choose today or a later day. What people were shown until now stays as it was.", field="day")
    if before is not None and day <= before.effective_from:
        started = "starts" if before.effective_from > clock.today() else "started"
        return Refused(
            f"Version {before.version} {started} on {before.effective_from:%-d %B %Y}. Choose a later day.", field="day"
        )
    return Allowed()


def advice_on(wording) -> list[str]:
    """What would make a wording better, in sentences. None of it stands in the way of publishing."""
    advice = []
    if wording.format == Wording.Format.EASY_READ:
        lines = [line for part in wording.parts for line in part.paragraphs]
        for line in lines:
            if len(line.split()) > MOST_WORDS_IN_A_LINE or re.search(r"[.!?]\s+\S", line):
                advice.append(f"Make this two lines, one idea each: “{line}”")
    if wording.expires_after:
        months = "1 month" if wording.expires_after == 1 else f"{wording.expires_after} months"
        if not re.search(rf"\b{wording.expires_after}\b", wording.text):
            advice.append(f"A yes runs out after {months}. Say so in the words.")
    return advice
