"""The audit pages are for the lead of one service alone; and what a service decides is on them."""

import csv
import io

import pghistory
import pytest
from django.urls import reverse

from consent.models import Agreement, Person, PersonEvent
from core.actions import add_member, change_service
from core.actors import command, staff
from core.models import Membership
from core.roles import CARDS
from core.scope import scope_of_staff
from governance.audit import listing
from governance.audit.sources import Narrowed, source_named, sources

AUDIT = "/governance/audit/"
HISTORIES = pghistory.core.event_models()


def person_named(world, name):
    return Person.objects.get(service=world.northshire, full_name=name)


def sentences(response):
    return [row.sentence for row in response.context["page"].rows]


def lines_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


# --- Nobody else, and no other service


@pytest.mark.parametrize("address", [AUDIT, "/governance/audit/file/"])
def test_only_the_information_governance_lead_opens_the_audit(world, address):
    for role, who in {
        "practitioner": "practitioner",
        "str_worker": "str",
        "manager": "manager",
        "admin": "admin",
    }.items():
        assert world.client(who).get(address).status_code == 403, role
    assert world.client("person").get(address).status_code == 403
    assert world.client().get(address).status_code == 302
    assert [key for key, card in CARDS.items() if "see_audit" in card.permissions] == ["ig_lead"]


@pytest.fixture
def eastern_lead(world):
    """An information governance lead of the other service, signed in."""
    with scope_of_staff(world.eastshire):
        added = add_member(
            by=command("tests"), service=world.eastshire, email="east@example.org", name="Ezra East", role="ig_lead"
        )
    return world.client("east"), added.user


def test_another_services_history_readings_and_files_do_not_appear(world, eastern_lead):
    client, _ = eastern_lead
    with scope_of_staff(world.northshire):
        theirs = set(Person.objects.values_list("reference", flat=True))
        person = person_named(world, "Asha Sample")
        event = PersonEvent.objects.filter(pgh_obj=person).first()
        answered = Agreement.objects.filter(person=person).first().history.first()
    everything = " ".join(" ".join(line) for line in lines_of(client.get(reverse("audit_file"))))
    assert not [reference for reference in theirs if reference in everything]
    for name in ("Priya Practitioner", "Morgan Manager", "Ines Governance", "Stevie Support"):
        assert name not in everything
    assert "Oakley Outsider" in everything
    assert "No record was found" in client.get(AUDIT, {"person": person.reference}).text
    assert "No record was found" in client.get(AUDIT, {"person": "Asha"}).text
    assert client.get(AUDIT, {"by": world.user("manager").pk}).context["form"].errors
    assert client.get(reverse("audit_change", args=["consent-person", event.pk])).status_code == 404
    assert client.get(reverse("audit_change", args=["consent-agreement", answered.pk])).status_code == 404
    for label in ("core-user", "core-service"):
        with scope_of_staff(world.northshire):
            theirs = source_named(label).all_of(world.northshire).earliest("pk")
        assert client.get(reverse("audit_change", args=[label, theirs.pk])).status_code == 404


def test_the_rows_beneath_are_kept_apart_by_the_database_too(world):
    """Asked for another service by mistake, the sources that have row policies bring nothing."""
    with scope_of_staff(world.eastshire):
        for source in sources():
            if "service" in source.fields and source.tracked is not Membership:
                assert not source.model._base_manager.filter(service=world.northshire).exists(), source.key


def test_an_account_changed_from_another_service_does_not_show_who_did_it_there(world, eastern_lead):
    """Somebody works in both services. What the other one's administrator did to their account stays there."""
    _, ezra = eastern_lead
    with scope_of_staff(world.northshire):
        add_member(
            by=staff(world.user("admin")), service=world.northshire, email=ezra.email, name="Ezra", role="finance"
        )
        rows = listing.find(Narrowed(world.northshire, by=str(world.user("admin").pk)), None, 5)
        assert rows[0].sentence == "Ade Administrator gave Ezra East the role “finance officer”."
    with scope_of_staff(world.eastshire):
        shown = {row.sentence for row in listing.all_of(Narrowed(world.eastshire))}
        assert not [sentence for sentence in shown if "Ade Administrator" in sentence]


# --- What the service decides is in the list


def test_the_setting_to_name_readers_is_changed_on_a_page_and_is_in_the_audit(world):
    client = world.client("admin")
    person = world.client("person")
    home = person.get(reverse("my_home")).text
    assert "A practitioner of Northshire Liaison and Diversion opened your record on" in home
    assert "Priya Practitioner" not in home
    page = client.get(reverse("change_service"))
    values = {name: value or "" for name, value in page.context["form"].initial.items()}
    assert client.post(reverse("change_service"), values | {"show_reader_names": "on"}).status_code == 302
    home = person.get(reverse("my_home")).text
    assert "Priya Practitioner, a practitioner of Northshire Liaison and Diversion, opened your record on" in home
    rows = world.client("ig").get(AUDIT, {"by": world.user("admin").pk}).context["page"].rows
    assert rows[0].sentence == "Ade Administrator changed the details of the service."
    change = world.client("ig").get(reverse("audit_change", args=rows[0].change)).context["changed"]
    assert [(field.field, field.before, field.after) for field in change] == [
        ("People are told the names of those who opened their record", "No", "Yes")
    ]


def test_a_changed_service_keeps_its_history(world):
    with scope_of_staff(world.northshire):
        change_service(by=staff(world.user("admin")), service=world.northshire, area="Elsewhere")
        assert world.northshire.history.latest("pgh_id").area == "Elsewhere"
