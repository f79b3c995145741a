"""Who may end an answer in which way, and what follows from it: derived before it is done, and held to it by a test."""

from copy import copy
from dataclasses import dataclass

from django.utils import timezone

from consent.models import Agreement, Purpose
from consent.models.agreements import Answer, Ending, Ground
from consent.rules.answers import may_end, may_invalidate, may_withdraw
from consent.rules.contact import agreed_to_contact, asking_later_holds
from consent.rules.status import Status, is_held_in_public_interest, status_of
from core.roles import Permission
from core.rules import Allowed, Refused

MAY = {Ending.WITHDRAWN: may_withdraw, Ending.ENDED: may_end, Ending.INVALIDATED: may_invalidate}


def rests_on_assessment(agreement) -> bool:
    """Whether an answer rests on somebody's finding about the person, or on a document that says who answers."""
    by_others = agreement.ground in (Ground.ATTORNEY, Ground.DEPUTY, Ground.BEST_INTERESTS)
    return by_others or agreement.competence_id is not None or agreement.capacity_id is not None


def may_end_as(agreement, kind: str, reader):
    """May this reader end this answer in this way?

    Whoever records consent notes that somebody takes back their yes. What questions an assessment, or takes back a
    decision in somebody's best interests, is for those who may make one (design, section 5).
    """
    possible = MAY[Ending(kind)](agreement)
    if not possible or reader.may(Permission.ASSESS_CAPACITY):
        return possible
    if kind == Ending.WITHDRAWN and agreement.ground == Ground.BEST_INTERESTS:
        return Refused(
            "This was decided in their best interests. A practitioner or a manager decides it again. If they do not"
            " want to be contacted, change now how they may be contacted."
        )
    if kind != Ending.WITHDRAWN and rests_on_assessment(agreement):
        return Refused("This answer rests on an assessment. A practitioner or a manager can do this.")
    return Allowed()


@dataclass(frozen=True)
class WhatFollows:
    """What ending an answer in one way brings about.

    `ended`: pairs of every answer that ends with how it ends, this one first. `restricts`: no ground is left.
    `stops_contact`: nobody may contact them any more. `cancels_asking`: asking them later is closed. `status`: where
    its purpose, or the sharing with its recipient, stands afterwards.
    """

    agreement: Agreement
    kind: str
    ended: tuple
    restricts: bool
    stops_contact: bool
    cancels_asking: bool
    status: Status


def what_follows(agreement, kind: str) -> WhatFollows:
    """Derive what ending an open answer would bring about, without doing it."""
    person = agreement.person
    rows = list(person.agreements.all())
    yeses = [row for row in rows if row.pk != agreement.pk and row.ended_at is None and row.answer == Answer.GIVEN]
    giver = agreement.giver_key if kind == Ending.WITHDRAWN else None
    with_it = {row.pk: Ending.WITHDRAWN if row.giver_key == giver else Ending.ENDED for row in yeses}
    ended = {agreement.pk: kind}
    if agreement.purpose_id == Purpose.RECORD and giver is not None and agreement.ground == Ground.PERSON:
        ended |= with_it
    record = _status(person, Purpose.RECORD, _as_if(rows, ended)).state
    restricts = record not in ("given", "conflicting") and not is_held_in_public_interest(person)
    if restricts:
        ended |= with_it
    after = _as_if(rows, ended)
    return WhatFollows(
        agreement,
        kind,
        ended=((agreement, kind), *((row, ended[row.pk]) for row in yeses if row.pk in ended)),
        restricts=restricts,
        stops_contact=bool(agreed_to_contact(person, rows) and not agreed_to_contact(person, after)),
        cancels_asking=asking_later_holds(person, rows) and not asking_later_holds(person, after),
        status=_status(
            person, agreement.purpose_id, [row for row in after if row.recipient_id == agreement.recipient_id]
        ),
    )


def _as_if(rows, ended) -> list:
    """The answers as they would stand: those of `ended` (keys with how) ended now."""
    stand = []
    for row in rows:
        if row.pk in ended:
            row = copy(row)
            row.ended_at, row.ended_kind = timezone.now(), str(ended[row.pk])
        stand.append(row)
    return stand


def _status(person, purpose_key, rows) -> Status:
    return status_of(Purpose(pk=purpose_key), rows, born=person.date_of_birth)
