"""Writing questionnaires, keeping what people answer, and making views of their words."""

from consent.models import Person
from core.deeds import deed, done
from core.rules import ensure
from core.writing import action, save, save_all
from involvement import rules
from involvement.actions.feedback import record_view
from involvement.models import (
    Answer,
    Question,
    Questionnaire,
    QuestionnaireCode,
    QuestionnaireVersion,
    Response,
    WordsTaken,
)

# What a question is made of; it is copied into the next version.
OF_A_QUESTION = ("order", "kind", "text", "easy_text", "choices", "easy_choices", "required")


# --- Writing it


@action
def add_questionnaire(*, by, service, title, introduction, easy_introduction=""):
    """Begin a questionnaire, with a code of its own and a first version to write. Returns it."""
    questionnaire = save(Questionnaire(service=service, title=title, **deed("recorded", by)))
    save(QuestionnaireCode(service=service, questionnaire=questionnaire))
    save(
        QuestionnaireVersion(
            service=service,
            questionnaire=questionnaire,
            number=1,
            introduction=introduction,
            easy_introduction=easy_introduction,
            **deed("recorded", by),
        )
    )
    return questionnaire


@action
def change_introduction(*, by, version, introduction, easy_introduction="", title=""):
    """Change what people read first and, until anything of it is published, the title. Returns the version."""
    version = _locked(version)
    ensure(rules.may_change_version(version))
    if title and title != version.questionnaire.title:
        version.questionnaire.title = title
        save(version.questionnaire)
    version.introduction, version.easy_introduction = introduction, easy_introduction
    return save(version)


@action
def add_question(*, by, version, **details):
    """Ask one thing more, at the end. Returns the question."""
    version = _locked(version)
    ensure(rules.may_add_question(version))
    ensure(rules.may_have_choices(details["kind"], details.get("choices", []), details.get("easy_choices", [])))
    last = version.questions.order_by("-order").first()
    return save(Question(service=version.service, version=version, order=last.order + 1 if last else 1, **details))


@action
def change_question(*, by, question, **details):
    """Change one question of a draft. Returns it."""
    ensure(rules.may_change_version(_locked(question.version)))
    for name, value in details.items():
        setattr(question, name, value)
    ensure(rules.may_have_choices(question.kind, question.choices, question.easy_choices))
    return save(question)


@action
def move_question(*, by, question, up):
    """Ask a question of a draft one place earlier, or later. Returns whether anything moved."""
    version = _locked(question.version)
    ensure(rules.may_change_version(version))
    questions = list(version.questions.all())
    place = [other.pk for other in questions].index(question.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(questions):
        return False
    questions[place], questions[other] = questions[other], questions[place]
    _number(questions)
    return True


@action
def remove_question(*, by, question):
    """Take a question out of a draft."""
    version = _locked(question.version)
    ensure(rules.may_change_version(version))
    question.delete()
    _number(version.questions.all())
    return True


def _number(questions):
    for order, question in enumerate(questions, 1):
        if question.order != order:
            Question.objects.filter(pk=question.pk).update(order=order)


@action
def start_version(*, by, questionnaire):
    """Begin a new version with the words of the newest. People go on answering that until this one is published."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    ensure(rules.may_start_version(questionnaire))
    newest = questionnaire.versions.first()
    made = save(
        QuestionnaireVersion(
            service=questionnaire.service,
            questionnaire=questionnaire,
            number=newest.number + 1,
            introduction=newest.introduction,
            easy_introduction=newest.easy_introduction,
            **deed("recorded", by),
        )
    )
    for question in newest.questions.all():
        asked = {name: getattr(question, name) for name in OF_A_QUESTION}
        save(Question(service=made.service, version=made, **asked))
    return made


@action
def discard_version(*, by, version):
    """Throw a draft away; with the first version goes the questionnaire. Returns whether the questionnaire is left."""
    version = _locked(version)
    ensure(rules.may_change_version(version))
    questionnaire = version.questionnaire
    version.questions.all().delete()
    version.delete()
    if questionnaire.versions.exists():
        return True
    questionnaire.code.delete()
    questionnaire.delete()
    return False


@action
def publish_version(*, by, version):
    """Let people answer this version from now on, in place of the one before. It never changes again."""
    version = _locked(version)
    ensure(rules.may_publish_version(version))
    done(version, "published", by)
    return save(version)


@action
def close_questionnaire(*, by, questionnaire):
    """Let nobody answer it any more, and throw away a draft of it. What was answered stays. Returns it."""
    questionnaire = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    ensure(rules.may_close_questionnaire(questionnaire))
    if (draft := questionnaire.draft) is not None:
        discard_version(by=by, version=draft)
    done(questionnaire, "closed", by)
    return save(questionnaire)


def _locked(version):
    # The questionnaire too: publishing and closing must not pass each other.
    Questionnaire.objects.select_for_update().get(pk=version.questionnaire_id)
    found = QuestionnaireVersion.objects.select_for_update(of=("self",)).select_related("questionnaire", "service")
    return found.get(pk=version.pk)


# --- Answering it


_KEPT_AS = {str: "words", int: "value", list: "chosen"}


@action
def answer_questionnaire(*, by, version, key, how, answers, easy_read=False, person=None):
    """Keep what somebody answered. Returns the response; one form sent twice is stored once.

    `key`: a UUID drawn with the form, which the scope of the public form names. `answers`: by question, the value of an
    answer, a list of those of any that apply, or words; questions that were left out are not among them. `person`: whom
    a worker interviewed, where they agreed to have it kept with their record.
    """
    ensure(rules.may_answer_version(version))
    if person is not None:
        # A withdrawal is before this, and then it is refused, or after it.
        person = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        ensure(rules.may_be_asked_by_name(person))
    response = save(
        Response(
            pk=key,
            service=version.service,
            version=version,
            how=how,
            easy_read=easy_read,
            person=person,
            **deed("received", by),
        )
    )
    save_all(
        Answer(
            service=version.service,
            response=response,
            question=question,
            **{_KEPT_AS[type(given)]: given},
        )
        for question, given in answers.items()
    )
    return response


# --- What becomes of words


@action
def take_words(*, by, answers, activity, theme_name, group=None, session=None, **details):
    """Make a view of each of these words, so that they are decided on and answered. Returns the views.

    Where somebody was interviewed by name, or asked to hear back and is a person on record now, the view is theirs,
    and they are told what comes of it.
    """
    answers = _words(answers)
    ensure(rules.may_take_words(answers, activity, session))
    people = rules.who_hears_back(answers)
    views = []
    for answer in answers:
        view = record_view(
            by=by,
            activity=activity,
            words=answer.words,
            theme_name=theme_name,
            group=group,
            session=session,
            person=people.get(answer.response_id),
            **details,
        )
        taken = answer.taken if hasattr(answer, "taken") else WordsTaken(service=answer.service, answer=answer)
        taken.view, taken.because = view, ""
        done(taken, "recorded", by)
        save(taken)
        views.append(view)
    return views


@action
def leave_words_out(*, by, answers, because):
    """Note why no view is made of these words. A view can still be made of them later. Returns the notes."""
    answers = _words(answers)
    ensure(rules.may_leave_out(answers))
    return [
        save(WordsTaken(service=answer.service, answer=answer, because=because, **deed("recorded", by)))
        for answer in answers
    ]


def _words(answers):
    keys = [answer.pk for answer in answers]
    list(Answer.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    return list(Answer.objects.of_words().filter(pk__in=keys).select_related("service", "response", "taken"))
