"""The database as the second wall: no query reads another service's rows, nor a neighbour's."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from consent.models import InterestRegistration, Message, Person
from core.actions import create_service
from core.actors import command
from core.migrating import every_row_in_sight
from core.models import ServiceOwned
from core.row_security import READ_TO_FIND_THE_SCOPE, needs_row_security
from core.scope import (
    NO_SCOPE,
    oversight_scope,
    public_scope,
    scope,
    scope_of_person,
    scope_of_staff,
    scope_of_system,
    set_scope,
)
from tests.test_database_rules import copy_row

SECURED = [model for model in apps.get_models() if needs_row_security(model)]
WITH_PERSON = [
    model
    for model in SECURED
    if model._meta.label in ("consent.Person", "consent.PersonEvent")
    or any(field.name == "person" for field in model._meta.local_fields)
]
# Personal, but of nobody who is recorded: only the row that the scope names by its key is seen beside staff.
WITHOUT_PERSON = [model for model in SECURED if getattr(model, "personal_without_person", False)]
label = lambda model: model._meta.label  # noqa: E731


def count(model):
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {connection.ops.quote_name(model._meta.db_table)}")
        return cursor.fetchone()[0]


def policies_of(table):
    with connection.cursor() as cursor:
        cursor.execute("select policyname, permissive from pg_policies where tablename = %s", [table])
        return dict(cursor.fetchall())


def test_every_table_with_a_service_is_secured_or_on_the_one_list(world):
    with connection.cursor() as cursor:
        cursor.execute(
            "select c.relname, c.relrowsecurity and c.relforcerowsecurity from pg_class c"
            " join pg_attribute a on a.attrelid = c.oid and a.attname = 'service_id' and not a.attisdropped"
            " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
        )
        found = dict(cursor.fetchall())
    exempt = {apps.get_model(name)._meta.db_table for name in READ_TO_FIND_THE_SCOPE}
    assert set(found) == {model._meta.db_table for model in SECURED} | exempt
    assert {table for table, forced in found.items() if not forced} == exempt


@pytest.mark.parametrize("model", SECURED, ids=label)
def test_each_table_has_its_policies(world, model):
    policies = policies_of(model._meta.db_table)
    assert policies["service_in_scope"] == "PERMISSIVE"
    assert ("person_in_scope" in policies) == (model in WITH_PERSON + WITHOUT_PERSON)
    assert policies.get("person_in_scope", "RESTRICTIVE") == "RESTRICTIVE"


@pytest.mark.parametrize("model", SECURED, ids=label)
def test_a_query_that_forgets_its_scope_returns_nothing(world, model):
    with scope_of_system():
        there = count(model)
    assert there > 0, "The demonstration should have a row of everything, so that this test can fail."
    with scope(NO_SCOPE):
        assert count(model) == 0


@pytest.mark.parametrize("model", SECURED, ids=label)
def test_staff_of_one_service_read_no_row_of_another(world, model):
    with scope_of_staff(world.eastshire):
        table = connection.ops.quote_name(model._meta.db_table)
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table} where service_id <> %s", [world.eastshire.pk])
            assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("model", WITH_PERSON, ids=label)
def test_a_service_users_raw_query_reads_only_their_own_rows(world, model):
    with scope_of_staff(world.northshire):
        person = Person.objects.get(full_name="Asha Sample")
    column = {"consent.Person": "id", "consent.PersonEvent": "pgh_obj_id"}.get(model._meta.label, "person_id")
    table = connection.ops.quote_name(model._meta.db_table)
    with scope_of_person(world.northshire, person), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where {column} is distinct from %s", [person.pk])
        assert cursor.fetchone()[0] == 0


@pytest.mark.parametrize("model", WITHOUT_PERSON, ids=label)
def test_what_belongs_to_nobody_recorded_is_read_by_no_service_user(world, model):
    with scope_of_staff(world.northshire):
        person = Person.objects.get(full_name="Asha Sample")
        column = "pk" if model.personal_without_person is True else model.personal_without_person
        assert (key := model._base_manager.values_list(column, flat=True).first())
    with scope_of_person(world.northshire, person):
        assert count(model) == 0
    with scope(public_scope(world.northshire, record=key)):
        assert set(model._base_manager.values_list(column, flat=True)) == {key}


@pytest.mark.parametrize("model", WITH_PERSON + WITHOUT_PERSON, ids=label)
def test_the_public_and_oversight_read_no_row_of_anybody(world, model):
    for closed in (public_scope(world.northshire), oversight_scope([world.northshire])):
        with scope(closed):
            assert count(model) == 0


def test_the_public_form_reads_back_the_one_registration_it_made(world):
    with scope_of_staff(world.northshire):
        key = InterestRegistration.objects.filter(person=None).first().pk
    with scope(public_scope(world.northshire, record=key)):
        assert [row.pk for row in InterestRegistration.objects.all()] == [key]


def relations():
    for model in apps.get_models():
        if not issubclass(model, ServiceOwned):
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.ForeignKey) and issubclass(field.related_model, ServiceOwned):
                yield pytest.param(model, field, id=f"{model._meta.label}.{field.name}")


@pytest.mark.parametrize(("model", "field"), list(relations()))
def test_no_relation_into_another_service_can_be_stored(world, model, field):
    """A row of Northshire, pointed at a row of Eastshire, is refused by the check that every action makes."""
    with scope_of_system():
        own = model.objects.filter(service=world.northshire).first()
        foreign = make_foreign(world, field.related_model)
        setattr(own, field.attname, foreign.pk)
        with pytest.raises(ValidationError) as refused:
            own.full_clean(exclude=[f.name for f in model._meta.fields])
    assert "another_service" in {error.code for error in refused.value.error_dict["__all__"]}


def make_foreign(world, model):
    """A row of a model in Eastshire: one that is there, else a copy of Northshire's, moved by raw SQL."""
    there = model.objects.filter(service=world.eastshire).first()
    if there is not None:
        return there
    with transaction.atomic():
        key = copy_row(model, service_id=str(world.eastshire.pk), **unlike(model))
    return model.objects.get(pk=key)


