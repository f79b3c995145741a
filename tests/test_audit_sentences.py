"""Each change and each reading has its sentence on the audit pages."""

import importlib
import pkgutil

import pghistory
import pytest
from django.urls import reverse

from consent.actions import change_details, log_opening, withdraw_agreement
from consent.models import Person
from core.actors import staff
from core.history import ACTOR_KINDS
from core.scope import scope_of_staff
from governance.audit.sentences import ACTORS, OTHERWISE, SENTENCES, WITHOUT_HISTORY
from governance.audit.sources import CHANGES, sources

AUDIT = "/governance/audit/"
HISTORIES = pghistory.core.event_models()


def actions():
    """The names of all actions of all apps."""
    found = set()
    for app in ("core", "consent", "involvement", "governance"):
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if ".tests" in module.name or ".migrations" in module.name or module.name.endswith("__main__"):
                continue
            for thing in vars(importlib.import_module(module.name)).values():
                if getattr(thing, "is_action", False):
                    found.add(thing.__name__)
    return found


def person_named(world, name):
    return Person.objects.get(service=world.northshire, full_name=name)


def sentences(response):
    return [row.sentence for row in response.context["page"].rows]


# --- Every change has its sentence


def test_every_table_with_a_history_has_its_sentences_and_no_other():
    assert set(SENTENCES) == {model.pgh_tracked_model._meta.label for model in HISTORIES}


@pytest.mark.parametrize("model", HISTORIES, ids=lambda model: model._meta.label)
def test_every_history_belongs_to_a_service_or_is_narrowed_by_hand(model):
    has_service = any(field.name == "service" for field in model._meta.local_fields)
    assert has_service or model.pgh_tracked_model._meta.label in ("core.Service", "core.User")


def test_every_action_has_a_sentence_or_says_why_it_needs_none():
    said = {deed.split(":")[0] for told in SENTENCES.values() for deed in told.deeds}
    assert actions() == said | set(WITHOUT_HISTORY)
    assert not said & set(WITHOUT_HISTORY)
    assert all(WITHOUT_HISTORY.values())


def test_every_change_of_the_demonstration_is_told_by_its_own_sentence(world):
    untold = set()
    for service in (world.northshire, world.eastshire):
        with scope_of_staff(service):
            for source in sources():
                if source.kind != CHANGES:
                    continue
                rows = source.all_of(service).values_list("pgh_context__action", "pgh_label").distinct()
                told = SENTENCES[source.tracked._meta.label]
                untold |= {(source.key, *row) for row in rows if not told.words(*row)}
    assert untold == set()


@pytest.mark.parametrize("label", sorted(SENTENCES))
def test_every_sentence_can_be_said_with_and_without_its_facts(label):
    told = SENTENCES[label]
    for words in [*told.deeds.values(), *OTHERWISE.values()]:
        for data in ({}, dict.fromkeys(told.needs)):
            action = next((deed for deed, said in told.deeds.items() if said == words), "of_old")
            said = told.say(action.split(":")[0], "insert", "", data)
            assert "{" not in said
            assert "None" not in said


def test_who_did_it_is_said_for_every_kind_of_actor():
    assert set(ACTORS) == set(ACTOR_KINDS) - {"user"}


def test_rows_read_as_sentences(world):
    """The list as the lead reads it, the newest first."""
    client = world.client("ig")
    with scope_of_staff(world.northshire):
        person = person_named(world, "Asha Sample")
        by = staff(world.user("practitioner"))
        change_details(by=by, person=person, details={"pronouns": "she"})
        agreement = person.agreements.open().get(purpose="contact")
        withdraw_agreement(by=by, agreement=agreement, reason="Too busy")
        reader = staff(world.user("manager"))
        log_opening(by=reader, person=person, page="record", why="They rang us")
    found = client.get(AUDIT, {"person": person.reference})
    told = sentences(found)
    assert told[0] == (
        f"Ines Governance, information governance lead, opened the record {person.reference}, at “audit”."
    )
    assert told[1] == f"Morgan Manager, manager, opened the record {person.reference}."
    # The test's transaction gives every change one moment, so these may stand on any page: the file holds them all.
    everything = client.get(reverse("audit_file"), {"person": person.reference}).getvalue().decode()
    assert f"Priya Practitioner changed the details of {person.reference}." in everything
    withdrew = f"Priya Practitioner withdrew the agreement “contact me about being involved” of {person.reference}."
    assert withdrew in everything
    assert "Reason given: They rang us" in found.text


def test_somebody_acting_on_their_own_record_and_the_system_are_told_apart(world):
    told = sentences(world.client("ig").get(AUDIT, {"by": "person"}))
    assert told
    assert all(sentence.startswith("The person ") and sentence.endswith(", signed in themselves.") for sentence in told)
    told = sentences(world.client("ig").get(AUDIT, {"by": "public"}))
    assert any(sentence.startswith("Somebody registered interest, reference ") for sentence in told)
