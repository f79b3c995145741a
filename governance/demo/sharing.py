"""What was shared: with an advocate while the yes holds, and with housing support after it was taken back."""

from datetime import timedelta

from django.utils import timezone

from consent import actions as consent
from consent.models import Person, Purpose, Wording
from consent.models.agreements import Answer


def build_sharing(service, by, days_ago):
    """Record what was shared about two people. `days_ago`: dates the deeds of a block."""
    asha, bea = (Person.objects.get(service=service, full_name=name) for name in ("Asha Sample", "Bea Sample"))
    advocate = _agreed(by, asha, 40, days_ago, "Kim Advocate, Open Door", "1 Example Road, Northtown")
    _shared(by, asha, advocate, 38, days_ago, "First name, and that she comes on Tuesdays", "To keep a place free")
    housing = _agreed(by, bea, 60, days_ago, "Northtown housing support", "4 Example Road, Northtown")
    first = _shared(by, bea, housing, 58, days_ago, "First name and telephone number", "To ring about a viewing")
    _shared(by, bea, housing, 50, days_ago, "That mornings are best", "To agree on a time")
    with days_ago(30):
        consent.withdraw_agreement(by=by, agreement=housing, reason="Found a flat without them")
    with days_ago(20):
        consent.ask_back(by=by, disclosure=first, words="Please destroy what we told you, and tell us when you have.")


def _agreed(by, person, days, days_ago, name, address):
    with days_ago(days):
        return consent.record_answer(
            by=by,
            person=person,
            purpose_key=Purpose.SHARE,
            answer=Answer.GIVEN,
            wording=Wording.objects.in_force(person.service, Purpose.SHARE),
            recipient={"kind": "organisation", "name": name, "address": address},
            information="My first name, how to reach me and when",
        )


def _shared(by, person, ground, days, days_ago, what, why):
    with days_ago(days):
        return consent.disclose(
            by=by,
            person=person,
            ground=ground,
            disclosed_on=timezone.localdate() - timedelta(days=days),
            what=what,
            why=why,
            necessary="They cannot do it without, and nothing else was passed on",
            how="spoken",
        )
