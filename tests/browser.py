"""A real Chromium on the live server. Its pages fail the test on anything a person or the CSP would complain about.

`page` and its likes open at the live server, so `page.goto("/register-interest/")` is enough.
"""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from core.start import chromium
from core.start.places import ROOT

WIDE = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}

ON_THIS_MACHINE = {"127.0.0.1", "localhost"}
WITHIN_THE_PAGE = {"data", "blob", "about"}

FLAGS = [
    # Chromium cannot make its sandbox as root, nor in many containers; these pages are our own.
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"

_without_javascript = set()


def cannot_run(reason):
    """Skip, but never where the browser is required: there a test that did not run is a failure."""
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(f"REQUIRE_BROWSER is set. {reason}", pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser():
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        cannot_run("Playwright is not installed: `make test` installs it.")
    path = chromium.find() or cannot_run(chromium.MISSING)
    with sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, in which Django would refuse to use the database.
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
        try:
            browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        except Error as error:
            cannot_run(f"{path} does not start: {str(error).splitlines()[0]}")
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server):
    with open_page(browser, live_server, viewport=WIDE) as page:
        yield page


@pytest.fixture
def phone(browser, live_server):
    """A page as wide as a small phone."""
    with open_page(browser, live_server, viewport=PHONE, has_touch=True, is_mobile=True) as page:
        yield page


@pytest.fixture
def page_without_javascript(browser, live_server):
    with open_page(browser, live_server, viewport=WIDE, java_script_enabled=False) as page:
        yield page


@pytest.fixture
def another_page(browser, live_server):
    """Opens further pages, each a browser of its own: `another_page()`, `another_page(viewport=PHONE)`."""
    opened = []

    def open_another(**options):
        manager = open_page(browser, live_server, **{"viewport": WIDE} | options)
        opened.append(manager)
        return manager.__enter__()

    yield open_another
    for manager in reversed(opened):
        manager.__exit__(None, None, None)


@contextmanager
def open_page(browser, live_server, **options):
    context = browser.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Europe/London", **options)
    # Nothing on this machine needs half a minute; a missing element should say so soon.
    context.set_default_timeout(10_000)
    if options.get("java_script_enabled") is False:
        _without_javascript.add(context)
    complaints = watch(context)
    yield context.new_page()
    context.close()
    _without_javascript.discard(context)
    assert not complaints, "The browser complained:\n" + "\n".join(complaints)


def watch(context):
    """Collect whatever no page may do: errors, reports of the CSP, requests that leave the machine."""
    complaints = []
    documents = set()

    def on_request(request):
        address = urlsplit(request.url)
        if address.hostname not in ON_THIS_MACHINE and address.scheme not in WITHIN_THE_PAGE:
            complaints.append(f"A request left the machine: {request.url}")
        if request.is_navigation_request():
            documents.add(request.url)

    def on_console(message):
        # A page that is meant to be refused or not found is an error to the console, but not to us.
        expected = message.text.startswith("Failed to load resource") and message.location["url"] in documents
        if (message.type == "error" or "Content Security Policy" in message.text) and not expected:
            complaints.append(f"Console, at {message.location['url']}: {message.text}")

    context.on("request", on_request)
    context.on("console", on_console)
    context.on("weberror", lambda problem: complaints.append(f"Script, at {problem.page.url}: {problem.error}"))
    return complaints


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` fails with what axe-core finds on the page as it stands."""
    if not AXE.exists():
        cannot_run("axe-core is not installed: `make test` installs it.")
    source = AXE.read_text()

    def check(page):
        with where_scripts_may_run(page) as readable:
            if not readable.evaluate("() => 'axe' in window"):
                readable.evaluate(source)
            found = readable.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")["violations"]
        assert not found, f"axe on {page.url}:\n" + "\n".join(in_words(violation) for violation in found)

    return check


@contextmanager
def where_scripts_may_run(page):
    """The page itself or, where scripts are off, a copy of it as it stands in which only axe's own run."""
    if page.context not in _without_javascript:
        yield page
        return
    html = page.content()
    context = page.context.browser.new_context(viewport=page.viewport_size)
    context.route("**/*.js", lambda route: route.abort())
    copy = context.new_page()
    copy.route(page.url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    copy.goto(page.url)
    yield copy
    context.close()


def in_words(violation):
    where = "\n".join(f"    {' '.join(map(str, node['target']))}\n      {node['html']}" for node in violation["nodes"])
    return f"  {violation['id']} ({violation['impact']}): {violation['help']}\n{where}"
