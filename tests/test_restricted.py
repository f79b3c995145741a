"""A restricted record opens to the information governance lead alone, after a typed reason, wherever one looks."""

import uuid

import pytest
from django.urls import reverse

from consent.actions import (
    assess_capacity,
    change_details,
    decide_public_interest,
    join_records,
    link_registration,
    register_interest,
    withdraw_agreement,
)
from consent.models import (
    AccessLogEntry,
    Agreement,
    CapacityAssessment,
    Disclosure,
    FollowUp,
    InterestRegistration,
    Message,
    Person,
    PublicInterestDecision,
    Wording,
)
from consent.tests.factories import LACKS_CAPACITY, make_person
from consent.tests.sharing import REASONS, agree_to_share, share
from core.actions import add_member
from core.actors import command, public_form, staff
from core.scope import public_scope, scope, scope_of_staff
from involvement.models import Activity, Decision, Place, Session, Telling, View
from tests.test_permissions import MODELS, OURS

NAME, SURNAME, PHONE = "Zephyrine", "Quillfeather", "07700 900987"
TYPED = NAME[:6]  # what is typed comes back in the search box; the whole name may not
# How the person is reached from each kind of row that has pages.
REACHED = {
    Activity: "taken_places__person",
    Session: "activity__taken_places__person",
    Decision: "tellings__person",
    View: "person",
    Telling: "person",
    Place: "person",
    Agreement: "person",
    Disclosure: "person",
    FollowUp: "person",
    PublicInterestDecision: "person",
    CapacityAssessment: "person",
    InterestRegistration: "person",
}


@pytest.fixture(params=["itself", "through the newer record it was joined to"])
def restricted(world, request):
    """Asha, who has places, views and tellings, under a name that nothing else carries; she withdrew everything.

    Or she came back, her old record was joined to the new one, and then she withdrew again.
    """
    by = staff(world.user("practitioner"))
    with scope_of_staff(world.northshire):
        person = Person.objects.get(full_name="Asha Sample")
        details = {"name_to_use": NAME, "full_name": f"{NAME} {SURNAME}", "phone": PHONE, "email": "z@example.org"}
        person = change_details(by=by, person=person, details=details)
        registration = registered(world)
        link_registration(by=by, registration=registration, person=person)
        assert person.places.exists() and person.views.exists() and person.tellings.exists()
        assert Message.objects.filter(person=person).exists()
        share(agree_to_share(person, name="Advocate", by=by), by=by, what=f"{NAME} {SURNAME} needs a lift")
        words = dict.fromkeys(["decision", "understands_why"], f"{NAME} {SURNAME} said so")
        assess_capacity(by=by, person=person, purpose_key="equality", **LACKS_CAPACITY | words)
        facts = REASONS | {"facts": f"{NAME} {SURNAME} said so"}
        to = {"kind": "role", "name": "Duty social worker", "address": ""}
        decide_public_interest(by=by, person=person, aim="share", recipient=to, told=False, **facts)
        agreement = person.agreements.open().get(purpose="record")
        withdraw_agreement(by=by, agreement=agreement, reason="Wants nothing kept")
        if request.param != "itself":
            join_and_withdraw_again(by, person)
            person = Person.objects.get(pk=person.pk)
    return person


def join_and_withdraw_again(by, old):
    new = make_person(old.service, by=by, name_to_use="Somebody", phone="", email="", ways=())
    join_records(by=by, restricted=old, new=new)
    again = new.agreements.open().get(purpose="record")
    withdraw_agreement(by=by, agreement=again, reason="Wants nothing kept, again")


def registered(world):
    """Interest that Asha registered on the public form, before staff linked it to her record."""
    service, key = world.northshire, uuid.uuid4()
    with scope(public_scope(service, record=key)):
        answers = {"age_band": "18_over", "name_to_use": f"{NAME} {SURNAME}", "connection": "used_before"}
        answers |= {"wishes": ["say"], "when_to_ask": "now", "channel": "text", "phone": PHONE}
        wordings = {
            f"{purpose}_wording": Wording.objects.in_force(service, purpose) for purpose in ("record", "contact")
        }
        register_interest(by=public_form(), service=service, key=key, answers=answers | wordings)
    with scope_of_staff(service):
        return InterestRegistration.objects.get(pk=key)


