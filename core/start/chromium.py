"""Finds a Chromium for the browser tests or, where there is none, tries to get one."""

import os
import shutil
import subprocess
import sys

from core.start.places import PYTHON, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "This machine has no Chromium and none could be installed, so the browser tests cannot run. "
    "Install Chromium or Chrome, or set CHROMIUM to where it is."
)
PATIENCE = 300  # seconds for a download

PLAYWRIGHTS_OWN = (
    "from playwright.sync_api import sync_playwright as start\nwith start() as p: print(p.chromium.executable_path)"
)


def find():
    """The Chromium to use: CHROMIUM, the system's, Playwright's own; None where there is none."""
    if named := os.environ.get("CHROMIUM"):
        if not works(named):
            sys.exit(f"CHROMIUM is {named!r}, which is no browser that starts on this machine.")
        return named
    return the_systems() or playwrights_own()


def find_or_install():
    return find() or from_playwright() or from_the_distribution()


def the_systems():
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path and works(path)), None)


def playwrights_own():
    said = attempt([PYTHON if PYTHON.exists() else sys.executable, "-c", PLAYWRIGHTS_OWN], timeout=60)
    path = said.strip() if said else None
    return path if path and works(path) else None


def from_playwright():
    say("Looking for a Chromium that Playwright can download, for the browser tests")
    attempt([PYTHON, "-m", "playwright", "install", "chromium"], timeout=PATIENCE)
    return playwrights_own()


def from_the_distribution():
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Installing the distribution's package chromium (apt-get install chromium), for the browser tests")
    apt = {"DEBIAN_FRONTEND": "noninteractive"}
    attempt(["apt-get", "update"], timeout=PATIENCE, **apt)
    attempt(["apt-get", "install", "--yes", "--no-install-recommends", "chromium"], timeout=2 * PATIENCE, **apt)
    return the_systems()


def works(path):
    # Some distributions ship a stand-in that only says where the real one can be had.
    return attempt([path, "--version"], timeout=30) is not None


def attempt(command, *, timeout, **environment):
    """What the command printed, or None where it failed or took too long."""
    try:
        done = subprocess.run(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
