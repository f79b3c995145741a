"""What somebody means who replies to a text message."""

import re

# What telephone networks and people use to end messages.
STOP = {"stop", "stopall", "end", "quit", "cancel", "unsubscribe", "optout"}


def says_stop(words: str) -> bool:
    """Whether a reply says that no more is to come: its first word is one of those, however it is set."""
    letters = re.sub(r"[^a-z\s]", "", words.casefold()).split()
    return bool(letters) and (letters[0] in STOP or "".join(letters[:2]) in STOP)
