"""SNOMED CT codes: whether one is well formed, by the Verhoeff check digit that every code ends in."""

import re

# Verhoeff: how two digits combine (in the dihedral group of order 10), and how a digit counts at each place.
_COMBINED = (
    "0123456789",
    "1234067895",
    "2340178956",
    "3401289567",
    "4012395678",
    "5987604321",
    "6598710432",
    "7659821043",
    "8765932104",
    "9876543210",
)
_AT_PLACE = (
    "0123456789",
    "1576283094",
    "5803796142",
    "8916043527",
    "9453126870",
    "4286573901",
    "2793806415",
    "7046913258",
)

# The two digits before the last say what a code names: a concept, of the core (00) or of an extension (10).
_OF_A_CONCEPT = ("00", "10")


def is_concept_code(code: str) -> bool:
    """Whether this is a code of a SNOMED CT concept: 6 to 18 digits, a concept's partition, and a right check digit.

    It says that the code was not mistyped, and nothing of whether the concept exists or is still in use.
    """
    if not re.fullmatch(r"[1-9][0-9]{5,17}", code, re.ASCII):
        return False
    return code[-3:-1] in _OF_A_CONCEPT and _checksum(code) == 0


def _checksum(code: str) -> int:
    check = 0
    for place, digit in enumerate(reversed(code)):
        check = int(_COMBINED[check][int(_AT_PLACE[place % 8][int(digit)])])
    return check