def addresses(world, person):
    """Every address of staff that could show the person: lists, and the page of each row that has to do with them."""
    for name, keys, view in OURS:
        if view.access.kind != "staff" or name in ("restricted_person", "audit_restricted"):
            continue
        if not keys:
            yield reverse(name)
            yield f"{reverse(name)}?q={TYPED}&person={TYPED}&show=handled&state=told&kind=all"
        elif keys == ["reference"]:
            yield reverse(name, args=[person.reference])
        elif keys == ["kind", "pk"]:
            for row in person.capacity_assessments.all():
                yield reverse(name, args=["capacity", row.pk])
        elif keys == ["table", "pk"]:
            for event in (*person.history.all(), *(a for one in person.agreements.all() for a in one.history.all())):
                yield reverse(name, args=[event.pgh_tracked_model._meta.label_lower.replace(".", "-"), event.pk])
        elif keys == ["pk"] and MODELS.get(name) in REACHED:
            about = {REACHED[MODELS[name]]: person}
            for row in MODELS[name].objects.filter(**about).distinct():
                yield reverse(name, args=[row.pk])


@pytest.mark.parametrize("who", ["practitioner", "str", "manager", "ig", "admin", "finance", "commissioner"])
def test_nobody_reads_the_name_of_a_restricted_person_without_a_reason(world, restricted, who):
    client = world.client(who)
    with scope_of_staff(world.northshire):
        asked = list(addresses(world, restricted))
    assert len(asked) > 70
    for address in asked:
        answer = client.get(address)
        text = b"".join(answer.streaming_content).decode() if answer.streaming else answer.text
        for word in (NAME, SURNAME, "900987", "900 987", "z@example.org"):
            assert word not in text, f"{who} reads “{word}” at {address}"


@pytest.mark.parametrize("who", ["practitioner", "str", "manager"])
def test_the_pages_of_a_restricted_person_are_not_there_for_others(world, restricted, who):
    for name, keys, view in OURS:
        if keys == ["reference"] and view.access.kind == "staff":
            address = reverse(name, args=[restricted.reference])
            assert world.client(who).get(address).status_code in (403, 404), name
    with scope_of_staff(world.northshire):
        assert not AccessLogEntry.objects.filter(person=restricted, opened_by=world.user(who), why="").filter(
            opened_at__gte=restricted.restrictions.get().recorded_at
        )


@pytest.mark.parametrize("restricted", ["itself"], indirect=True)
def test_the_lead_reads_it_after_typing_a_reason_and_each_reading_is_logged_with_it(world, restricted):
    client = world.client("ig")
    address = reverse("restricted_person", args=[restricted.reference])
    assert SURNAME not in client.get(address).text
    assert SURNAME not in client.post(address, {"reason": "  "}).text
    assert SURNAME in client.post(address, {"reason": "A rights request"}).text
    assert SURNAME in client.post(address, {"reason": "The same request, again"}).text
    with scope_of_staff(world.northshire):
        logged = AccessLogEntry.objects.filter(person=restricted, opened_by=world.user("ig"))
        assert list(logged.order_by("pk").values_list("page", "why", "role")) == [
            ("restricted record", "A rights request", "information governance lead"),
            ("restricted record", "The same request, again", "information governance lead"),
        ]
    assert "The same request, again" in world.client("person").get(reverse("my_home")).text


def test_what_they_wrote_on_the_public_form_asks_for_a_reason_too(world, restricted):
    """Its history begins before it was linked to anybody."""
    with scope_of_staff(world.northshire):
        first = restricted.registrations.get().history.earliest("pgh_id")
    assert first.person_id is None
    answer = world.client("ig").get(reverse("audit_change", args=["consent-interestregistration", first.pk]))
    assert answer.headers["Location"].startswith(reverse("audit_restricted", args=[restricted.reference]))


def test_its_audit_asks_for_a_reason_too(world, restricted):
    """An older record as well: the newer one that it is read through is restricted."""
    client, asked = world.client("ig"), f"{reverse('audit')}?person={restricted.reference}"
    to_say_why = client.get(asked).headers["Location"]
    assert to_say_why.startswith(reverse("audit_restricted", args=[restricted.reference]))
    assert SURNAME not in client.get(to_say_why).text
    answer = client.post(to_say_why, {"reason": "A complaint"}, follow=True)
    assert f"Audit of {restricted.reference}" in answer.text


def test_a_lead_of_another_service_finds_nothing(world, restricted):
    with scope_of_staff(world.eastshire):
        by = command("tests")
        add_member(by=by, service=world.eastshire, email="east@example.org", name="Ezra East", role="ig_lead")
    client = world.client("east")
    assert restricted.reference not in client.get(reverse("restricted_people")).text
    address = reverse("restricted_person", args=[restricted.reference])
    assert client.post(address, {"reason": "Curious"}).status_code == 404
