"""Every deed on a decision and on a telling from every state it can be in: by the rules, the actions and the database.

Activities are in `test_rules`, places in `test_places`, decisions of those who lead in `test_leading`.
"""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.deeds import deed
from core.history import acting
from involvement import actions, rules
from involvement.models import Decision, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY, REASON

# --- Decisions


def draft(house):
    activity = house.activity(State.RUNNING)
    return house.decision(activity, [house.view(activity, person=house.person(email=""))])


def published(house):
    decision = draft(house)
    house.publish(decision)
    return decision


def done(house):
    return actions.mark_decision_done(by=house.by, decision=published(house))


def withheld(house):
    return actions.withhold_decision(by=house.by, decision=published(house), because="It names somebody")


def changed(house):
    """Replaced by another one that people were told too."""
    decision = published(house)
    house.publish(replace(house, Decision.objects.get(pk=decision.pk)))
    return decision


def being_changed(house):
    decision = published(house)
    replace(house, Decision.objects.get(pk=decision.pk))
    return decision


def replace(house, decision):
    said = {"you_said": "Waiting is long.", "outcome": "partly", "we_decided": "Less", "rationale": REASON}
    return actions.decide(
        by=house.by,
        activity=decision.activity,
        views=list(decision.views.all()),
        replaces=decision,
        owner=house.practitioner,
        due=timezone.localdate(),
        **said,
    )


DEEDS = {
    "change": (
        rules.may_change_decision,
        lambda house, one: actions.change_decision(by=house.by, decision=one, views=one.views.all(), we_decided="No"),
    ),
    "publish": (rules.may_publish, lambda house, one: house.publish(one)),
    "finish": (rules.may_mark_done, lambda house, one: actions.mark_decision_done(by=house.by, decision=one)),
    "note progress": (
        rules.may_note_progress,
        lambda house, one: actions.note_progress(by=house.by, decision=one, words="It has begun."),
    ),
    "withhold": (
        rules.may_withhold,
        lambda house, one: actions.withhold_decision(by=house.by, decision=one, because="It names somebody"),
    ),
    "replace": (rules.may_replace, replace),
    "throw away": (
        rules.may_change_decision,
        lambda house, one: actions.discard_decision(by=house.by, decision=one),
    ),
}
# What may be done with a decision that is in a state; every other deed is refused.
MAY = {
    draft: {"change", "publish", "throw away"},
    published: {"finish", "note progress", "withhold", "replace"},
    done: {"withhold", "replace"},
    withheld: {"finish", "note progress", "replace"},
    being_changed: {"finish", "note progress", "withhold"},
    changed: {"withhold"},
}


@pytest.mark.parametrize("what", DEEDS)
@pytest.mark.parametrize("state", MAY, ids=lambda state: state.__name__)
def test_what_may_be_done_with_a_decision_in_each_state(house, state, what):
    decision = Decision.objects.select_related("activity__service").get(pk=state(house).pk)
    rule, do = DEEDS[what]
    answer = rule(decision)
    assert bool(answer) == (what in MAY[state]), answer.why
    if answer:
        do(house, decision)
        return
    before = Decision.objects.filter(pk=decision.pk).values().get()
    with pytest.raises(ValidationError) as refused:
        do(house, decision)
    assert answer.why in str(refused.value)
    assert Decision.objects.filter(pk=decision.pk).values().get() == before


NOT_PUBLISHED = {"published_at": None, "published_by": None, "published_by_kind": ""}
NOT_DONE = {"done_at": None, "done_by": None, "done_by_kind": ""}
SHOWN = {"withheld_at": None, "withheld_by": None, "withheld_by_kind": "", "withheld_because": ""}


def facts_of_decision(state) -> dict:
    return {
        "draft": lambda: {**NOT_PUBLISHED, **NOT_DONE, **SHOWN},
        "published": lambda: {**NOT_DONE, **SHOWN},
        "done": lambda: {**deed("done", BY), **SHOWN},
        "withheld": lambda: {**NOT_DONE, **deed("withheld", BY), "withheld_because": "It names somebody"},
    }[state]()


# Below the rules: from a state to another, and the rule of the database that refuses it. What is done, or shown, may
# be put right; what people were told cannot be untold.
DECISION_PAIRS = {
    ("draft", "published"): "",
    ("draft", "done"): "involvement_decision_published_first",
    ("draft", "withheld"): "involvement_decision_published_first",
    ("published", "draft"): "decision_published_stays",
    ("published", "done"): "",
    ("published", "withheld"): "",
    ("done", "draft"): "decision_published_stays",
    ("done", "published"): "",
    ("done", "withheld"): "",
    ("withheld", "draft"): "decision_published_stays",
    ("withheld", "published"): "",
    ("withheld", "done"): "",
}


