"""What may be passed on, on which ground and for which day, and what may be asked for back."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError

from consent import actions, rules
from consent.models import Disclosure, Person
from consent.reading import with_everything
from consent.tests.factories import (
    IN_FAVOUR,
    LACKS_CAPACITY,
    NOT_COMPETENT,
    a_command,
    in_days,
    make_person,
    make_service,
    make_staff,
    wording,
)
from consent.tests.sharing import REASONS, agree_to_share, ask_back, day, days_ago, decide_to_share, share, withdraw
from core.access import Reader
from core.actors import staff
from core.roles import permissions_of
from core.scope import scope_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def service():
    service = make_service()
    with scope_of_staff(service):
        yield service


@pytest.fixture
def worker(service):
    return staff(make_staff(service))


@pytest.fixture
def manager(service):
    return staff(make_staff(service, "manager"))


@pytest.fixture
def sam(service):
    with days_ago(60):
        return make_person(service)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def grounds(person, ago=0):
    return [ground for ground, _ in rules.grounds_to_disclose(fresh(person), day(ago))]


def refusal(act):
    with pytest.raises(ValidationError) as refused:
        act()
    return refused.value.messages[0]


# --- On which ground, on which day


def test_a_yes_to_share_covers_its_own_recipient_from_its_day_on(sam):
    yes = agree_to_share(sam, ago=10)
    agree_to_share(sam, "Northtown housing", answer="refused")
    [(ground, recipient)] = rules.grounds_to_disclose(fresh(sam))
    assert (ground, recipient.name) == (yes, "Kim Advocate")
    assert grounds(sam, ago=10) == [yes]
    assert grounds(sam, ago=11) == []


def test_a_yes_that_was_taken_back_covers_the_days_before_and_a_wrong_one_none(sam):
    yes, wrong = agree_to_share(sam, ago=20), agree_to_share(sam, "Northtown housing", ago=20)
    withdraw(yes, ago=5)
    actions.invalidate_agreement(by=a_command(), agreement=wrong, reason="Somebody else's form")
    assert grounds(sam) == grounds(sam, ago=5) == []
    assert grounds(sam, ago=6) == [yes]
    assert [ground for ground, _ in rules.grounds_ever(fresh(sam))] == [yes]
    assert rules.held_until(fresh(yes)) == day(5)


def test_a_yes_that_ran_out_covers_the_days_before(sam):
    yes = agree_to_share(sam, ago=40)
    yes.expires_on = day(3)
    assert rules.held_until(yes) == day(3)
    as_read = SimpleNamespace(
        agreements=SimpleNamespace(all=lambda: [yes]), decisions_now=[], date_of_birth=None, restricted_now=False
    )
    assert [ground for ground, _ in rules.grounds_to_disclose(as_read, day(4))] == [yes]
    assert rules.grounds_to_disclose(as_read, day(3)) == []


def test_parents_who_do_not_agree_allow_nothing_until_it_is_settled(service):
    child = make_child(service)
    actions.assess_competence(by=a_command(), person=child, purpose_key="share", **NOT_COMPETENT)
    yes = agree_to_share(child, giver=parent("Ana Example"))
    assert grounds(child) == [yes]
    agree_to_share(child, giver=parent("Ben Example"), answer="refused")
    assert grounds(child) == []
    assert [ground for ground, _ in rules.grounds_ever(fresh(child))] == [yes]
    answer = rules.may_disclose(fresh(child), yes, day())
    assert answer.field == "disclosed_on" and "somebody whose word stands above it said otherwise" in answer.why
    assert rules.ground_in_words(yes) == f"Ana Example (parent) agreed on {day():%-d %B %Y}."


def make_child(service):
    return actions.record_person(
        by=a_command(),
        service=service,
        details={"name_to_use": "Toni", "date_of_birth": in_days(-13 * 366), "connection": "uses_now"},
        record_wording=wording(service),
        contact={"answer": "given", "wording": wording(service, "contact")},
        giver=parent("Ana Example"),
        findings={"competence": NOT_COMPETENT},
    )


def parent(name):
    return {"ground": "parental", "name": name, "relationship": "parent", "checked": "Seen", "child_agrees": True}


def test_a_decision_counts_while_it_waits_and_once_upheld_and_until_it_is_turned_down(sam, worker, manager):
    pending, upheld = decide_to_share(sam, worker, ago=9), decide_to_share(sam, worker, "Police", ago=9)
    down = decide_to_share(sam, worker, "School", ago=9)
    with days_ago(3):
        actions.review_public_interest(by=manager, decision=upheld, outcome="upheld", words="Right")
        down = actions.review_public_interest(by=manager, decision=down, outcome="turned_down", words="Too much")
    assert set(grounds(sam)) == {pending, upheld}
    assert set(grounds(sam, ago=4)) == {pending, upheld, down}
    assert set(grounds(sam, ago=3)) == {pending, upheld}
    assert grounds(sam, ago=10) == []
    assert {ground for ground, _ in rules.grounds_ever(fresh(sam))} == {pending, upheld, down}
    assert (rules.held_until(pending), rules.held_until(down)) == (None, day(3))


def test_a_decision_to_record_allows_sharing_nothing(service, worker):
    details = {"name_to_use": "Lee", "age_band": "18_over", "connection": "uses_now"}
    lee = actions.record_in_public_interest(
        by=worker, service=service, details=details, decision=REASONS | {"told": False}
    )
    assert rules.grounds_to_disclose(lee) == rules.grounds_ever(lee) == []
    assert not rules.why_nothing_can_be_shared(lee)


def test_what_was_read_with_the_person_says_the_same_as_the_rows(sam, worker, manager):
    decide_to_share(sam, worker, ago=5)
    down = decide_to_share(sam, worker, "School", ago=5)
    actions.review_public_interest(by=manager, decision=down, outcome="turned_down", words="Too much")
    agree_to_share(sam, ago=5)
    first = share(down, ago=2)
    read = with_everything(Person.objects.filter(pk=sam.pk)).get()
    assert rules.grounds_to_disclose(read) == rules.grounds_to_disclose(fresh(sam))
    assert rules.grounds_ever(read) == rules.grounds_ever(fresh(sam))
    assert rules.is_held_in_public_interest(read) is False
    [line] = [Disclosure.of_json(read, json) for json in read.disclosures_now]
    assert line == first and line.recipient.name == "School" and line.disclosed_on == day(2)
    assert rules.recall_in_words(line) == rules.recall_in_words(fresh(first))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda sam, worker: agree_to_share(sam), "They agreed on {day}."),
        (lambda sam, worker: decide_to_share(sam, worker), "the public interest on {day}: it waits for its review."),
    ],
)
def test_a_ground_is_said_with_who_and_when(sam, worker, make, words):
    assert rules.ground_in_words(make(sam, worker)).endswith(words.format(day=f"{day():%-d %B %Y}"))


def test_a_decision_in_their_best_interests_and_a_review_are_said(sam, worker, manager):
    actions.assess_capacity(by=worker, person=sam, purpose_key="share", **LACKS_CAPACITY)
    decided = IN_FAVOUR | {"review_on": in_days(30)}
    actions.decide_best_interests(by=worker, person=sam, purpose_key="share", **decided)
    best = agree_to_share(sam, giver={"ground": "best_interests"})
    assert rules.ground_in_words(best) == f"Decided in their best interests on {day():%-d %B %Y}."
    decision = decide_to_share(sam, worker)
    decision = actions.review_public_interest(by=manager, decision=decision, outcome="upheld", words="Right")
    assert rules.ground_in_words(decision).endswith(f": upheld on {day():%-d %B %Y}.")


# --- May it be recorded?


def test_something_shared_is_recorded_with_its_recipient_and_who_recorded_it(sam, worker):
    yes = agree_to_share(sam)
    made = share(yes, by=worker, needs_passed_on="Needs large print.")
    assert (made.recipient, made.ground, made.recorded_by) == (yes.recipient, yes, worker.user)
    assert made.reference == f"{sam.reference}/{made.pk}" and made.record == sam
    decision = decide_to_share(sam, worker)
    assert share(decision, by=worker).ground == decision


def test_nothing_is_recorded_without_a_ground_that_holds(sam, worker):
    other = agree_to_share(make_person(sam.service))
    yes = agree_to_share(sam, ago=10)
    yes = withdraw(yes, ago=4)
    assert refusal(lambda: actions.disclose(by=worker, person=sam, ground=None, disclosed_on=day())).startswith(
        "Choose"
    )
    answer = rules.may_disclose(fresh(sam), other, day())
    assert (answer.field, answer.why) == ("ground", "This does not allow passing anything on.")
    assert rules.may_disclose(fresh(sam), yes, day(-1)).why == "Enter a day that has come."
    early, late = rules.may_disclose(fresh(sam), yes, day(11)), rules.may_disclose(fresh(sam), yes, day(4))
    assert early.why.startswith(f"This allows sharing from {day(10):%-d %B %Y} on, and not before.")
    assert late.why.startswith(f"This allowed sharing until {day(4):%-d %B %Y}, and not on that day or after.")
    assert early.field == late.field == "disclosed_on"
    assert "tell the information governance lead" in early.why
    assert share(yes, ago=5)


def test_the_same_words_of_the_same_day_are_recorded_once(sam):
    yes = agree_to_share(sam)
    share(yes)
    assert refusal(lambda: share(yes)) == "This was recorded already, in the same words for the same day."
    assert share(yes, what="And a telephone number")


def test_nothing_of_a_restricted_or_joined_record_is_passed_on(sam):
    yes = agree_to_share(sam)
    actions.withdraw_agreement(by=a_command(), agreement=sam.agreements.get(purpose="record"), reason="No more")
    assert rules.may_disclose(fresh(sam), yes, day()).why.startswith("This record is restricted")
    assert rules.why_nothing_can_be_shared(fresh(sam)).why.startswith("This record is restricted")
    again = make_person(sam.service)
    actions.join_records(by=a_command(), restricted=sam, new=again)
    assert rules.may_disclose(fresh(sam), yes, day()).why.startswith("This record was joined to a newer one.")


def test_why_nothing_can_be_shared_names_who_was_refused(sam):
    assert rules.why_nothing_can_be_shared(fresh(sam)).why.startswith("Nobody has agreed yet")
    agree_to_share(sam, answer="refused")
    agree_to_share(sam, "Abbey School", answer="refused")
    assert rules.why_nothing_can_be_shared(fresh(sam)).why.endswith("The answer was no for Abbey School, Kim Advocate.")
    agree_to_share(sam)
    assert rules.why_nothing_can_be_shared(fresh(sam))


# --- Asking for it back


def test_what_is_to_be_asked_for_back_is_the_same_in_the_rule_and_in_sql(sam, worker, manager):
    withdrawn, wrong, ended = (agree_to_share(sam, name, ago=5) for name in ("A", "B", "C"))
    replaced, holds = agree_to_share(sam, "D", ago=5), agree_to_share(sam, "E", ago=5)
    down, pending = decide_to_share(sam, worker, "F", ago=5), decide_to_share(sam, worker, "G", ago=5)
    made = {
        ground.recipient.name: share(ground, ago=4)
        for ground in (withdrawn, wrong, ended, replaced, holds, down, pending)
    }
    withdraw(withdrawn)
    actions.invalidate_agreement(by=worker, agreement=wrong, reason="Misheard")
    actions.end_agreement(by=worker, agreement=ended, reason="Not needed")
    agree_to_share(sam, "D")
    actions.review_public_interest(by=manager, decision=down, outcome="turned_down", words="Too much")
    rows = {name: Disclosure.objects.with_everything().get(pk=one.pk) for name, one in made.items()}
    assert {name for name, row in rows.items() if rules.must_be_recalled(row)} == {"A", "B", "F"}
    assert set(Disclosure.objects.to_recall()) == {made["A"], made["B"], made["F"]}
    today = f"{day():%-d %B %Y}"
    assert rules.why_to_recall(rows["A"]) == f"The agreement was withdrawn on {today}."
    assert rules.why_to_recall(rows["B"]) == f"The agreement was found to be recorded wrongly on {today}."
    assert rules.why_to_recall(rows["F"]) == f"The review turned the decision down on {today}."
    assert rules.why_to_recall(rows["C"]) == "" and rules.to_recall_since(rows["E"]) is None
    assert rules.recall_in_words(rows["A"]) == f"To be asked for back. The agreement was withdrawn on {today}."
    assert rules.recall_in_words(rows["E"]) == ""


def test_what_ending_will_list_is_known_beforehand(sam, worker):
    mine, other = agree_to_share(sam, ago=3), agree_to_share(sam, "Northtown housing", ago=3)
    first, second = share(mine, ago=2), share(other, ago=2)
    share(decide_to_share(sam, worker, ago=3), by=worker, ago=2)
    of = {answer.purpose_id: answer for answer in sam.agreements.open().exclude(purpose="share")}

    def listed(agreement, kind="withdrawn"):
        return set(rules.disclosures_to_recall_if(rules.what_follows(fresh(agreement), kind)))

    assert listed(mine) == listed(mine, "invalidated") == {first}
    assert listed(mine, "ended") == listed(of["contact"]) == set()
    assert listed(of["record"]) == {first, second}
    ask_back(first)
    assert listed(mine) == set()
    withdraw(of["record"])
    assert set(Disclosure.objects.to_recall()) == {second}


def test_it_is_asked_for_back_once_and_answered_once_after_that(sam, worker):
    made = share(agree_to_share(sam))
    note = {"by": worker, "disclosure": made, "answer": "destroyed"}
    assert refusal(lambda: actions.note_recall_answer(**note)) == "Ask for it back first."
    asked = ask_back(made, by=worker)
    due = f"{in_days(14):%-d %B %Y}"
    assert rules.recall_in_words(asked) == f"Asked for back on {day():%-d %B %Y}. The answer is due by {due}."
    assert refusal(lambda: ask_back(made)) == "It was asked for back already."
    noted = actions.note_recall_answer(**note)
    assert rules.recall_in_words(noted) == f"They destroyed it, noted on {day():%-d %B %Y}."
    assert refusal(lambda: actions.note_recall_answer(**note)) == "Their answer was noted already."


@pytest.mark.parametrize(("ago", "late"), [(14, False), (15, True)])
def test_an_answer_is_late_after_its_day_and_only_then_may_silence_be_noted(sam, worker, ago, late):
    made = ask_back(share(agree_to_share(sam, ago=20), ago=20), ago=ago)
    assert rules.answer_is_overdue(made) == late
    assert Disclosure.objects.overdue().exists() == late
    assert (" was due by " in rules.recall_in_words(made)) == late
    answer = rules.may_note_recall_answer(made, "silent")
    assert bool(answer) == late
    if not late:
        assert answer.field == "answer" and "They were given until" in answer.why
    assert rules.may_note_recall_answer(made, "returned")


def test_who_keeps_it_says_why(sam, worker):
    made = ask_back(share(agree_to_share(sam)))
    note = {"by": worker, "disclosure": made, "answer": "kept"}
    assert refusal(lambda: actions.note_recall_answer(**note)).endswith("If they keep it, say why.")
    assert actions.note_recall_answer(**note, words="A court asked for it").recall_answer_words


def test_letters_are_made_all_or_none_and_keep_where_they_went(sam, worker):
    yes = agree_to_share(sam)
    first, second = share(yes), share(yes, what="More")
    letter = {"words": "Please destroy it", "address": "2 New Road"}
    ask_back(second)
    both = [{**letter, "disclosure": first}, {**letter, "disclosure": second}]
    assert refusal(lambda: actions.ask_back_by_letter(by=worker, letters=both)) == "It was asked for back already."
    assert fresh(first).recall_asked_at is None and fresh(yes.recipient).address == "1 Example Road"
    assert [one.pk for one in actions.ask_back_by_letter(by=worker, letters=both[:1])] == [first.pk]
    assert fresh(yes.recipient).address == "2 New Road"


def test_a_letter_names_the_person_and_the_day_and_not_what_was_shared(sam):
    words = rules.words_of_recall(share(agree_to_share(sam), what="Zebra", why="Yak", how="email"))
    assert f"On {day():%-d %B %Y} we gave you information about Sam, by email." in words
    assert "Zebra" not in words and "Yak" not in words and "withdr" not in words
    sam.full_name, longest = "S" * 200, Disclosure._meta.get_field("recall_words").max_length
    assert len(rules.words_of_recall(Disclosure(person=sam, disclosed_on=day(), how="system"))) < longest


# --- Who sees it


def reader(service, role):
    return Reader(service=service, roles=(role,), permissions=permissions_of([role]))


def test_what_was_shared_is_for_the_roles_that_need_it_in_their_service(sam):
    made = share(agree_to_share(sam))
    for role, sees in (("practitioner", True), ("manager", True), ("ig_lead", True), ("str_worker", False)):
        assert Disclosure.objects.visible_to(reader(sam.service, role)).filter(pk=made.pk).exists() == sees
    elsewhere = make_service("Eastshire")
    assert not Disclosure.objects.visible_to(reader(elsewhere, "practitioner")).exists()


def test_of_a_restricted_record_it_is_for_the_lead_alone_however_often_it_was_joined(sam):
    made = share(agree_to_share(sam))

    def seen_by():
        roles = ("practitioner", "ig_lead")
        seen = {role: Disclosure.objects.visible_to(reader(sam.service, role)).filter(pk=made.pk) for role in roles}
        return [role for role in roles if seen[role].exists()], seen["ig_lead"].with_restriction().get().restricted_now

    def restrict(person):
        withdraw(person.agreements.open().get(purpose="record"))

    restrict(sam)
    assert seen_by() == (["ig_lead"], True)
    newer = make_person(sam.service)
    actions.join_records(by=a_command(), restricted=sam, new=newer)
    assert seen_by() == (["practitioner", "ig_lead"], False)
    assert Disclosure.objects.get().record == newer
    restrict(newer)
    assert seen_by() == (["ig_lead"], True)
    newest = make_person(sam.service)
    actions.join_records(by=a_command(), restricted=newer, new=newest)
    assert seen_by() == (["ig_lead"], True)
