"""What stands behind `make run`, `make test` and `make serve`: each refusal in a sentence, each program stopped."""

import json
import os
import signal
import socket
import stat
import sys
import time
from types import SimpleNamespace

import psutil
import psycopg2
import pytest
from django.db import connection

from core.start import chromium, environment, install, places, supervisor

# --- The database


@pytest.mark.parametrize(
    "url",
    ["nonsense", "mysql://a:secret@h/x", "postgresql://a:secret@h:port/x", "postgresql://a:secret@h/", "http://h/x"],
)
def test_an_address_of_no_postgresql_database_is_refused(url):
    with pytest.raises(SystemExit, match="is not the address of a PostgreSQL database") as refusal:
        environment.refuse_unfit_database(url)
    assert "secret" not in str(refusal.value)


def test_a_server_that_cannot_be_reached_is_one_sentence_without_the_password(free_port):
    with pytest.raises(SystemExit, match="leads to no database that can be used") as refusal:
        environment.refuse_unfit_database(f"postgresql://a:secret@127.0.0.1:{free_port}/x")
    assert "secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("version", "superuser", "bypasses", "sentence"),
    [
        (140010, False, False, "PostgreSQL 14; Alongside works with 15 to 18"),
        (190000, False, False, "PostgreSQL 19; Alongside works with 15 to 18"),
        (160003, True, False, "is a superuser"),
        (160003, False, True, "bypasses row-level security"),
    ],
)
def test_a_database_in_which_row_policies_cannot_hold_is_refused(monkeypatch, version, superuser, bypasses, sentence):
    answer_as(monkeypatch, version, superuser, bypasses)
    with pytest.raises(SystemExit, match=sentence):
        environment.refuse_unfit_database("postgresql://somebody@localhost/x")


@pytest.mark.parametrize("version", [150000, 180006])
def test_a_fit_database_is_accepted(monkeypatch, version):
    answer_as(monkeypatch, version, superuser=False, bypasses=False)
    environment.refuse_unfit_database("postgresql://somebody@localhost/x")


@pytest.mark.django_db
def test_the_application_signs_in_with_a_role_that_row_policies_hold():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


def answer_as(monkeypatch, version, superuser, bypasses):
    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

        def execute(self, statement):
            pass

        def fetchone(self):
            return "somebody", superuser, bypasses

    server = SimpleNamespace(server_version=version, cursor=Cursor, close=lambda: None)
    monkeypatch.setattr(psycopg2, "connect", lambda **arguments: server)


# --- The port and the folder


def test_a_taken_port_is_refused(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(taken))
        with pytest.raises(SystemExit, match=f"Port {taken} is taken by another program"):
            environment.port()


@pytest.mark.parametrize("nonsense", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch, nonsense):
    monkeypatch.setenv("PORT", nonsense)
    with pytest.raises(SystemExit, match="must be a number from 1 to 65535"):
        environment.port()


def test_a_free_port_is_used(monkeypatch, free_port):
    monkeypatch.setenv("PORT", str(free_port))
    assert environment.port() == free_port


def test_a_second_start_in_one_folder_finds_it_locked_until_the_first_has_ended(tmp_path):
    first = places.lock(tmp_path / "run.lock", wait=False)
    assert places.lock(tmp_path / "run.lock", wait=False) is None
    first.close()
    with places.lock(tmp_path / "run.lock", wait=False) as second:
        assert second


def test_the_local_key_is_made_once_and_readable_by_its_owner_only(monkeypatch, tmp_path):
    monkeypatch.setattr(places, "DATA", tmp_path)
    key = places.local_secret_key()
    assert len(key) > 50
    assert places.local_secret_key() == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# --- Programs that run together


@pytest.fixture
def signals_as_before():
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.fixture
def programs(tmp_path):
    """One that ends at once, and one that would go on and starts another; their numbers are in the file."""
    lasting = (
        "import os, subprocess, sys, time; child = subprocess.Popen(['sleep', '60']);"
        f"open({str(tmp_path / 'numbers')!r}, 'w').write(f'{{os.getpid()}} {{child.pid}}'); time.sleep(60)"
    )
    return SimpleNamespace(
        ends=[sys.executable, "-c", "raise SystemExit(3)"],
        lasts=[sys.executable, "-c", lasting],
        have_ended=lambda: end_soon((tmp_path / "numbers").read_text().split()),
        have_begun=lambda: (tmp_path / "numbers").exists() and (tmp_path / "numbers").read_text(),
    )


