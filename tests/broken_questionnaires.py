"""What breaks each rule of questionnaires and of what people answered to them, below the ORM."""

DRAFT = "(select id from involvement_questionnaireversion where published_at is null)"
PUBLISHED = "(select id from involvement_questionnaireversion where published_at is not null)"
TAKEN = "insert into involvement_wordstaken (service_id, answer_id, view_id, because, recorded_at, recorded_by_kind)"
CLOSES = "update involvement_questionnaire set closed_at = now(), closed_by_kind = 'task'"
NOT_AGREED = (
    "(select p.id from consent_person p where p.service_id = involvement_response.service_id and not exists"
    " (select 1 from consent_agreement a where a.person_id = p.id and a.purpose_id = 'record' and a.answer = 'given'"
    " and a.ended_at is null) order by p.id limit 1)"
)

# By rule: the model, which row is copied, and what is wrong with the copy.
COPIED = {
    "involvement_questionnaire_has_title": ("Questionnaire", "true", {"title": "' '"}),
    "involvement_questionnairecode_questionnaire_id_key": ("QuestionnaireCode", "true", {"code": "'ZZZ-ZZZ'"}),
    "involvement_questionnaireversion_one_draft": ("QuestionnaireVersion", "published_at is null", {"number": "9"}),
    "involvement_question_says_something": (
        "Question",
        f"version_id in {DRAFT}",
        {"text": "' '", "order": "9"},
    ),
    "involvement_question_choices_fit": (
        "Question",
        f"version_id in {DRAFT} and kind = 'choice'",
        {"choices": "'{one}'", "easy_choices": "'{}'", "order": "9"},
    ),
    "involvement_question_easy_choices_fit": (
        "Question",
        f"version_id in {DRAFT} and kind = 'choice'",
        {"easy_choices": "'{one}'", "order": "9"},
    ),
    "question_not_added_later": ("Question", f"version_id in {PUBLISHED}", {"order": "9"}),
    "involvement_response_interview_by_staff": ("Response", "how = 'link'", {"how": "'interview'"}),
    "involvement_response_anonymous": (
        "Response",
        "person_id is not null",
        {"how": "'link'", "received_by_id": "null", "received_by_kind": "'public'"},
    ),
    "response_person_agreed": ("Response", "person_id is not null", {"person_id": NOT_AGREED}),
    "involvement_answer_once": ("Answer", "true", {}),
    "involvement_answer_value_or_words": ("Answer", "words <> ''", {"words": "' '"}),
    "answer_fits_question": ("Answer", "value is not null", {"value": "9"}),
    "involvement_wordstaken_answer_id_key": ("WordsTaken", "true", {}),
}
# As above, and seen when the transaction ends.
COPIED_AT_COMMIT = {
    "involvement_question_order_once": ("Question", f"version_id in {DRAFT}", {}),
    "response_complete": ("Response", "how = 'link'", {}),
}
# By rule: statements, the last of which breaks it.
CHANGED = {
    "questionnaire_stays_closed": (
        CLOSES,
        "update involvement_questionnaire set closed_at = closed_at + interval '1 day' where closed_at is not null",
    ),
    "questionnaire_published_stays": ("update involvement_questionnaire set title = 'other'",),
    "involvement_questionnaireversion_number_once": (
        "update involvement_questionnaireversion set number = 1 where published_at is null",
    ),
    "involvement_questionnaireversion_says_what_for": (
        "update involvement_questionnaireversion set introduction = ' ' where published_at is null",
    ),
    "version_published_stays": (
        "update involvement_questionnaireversion set introduction = 'other' where published_at is not null",
    ),
    "version_of_open_questionnaire": (
        CLOSES,
        "update involvement_questionnaireversion set introduction = 'other' where published_at is null",
    ),
    "question_of_published_stays": (f"delete from involvement_question where version_id in {PUBLISHED}",),
    "response_append_only": ("update involvement_response set easy_read = not easy_read",),
    "answer_append_only": ("delete from involvement_answer where words = ''",),
    "involvement_wordstaken_view_id_key": (
        f"{TAKEN} select a.service_id, a.id, v.id, '', now(), 'task' from involvement_answer a join"
        " (select distinct on (service_id) id, service_id from involvement_view) v on v.service_id = a.service_id"
        " where a.words <> '' and a.id not in (select answer_id from involvement_wordstaken)",
    ),
    "involvement_wordstaken_view_or_because": ("update involvement_wordstaken set because = ' '",),
    "words_taken_once": ("delete from involvement_wordstaken",),
    "words_taken_are_words": (
        f"{TAKEN} select a.service_id, a.id, null, 'x', now(), 'task' from involvement_answer a where a.words = ''"
        " limit 1",
    ),
}
CHANGED_AT_COMMIT = {
    "version_published_whole": (
        "update involvement_questionnaireversion set easy_introduction = '', published_at = now(),"
        " published_by_kind = 'task' where published_at is null",
    ),
}
