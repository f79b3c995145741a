"""What may be done with questionnaires: written, published, closed, answered, and their words taken into activities."""

from consent.models import InterestRegistration, Person, Purpose
from consent.rules import may_change as may_change_record
from consent.rules import status_for
from core.rules import Allowed, Refused
from involvement.models import Question
from involvement.models.questionnaires import MOST_CHOICES, MOST_QUESTIONS
from involvement.rules.feedback import may_be_of_session, may_record_view


def may_change_version(version):
    """May its words and questions be changed? Until it is published: what people answered stays beside its words."""
    if version.published_at is not None:
        return Refused("This version was published, so it never changes. Start a new version.")
    return Allowed()


def may_add_question(version):
    """May one more question be asked? A questionnaire is short, or nobody finishes it."""
    answer = may_change_version(version)
    if answer and version.questions.count() >= MOST_QUESTIONS:
        return Refused(f"There are {MOST_QUESTIONS} questions, which is the most that people will answer.")
    return answer


def may_have_choices(kind, choices, easy_choices):
    """May a question of this kind have these answers to choose from, in plain words and in easy read?"""
    if kind in (Question.Kind.CHOICE, Question.Kind.ANY) and not 2 <= len(choices) <= MOST_CHOICES:
        return Refused(f"Write 2 to {MOST_CHOICES} answers, each on a line of its own.", field="choices")
    if kind == Question.Kind.SCALE and len(choices) != 2:
        return Refused("Write the words for both ends of the scale.", field="low")
    if easy_choices and len(easy_choices) != len(choices):
        return Refused(
            f"Write as many answers in easy read as there are: {len(choices)}. Or leave them out.", field="easy_choices"
        )
    return Allowed()


def may_publish_version(version):
    """May people answer this version from now on? It asks something, and says all of it in easy read too."""
    answer = may_change_version(version)
    if not answer:
        return answer
    if version.questionnaire.closed_at is not None:
        return Refused("This questionnaire is closed. Make a new one.")
    questions = list(version.questions.all())
    if not questions:
        return Refused("It asks nothing yet. Add a question first.")
    if not version.easy_introduction.strip():
        return Refused("What people read first is missing in easy read.")
    if plain := [str(number) for number, question in enumerate(questions, 1) if not question.easy_text.strip()]:
        which = f"Question {plain[0]} is" if len(plain) == 1 else f"Questions {', '.join(plain)} are"
        return Refused(f"{which} missing in easy read.")
    return Allowed()


def may_start_version(questionnaire):
    """May a new version be written? One at a time, and until it is closed."""
    if questionnaire.closed_at is not None:
        return Refused("This questionnaire is closed. Make a new one.")
    if questionnaire.draft is not None:
        return Refused("Somebody is changing this already. Go on with their draft.")
    return Allowed()


def may_close_questionnaire(questionnaire):
    """May nobody answer it any more? Once, and after people could."""
    if questionnaire.closed_at is not None:
        return Refused("This questionnaire is closed already.")
    if questionnaire.current is None:
        return Refused("Nobody can answer it yet. Throw the draft away instead.")
    return Allowed()


def may_answer_version(version):
    """May this version be answered? Once it is published, until the questionnaire is closed.

    An older version still is: somebody may have opened it before the newer one was published.
    """
    if version is None or version.published_at is None:
        return Refused("Nobody can answer it yet: it is not published.")
    if version.questionnaire.closed_at is not None:
        return Refused("This questionnaire is closed. Nobody answers it any more.")
    return Allowed()


def may_be_asked_by_name(person):
    """May somebody's answers be kept with their record? Only while they agree that we hold information about them."""
    answer = may_change_record(person)
    if not answer:
        return answer
    status = status_for(person, Purpose.RECORD)
    if not status.given:
        return Refused(
            f"{person.name_to_use} has not agreed that we hold information about them. Record it without a name.",
            field="person",
        )
    return Allowed()


def may_take_words(answers, activity, session=None):
    """May these words become views of an activity? Each once, and while views can be recorded in it."""
    if not answers:
        return Refused("Tick the words that become views.", field="words")
    if any(answer.is_view for answer in answers):
        return Refused("Somebody made a view of one of these at this moment. Look at the list again.", field="words")
    if not (answer := may_record_view(activity)):
        return Refused(answer.why, field="place")
    return may_be_of_session(activity, session)


def may_leave_out(answers):
    """May these words be left out, with a reason? Those that nothing was made of yet."""
    if not answers:
        return Refused("Tick the words that are left out.", field="words")
    if any(hasattr(answer, "taken") for answer in answers):
        return Refused("Somebody took one of these at this moment. Look at the list again.", field="words")
    return Allowed()


def who_hears_back(answers) -> dict:
    """By the key of a response, the person to tell what comes of it: interviewed by name, or who asked to hear back.

    Whoever asked to hear back registered under the key of their response; they are a person on record once staff have
    looked at that.
    """
    found = {answer.response_id: answer.response.person_id for answer in answers if answer.response.person_id}
    keys = {answer.response_id for answer in answers}
    asked = InterestRegistration.objects.filter(pk__in=keys, person__isnull=False)
    found |= dict(asked.values_list("pk", "person"))
    people = Person.objects.not_restricted().in_bulk(set(found.values()))
    return {key: people[person] for key, person in found.items() if person in people}
