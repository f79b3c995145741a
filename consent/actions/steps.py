"""What several actions do inside them: ending an answer, restricting a record, closing what was to be asked."""

from datetime import timedelta

from django.utils import timezone

from consent import rules
from consent.models import (
    Agreement,
    DetailToAdd,
    FollowUp,
    Purpose,
    Restriction,
)
from consent.models.agreements import Answer
from consent.models.details import DetailOutcome
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


def close_detail(detail, by, outcome):
    detail.outcome = outcome
    done(detail, "done", by)
    save(detail)


def close_what_was_added(person, by, names):
    """Close what was left for later and is in the record now. `names`: keys of details that are there."""
    for detail in DetailToAdd.objects.open().filter(person=person, detail__in=names):
        close_detail(detail, by, DetailOutcome.ADDED)


def answer_contact(*, by, person, answer, wording=None, not_before=None, not_asked_reason="", at=None, **shared):
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
