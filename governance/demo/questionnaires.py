"""An exit questionnaire in the demonstration: published, answered in every way, with a new version being written."""

import uuid

from consent.models import Person
from core import actors
from core.scope import public_scope, scope
from involvement import actions as involvement
from involvement.models import Answer

QUESTIONS = [
    {
        "kind": "choice",
        "text": "Where did you meet us?",
        "easy_text": "Where did we meet?",
        "choices": ["At a police station", "At a court", "Somewhere else"],
    },
    {
        "kind": "scale",
        "text": "Did we listen to you?",
        "easy_text": "Did we listen to you?",
        "choices": ["not at all", "very much"],
    },
    {
        "kind": "yes_no",
        "text": "Do you know who to ring now if you need help?",
        "easy_text": "Do you know who to ring?",
    },
    {"kind": "words", "text": "What should we change?", "easy_text": "What should we do better?"},
    {
        "kind": "any",
        "text": "What helped you?",
        "easy_text": "What helped you?",
        "choices": ["Somebody to talk to", "A phone call for me", "Knowing what comes next"],
    },
]
# Where, how well we listened, whether they know whom to ring (0 for no answer), what we should change, what helped.
ANSWERS = [
    *[(1, 4, 1, "", [1, 3])] * 8,
    *[(2, 5, 1, "", [1, 2])] * 4,
    *[(2, 5, 1, "", [2])] * 4,
    (1, 2, 2, "Say how long it will take. (Invented for the demonstration.)", [2]),
    (1, 1, 2, "Nobody told my mum where I was. (Invented for the demonstration.)", [3]),
    (3, 3, 0, "Nothing, thank you. (Invented for the demonstration.)", [2]),
]


def build_first_questionnaire(*, service, by, days_ago):
    """The second service asks one thing, and one person has answered."""
    with days_ago(9):
        made = involvement.add_questionnaire(
            by=by,
            service=service,
            title="One question before you go",
            introduction="Tell us one thing.",
            easy_introduction="Tell us one thing.",
        )
        question = involvement.add_question(by=by, version=made.draft, **QUESTIONS[3])
        version = involvement.publish_version(by=by, version=made.draft)
    key = uuid.uuid4()
    with days_ago(3), scope(public_scope(service, record=key)):
        answers = {question: "A hot drink. (Invented for the demonstration.)"}
        public = actors.public_form()
        involvement.answer_questionnaire(by=public, version=version, key=key, how="link", answers=answers)


def build_questionnaire(*, service, writer, worker, days_ago):
    """Add it, in the scope of the service's staff. `days_ago(n)`: do what follows so long ago."""
    with days_ago(70):
        made = involvement.add_questionnaire(
            by=writer,
            service=service,
            title="How was your time with us?",
            introduction="Tell us what was good and what was not, so that it is better for the next person.",
            easy_introduction="Tell us what was good.\nTell us what was bad.\nThen we can do better.",
        )
        for question in QUESTIONS:
            involvement.add_question(by=writer, version=made.draft, **question)
        version = involvement.publish_version(by=writer, version=made.draft)
    questions = list(version.questions.all())
    for number, given in enumerate(ANSWERS):
        answers = {question: value for question, value in zip(questions, given, strict=True) if value}
        key = uuid.uuid4()
        with days_ago(60 - number), scope(public_scope(service, record=key)):
            involvement.answer_questionnaire(
                by=actors.public_form(),
                version=version,
                key=key,
                how="tablet" if number % 3 else "link",
                answers=answers,
                easy_read=number % 4 == 0,
            )
    with days_ago(12):
        involvement.answer_questionnaire(
            by=worker,
            version=version,
            key=uuid.uuid4(),
            how="interview",
            answers={questions[3]: "Ring me the week after, when I can think. (Invented for the demonstration.)"},
            person=Person.objects.get(service=service, full_name="Eve Placeholder"),
        )
    with days_ago(8):
        nothing = Answer.objects.waiting().filter(words__startswith="Nothing")
        involvement.leave_words_out(by=writer, answers=list(nothing), because="They ask for no change.")
        involvement.start_version(by=writer, questionnaire=made)