@pytest.mark.parametrize(("old", "new"), DECISION_PAIRS)
def test_the_database_lets_a_decision_go_from_a_state_to_another_or_names_the_rule(house, old, new):
    decision = {"draft": draft, "published": published, "done": done, "withheld": withheld}[old](house)
    facts = facts_of_decision(new) | (deed("published", BY) if (old, new) == ("draft", "published") else {})
    put(Decision, decision, facts, refused_by=DECISION_PAIRS[old, new])


def put(model, row, facts, refused_by):
    def change():
        with acting(BY, "put"), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**facts)

    if not refused_by:
        change()
        return
    with pytest.raises(IntegrityError) as error:
        change()
    assert error.value.__cause__.diag.constraint_name == refused_by


# --- Tellings


def waiting(house):
    return Telling.objects.get(decision=published(house))


def told(house):
    return actions.tell(by=house.by, telling=waiting(house), how="face_to_face")


def could_not_be_told(house):
    return house.give_up(waiting(house))


TELLING_DEEDS = {
    "tell": (rules.may_end_telling, lambda house, one: actions.tell(by=house.by, telling=one, how="face_to_face")),
    "give up": (
        lambda one: rules.may_give_up(one, "died"),
        lambda house, one: actions.give_up_telling(by=house.by, telling=one, why="died"),
    ),
    "note a try": (
        lambda one: rules.may_note_try(one, "face_to_face"),
        lambda house, one: actions.note_try(by=house.by, telling=one, how="face_to_face", came_of_it="not_there"),
    ),
    "put right": (rules.may_undo_telling, lambda house, one: actions.undo_telling(by=house.by, telling=one)),
}
MAY_BE_TOLD = {
    waiting: {"tell", "give up", "note a try"},
    told: {"put right"},
    could_not_be_told: {"put right"},
}


@pytest.mark.parametrize("what", TELLING_DEEDS)
@pytest.mark.parametrize("state", MAY_BE_TOLD, ids=lambda state: state.__name__)
def test_what_may_be_done_with_a_telling_in_each_state(house, state, what):
    telling = Telling.objects.select_related("decision__activity", "person").get(pk=state(house).pk)
    rule, do = TELLING_DEEDS[what]
    answer = rule(telling)
    assert bool(answer) == (what in MAY_BE_TOLD[state]), answer.why
    if answer:
        do(house, telling)
        return
    before = Telling.objects.filter(pk=telling.pk).values().get()
    with pytest.raises(ValidationError) as refused:
        do(house, telling)
    assert answer.why in str(refused.value)
    assert Telling.objects.filter(pk=telling.pk).values().get() == before


WAITS = {
    **{"told_at": None, "told_by": None, "told_by_kind": ""},
    **{"given_up_at": None, "given_up_by": None, "given_up_by_kind": "", "could_not": ""},
}
# A telling that ended one way, ended both ways, or gives no reason, is refused; one that ended may wait again.
TELLING_PAIRS = {
    (waiting, "told"): "",
    (waiting, "given up"): "",
    (waiting, "given up untried"): "telling_tried_first",
    (waiting, "given up, no reason"): "involvement_telling_says_why",
    (waiting, "both"): "involvement_telling_one_ending",
    (told, "waiting"): "",
    (told, "both"): "involvement_telling_one_ending",
    (could_not_be_told, "waiting"): "",
    (could_not_be_told, "both"): "involvement_telling_one_ending",
    (could_not_be_told, "given up, no reason"): "involvement_telling_says_why",
}


def facts_of_telling(state) -> dict:
    return {
        "waiting": lambda: WAITS,
        "told": lambda: WAITS | deed("told", BY),
        "given up": lambda: WAITS | deed("given_up", BY) | {"could_not": "died"},
        "given up untried": lambda: WAITS | deed("given_up", BY) | {"could_not": "no_safe_channel"},
        "given up, no reason": lambda: WAITS | deed("given_up", BY),
        "both": lambda: WAITS | deed("told", BY) | deed("given_up", BY) | {"could_not": "died"},
    }[state]()


@pytest.mark.parametrize(("old", "new"), TELLING_PAIRS, ids=lambda one: one if isinstance(one, str) else one.__name__)
def test_the_database_lets_a_telling_end_once_and_with_its_reason(house, old, new):
    put(Telling, old(house), facts_of_telling(new), refused_by=TELLING_PAIRS[old, new])