def unlike(model):
    """Overrides that keep a copied row clear of rules that look at more than the service."""
    return {
        # Decided by somebody who works there, and not reviewed.
        "consent.PublicInterestDecision": {
            "decided_by_id": "(select m.user_id from core_membership m join core_service s on s.id = m.service_id"
            " where s.slug = 'eastshire' and m.role = 'practitioner' limit 1)",
            **dict.fromkeys(["reviewed_at", "reviewed_by_id"], "null"),
            **dict.fromkeys(["reviewed_by_kind", "outcome", "review_words"], "''"),
        },
        "involvement.Activity": {"state": "'planned'"},
        "consent.Recipient": {"key": "'somebody else'"},
        # Not closed out: minutes and attendance go with that.
        "involvement.Session": {**dict.fromkeys(["held_at", "held_by_id"], "null"), "held_by_kind": "''"},
        "involvement.Telling": {
            "person_id": "(select max(p.id) from consent_person p)",
            "session_id": "null",
            "partner_id": "null",
            "message_id": "null",
        },
        "involvement.Leadership": {
            "person_id": "(select p.id from consent_person p join core_service s on s.id = p.service_id"
            " where s.slug = 'eastshire' limit 1)"
        },
    }.get(model._meta.label, {})


def test_a_renewed_connection_keeps_the_scope(transactional_db):
    set_scope(NO_SCOPE)
    service = create_service(by=command("test"), name="Testshire", slug="testshire")
    with scope_of_staff(service):
        connection.close()
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('alongside.services')")
            assert cursor.fetchone() == (f"{{{service.pk}}}",)
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('alongside.services')")
        assert cursor.fetchone() == ("{}",)


def test_a_scope_inside_a_transaction_that_fails_is_put_back(transactional_db):
    set_scope(NO_SCOPE)
    service = create_service(by=command("test"), name="Testshire", slug="testshire")
    with pytest.raises(ZeroDivisionError), transaction.atomic(), scope_of_staff(service):
        raise ZeroDivisionError
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('alongside.services')")
        assert cursor.fetchone() == ("{}",)
    set_scope(NO_SCOPE)


def relate_anew(model, field):
    """Make the foreign key of a relation again while its table has no policy, as a migration does that alters both."""
    column = model._meta.get_field(field)
    with transaction.atomic():
        with connection.schema_editor() as editor:
            editor.execute(f"alter table {editor.quote_name(model._meta.db_table)} no force row level security")
            (name,) = editor._constraint_names(model, [column.column], foreign_key=True)
            editor.execute(editor._delete_fk_sql(model, name))
            editor.execute(editor._create_fk_sql(model, column, "_fk_made_anew"))
            editor.deferred_sql.clear()
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")
        transaction.set_rollback(True)


def test_a_migration_that_relates_rows_anew_sees_them_all(world):
    set_scope(NO_SCOPE)
    with pytest.raises(IntegrityError):
        relate_anew(Message, "person")
    with every_row_in_sight():
        relate_anew(Message, "person")
