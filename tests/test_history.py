"""History says who did what, and nobody can rewrite it."""

import pghistory
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from consent.actions import change_details
from consent.models import Person, PersonEvent
from core.actions import add_member
from core.actors import staff, task
from core.history import acting
from core.models import Membership, User
from core.scope import scope_of_staff, scope_of_system

HISTORIES = pghistory.core.event_models()
label = lambda model: model._meta.label  # noqa: E731


def constraint_of(error):
    return error.value.__cause__.diag.constraint_name


@pytest.mark.parametrize("change", ["update {} set pgh_label = 'x'", "delete from {}"], ids=["change", "delete"])
@pytest.mark.parametrize("model", HISTORIES, ids=label)
def test_a_history_row_cannot_be_changed_or_deleted(world, model, change):
    with scope_of_system(), pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {model._meta.db_table}")
        assert cursor.fetchone()[0] > 0
        cursor.execute(change.format(model._meta.db_table))
    assert constraint_of(error) == f"{model.pgh_tracked_model._meta.db_table}_history_append_only"


@pytest.mark.parametrize("model", HISTORIES, ids=label)
def test_a_change_by_nobody_fails_in_the_database(world, model):
    with scope_of_system(), pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select set_config('pghistory.context_metadata', '', true)")
        cursor.execute(
            f"insert into {model._meta.db_table} ({columns(model)}) select {columns(model, empty=True)}"
            f" from {model._meta.db_table} limit 1"
        )
    assert "pgh_context" in str(error.value)


def columns_written(model):
    """Those that a row is made with: the key and what the database works out are its own affair."""
    return [f.column for f in model._meta.local_fields if not f.primary_key and not f.generated]


def columns(model, empty=False):
    names = columns_written(model)
    return ", ".join("null" if empty and name == "pgh_context" else f'"{name}"' for name in names)


@pytest.mark.parametrize(
    "context",
    [
        '{"action": "x"}',
        '{"actor": {"kind": "user", "id": 1}}',
        '{"actor": {"kind": "somebody", "id": 1}, "action": "x"}',
        '{"actor": {"kind": "user"}, "action": "x"}',
        '{"actor": {"kind": "task", "name": ""}, "action": "x"}',
        '{"actor": null, "action": "x"}',
    ],
)
@pytest.mark.parametrize("model", HISTORIES, ids=label)
def test_history_must_name_actor_and_action(world, model, context):
    names = columns_written(model)
    values = ", ".join("%s::jsonb" if name == "pgh_context" else f'"{name}"' for name in names)
    quoted = ", ".join(f'"{name}"' for name in names)
    with scope_of_system(), pytest.raises(IntegrityError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"insert into {model._meta.db_table} ({quoted}) select {values} from {model._meta.db_table} limit 1",
            [context],
        )
    assert constraint_of(error) == f"{model.pgh_tracked_model._meta.db_table}_history_says_who"


def test_a_write_by_nobody_fails_for_the_person_too(world):
    with (
        scope_of_staff(world.northshire),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("select set_config('pghistory.context_metadata', '', true)")
        Person.objects.update(pronouns="they")


def test_two_actions_in_one_request_read_back_as_two(world):
    by = staff(world.user("practitioner"))
    with scope_of_staff(world.northshire):
        person = Person.objects.get(full_name="Asha Sample")
        change_details(by=by, person=person, details={"pronouns": "she"})
        with acting(task("second"), "second_deed"), transaction.atomic():
            person.pronouns = "they"
            person.save()
        first, second = PersonEvent.objects.filter(pgh_obj=person).order_by("pgh_id").reverse()[:2][::-1]
    assert first.pgh_context == {"actor": {"kind": "user", "id": by.user.pk}, "action": "change_details"}
    assert second.pgh_context == {"actor": {"kind": "task", "name": "second"}, "action": "second_deed"}
    assert first.pgh_context_id != second.pgh_context_id


def test_an_action_within_an_action_is_named_itself_and_gives_the_name_back(world):
    with scope_of_staff(world.northshire):
        by = staff(world.user("admin"))
        add_member(by=by, service=world.northshire, email="new@example.org", name="New", role="finance")
        user = User.objects.get(email="new@example.org")
        membership = Membership.objects.get(user=user)
        assert user.history.get().pgh_context["action"] == "add_user"
        assert membership.history.get().pgh_context["action"] == "add_member"


def test_history_keeps_no_password_and_no_path(world):
    for model in HISTORIES:
        assert not {"password", "last_login", "url", "path"} & {f.name for f in model._meta.local_fields}
    with scope_of_system(), connection.cursor() as cursor:
        for model in HISTORIES:
            cursor.execute(f"select count(*) from {model._meta.db_table} where pgh_context ?| array['url','path']")
            assert cursor.fetchone()[0] == 0