def test_when_one_program_ends_so_do_the_others_and_what_they_started(programs, signals_as_before):
    def wait(running):
        while not programs.have_begun():
            time.sleep(0.05)

    with pytest.raises(SystemExit, match="The worker has stopped by itself"):
        supervisor.supervise({"web": programs.lasts, "worker": programs.ends}, when_started=wait, also_needed={})
    assert programs.have_ended()


def test_when_the_database_ends_so_do_the_programs(programs, signals_as_before):
    with pytest.raises(SystemExit, match="The database has stopped by itself"):
        supervisor.supervise(
            {"web": programs.lasts},
            when_started=lambda running: None,
            also_needed={"database": lambda: not programs.have_begun()},
        )
    assert programs.have_ended()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_asked_to_stop_ends_every_program(programs, signals_as_before, number):
    def ask(running):
        while not programs.have_begun():
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    supervisor.listen()
    with pytest.raises(supervisor.Asked):
        supervisor.supervise({"web": programs.lasts}, when_started=ask, also_needed={})
    assert programs.have_ended()


def end_soon(numbers):
    """Whether all end within seconds: a killed process may need a moment to go."""
    until = time.monotonic() + 5
    while any(is_alive(int(number)) for number in numbers):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def is_alive(number):
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# --- The browser


@pytest.fixture
def machine(monkeypatch):
    """A machine on which nothing can be had, until a test says otherwise; it notes what was tried."""
    tried = []
    monkeypatch.delenv("CHROMIUM", raising=False)
    for way in ("the_systems", "playwrights_own", "from_playwright", "from_the_distribution"):
        monkeypatch.setattr(chromium, way, lambda way=way: tried.append(way))
    return tried


def test_a_browser_is_looked_for_before_one_is_installed(machine):
    assert chromium.find_or_install() is None
    assert machine == ["the_systems", "playwrights_own", "from_playwright", "from_the_distribution"]


def test_looking_for_a_browser_installs_nothing(machine):
    assert chromium.find() is None
    assert machine == ["the_systems", "playwrights_own"]


def test_the_named_browser_comes_first(machine, monkeypatch):
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert chromium.find_or_install() == sys.executable
    assert machine == []


def test_a_named_browser_that_does_not_start_is_refused(machine, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(SystemExit, match="is no browser that starts on this machine"):
        chromium.find_or_install()


def test_only_root_installs_the_distributions_browser(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(chromium, "attempt", lambda *command, **options: pytest.fail("It tried to install."))
    assert chromium.from_the_distribution() is None


# --- What is installed


def test_the_lock_file_of_the_front_end_names_no_registry():
    packages = json.loads((places.ROOT / "package-lock.json").read_text())["packages"]
    assert packages
    assert not [name for name, package in packages.items() if "resolved" in package]


def test_every_python_package_has_an_exact_version_and_a_reason():
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (places.ROOT / name).read_text().splitlines():
            if line and not line.startswith(("#", "-r ")):
                requirement, _, reason = line.partition("#")
                assert "==" in requirement and reason.strip(), line


def test_work_is_done_again_only_when_what_it_was_made_from_changed(tmp_path):
    stamp = tmp_path / "stamp"
    for wanted, due in (("a", True), ("a", False), ("b", True)):
        with install.only_when_changed(stamp, wanted) as changed:
            assert changed is due


def test_work_that_failed_is_done_again(tmp_path):
    with pytest.raises(SystemExit), install.only_when_changed(tmp_path / "stamp", "a"):
        sys.exit("It failed.")
    with install.only_when_changed(tmp_path / "stamp", "a") as changed:
        assert changed


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: No matching distribution found for x (from versions: none)", "the package registry cannot be reached"),
        ("npm error code ENOTFOUND", "the package registry cannot be reached"),
        ("Error: disk is full", "Error: disk is full"),
    ],
)
def test_an_installation_that_fails_says_why_in_one_line(monkeypatch, tmp_path, said, sentence):
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "LOG", tmp_path / "install.log")
    with pytest.raises(SystemExit, match=f"^It could not be installed: {sentence}") as refusal:
        install.run(
            [sys.executable, "-c", f"raise SystemExit({said!r})"],
            failure="It could not be installed",
            environment=os.environ,
        )
    assert "\n" not in str(refusal.value)
