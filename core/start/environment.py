"""What a command is given: .env, what a local run adds to it, and the checks that refuse it in one sentence."""

import os
import socket
import sys
import warnings

import environ
import psycopg2

from core.start.places import ROOT

OLDEST, NEWEST = 15, 18


def read():
    """Read .env; what the environment says already wins."""
    if (ROOT / ".env").exists():
        environ.Env.read_env(ROOT / ".env")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "core.settings")
    if not os.environ.get("DATABASE_URL"):
        os.environ.pop("DATABASE_URL", None)
    else:
        refuse_unfit_database(os.environ["DATABASE_URL"])


def port():
    """The port to serve on, which nothing else may be using."""
    wanted = os.environ.get("PORT") or "8000"
    if not wanted.isdecimal() or not 0 < int(wanted) < 65536:
        sys.exit(f"PORT is {wanted!r}; it must be a number from 1 to 65535.")
    with socket.socket() as probe:
        # Without this a port just left by the run before counts as taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(wanted)))
        except PermissionError:
            sys.exit(f"Only root may use port {wanted}. Choose one from 1024 on: make run PORT=8001")
        except OSError:
            sys.exit(f"Port {wanted} is taken by another program. Choose another: make run PORT={int(wanted) + 1}")
    os.environ["PORT"] = wanted
    return int(wanted)


def refuse_unfit_database(url):
    """Leave with a sentence, which never holds the password, unless row policies can hold in that database."""
    try:
        with warnings.catch_warnings(action="ignore"):
            config = environ.Env.db_url_config(url)
    except ValueError:
        config = {}
    if config.get("ENGINE") != "django.db.backends.postgresql" or not config["NAME"]:
        sys.exit("DATABASE_URL is not the address of a PostgreSQL database: postgresql://user:password@host:5432/name")
    given = {"host": config["HOST"], "port": config["PORT"], "user": config["USER"], "password": config["PASSWORD"]}
    given = {name: value for name, value in given.items() if value}
    try:
        connection = psycopg2.connect(
            **{"dbname": config["NAME"], "connect_timeout": 5} | given | config.get("OPTIONS", {})
        )
    except psycopg2.Error as error:
        sys.exit(f"DATABASE_URL leads to no database that can be used: {in_one_line(error)}")
    try:
        version = connection.server_version // 10_000
        if not OLDEST <= version <= NEWEST:
            sys.exit(f"DATABASE_URL leads to PostgreSQL {version}; Alongside works with {OLDEST} to {NEWEST}.")
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
            role, superuser, bypasses = cursor.fetchone()
    finally:
        connection.close()
    if superuser or bypasses:
        power = "is a superuser" if superuser else "bypasses row-level security"
        sys.exit(
            f"DATABASE_URL signs in as {role}, which {power}, so one service could read another's records. "
            "Use a role with NOSUPERUSER and NOBYPASSRLS."
        )


def in_one_line(error):
    said = str(error).strip().splitlines() or [type(error).__name__]
    return said[0].rpartition("FATAL:")[2].strip() if "FATAL:" in said[0] else said[0]
