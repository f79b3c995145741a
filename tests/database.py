"""The test database, copied from one that all migrations have run in, and that is kept until a migration changes.

Running the migrations takes most of a minute, for each worker and each run; copying what they made takes a second.
"""

import fcntl
import hashlib
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from core.start.places import BUILD, ROOT

PREFIX = "alongside_template_"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_test_environment, django_db_blocker
):
    """Have pytest-django make its database from the template."""
    with django_db_blocker.unblock(), only_one_worker():
        connection.settings_dict["TEST"]["TEMPLATE"] = make_template()


@contextmanager
def only_one_worker():
    BUILD.mkdir(exist_ok=True)
    with open(BUILD / "test-template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make_template() -> str:
    """The name of the database to copy, made now where no run before has made it."""
    name = PREFIX + fingerprint()
    quote = connection.ops.quote_name
    with connection._nodb_cursor() as cursor:
        cursor.execute("select datname from pg_database where starts_with(datname, %s)", [PREFIX])
        there = {row[0] for row in cursor.fetchall()}
        for old in there - {name}:
            cursor.execute(f"drop database if exists {quote(old)} with (force)")
        if name in there:
            return name
        unfinished = f"{name}_unfinished"
        cursor.execute(f"create database {quote(unfinished)}")
        migrate(unfinished)
        cursor.execute(f"alter database {quote(unfinished)} rename to {quote(name)}")
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


def fingerprint() -> str:
    """What the migrations are: ours, and those of the packages by their versions."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + Path(path).read_bytes())
    return digest.hexdigest()[:16]
