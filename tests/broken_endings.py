"""What breaks the rules of endings, of asking again and of joining records, for the test of rules.

Each entry is the name of a rule, the model and which of its rows to copy, and the wrong values in SQL.
"""

_LEFT = {"_at": "now()", "_by_id": "null", "_by_kind": "'task'"}

COPIED = {
    "consent_reviewdate_says_why": ("ReviewDate", "because = 'put_off'", {"reason": "' '"}),
    "review_date_of_person": (
        "ReviewDate",
        "true",
        {"person_id": "(select id from consent_person p where p.id <> consent_reviewdate.person_id limit 1)"},
    ),
    "consent_reviewreminder_once_a_day": ("ReviewReminder", "true", {}),
    "consent_reviewreminder_of_something": (
        "ReviewReminder",
        "true",
        {"on": "current_date - 9", "due": "0", "late": "0"},
    ),
    "consent_reviewreminder_sent_or_dropped": (
        "ReviewReminder",
        "true",
        {f"{deed}{end}": sql for deed in ("sent", "dropped") for end, sql in _LEFT.items()},
    ),
    "consent_jointask_one_open": ("JoinTask", "closed_at is null", {}),
    "consent_jointask_says_outcome": ("JoinTask", "true", {f"closed{end}": sql for end, sql in _LEFT.items()}),
}
CHANGED = {
    "join_task_closed_once": "delete from consent_jointask",
    "review_date_stays": "delete from consent_reviewdate",
    "review_reminder_leaves_once": "update consent_reviewreminder set due = due + 1",
}
