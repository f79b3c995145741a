"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Piece:
    """Words that stayed, were added or were removed."""

    kind: str
    text: str


def compare(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in the order in which they are read: what was removed before what was added."""
    before, after = (re.findall(r"\n+|[^\S\n]*\S+", text) for text in (old, new))
    pieces = []
    for _, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[a:b] == after[c:d]:
            pieces.append(Piece(SAME, "".join(after[c:d])))
            continue
        if removed := "".join(before[a:b]):
            pieces.append(Piece(REMOVED, removed))
        if added := "".join(after[c:d]):
            pieces.append(Piece(ADDED, added))
    return pieces


def count_words(pieces, kind) -> int:
    return sum(len(piece.text.split()) for piece in pieces if piece.kind == kind)
