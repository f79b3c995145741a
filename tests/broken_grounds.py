"""What breaks the rules of the grounds, of decisions in the public interest and of disclosures, for the test of rules.

Each entry is the name of a rule, the model and, where needed, which of its rows to copy, and the wrong values in SQL.
"""

_NOW = {"_at": "now()", "_by_id": "null", "_by_kind": "'task'"}
_ASKED = {f"recall_asked{end}": sql for end, sql in _NOW.items()}
_ANSWERED = {f"recall_answered{end}": sql for end, sql in _NOW.items()}
_ENDED = {f"ended{end}": sql for end, sql in _NOW.items()} | {"ended_kind": "'withdrawn'", "ended_reason": "'x'"}
_OTHER_PERSON = (
    "(select p.id from consent_person p where p.date_of_birth < '1990-01-01'"
    " and not exists (select 1 from consent_capacityassessment c where c.person_id = p.id)"
    " and not exists (select 1 from consent_recipient r where r.person_id = p.id) limit 1)"
)
_STR_WORKER = "(select m.user_id from core_membership m where m.role = 'str_worker' limit 1)"

COPIED = {
    "agreement_parental": ("Agreement", "ground = 'parental'", {"competence_id": "null"}),
    "agreement_attorney": ("Agreement", "ground = 'attorney'", {"capacity_id": "null"}),
    "agreement_best_interests": ("Agreement", "ground = 'best_interests'", {"capacity_id": "null"}),
    "agreement_own_with_capacity": (
        "Agreement",
        "ground = 'attorney'",
        {"ground": "'person'", "giver_key": "'self'", "giver_name": "''", "capacity_id": "null"},
    ),
    "agreement_recipient_of_person": ("Agreement", "recipient_id is not null", {"person_id": _OTHER_PERSON}),
    "consent_agreement_child_agrees_or_why": ("Agreement", "child_agrees", {"child_agrees": "false"}),
    "consent_agreement_names_giver": ("Agreement", "ground = 'parental'", {"giver_checked": "''"}),
    "consent_agreement_not_asked_is_of_person": (
        "Agreement",
        "ground = 'parental'",
        {"answer": "'not_asked'", "not_asked_reason": "'no_time'", "wording_id": "null"},
    ),
    "consent_agreement_only_yes_withdrawn": ("Agreement", "answer = 'refused' and ground = 'person'", _ENDED),
    "consent_agreement_share_names_recipient": (
        "Agreement",
        "recipient_id is not null and ended_at is null",
        {"information": "''"},
    ),
    "best_interests_needs_assessment": (
        "BestInterestsDecision",
        "true",
        {
            "capacity_id": "(select c.id from consent_capacityassessment c"
            " where c.person_id <> consent_bestinterestsdecision.person_id limit 1)"
        },
    ),
    "consent_bestinterests_is_complete": ("BestInterestsDecision", "true", {"why": "' '"}),
    "capacity_from_sixteen": ("CapacityAssessment", "true", {"assessed_at": "timestamptz '1960-01-01'"}),
    "consent_capacity_has_needs_all_four": ("CapacityAssessment", "true", {"outcome": "'has'"}),
    "consent_capacity_lacks_cannot_wait": ("CapacityAssessment", "true", {"can_wait": "true"}),
    "consent_capacity_lacks_follows_principles": ("CapacityAssessment", "true", {"presumed": "false"}),
    "consent_capacity_lacks_is_complete": ("CapacityAssessment", "true", {"impairment": "' '"}),
    "consent_capacity_lacks_names_inability": ("CapacityAssessment", "true", {"retains": "true", "weighs": "true"}),
    "competence_under_sixteen": ("CompetenceAssessment", "true", {"person_id": _OTHER_PERSON}),
    "consent_competence_has_evidence": ("CompetenceAssessment", "true", {"evidence": "' '"}),
    "consent_competence_needs_all_five": ("CompetenceAssessment", "outcome = 'competent'", {"weighs": "false"}),
    "consent_competence_says_who_is_told": ("CompetenceAssessment", "may_tell = 'named'", {"may_tell_whom": "''"}),
    "consent_publicinterest_by_staff": (
        "PublicInterestDecision",
        "reviewed_at is null",
        {"decided_by_id": "null", "decided_by_kind": "'task'"},
    ),
    "consent_publicinterest_is_complete": ("PublicInterestDecision", "true", {"harm": "' '"}),
    "consent_publicinterest_known_words": ("PublicInterestDecision", "true", {"purpose": "'gossip'"}),
    "consent_publicinterest_review_complete": (
        "PublicInterestDecision",
        "reviewed_at is null",
        {"outcome": "'upheld'"},
    ),
    "consent_publicinterest_second_person": (
        "PublicInterestDecision",
        "reviewed_at is not null",
        # By a manager, who may do either.
        {"decided_by_id": "reviewed_by_id"},
    ),
    "consent_publicinterest_share_names_recipient": (
        "PublicInterestDecision",
        "aim = 'share'",
        {"recipient_id": "null"},
    ),
    "public_interest_decided_by_role": ("PublicInterestDecision", "true", {"decided_by_id": _STR_WORKER}),
    "public_interest_reviewed_by_role": (
        "PublicInterestDecision",
        "reviewed_at is not null",
        {"reviewed_by_id": _STR_WORKER},
    ),
    "public_interest_recipient_of_person": ("PublicInterestDecision", "aim = 'share'", {"person_id": _OTHER_PERSON}),
    "consent_recipient_known_kind": ("Recipient", "true", {"kind": "'dog'", "key": "'dog'"}),
    "consent_recipient_once": ("Recipient", "true", {}),
    "consent_reviewnotice_once": ("ReviewNotice", "true", {}),
    "consent_reviewnotice_sent_or_dropped": ("ReviewNotice", "true", {"about": "'x'"}),
    "consent_disclosure_is_complete": ("Disclosure", "decision_id is not null", {"what": "' '"}),
    "consent_disclosure_known_way": ("Disclosure", "decision_id is not null", {"how": "'pigeon'"}),
    "consent_disclosure_one_ground": ("Disclosure", "decision_id is not null", {"decision_id": "null"}),
    "consent_disclosure_recall_says_what": ("Disclosure", "decision_id is not null", _ASKED),
    "consent_disclosure_recall_answer_complete": (
        "Disclosure",
        "decision_id is not null",
        _ASKED | _ANSWERED | {"recall_words": "'x'", "recall_answer": "'kept'"},
    ),
    "disclosure_day_has_come": ("Disclosure", "decision_id is not null", {"disclosed_on": "current_date + 2"}),
    "disclosure_is_covered": ("Disclosure", "agreement_id is not null", {"disclosed_on": "date '2020-01-01'"}),
}

