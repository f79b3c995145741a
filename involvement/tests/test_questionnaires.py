"""Questionnaires: written and published version by version, answered by nobody in particular, words taken once."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from consent.actions import withdraw_agreement
from core import actors
from core.scope import public_scope, scope
from involvement import actions, rules
from involvement.codes import questionnaire_of
from involvement.models import Answer, Questionnaire, QuestionnaireCode, Response, View, WordsTaken
from involvement.models.activities import State
from involvement.results import results_of

ASKS = [
    {"kind": "choice", "text": "Where did you meet us?", "easy_text": "Where?", "choices": ["Police", "Court"]},
    {"kind": "scale", "text": "Did we listen?", "easy_text": "Did we listen?", "choices": ["no", "yes"]},
    {"kind": "yes_no", "text": "Do you know who to ring?", "easy_text": "Who to ring?"},
    {"kind": "words", "text": "What should we change?", "easy_text": "What should be better?"},
]


def begin(house, title="How was it?", asks=ASKS, easy="Tell us."):
    made = actions.add_questionnaire(
        by=house.by, service=house.service, title=title, introduction="Tell us how it was.", easy_introduction=easy
    )
    for question in asks:
        actions.add_question(by=house.by, version=made.draft, **question)
    return made


def publish(house, **changes):
    made = begin(house, **changes)
    actions.publish_version(by=house.by, version=made.draft)
    return made


def answer(house, version, *given, how="link", person=None, key=None, **changes):
    """Answers to the questions in turn; None leaves one out."""
    key = key or uuid.uuid4()
    answers = {q: value for q, value in zip(version.questions.all(), given, strict=False) if value is not None}
    kept = {"version": version, "key": key, "how": how, "answers": answers, "person": person, **changes}
    if how == "interview":
        return actions.answer_questionnaire(by=house.by, **kept)
    with scope(public_scope(house.service, record=key)):
        return actions.answer_questionnaire(by=actors.public_form(), **kept)


def say(house, version, *words, **changes):
    """Words given to the last question, one response each. Returns the answers."""
    responses = [answer(house, version, None, None, None, text, **changes) for text in words]
    return [Answer.objects.get(response=response) for response in responses]


# --- Writing it


def test_it_is_published_only_with_questions_and_all_of_it_in_easy_read(house):
    made = begin(house, asks=[], easy="")
    assert "asks nothing" in rules.may_publish_version(made.draft).why
    question = actions.add_question(by=house.by, version=made.draft, kind="words", text="What else?")
    assert "read first is missing" in rules.may_publish_version(made.draft).why
    actions.change_introduction(by=house.by, version=made.draft, introduction="Hello", easy_introduction="Hello")
    assert rules.may_publish_version(made.draft).why == "Question 1 is missing in easy read."
    with pytest.raises(ValidationError, match="Question 1 is missing"):
        actions.publish_version(by=house.by, version=made.draft)
    actions.change_question(by=house.by, question=question, easy_text="What else?")
    assert actions.publish_version(by=house.by, version=made.draft).published_at
    assert made.current.number == 1


def test_a_published_version_and_its_questions_never_change(house):
    version = publish(house).current
    question = version.questions.first()
    for deed, kwargs in (
        (actions.change_introduction, {"version": version, "introduction": "Other"}),
        (actions.add_question, {"version": version, "kind": "words", "text": "More?"}),
        (actions.change_question, {"question": question, "text": "Other?"}),
        (actions.move_question, {"question": question, "up": False}),
        (actions.remove_question, {"question": question}),
        (actions.discard_version, {"version": version}),
        (actions.publish_version, {"version": version}),
    ):
        with pytest.raises(ValidationError, match="never changes"):
            deed(by=house.by, **kwargs)


def test_a_change_is_a_new_version_and_the_answers_to_the_old_one_stay_with_it(house):
    made = publish(house)
    first = made.current
    answer(house, first, 1)
    draft = actions.start_version(by=house.by, questionnaire=made)
    assert [q.text for q in draft.questions.all()] == [q.text for q in first.questions.all()]
    assert not rules.may_start_version(made)
    actions.change_question(by=house.by, question=draft.questions.first(), text="Where were you?")
    assert made.current == first
    actions.publish_version(by=house.by, version=draft)
    assert made.current == draft
    # Somebody may have had the old one open.
    assert answer(house, first, 2).version == first
    assert first.questions.first().text == "Where did you meet us?"


def test_questions_are_moved_and_taken_out_of_a_draft(house):
    made = begin(house)
    one, two, three, four = made.draft.questions.all()
    assert not actions.move_question(by=house.by, question=one, up=True)
    assert actions.move_question(by=house.by, question=three, up=True)
    actions.remove_question(by=house.by, question=one)
    left = list(made.draft.questions.all())
    assert left == [three, two, four]
    assert [question.order for question in left] == [1, 2, 3]


def test_the_answers_to_choose_from_fit_the_kind_of_question():
    assert "2 to 10 answers" in rules.may_have_choices("choice", ["One"], []).why
    assert "2 to 10 answers" in rules.may_have_choices("choice", [str(n) for n in range(11)], []).why
    assert "both ends" in rules.may_have_choices("scale", ["no"], []).why
    assert "as many answers in easy read" in rules.may_have_choices("choice", ["One", "Two"], ["One"]).why
    assert rules.may_have_choices("choice", ["One", "Two"], ["1", "2"])
    assert rules.may_have_choices("words", [], [])


def test_there_can_be_too_many_questions(house):
    made = begin(house, asks=[{"kind": "words", "text": f"Question {n}"} for n in range(15)])
    assert "15 questions" in rules.may_add_question(made.draft).why


def test_a_first_draft_that_is_thrown_away_takes_the_questionnaire_along(house):
    made = begin(house)
    assert actions.discard_version(by=house.by, version=made.draft) is False
    assert not Questionnaire.objects.filter(pk=made.pk).exists()
    kept = publish(house)
    assert actions.discard_version(by=house.by, version=actions.start_version(by=house.by, questionnaire=kept)) is True


def test_a_closed_questionnaire_is_answered_by_nobody_and_changed_by_nobody(house):
    made = publish(house)
    version = made.current
    actions.start_version(by=house.by, questionnaire=made)
    closed = actions.close_questionnaire(by=house.by, questionnaire=made)
    assert closed.current is None and closed.draft is None
    with pytest.raises(ValidationError, match="closed"):
        answer(house, version, 1)
    for rule in (rules.may_start_version, rules.may_close_questionnaire):
        assert "closed" in rule(closed).why
    assert "draft" in rules.may_close_questionnaire(begin(house)).why


def test_a_code_is_found_however_it_is_typed_and_by_nothing_else(house):
    code = QuestionnaireCode.objects.get(questionnaire=publish(house)).code
    for typed in (code, code.lower(), code.replace("-", ""), f" {code.replace('-', ' ')} "):
        assert questionnaire_of(typed).code == code
    for typed in ("", "222-222", "%' or 1=1", code + "2"):
        assert questionnaire_of(typed) is None


# --- Answering it


def test_what_is_answered_is_kept_without_a_name(house):
    version = publish(house).current
    response = answer(house, version, 2, 5, None, "Say why we wait.", how="tablet", easy_read=True)
    assert (response.person, response.received_by_kind, response.easy_read) == (None, "public", True)
    given = {row.question.kind: row.value or row.words for row in response.answers.all()}
    assert given == {"choice": 2, "scale": 5, "words": "Say why we wait."}


def test_one_form_sent_twice_is_stored_once(house):
    version, key = publish(house).current, uuid.uuid4()
    answer(house, version, 1, key=key)
    with pytest.raises(ValidationError):
        answer(house, version, 1, key=key)
    assert Response.objects.filter(version=version).count() == 1


def test_a_question_that_must_be_answered_is(house):
    version = publish(house, asks=[{**ASKS[0], "required": True}, ASKS[3]]).current
    with pytest.raises(ValidationError, match="each that must be answered"):
        answer(house, version, None, "Words")
    with pytest.raises(ValidationError, match="at least one"):
        answer(house, publish(house).current)


@pytest.mark.parametrize("given", [(3,), (0,), (None, 6), (None, None, 3), (None, None, None, 1), ("Words",)])
def test_an_answer_that_is_none_of_the_question_is_refused(house, given):
    with pytest.raises(ValidationError, match="none of the question"):
        answer(house, publish(house).current, *given)


HELPED = {
    "kind": "any",
    "text": "What helped you?",
    "easy_text": "What helped?",
    "choices": ["A talk", "A call", "Knowing what comes"],
}


def test_any_that_apply_are_kept_and_read_as_words(house):
    version = publish(house, asks=[HELPED]).current
    kept = Answer.objects.get(response=answer(house, version, [1, 3]))
    assert (kept.chosen, kept.value, kept.words) == ([1, 3], None, "")
    assert kept.in_words == "A talk, Knowing what comes"


@pytest.mark.parametrize("given", [[4], [0], [1, 1], [3, 1], [], 1, "Words"], ids=str)
def test_any_that_apply_are_those_of_the_question_and_each_once(house, given):
    with pytest.raises(ValidationError, match="none of the question|one of those"):
        answer(house, publish(house, asks=[HELPED]).current, given)


@pytest.mark.parametrize("kind", [{"kind": "choice"}, {"kind": "scale", "choices": ["no", "yes"]}], ids=str)
def test_a_question_with_one_answer_takes_no_several(house, kind):
    with pytest.raises(ValidationError, match="none of the question"):
        answer(house, publish(house, asks=[HELPED | kind]).current, [1, 2])


def test_each_of_any_that_apply_is_counted_by_the_people_who_chose_it_and_small_ones_are_kept_back(house):
    version = publish(house, asks=[HELPED, *ASKS]).current
    for given in [([1, 2], 1)] * 20 + [([1], 2)] * 20 + [([3], 1)] * 3 + [(None, 2)] * 10:
        answer(house, version, *given)
    results = results_of(version)
    helped = next(counted for counted in results.counted if counted.title == HELPED["text"])
    assert [(line.words, str(line.figure)) for line in helped.lines] == [
        ("A talk", "40"),
        ("A call", "20"),
        ("Knowing what comes", "*"),
        ("Left out", "10"),
    ]
    assert helped.lines[0].share == "73%", "Of all who answered, since somebody may have chosen several."


def test_who_did_not_choose_it_is_not_found_by_taking_away(house):
    version = publish(house, asks=[HELPED]).current
    for given in [[1]] * 20 + [[2]] * 2:
        answer(house, version, given)
    [_, helped] = results_of(version).counted
    shown = {line.words: line.figure.number for line in helped.lines}
    assert shown["A call"] is None
    assert None in (shown["A talk"], results_of(version).total.number)


def test_a_name_is_kept_only_from_an_interview_with_somebody_who_agreed(house):
    version = publish(house).current
    person = house.person()
    assert answer(house, version, 1, how="interview", person=person).person == person
    by, answers = actors.public_form(), {version.questions.first(): 1}
    with pytest.raises(ValidationError, match="only where somebody was interviewed"):
        actions.answer_questionnaire(
            by=by, version=version, key=uuid.uuid4(), how="tablet", answers=answers, person=person
        )


def test_nobody_is_named_who_took_back_that_we_hold_their_information(house):
    version, person = publish(house).current, house.person()
    record = person.agreements.open().get(purpose="record")
    withdraw_agreement(by=house.by, agreement=record, reason="They said so")
    assert not rules.may_be_asked_by_name(person)
    with pytest.raises(ValidationError):
        answer(house, version, 1, how="interview", person=person)


def test_the_public_form_reads_its_own_answers_and_nobody_elses(house):
    version = publish(house).current
    say(house, version, "Of somebody else")
    response = answer(house, version, None, None, None, "Mine")
    with scope(public_scope(house.service, record=response.pk)):
        assert [row.words for row in Answer.objects.all()] == ["Mine"]
    with scope(public_scope(house.service)):
        assert not Answer.objects.exists() and not Response.objects.exists()


# --- What becomes of words


@pytest.fixture
def activity(house):
    return house.activity(State.RUNNING)


def take(house, answers, activity, theme="Waiting", **changes):
    return actions.take_words(by=house.by, answers=answers, activity=activity, theme_name=theme, **changes)


def test_words_become_views_that_are_decided_on_each_word_once(house, activity):
    words = say(house, publish(house).current, "Say why.", "Say how long.")
    views = take(house, words, activity)
    assert {view.words for view in views} == {"Say why.", "Say how long."}
    assert all(view.person is None and view.activity == activity for view in views)
    assert not Answer.objects.waiting().exists()
    with pytest.raises(ValidationError, match="Somebody made a view"):
        take(house, words, activity)
    assert View.objects.filter(activity=activity).count() == 2


def test_words_go_only_where_views_can_be_recorded(house):
    words = say(house, publish(house).current, "Say why.")
    with pytest.raises(ValidationError, match="while it is open"):
        take(house, words, house.activity(State.PLANNED))
    assert WordsTaken.objects.count() == 0
    with pytest.raises(ValidationError, match="Tick the words"):
        take(house, [], house.activity(State.RUNNING))


def test_words_that_ask_for_nothing_are_left_out_with_the_reason_and_can_be_taken_after_all(house, activity):
    words = say(house, publish(house).current, "Nothing, thanks.")
    actions.leave_words_out(by=house.by, answers=words, because="They ask for no change")
    assert not Answer.objects.waiting().exists()
    with pytest.raises(ValidationError, match="Somebody took one"):
        actions.leave_words_out(by=house.by, answers=words, because="Again")
    [view] = take(house, words, activity)
    assert WordsTaken.objects.get().view == view


def test_whoever_was_interviewed_by_name_is_told_what_comes_of_their_words(house, activity):
    person = house.person()
    words = say(house, publish(house).current, "Say why.", how="interview", person=person)
    [view] = take(house, words, activity)
    assert view.person == person
    [telling] = house.publish(house.decision(activity, [view]))
    assert telling.person == person
