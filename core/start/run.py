"""`make run`: a whole Alongside on this machine, with a demonstration service in an empty database."""

import http.client
import os
import sys
import time

from core.sealing import key_made_of
from core.start import environment, supervisor
from core.start.places import DATA, PYTHON, local_secret_key, lock, say

DEMO_PASSWORD = "alongside-demo"  # noqa: S105  (printed for everybody to see)
DEMO_ACCOUNTS = ("practitioner", "str", "manager", "ig", "commissioner", "admin", "finance", "person", "outsider")

WEB = [PYTHON, "-m", "gunicorn", "--config", "python:core.gunicorn", "core.wsgi:application"]
WORKER = [PYTHON, "manage.py", "run_worker"]


def main():
    supervisor.listen()
    try:
        run()
    except supervisor.Asked:
        say("\nAlongside has stopped.")


def run():
    # Kept in a variable for as long as we run, since closing the file gives the lock up.
    only_here = lock(DATA / "run.lock", wait=False)
    if not only_here:
        sys.exit("Alongside is already running from this folder. Stop it first, or run it from another clone.")
    environment.read()
    port = environment.port()
    os.environ.setdefault("DEBUG", "True")
    os.environ.setdefault("WEB_CONCURRENCY", "2")
    if not os.environ.get("SECRET_KEY"):
        os.environ["SECRET_KEY"] = local_secret_key()
    if not os.environ.get("DRAFT_KEYS"):
        os.environ["DRAFT_KEYS"] = key_made_of(os.environ["SECRET_KEY"])
    needed = use_database()
    has_demonstration = prepare()
    supervisor.supervise(
        {"web server": WEB, "worker": WORKER},
        when_started=lambda running: announce(port, running, has_demonstration),
        also_needed=needed,
    )


def use_database():
    """Start the embedded server where no other was named, and tell our programs where it is."""
    if "DATABASE_URL" in os.environ:
        return {}
    from core import embedded

    say("Starting the database")
    os.environ["DATABASE_URL"] = embedded.database_url()
    os.environ.setdefault("BACKUP_DATABASE_URL", embedded.database_url(embedded.BACKUP))
    return {"database": embedded.is_running}


def prepare():
    """Bring the database up to date; return whether the demonstration is in it."""
    import django
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections

    django.setup()
    say("Bringing the database up to date")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_reference")
    users = get_user_model().objects
    if settings.DEBUG and not users.exists():
        say("Loading the demonstration service")
        call_command("seed_demo")
    if not settings.DEBUG:
        collect_static_files()
    has_demonstration = users.filter(email=address(DEMO_ACCOUNTS[0])).exists()
    connections.close_all()
    return has_demonstration


def collect_static_files():
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False, ignore_patterns=["scss"])


def announce(port, running, has_demonstration):
    say("Starting")
    while running() and not answers(port):
        time.sleep(0.2)
    if not running():
        return
    say(f"\nAlongside is at http://127.0.0.1:{port}")
    if has_demonstration:
        say(f"Demonstration accounts, password {DEMO_PASSWORD}:")
        for name in DEMO_ACCOUNTS:
            say(f"  {address(name)}")
    say("Ctrl-C stops it.")


def address(name):
    return f"{name}@example.org"


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return bool(connection.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main()
