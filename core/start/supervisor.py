"""Keeps programs running together: when one ends, or somebody asks, all of them end."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress

from core.start.places import ROOT

PATIENCE = 20  # seconds that a program gets to finish what it is doing

_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


class Asked(Exception):
    """Somebody pressed Ctrl-C, closed the terminal or ended us."""


def listen():
    """From now on being asked to stop raises Asked, wherever we are."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _asked)


def supervise(programs, *, when_started, also_needed):
    """Run `programs` (name to command) until one ends, then end the others and leave with a sentence.

    `when_started` is called once, with a function that tells whether all are still running;
    `also_needed` maps the name of something that we did not start to a function that tells whether it runs.
    """
    running = {}

    def first_that_ended():
        ended = (name for name, process in running.items() if process.poll() is not None)
        return next(ended, None) or next((name for name, runs in also_needed.items() if not runs()), None)

    try:
        for name, command in programs.items():
            running[name] = subprocess.Popen(
                [str(part) for part in command],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                # Ctrl-C reaches us alone, so that we end the programs in order.
                start_new_session=True,
                preexec_fn=_end_when_the_parent_is_killed,
            )
        when_started(lambda: first_that_ended() is None)
        while not (name := first_that_ended()):
            time.sleep(0.3)
        sys.exit(f"The {name} has stopped by itself, so everything was stopped.")
    finally:
        _end(running.values())


def _asked(number, frame):
    raise Asked


def _end_when_the_parent_is_killed():
    if _LIBC:
        _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(processes):
    # A second Ctrl-C must not leave half of them behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for process in processes:
        _signal(process, signal.SIGTERM)
    until = time.monotonic() + PATIENCE
    for process in processes:
        with suppress(subprocess.TimeoutExpired):
            process.wait(max(0.1, until - time.monotonic()))
        # Also for what a program started and left behind in its group.
        _signal(process, signal.SIGKILL)
        process.wait()


def _signal(process, number):
    with suppress(ProcessLookupError):
        os.killpg(process.pid, number)
