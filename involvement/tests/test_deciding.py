"""Reasons, changed decisions, who decided together, what was done since, tries, and "this is not what I meant"."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from consent.actions import record_needs, withdraw_agreement
from consent.models import Message
from consent.outbox import record_sent
from core import actors
from core.scope import scope_of_person
from involvement import actions, rules
from involvement.models import Decision, ProgressTelling, SuggestedReason, Telling
from involvement.models.activities import State
from involvement.tests.factories import BY, REASON

NEW_REASON = "The court now lets us send letters ourselves, so what we said before no longer holds."


def published(house, *people, **changes):
    """A published decision that answers one view of each person."""
    activity = house.activity(State.RUNNING)
    views = [house.view(activity, f"View of {person}", person=person) for person in people]
    decision = house.decision(activity, views, **changes)
    house.publish(decision)
    return Decision.objects.get(pk=decision.pk)


def change(house, decision, **changes):
    """A draft that changes the words of a published decision."""
    details = {name: getattr(decision, name) for name in ("you_said", "outcome", "we_decided", "owner", "due")}
    details |= {"rationale": NEW_REASON} | changes
    views = list(decision.views.all())
    return actions.decide(by=house.by, activity=decision.activity, views=views, replaces=decision, **details)


def everybody_is_told(house):
    for message in Message.objects.filter(state="waiting"):
        record_sent(by=BY, message=message)
    for telling in Telling.objects.open():
        actions.tell(by=house.by, telling=telling, how="face_to_face")


# --- Reasons


@pytest.mark.parametrize(
    "typed",
    [
        lambda text: text,
        str.upper,
        lambda text: f"  {text.replace(' ', '   ')}!  ",
        lambda text: text.replace("[", "<").replace("]", ">") if "[" not in text else text,
    ],
    ids=["as it is", "shouted", "with other spaces and signs", "unchanged"],
)
def test_a_suggestion_as_it_stands_is_no_reason(house, typed):
    for suggestion in SuggestedReason.objects.all():
        answer = rules.may_say_because(typed(suggestion.text))
        assert not answer
        assert answer.field == "rationale"


def test_a_suggestion_whose_gaps_were_only_rubbed_out_is_no_reason(house):
    for suggestion in SuggestedReason.objects.all():
        rubbed_out = "".join(part.split("]")[-1] for part in suggestion.text.split("["))
        assert rules.may_say_because(rubbed_out).why == (
            "Say the reason in your own words: this is only the suggestion."
        )


def test_a_gap_left_open_is_said(house):
    answer = rules.may_say_because(f"{REASON} It starts on [day].")
    assert answer.why == "Put your own words where the suggestion has square brackets."


def test_a_suggestion_that_was_filled_in_is_a_reason(house):
    assert rules.may_say_because("It costs 40 pounds a month, and nine of the people we asked said the same.")


def test_every_decision_asks_for_a_reason_of_its_own(house):
    activity = house.activity(State.RUNNING)
    view = house.view(activity)
    text = SuggestedReason.objects.first().text
    with pytest.raises(ValidationError):
        house.decision(activity, [view], rationale=text)
    decision = house.decision(activity, [view])
    with pytest.raises(ValidationError):
        actions.change_decision(by=house.by, decision=decision, views=[view], rationale=text)


# --- A changed decision


def test_whoever_was_told_is_told_again_and_what_they_were_told_stays_readable(house):
    by_mail, face_to_face = house.person("Kaz"), house.person("Asha", email="")
    old = published(house, by_mail, face_to_face)
    everybody_is_told(house)
    new = change(house, old)
    assert not Telling.objects.open().exists(), "Nobody is told of a draft."
    house.publish(new)
    assert set(Telling.objects.open().values_list("person", "decision")) == {
        (by_mail.pk, new.pk),
        (face_to_face.pk, new.pk),
    }
    letter = Message.objects.get(state="waiting").text
    assert f"Before, we told you: {old.we_decided} This has changed." in letter
    assert NEW_REASON in letter
    old.refresh_from_db()
    assert (old.rationale, old.is_replaced) == (REASON, True)
    assert list(Decision.objects.in_force()) == [Decision.objects.get(pk=new.pk)]


def test_whoever_still_waits_is_told_the_new_words_alone(house):
    by_mail, face_to_face = house.person("Kaz"), house.person("Asha", email="")
    old = published(house, by_mail, face_to_face)
    new = change(house, old)
    house.publish(new)
    assert Telling.objects.count() == 2
    assert set(Telling.objects.values_list("decision", flat=True)) == {new.pk}
    assert sorted(Message.objects.values_list("state", flat=True)) == ["stopped", "waiting"]
    waiting = Message.objects.get(state="waiting")
    assert Telling.objects.get(person=by_mail).message == waiting
    assert Telling.objects.get(person=face_to_face).how == "face_to_face"


def test_what_else_a_stopped_message_carried_goes_out_again(house):
    person = house.person("Kaz")
    activity = house.activity(State.RUNNING)
    first, second = (house.decision(activity, [house.view(activity, f"V{n}", person=person)]) for n in range(2))
    house.publish(first, second)
    new = change(house, Decision.objects.get(pk=first.pk))
    house.publish(new)
    waiting = Message.objects.get(state="waiting")
    assert set(Telling.objects.filter(message=waiting).values_list("decision", flat=True)) == {new.pk, second.pk}
    assert not Telling.objects.filter(message__state="stopped").exists()


def test_a_change_is_made_once_at_a_time_and_of_what_holds(house):
    old = published(house, house.person(email=""))
    draft = house.decision(old.activity, list(old.views.all()))
    assert rules.may_replace(draft).why == "Nobody was told of this yet, so it can simply be changed."
    new = change(house, old)
    assert rules.may_replace(old).why == "Somebody is changing this already. Go on with their draft."
    house.publish(new)
    assert rules.may_replace(old).why == "This was changed already. Change the newest one."
    assert rules.may_replace(Decision.objects.get(pk=new.pk))
    actions.discard_decision(by=house.by, decision=draft)
    assert not Decision.objects.filter(pk=draft.pk).exists()


def test_whoever_has_died_is_no_task_again_and_is_counted_apart(house):
    old = published(house, house.person("Kaz", email=""))
    house.give_up(Telling.objects.get(), why="died")
    house.publish(change(house, old))
    again = Telling.objects.get(decision__replaces=old)
    assert (again.could_not, again.given_up_by) == ("died", house.practitioner)
    assert not Telling.objects.open().exists()


# --- Together


def test_only_whoever_takes_part_decides_together_with_the_service(house):
    activity = house.activity(State.RUNNING)
    partner, other = house.person("Kaz"), house.person("Asha")
    house.place(activity, partner)
    view = house.view(activity)
    with pytest.raises(ValidationError, match="Choose people who take part"):
        house.decision(activity, [view], joint=[other])
    decision = house.decision(activity, [view], joint=[partner])
    assert [decider.person for decider in decision.joint_deciders.all()] == [partner]
    actions.change_decision(by=house.by, decision=decision, views=[view])
    assert decision.joint_deciders.exists()
    actions.change_decision(by=house.by, decision=decision, views=[view], joint=[])
    assert not decision.joint_deciders.exists()


# --- What was done since


def test_word_of_progress_goes_to_whoever_was_told_and_leaves_the_loop_alone(house):
    by_mail, face_to_face = house.person("Kaz"), house.person("Asha", email="")
    decision = published(house, by_mail, face_to_face)
    everybody_is_told(house)
    tellings = Telling.objects.count()
    soon = timezone.localdate() + timedelta(days=90)
    actions.note_progress(by=house.by, decision=decision, words="Half of it stands.", percent=50, due=soon)
    assert Telling.objects.count() == tellings
    letter = Message.objects.get(state="waiting")
    assert letter.person == by_mail
    assert "Half of it stands." in letter.text and "About 50% is done." in letter.text
    record_sent(by=BY, message=letter)
    [waiting] = ProgressTelling.objects.newest_open()
    assert waiting.person == face_to_face
    assert actions.tell_progress(by=house.by, person=face_to_face) == 1
    assert not ProgressTelling.objects.newest_open().exists()
    decision.refresh_from_db()
    assert decision.due == soon


def test_a_later_word_overtakes_one_that_was_not_told_yet(house):
    person = house.person("Asha", email="")
    decision = published(house, person)
    everybody_is_told(house)
    actions.note_progress(by=house.by, decision=decision, words="It has begun.")
    actions.mark_decision_done(by=house.by, decision=decision)
    [waiting] = ProgressTelling.objects.newest_open()
    assert waiting.progress.words == "It is done."
    assert actions.tell_progress(by=house.by, person=person) == 2


def test_nobody_hears_of_progress_who_was_not_told_of_the_decision(house):
    decision = published(house, house.person("Kaz"))
    actions.note_progress(by=house.by, decision=decision, words="It has begun.")
    assert not ProgressTelling.objects.exists()


def test_progress_is_of_what_people_know_and_what_is_not_done(house):
    decision = published(house, house.person(email=""))
    draft = house.decision(decision.activity, list(decision.views.all()))
    assert not rules.may_note_progress(draft)
    actions.mark_decision_done(by=house.by, decision=decision)
    decision.refresh_from_db()
    assert rules.may_note_progress(decision).why == "This is marked as done already."
    assert rules.may_be_done_by(timezone.localdate() - timedelta(days=1)).field == "due"


# --- Tries


def test_somebody_could_not_be_told_only_after_the_agreed_tries(house):
    published(house, house.person("Asha", email=""))
    telling = Telling.objects.get()
    for left in (3, 2, 1):
        answer = rules.may_give_up(telling, "no_safe_channel")
        assert f"{left} more" in answer.why and answer.field == "could_not"
        actions.note_try(by=house.by, telling=telling, how="face_to_face", came_of_it="not_there")
    assert actions.give_up_telling(by=house.by, telling=telling, why="no_safe_channel").could_not == "no_safe_channel"
    assert [row.person for row in telling.tries.all()] == [telling.person] * 3


def test_a_try_is_no_message_and_not_on_a_day_to_come(house):
    published(house, house.person("Asha", email=""))
    telling = Telling.objects.get()
    assert rules.may_note_try(telling, "message").field == "how"
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(ValidationError, match="The day you tried must be today or before"):
        actions.note_try(by=house.by, telling=telling, how="telephone", came_of_it="no_answer", tried_on=tomorrow)
    actions.tell(by=house.by, telling=telling, how="face_to_face")
    assert rules.may_note_try(Telling.objects.get(), "telephone").why == "They were told already."


# --- Not what they meant


def test_this_is_not_what_i_meant_opens_the_loop_again(house):
    person = house.person("Asha", email="")
    decision = published(house, person)
    everybody_is_told(house)
    activity = decision.activity
    for to in (State.CLOSED, State.DECIDED, State.FED_BACK):
        activity = actions.move_activity(by=house.by, activity=activity, to=to)
    with scope_of_person(house.service, person):
        view = actions.answer_decision(
            by=actors.the_person(person), decision=decision, person=person, words="I meant something else."
        )
    activity.refresh_from_db()
    assert activity.state == State.DECIDED
    assert (view.about_decision, view.theme.name, view.person) == (decision, "Waiting", person)
    assert list(rules.unanswered_views(activity)) == [view]


def test_only_those_to_be_told_answer_a_decision(house):
    decision = published(house, house.person("Asha", email=""))
    assert rules.may_answer_decision(decision).why == "Choose who says so."
    other = house.person("Kaz")
    assert rules.may_answer_decision(decision, person=other).why == (
        "They were not among those to be told of this decision."
    )


# --- Easy read


def test_whoever_needs_easy_read_is_sent_it_where_it_is_written(house):
    easy, standard = house.person("Asha"), house.person("Kaz", email="kaz@example.org")
    record_needs(by=house.by, person=easy, needs={"easy_read": ""}, review_on=None)
    published(
        house,
        easy,
        standard,
        easy_you_said="Waiting is hard.",
        easy_we_decided="We look in.",
        easy_rationale="It helps.",
    )
    assert "Why:\nIt helps." in Message.objects.get(person=easy).text
    assert f"Because: {REASON}" in Message.objects.get(person=standard).text


def test_a_withdrawal_leaves_no_word_of_progress_to_be_sent(house):
    person = house.person("Kaz")
    decision = published(house, person)
    everybody_is_told(house)
    actions.note_progress(by=house.by, decision=decision, words="It has begun.")
    withdraw_agreement(by=house.by, agreement=person.agreements.get(purpose="contact"), reason="They asked")
    assert not Message.objects.filter(state="waiting").exists()
    [word] = ProgressTelling.objects.all()
    assert (word.message, word.told_at) == (None, None)