_TOMORROW = "clock_timestamp() + interval '1 day'"
COPIED |= {
    "agreement_has_come": ("Agreement", "ground = 'person' and ended_at is null", {"recorded_at": _TOMORROW}),
    "capacity_has_come": ("CapacityAssessment", "true", {"assessed_at": _TOMORROW}),
    "competence_has_come": ("CompetenceAssessment", "true", {"assessed_at": _TOMORROW}),
    "best_interests_has_come": ("BestInterestsDecision", "true", {"decided_at": _TOMORROW}),
    "public_interest_has_come": ("PublicInterestDecision", "true", {"decided_at": _TOMORROW}),
    "disclosure_has_come": ("Disclosure", "decision_id is not null", {"recorded_at": _TOMORROW}),
    "agreement_rests_on_own": (
        "Agreement",
        "capacity_id is null and ground = 'person' and ended_at is null and competence_id is null",
        {"capacity_id": "(select min(c.id) from consent_capacityassessment c)"},
    ),
    "agreement_follows_last_word": (
        "Agreement",
        "ended_kind = 'withdrawn' and ground = 'person'",
        {"recorded_at": "recorded_at - interval '1 day'"},
    ),
    "consent_agreement_ends_after_it_began": (
        "Agreement",
        "ended_at is null and ground = 'person' and answer = 'given'",
        _ENDED | {"ended_at": "recorded_at - interval '1 day'"},
    ),
    "consent_publicinterest_reviewed_after": (
        "PublicInterestDecision",
        "reviewed_at is not null",
        {"reviewed_at": "decided_at - interval '1 day'"},
    ),
    "consent_person_known_age_band": ("Person", "true", {"age_band": "'old'"}),
    "person_is_born": ("Person", "true", {"date_of_birth": "current_date + 2"}),
    "person_joined_within_service": (
        "Person",
        "joined_into_id is null",
        {
            "joined_into_id": "(select min(p.id) from consent_person p"
            " where p.service_id <> consent_person.service_id)",
            "joined_at": "now()",
            "joined_by_kind": "'task'",
        },
    ),
}

CHANGED = {
    "asked_stays": "update consent_asked set site_id = null",
    "account_ends_once": "update consent_accountof set service_id = service_id + 1",
    "draft_stays": "update consent_draft set kind = 'assessment' where kind <> 'assessment'",
    "person_stays_in_service": "update consent_person set service_id = service_id + 1",
    "best_interests_decision_stays": "update consent_bestinterestsdecision set why = 'other'",
    "capacity_assessment_stays": "update consent_capacityassessment set help_given = 'other'",
    "competence_assessment_stays": "delete from consent_competenceassessment",
    "consent_person_joined_to_another": "update consent_person set joined_into_id = id, joined_at = now(),"
    " joined_by_kind = 'task' where joined_at is null",
    "public_interest_reviewed_once": "update consent_publicinterestdecision set harm = 'other'",
    "recipient_stays": "update consent_recipient set name = 'Somebody else'",
    "review_notice_leaves_once": "update consent_reviewnotice set queued_at = now() + interval '1 day'",
    "disclosure_stays": "update consent_disclosure set what = 'less'",
    "core_service_hours_to_review_check": "update core_service set hours_to_review = -1",
    "core_service_months_to_ask_again_check": "update core_service set months_to_ask_again = -1",
}
