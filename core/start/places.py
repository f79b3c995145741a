"""Where things are in a clone, and the locks and the key that belong to it. Standard library only."""

import fcntl
import os
import secrets
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / ".data"
BUILD = ROOT / ".build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


def say(sentence):
    print(sentence, flush=True)


def lock(path, *, shared=False, wait=True):
    """Return the locked file, or None where somebody else holds it and `wait` is false.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = open(path, "a+")  # noqa: SIM115  (open for as long as it is locked)
    except PermissionError:
        sys.exit(
            f"{path.parent} belongs to another user of this machine. Run this as that user, or from a clone of yours."
        )
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(file, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file


@contextmanager
def one_at_a_time(path):
    with lock(path):
        yield


def local_secret_key():
    """The signing key of a clone that was given none, made once and readable by its owner only."""
    path = DATA / "secret_key"
    with one_at_a_time(DATA / "secret_key.lock"):
        if not path.exists():
            unfinished = path.with_suffix(".new")
            unfinished.unlink(missing_ok=True)
            with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(64))
            unfinished.rename(path)
        return path.read_text()
