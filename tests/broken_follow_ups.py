"""What breaks the rules of asking people later, for the test of rules.

Each entry is the name of a rule, the model and which of its rows to copy, and the wrong values in SQL.
"""

_TRIED = "kind = 'tried'"
# A second try, which would be right but for what is wrong with it.
_AGAIN = {"number": "2", "noted_at": "now()"}
_HEARD = {"kind": "'heard'", "number": "null", "how": "''", "message_id": "null"}
_LEFT = {"_at": "now()", "_by_id": "null", "_by_kind": "'task'"}
_OTHER = (
    "(select f.{column} from consent_followup f where f.done_at is null and f.not_before <= current_date"
    " and f.waits_for_id is null and not exists (select 1 from consent_followupstep s where s.follow_up_id = f.id)"
    " and {contacts} exists (select 1 from consent_safecontact c where c.person_id = f.person_id"
    " and c.channel = 'self' and c.ended_at is null) order by f.id limit 1)"
)


def _of_another(contacts="not"):
    columns = {"follow_up_id": "id", "person_id": "person_id"}
    return {name: _OTHER.format(column=column, contacts=contacts) for name, column in columns.items()}


_MESSAGE = "(select m.id from consent_message m where m.service_id = consent_followupstep.service_id limit 1)"
_SENT = {"how": "'text'", "outcome": "'sent'", "message_id": _MESSAGE}

COPIED = {
    "consent_followup_one_open": ("FollowUp", "done_at is null and waits_for_id is null", {}),
    "consent_followupstep_shape": ("FollowUpStep", _TRIED, _HEARD | {"outcome": "'no_answer'"}),
    "consent_followupstep_later_has_day": ("FollowUpStep", _TRIED, _HEARD | {"outcome": "'later'"}),
    "consent_followupstep_voicemail": (
        "FollowUpStep",
        _TRIED,
        _AGAIN | {"how": "'worker'", "outcome": "'voicemail'"},
    ),
    "consent_followupstep_sent": ("FollowUpStep", _TRIED, _AGAIN | {"how": "'telephone'", "outcome": "'sent'"}),
    "consent_followupstep_number_once": ("FollowUpStep", _TRIED, {"noted_at": "now()"}),
    "follow_up_step_of_open": (
        "FollowUpStep",
        _TRIED,
        _HEARD
        | {
            "outcome": "'yes'",
            "person_id": "(select p.id from consent_person p where p.id <> consent_followupstep.person_id limit 1)",
        },
    ),
    "follow_up_step_not_before": ("FollowUpStep", _TRIED, {"number": "2", "noted_at": "timestamptz '2020-01-01'"}),
    "follow_up_step_spaced": ("FollowUpStep", _TRIED, {"number": "2"}),
    "follow_up_step_as_agreed": ("FollowUpStep", _TRIED, {"number": "11", "noted_at": "now()"}),
    "follow_up_step_nobody_contacts": ("FollowUpStep", _TRIED, {"noted_at": "now()"} | _of_another("")),
    "safe_contact_self_alone": ("SafeContact", "channel = 'self' and ended_at is null", {"channel": "'text'"}),
    "consent_template_one_asks_later": ("MessageTemplate", "asks_later and published_at is not null", {"name": "'x'"}),
    "consent_template_asks_discreetly": ("MessageTemplate", "asks_later", {"name": "'x'", "says_who": "true"}),
    "consent_followupnotice_once_a_day": ("FollowUpNotice", "true", {}),
    "consent_followupnotice_of_something": ("FollowUpNotice", "true", {"on": "current_date - 9", "due": "0"}),
    "consent_followupnotice_sent_or_dropped": (
        "FollowUpNotice",
        "true",
        {f"{deed}{end}": sql for deed in ("sent", "dropped") for end, sql in _LEFT.items()},
    ),
}
# Each needs a row like it first.
COPIED_TWICE = {
    "consent_followupstep_message_id_key": (
        "FollowUpStep",
        _TRIED,
        [_AGAIN | _SENT, _of_another() | _SENT | {"number": "1", "noted_at": "now()"}],
    ),
    "consent_message_one_asks": (
        "Message",
        "state = 'waiting'",
        [{"follow_up_id": "(select f.id from consent_followup f order by f.id limit 1)"}] * 2,
    ),
}
CHANGED = {
    "follow_up_day_has_a_note": "update consent_followup set not_before = not_before + 1 where done_at is null",
    "follow_up_step_stays": "update consent_followupstep set words = 'other'",
    "follow_up_notice_leaves_once": "update consent_followupnotice set due = due + 1",
    "core_service_asks_politely": "update core_service set tries_to_ask = 0",
}
