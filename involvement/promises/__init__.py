"""The promise tracker: for each activity, the evidence its level's promise requires, met or not, and so its state.

`evidence` is the table of the design, `figures` counts what it reads, `tracking` says where a promise stands.
"""

from involvement.promises.evidence import Evidence
from involvement.promises.figures import read, with_figures
from involvement.promises.tracking import (
    AT_RISK,
    KEPT,
    NO_DATA,
    NOT_KEPT,
    UNDER_WAY,
    WORDS,
    Tracked,
    track,
    track_round,
)

__all__ = [
    "AT_RISK",
    "KEPT",
    "NOT_KEPT",
    "NO_DATA",
    "UNDER_WAY",
    "WORDS",
    "Evidence",
    "Tracked",
    "read",
    "track",
    "track_round",
    "with_figures",
]
