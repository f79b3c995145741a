"""Interest registered on the public form: by grown people, by somebody of 15, with a helper, and by a helper alone."""

import uuid

from consent import actions as consent
from consent import interest
from consent.links import with_link
from consent.models import Channel, Wording
from consent.models.registrations import FilledInBy, TalkTo, TryOutcome
from consent.outbox import record_sent
from core import actors

SENDER = actors.task("sender")


def build_registrations(service, days_ago, worker=None):
    """`days_ago`: dates the deeds of a block. `worker`: who tried to reach one; None where only few are made."""
    words = {f"{purpose}_wording": Wording.objects.in_force(service, purpose) for purpose in ("record", "contact")}
    grown = {"age_band": "18_over", "channel": Channel.TEXT, **words}
    registered = [
        (4, grown | {"name_to_use": "Ollie", "connection": "used_before", "wishes": ["hear", "say"]}),
        (9, grown | {"name_to_use": "Maz", "connection": "lived_it", "wishes": ["say", "shape", "decide"]}),
    ]
    if worker is not None:
        registered += [
            (
                24,
                {
                    "age_band": "10_15",
                    "name_to_use": "Rowan",
                    "channel": Channel.TEXT,
                    "talk_to": TalkTo.NOBODY,
                    "words_shown": interest.words_under_16(service),
                },
            ),
            (
                6,
                grown
                | {
                    "filled_in_by": FilledInBy.HERE,
                    "helper_name": "Jo",
                    "helper_relation": "Key worker at the hostel",
                    "name_to_use": "Sky",
                    "connection": "other_service",
                    "needs": ["easy_read", "more_time"],
                },
            ),
            (
                3,
                {
                    "filled_in_by": FilledInBy.AWAY,
                    "helper_name": "Bernie",
                    "helper_relation": "Neighbour",
                    "helper_phone": "07700 900955",
                    "words_shown": interest.words_for_a_helper(service),
                },
            ),
        ]
    for number, (days, answers) in enumerate(registered):
        phone = {} if answers.get("filled_in_by") == FilledInBy.AWAY else {"phone": f"07700 9009{number:02d}"}
        with days_ago(days):
            made = consent.register_interest(
                by=actors.public_form(), service=service, key=uuid.uuid4(), answers=answers | phone
            )
        if worker is not None and answers.get("name_to_use") == "Rowan":
            with days_ago(15):
                consent.note_registration_try(
                    by=worker, registration=made, outcome=TryOutcome.NO_ANSWER, note="Try after school"
                )
        if worker is not None and answers.get("name_to_use") == "Maz":
            with days_ago(days):
                [asked] = made.messages.all()
                with_link(SENDER, asked)
                record_sent(by=SENDER, message=asked)
