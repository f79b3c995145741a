"""What several actions do inside them: ending an answer, restricting a record, closing what was to be asked."""

from datetime import timedelta

from django.utils import timezone

from consent import rules
from consent.models import (
    Agreement,
    FollowUp,
    Purpose,
    Restriction,
)
from consent.models.agreements import Answer
from core import clock
from core.deeds import deed, done
from core.registries import Registry
from core.writing import save

# Kept this long after the last ground ended, unless the retention rules say otherwise.
RESTRICTED_FOR = timedelta(days=365)
# What other apps do in the same transaction when an agreement ends: functions (by, agreement).
on_ended = Registry()


def end(agreement, by, kind, reason):
    agreement.ended_kind, agreement.ended_reason = kind, reason
    done(agreement, "ended", by)
    save(agreement)


def restrict(person, by, reason):
    if not rules.is_restricted(person):
        save(
            Restriction(
                service=person.service,
                person=person,
                reason=reason,
                keep_until=timezone.localdate() + RESTRICTED_FOR,
                **deed("recorded", by),
            )
        )


def note_outcome(follow_up, by, outcome):
    follow_up.outcome = outcome
    done(follow_up, "done", by)
    save(follow_up)


def runs_out_on(answer, wording, signed_on, at):
    """The day on which an answer runs out, as its wording says; None for most, and for all but a yes."""
    if answer != Answer.GIVEN or wording is None:
        return None
    return wording.runs_out_on(signed_on or timezone.localtime(at or clock.now()).date())


def answer_contact(
    *, by, person, answer, wording=None, not_before=None, not_asked_reason="", at=None, signed_on=None, **shared
):
    if answer == Answer.NOT_ASKED:
        wording, not_before = None, None
    agreement = save(
        Agreement(
            **shared,
            person=person,
            service=person.service,
            site=person.site,
            purpose_id=Purpose.CONTACT,
            answer=answer,
            not_asked_reason=not_asked_reason,
            wording=wording,
            signed_on=signed_on,
            expires_on=runs_out_on(answer, wording, signed_on, at),
            **deed("recorded", by, at),
        )
    )
    if not_before and agreement.answer == Answer.GIVEN:
        save(
            FollowUp(
                service=person.service,
                person=person,
                reason="They asked to be asked later",
                not_before=not_before,
                owner=by.user,
                **deed("recorded", by, at),
            )
        )
    return agreement
