"""People who asked to be asked later: one tried and overdue, one due today, and one who contacts us themselves."""

from datetime import timedelta

from consent import actions as consent
from consent.models import Person, WayToReach
from core import clock


def build_asking_later(service, by, days_ago) -> None:
    """`by`: the worker who asks them. `days_ago`: dates the deeds of a block."""
    free = Person.objects.filter(service=service, places=None, messages=None, follow_ups=None, views=None)
    tried, due, comes = free.may_be_contacted().filter(phone__gt="").order_by("-pk")[:3]
    with days_ago(30):
        later = consent.plan_follow_up(
            by=by, person=tried, reason="They asked to be asked later", not_before=clock.today() + timedelta(days=10)
        )
    with days_ago(20):
        values = {"how": "worker", "outcome": "no_answer", "words": "They had moved on from the hostel"}
        consent.note_follow_up_try(by=by, follow_up=later, **values)
    with days_ago(10):
        reason = "They asked to be asked later, through Northshire Peer Voices"
        consent.plan_follow_up(by=by, person=due, reason=reason, not_before=clock.today() + timedelta(days=10))
    with days_ago(12):
        consent.set_safe_contact(by=by, person=comes, channel=WayToReach.SELF, allowed=True)
    with days_ago(1):
        consent.remind_to_ask(by=by, service=service, to=by.user, about="own", on=clock.today(), due=1, late=1)
