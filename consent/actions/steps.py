"""What several actions do inside them: giving and ending an answer, restricting a record, closing a follow-up."""

from datetime import timedelta

from django.utils import timezone

from consent import rules
from consent.models import (
    Agreement,
    BestInterestsDecision,
    CapacityAssessment,
    CompetenceAssessment,
    DetailToAdd,
    Draft,
    FollowUp,
    InterestRegistration,
    JoinTask,
    Message,
    Person,
    PublicInterestDecision,
    Purpose,
    Recipient,
    Restriction,
    ReviewDate,
    ReviewNotice,
)
from consent.models.agreements import BY_NAME, Answer, Ending, Ground
from consent.models.details import DetailOutcome
from consent.outbox import stop_message, stop_messages_to
from consent.search import a_restricted_one_is_alike, normalised
from core import clock
from core.deeds import deed, done
from core.registries import Registry
from core.rules import ensure
from core.writing import RefusedAfter, action, save

# Kept this long after the last ground ended, unless the retention rules say otherwise.
RESTRICTED_FOR = timedelta(days=365)

# What other apps do in the same transaction when an agreement ends: functions (by, agreement).
on_ended = Registry()

WITHDREW = "They withdrew the agreement to hold their information"


def locked(by, person):
    """The person with their row held. Where the ground ran out before the daily task saw it, restrict and refuse."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.joined_into_id is None and not rules.is_restricted(person) and not rules.has_ground(person):
        raise RefusedAfter(rules.NO_GROUND, first=lambda: restrict_lapsed(by=by, person=person))
    return person


def waiting_registration(registration):
    """A registration that waits, with its row held. Refused where it was looked at already."""
    registration = InterestRegistration.objects.select_for_update(of=("self",)).get(pk=registration.pk)
    ensure(rules.may_handle(registration))
    return registration


def own_draft(by, draft):
    """The draft as it is now, locked, or None where it is not the actor's any more."""
    return Draft.objects.select_for_update().filter(pk=draft.pk, owner=by.user).fresh().first()


