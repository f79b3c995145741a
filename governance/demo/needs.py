"""Access needs in the demonstration: a session to come at which one is arranged and others wait, and one that ended."""

from datetime import timedelta

from django.utils import timezone

from consent import actions as consent
from consent.models import Person, PersonNeed
from consent.needs import to_meet
from involvement import actions as involvement
from involvement.models import Activity
from involvement.models.activities import State

DETAILS = {"bsl_interpreter": "a woman, please", "large_print": "on yellow paper"}


def needs_at_a_session(*, service, by, moment, days_ago):
    """Plan a session for two people with needs. `moment` and `days_ago`: how the demonstration dates its story."""
    femi, una, morris = (
        Person.objects.get(service=service, full_name=name) for name in ("Femi Sample", "Una Sample", "Morris Example")
    )
    running = Activity.objects.filter(service=service, state=State.RUNNING, partner__isnull=False)
    activity = running.order_by("pk").first()
    asked_on = timezone.localdate() - timedelta(days=20)
    with days_ago(20):
        for person in (femi, una):
            if not person.places.filter(activity=activity).exists():
                place = involvement.invite(by=by, activity=activity, person=person, face_to_face_on=asked_on)
                involvement.answer_invitation(by=by, place=place, state="accepted")
        involvement.plan_session(
            by=by, activity=activity, title="What we found, read back", starts_at=moment(-12), where=activity.where
        )
    with days_ago(15):
        aid = PersonNeed.objects.open().get(person=morris, need="hearing_aid")
        consent.end_need(by=by, person_need=aid, because="He has none any more")
    arranged = next(one for one in to_meet(service, femi) if one.occasion.key.startswith("session-"))
    for days, is_met, how in (
        (9, False, "Neither agency we asked has an interpreter that day"),
        (6, True, "A third agency sends an interpreter, a woman, for the whole session"),
    ):
        with days_ago(days):
            consent.note_need_met(
                by=by,
                person=femi,
                needs=arranged.needs,
                occasion=arranged.occasion.key,
                about=arranged.occasion.words,
                is_met=is_met,
                how=how,
            )
