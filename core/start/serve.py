"""`make serve`: the web server for production, refused where the deployment checks find an error."""

import os
import sys

from core.start import environment, supervisor
from core.start.places import say
from core.start.run import WEB, announce, collect_static_files, use_database


def main():
    supervisor.listen()
    try:
        serve()
    except supervisor.Asked:
        say("The web server has stopped.")


def serve():
    environment.read()
    port = environment.port()
    if not os.environ.get("SECRET_KEY"):
        sys.exit("make serve needs a SECRET_KEY, in the environment or in .env.")
    needed = use_database()
    refuse_unfit_deployment()
    collect_static_files()
    supervisor.supervise(
        {"web server": WEB},
        when_started=lambda running: announce(port, running, has_demonstration=False),
        also_needed=needed,
    )


def refuse_unfit_deployment():
    import django
    from django.core.management import CommandError, call_command
    from django.db import connections

    django.setup()
    try:
        call_command("check", deploy=True, fail_level="ERROR")
    except CommandError as error:
        sys.exit(f"{error}\nmake serve does not start before these errors are gone.")
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemExit:
        sys.exit("The database is behind this version of Alongside. Run .venv/bin/python manage.py migrate first.")
    connections.close_all()


if __name__ == "__main__":
    main()
