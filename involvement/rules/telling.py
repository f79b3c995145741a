"""Who is to be told of a decision, and how they may be told."""

from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone

from consent.models import Channel, Person, Purpose
from consent.outbox import machine_channel
from consent.rules import FACTS_OF_CONTACT, facts_of_needs, may_contact, open_needs, safe_channels, statuses_of
from core.rules import Allowed, Refused
from involvement.models import Attendance, Decision, Leadership, PartnerOrganisation, Session, Telling, View
from involvement.models.activities import State
from involvement.rules.promises import rounds_of
from involvement.rules.taking_part import TAKES_PART

EASY_READ = "easy_read"  # the key of the need (consent.access_needs)


class Recipients(NamedTuple):
    """Who is to be told, by id: people, sessions whose group is unnamed, and partners whose group is unnamed."""

    people: set
    sessions: set
    partners: set


def recipients_of(decision) -> Recipients:
    """Who is to be told of a decision.

    A person named on a view it answers; everyone who came to a session of the activity; each session, and the group
    of each partner, with views that carry no name. Of a standing activity: those of the decision's own rounds alone.
    Of one that overrules service users who lead: they themselves too, and whoever was told of what they had decided.
    The reason why a promise was not kept goes to everybody who gave a view, came or was invited.
    """
    activity, rounds = decision.activity, rounds_of(decision)
    sessions, views = activity.sessions.all(), View.objects.filter(activity=activity)
    if rounds is not None:
        sessions = sessions.filter(pk__in=rounds)
        views = views.filter(Q(session__in=rounds) | Q(decisions=decision))
    people = set(Attendance.objects.filter(session__in=sessions, came=True).values_list("person_id", flat=True))
    answered = decision.views.all()
    if decision.outcome == Decision.Outcome.PROMISE_NOT_KEPT:
        answered = views
        people |= set(activity.taken_places.filter(state__in=TAKES_PART).values_list("person_id", flat=True))
    people |= set(answered.filter(person__isnull=False).values_list("person_id", flat=True))
    unnamed = views.filter(person__isnull=True).order_by()
    groups = list(unnamed.values_list("session_id", "partner_id").distinct())
    overruled = Decision.objects.filter(overruling__instead=decision).first()
    if overruled is not None:
        people |= set(Leadership.objects.filter(activity=activity).values_list("person_id", flat=True))
        told = Telling.objects.filter(decision=overruled, person__isnull=False)
        people |= set(told.values_list("person_id", flat=True))
    return Recipients(
        people, {session for session, _ in groups if session}, {partner for _, partner in groups if partner}
    )


def tellings_due(decision, teller=None) -> list:
    """Tellings, not stored, for everyone still to be told of a decision: one for each person or group, with how.

    The page that asks before publishing shows these, and publishing stores them, so the two cannot differ. `teller`:
    who tells those who get no message; the lead of the activity where nobody is named. Somebody who is known to have
    died, or a group that no longer meets, is not a task again: `could_not` says it at once.
    """
    people, sessions, partners = recipients_of(decision)
    owed = Telling.objects.filter(decision=decision).values_list("person_id", "session_id", "partner_id")
    for person, session, partner in owed:
        people.discard(person)
        sessions.discard(session)
        partners.discard(partner)
    died, left = _gone_for_good(people, sessions, partners)
    activity = decision.activity
    common = {"service": decision.service, "decision": decision, "worker": teller or activity.lead}
    groups = Telling.How.PARTNER if activity.partner_id else Telling.How.MEETING
    return [
        *(
            Telling(**common, person=person, how=how, could_not=Telling.CouldNot.DIED if person.pk in died else "")
            for person, how in ways_to_tell(people)
        ),
        *(
            Telling(**common, session=session, how=groups, could_not=Telling.CouldNot.LEFT if session in left else "")
            for session in Session.objects.filter(pk__in=sessions).select_related("activity").order_by("pk")
        ),
        *(
            Telling(
                **common,
                partner=partner,
                how=Telling.How.PARTNER,
                could_not=Telling.CouldNot.LEFT if partner in left else "",
            )
            for partner in PartnerOrganisation.objects.filter(pk__in=partners).order_by("pk")
        ),
    ]


def _gone_for_good(people, sessions, partners):
    """Which of these people (ids) are known to have died, and which groups, as rows, are known to meet no more."""
    died, left = Q(could_not=Telling.CouldNot.DIED), Q(could_not=Telling.CouldNot.LEFT)
    noted = Telling.objects.filter(
        died & Q(person__in=people) | left & (Q(session__in=sessions) | Q(partner__in=partners))
    ).select_related("session", "partner")
    noted = list(noted)
    return {telling.person_id for telling in noted}, {telling.session or telling.partner for telling in noted}


