"""What became of answers: ended by the service, recorded wrongly, due to be asked again, and put off."""

from django.utils import timezone

from consent import actions as consent
from consent.models import Person, Purpose, Wording
from consent.models.agreements import Answer


def build_endings(service, by, site, days_ago):
    """End and queue a few answers of people who are there. `days_ago`: a block that happens so many days ago."""
    today = timezone.localdate()
    with days_ago(380):
        consent.record_person(
            by=by,
            service=service,
            details={
                "name_to_use": "Vic",
                "full_name": "Vic Sample",
                "date_of_birth": today.replace(year=today.year - 41, day=1),
                "connection": "used_before",
                "phone": "07700 900790",
                "email": "vic@people.example.org",
                "site": site,
            },
            record_wording=Wording.objects.in_force(service, Purpose.RECORD),
            contact={"answer": Answer.GIVEN, "wording": Wording.objects.in_force(service, Purpose.CONTACT)},
            safe_contacts=[{"channel": "worker", "allowed": True, "may_say_who": True}],
        )
    vic = Person.objects.get(service=service, full_name="Vic Sample")
    until = today + timezone.timedelta(days=21)
    reason = "In hospital until the end of the month, and asked for no visits"
    consent.put_off_review(by=by, agreement=vic.agreements.get(purpose_id=Purpose.CONTACT), until=until, reason=reason)
    consent.remind_of_reviews(by=by, service=service, to=by.user, on=today, due=1, late=1)
    _recorded_again(service, by, site)
    sacha = Person.objects.get(service=service, full_name="Sacha Example")
    answers = {"by": by, "person": sacha, "wording": Wording.objects.in_force(service, Purpose.PUBLISH)}
    answers |= {"purpose_key": Purpose.PUBLISH, "answer": Answer.GIVEN}
    with days_ago(0):
        mistaken = consent.record_answer(**answers)
        consent.invalidate_agreement(by=by, agreement=mistaken, reason="This was the answer of somebody else")
        newsletter = consent.record_answer(**answers)
        consent.end_agreement(by=by, agreement=newsletter, reason="The newsletter it was for has stopped")


def _recorded_again(service, by, site):
    """Somebody whose record is restricted came again, and gave another surname: the lead is asked to look."""
    before = Person.objects.filter(service=service).restricted().order_by("pk").first()
    consent.record_person(
        by=by,
        service=service,
        details={
            "name_to_use": before.name_to_use,
            "full_name": f"{before.name_to_use} Placeholder",
            "date_of_birth": before.date_of_birth,
            "connection": "used_before",
            "phone": str(before.phone),
            "email": f"{before.name_to_use.lower()}.again@people.example.org",
            "site": site,
        },
        record_wording=Wording.objects.in_force(service, Purpose.RECORD),
        contact={"answer": Answer.NOT_ASKED, "not_asked_reason": "no_time"},
    )