@action
def restrict_lapsed(*, by, person):
    """Restrict a record whose last ground ran out with time. Returns whether it was restricted now."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    if rules.has_ground(person) or rules.is_restricted(person) or person.joined_into_id is not None:
        return False
    lose_ground(by, person, "No ground to hold the record was left")
    return True


def giver_key(ground, name="") -> str:
    """What tells one giver from another: *self*, or the ground with the normalised name."""
    if ground == Ground.PERSON:
        return "self"
    return f"{ground}:{' '.join(normalised(name))}"[:200] if ground in BY_NAME else str(ground)


def give_answer(
    *,
    by,
    person,
    purpose_key,
    answer,
    wording=None,
    giver=None,
    recipient=None,
    information="",
    not_before=None,
    not_asked_reason="",
    at=None,
    signed_on=None,
    **shared,
):
    """Record one answer after the rules said yes, with the assessments it rests on. Returns the agreement.

    `giver`: dict of `ground` and, for those who answer by name, `name`, `relationship`, `checked`, and for a parent
    `child_agrees` and `why_asked`; None for the person. `shared`: route and who was present.
    """
    giver = giver or {"ground": Ground.PERSON}
    ground = Ground(giver["ground"])
    if answer == Answer.NOT_ASKED:
        wording, not_before = None, None
    else:
        ensure(rules.may_answer(person, purpose_key, ground, signed_on, recipient))
    rests_on = assessments_behind(person, purpose_key, ground, answer)
    agreement = Agreement(
        **shared,
        **rests_on,
        service=person.service,
        person=person,
        site=person.site,
        purpose_id=purpose_key,
        answer=answer,
        not_asked_reason=not_asked_reason,
        wording=wording,
        ground=ground,
        giver_key=giver_key(ground, giver.get("name", "")),
        giver_name=giver.get("name", ""),
        giver_relationship=giver.get("relationship", ""),
        giver_checked=giver.get("checked", ""),
        child_agrees=giver.get("child_agrees") if ground == Ground.PARENTAL else None,
        why_asked=giver.get("why_asked", "") if ground == Ground.PARENTAL else "",
        recipient=recipient,
        information=information,
        signed_on=signed_on,
        expires_on=runs_out_on(answer, wording, signed_on, at),
        **deed("recorded", by, at),
    )
    agreement.review_on = rules.ask_again_on(
        agreement, person.date_of_birth, person.service, rests_on.get("best_interests")
    )
    save(agreement)
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


def assessments_behind(person, purpose_key, ground, answer) -> dict:
    """The assessments and the decision that an answer on this ground rests on, as values of an agreement."""
    if answer == Answer.NOT_ASKED:
        return {}
    competence = person.competence_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
    capacity = person.capacity_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
    child = rules.age_group(person.date_of_birth, person.age_band) == rules.AgeGroup.CHILD
    if child and ground in (Ground.PERSON, Ground.PARENTAL):
        return {"competence": competence}
    found = {"capacity": capacity}
    if ground == Ground.BEST_INTERESTS:
        ensure(rules.may_follow_decision(person, purpose_key, answer))
        found["best_interests"] = rules.decision_that_holds(person, purpose_key)
    return found


def name_recipient(by, person, kind, name, address=""):
    """The recipient of this name for a person, named now if nobody named them before."""
    key = " ".join(normalised(name))[:200]
    known = Recipient.objects.filter(person=person, key=key).first()
    return known or save(
        Recipient(
            service=person.service,
            person=person,
            kind=kind,
            name=name,
            key=key,
            address=address,
            **deed("recorded", by),
        )
    )


def end(agreement, by, kind, reason):
    agreement.ended_kind, agreement.ended_reason = kind, reason
    done(agreement, "ended", by)
    save(agreement)


def ended_for_good(by, agreement):
    """What follows in the same transaction when an answer ended; `rules.what_follows` says it beforehand."""
    person = Person.objects.get(pk=agreement.person_id)
    ended = [agreement]
    withdrew = agreement.ended_kind == Ending.WITHDRAWN
    if agreement.purpose_id == Purpose.RECORD:
        why = _why_lost(agreement)
        if withdrew and agreement.ground == Ground.PERSON:
            ended += _end_every_yes(by, person, why, taken_back_by=agreement.giver_key)
        if not rules.has_ground(person):
            lose_ground(by, person, why, taken_back_by=agreement.giver_key if withdrew else "")
    if agreement.purpose_id in (Purpose.RECORD, Purpose.CONTACT):
        stop_what_is_not_agreed(by, person, "They withdrew" if withdrew else "The agreement ended")
    tell_others(by, ended)


def tell_others(by, ended):
    for agreement in ended:
        for consequence in on_ended:
            consequence(by, agreement)


def _why_lost(agreement) -> str:
    if agreement.ended_kind == Ending.WITHDRAWN and agreement.ground == Ground.PERSON:
        return WITHDREW
    return f"{rules.ENDING_WORDS[agreement.ended_kind]}: the agreement to hold their information"


def lose_ground(by, person, why, taken_back_by=""):
    """End every yes and restrict the record. The caller has seen that no ground is left.

    `taken_back_by`: the key of the giver who withdrew, whose other yeses are taken back with the first.
    """
    ended = _end_every_yes(by, person, why, taken_back_by)
    stop_what_is_not_agreed(by, person, why)
    for follow_up in person.follow_ups.open():
        note_outcome(follow_up, by, why)
    restrict(person, by, why)
    tell_others(by, ended)


def _end_every_yes(by, person, why, taken_back_by) -> list:
    ended = []
    for other in Agreement.objects.open().filter(person=person, answer=Answer.GIVEN):
        end(other, by, Ending.WITHDRAWN if other.giver_key == taken_back_by else Ending.ENDED, why)
        ended.append(other)
    return ended


def stop_what_is_not_agreed(by, person, why):
    """Stop messages that wait where contact is not agreed to any more, and asking later where no yes is behind it."""
    if not rules.asking_later_holds(person):
        for follow_up in person.follow_ups.open().asked_for():
            note_outcome(follow_up, by, why)
    if not rules.agreed_to_contact(person):
        stop_messages_to(by=by, to=person, why=why)


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


def ask_lead_to_look(by, person):
    """Have the information governance lead told where a restricted record may be of somebody just recorded."""
    details = {name: getattr(person, name) for name in ("name_to_use", "full_name", "phone", "date_of_birth")}
    if not a_restricted_one_is_alike(person.service, details) or person.join_tasks.open().exists():
        return
    save(JoinTask(service=person.service, person=person, **deed("noted", by)))


def close_join_task(by, task, outcome):
    task.outcome = outcome
    done(task, "closed", by)
    return save(task)


def look_again(by, agreement, day, because, reason=""):
    """Move the day to ask somebody again, and note why."""
    agreement.review_on = day
    save(agreement)
    return save(
        ReviewDate(
            service=agreement.service,
            person=agreement.person,
            agreement=agreement,
            because=because,
            reason=reason,
            review_on=day,
            **deed("moved", by),
        )
    )


def note_outcome(follow_up, by, outcome):
    follow_up.outcome = outcome
    done(follow_up, "done", by)
    save(follow_up)
    stop_asking_message(follow_up, by, outcome)


def stop_asking_message(follow_up, by, why):
    """Stop the message that was to ask somebody, where one waits: they were asked, or are not to be asked now."""
    for message in Message.objects.select_for_update().waiting().filter(follow_up=follow_up):
        stop_message(by=by, message=message, why=why)


def they_contact_us(by, person):
    """What follows where somebody says that they will contact us: nothing more is sent, and it shows if they do not."""
    stop_messages_to(by=by, to=person, why="They said that they will contact us")
    open_ones = person.follow_ups.open().asked_for()
    if rules.agreed_to_contact(Person.objects.get(pk=person.pk)) and not open_ones.exists():
        save(
            FollowUp(
                service=person.service,
                person=person,
                reason="They said that they will contact us",
                not_before=clock.today(),
                owner=by.user,
                **deed("recorded", by),
            )
        )


def runs_out_on(answer, wording, signed_on, at):
    """The day on which an answer runs out, as its wording says; None for most, and for all but a yes."""
    if answer != Answer.GIVEN or wording is None:
        return None
    return wording.runs_out_on(signed_on or timezone.localtime(at or clock.now()).date())


def close_detail(detail, by, outcome):
    detail.outcome = outcome
    done(detail, "done", by)
    save(detail)


def close_what_was_added(person, by, names):
    """Close what was left for later and is in the record now. `names`: keys of details that are there."""
    for detail in DetailToAdd.objects.open().filter(person=person, detail__in=names):
        close_detail(detail, by, DetailOutcome.ADDED)


# Both questions of the consent form, which one assessment may speak of.
BOTH = (Purpose.RECORD, Purpose.CONTACT)


def store_competence(by, person, purpose_key, values):
    ensure(rules.may_assess_competence(person))
    return save(
        CompetenceAssessment(
            service=person.service, person=person, purpose_id=purpose_key, **values, **deed("assessed", by)
        )
    )


def store_capacity(by, person, purpose_key, values):
    ensure(rules.may_assess_capacity(person))
    return save(
        CapacityAssessment(
            service=person.service, person=person, purpose_id=purpose_key, **values, **deed("assessed", by)
        )
    )


def store_best_interests(by, person, purpose_key, values):
    ensure(rules.may_decide_best_interests(person, purpose_key))
    capacity = person.capacity_assessments.filter(purpose=purpose_key).order_by("-assessed_at").first()
    return save(
        BestInterestsDecision(
            service=person.service,
            person=person,
            purpose_id=purpose_key,
            capacity=capacity,
            **values,
            **deed("decided", by),
        )
    )


def assess_for_both(by, person, findings):
    """Store what was found about a new person for each question it speaks of, inside an action.

    `findings`: dict that may hold `competence`, `capacity` and `best_interests`, each a dict of values of its model
    with `purposes`, the keys it speaks of (both questions where it is left out), or a list of such dicts.
    """
    makers = {
        "competence": store_competence,
        "capacity": store_capacity,
        "best_interests": store_best_interests,
    }
    for kind, make in makers.items():
        found = findings.get(kind, [])
        for values in found if isinstance(found, list) else [found]:
            for purpose_key in values.get("purposes", BOTH):
                make(by, person, purpose_key, {key: value for key, value in values.items() if key != "purposes"})


def make_public_interest_decision(by, person, *, aim, recipient=None, **values):
    """Store a decision in the public interest, and have every second person told that it waits, inside an action."""
    ensure(rules.may_decide_public_interest(person.service, by.user))
    decision = save(
        PublicInterestDecision(
            service=person.service,
            person=person,
            aim=aim,
            recipient=recipient,
            review_due=clock.now() + timedelta(hours=person.service.hours_to_review),
            **values,
            **deed("decided", by),
        )
    )
    queue_notices(by, decision, ReviewNotice.About.REVIEW, rules.second_persons(decision))
    return decision


def queue_notices(by, decision, about, users):
    for user in users:
        save(ReviewNotice(service=decision.service, decision=decision, to=user, about=about, **deed("queued", by)))
