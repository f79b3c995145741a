"""Locking the screen of a shared computer: the session ends, and whoever locked it comes back to the same page.

Where they were is kept in the fresh session, bound to them, and never in an address. Anybody else who signs in
gets the page where their own role begins, and what was kept is forgotten.

Handing the device over locks it too, and leaves one page open: the form that somebody fills in without an account.
"""

from django.contrib.auth import logout
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from core.memberships import SESSION_KEY
from core.registries import Registry

LOCKED_KEY = "locked"
HANDED_OVER_KEY = "handed_over"
# Names of what else a session keeps over a lock, for the same user alone. Apps add theirs.
kept_over_a_lock = Registry()
kept_over_a_lock.add(SESSION_KEY)


def lock_screen(request, page: str) -> None:
    """End the session, and note in a fresh one who locked the screen and at which page of ours."""
    kept = {name: request.session[name] for name in kept_over_a_lock if name in request.session}
    user = request.user.pk
    logout(request)
    request.session[LOCKED_KEY] = {
        "user": user,
        "page": page if is_ours(page) and not page.startswith("/account/") else "",
        "kept": kept,
    }


def hand_over(request, *, to: str, back: str, minutes: int) -> None:
    """Lock the screen at `back`, and leave nothing open on this device but the page at `to` and those beneath it.

    `minutes`: how long what is typed there may lie untouched before it is cleared.
    """
    lock_screen(request, back)
    request.session[HANDED_OVER_KEY] = {"to": to, "minutes": minutes}


def handed_over(request) -> dict | None:
    """What this device was handed over for (`to`, `minutes`), until somebody signs in on it; or None."""
    handed = request.session.get(HANDED_OVER_KEY)
    if handed is not None and request.user.is_authenticated:
        del request.session[HANDED_OVER_KEY]
        return None
    return handed


def page_before_the_lock(request) -> str:
    """Where the user who has just signed in was when they locked the screen, or "". It is told once."""
    locked = request.session.pop(LOCKED_KEY, None)
    if locked is None or locked["user"] != request.user.pk:
        return ""
    for name, value in locked["kept"].items():
        request.session[name] = value
    return locked["page"]


def is_ours(page: str) -> bool:
    """Whether an address that came with a request is one of this website's, so that we may send somebody there."""
    if len(page) > 2000 or not page.startswith("/") or not url_has_allowed_host_and_scheme(page, allowed_hosts=None):
        return False
    try:
        resolve(page.split("?")[0])
    except Resolver404:
        return False
    return True