def ways_to_tell(people) -> list:
    """Each person of these ids whose record is not restricted, with how they are told: by message, or by a worker."""
    How = Telling.How
    reachable = Person.objects.filter(pk__in=people).not_restricted().select_related("service")
    reachable = reachable.prefetch_related(*FACTS_OF_CONTACT, facts_of_needs("")[0]).order_by("pk")
    return [(person, How.MESSAGE if _can_carry(person) else How.FACE_TO_FACE) for person in reachable]


def needs_easy_read(person) -> bool:
    """Whether somebody has said that they need what is written in easy read."""
    return any(need.need_id == EASY_READ for need in open_needs(person))


def may_note_try(telling: Telling, how: str):
    """May it be noted that telling somebody was tried in this way? While they wait to be told."""
    answer = may_end_telling(telling)
    if answer and how == Telling.How.MESSAGE:
        return Refused("Messages are sent by the system, which notes by itself what came of them.", field="how")
    return answer


def tries_left(telling: Telling) -> int:
    """How many tries the service still asks for before it may be noted that somebody could not be told."""
    return max(0, telling.decision.service.tries_to_tell - telling.tries.count())


def _can_carry(person) -> bool:
    """May what was decided stand in a message? Only where contact is allowed and the message may say who writes."""
    if not may_contact(person):
        return False
    return machine_channel(person, may_say_who=True) is not None


def may_end_telling(telling: Telling):
    """May this telling still be ticked off or given up?"""
    if telling.told_at is not None:
        return Refused("They were told already.")
    if telling.given_up_at is not None:
        return Refused("This was noted as could not be told.")
    return Allowed()


def may_be_told_on(day, field="told_on"):
    """May somebody have been told, or telling them been tried, on this day (None for now)? Not on one to come."""
    if day is not None and day > timezone.localdate():
        done = "they were told" if field == "told_on" else "you tried"
        return Refused(f"The day {done} must be today or before.", field=field)
    return Allowed()


def may_give_up(telling: Telling, why: str):
    """May it be noted that they could not be told, for this reason? That they withdrew must be so."""
    answer = may_end_telling(telling)
    if answer and why == Telling.CouldNot.NO_SAFE_CHANNEL and (left := tries_left(telling)):
        return Refused(
            f"Record each try first. {left} more {'try is' if left == 1 else 'tries are'} needed before this may be"
            " noted.",
            field="could_not",
        )
    if not answer or why != Telling.CouldNot.WITHDREW or telling.person is None:
        return answer
    contact = next(status for status in statuses_of(telling.person) if status.purpose.pk == Purpose.CONTACT)
    if contact.given:
        return Refused(
            f"They agree to be contacted: {contact.sentence[:1].lower()}{contact.sentence[1:]}. "
            "Record first that they withdrew, or choose another reason.",
            field="could_not",
        )
    return answer


def may_tell_by(telling: Telling, how: str):
    """May they be told in this way? By telephone and letter only where they say that is safe."""
    How = Telling.How
    if how == How.PARTNER and telling.partner_id is None and telling.decision.activity.partner_id is None:
        return Refused("The activity has no partner.")
    channel = {How.TELEPHONE: Channel.TELEPHONE, How.LETTER: Channel.LETTER}.get(how)
    if channel is None:
        return Allowed()
    if telling.person is None:
        return Allowed() if how == How.LETTER else Refused("A group cannot be rung.")
    answer = may_contact(telling.person)
    if not answer:
        return answer
    if channel not in {rule.channel for rule in safe_channels(telling.person)}:
        way = "telephone calls" if channel == Channel.TELEPHONE else "letters"
        return Refused(f"They have not said that {way} are safe for them.")
    return Allowed()


def why_no_message(telling: Telling) -> str:
    """Why a person is told by a worker though messages exist, in a sentence; "" where a message goes out."""
    person = telling.person
    if person is None or telling.how == Telling.How.MESSAGE:
        return ""
    answer = may_contact(person)
    if not answer:
        return answer.why
    if machine_channel(person) is None:
        return "Neither email nor text message is a safe way for them."
    if machine_channel(person, may_say_who=True) is None:
        return "Messages to them may not say who writes."
    if telling.message_id is not None and telling.message.stopped_because:
        return f"The message was stopped. {telling.message.stopped_because}"
    return ""


def may_undo_telling(telling: Telling):
    """May it be taken back that they were told, or could not be? Only what somebody noted, while the loop is open."""
    if telling.told_at is None and telling.given_up_at is None:
        return Refused("They are still waiting to be told.")
    if telling.told_at is not None and telling.how == Telling.How.MESSAGE:
        return Refused("They were told by a message, which cannot be taken back.")
    if telling.told_by_id is None and telling.given_up_by_id is None:
        return Refused("The system noted this by itself, so it stays.")
    activity = telling.decision.activity
    if activity.state in (State.FED_BACK, State.NOBODY_TOLD):
        return Refused(f"The activity is “{activity.get_state_display()}”, so it stays.")
    return Allowed()
