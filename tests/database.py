"""The test database, copied from one that all migrations have run in, and that is kept until a migration changes.

Running the migrations takes most of a minute, for each worker and each run; copying what they made takes a second.
The demonstration is built once for each run, in a database of its own, and copied likewise.
"""

import fcntl
import hashlib
import json
from contextlib import contextmanager

import pgtrigger
import pytest
from django.core.management import call_command
from django.core.management.commands import flush
from django.db import connection, transaction
from django.test import override_settings

from core.scope import scope_of_system
from core.start.places import BUILD, ROOT

PREFIX = "alongside_template_"
WORLD = "alongside_world_"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_test_environment, django_db_blocker
):
    """Have pytest-django make its database from the template."""
    with django_db_blocker.unblock(), only_one_worker():
        connection.settings_dict["TEST"]["TEMPLATE"] = make_template()


@pytest.fixture(scope="session", autouse=True)
def emptying_is_quick():
    """After each test with committed data Django empties all tables: here only what was written is deleted.

    Truncating every table makes PostgreSQL forget what it knew of each, and the next test wait for a second.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush.Command, "handle", lambda *args, **options: delete_what_was_written())
        yield


def delete_what_was_written() -> None:
    quote = connection.ops.quote_name
    tables = [quote(name) for name in connection.introspection.django_table_names(include_views=False)]
    written = " union all ".join(f"select '{name}' where exists (select from {name})" for name in tables)  # noqa: S608
    # Rules that keep rows from being deleted are for everybody but this; relations are checked at the end.
    with scope_of_system(), transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(written)
        if names := [row[0] for row in cursor.fetchall()]:
            cursor.execute("; ".join(f"delete from {name}" for name in names))  # noqa: S608


@pytest.fixture(scope="session")
def world_to_copy(testrun_uid, django_db_setup, django_db_blocker) -> str:
    """The name of the database that holds the demonstration, as this run built it."""
    name = f"{WORLD}{testrun_uid[:16]}"
    with django_db_blocker.unblock(), only_one_worker():
        with connection._nodb_cursor() as cursor:
            cursor.execute("select datname from pg_database where starts_with(datname, %s)", [WORLD])
            there = {row[0] for row in cursor.fetchall()}
            for old in there - {name}:
                cursor.execute(f"drop database if exists {connection.ops.quote_name(old)} with (force)")
        if name not in there:
            with a_copy(connection.settings_dict["TEST"]["TEMPLATE"], f"{name}_unfinished"):
                build_world()
                connection.close()
                with connection._nodb_cursor() as cursor:
                    cursor.execute(f"alter database {name}_unfinished rename to {name}")
    return name


@contextmanager
def a_copy(of, name=""):
    """Copy a database and have all connections of this process go to the copy, until it is dropped at the end."""
    quote, before = connection.ops.quote_name, connection.settings_dict["NAME"]
    name = name or f"{before}_copy"
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"drop database if exists {quote(name)} with (force)")
        cursor.execute(f"create database {quote(name)} template {quote(of)}")
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"drop database if exists {quote(name)} with (force)")


def build_world():
    from consent.access_needs import load_access_needs
    from consent.reference import load_purposes
    from governance.demo.build import build
    from involvement.reference import load_spectrum

    with override_settings(DEBUG=True), transaction.atomic():
        load_purposes()
        load_access_needs()
        load_spectrum()
        build()


@contextmanager
def only_one_worker():
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / "test-template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template() -> str:
    """The name of the database to copy, made now where no run before has made it.

    One whose migrations are all among those of now is carried on from: only what is new has to run.
    """
    made_of = digests()
    name = PREFIX + hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:16]
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "select datname, coalesce(shobj_description(oid, 'pg_database'), '') from pg_database"
            " where starts_with(datname, %s)",
            [PREFIX],
        )
        there = dict(cursor.fetchall())
        if name not in there:
            unfinished = f"{name}_unfinished"
            first = next((old for old, of in there.items() if of and json.loads(of).items() <= made_of.items()), "")
            cursor.execute(f"drop database if exists {quote(unfinished)} with (force)")
            cursor.execute(f"create database {quote(unfinished)}" + (f" template {quote(first)}" if first else ""))
            migrate(unfinished)
            cursor.execute(f"comment on database {quote(unfinished)} is %s", [json.dumps(made_of)])
            cursor.execute(f"alter database {quote(unfinished)} rename to {quote(name)}")
        for old in there.keys() - {name}:
            cursor.execute(f"drop database if exists {quote(old)} with (force)")
    return name


def migrate(database) -> None:
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = database
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def digests() -> dict[str, str]:
    """What the migrations are, by file: ours, and those of the packages by their versions."""
    paths = [ROOT / "requirements.txt", *sorted(ROOT.glob("*/migrations/*.py"))]
    return {str(path.relative_to(ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()[:12] for path in paths}
