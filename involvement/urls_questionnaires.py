"""Paths of questionnaires: written and looked at by staff, and answered by whoever has the code."""

from django.urls import path

from involvement.views import answering, asking, hearing_back, questionnaires, results

_ALL = "involvement/questionnaires/"
_ONE = f"{_ALL}<int:pk>/"
_VERSION = f"{_ALL}versions/<int:pk>/"
_QUESTION = f"{_ALL}questions/<int:pk>/"

urlpatterns = [
    path(_ALL, questionnaires.questionnaires, name="questionnaires"),
    path(f"{_ALL}new/", questionnaires.add_questionnaire, name="add_questionnaire"),
    path(_ONE, questionnaires.questionnaire, name="questionnaire"),
    path(f"{_ONE}versions/new/", questionnaires.start_version, name="start_version"),
    path(f"{_ONE}close/", questionnaires.close_questionnaire, name="close_questionnaire"),
    path(f"{_ONE}card/", asking.print_card, name="print_card"),
    path(f"{_ONE}hand-over/", asking.hand_over_tablet, name="hand_over_tablet"),
    path(f"{_ONE}interview/", asking.interview, name="interview"),
    path(f"{_ONE}results/", results.results, name="results"),
    path(f"{_ONE}results/file/", results.results_file, name="results_file"),
    path(f"{_ONE}words/", results.words, name="words"),
    path(f"{_ONE}words/file/", results.words_file, name="words_file"),
    path(f"{_ALL}answers/<uuid:pk>/", results.answers_by_name, name="answers_by_name"),
    path(f"{_VERSION}try/", questionnaires.try_questionnaire, name="try_questionnaire"),
    path(f"{_VERSION}edit/", questionnaires.change_introduction, name="change_introduction"),
    path(f"{_VERSION}questions/new/", questionnaires.add_question, name="add_question"),
    path(f"{_VERSION}publish/", questionnaires.publish_version, name="publish_version"),
    path(f"{_VERSION}throw-away/", questionnaires.discard_version, name="discard_version"),
    path(f"{_QUESTION}edit/", questionnaires.change_question, name="change_question"),
    path(f"{_QUESTION}move/<str:way>/", questionnaires.move_question, name="move_question"),
    path(f"{_QUESTION}remove/", questionnaires.remove_question, name="remove_question"),
    path("questionnaires/", answering.find_questionnaire, name="find_questionnaire"),
    path("questionnaires/<str:code>/", answering.answer_questionnaire, name="answer_questionnaire"),
    path("questionnaires/<str:code>/sent/", answering.answers_sent, name="answers_sent"),
    path("questionnaires/<str:code>/hear-back/", hearing_back.hear_back, name="hear_back"),
]
